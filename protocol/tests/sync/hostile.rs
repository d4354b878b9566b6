//! What a peer may not do, and what it is called.

use proptest::prelude::*;
use protocol::admit::Fault;
use protocol::id::Id;
use protocol::sync::frame::*;
use protocol::sync::mark::{Key, Nonce};
use protocol::sync::session::Session;
use protocol::sync::sketch::Encoder;
use protocol::sync::view::{Stand, Tier, View};
use protocol::sync::wish::{Settled, Wish};
use protocol::sync::{Breach, FRAME_BYTES_MAX, IDS_MAX, VERSION};
use protocol::time::Day;
use protocol::wire::{Blob, Few, WireFault};

use super::pair::{Home, TODAY, record};

const OURS: Nonce = Nonce([1; 16]);
const MALLORYS: Nonce = Nonce([2; 16]);

fn scope() -> Id {
    Id::of(b"scope")
}

fn id(number: u32) -> Id {
    Id::of(&number.to_be_bytes())
}

fn view(content: std::ops::Range<u32>) -> View {
    View::new(TODAY, Vec::new(), content.map(id).collect())
}

fn mark(id: &Id) -> u64 {
    Key::derive(&scope(), &OURS, &MALLORYS).mark(id)
}

fn list(marks: &[u64]) -> Frame {
    Frame::Listing(Listed { marks: Blob(marks.iter().flat_map(|mark| mark.to_be_bytes()).collect()) })
}

fn want(marks: &[u64]) -> Frame {
    Frame::Want(Listed { marks: Blob(marks.iter().flat_map(|mark| mark.to_be_bytes()).collect()) })
}

fn records(records: &[&[u8]]) -> Frame {
    Frame::Records(Records { records: Few::new(records.iter().map(|one| Blob(one.to_vec())).collect()).expect("few") })
}

fn offer(means: Means, count: u32) -> Frame {
    Frame::Offer(Offer { tier: Tier::Content, means, count })
}

fn cells(count: usize) -> Frame {
    let noise = Encoder::new((1..90_000).map(|n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15))).next_cells(count as u32);
    Frame::Cells(Cells::pages(&noise).next().expect("some"))
}

/// Gives frames to a session; the last one's answer.
fn tell(session: &mut Session, frames: &[Frame]) -> Result<Vec<Wish>, Breach> {
    let mut last = Ok(Vec::new());
    for frame in frames {
        assert!(last.is_ok(), "before {frame:?}: {last:?}");
        last = session.take(&frame.to_bytes());
    }
    last
}

/// An initiator that holds `content` and has been welcomed by Mallory.
fn initiator(content: std::ops::Range<u32>) -> Session {
    let (mut session, _) = Session::initiate(scope(), view(content), OURS, TODAY.start());
    tell(&mut session, &[Frame::Welcome(Welcome { nonce: MALLORYS, day: TODAY, now: TODAY.start() })])
        .expect("a fair welcome");
    session
}

/// A responder that holds `own` and has shown it to Mallory, who claims to hold `claimed`.
fn responder(own: std::ops::Range<u32>, claimed: u32) -> Session {
    let nothing = view(0..0).stand(&OURS);
    let stand = Stand { content: id(9), content_count: claimed, ..nothing };
    let hello = Hello { version: VERSION, scope: scope(), nonce: OURS, day: TODAY, stand, now: TODAY.start() };
    let (mut session, _) = Session::respond(&hello, TODAY.start(), MALLORYS);
    session.refreshed(view(own)).expect("the view was asked for");
    session
}

#[test]
fn a_record_that_was_not_asked_for_is_unasked() {
    let mut session = initiator(0..10);
    let theirs = [mark(&id(100))];
    tell(&mut session, &[offer(Means::List, 1), list(&theirs), records(&[b"another"])]).expect("one was wanted");
    assert_eq!(session.expect(&id(101)), Err(Breach::Unasked));
    assert_eq!(session.expect(&id(100)), Ok(()));
    assert_eq!(session.settled(&[Settled::Stored(id(101))]), Err(Breach::Unasked));
}

