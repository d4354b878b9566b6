//! What is told at a door, and what a door answers, with bytes made from good ones.

use super::*;
use crate::fed::target;

fn told(home: &Home) -> Vec<u8> {
    let line = invite(home);
    let records = join(1, &line, &line.secret).iter().map(|record| Blob(record.bytes().to_vec())).collect();
    wire::encode(&Told { records: Few::new(records).expect("few") })
}

/// Dear: signatures, a fold, and where something is taken in, a write.
#[test]
fn whatever_is_told_at_the_door_is_answered_or_is_no_knock() {
    let (_folder, home) = founded();
    let caller = keys(1)[2].key();
    target("knock", 10_000, TOLD_MAX).run(vec![told(&home), told(&home)], |input| {
        let told: Told = match wire::decode(input) {
            Ok(told) => told,
            Err(fault) => return fault.to_string(),
        };
        assert_eq!(wire::encode(&told), input);
        let parse = |blob: &Blob| Envelope::parse(blob.0.as_slice().into());
        let records = match told.records.iter().map(parse).collect::<Result<Vec<_>, _>>() {
            Ok(records) => records,
            Err(fault) => return fault.to_string(),
        };
        let count = records.len();
        let (taken, said) = judge(&home, caller, records).expect("the store writes");
        assert!(taken.len() <= count && (1..=ANSWERS_MAX).contains(&said.len()), "{} answers", said.len());
        assert!(said.iter().all(|frame| wire::encode(frame).len() <= TOLD_MAX));
        format!("verdict {}, taken {}", said[0].verdict, taken.len())
    });
}

#[test]
fn whatever_a_door_answers_is_understood_or_is_no_answer() {
    let said = |verdict| Said {
        verdict,
        name: Line::new("Binh").ok(),
        at: Some(Moment(1)),
        records: Few::new(vec![Blob(vec![1, 2, 3])]).expect("few"),
        more: true,
    };
    let framed = |said: Said| {
        let frame = wire::encode(&said);
        [&(frame.len() as u32).to_be_bytes()[..], &frame].concat()
    };
    let seeds = (WELCOME..=FULL).map(|verdict| framed(said(verdict))).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    target("knock-answer", 20_000, TOLD_MAX).run(seeds, |input| {
        let stream = futures::io::Cursor::new(Vec::new());
        let told = runtime.block_on(tell(Both(futures::io::Cursor::new(input.to_vec()), stream), &[]));
        match told {
            Ok(opened) => {
                assert!(opened.law.len() <= ANSWERS_MAX * 256);
                format!("{:?}", opened.door)
            }
            Err(trouble) => trouble.code,
        }
    });
}

/// A stream that is read at one end and written at the other.
struct Both(futures::io::Cursor<Vec<u8>>, futures::io::Cursor<Vec<u8>>);

impl AsyncRead for Both {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        into: &mut [u8],
    ) -> std::task::Poll<std::io::Result<usize>> {
        std::pin::Pin::new(&mut self.0).poll_read(context, into)
    }
}

impl AsyncWrite for Both {
    fn poll_write(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
        from: &[u8],
    ) -> std::task::Poll<std::io::Result<usize>> {
        std::pin::Pin::new(&mut self.1).poll_write(context, from)
    }
    fn poll_flush(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }
    fn poll_close(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        std::task::Poll::Ready(Ok(()))
    }
}
