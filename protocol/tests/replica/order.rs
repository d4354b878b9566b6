//! The view is a function of the set: no order, doubling, batching, restart or day's turn shows
//! (properties P1 and P3).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::admit::{Admitted, Refusal};
use protocol::envelope::{self, Envelope};
use protocol::founding;
use protocol::held::{Held, Standing, subject};
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::pledge::Quantity;
use protocol::record::pledge_ack::PledgeAck;
use protocol::record::pledge_call::PledgeCall;
use protocol::record::pledge_decline::PledgeDecline;
use protocol::record::pledge_fulfil::PledgeFulfil;
use protocol::replica::Replica;
use protocol::space::{Scope, Side};
use protocol::text::Line;

use crate::home::{Home, NOON, comment_body, lead_body};
use crate::pledge;

/// Two collectives in a federation, and everything that people do to each other in a week.
struct World {
    records: Vec<Envelope>,
    charter: Id,
    scopes: Vec<Scope>,
    reader: Id,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let (mut amara, mut chidi) = (Home::founder("Amara", "A"), Home::founder("Chidi", "C"));
        let (mut binh, mut mallory) = (Home::new("Binh"), Home::new("Mallory"));
        let (invite, secret) = amara.invite_member(1, 1);
        let join = binh.join(&mut amara, &invite, &secret).pop().expect("a join");
        let approve = amara.state("approve", amara.charter, &Approve { note: None }, vec![join.id()]);
        amara.say(approve);
        let (invite, secret) = amara.invite_member(2, 5);
        mallory.join(&mut amara, &invite, &secret);
        let federation = amara.found_federation();
        let (invite, secret) = amara.invite_collective(federation, 3);
        chidi.join_federation(&mut amara, federation, &invite, &secret);
        amara.meet(&mut chidi);
        let all = vec![leads(&mut amara), leads(&mut chidi), help(&mut amara, &mut binh, &mut chidi)];
        let mut records: Vec<Envelope> = all.into_iter().flatten().collect();
        records.extend(mischief(&mut mallory, &records));
        records.extend(law(&mut amara, &mut binh, &mut mallory));
        for home in [&amara, &binh, &chidi, &mallory] {
            records.extend(home.store.values().cloned());
        }
        let distinct: BTreeMap<Id, Envelope> = records.into_iter().map(|record| (record.id(), record)).collect();
        let scopes = vec![Scope::Inner(amara.charter), Scope::Federation(federation)];
        World { records: distinct.into_values().collect(), charter: amara.charter, scopes, reader: amara.person }
    })
}

/// Leads with revisions, a conflict of two clones, a withdrawal and words about them.
fn leads(home: &mut Home) -> Vec<Envelope> {
    let mut records = Vec::new();
    for side in [Side::Inner, Side::Open] {
        let lead = home.lead("Bookkeeper wanted", side);
        let mut clone = home.draft("lead", side, lead_body("The clone's words"));
        clone.document = Version::Next(subject(&lead));
        records.push(home.sign(&clone));
        records.push(home.revise(&lead, "Bookkeeper wanted soon"));
        let word = home.comment(subject(&lead), "I worked for them", Side::Open);
        home.comment(subject(&lead), "They pay late", Side::Inner);
        let mut back = home.draft("comment", Side::Open, comment_body("I worked for them"));
        (back.document, back.subject) = (Version::Withdraw(subject(&word)), Some(subject(&lead)));
        home.write(&back);
    }
    records
}