#[test]
fn more_records_than_were_wanted_or_announced_are_unasked() {
    let mut wanted = initiator(0..10);
    tell(&mut wanted, &[offer(Means::List, 1), list(&[mark(&id(100))])]).expect("fair so far");
    assert_eq!(tell(&mut wanted, &[records(&[b"one", b"two"])]), Err(Breach::Unasked));
    let mut announced = responder(0..10, 12);
    tell(&mut announced, &[Frame::Plan(Plan { wanted: 0, pushed: 1 }), records(&[b"one"])]).expect("announced");
    assert_eq!(tell(&mut announced, &[records(&[b"two"])]), Err(Breach::Unasked));
    let mut everything = initiator(0..0);
    tell(&mut everything, &[offer(Means::Everything, 1), records(&[b"one"])]).expect("offered");
    assert_eq!(tell(&mut everything, &[records(&[b"two"])]), Err(Breach::Unasked));
}

#[test]
fn a_record_that_comes_twice_or_that_we_showed_is_unasked() {
    let push = |stored: &[Id]| {
        let mut session = responder(0..10, 12);
        let two = records(&[b"one", b"two"]);
        tell(&mut session, &[Frame::Plan(Plan { wanted: 0, pushed: 2 }), two]).expect("announced");
        let settled: Vec<Settled> = stored.iter().map(|id| Settled::Known(*id)).collect();
        session.settled(&settled).map(|_| ())
    };
    assert_eq!(push(&[id(50), id(51)]), Ok(()));
    assert_eq!(push(&[id(50), id(50)]), Err(Breach::Unasked));
    assert_eq!(push(&[id(50), id(3)]), Err(Breach::Unasked));
}

#[test]
fn cells_without_end_lead_to_the_list_and_more_than_a_burst_is_a_breach() {
    let mut session = initiator(0..3_000);
    let mut burst = 352;
    let mut asks = Vec::new();
    tell(&mut session, &[offer(Means::Sketch, 3_000)]).expect("fair");
    for _ in 0..3 {
        let wishes = tell(&mut session, &[cells(burst)]).expect("as many as were asked for");
        let [Wish::Send(bytes)] = &wishes[..] else { panic!("{wishes:?}") };
        let Ok(Frame::Ask(ask)) = read(bytes) else { panic!("an ask") };
        asks.push(ask.means);
        if ask.means == Means::List {
            break;
        }
        burst = burst * 3 - burst;
    }
    assert_eq!(asks, [Means::Sketch, Means::List], "24 kB of marks are cheaper than 38 kB of cells");
    assert_eq!(tell(&mut session, &[cells(1)]), Err(Breach::OutOfPlace));
    let mut session = initiator(0..3_000);
    tell(&mut session, &[offer(Means::Sketch, 3_000)]).expect("fair");
    assert_eq!(tell(&mut session, &[cells(353)]), Err(Breach::Miscount));
}

#[test]
fn a_list_must_ascend_bring_something_and_keep_to_its_count() {
    let told = |frames: &[Frame]| tell(&mut initiator(0..10), &[&[offer(Means::List, 3)], frames].concat());
    assert_eq!(told(&[list(&[5]), list(&[5])]), Err(Breach::Standstill));
    assert_eq!(told(&[list(&[5, 4])]), Err(Breach::Standstill));
    assert_eq!(told(&[list(&[])]), Err(Breach::Standstill));
    assert_eq!(told(&[list(&[1, 2, 3, 4])]), Err(Breach::Miscount));
    assert!(told(&[list(&[1]), list(&[2, 3])]).is_ok());
}

