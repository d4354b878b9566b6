//! Owns when people work: a week's half-hours on somebody's own clock, turned into instants that can be
//! compared with another's, summer time included. The day is an argument; the zones come with the program.
//!
//! Binh works 09:00 to 17:00 in Manila, the client 09:00 to 17:00 in Melbourne. In July they have six hours
//! in common, in January, when Melbourne's clocks are ahead by one more, five: [`overlap`] says so day by day.

pub mod grid;
pub mod span;
pub mod zone;

use serde::{Deserialize, Serialize};

use crate::record::availability::Availability;
use crate::time::{DAY_MS, Day, HOUR_MS, Moment};
use grid::{Grid, Slots};
use span::{Span, Spans};
use zone::Zone;

/// 400 days are looked at together: a year and the notice before it.
pub const DAYS_MAX: u32 = 400;

/// No zone is further than this from UTC.
const ZONE_MS: u64 = 26 * HOUR_MS;

/// Hours of the week on some clock: those of a client, say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// Whose clock.
    pub zone: Zone,
    /// Which half-hours of the week.
    pub week: Grid,
}

/// A range of days on some clock, both included; at most [`DAYS_MAX`] of them are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
}

impl Days {
    fn last(&self) -> Day {
        self.last.min(self.first.plus(DAYS_MAX - 1))
    }

    fn hold(&self, day: Day) -> bool {
        (self.first..=self.last()).contains(&day)
    }

    /// Instants that surely hold these days, whatever the zone.
    pub fn around(&self) -> Span {
        let from = Moment(self.first.start().0.saturating_sub(ZONE_MS));
        Span { from, until: self.last().start().after(DAY_MS + ZONE_MS) }
    }
}

impl Hours {
    /// The hours of these days as instants. The days are those of this clock.
    pub fn spans(&self, days: Days) -> Spans {
        self.zone.spans(days.around(), |day| if days.hold(day) { self.week.day(day) } else { Slots::NONE })
    }

    /// The same, day by day, without the days on which there are none.
    pub fn by_day(&self, days: Days) -> Vec<(Day, Spans)> {
        let days = (days.first.0..=days.last().0).map(Day);
        let each = days.map(|day| (day, self.spans(Days { first: day, last: day })));
        each.filter(|(_, spans)| !spans.is_empty()).collect()
    }
}

/// When somebody is free, as instants: their week, with exceptions, without quiet hours.
///
/// - Returns `None` where the program does not know their zone.
pub fn free(availability: &Availability, range: Span) -> Option<Spans> {
    let zone = Zone::named(&availability.zone)?;
    Some(zone.spans(bounded(range), |day| availability.slots(day)))
}

/// When somebody would be free without their quiet hours, to say what these cost.
///
/// - Returns `None` where the program does not know their zone.
pub fn free_without_quiet(availability: &Availability, range: Span) -> Option<Spans> {
    let zone = Zone::named(&availability.zone)?;
    Some(zone.spans(bounded(range), |day| availability.loud_slots(day)))
}

fn bounded(range: Span) -> Span {
    let longest = u64::from(DAYS_MAX) * DAY_MS + 2 * ZONE_MS + DAY_MS;
    Span { from: range.from, until: range.until.min(range.from.after(longest)) }
}

/// One day of a client, and how much of it somebody shares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shared {
    /// The day, on the client's clock.
    pub day: Day,
    /// The client's hours on it, in minutes.
    pub wanted_minutes: u64,
    /// Those in which the other is free.
    pub common_minutes: u64,
}

/// What somebody shares of each day on which a client works.
///
/// - `wanted`: from [`Hours::by_day`]; `free`: from [`free`], over the same days.
pub fn overlap(wanted: &[(Day, Spans)], free: &Spans) -> Vec<Shared> {
    let shared = |(day, spans): &(Day, Spans)| Shared {
        day: *day,
        wanted_minutes: spans.minutes(),
        common_minutes: spans.common(free).minutes(),
    };
    wanted.iter().map(shared).collect()
}
