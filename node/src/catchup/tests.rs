use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use protocol::sync::frame::Hello;
use protocol::sync::mark::Nonce;
use tokio::io::{AsyncRead as _, AsyncWrite as _, DuplexStream, ReadBuf};

use super::*;
use crate::clock;
use crate::pen::tests::founded;

/// One end of a stream within this process.
pub(crate) struct Pipe(DuplexStream);

/// Two ends.
pub(crate) fn pipe() -> (Pipe, Pipe) {
    let (one, other) = tokio::io::duplex(1 << 20);
    (Pipe(one), Pipe(other))
}

impl AsyncRead for Pipe {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut into = ReadBuf::new(into);
        pin!(&mut self.0).poll_read(cx, &mut into).map_ok(|()| into.filled().len())
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        pin!(&mut self.0).poll_write(cx, from)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.0).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        pin!(&mut self.0).poll_shutdown(cx)
    }
}

fn key(number: u8) -> Key {
    Key::from_bytes([number; 32])
}

fn begin(home: &Arc<Home>, scope: Scope) -> (Session, Vec<Wish>) {
    Session::initiate(scope.id(), view(home, &scope, clock::now().day()), Nonce([1; 16]))
}

/// A newcomer's home fetches from one that has founded a collective.
async fn fetch(newcomer: &Arc<Home>, founder: &Arc<Home>, scope: Scope) -> Result<Summary, CatchupFault> {
    let (near, mut far) = pipe();
    let (session, wishes) = begin(newcomer, scope);
    let answering = founder.clone();
    let answer = tokio::spawn(async move {
        let hello = Hello::read(&read_frame(&mut far, FRAME_BYTES_MAX).await?)?;
        let (session, wishes) = Session::respond(&hello, clock::now().day(), Nonce([2; 16]));
        run(answering, key(1), scope, far, session, wishes).await
    });
    let fetched = run(newcomer.clone(), key(2), scope, near, session, wishes).await;
    answer.abort();
    fetched
}

fn homes() -> (Vec<tempfile::TempDir>, Arc<Home>, Arc<Home>, Scope) {
    let (folder, founder) = founded();
    let charter = founder.dweller().expect("Amara").collective;
    let empty = tempfile::tempdir().expect("folder");
    let newcomer = Home::open(empty.path()).expect("an empty home");
    newcomer.state().replica.await_charter(Some(charter));
    (vec![folder, empty], Arc::new(founder), Arc::new(newcomer), Scope::Inner(charter))
}

#[tokio::test]
async fn who_begins_too_many_catch_ups_is_told_to_come_later() {
    let (_folders, founder, newcomer, scope) = homes();
    let mut begun = 0;
    while founder.lets(Errand::Start(key(1), scope.id())) {
        begun += 1;
    }
    assert_eq!(begun, 120);
    assert_eq!(founder.state().refused["hurried-catch-up"], 1, "it is counted");
    let (near, mut far) = pipe();
    let (session, wishes) = begin(&newcomer, scope);
    let answer = async {
        read_frame(&mut far, FRAME_BYTES_MAX).await.expect("a hello");
        later(&mut far).await.expect("told");
    };
    let (told, ()) = tokio::join!(run(newcomer, key(2), scope, near, session, wishes), answer);
    assert!(matches!(told, Err(CatchupFault::Later)), "{told:?}");
}

#[tokio::test]
async fn who_makes_us_fold_the_roster_too_often_is_heard_no_further() {
    let (_folders, founder, newcomer, scope) = homes();
    while newcomer.lets(Errand::Law(key(2))) {}
    let hurried = fetch(&newcomer, &founder, scope).await;
    assert!(matches!(hurried, Err(CatchupFault::Hurried)), "{hurried:?}");
    assert_eq!(newcomer.store().counts().records, 0);
}

#[tokio::test]
async fn authority_comes_in_a_few_batches_that_are_well_within_the_limit() {
    let (_folders, founder, newcomer, scope) = homes();
    (0..110).for_each(|_| assert!(newcomer.lets(Errand::Law(key(2)))));
    let fetched = fetch(&newcomer, &founder, scope).await.expect("caught up");
    assert!(fetched.fresh > 2 && newcomer.store().counts().records == u64::from(fetched.fresh));
}
