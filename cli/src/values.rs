//! Owns what people type besides names: dates, spans, hours, money and texts. Each reader refuses
//! with a trouble that says what was understood and how to write it.

pub mod bytes;
pub mod file;
pub mod money;
pub mod percent;
pub mod span;
pub mod text;
pub mod wanted;
pub mod week;
pub mod when;

use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use protocol::time::{Day, Moment};

/// The reader's zone, and what time it is.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The zone in which times are typed and shown; the machine's is looked for when the first time is shown,
    /// since that reads some hundred files.
    zone: OnceLock<TimeZone>,
    /// When the command began.
    pub now: Moment,
}

impl Clock {
    /// A clock of this moment.
    pub fn new(zone: TimeZone) -> Clock {
        let now = Timestamp::now().as_millisecond();
        Clock::at(zone, Moment(u64::try_from(now).unwrap_or(0)))
    }

    /// A clock that stands at a moment.
    pub fn at(zone: TimeZone, now: Moment) -> Clock {
        Clock { zone: zone.into(), now }
    }

    /// A clock of this moment in this machine's zone.
    pub fn here() -> Clock {
        Clock { zone: OnceLock::new(), ..Clock::new(TimeZone::UTC) }
    }

    /// The zone in which times are typed and shown.
    pub fn zone(&self) -> &TimeZone {
        self.zone.get_or_init(|| TimeZone::try_system().unwrap_or(TimeZone::UTC))
    }

    /// A moment as people read it: `Fri 2026-12-04 17:00`.
    pub fn show(&self, moment: Moment) -> String {
        self.zoned(moment).strftime("%a %Y-%m-%d %H:%M").to_string()
    }

    /// The time of day to the second, for a line that is printed as it happens: `17:00:05`.
    pub fn time(&self) -> String {
        self.zoned(self.now).strftime("%H:%M:%S").to_string()
    }

    /// A moment with its zone, for the moment that a command sets: `Fri 2026-12-04 17:00 (Asia/Manila)`.
    pub fn echo(&self, moment: Moment) -> String {
        let zoned = self.zoned(moment);
        let zone = self.zone().iana_name().map_or_else(|| zoned.strftime("%Z").to_string(), str::to_string);
        format!("{} ({zone})", zoned.strftime("%a %Y-%m-%d %H:%M"))
    }

    /// A UTC day: `2026-12-04`.
    pub fn day(&self, day: Day) -> String {
        self.show_day(i64::from(day.0))
    }

    /// A moment for a script: RFC 3339 in UTC, to the millisecond where there is one.
    pub fn json(moment: Moment) -> String {
        stamp(i64::try_from(moment.0).unwrap_or(i64::MAX)).to_string()
    }

    /// How long ago or ahead, in the largest unit that says it: `2 days`, `5 hours`.
    pub fn distance(&self, moment: Moment) -> String {
        let (span_ms, past) = match moment.0.checked_sub(self.now.0) {
            Some(ahead) => (ahead, false),
            None => (self.now.0 - moment.0, true),
        };
        let span = span::show(span_ms);
        if past { crate::words!("time-ago", span = span) } else { crate::words!("time-ahead", span = span) }
    }

    pub(crate) fn show_ms(&self, ms: i64) -> String {
        self.show(Moment(u64::try_from(ms).unwrap_or(0)))
    }

    pub(crate) fn show_day(&self, day: i64) -> String {
        let ms = day.saturating_mul(protocol::time::DAY_MS as i64);
        stamp(ms).to_zoned(TimeZone::UTC).strftime("%Y-%m-%d").to_string()
    }

    /// The moment in the reader's zone.
    pub fn zoned(&self, moment: Moment) -> jiff::Zoned {
        stamp(i64::try_from(moment.0).unwrap_or(i64::MAX)).to_zoned(self.zone().clone())
    }
}

/// A moment beyond the year 9999, which only a damaged record could hold, shows as the last one.
fn stamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX)
}
