//! Owns what the clocks of neighbours' machines said: each tells its own at the beginning of a catch-up.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use protocol::keys::Key;
use protocol::time::{MINUTE_MS, Moment};

/// 24 hours: a difference that was heard longer ago says nothing about today.
const FRESH: Duration = Duration::from_secs(24 * 3_600);
/// 256 machines: ten of a collective of 24; the one that was heard longest ago makes room.
const MACHINES_MAX: usize = 256;

/// An hour: what follows from another day costs a sync to the disk and a look at all that is held, and a
/// neighbour can name any day at each catch-up.
const DAY_WAIT: Duration = Duration::from_secs(3_600);

/// A minute: how far this clock may go from the one that only goes forward between two looks. Beyond that it was set,
/// or the machine slept, which looks the same.
const JUMP_MS: u64 = MINUTE_MS;

/// What neighbours' clocks said of this one. Where this clock has jumped since, that says nothing of it any more.
#[derive(Debug, Default)]
pub struct Heard {
    said: BTreeMap<Key, Said>,
    /// When this clock was looked at last, and what it said.
    looked: Option<(Instant, Moment)>,
    /// When the day that they confirm was another one last.
    day_changed: Option<Instant>,
}

#[derive(Clone, Copy, Debug)]
struct Said {
    at: Instant,
    ahead_ms: i64,
}

/// How far this clock is from those that were heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How many machines told theirs within 24 hours.
    pub machines: u32,
    /// The median, in milliseconds; above zero where this clock is ahead of theirs.
    pub ahead_ms: i64,
}

impl Difference {
    /// What the others' clocks say.
    ///
    /// - `own`: this clock.
    pub fn theirs(&self, own: Moment) -> Moment {
        Moment(own.0.saturating_add_signed(self.ahead_ms.saturating_neg()))
    }
}

impl Heard {
    /// Notes what a machine's clock said; one voice a machine, the last.
    ///
    /// - `own`: this clock at the same moment; `at`: when that was.
    pub fn note(&mut self, machine: Key, theirs: Moment, own: Moment, at: Instant) {
        self.look(own, at);
        // Clocks of 64 bits differ by more than 63 only where one of them was made up.
        let ahead_ms = i64::try_from(i128::from(own.0) - i128::from(theirs.0)).unwrap_or(i64::MIN);
        self.said.insert(machine, Said { at, ahead_ms });
        if self.said.len() > MACHINES_MAX {
            let oldest = self.said.iter().min_by_key(|(_, said)| said.at).map(|(machine, _)| *machine);
            oldest.map(|machine| self.said.remove(&machine));
        }
    }

    /// True where another day may be taken over from them now; counts as done.
    pub fn may_change_day(&mut self, at: Instant) -> bool {
        let may = self.day_changed.is_none_or(|last| at.saturating_duration_since(last) >= DAY_WAIT);
        if may {
            self.day_changed = Some(at);
        }
        may
    }

    fn look(&mut self, own: Moment, at: Instant) {
        if let Some((looked, said)) = self.looked {
            let passed = u64::try_from(at.saturating_duration_since(looked).as_millis()).unwrap_or(u64::MAX);
            if own.0.abs_diff(said.0.saturating_add(passed)) > JUMP_MS {
                self.said.clear();
            }
        }
        self.looked = Some((at, own));
    }

    /// The median difference; nothing where nobody was heard since this clock has jumped.
    ///
    /// - `own`: this clock; `at`: the same moment.
    pub fn difference(&mut self, own: Moment, at: Instant) -> Option<Difference> {
        self.look(own, at);
        let fresh = self.said.values().filter(|said| at.saturating_duration_since(said.at) < FRESH);
        let mut ahead: Vec<i64> = fresh.map(|said| said.ahead_ms).collect();
        ahead.sort_unstable();
        let (low, high) = (ahead.get(ahead.len().saturating_sub(1) / 2)?, ahead.get(ahead.len() / 2)?);
        let middle = (i128::from(*low) + i128::from(*high)) / 2;
        let ahead_ms = i64::try_from(middle).expect("between two numbers of 64 bits");
        Some(Difference { machines: ahead.len() as u32, ahead_ms })
    }
}

