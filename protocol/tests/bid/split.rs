//! A price into shares and levy.

use proptest::prelude::*;
use protocol::bid::split::{Ask, Basis, LINES_MAX, Misfit, Portion, Split, WHOLE_POINTS, split};
use protocol::id::Id;
use protocol::money::{Amount, Currency, MINOR_MAX};
use protocol::text::Line;

fn currency(code: &str) -> Currency {
    Currency::new(code).expect("listed")
}

fn usd(minor: u64) -> Amount {
    Amount { minor, currency: currency("USD") }
}

fn portion(name: &str, minutes: u32, ask: Ask) -> Portion {
    Portion { participant: Id::of(name.as_bytes()), role: Line::new("design").expect("short"), minutes, ask }
}

fn sums(split: &Split) -> Vec<u64> {
    let mut sums: Vec<u64> = split.lines.iter().map(|line| line.minor).collect();
    sums.sort_unstable();
    sums
}

#[test]
fn a_levy_and_three_equal_shares_add_up_and_name_the_remainder() {
    let three = ["Amara", "Binh", "Chidi"].map(|name| portion(name, 60, Ask::Divided));

    let split = split(usd(10_000), 500, Basis::Equal, &three).expect("a fair price");

    assert_eq!((split.levy_minor, split.remainder_minor), (500, 2));
    assert_eq!(sums(&split), [3_166, 3_167, 3_167]);
    let extra: Vec<Id> = split.lines.iter().filter(|line| line.extra).map(|line| line.participant).collect();
    let mut lowest = three.map(|portion| portion.participant);
    lowest.sort();
    assert_eq!(extra, lowest[..2], "a tie goes to the lower participant ids");
}

#[test]
fn hours_weigh_and_what_is_set_comes_off_first() {
    let portions = [
        portion("Amara", 100, Ask::Divided),
        portion("Binh", 300, Ask::Divided),
        portion("Chidi", 9, Ask::Fixed(usd(2_000))),
        portion("Dewi", 1, Ask::Points(1_000)),
    ];

    let split = split(usd(10_000), 0, Basis::Hours, &portions).expect("a fair price");

    let of =
        |name: &str| split.lines.iter().find(|line| line.participant == Id::of(name.as_bytes())).expect("listed").minor;
    assert_eq!([of("Amara"), of("Binh"), of("Chidi"), of("Dewi")], [1_750, 5_250, 2_000, 1_000]);
}

#[test]
fn shares_of_105_percent_are_refused_with_the_figure() {
    let portions = [portion("Amara", 60, Ask::Points(5_500)), portion("Binh", 60, Ask::Points(5_000))];
    assert_eq!(split(usd(10_000), 0, Basis::Set, &portions), Err(Misfit::Points(10_500)));
}

#[test]
fn sums_that_do_not_meet_the_price_are_refused_with_the_difference() {
    let set = |minor| [portion("Amara", 60, Ask::Fixed(usd(5_000))), portion("Binh", 60, Ask::Fixed(usd(minor)))];
    assert_eq!(split(usd(10_000), 0, Basis::Set, &set(5_001)), Err(Misfit::Over { minor: 1 }));
    assert_eq!(split(usd(10_000), 0, Basis::Set, &set(4_999)), Err(Misfit::Under { minor: 1 }));
    assert!(split(usd(10_000), 0, Basis::Set, &set(5_000)).is_ok());
    let parts = [3_333; 3].map(|points| portion("Amara", 60, Ask::Points(points)));
    assert_eq!(split(usd(10_000), 0, Basis::Set, &parts), Err(Misfit::Under { minor: 1 }));
}

#[test]
fn two_currencies_never_meet_in_one_price() {
    let euro = Amount { minor: 10_000, currency: currency("EUR") };
    let portions = [portion("Amara", 60, Ask::Fixed(euro))];
    let participant = Id::of(b"Amara");
    let refusal = Misfit::Currency { participant, share: euro.currency, price: currency("USD") };
    assert_eq!(split(usd(10_000), 0, Basis::Hours, &portions), Err(refusal));
}