#[test]
fn offers_that_cannot_be_true_are_refused() {
    let offered = |own, frame| tell(&mut initiator(own), &[frame]).map(|_| ());
    assert_eq!(offered(0..10, offer(Means::Everything, 5)), Err(Breach::OutOfPlace));
    assert_eq!(offered(0..10, offer(Means::Sketch, 5)), Err(Breach::OutOfPlace), "a list is cheaper");
    assert_eq!(offered(0..10, offer(Means::List, IDS_MAX + 1)), Err(Breach::TooMany(IDS_MAX + 1)));
    let equal = Frame::Offer(Offer { tier: Tier::Authority, means: Means::Equal, count: 0 });
    assert_eq!(offered(0..10, equal), Err(Breach::OutOfPlace));
}

#[test]
fn a_plan_and_its_wants_keep_to_what_was_shown() {
    let plan = |wanted, pushed| Frame::Plan(Plan { wanted, pushed });
    let told = |frames: &[Frame]| tell(&mut responder(0..10, 12), frames);
    assert_eq!(told(&[plan(11, 0)]), Err(Breach::Miscount));
    assert_eq!(told(&[plan(0, IDS_MAX + 1)]), Err(Breach::TooMany(IDS_MAX + 1)));
    assert_eq!(told(&[plan(1, 0), want(&[mark(&id(1)), mark(&id(2))])]), Err(Breach::Miscount));
    assert_eq!(told(&[plan(1, 0), want(&[])]), Err(Breach::Standstill));
    let ask = |means| Frame::Ask(Ask { means });
    for means in [Means::Sketch, Means::List, Means::Everything, Means::Equal] {
        assert_eq!(told(&[ask(means)]), Err(Breach::OutOfPlace), "the list has been shown");
    }
}

#[test]
fn cells_are_shown_no_longer_than_a_list_is_dearer() {
    let mut session = responder(0..3_000, 3_001);
    let ask = |means| Frame::Ask(Ask { means });
    assert_eq!(tell(&mut session, &[ask(Means::Sketch)]).expect("13 kB against 24").len(), 1);
    assert_eq!(tell(&mut session, &[ask(Means::Sketch)]), Err(Breach::OutOfPlace), "38 kB against 24");
    let mut session = responder(0..3_000, 3_001);
    let listed = tell(&mut session, &[ask(Means::List)]).expect("once");
    assert_eq!(listed.len(), 1);
    assert_eq!(tell(&mut session, &[ask(Means::List)]), Err(Breach::OutOfPlace));
}

#[test]
fn what_is_said_of_records_must_be_so() {
    let sent = |records| Frame::Sent(Sent { records });
    let wanting = || {
        let mut session = initiator(0..10);
        tell(&mut session, &[offer(Means::List, 1), list(&[mark(&id(100))])]).expect("fair so far");
        session
    };
    let not_now = |mark: u64| Frame::NotNow(Listed { marks: Blob(mark.to_be_bytes().to_vec()) });
    assert_eq!(tell(&mut wanting(), &[sent(0)]), Err(Breach::Miscount), "one is unanswered");
    assert_eq!(tell(&mut wanting(), &[sent(1)]), Err(Breach::Miscount), "none came");
    assert_eq!(tell(&mut wanting(), &[not_now(7)]), Err(Breach::Unasked));
    let both = [not_now(mark(&id(100))), not_now(mark(&id(100)))];
    assert_eq!(tell(&mut wanting(), &both), Err(Breach::Unasked));
    assert_eq!(tell(&mut wanting(), &[not_now(mark(&id(100))), records(&[b"late"])]), Err(Breach::Unasked));
    assert_eq!(tell(&mut wanting(), &[Frame::Stored(Stored { fresh: 0 })]), Err(Breach::OutOfPlace));
    assert_eq!(tell(&mut wanting(), &[records(&[])]), Err(Breach::Standstill));
    assert_eq!(tell(&mut wanting(), &[records(&[b""])]), Err(Breach::Standstill));
    let mut stored = responder(0..0, 5);
    let end = [Frame::Plan(Plan { wanted: 0, pushed: 1 }), Frame::Stored(Stored { fresh: 1 })];
    assert_eq!(tell(&mut stored, &end), Err(Breach::Miscount), "nothing was sent that could be stored");
}

