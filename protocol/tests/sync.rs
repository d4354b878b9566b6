//! Catch-up between two machines, seen from outside: two shells, one pipe, no store.

#[path = "properties/cases.rs"]
mod cases;
#[path = "sync/hostile.rs"]
mod hostile;
#[path = "sync/pair.rs"]
mod pair;

use std::collections::BTreeSet;

use cases::cases;
use pair::{Home, TODAY, Traffic, meet, record};
use proptest::prelude::*;
use protocol::id::Id;
use protocol::sync::view::Tier;
use protocol::sync::wish::Ending;

/// Homes that share `common` records and lack some of each other's.
fn homes(common: u32, only_amara: u32, only_binh: u32) -> (Home, Home) {
    let (mut amara, mut binh) = (Home::default(), Home::default());
    for n in 0..common {
        amara.keep(Tier::Content, record("both", n, 40));
        binh.keep(Tier::Content, record("both", n, 40));
    }
    (0..only_amara).for_each(|n| amara.keep(Tier::Content, record("Amara", n, 500)));
    (0..only_binh).for_each(|n| binh.keep(Tier::Content, record("Binh", n, 500)));
    (amara, binh)
}

fn ids(home: &Home) -> BTreeSet<Id> {
    home.content.keys().copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..cases(48) })]

    #[test]
    fn any_two_sets_become_one_and_exactly_the_differences_travel(
        common in prop_oneof![0u32..40, 0u32..5_000],
        only_amara in prop_oneof![Just(0u32), 0u32..30, 0u32..2_500],
        only_binh in prop_oneof![Just(0u32), 0u32..30, 0u32..2_500],
        seed in any::<u8>(),
    ) {
        let (mut amara, mut binh) = homes(common, only_amara, only_binh);
        let traffic = meet(&mut amara, &mut binh, seed).expect("both are honest");
        prop_assert_eq!(ids(&amara), ids(&binh));
        prop_assert_eq!(amara.content.len() as u32, common + only_amara + only_binh);
        let [here, there] = traffic.summaries;
        prop_assert_eq!((here.ending, there.ending), (Ending::InStep, Ending::InStep));
        prop_assert_eq!((here.fresh, here.known, here.sent), (only_binh, 0, only_amara));
        prop_assert_eq!((there.fresh, there.known, there.sent), (only_amara, 0, only_binh));
        // Besides the records: their heads and marks, and either cells for what differs or, at worst, as many
        // bytes of cells as of the list that is taken instead, 8 for each record that Binh holds.
        let differ = u64::from(only_amara + only_binh);
        let bound = 12 * differ + (70 * differ).min(16 * u64::from(common + only_binh)) + 6_000;
        prop_assert!(traffic.overhead() <= bound, "{} above {bound}", traffic.overhead());
    }
}

#[test]
fn two_hundred_differences_among_fifty_thousand_cost_less_than_6_kb_and_one_round_trip() {
    for seed in 0..4 {
        let (mut amara, mut binh) = homes(50_000, 100, 100);
        let traffic = meet(&mut amara, &mut binh, seed).expect("both are honest");
        assert_eq!(ids(&amara), ids(&binh));
        assert!(traffic.finding < 6_000, "{} bytes to find them", traffic.finding);
        assert_eq!(traffic.asks, 0, "no further round trip");
        let missing = 200 * 500;
        assert!(traffic.total() * 10 < missing * 11, "{} bytes for {missing}", traffic.total());
    }
}

#[test]
fn equal_homes_part_after_one_round_trip_of_a_few_hundred_bytes() {
    let (mut amara, mut binh) = homes(3_000, 0, 0);
    let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert!(traffic.total() < 300, "{} bytes", traffic.total());
}

#[test]
fn an_empty_home_gets_everything_without_ids_and_in_full_frames() {
    let (mut amara, mut binh) = homes(0, 0, 20_000);
    let Traffic { frames, summaries, .. } = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!(summaries[0].fresh, 20_000);
    // 10 MB of records: 154 full frames, and nothing but hello, welcome, offer and the ends beside them.
    assert!(frames < 164, "{frames} frames");
    assert!(binh.largest_load <= 256 * 1_024 + 65_536, "{} bytes loaded at once", binh.largest_load);
}