fn help(amara: &mut Home, binh: &mut Home, chidi: &mut Home) -> Vec<Envelope> {
    let ask = pledge::ask(amara, "Cover my shift");
    let mut answer = binh.binding("pledge", None, &[subject(&ask)], &pledge::promise(binh, amara.person, 240));
    answer.side = Side::Open;
    let promise = binh.sign(&answer);
    let mut records = vec![promise.clone()];
    let mut step = |home: &mut Home, kind: &str, named: &[Id], body: &dyn Fn(&Home) -> Vec<u8>| {
        let mut draft = home.draft(kind, Side::Open, body(home));
        draft.document = Version::Binding;
        draft.subject = Some(promise.id());
        draft.names = std::iter::once(promise.id()).chain(named.iter().copied()).collect();
        let record = home.sign(&draft);
        records.push(record.clone());
        record.id()
    };
    let call = |minutes| {
        let what = Quantity::of_minutes(minutes);
        move |_: &Home| protocol::wire::encode(&PledgeCall { what: what.clone(), when: None, note: None })
    };
    let first = step(amara, "pledge-call", &[], &call(180));
    step(amara, "pledge-call", &[], &call(100)); // more than is left, unless the first is declined before
    let gift = step(binh, "pledge-fulfil", &[], &|_| {
        protocol::wire::encode(&PledgeFulfil { what: Quantity::of_minutes(60), note: None })
    });
    step(binh, "pledge-decline", &[first], &|_| {
        protocol::wire::encode(&PledgeDecline { reason: Line::new("ill").expect("short") })
    });
    for home in [amara, chidi] {
        step(home, "pledge-ack", &[gift], &|_| protocol::wire::encode(&PledgeAck { note: None }));
    }
    records
}

/// Twins of one ticket, one of them bound by another; more of them than are kept; and a vain rescue.
fn mischief(mallory: &mut Home, others: &[Envelope]) -> Vec<Envelope> {
    let mut records = Vec::new();
    for title in ["one", "two", "three", "four"] {
        let draft = mallory.draft("lead", Side::Open, lead_body(title));
        records.push(mallory.sign_with(&draft, 700));
    }
    let mut rescue = mallory.draft("comment", Side::Open, comment_body("mine"));
    rescue.names = records.iter().map(Envelope::id).collect();
    records.push(mallory.sign(&rescue));
    let body = pledge::promise(mallory, others[0].header().person, 60);
    let promise = mallory.binding("pledge", None, &[], &body);
    for _ in 0..3 {
        records.push(mallory.sign_with(&promise, 701));
    }
    let mut over = mallory.draft("lead", Side::Open, lead_body("over the limit"));
    over.audience = None;
    records.push(mallory.sign_with(&over, 1_999));
    records
}

/// A contested revision with acknowledgements, and a binding record that names one of the twins.
fn law(amara: &mut Home, binh: &mut Home, mallory: &mut Home) -> Vec<Envelope> {
    let mut records = Vec::new();
    let written = founding::successor(amara.collective());
    let now = amara.tick();
    let revision = founding::revision(amara.charter, &amara.hands(), &written, &[], now).expect("sound");
    amara.say(revision.clone());
    binh.hear_all([&revision]);
    mallory.hear_all([&revision]);
    for tickets in [500, 600] {
        let mut next = founding::successor(amara.collective());
        next.tickets = Some(tickets);
        let now = amara.tick();
        records.push(founding::revision(amara.charter, &amara.hands(), &next, &[], now).expect("sound"));
    }
    let acks = [(binh.person, 0), (mallory.person, 1)];
    for (home, which) in [binh, mallory].into_iter().zip(acks.map(|(_, which)| which)) {
        records.push(home.state("ack", home.charter, &Ack { note: None }, vec![records[which].id()]));
    }
    let late = amara.state("ack", amara.charter, &Ack { note: None }, vec![records[0].id()]);
    records.push(late);
    records
}

fn reader() -> Home {
    let mut home = Home::new("Amara");
    home.charter = world().charter;
    home.now = NOON.after(10 * 60 * 60 * 1_000);
    home.replica = Replica::new(Some(world().reader), home.now.day());
    home.replica.await_charter(Some(world().charter));
    home
}

/// Delivers in batches; what a neighbour would offer again, since it was not held, comes again.
fn deliver(home: &mut Home, records: &[&Envelope], batch: usize) {
    let mut open: Vec<&Envelope> = records.to_vec();
    for _ in 0..6 {
        let mut again = Vec::new();
        for chunk in open.chunks(batch) {
            let mut admitted: Vec<Admitted> = Vec::new();
            for record in chunk {
                match home.replica.admit(record.bytes().clone(), home.now) {
                    Ok(some) => admitted.extend(some),
                    Err(Refusal::Superfluous) => again.push(*record),
                    Err(Refusal::Unknown) => home.replica.park(record.bytes().clone()),
                    Err(refusal) => panic!("{}: {refusal}", &*record.header().kind),
                }
            }
            let absorbed = home.replica.absorb(admitted);
            home.apply(absorbed);
        }
        open = again;
    }
}

