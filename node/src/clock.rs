//! Owns the machine's clock: the only file that asks what time it is.

pub mod heard;

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use protocol::time::Moment;

/// 2026-01-01: the year in which Talko was first written; an earlier clock is wrong.
pub const EARLIEST: Moment = Moment(1_767_225_600_000);

/// The clock by which a home goes: the machine's. Only the tests of this package make one that is wrong, so
/// that no option of a program shows others another time than its machine does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    ahead_ms: i64,
}

impl Clock {
    /// What the clock says.
    pub fn now(self) -> Moment {
        Moment(now().0.saturating_add_signed(self.ahead_ms))
    }

    /// A clock that is ahead of the machine's, or behind it.
    #[cfg(test)]
    pub(crate) const fn wrong_by(ahead_ms: i64) -> Clock {
        Clock { ahead_ms }
    }

    /// A clock that goes on from the middle of a day, so that no midnight comes while a test looks at it.
    #[cfg(test)]
    pub(crate) fn noon_of(day: protocol::time::Day) -> Clock {
        let noon = day.start().after(protocol::time::DAY_MS / 2);
        Clock::wrong_by(noon.0.cast_signed() - now().0.cast_signed())
    }

    /// The machine's clock, or one that is a day ahead within the last hour of a week: no week ends while a test counts
    /// what is left of it.
    #[cfg(test)]
    pub(crate) fn within_a_week() -> Clock {
        let soon = now().after(protocol::time::DAY_MS / 24);
        Clock::wrong_by(if soon.week() == now().week() { 0 } else { protocol::time::DAY_MS.cast_signed() })
    }
}

/// What the machine's clock says, in milliseconds of UTC; a clock before 1970 reads as 1970.
pub fn now() -> Moment {
    // The difference fits 64 bits for 500 million years.
    Moment(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64))
}

/// The clock that only goes forward, for what lasts minutes.
pub fn instant() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_moment_is_the_first_of_january_2026() {
        // 2026-11-22, the 326th day of its year, is 20,779 days after 1970-01-01.
        assert_eq!(EARLIEST, protocol::time::Day(20_779 - 325).start());
    }
}