#[test]
fn authority_travels_before_content_and_content_only_under_equal_authority() {
    let (mut amara, mut binh) = homes(10, 5, 5);
    for n in 0..30 {
        amara.keep(Tier::Authority, record("charter", n, 300));
        binh.keep(Tier::Authority, record("vouch", n, 300));
    }
    let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!(amara.authority, binh.authority);
    assert_eq!(ids(&amara), ids(&binh));
    assert_eq!(traffic.summaries[0].ending, Ending::InStep);
    for home in [&amara, &binh] {
        let first_content = home.arrivals.iter().position(|tier| *tier == Tier::Content);
        let last_authority = home.arrivals.iter().rposition(|tier| *tier == Tier::Authority);
        assert!(last_authority < first_content, "{:?}", home.arrivals);
    }
}

#[test]
fn content_waits_where_one_side_refuses_an_authority_record() {
    let (mut amara, mut binh) = homes(10, 5, 5);
    amara.keep(Tier::Authority, record("charter", 1, 300));
    amara.keep(Tier::Authority, record("charter", 2, 300));
    binh.refuses.insert(Id::of(&record("charter", 2, 300)));
    let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!(traffic.summaries.map(|one| one.ending), [Ending::AuthorityDiffers; 2]);
    assert_eq!(binh.authority.len(), 1);
    assert_eq!(traffic.summaries[1].refused, 2, "once in the round that moved something, once in the one that did not");
    assert_eq!((amara.content.len(), binh.content.len()), (15, 15));
}

#[test]
fn authority_that_never_comes_to_rest_ends_the_session_without_content() {
    let arriving = |count| (0..count).map(|n| record("charter", n, 300)).collect();
    let (mut amara, mut binh) = homes(10, 5, 5);
    binh.arriving = arriving(3);
    let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!(traffic.summaries.map(|one| one.ending), [Ending::InStep; 2]);
    let (mut amara, mut binh) = homes(10, 5, 5);
    binh.arriving = arriving(9);
    let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!(traffic.summaries.map(|one| one.ending), [Ending::AuthorityDiffers; 2]);
    assert_eq!((amara.authority.len(), amara.content.len()), (4, 15));
}

#[test]
fn authority_that_admits_content_lets_it_come_in_the_same_session() {
    let (mut amara, mut binh) = homes(10, 0, 0);
    amara.keep(Tier::Authority, record("charter", 1, 300));
    // Binh's machine holds these, but counts them only once it has the charter.
    (0..5).for_each(|n| binh.waiting.push(record("Chidi", n, 500)));
    meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!(amara.content.len(), 15);
}

#[test]
fn the_session_day_is_the_earlier_of_both() {
    for (amaras, binhs) in [(TODAY, TODAY.plus(1)), (TODAY.plus(1), TODAY)] {
        let (mut amara, mut binh) = homes(100, 3, 3);
        (amara.day, binh.day) = (amaras, binhs);
        // Both hold a record that expires today: the later machine does not count it by itself.
        for home in [&mut amara, &mut binh] {
            home.keep(Tier::Content, record("old", 1, 40));
            home.expires.insert(Id::of(&record("old", 1, 40)), TODAY.plus(1));
        }
        let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
        assert_eq!(traffic.summaries.map(|one| (one.fresh, one.known)), [(3, 0), (3, 0)]);
    }
}

#[test]
fn what_cannot_be_given_is_answered_once_and_the_rest_arrives() {
    let (mut amara, mut binh) = homes(100, 0, 50);
    for n in 0..7 {
        binh.lost.insert(Id::of(&record("Binh", n, 500)));
    }
    let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!((traffic.summaries[0].fresh, traffic.summaries[0].not_now), (43, 7));
    assert_eq!(traffic.summaries[1].sent, 43);
}

#[test]
fn a_record_as_long_as_a_frame_travels_and_a_longer_one_is_not_given() {
    let (mut amara, mut binh) = homes(100, 0, 0);
    binh.keep(Tier::Content, record("long", 1, 65_520));
    binh.keep(Tier::Content, record("longer", 2, 65_521));
    let traffic = meet(&mut amara, &mut binh, 1).expect("both are honest");
    assert_eq!((traffic.summaries[0].fresh, traffic.summaries[0].not_now), (1, 1));
}
