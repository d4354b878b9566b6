//! Half-hours of a day and a week.

use proptest::prelude::*;
use protocol::schedule::grid::{DAY_SLOTS, Grid, Slots, weekday};
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

proptest! {
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
