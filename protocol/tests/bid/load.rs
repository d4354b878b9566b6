//! Minutes a week against a cap.

use proptest::prelude::*;
use protocol::bid::load::{Commitment, Overload, WEEKS_MAX, fits, promised};
use protocol::id::Id;
use protocol::time::Week;

fn commitment(name: &str, first: u32, last: u32, minutes: u32) -> Commitment {
    Commitment { what: Id::of(name.as_bytes()), first: Week(first), last: Week(last), minutes }
}

#[test]
fn a_week_that_is_too_full_names_what_collides_there() {
    let held = [commitment("café", 10, 13, 2_400), commitment("over", 1, 9, 9_000), commitment("shop", 12, 12, 300)];

    let refusal = fits(Some(1_200), &held, &commitment("new", 11, 12, 603)).expect_err("600 + 300 + 301 minutes");

    let with = vec![held[0].what, held[2].what];
    assert_eq!(refusal, Overload { week: Week(12), cap: 1_200, promised: 900, wanted: 301, with });
}

#[test]
fn the_cap_itself_is_no_overload_and_no_cap_never_is() {
    let held = [commitment("café", 10, 10, 900)];
    assert_eq!(fits(Some(1_200), &held, &commitment("new", 10, 10, 300)), Ok(()));
    assert!(fits(Some(1_199), &held, &commitment("new", 10, 10, 300)).is_err());
    assert_eq!(fits(None, &held, &commitment("new", 10, 10, u32::MAX)), Ok(()));
    assert_eq!(fits(Some(0), &held, &commitment("new", 10, 12, 0)), Ok(()), "nothing fits everywhere");
}

#[test]
fn a_span_that_makes_no_sense_counts_whole_in_its_first_week() {
    for odd in [commitment("back", 10, 9, 50), commitment("long", 10, 10 + WEEKS_MAX, 50)] {
        assert_eq!((odd.minutes_in(Week(10)), odd.minutes_in(Week(11))), (50, 0));
        assert!(fits(Some(49), &[], &odd).is_err());
    }
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn no_minute_is_lost_between_the_weeks(first in 0..3_000u32, weeks in 1..=WEEKS_MAX, minutes in any::<u32>()) {
        let one = commitment("one", first, first + weeks - 1, minutes);
        let each: Vec<u32> = (first..first + weeks).map(|week| one.minutes_in(Week(week))).collect();
        prop_assert_eq!(each.iter().map(|minutes| u64::from(*minutes)).sum::<u64>(), u64::from(minutes));
        prop_assert!(each[0] - each[each.len() - 1] <= 1);
        prop_assert_eq!(one.minutes_in(Week(first + weeks)), 0);
    }

    #[test]
    fn what_fits_never_makes_a_week_longer_than_the_cap(
        spans in prop::collection::vec((0..20u32, 0..6u32, 0..4_000u32), 0..6),
        (first, more, minutes) in (0..20u32, 0..6u32, 1..4_000u32),
        cap in 0..3_000u32,
    ) {
        let held: Vec<Commitment> =
            spans.iter().map(|(first, more, minutes)| commitment("held", *first, first + more, *minutes)).collect();
        let new = commitment("new", first, first + more, minutes);
        let over = (first..=first + more).map(Week).find(|week| {
            new.minutes_in(*week) > 0 && promised(&held, *week) + u64::from(new.minutes_in(*week)) > u64::from(cap)
        });
        prop_assert_eq!(fits(Some(cap), &held, &new).err().map(|overload| overload.week), over);
    }
}
