//! What comes in by invites and is written into no revision: what one displaced takes along, in every order.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::envelope::Envelope;
use protocol::record::ack::Ack;
use protocol::replica::Replica;
use protocol::space::{Scope, Side};

use crate::home::{Home, NOON, lead_body};

/// An invite for one that leaked: so many join that some joins are held at no home in the end, and all of
/// them speak.
struct Leak {
    charter: protocol::id::Id,
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

fn joins(home: &Home) -> BTreeSet<protocol::id::Id> {
    home.store.values().filter(|record| &*record.header().kind == "join").map(|record| record.header().person).collect()
}

proptest! {
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
        one.meet(&mut other);
        prop_assert_eq!(sets(&one.replica), sets(&other.replica));
        prop_assert_eq!(one.digest(&scope), other.digest(&scope));
        // A fresh start from what is held comes to the same.
        let stored: Vec<Envelope> = one.store.values().cloned().collect();
        prop_assert_eq!(sets(&reopened(&one, &stored)), sets(&one.replica));
    }
}
