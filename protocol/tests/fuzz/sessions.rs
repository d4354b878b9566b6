//! A whole session: one end is ours, the other sends frames that were once honest ones.

use protocol::id::Id;
use protocol::sync::Breach;
use protocol::sync::frame::Hello;
use protocol::sync::mark::Nonce;
use protocol::sync::session::Session;
use protocol::sync::view::Tier;
use protocol::sync::wish::Wish;

use super::pair::{Home, record};
use super::target;

/// 2 MiB out for at most 64 KiB in: what the largest sketch and all records of the small home take.
const OUT_MAX: u64 = 2 << 20;

/// What our end holds, and which end it is: three homes at either.
fn ours(shape: u8) -> Home {
    let mut home = Home::default();
    let (law, content) = [(1, 40), (0, 0), (3, 4)][usize::from(shape) % 3];
    (0..law).for_each(|n| home.keep(Tier::Authority, record("charter", n, 60)));
    (0..content).for_each(|n| home.keep(Tier::Content, record("Amara", n, 50)));
    home
}

/// What the other end held when the frames were honest.
fn theirs(shape: u8) -> Home {
    let mut home = Home::default();
    (0..1 + u32::from(shape % 2)).for_each(|n| home.keep(Tier::Authority, record("charter", n, 60)));
    (20..50).for_each(|n| home.keep(Tier::Content, record("Amara", n, 50)));
    home
}

/// Our end of a session: it says what it would send, and is fed until it breaks off or is over.
struct End {
    home: Home,
    session: Option<Session>,
    out: Vec<Vec<u8>>,
    over: bool,
}

impl End {
    fn initiate(mut home: Home) -> Result<End, Breach> {
        let view = home.view(home.day);
        let (mut session, wishes) = Session::initiate(Id::of(b"scope"), view, Nonce([1; 16]), home.day.start());
        let (out, over) = home.serve(&mut session, wishes)?;
        Ok(End { home, session: Some(session), out, over: over.is_some() })
    }

    fn respond(home: Home) -> End {
        End { home, session: None, out: Vec::new(), over: false }
    }

    fn take(&mut self, frame: &[u8]) -> Result<(), Breach> {
        let (day, home) = (self.home.day, &mut self.home);
        let wishes: Vec<Wish> = match &mut self.session {
            Some(session) => session.take(frame)?,
            None => {
                let (session, wishes) = Session::respond(&Hello::read(frame)?, day.start(), Nonce([2; 16]));
                self.session = Some(session);
                wishes
            }
        };
        let session = self.session.as_mut().expect("just made");
        let (frames, over) = home.serve(session, wishes)?;
        self.out.extend(frames);
        let stored = home.settle(session)?;
        let (frames, last) = home.serve(session, stored)?;
        self.out.extend(frames);
        self.over |= over.or(last).is_some();
        Ok(())
    }
}

/// The frames that an honest other end sends to ours, behind a byte that says which end ours is and what it holds.
fn transcript(shape: u8) -> Vec<u8> {
    let mut input = vec![shape];
    let (mut here, mut there) = if shape & 1 == 0 {
        (End::initiate(ours(shape >> 1)).expect("honest"), End::respond(theirs(shape >> 1)))
    } else {
        (End::respond(ours(shape >> 1)), End::initiate(theirs(shape >> 1)).expect("honest"))
    };
    while !(here.out.is_empty() && there.out.is_empty()) {
        for frame in std::mem::take(&mut here.out) {
            there.take(&frame).expect("both are honest");
        }
        for frame in std::mem::take(&mut there.out) {
            input.extend_from_slice(&(frame.len() as u16).to_be_bytes());
            input.extend_from_slice(&frame);
            here.take(&frame).expect("both are honest");
        }
    }
    assert!(here.over && there.over);
    input
}

#[test]
fn whatever_the_other_end_sends_a_session_ends_in_bounds_and_never_falls() {
    let seeds = (0..6).map(transcript).collect();
    target("session", 20_000, 65_000).run(seeds, |input| {
        let Some((shape, mut rest)) = input.split_first() else { return "nothing".to_string() };
        let begun = if shape & 1 == 0 { End::initiate(ours(shape >> 1)) } else { Ok(End::respond(ours(shape >> 1))) };
        let mut end = begun.expect("an end begins by itself");
        let held = end.home.authority.len() + end.home.content.len();
        let (mut sent, mut frames) = (0_u64, 0);
        while let Some((length, behind)) = rest.split_first_chunk::<2>() {
            let (frame, behind) = behind.split_at(behind.len().min(usize::from(u16::from_be_bytes(*length))));
            rest = behind;
            if end.over {
                break;
            }
            let taken = end.take(frame);
            sent += end.out.drain(..).map(|frame| frame.len() as u64).sum::<u64>();
            frames += 1;
            if let Err(breach) = taken {
                assert!(!matches!(breach, Breach::Early | Breach::Unwished), "our own shell did as it was told");
                return format!("{frames} frames, then {breach}");
            }
        }
        assert!(sent <= OUT_MAX, "{sent} bytes answered {}", input.len());
        let came = end.home.authority.len() + end.home.content.len() - held;
        assert!(came <= input.len(), "{came} records came in {} bytes", input.len());
        format!("{} frames, over {}, {came} came", frames, end.over)
    });
}
