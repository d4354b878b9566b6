//! The least price of an hour.

use proptest::prelude::*;
use protocol::bid::floor::{Exchange, Floor, Refusal, Rule, broken, least_minor};
use protocol::id::Id;
use protocol::money::{Amount, Currency, MINOR_MAX};

fn amount(minor: u64, code: &str) -> Amount {
    Amount { minor, currency: Currency::new(code).expect("listed") }
}

fn floor(rule: Rule, minor: u64, code: &str) -> Floor {
    Floor { rule, source: Id::of(b"terms"), hour: amount(minor, code) }
}

#[test]
fn one_cent_below_the_floor_is_below_and_says_by_which_rule() {
    let floors = [floor(Rule::Member, 1_000, "USD"), floor(Rule::Bylaws, 900, "USD"), floor(Rule::Pact, 1_001, "USD")];
    // 90 minutes at 10.00 are 15.00; at 10.01 they are 15.015, so 15.02.
    assert_eq!(broken(amount(1_502, "USD"), 90, &floors, &[]), []);
    let low = |floor: Floor, minor, least_minor| Refusal::Low { floor, minor, minutes: 90, least_minor };
    assert_eq!(broken(amount(1_501, "USD"), 90, &floors, &[]), [low(floors[2], 1_501, 1_502)]);
    let both = [low(floors[0], 1_499, 1_500), low(floors[2], 1_499, 1_502)];
    assert_eq!(broken(amount(1_499, "USD"), 90, &floors, &[]), both);
}

#[test]
fn a_floor_in_another_currency_needs_a_rate_that_the_bid_states() {
    let floors = [floor(Rule::Bylaws, 30_000, "PHP")];
    // 300.00 pesos an hour; 57.50 pesos a dollar: 521.7 cents, so 522.
    let rate = Exchange { from: floors[0].hour.currency, ours: 100, theirs: 5_750 };
    assert_eq!(broken(amount(522, "USD"), 60, &floors, &[rate]), []);
    assert!(matches!(broken(amount(521, "USD"), 60, &floors, &[rate])[..], [Refusal::Low { least_minor: 522, .. }]));
    assert_eq!(broken(amount(9_999, "USD"), 60, &floors, &[]), [Refusal::Rateless { floor: floors[0] }]);
    let none = Exchange { theirs: 0, ..rate };
    assert_eq!(broken(amount(9_999, "USD"), 60, &floors, &[none]), [Refusal::Rateless { floor: floors[0] }]);
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn a_line_keeps_a_floor_exactly_where_sixty_shares_are_the_hours(
        minor in prop_oneof![0..5_000u64, 0..=MINOR_MAX],
        hour in prop_oneof![0..5_000u64, 0..=MINOR_MAX],
        minutes in prop_oneof![0..600u32, any::<u32>()],
    ) {
        let kept = u128::from(minor) * 60 >= u128::from(hour) * u128::from(minutes);
        prop_assert_eq!(broken(amount(minor, "USD"), minutes, &[floor(Rule::Member, hour, "USD")], &[]).is_empty(), kept);
    }

    #[test]
    fn the_least_that_a_refusal_names_is_the_least_that_passes(
        hour in 1..1_000_000u64,
        minutes in 1..6_000u32,
        ours in 1..100_000u32,
        theirs in 1..100_000u32,
    ) {
        let floor = floor(Rule::Pact, hour, "PHP");
        let rates = [Exchange { from: floor.hour.currency, ours, theirs }];
        let least = least_minor(&floor, minutes, amount(0, "USD").currency, &rates).expect("a rate");
        let least = u64::try_from(least).expect("small");
        prop_assert!(broken(amount(least, "USD"), minutes, &[floor], &rates).is_empty());
        prop_assert!(!broken(amount(least - 1, "USD"), minutes, &[floor], &rates).is_empty());
    }
}
