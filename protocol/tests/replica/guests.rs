//! What comes in by invites and is written into no revision: what one displaced takes along, in every order.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::envelope::Envelope;
use protocol::founding::{self, Door};
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::keys::Secret;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::{Charter, Listed, MEMBERS_MAX};
use protocol::record::vouch::Vouch;
use protocol::replica::Replica;
use protocol::roster::GUESTS_MAX;
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::bounds::deliver;
use crate::erasing::erase;
use crate::fork::{drop_person, three};
use crate::home::{Home, NOON, lead_body};

/// An invite for one that leaked: so many join that some joins are held at no home in the end, and all of
/// them speak.
struct Leak {
    charter: Id,
    law: Vec<Envelope>,
    /// A comer's records after each other.
    comers: Vec<Vec<Envelope>>,
}

/// 23 who are there, and 6 who come: 4 more than one invite's use and the 24 beyond.
const COMERS: usize = 29;
const EARLY: usize = 23;

fn leak() -> &'static Leak {
    static LEAK: OnceLock<Leak> = OnceLock::new();
    LEAK.get_or_init(|| {
        let mut amara = Home::founder("Amara", "A");
        let (invite, secret) = amara.invite_member(1, 1);
        let comers = (0..COMERS).map(|number| {
            let mut mallory = Home::new(&format!("Mallory {number}"));
            mallory.charter = amara.charter;
            let mut records = mallory.join_records(amara.charter, invite.id(), &secret);
            records.push(mallory.state("ack", amara.charter, &Ack { note: None }, vec![amara.charter]));
            let draft = mallory.draft("lead", Side::Inner, lead_body("Rubbish"));
            records.push(mallory.sign(&draft));
            records.rotate_left(2); // the join first, then what rests on it
            records
        });
        let comers = comers.collect();
        Leak { charter: amara.charter, law: amara.store.values().cloned().collect(), comers }
    })
}

/// Somebody who holds the law and the first comers, and hears each later one in this order.
fn reader(order: &[usize]) -> Home {
    let mut home = Home::new("Daria");
    home.charter = leak().charter;
    home.now = NOON.after(10_000_000);
    let held: Vec<Envelope> = leak().law.iter().chain(leak().comers[..EARLY].iter().flatten()).cloned().collect();
    home.replica = reopened(&home, &held);
    home.store = held.into_iter().map(|record| (record.id(), record)).collect();
    for at in order {
        home.hear_all(&leak().comers[*at]);
    }
    home
}

fn reopened(home: &Home, records: &[Envelope]) -> Replica {
    let mut replica = Replica::reopen(None, home.now.day(), None, records.to_vec());
    records.iter().for_each(|record| replica.reload(record));
    replica
}

fn joins(home: &Home) -> BTreeSet<Id> {
    home.store.values().filter(|record| &*record.header().kind == "join").map(|record| record.header().person).collect()
}

