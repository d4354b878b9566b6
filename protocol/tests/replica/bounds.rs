//! How much of what one key says is held: a key that floods loses nothing for others, fills no disk, and
//! every machine holds the same of it, whatever came first.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::admit::{Admitted, Refusal};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::Charter;
use protocol::record::vouch::Vouch;
use protocol::replica::Replica;
use protocol::roster::STATEMENTS_MAX;
use protocol::space::Scope;
use protocol::wire::Few;

use crate::home::{Home, NOON, terms};

/// More than are held, though an eighth of them is left out: see [`is_high`].
const FLOOD: usize = STATEMENTS_MAX + 100;

/// Amara and Mallory are stewards who must agree, Binh is a member; then Mallory speaks without end.
struct Quarrel {
    charter: Id,
    /// The head before the flood.
    head: Id,
    honest: Vec<Envelope>,
    flood: Vec<Envelope>,
}

fn revise(home: &mut Home, change: impl Fn(&mut Charter)) -> Envelope {
    let mut next = founding::successor(home.collective());
    change(&mut next);
    let now = home.tick();
    founding::revision(home.charter, &home.hands(), &next, &[], now).expect("sound")
}

fn quarrel() -> &'static Quarrel {
    static QUARREL: OnceLock<Quarrel> = OnceLock::new();
    QUARREL.get_or_init(|| {
        let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::new("Binh"));
        let mut mallory = Home::new("Mallory");
        let (invite, secret) = amara.invite_member(1, 2);
        binh.join(&mut amara, &invite, &secret);
        mallory.join(&mut amara, &invite, &secret);
        let mut both = vec![amara.person, mallory.person];
        both.sort();
        let first = revise(&mut amara, |charter| {
            charter.stewards = Few::new(both.clone()).expect("two");
            charter.threshold = 2;
        });
        amara.say(first.clone());
        mallory.hear_all([&first]);
        // Two revisions of Mallory's with Amara's consent, two of Amara's with Mallory's.
        for tickets in [500, 600, 700, 800] {
            let (author, other) = if tickets < 700 { (&mut mallory, &mut amara) } else { (&mut amara, &mut mallory) };
            let next = high(|| revise(author, |charter| charter.tickets = Some(tickets)));
            let agreed = high(|| other.state("approve", other.charter, &Approve { note: None }, vec![next.id()]));
            amara.hear_all([&next, &agreed]);
            mallory.hear_all([&next, &agreed]);
        }
        assert_eq!(amara.collective().charter.tickets, Some(800));
        let head = amara.collective().head;
        let honest = amara.store.values().cloned().collect();
        Quarrel { charter: amara.charter, head, honest, flood: flood(&mut mallory) }
    })
}

/// True for the ids of what was said before the flood; all of the flood is lower.
fn is_high(record: &Envelope) -> bool {
    record.id().as_bytes()[0] >= 0xE0
}

/// Says it again, a second later, until its id is high.
fn high(mut make: impl FnMut() -> Envelope) -> Envelope {
    loop {
        let made = make();
        if is_high(&made) {
            return made;
        }
    }
}

fn flood(mallory: &mut Home) -> Vec<Envelope> {
    let mut flood = Vec::new();
    for number in 0..FLOOD {
        let nothing = Id::of(&number.to_be_bytes());
        flood.push(mallory.state("approve", mallory.charter, &Approve { note: None }, vec![nothing]));
        let vouch = Vouch { by: mallory.charter, collective: nothing, head: nothing };
        flood.push(mallory.state("vouch", mallory.charter, &vouch, Vec::new()));
        flood.push(revise(mallory, |charter| charter.tickets = Some(1_000 + number as u32)));
        // The same again and again.
        flood.push(mallory.state("ack", mallory.charter, &Ack { note: None }, vec![mallory.charter]));
    }
    flood.retain(|record| !is_high(record));
    flood
}

fn reader() -> Home {
    let mut home = Home::new("Chidi");
    home.charter = quarrel().charter;
    home.now = NOON.after(10 * 60 * 60 * 1_000);
    home.replica = Replica::new(None, home.now.day());
    home.replica.await_charter(Some(home.charter));
    home
}

