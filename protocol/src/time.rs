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

    /// The ISO week that holds this day.
    pub const fn week(self) -> Week {
        // 1970-01-01 was a Thursday; three days earlier a week began.
        Week((self.0 + 3) / 7)
    }
}

/// An ISO week, counted from the one that holds 1970-01-01 as week 0; begins on Monday, UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Week(pub u32);

impl Week {
    /// The Monday with which the week begins (1970-01-01 for week 0).
    pub const fn start(self) -> Day {
        Day((self.0 * 7).saturating_sub(3))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_turns_between_sunday_and_monday() {
        // 2026-11-22 is a Sunday: 20,779 days after 1970-01-01.
        let sunday = Day(20_779);
        assert_eq!(sunday.plus(1).week().0, sunday.week().0 + 1);
        assert_eq!(sunday.plus(1).week().start(), sunday.plus(1));
        assert_eq!(Week(0).start(), Day(0));
    }

    #[test]
    fn the_last_millisecond_belongs_to_its_day() {
        assert_eq!(Moment(DAY_MS - 1).day(), Day(0));
        assert_eq!(Moment(DAY_MS).day(), Day(1));
    }
}