proptest! {
    #![proptest_config(crate::cases(16))]

    #[test]
    fn whoever_is_displaced_takes_along_all_that_they_said(
        order in Just((EARLY..COMERS).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let home = reader(&order);
        let held = joins(&home);
        prop_assert_eq!(held.len(), 25);
        let comers: BTreeSet<_> = leak().comers.iter().map(|records| records[0].header().person).collect();
        for record in home.store.values().filter(|record| comers.contains(&record.header().person)) {
            prop_assert!(held.contains(&record.header().person), "{} is left behind", &*record.header().kind);
        }
    }

    #[test]
    fn two_homes_that_heard_a_leaked_invite_in_other_orders_compare_content_after_one_meeting(
        one in Just((EARLY..COMERS).collect::<Vec<usize>>()).prop_shuffle(),
        other in Just((EARLY..COMERS).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let (mut one, mut other) = (reader(&one), reader(&other));
        let scope = Scope::Inner(leak().charter);
        let day = one.now.day();
        let sets = |replica: &Replica| {
            let (law, content) = replica.view(&scope, day);
            (law.into_iter().collect::<BTreeSet<_>>(), content.into_iter().collect::<BTreeSet<_>>())
        };
        other.hear_all(&one.shown(&scope));
        one.hear_all(&other.shown(&scope));
        prop_assert_eq!(sets(&one.replica), sets(&other.replica));
        prop_assert_eq!(one.digest(&scope), other.digest(&scope));
        // A fresh start from what is held comes to the same.
        let stored: Vec<Envelope> = one.store.values().cloned().collect();
        prop_assert_eq!(sets(&reopened(&one, &stored)), sets(&one.replica));
    }
}

/// Binh was a steward for a while and was removed. Then he invites, and whom he invites go on inviting: each
/// comes with two devices, speaks and writes.
struct Tree {
    base: Vec<Envelope>,
    head: Id,
    charter: Id,
    /// Everybody honest.
    known: BTreeSet<Id>,
    flood: Vec<Envelope>,
}

/// More guests than one person may bring; by each invite no more than it is used.
const GUESTS: usize = GUESTS_MAX + 8;

fn tree() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| {
        let [mut amara, mut binh, chidi] = three();
        let shared = revise(&mut amara, |charter| {
            let mut both = vec![charter.stewards[0], binh.person];
            both.sort();
            (charter.stewards, charter.threshold) = (Few::new(both).expect("two"), 2);
        });
        let pin = amara.say(shared).id();
        let gone = revise(&mut amara, |charter| drop_person(charter, binh.person));
        binh.hear_all(amara.store.values().cloned().collect::<Vec<_>>().iter());
        let agreed = binh.state("approve", binh.charter, &Approve { note: None }, vec![gone.id()]);
        amara.hear_all([&gone, &agreed]);
        assert_eq!(amara.role_of(binh.person), None);
        let base: Vec<Envelope> = amara.store.values().cloned().collect();
        let known = BTreeSet::from([amara.person, binh.person, chidi.person]);
        let mut flood = Vec::new();
        let mut hosts = vec![binh];
        for number in 0..GUESTS {
            if number % 24 == 0 {
                let door = invite(&mut hosts[0], pin, number as u8);
                flood.push(door);
            }
            let door = flood.iter().rfind(|record| record.header().person == hosts[0].person).expect("an invite").id();
            let mut guest = Home::new(&format!("Mallory {number}"));
            guest.charter = amara.charter;
            flood.extend(guest.join_records(amara.charter, door, &OneTime([(number / 24 * 24) as u8; 16])));
            flood.extend(talk(&mut guest));
            hosts.push(guest);
        }
        // And one more generation: those whom no revision names invite as well.
        for (number, host) in hosts[1..].iter_mut().enumerate().step_by(9) {
            let door = invite(host, pin, 200);
            let mut guest = Home::new(&format!("Mallory {number}'s friend"));
            guest.charter = amara.charter;
            flood.extend(guest.join_records(amara.charter, door.id(), &OneTime([200; 16])));
            flood.push(door);
            flood.extend(talk(&mut guest));
        }
        Tree { base, head: gone.id(), charter: amara.charter, known, flood }
    })
}

fn revise(home: &mut Home, change: impl FnOnce(&mut Charter)) -> Envelope {
    let mut next = founding::successor(home.collective());
    change(&mut next);
    let now = home.tick();
    founding::revision(home.charter, &home.hands(), &next, &[], now).expect("sound")
}

fn invite(home: &mut Home, pin: Id, number: u8) -> Envelope {
    let now = home.tick();
    let key = OneTime([number; 16]).signer().key();
    let door = Door::Member(home.charter, pin);
    founding::invite(door, key, 24, now.day().plus(7), &home.hands(), now).expect("sound")
}

