//! Owns the machine's clock: the only file that asks what time it is.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use protocol::time::Moment;

/// 2026-01-01: the year in which Talko was first written; an earlier clock is wrong.
pub const EARLIEST: Moment = Moment(1_767_225_600_000);

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