/// Delivers in batches, as a neighbour does who holds all of it: what is not held is offered again.
pub fn deliver(home: &mut Home, records: &[&Envelope], batch: usize) {
    for _ in 0..8 {
        let before: BTreeSet<Id> = home.replica.law().keys().copied().collect();
        for chunk in records.chunks(batch) {
            let mut admitted: Vec<Admitted> = Vec::new();
            for record in chunk {
                match home.replica.admit(record.bytes().clone(), home.now) {
                    Ok(some) => admitted.extend(some),
                    Err(Refusal::Superfluous | Refusal::Unknown) => {}
                    Err(refusal) => panic!("{}: {refusal}", &*record.header().kind),
                }
            }
            let absorbed = home.replica.absorb(admitted);
            home.apply(absorbed);
        }
        if home.replica.law().keys().copied().collect::<BTreeSet<Id>>() == before {
            return;
        }
    }
    panic!("offered again for ever");
}

fn of_kind(home: &Home, kind: &str) -> usize {
    home.replica.law().values().filter(|record| &*record.header().kind == kind).count()
}

#[test]
fn a_key_that_speaks_without_end_is_held_within_its_bound_and_rolls_nothing_back() {
    let mut home = reader();
    deliver(&mut home, &quarrel().flood.iter().chain(&quarrel().honest).collect::<Vec<_>>(), usize::MAX);
    assert_eq!(home.collective().head, quarrel().head, "old revisions stay, and what agreed to them");
    assert!(of_kind(&home, "vouch") == STATEMENTS_MAX, "{}", of_kind(&home, "vouch"));
    assert!(of_kind(&home, "approve") < STATEMENTS_MAX + 10, "{}", of_kind(&home, "approve"));
    assert!(of_kind(&home, "charter") < STATEMENTS_MAX + 10, "{}", of_kind(&home, "charter"));
    assert_eq!(of_kind(&home, "ack"), 1, "what says the same is held once");
    for record in &quarrel().honest {
        let held = home.replica.law().contains_key(&record.id());
        assert!(held || record.header().space.is_some_and(|space| space.side != protocol::space::Side::Law));
    }
}

#[test]
fn what_was_dropped_is_refused_before_its_signature_is_looked_at() {
    let mut home = reader();
    let all: Vec<&Envelope> = quarrel().honest.iter().chain(&quarrel().flood).collect();
    deliver(&mut home, &all, usize::MAX);
    let refused = quarrel().flood.iter().filter(|record| {
        let examined = home.replica.examine(record.bytes().clone(), home.now);
        matches!(examined, Err(Refusal::Superfluous))
    });
    assert!(refused.count() > 100);
}

#[test]
fn the_words_that_a_steward_writes_are_held_within_their_bound_and_those_in_force_stay() {
    let mut amara = Home::founder("Amara", "A");
    let mut twin = Home::founder("Amara", "A");
    let drafts: Vec<Envelope> = (0..80)
        .map(|number| {
            let body = protocol::wire::encode(&terms(&format!("Draft {number}")));
            let now = amara.tick();
            founding::terms(amara.charter, &amara.hands(), body, now).expect("short")
        })
        .collect();
    let highest = drafts.iter().max_by_key(|draft| draft.id()).expect("80");
    let revision = revise(&mut amara, |charter| charter.terms = Some(highest.body_hash()));
    let held = |home: &Home| home.store.values().filter(|r| &*r.header().kind == "terms").map(Envelope::id).collect();
    for home in [&mut amara, &mut twin] {
        home.now = NOON.after(1_000_000);
    }
    amara.hear_all(&drafts);
    amara.hear_all([&revision, highest]);
    twin.hear_all([&revision]);
    twin.hear_all(drafts.iter().rev());
    twin.hear_all(&drafts);
    let (one, two): (BTreeSet<Id>, BTreeSet<Id>) = (held(&amara), held(&twin));
    assert!(one.contains(&highest.id()) && one.len() <= 66, "{}", one.len());
    assert_eq!(one, two);
}

proptest! {
    #![proptest_config(crate::cases(12))]

    #[test]
    fn every_machine_holds_the_same_of_a_flood_in_any_order(
        order in Just((0..quarrel().honest.len() + quarrel().flood.len()).collect::<Vec<usize>>()).prop_shuffle(),
        batch in 40..600usize,
    ) {
        let all: Vec<&Envelope> = quarrel().honest.iter().chain(&quarrel().flood).collect();
        let sequence: Vec<&Envelope> = order.iter().map(|at| all[*at]).collect();
        let (mut home, mut other) = (reader(), reader());
        deliver(&mut home, &sequence, batch);
        deliver(&mut other, &all, usize::MAX);
        prop_assert!(home.replica.law().keys().eq(other.replica.law().keys()));
        prop_assert_eq!(home.collective().head, quarrel().head);
        let scope = Scope::Inner(quarrel().charter);
        prop_assert_eq!(home.digest(&scope), other.digest(&scope));
    }
}