/// What a guest says: another device, words of every sort, a lead.
fn talk(guest: &mut Home) -> Vec<Envelope> {
    let mut said = Vec::new();
    let now = guest.tick();
    let other = Home::new(&format!("{:?}'s other machine", guest.person));
    let hands = founding::Hands { device: &other.device, seal: guest.seal, node: &other.node, person: guest.person };
    said.extend(founding::credentials(&guest.root, &hands, guest.charter, now).expect("small"));
    let vouch = Vouch { by: guest.charter, collective: guest.person, head: guest.person };
    said.push(guest.state("vouch", guest.charter, &vouch, Vec::new()));
    for number in 0..3u8 {
        let nothing = Id::of(&[number]);
        said.push(guest.state("approve", guest.charter, &Approve { note: None }, vec![nothing]));
    }
    let draft = guest.draft("lead", Side::Inner, lead_body("Rubbish"));
    said.push(guest.sign(&draft));
    said
}

fn witness() -> Home {
    let mut home = Home::new("Daria");
    home.charter = tree().charter;
    home.now = NOON.after(10_000_000);
    home.replica = reopened(&home, &tree().base);
    home.store = tree().base.iter().map(|record| (record.id(), record.clone())).collect();
    home
}

fn strangers(home: &Home, kind: &str) -> usize {
    let theirs = |record: &&Envelope| !tree().known.contains(&record.header().person);
    home.store.values().filter(theirs).filter(|record| &*record.header().kind == kind).count()
}

#[test]
fn a_removed_steward_cannot_bring_people_who_bring_people() {
    let mut home = witness();
    deliver(&mut home, &tree().flood.iter().collect::<Vec<_>>(), 100);
    let collective = home.collective();
    assert_eq!(collective.head, tree().head);
    assert_eq!(
        collective.people.keys().filter(|person| !tree().known.contains(*person)).count(),
        0,
        "nobody is let in"
    );
    // What is held of it is one bound, however many keys there are.
    assert_eq!(strangers(&home, "join"), GUESTS_MAX);
    assert_eq!((strangers(&home, "invite"), strangers(&home, "vouch"), strangers(&home, "charter")), (0, 0, 0));
    assert!(strangers(&home, "device") <= 2 * GUESTS_MAX && strangers(&home, "lead") <= GUESTS_MAX);
    assert!(strangers(&home, "approve") <= 3 * GUESTS_MAX);
}

#[test]
fn whom_a_revision_names_is_no_guest_and_makes_no_place_scarce() {
    // Given guests of one steward up to the bound, the last of whom a revision writes down.
    let mut amara = Home::founder("Amara", "A");
    let pin = amara.charter;
    let mut guests = Vec::new();
    for number in 0..=GUESTS_MAX as u8 {
        let door = invite(&mut amara, pin, number);
        amara.say(door.clone());
        let mut guest = Home::new(&format!("Guest {number}"));
        guests.push((guest.join_records(amara.charter, door.id(), &OneTime([number; 16])), guest));
    }
    guests.sort_by_key(|(records, _)| records[2].id());
    let (highest, last) = guests.last().expect("65");
    let written = revise(&mut amara, |charter| {
        let listed = Listed { key: last.device.key(), person: last.person, seal: last.seal };
        let mut members = vec![charter.members[0], last.person];
        members.sort();
        let mut devices = vec![charter.devices[0].clone(), listed];
        devices.sort();
        (charter.members, charter.devices) = (Few::new(members).expect("two"), Few::new(devices).expect("two"));
    });
    amara.hear_all(guests.iter().flat_map(|(records, _)| records));
    assert!(!amara.store.contains_key(&highest[2].id()));
    amara.say(written);
    amara.hear_all(highest);
    assert!(amara.store.contains_key(&highest[2].id()), "and nobody else goes");
    assert_eq!(amara.store.values().filter(|record| &*record.header().kind == "join").count(), GUESTS_MAX + 1);
}