#[cfg(test)]
mod tests {
    use protocol::time::{DAY_MS, HOUR_MS};

    use super::*;

    const OWN: Moment = Moment(1_800_000_000_000);

    fn key(number: usize) -> Key {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&number.to_be_bytes());
        Key::from_bytes(bytes)
    }

    fn ahead(heard: &mut Heard, at: Instant) -> Option<(u32, i64)> {
        let own = heard.looked.map_or(OWN, |(looked, said)| said.after((at - looked).as_millis() as u64));
        heard.difference(own, at).map(|difference| (difference.machines, difference.ahead_ms))
    }

    #[test]
    fn one_clock_that_is_far_off_moves_no_median_of_three() {
        let (mut heard, at) = (Heard::default(), Instant::now());
        assert_eq!(ahead(&mut heard, at), None, "nobody was heard");
        heard.note(key(1), Moment(OWN.0 - HOUR_MS), OWN, at);
        heard.note(key(2), Moment(OWN.0 - HOUR_MS - 2_000), OWN, at);
        assert_eq!(ahead(&mut heard, at), Some((2, HOUR_MS as i64 + 1_000)));
        for lie in [Moment(0), Moment(u64::MAX)] {
            heard.note(key(3), lie, OWN, at);
            let (machines, ahead) = ahead(&mut heard, at).expect("heard");
            assert!(machines == 3 && (ahead - HOUR_MS as i64).abs() <= 2_000, "{ahead}");
        }
    }

    #[test]
    fn a_machine_has_one_voice_and_what_it_said_yesterday_is_over() {
        let (mut heard, at) = (Heard::default(), Instant::now());
        heard.note(key(1), Moment(OWN.0 + DAY_MS), OWN, at);
        heard.note(key(1), OWN, OWN, at);
        assert_eq!(ahead(&mut heard, at), Some((1, 0)));
        assert_eq!(ahead(&mut heard, at + FRESH), None);
    }

    #[test]
    fn what_was_said_before_this_clock_jumped_says_nothing_of_it_after() {
        let minute = Duration::from_secs(60);
        for jumped in [OWN.after(180 * DAY_MS), Moment(OWN.0 - DAY_MS), OWN.after(2 * MINUTE_MS + 1_000)] {
            let (mut heard, at) = (Heard::default(), Instant::now());
            for number in 1..=3 {
                heard.note(key(number), OWN, OWN, at);
            }
            assert_eq!(heard.difference(jumped, at + minute), None, "{jumped:?}");
            // The first voice after it is not outvoted by those before.
            heard.note(key(1), OWN.after(MINUTE_MS), jumped, at + minute);
            let difference = heard.difference(jumped, at + minute).expect("one was heard");
            assert_eq!(difference.theirs(jumped), OWN.after(MINUTE_MS));
        }
        let (mut heard, at) = (Heard::default(), Instant::now());
        heard.note(key(1), OWN, OWN, at);
        // What a clock is drawn by, a little at a time, is no jump.
        assert!(heard.difference(OWN.after(MINUTE_MS + 30_000), at + minute).is_some());
    }

    #[test]
    fn a_neighbour_that_names_another_day_each_time_is_followed_once_an_hour() {
        let (mut heard, at) = (Heard::default(), Instant::now());
        assert!(heard.may_change_day(at));
        assert!(!heard.may_change_day(at + DAY_WAIT / 2));
        assert!(heard.may_change_day(at + DAY_WAIT));
    }

    #[test]
    fn what_is_kept_is_bounded_and_the_oldest_goes_first() {
        let (mut heard, at) = (Heard::default(), Instant::now());
        for number in 0..MACHINES_MAX + 10 {
            heard.note(key(number), OWN, OWN, at + Duration::from_millis(number as u64));
        }
        assert_eq!(heard.said.len(), MACHINES_MAX);
        assert!(!heard.said.contains_key(&key(9)) && heard.said.contains_key(&key(10)));
    }
}