#[test]
fn every_frame_out_of_place_is_refused() {
    let hello = Hello {
        version: VERSION,
        scope: scope(),
        nonce: OURS,
        day: TODAY,
        stand: view(0..1).stand(&OURS),
        now: TODAY.start(),
    };
    let all = [
        Frame::Hello(hello),
        Frame::Welcome(Welcome { nonce: MALLORYS, day: TODAY, now: TODAY.start() }),
        Frame::Stand(hello.stand),
        offer(Means::Equal, 0),
        cells(1),
        list(&[1]),
        Frame::Ask(Ask { means: Means::List }),
        Frame::Plan(Plan { wanted: 0, pushed: 0 }),
        want(&[1]),
        records(&[b"one"]),
        Frame::NotNow(Listed { marks: Blob(vec![0; 8]) }),
        Frame::Sent(Sent { records: 0 }),
        Frame::Stored(Stored { fresh: 0 }),
    ];
    for (at, frame) in all.iter().enumerate() {
        let (mut greeting, _) = Session::initiate(scope(), view(0..3), OURS, TODAY.start());
        assert_eq!(tell(&mut greeting, std::slice::from_ref(frame)).is_ok(), at == 1, "{frame:?}");
        assert_eq!(tell(&mut initiator(0..3), std::slice::from_ref(frame)).is_ok(), at == 3, "{frame:?}");
        assert_eq!(tell(&mut responder(0..3, 5), std::slice::from_ref(frame)).is_ok(), at == 7, "{frame:?}");
    }
    let mut over = initiator(0..3);
    tell(&mut over, &[offer(Means::Equal, 3)]).expect("it ends well");
    all.iter().for_each(|frame| assert_eq!(tell(&mut over, std::slice::from_ref(frame)), Err(Breach::OutOfPlace)));
}

#[test]
fn oversize_and_unreadable_frames_are_refused_before_they_are_looked_into() {
    let mut session = initiator(0..3);
    assert_eq!(session.take(&vec![0; FRAME_BYTES_MAX + 1]), Err(Breach::Oversize));
    let mut bytes = offer(Means::Equal, 3).to_bytes();
    bytes.push(0);
    assert_eq!(session.take(&bytes), Err(Breach::Unreadable(WireFault::Spelling)));
    let page = Listed { marks: Blob(vec![0; 8_001 * 8]) };
    assert_eq!(page.marks(), Err(Breach::Oversize));
    assert_eq!(Cells { cells: Blob(vec![0; 5_001 * 12]) }.cells(), Err(Breach::Oversize));
    assert_eq!(Cells { cells: Blob(vec![0; 13]) }.cells(), Err(Breach::Unreadable(WireFault::Shape)));
}

#[test]
fn another_version_and_a_later_day_are_not_taken() {
    let mut hello = Hello {
        version: VERSION + 1,
        scope: scope(),
        nonce: OURS,
        day: TODAY,
        stand: view(0..1).stand(&OURS),
        now: TODAY.start(),
    };
    assert_eq!(Hello::read(&Frame::Hello(hello).to_bytes()), Err(Breach::Version(VERSION + 1)));
    hello.version = VERSION;
    assert_eq!(Hello::read(&Frame::Hello(hello).to_bytes()), Ok(hello));
    assert_eq!(Hello::read(&offer(Means::Equal, 0).to_bytes()), Err(Breach::OutOfPlace));
    let (mut session, _) = Session::initiate(scope(), view(0..3), OURS, TODAY.start());
    let later = Frame::Welcome(Welcome { nonce: MALLORYS, day: TODAY.plus(1), now: TODAY.start() });
    assert_eq!(tell(&mut session, &[later]), Err(Breach::Miscount));
}