fn digests(home: &Home) -> Vec<Id> {
    world().scopes.iter().map(|scope| home.digest(scope)).collect()
}

/// One digest a scope, and all rows.
type Seen = (Vec<Id>, BTreeMap<protocol::fold::RowKey, Vec<u8>>);

fn expected() -> &'static Seen {
    static EXPECTED: OnceLock<Seen> = OnceLock::new();
    EXPECTED.get_or_init(|| {
        let mut home = reader();
        deliver(&mut home, &world().records.iter().collect::<Vec<_>>(), usize::MAX);
        (digests(&home), home.rows)
    })
}

#[test]
fn the_world_of_these_tests_has_in_it_what_it_should() {
    let mut home = reader();
    deliver(&mut home, &world().records.iter().collect::<Vec<_>>(), 1);
    assert!(world().records.len() > 60, "{}", world().records.len());
    assert!(home.collective().contested && home.collective().chain.len() == 3);
    for standing in [Standing::Live, Standing::Void] {
        assert!(home.replica.count(standing) > 0, "{standing:?}");
    }
    assert!(home.store.len() < world().records.len(), "some twins are not kept");
    let rows: Vec<protocol::fold::lead::LeadRow> = home
        .rows
        .iter()
        .filter(|(key, _)| key.fold == protocol::record::Fold::Lead)
        .map(|(_, row)| protocol::wire::lenient(row).expect("an own row"))
        .collect();
    assert!(rows.iter().any(|row| row.conflict), "two clones disagree");
    assert_eq!(home.federations().len(), 1);
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn any_order_doubling_and_batching_gives_the_same_view(
        order in Just((0..world().records.len()).collect::<Vec<usize>>()).prop_shuffle(),
        doubles in proptest::collection::vec(any::<prop::sample::Index>(), 0..20),
        batch in 1..40usize,
    ) {
        let records = &world().records;
        let mut sequence: Vec<&Envelope> = order.iter().map(|at| &records[*at]).collect();
        for double in doubles {
            sequence.insert(double.index(sequence.len()), double.get(records));
        }
        let mut home = reader();
        deliver(&mut home, &sequence, batch);
        prop_assert_eq!(&home.rows, &expected().1);
        prop_assert_eq!(digests(&home), &expected().0[..]);
    }

    #[test]
    fn after_every_step_the_rows_are_those_of_a_fresh_start(
        order in Just((0..world().records.len()).collect::<Vec<usize>>()).prop_shuffle(),
        stops in proptest::collection::btree_set(0..world().records.len(), 1..4),
        later in 0..200u32,
    ) {
        let records = &world().records;
        let mut home = reader();
        for (step, at) in order.iter().enumerate() {
            deliver(&mut home, &[&records[*at]], 1);
            if stops.contains(&step) {
                prop_assert_eq!(&restarted(&home, None).rows, &home.rows);
            }
        }
        let turned = home.replica.turn(home.now.day().plus(later));
        home.apply(turned);
        home.now = home.replica.day().start();
        let fresh = restarted(&home, None);
        prop_assert_eq!(&fresh.rows, &home.rows);
        let snapshot = home.replica.held().snapshot(home.replica.day());
        let quick = restarted(&home, Some(&snapshot));
        prop_assert_eq!(&quick.rows, &home.rows);
        prop_assert_eq!(digests(&quick), digests(&home));
        prop_assert_eq!(digests(&fresh), digests(&home));
    }
}

