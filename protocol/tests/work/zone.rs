//! Clocks that are ahead, behind, and set back.

use proptest::prelude::*;
use protocol::record::availability::Availability;
use protocol::schedule::grid::{Grid, Slots};
use protocol::schedule::span::Span;
use protocol::schedule::zone::Zone;
use protocol::schedule::{Days, Hours, free, overlap};
use protocol::text::Line;
use protocol::time::{DAY_MS, Day, MINUTE_MS, Moment};
use protocol::wire::Few;

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("an embedded zone")
}

/// The UTC day of a date of 2026 or 2027.
fn date(text: &str) -> Day {
    let stamp: jiff::Timestamp = format!("{text}T00:00Z").parse().expect("a date");
    Day(u32::try_from(stamp.as_second() / 86_400).expect("after 1970"))
}

fn nine_to_five(zone_name: &str) -> Hours {
    Hours { zone: zone(zone_name), week: Grid::weekdays(Slots::between(18, 34)) }
}

fn in_manila(from: u32, until: u32) -> Availability {
    Availability {
        zone: Line::new("Asia/Manila").expect("short"),
        week: Grid::weekdays(Slots::between(from, until)),
        exceptions: Few::default(),
        quiet: None,
        notice_minutes: None,
        cap_minutes: None,
        remote: true,
        area: Few::default(),
        roles: Few::default(),
    }
}

fn common(hours: &Hours, days: Days, member: &Availability) -> Vec<(Day, u64)> {
    let free = free(member, days.around()).expect("Manila is known");
    overlap(&hours.by_day(days), &free).iter().map(|shared| (shared.day, shared.common_minutes)).collect()
}

#[test]
fn melbourne_and_manila_share_an_hour_less_in_summer_time() {
    let hours = nine_to_five("Australia/Melbourne");
    let member = in_manila(18, 34);
    // Winter: Melbourne is two hours ahead of Manila. Summer time begins on Sunday 2026-10-04.
    let days = Days { first: date("2026-10-02"), last: date("2026-10-05") };
    assert_eq!(common(&hours, days, &member), [(date("2026-10-02"), 360), (date("2026-10-05"), 300)]);
}

#[test]
fn an_hour_that_clocks_jump_over_is_nobodys_and_one_that_is_repeated_counts_twice() {
    let whole = Hours { zone: zone("Europe/Berlin"), week: Grid::of([Slots::ALL; 7]) };
    let minutes = |day| whole.spans(Days { first: day, last: day }).minutes();
    assert_eq!(minutes(date("2026-03-29")), 23 * 60);
    assert_eq!(minutes(date("2026-10-25")), 25 * 60);
    assert_eq!(minutes(date("2026-10-26")), 24 * 60);
    let night = Hours { zone: zone("Europe/Berlin"), week: Grid::of([Slots::between(4, 6); 7]) };
    let minutes = |day| night.spans(Days { first: day, last: day }).minutes();
    assert_eq!([minutes(date("2026-03-28")), minutes(date("2026-03-29")), minutes(date("2026-10-25"))], [60, 0, 120]);
}

#[test]
fn half_an_hour_and_three_quarters_are_zones_too() {
    // Lord Howe sets its clocks by half an hour; Nepal is 5:45 ahead.
    let whole = Hours { zone: zone("Australia/Lord_Howe"), week: Grid::of([Slots::ALL; 7]) };
    let turn = date("2026-10-04");
    assert_eq!(whole.spans(Days { first: turn, last: turn }).minutes(), 23 * 60 + 30);
    let (day, ms) = zone("Asia/Kathmandu").clock(date("2026-11-22").start());
    assert_eq!((day, ms / MINUTE_MS), (date("2026-11-22"), 5 * 60 + 45));
}

#[test]
fn a_zone_that_nobody_knows_is_no_zone_and_the_machines_own_is_not_asked() {
    assert_eq!(Zone::named("Mars/Olympus"), None);
    let mut member = in_manila(18, 34);
    member.zone = Line::new("Mars/Olympus").expect("short");
    assert_eq!(free(&member, Days { first: Day(0), last: Day(9) }.around()), None);
}

#[test]
fn the_ends_of_time_are_no_trouble() {
    let whole = Hours { zone: zone("Pacific/Auckland"), week: Grid::of([Slots::ALL; 7]) };
    assert!(whole.spans(Days { first: Day(0), last: Day(1) }).minutes() >= 24 * 60);
    let late = Day(u32::MAX - 3);
    assert!(whole.spans(Days { first: late, last: late.plus(1) }).minutes() <= 3 * 24 * 60);
    let turned = Days { first: Day(9), last: Day(3) };
    assert!(whole.spans(turned).is_empty());
}

fn zones() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Asia/Manila",
        "Australia/Melbourne",
        "Australia/Lord_Howe",
        "America/New_York",
        "America/St_Johns",
        "Europe/London",
        "Asia/Kathmandu",
        "Pacific/Chatham",
        "Africa/Casablanca",
        "Pacific/Apia",
        "UTC",
    ])
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn an_instant_is_free_exactly_where_the_clock_shows_a_free_half_hour(
        name in zones(),
        week in any::<[[u8; 6]; 7]>(),
        first in 14_000..24_000u32,
        minutes in prop::collection::vec(0..20 * 24 * 60u64, 64),
    ) {
        let grid = Grid::of(week.map(Slots::from_bytes));
        let range = Span { from: Day(first).start(), until: Day(first + 20).start() };
        let spans = zone(name).spans(range, |day| grid.day(day));
        let theirs = jiff::tz::TimeZoneDatabase::bundled().get(name).expect("embedded");
        for minute in minutes {
            let at = Moment(range.from.0 + minute * MINUTE_MS);
            let stamp = jiff::Timestamp::from_millisecond(i64::try_from(at.0).expect("small")).expect("in range");
            let local = stamp.to_zoned(theirs.clone()).datetime();
            let slots = grid.days()[usize::try_from(local.weekday().to_monday_zero_offset()).expect("0 to 6")];
            let slot = u32::try_from(local.hour()).expect("0 to 23") * 2 + u32::from(local.minute() >= 30);
            let covered = spans.cover(&Span { from: at, until: at.after(1) });
            prop_assert_eq!(covered, slots.holds(slot), "{} {}", name, local);
        }
        prop_assert!(spans.iter().all(|span| span.from >= range.from && span.until <= range.until));
    }

    #[test]
    fn days_apart_are_the_days_together(name in zones(), first in 20_000..22_000u32, days in 1..40u32, bytes in any::<[u8; 6]>()) {
        let hours = Hours { zone: zone(name), week: Grid::of([Slots::from_bytes(bytes); 7]) };
        let range = Days { first: Day(first), last: Day(first + days - 1) };
        let apart: u64 = hours.by_day(range).iter().map(|(_, spans)| spans.minutes()).sum();
        prop_assert_eq!(apart, hours.spans(range).minutes());
        prop_assert!(apart <= u64::from(days + 1) * DAY_MS / MINUTE_MS);
    }
}
