//! Whose turn it is does not depend on who was first.

use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::rotation::{LOOK_BACK_DAYS, awards, lot, rank};

use crate::people::{NOON, Table, days, person};

#[test]
fn whoever_was_awarded_fewest_comes_first_whenever_they_claimed() {
    let mut before = Table::posted(1);
    let binh = before.claim("Binh", NOON);
    before.award("Amara", binh, days(1), days(8));
    let mut now = Table::posted(2);
    now.claim("Binh", days(2));
    now.claim("Chidi", days(30));

    let counts = awards([&before.row(), &now.row()], days(30));
    let order = rank(&now.row(), &counts);

    assert_eq!(order.iter().map(|ranked| ranked.person).collect::<Vec<_>>(), [person("Chidi"), person("Binh")]);
    assert_eq!(order[1].awards, 1);
    let later = awards([&before.row()], days(u64::from(LOOK_BACK_DAYS) + 1));
    assert_eq!(later, BTreeMap::new(), "90 days later it is forgotten");
}

#[test]
fn what_was_given_back_or_is_contested_counts_for_nobody() {
    let mut table = Table::posted(1);
    let (binh, chidi) = (table.claim("Binh", NOON), table.claim("Chidi", NOON));
    let first = table.award("Amara", binh, days(1), days(8));
    table.award("Amara", chidi, days(1), days(8));
    assert_eq!(awards([&table.row()], days(2)), BTreeMap::new(), "contested");
    table.release("Amara", first, days(2));
    assert_eq!(awards([&table.row()], days(2)), BTreeMap::from([(person("Chidi"), 1)]));
    table.release("Chidi", chidi, days(2));
    assert_eq!(awards([&table.row()], days(2)), BTreeMap::new());
}

#[test]
fn the_lot_of_a_tie_is_another_one_for_each_lead() {
    let (binh, chidi) = (person("Binh"), person("Chidi"));
    let first = |lead: u32| lot(&person(&lead.to_string()), &binh) < lot(&person(&lead.to_string()), &chidi);
    let wins = (0..1_000).filter(|lead| first(*lead)).count();
    assert!((420..580).contains(&wins), "{wins} of 1,000 for Binh");
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn no_clock_moves_anybody_in_the_rotation(hours in prop::collection::vec(0..24u64, 5)) {
        let names = ["Amara", "Binh", "Chidi", "Dalia", "Emeka"];
        let mut table = Table::posted(1);
        let mut other = Table::posted(1);
        for (name, hour) in names.iter().zip(&hours) {
            table.claim(name, NOON);
            other.claim(name, NOON.after(hour * 3_600_000));
        }
        let counts = BTreeMap::from([(person("Amara"), 2), (person("Binh"), 1)]);
        let order = rank(&table.row(), &counts);
        prop_assert_eq!(&order, &rank(&other.row(), &counts));
        let fair = |pair: &[protocol::record::claim_award::Ranked]| {
            (pair[0].awards, lot(&table.lead, &pair[0].person)) < (pair[1].awards, lot(&table.lead, &pair[1].person))
        };
        prop_assert!(order.windows(2).all(fair));
    }
}
