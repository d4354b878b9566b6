//! Owns instants, days, weeks and spans. Nothing here knows what time it is: `now` always comes in
//! as an argument.

use serde::{Deserialize, Serialize};

/// Milliseconds in a second.
pub const SECOND_MS: u64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE_MS: u64 = 60 * SECOND_MS;
/// Milliseconds in an hour.
pub const HOUR_MS: u64 = 60 * MINUTE_MS;
/// Milliseconds in a UTC day.
pub const DAY_MS: u64 = 24 * HOUR_MS;

/// An instant: milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub u64);

impl Moment {
    /// The UTC day that holds this instant.
    pub const fn day(self) -> Day {
        Day((self.0 / DAY_MS) as u32)
    }

    /// The quarter of a year, UTC, that holds this instant.
    pub const fn quarter(self) -> Quarter {
        self.day().quarter()
    }

    /// The ISO week (Monday to Sunday, UTC) that holds this instant.
    pub const fn week(self) -> Week {
        self.day().week()
    }

    /// This instant moved forward; stays at the far end instead of overflowing.
    pub const fn after(self, span_ms: u64) -> Moment {
        Moment(self.0.saturating_add(span_ms))
    }

    /// Milliseconds since an earlier instant; zero where `earlier` is later.
    pub const fn since(self, earlier: Moment) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A UTC day, counted from 1970-01-01 as day 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub u32);

impl Day {
    /// The first instant of the day.
    pub const fn start(self) -> Moment {
        Moment(self.0 as u64 * DAY_MS)
    }

    /// The day `days` later.
    pub const fn plus(self, days: u32) -> Day {
        Day(self.0.saturating_add(days))
    }

    /// The quarter of a year that holds this day.
    pub const fn quarter(self) -> Quarter {
        // Counted from a 1 March, so that the odd day ends a year: Howard Hinnant, "chrono-Compatible Low-Level
        // Date Algorithms", civil_from_days.
        let since = self.0 as u64 + 719_468;
        let (era, of_era) = (since / 146_097, since % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let months_since_0 = (era * 400 + year) * 12 + month_from_march + 2;
        Quarter((months_since_0 / 3 - 1_970 * 4) as u32)
    }

    /// The last day of the quarter that holds this day.
    pub fn quarter_end(self) -> Day {
        let more = (1..=92).take_while(|days| self.plus(*days).quarter() == self.quarter());
        self.plus(more.last().unwrap_or(0))
    }

    /// The ISO week that holds this day.
    pub const fn week(self) -> Week {
        // 1970-01-01 was a Thursday; three days earlier a week began.
        Week(self.0.saturating_add(3) / 7)
    }
}

/// A quarter of a year, counted from the first one of 1970 as quarter 0; UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quarter(pub u32);

/// An ISO week, counted from the one that holds 1970-01-01 as week 0; begins on Monday, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(pub u32);

impl Week {
    /// The Monday with which the week begins (1970-01-01 for week 0).
    pub const fn start(self) -> Day {
        Day(self.0.saturating_mul(7).saturating_sub(3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_turns_with_january_april_july_and_october() {
        // 2026-11-22 is day 20,779; 1 October lies 52 days before it, 1 January 40 days after.
        let day = Day(20_779);
        assert_eq!(day.quarter(), Quarter(56 * 4 + 3));
        assert_eq!((Day(20_779 - 52).quarter(), Day(20_779 - 53).quarter()), (Quarter(227), Quarter(226)));
        assert_eq!((day.plus(39).quarter(), day.plus(40).quarter()), (Quarter(227), Quarter(228)));
        assert_eq!((day.quarter_end(), Day(0).quarter_end()), (day.plus(39), Day(89)));
        // 29 February 2028 and the 1 April after it: 464 and 496 days later.
        assert_eq!((day.plus(464).quarter(), day.plus(496).quarter()), (Quarter(232), Quarter(233)));
        assert_eq!((Day(0).quarter(), Day(89).quarter(), Day(90).quarter()), (Quarter(0), Quarter(0), Quarter(1)));
    }

    #[test]
    fn a_week_turns_between_sunday_and_monday() {
        // 2026-11-22 is a Sunday: 20,779 days after 1970-01-01.
        let sunday = Day(20_779);
        assert_eq!(sunday.plus(1).week().0, sunday.week().0 + 1);
        assert_eq!(sunday.plus(1).week().start(), sunday.plus(1));
        assert_eq!(Week(0).start(), Day(0));
    }

    #[test]
    fn a_day_that_nobody_will_see_has_a_week_too() {
        assert!(Day(u32::MAX).week() > Day(20_779).week());
        assert!(Week(u32::MAX).start() > Day(20_779));
    }

    #[test]
    fn the_last_millisecond_belongs_to_its_day() {
        assert_eq!(Moment(DAY_MS - 1).day(), Day(0));
        assert_eq!(Moment(DAY_MS).day(), Day(1));
    }
}
