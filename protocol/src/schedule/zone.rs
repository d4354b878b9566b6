//! Owns time zones: the only file that names jiff, and of it only the zones that are embedded in the
//! program, so that the machine's own files, variables and clock have no say.
//!
//! A half-hour of somebody's clock is all instants at which that clock shows it: none, where clocks jump
//! over it, and twice, where they are set back.

use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use super::grid::{SLOT_MINUTES, Slots};
use super::span::{Span, Spans};
use crate::time::{DAY_MS, Day, MINUTE_MS, Moment};

/// A time zone of the IANA database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Finds a zone by its name, `Asia/Manila`; `None` where this program does not know it.
    ///
    /// No record is refused for its zone, since another version of the program may know it.
    pub fn named(name: &str) -> Option<Zone> {
        static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
        let zones = ZONES.get_or_init(TimeZoneDatabase::bundled);
        let Ok(zone) = zones.get(name) else { return None };
        Some(Zone(zone))
    }

    /// What a clock there shows: the day, and milliseconds since its midnight.
    pub fn clock(&self, at: Moment) -> (Day, u64) {
        let local = self.local_ms(at);
        (Day(u32::try_from(local / DAY_MS).unwrap_or(u32::MAX)), local % DAY_MS)
    }

    /// The half-hours of a range as instants.
    ///
    /// - `slots`: which half-hours of a day on this clock.
    pub fn spans(&self, range: Span, slots: impl Fn(Day) -> Slots) -> Spans {
        let mut spans = Spans::default();
        let mut from = range.from;
        // Between two changes of the clock it runs as fast as UTC.
        let changes = self.0.following(stamp(range.from)).map(|change| moment(change.timestamp()));
        for change in changes.take_while(|change| *change < range.until).chain([range.until]) {
            self.steady(Span { from, until: change }, &slots, &mut spans);
            from = change;
        }
        spans
    }

    fn steady(&self, range: Span, slots: &impl Fn(Day) -> Slots, spans: &mut Spans) {
        if range.from >= range.until {
            return;
        }
        let shift = i128::from(self.local_ms(range.from)) - i128::from(range.from.0);
        let instant = |local: u64| {
            let ms = u64::try_from(i128::from(local) - shift).unwrap_or(0);
            Moment(ms).clamp(range.from, range.until)
        };
        let (first, _) = self.clock(range.from);
        let end = u64::try_from(i128::from(range.until.0) + shift).unwrap_or(0);
        let slot_ms = u64::from(SLOT_MINUTES) * MINUTE_MS;
        for day in (first.0..=u32::MAX).map(Day).take_while(|day| day.start().0 < end) {
            for (from, until) in slots(day).runs() {
                let at = |slot: u32| instant(day.start().0 + u64::from(slot) * slot_ms);
                spans.push(Span { from: at(from), until: at(until) });
            }
        }
    }

    /// Milliseconds that a clock there has counted since 1970 began on it; zero before that.
    fn local_ms(&self, at: Moment) -> u64 {
        let shift = i64::from(self.0.to_offset(stamp(at)).seconds()) * 1_000;
        at.0.saturating_add_signed(shift)
    }
}

/// The last instant that zones are known for stands for all later ones.
fn stamp(at: Moment) -> Timestamp {
    i64::try_from(at.0).map_or(Timestamp::MAX, |ms| Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX))
}

fn moment(stamp: Timestamp) -> Moment {
    Moment(u64::try_from(stamp.as_millisecond()).unwrap_or(0))
}