proptest! {
    #![proptest_config(crate::cases(8))]

    #[test]
    fn every_machine_holds_the_same_of_what_a_removed_steward_brings_in_any_order(
        order in Just((0..tree().flood.len()).collect::<Vec<usize>>()).prop_shuffle(),
        batch in 60..900usize,
    ) {
        let sequence: Vec<&Envelope> = order.iter().map(|at| &tree().flood[*at]).collect();
        static EXPECTED: OnceLock<(BTreeSet<Id>, Id)> = OnceLock::new();
        let sight = |sequence: &[&Envelope], batch: usize| {
            let mut home = witness();
            deliver(&mut home, sequence, batch);
            let law: BTreeSet<Id> = home.replica.law().keys().copied().collect();
            (law, home.digest(&Scope::Inner(tree().charter)))
        };
        let expected = EXPECTED.get_or_init(|| sight(&tree().flood.iter().collect::<Vec<_>>(), usize::MAX));
        prop_assert_eq!(&sight(&sequence, batch), expected);
    }
}

/// A founder who once decided alone begins branches in the past, each with a whole collective of people.
#[test]
fn a_removed_founder_names_no_end_of_people_on_branches_of_the_past() {
    // Given Binh, who has seen the revisions by which the founder went.
    let [mut amara, mut binh, _] = three();
    let mut past = Home::founder("Amara", "A");
    let seen = binh.state("ack", binh.charter, &Ack { note: None }, vec![amara.collective().head]);
    let handed = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    binh.hear_all([&seen, &handed]);
    let gone = revise(&mut binh, |charter| drop_person(charter, amara.person));
    binh.say(gone.clone());
    // When twelve branches begin at revision 0, and one whom each names says something.
    let mut flood = Vec::new();
    let mut speakers = Vec::new();
    for number in 0..12u8 {
        let people: Vec<Home> = (0..MEMBERS_MAX - 1).map(|at| Home::new(&format!("Mallory {number} {at}"))).collect();
        flood.push(revise(&mut past, |charter| {
            let mut members: Vec<Id> = people.iter().map(|home| home.person).chain([past_person()]).collect();
            members.sort();
            let own = charter.devices.to_vec();
            let others = people.iter().flat_map(|home| {
                let devices = ["device", "laptop", "tower"].map(|name| {
                    let key = Secret::from_seed(Id::labelled(name, &[home.person.as_bytes()]).as_bytes()).key();
                    Listed { key, person: home.person, seal: home.seal }
                });
                devices.into_iter().chain([Listed { key: home.device.key(), person: home.person, seal: home.seal }])
            });
            let mut devices: Vec<Listed> = own.into_iter().chain(others).collect();
            devices.sort();
            charter.members = Few::new(members).expect("24");
            charter.devices = Few::new(devices).expect("93");
        }));
        let mut speaker = people.into_iter().next().expect("23 people");
        speaker.charter = amara.charter;
        flood.push(erase(&mut speaker, &[gone.id()]));
        speakers.push(speaker.person);
    }
    let base: Vec<Envelope> = binh.store.values().cloned().collect();
    let hear = |order: &[&Envelope]| {
        let mut home = Home::new("Binh");
        (home.charter, home.now) = (binh.charter, NOON.after(10_000_000));
        home.replica = Replica::reopen(Some(home.person), home.now.day(), None, base.clone());
        home.store = base.iter().map(|record| (record.id(), record.clone())).collect();
        deliver(&mut home, order, 5);
        home
    };
    let forward: Vec<&Envelope> = flood.iter().collect();
    let (one, other) = (hear(&forward), hear(&forward.iter().rev().copied().collect::<Vec<_>>()));
    // Then the own branch stands, and of the others six at most are listened to: 93 keys each, 512 in all.
    assert_eq!(one.collective().head, gone.id());
    let heard = |home: &Home| home.store.values().filter(|record| &*record.header().kind == "erase").count();
    assert_eq!(heard(&one), 6);
    assert!(one.replica.law().keys().eq(other.replica.law().keys()), "whichever came first");
}

fn past_person() -> Id {
    Home::new("Amara").person
}