#[test]
fn a_shell_that_mixes_up_its_turns_is_told_and_the_peer_is_not_blamed() {
    let (mut session, _) = Session::initiate(scope(), view(0..3), OURS, TODAY.start());
    let earlier = Frame::Welcome(Welcome { nonce: MALLORYS, day: Day(TODAY.0 - 1), now: TODAY.start() });
    assert_eq!(tell(&mut session, &[earlier]), Ok(vec![Wish::Refresh(Day(TODAY.0 - 1))]));
    assert!(!session.is_ready());
    assert_eq!(tell(&mut session, &[offer(Means::Equal, 3)]), Err(Breach::Early));
    assert_eq!(session.loaded(vec![None]), Err(Breach::Unwished));
    assert_eq!(session.settled(&[Settled::Refused]), Err(Breach::Unwished));
    assert_eq!(session.refreshed(view(0..3)), Ok(Vec::new()));
    assert_eq!(session.refreshed(view(0..3)), Err(Breach::Unwished));
    assert_eq!(Breach::Early.fault(), None);
    assert_eq!(Breach::Unasked.fault(), Some(Fault::Grave));
}

/// What an honest responder sends in a session with differences on both sides.
fn transcript() -> Vec<Vec<u8>> {
    let (mut amara, mut binh) = (Home::default(), Home::default());
    for n in 0..600 {
        binh.keep(Tier::Content, record("Binh", n, 100));
        if n > 20 {
            amara.keep(Tier::Content, record("Binh", n, 100));
        }
    }
    let (mut first, wishes) = Session::initiate(scope(), amara.view(TODAY), OURS, TODAY.start());
    let (frames, _) = amara.serve(&mut first, wishes).expect("honest");
    let (mut second, wishes) = Session::respond(&Hello::read(&frames[0]).expect("a hello"), TODAY.start(), MALLORYS);
    let (mut said, _) = binh.serve(&mut second, wishes).expect("honest");
    let mut at = 0;
    while at < said.len() {
        let wishes = first.take(&said[at]).expect("honest");
        at += 1;
        for frame in amara.serve(&mut first, wishes).expect("honest").0 {
            let wishes = second.take(&frame).expect("honest");
            said.extend(binh.serve(&mut second, wishes).expect("honest").0);
        }
    }
    assert!(said.len() > 4, "welcome, offer, cells, records, sent");
    said
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..crate::cases(256) })]

    #[test]
    fn a_garbled_conversation_ends_in_a_breach_or_goes_on_and_never_in_a_panic(
        changes in prop::collection::vec((0usize..5, any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut frames = transcript();
        for (change, frame, place, byte) in changes {
            let at = frame.index(frames.len());
            match change {
                0 => frames.insert(at, frames[at].clone()),
                1 => {
                    let length = place.index(frames[at].len());
                    frames[at].truncate(length);
                }
                2 => {
                    let place = place.index(frames[at].len());
                    frames[at].iter_mut().skip(place).take(1).for_each(|one| *one = byte);
                }
                3 => frames.swap(at, 0),
                _ => frames[at] = vec![byte],
            }
            frames.retain(|frame| !frame.is_empty());
        }
        let mut amara = Home::default();
        (21..600).for_each(|n| amara.keep(Tier::Content, record("Binh", n, 100)));
        let (mut session, _) = Session::initiate(scope(), amara.view(TODAY), OURS, TODAY.start());
        let mut answers = 0;
        for frame in frames {
            let Ok(wishes) = session.take(&frame) else { break };
            let Ok((sent, _)) = amara.serve(&mut session, wishes) else { break };
            answers += sent.len();
            let Ok(wishes) = amara.settle(&mut session) else { break };
            let Ok((sent, _)) = amara.serve(&mut session, wishes) else { break };
            answers += sent.len();
        }
        prop_assert!(answers <= 8, "{answers} frames for a garbled conversation");
    }
}