/// A home that opens the same store, with a snapshot of the facts or without.
fn restarted(home: &Home, snapshot: Option<&[u8]>) -> Home {
    let mut fresh = reader();
    fresh.now = home.now;
    let law = home.replica.law().values().cloned().collect();
    let held = snapshot.and_then(Held::restore);
    assert_eq!(held.is_some(), snapshot.is_some());
    fresh.replica = Replica::reopen(Some(world().reader), home.replica.day(), held, law);
    if snapshot.is_none() {
        home.store.values().for_each(|record| fresh.replica.reload(record));
    }
    fresh.store = home.store.clone();
    let mut rows: BTreeMap<protocol::fold::RowKey, Vec<Envelope>> = BTreeMap::new();
    for facts in fresh.replica.held().iter().filter(|facts| facts.standing() == Standing::Live) {
        if let Some(fold) = facts.kind().and_then(|kind| kind.fold) {
            let key = protocol::fold::RowKey { fold, subject: facts.subject };
            rows.entry(key).or_default().push(fresh.readable(&facts.id));
        }
    }
    let folded = rows.iter().filter_map(|(key, records)| Some((*key, protocol::fold::row(key, records)?)));
    fresh.rows = folded.collect();
    fresh
}

#[test]
fn a_word_of_law_judges_anew_only_what_rests_on_the_keys_that_it_changes() {
    // Given 300 leads of Amara's, 20 of Binh's, and neighbours with 50.
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::new("Binh"));
    let mut chidi = Home::founder("Chidi", "C");
    let (invite, secret) = amara.invite_member(1, 1);
    let join = binh.join(&mut amara, &invite, &secret).pop().expect("a join");
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 3);
    chidi.join_federation(&mut amara, federation, &invite, &secret);
    for (home, leads) in [(&mut amara, 300), (&mut binh, 20), (&mut chidi, 50)] {
        (0..leads).for_each(|_| drop(home.lead("Bookkeeper wanted", Side::Open)));
    }
    amara.meet(&mut binh);
    amara.meet(&mut chidi);
    let judged = |home: &mut Home, record: &Envelope| {
        let admitted = home.replica.admit(record.bytes().clone(), home.now).expect("good").expect("new");
        let absorbed = home.replica.absorb(vec![admitted]);
        let judged = absorbed.judged;
        home.apply(absorbed);
        judged
    };

    // When something is agreed to that changes nobody's keys, only it and what it names are judged.
    let approve = amara.state("approve", amara.charter, &Approve { note: None }, vec![join.id()]);
    assert_eq!(judged(&mut amara, &approve), 2);

    // When Binh goes, what Binh wrote is.
    let mut without = founding::successor(amara.collective());
    crate::fork::drop_person(&mut without, binh.person);
    let now = amara.tick();
    let revision = founding::revision(amara.charter, &amara.hands(), &without, &[], now).expect("sound");
    let judged = judged(&mut amara, &revision);
    assert!((20..40).contains(&judged), "{judged}");
    assert_eq!(amara.replica.count(Standing::Unlisted), 20);
}

#[test]
fn a_snapshot_of_another_table_of_kinds_is_not_taken() {
    let home = Home::founder("Amara", "A");
    let mut snapshot = home.replica.held().snapshot(NOON.day());
    assert!(Held::restore(&snapshot).is_some());
    snapshot[5] ^= 1; // in the digest of the table
    assert!(Held::restore(&snapshot).is_none());
    assert!(Held::restore(&snapshot[..40]).is_none());
}

#[test]
fn a_lead_ends_with_its_day_in_every_home_alike() {
    let mut amara = Home::founder("Amara", "A");
    let draft = amara.draft("lead", Side::Open, lead_body("Short-lived"));
    let good = amara.sign(&draft);
    let mut header = good.header().clone();
    header.expires = header.created.day().plus(3);
    let short = envelope::seal(header, good.body().expect("whole"), &amara.device).expect("small");
    amara.hear_all([&short]);
    let scope = Scope::Inner(amara.charter);
    for (day, live, compared) in [(2, true, true), (3, true, false), (4, false, false)] {
        let turned = amara.replica.turn(NOON.day().plus(day));
        amara.apply(turned);
        assert_eq!(amara.standing(short.id()) == Some(Standing::Live), live, "day {day}");
        assert_eq!(amara.replica.view(&scope, NOON.day().plus(day)).1.contains(&short.id()), compared, "day {day}");
    }
}
