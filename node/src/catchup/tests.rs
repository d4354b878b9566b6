use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use protocol::space::Side;
use protocol::sync::frame::Hello;
use protocol::sync::mark::Nonce;
use tokio::io::{AsyncRead as _, AsyncWrite as _, DuplexStream, ReadBuf};

use super::frames::later;
use super::*;
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
    Session::initiate(scope.id(), view(home, &scope, home.now().day()), Nonce([1; 16]), home.now())
}

/// A newcomer's home fetches from one that has founded a collective.
async fn fetch(newcomer: &Arc<Home>, founder: &Arc<Home>, scope: Scope) -> Result<Summary, CatchupFault> {
    fetch_by(newcomer, founder, scope, scope).await
}

/// The same, where the newcomer takes it for another scope than the one that the founder shows.
async fn fetch_by(
    newcomer: &Arc<Home>,
    founder: &Arc<Home>,
    scope: Scope,
    taken_for: Scope,
) -> Result<Summary, CatchupFault> {
    let (near, mut far) = pipe();
    let (session, wishes) = begin(newcomer, scope);
    let answering = founder.clone();
    let answer = tokio::spawn(async move {
        let hello = Hello::read(&read_frame(&mut far, FRAME_BYTES_MAX).await?)?;
        let (session, wishes) = Session::respond(&hello, answering.now(), Nonce([2; 16]));
        run(answering, key(1), scope, far, session, wishes).await
    });
    let fetched = run(newcomer.clone(), key(2), taken_for, near, session, wishes).await;
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

#[tokio::test]
async fn what_stands_inside_a_collective_does_not_come_by_a_federation() {
    let (_folders, founder, newcomer, scope) = homes();
    let leaked = fetch_by(&newcomer, &founder, scope, Scope::Federation(scope.charter())).await;
    assert!(matches!(leaked, Err(CatchupFault::Breach(Breach::Unasked))), "{leaked:?}");
    let state = newcomer.state();
    assert!(state.replica.held().iter().all(|facts| facts.space().is_none_or(|space| space.side != Side::Inner)));
}

#[test]
fn content_comes_by_the_scopes_alone_that_hold_it_and_is_lost_by_no_refusal() {
    let (_folders, founder, newcomer, scope) = homes();
    let charter = scope.charter();
    let law: Vec<Envelope> = founder.state().replica.law().values().cloned().collect();
    newcomer.take_in(law, Park::Nothing).expect("a store");
    let face = {
        let state = founder.state();
        let open = |facts: &&protocol::held::Facts| facts.space().is_some_and(|space| space.side == Side::Open);
        let id = state.replica.held().iter().find(open).expect("the collective shows its face").id;
        drop(state);
        founder.record(&id).expect("readable").expect("held")
    };
    // What somebody hands on in a federation in which its collective is not.
    let taken = take_in(&newcomer, &Scope::Federation(charter), vec![face.clone()]).expect("a store");
    assert_eq!(taken.outcomes, [None]);
    assert_eq!(settled(&taken), [Settled::Refused]);
    assert!(newcomer.record(&face.id()).expect("readable").is_none());
    // Where it belongs it comes all the same, whatever came beside it.
    let lawful = founder.state().replica.law().values().next().cloned().expect("a charter");
    let taken = take_in(&newcomer, &scope, vec![lawful.clone(), face.clone()]).expect("a store");
    assert_eq!(taken.outcomes, [Some(Outcome::Known(lawful.id())), Some(Outcome::Stored(face.id()))]);
}

#[tokio::test]
async fn both_ends_learn_how_far_their_clocks_are_apart_and_the_doctor_says_so() {
    use protocol::local::{Finding, Verdict};

    let (folder, founder) = founded();
    let charter = founder.dweller().expect("Amara").collective;
    let empty = tempfile::tempdir().expect("folder");
    let hours_ahead = crate::clock::Clock::wrong_by(3 * 3_600_000);
    let newcomer = Arc::new(Home::open_by(empty.path(), hours_ahead).expect("an empty home"));
    newcomer.state().replica.await_charter(Some(charter));
    let (founder, clock) = (Arc::new(founder), |home: &Home| -> Finding {
        let found = crate::desk::health::doctor(home, &crate::desk::health::Running::default()).expect("findings");
        found.into_iter().find(|finding| finding.check == "clock").expect("the clock is checked")
    });
    assert_eq!(clock(&founder).facts["side"], "alone");

    fetch(&newcomer, &founder, Scope::Inner(charter)).await.expect("caught up");

    let ahead = newcomer.clock_difference().expect("heard").ahead_ms;
    assert!((ahead - 3 * 3_600_000).abs() < 60_000, "{ahead}");
    let found = clock(&founder);
    assert_eq!((found.verdict, found.facts["side"].as_str()), (Verdict::Amber, "behind"));
    assert!(["179", "180"].contains(&found.facts["minutes"].as_str()), "{:?}", found.facts);
    drop(folder);
}

#[tokio::test]
async fn whoever_takes_nothing_is_let_go() {
    let (one, _other) = tokio::io::duplex(64);
    let mut near = Pipe(one);
    let begun = std::time::Instant::now();
    let sent = in_time(Duration::from_millis(50), write_frame(&mut near, &[7; 10_000])).await;
    assert!(matches!(sent, Err(CatchupFault::Slow)), "{sent:?}");
    assert!(begun.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_session_with_a_machine_that_goes_off_the_list_gives_no_further_record() {
    let (_folder, founder) = founded();
    let founder = Arc::new(founder);
    let scope = Scope::Inner(founder.dweller().expect("Amara").collective);
    let ids: Vec<Id> = founder.state().replica.view(&scope, founder.now().day()).1;
    assert!(!ids.is_empty());
    let own = founder.state().keyring.as_ref().expect("keys").node().key();
    let carrier = |with: Key, listed: bool| Carrier {
        home: founder.clone(),
        with,
        listed,
        answered: true,
        clock_noted: true,
        scope,
        session: begin(&founder, scope).0,
        out: VecDeque::new(),
        arrived: Arrived::default(),
        load: None,
        gate: VecDeque::new(),
        lawful: false,
        refresh: None,
        summary: None,
    };
    assert!(is_listed(&founder, &own, &scope) && carrier(own, true).load(&ids).is_ok());
    // Mallory was listed when it began, and is not any more.
    assert!(matches!(carrier(key(66), true).load(&ids), Err(CatchupFault::Parted)));
}

#[tokio::test]
async fn a_forged_record_is_counted_never_held_and_no_honest_homes() {
    let (_folders, founder, newcomer, scope) = homes();
    fetch(&newcomer, &founder, scope).await.expect("caught up");
    let good = {
        let state = founder.state();
        let profile = |facts: &&protocol::held::Facts| facts.kind().is_some_and(|kind| kind.name == "profile");
        let id = state.replica.held().iter().find(profile).expect("Amara has said who she is").id;
        drop(state);
        founder.record(&id).expect("readable").expect("held")
    };
    let signature = good.bytes().len() - good.body().expect("whole").len() - 40; // within the signature
    // Of two that say the same words one with a higher id is not looked at further: the first with a lower one is taken.
    let mut forgeries = (0_u64..).map(|attempt| {
        let mut bytes = good.bytes().to_vec();
        bytes[signature..signature + 8].copy_from_slice(&attempt.to_be_bytes());
        Envelope::parse(bytes.into()).expect("well formed")
    });
    let forged = forgeries.find(|forged| forged.id() < good.id()).expect("one of all numbers");
    let taken = newcomer.take_in(vec![forged.clone()], Park::Nothing).expect("a store");
    assert!(is_forged(&taken) && newcomer.record(&forged.id()).expect("readable").is_none());
    assert_eq!(newcomer.state().refused["signature"], 1);
    let again = newcomer.take_in(vec![good], Park::Nothing).expect("a store");
    assert!(!is_forged(&again), "what is held already is nobody's fault");
}
