//! Half-hours of a day and a week.

use proptest::prelude::*;
use protocol::record::lead::{self, Lead, Workday};
use protocol::schedule::grid::{DAY_SLOTS, Grid, Slots, weekday};
use protocol::text::Line;
use protocol::time::Day;
use protocol::wire;

#[test]
fn a_day_reads_from_midnight_on_and_a_week_from_monday() {
    assert_eq!(Slots::between(0, 8).to_bytes(), [0xFF, 0, 0, 0, 0, 0]);
    assert_eq!(Slots::between(47, 48).to_bytes(), [0, 0, 0, 0, 0, 1]);
    assert_eq!(Slots::between(46, 2).to_bytes(), [0xC0, 0, 0, 0, 0, 3], "over midnight");
    let bytes = wire::encode(&Grid::weekdays(Slots::between(0, 1)));
    assert_eq!(bytes[..3], [0x58, 42, 0x80]);
    // 2026-11-22 is a Sunday.
    assert_eq!(weekday(Day(20_779)), 6);
    assert_eq!(weekday(Day(20_780)), 0);
}

fn workday(days: u8, from: u8, until: u8) -> Workday {
    Workday { zone: Line::new("Australia/Melbourne").expect("a zone"), days, from, until }
}

#[test]
fn a_clients_night_shift_ends_on_the_next_day() {
    let week = workday(1, 44, 12).week(); // Mondays, 22:00 to 06:00
    assert_eq!(week.days()[0], Slots::between(44, 48));
    assert_eq!(week.days()[1], Slots::between(0, 12));
    assert_eq!(week.minutes(), 8 * 60);
    assert_eq!(workday(64, 44, 12).week().days()[0], Slots::between(0, 12), "from Sunday into Monday");
    assert_eq!(workday(127, 18, 0).week().minutes(), 7 * 15 * 60, "until midnight");
    assert!(workday(31, 18, 34).hours().is_some());
}

#[test]
fn a_lead_with_hours_that_no_clock_shows_is_no_lead() {
    let taken = |hours| {
        let lead = Lead { hours: Some(hours), ..Lead::titled(Line::new("Books").expect("short")) };
        (lead::KIND.check)(&wire::encode(&lead)).is_ok()
    };
    assert!(taken(workday(31, 18, 34)));
    assert!(!taken(workday(0, 18, 34)) && !taken(workday(128, 18, 34)), "no day, or an eighth one");
    assert!(!taken(workday(31, 18, 48)) && !taken(workday(31, 18, 18)));
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn the_runs_of_a_day_are_exactly_its_half_hours(bytes in any::<[u8; 6]>()) {
        let slots = Slots::from_bytes(bytes);
        let runs: Vec<(u32, u32)> = slots.runs().collect();
        for slot in 0..DAY_SLOTS {
            prop_assert_eq!(slots.holds(slot), runs.iter().any(|(from, until)| (*from..*until).contains(&slot)));
        }
        prop_assert!(runs.is_sorted_by(|a, b| a.1 < b.0), "runs never touch");
        prop_assert_eq!(slots.to_bytes(), bytes);
    }

    #[test]
    fn a_week_survives_the_wire(days in any::<[[u8; 6]; 7]>()) {
        let grid = Grid::of(days.map(Slots::from_bytes));
        prop_assert_eq!(wire::decode::<Grid>(&wire::encode(&grid)), Ok(grid));
    }
}