#[test]
fn what_has_no_sum_is_refused() {
    let one = [portion("Amara", 0, Ask::Divided)];
    assert_eq!(split(usd(10_000), 0, Basis::Hours, &one), Err(Misfit::Idle));
    assert_eq!(split(usd(10_000), 0, Basis::Set, &one), Err(Misfit::Unset { participant: one[0].participant }));
    assert_eq!(split(usd(0), 0, Basis::Equal, &one), Err(Misfit::Price(0)));
    assert_eq!(split(usd(MINOR_MAX + 1), 0, Basis::Equal, &one), Err(Misfit::Price(MINOR_MAX + 1)));
    assert_eq!(split(usd(1), 5_001, Basis::Equal, &one), Err(Misfit::Levy(5_001)));
    assert_eq!(split(usd(1), 0, Basis::Equal, &[]), Err(Misfit::Lines(0)));
    let many: Vec<Portion> = (0..=LINES_MAX).map(|_| one[0].clone()).collect();
    assert_eq!(split(usd(1), 0, Basis::Equal, &many), Err(Misfit::Lines(LINES_MAX + 1)));
}

fn portions() -> impl Strategy<Value = Vec<Portion>> {
    let one = (0u8..9, prop_oneof![Just(0u32), 1..6_000u32, Just(u32::MAX)], 0u8..3, 0..100u32);
    prop::collection::vec(one, 1..=LINES_MAX).prop_map(|many| {
        let ask = |sort, size| match sort {
            0 => Ask::Fixed(usd(u64::from(size))),
            1 => Ask::Points(size),
            _ => Ask::Divided,
        };
        many.into_iter()
            .map(|(who, minutes, sort, size)| portion(&format!("{who}"), minutes, ask(sort, size)))
            .collect()
    })
}

proptest! {
    #![proptest_config(crate::cases(512))]

    #[test]
    fn shares_and_levy_are_the_price_to_the_last_unit_in_any_order(
        mut portions in portions(),
        price in prop_oneof![1..20_000u64, 1..=MINOR_MAX],
        points in 0..=5_000u32,
        equal in any::<bool>(),
        turn in 0usize..64,
    ) {
        let basis = if equal { Basis::Equal } else { Basis::Hours };
        let Ok(first) = split(usd(price), points, basis, &portions) else { return Ok(()) };

        let sum: u64 = first.lines.iter().map(|line| line.minor).sum();
        prop_assert_eq!(sum + first.levy_minor, price);
        prop_assert!(u128::from(first.levy_minor) * 10_000 <= u128::from(price) * u128::from(points));
        prop_assert_eq!(first.lines.iter().filter(|line| line.extra).count() as u64, first.remainder_minor);
        let at = turn % portions.len();
        portions.rotate_left(at);
        portions.reverse();
        prop_assert_eq!(split(usd(price), points, basis, &portions), Ok(first));
    }

    #[test]
    fn nobody_is_more_than_a_unit_off_and_whoever_loses_most_gets_it(
        minutes in prop::collection::vec(1..10_000u32, 1..12),
        price in 1..1_000_000u64,
    ) {
        let portions: Vec<Portion> =
            minutes.iter().enumerate().map(|(at, minutes)| portion(&format!("{at}"), *minutes, Ask::Divided)).collect();
        let split = split(usd(price), 0, Basis::Hours, &portions).expect("hours");

        // What each would get is price · minutes / total; all is compared over that total.
        let total: u64 = minutes.iter().map(|minutes| u64::from(*minutes)).sum();
        let lost = |line: &protocol::bid::split::Line| price * u64::from(line.minutes) % total;
        for line in &split.lines {
            let exact = price * u64::from(line.minutes);
            prop_assert_eq!(line.minor, exact / total + u64::from(line.extra));
            prop_assert!(!line.extra || lost(line) > 0, "what comes out even gets nothing more");
        }
        let least = split.lines.iter().filter(|line| line.extra).map(lost).min();
        let most = split.lines.iter().filter(|line| !line.extra).map(lost).max();
        if let (Some(least), Some(most)) = (least, most) {
            prop_assert!(least >= most);
        }
    }

    #[test]
    fn parts_that_are_not_the_whole_are_never_a_price(points in prop::collection::vec(0..4_000u32, 1..8), price in 10_000..1_000_000u64) {
        let portions: Vec<Portion> =
            points.iter().enumerate().map(|(at, points)| portion(&format!("{at}"), 60, Ask::Points(*points))).collect();
        let whole = points.iter().sum::<u32>() == WHOLE_POINTS;
        prop_assert_eq!(split(usd(price), 0, Basis::Set, &portions).is_ok(), whole);
    }
}
