//! `lead`: work that somebody might take. A document of its poster.

use super::availability::WEEK_MINUTES;
use super::*;
use crate::id::Id;
use crate::money::{Amount, Currency, MINOR_MAX};
use crate::schedule::Hours;
use crate::schedule::grid::{DAY_SLOTS, Grid, Slots};
use crate::schedule::zone::Zone;
use crate::text::{Line, Text};
use crate::time::Moment;
use crate::wire::Few;

/// 8 roles a lead: a client who needs more sorts of people asks twice.
pub const ROLES_MAX: usize = 8;
/// 16 people of a role: as many as a crew has seats.
pub const PEOPLE_MAX: u8 = 16;

crate::fields! {
    /// The body of a `lead`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Lead {
        /// What is wanted, in one line.
        1 title: Line<200>,
        /// The advert's own words.
        2 text: Option<Text<12000>>,
        /// Skills asked for, as the vocabulary writes them where it knows them.
        3 skills: Few<Line<64>, 32>,
        /// Who asks for the work.
        4 client: Option<Line<120>>,
        /// Where the client or the work is: a country or a place.
        5 place: Option<Line<160>>,
        /// The language of the work as a BCP 47 tag.
        6 language: Option<Line<35>>,
        /// What is paid.
        7 pay: Option<Pay>,
        /// Minutes a week.
        8 minutes_week: Option<u32>,
        /// When it closes.
        9 closes: Option<Moment>,
        /// When the work begins.
        10 starts: Option<Moment>,
        /// When the client published it.
        11 posted: Option<Moment>,
        /// Where the poster found it.
        12 source: Option<Source>,
        /// True where the work can be done from anywhere, false where not; absent where unknown.
        13 remote: Option<bool>,
        /// Full-time, contract, ... in the advert's words.
        14 employment: Option<Line<80>>,
        /// Names of the fields above that were inferred and not written by anybody.
        15 inferred: Few<Line<24>, 16>,
        /// The lead that this one possibly repeats.
        16 same_as: Option<Id>,
        /// How it ended; absent while it is open.
        17 result: Option<Outcome>,
        /// Whom the work needs, in the client's or poster's words; empty where nobody says.
        18 roles: Few<Seats, ROLES_MAX>,
        /// When the client works.
        19 hours: Option<Workday>,
    }
}

impl Lead {
    /// The zone of the client's hours, where this program does not know it: nothing can be said of them then.
    pub fn zone_unknown(&self) -> Option<String> {
        self.hours.as_ref().filter(|workday| workday.hours().is_none()).map(|workday| workday.zone.to_string())
    }

    /// A lead that says no more than its title.
    pub fn titled(title: Line<200>) -> Lead {
        Lead {
            title,
            text: None,
            skills: Few::default(),
            client: None,
            place: None,
            language: None,
            pay: None,
            minutes_week: None,
            closes: None,
            starts: None,
            posted: None,
            source: None,
            remote: None,
            employment: None,
            inferred: Few::default(),
            same_as: None,
            result: None,
            roles: Few::default(),
            hours: None,
        }
    }
}

crate::fields! {
    /// People of one role whom a lead needs.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Seats {
        /// The role, as the vocabulary writes it where it knows it.
        1 role: Line<64>,
        /// Minutes a week of each; absent where nobody says.
        2 minutes_week: Option<u32>,
        /// How many people: 1 to 16.
        3 people: u8,
        /// Names of markers that each must be able to show, ascending.
        4 markers: Few<Line<64>, 4>,
    }
}

crate::fields! {
    /// When a client works, on the client's clock.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Workday {
        /// The IANA time zone of that clock.
        1 zone: Line<40>,
        /// The days on which it begins: 1 for Monday, 2 for Tuesday, 4, ... 64 for Sunday, added up.
        2 days: u8,
        /// The first half-hour: 0 to 47.
        3 from: u8,
        /// The one behind the last: 0 to 47, another one; on the next day where it is earlier.
        4 until: u8,
    }
}

impl Seats {
    /// True where all numbers are within their limits and the markers in their order.
    pub fn is_sound(&self) -> bool {
        let minutes = self.minutes_week.is_none_or(|minutes| (1..=WEEK_MINUTES).contains(&minutes));
        minutes && (1..=PEOPLE_MAX).contains(&self.people) && self.markers.is_sorted_by(|a, b| a < b)
    }
}

impl Workday {
    /// The half-hours of the client's week.
    pub fn week(&self) -> Grid {
        let (from, until) = (u32::from(self.from), u32::from(self.until));
        let mut days = [Slots::NONE; 7];
        for day in (0..7).filter(|day| self.days >> day & 1 == 1) {
            // Midnight closes a day: what is behind it is the next day's.
            let end = if from < until { until } else { 0 };
            days[day] = days[day].and(Slots::between(from, end));
            if until < from && until > 0 {
                days[(day + 1) % 7] = days[(day + 1) % 7].and(Slots::between(0, until));
            }
        }
        Grid::of(days)
    }

    /// The same on its clock; `None` where this program does not know the zone.
    pub fn hours(&self) -> Option<Hours> {
        Some(Hours { zone: Zone::named(&self.zone)?, week: self.week() })
    }

    fn is_sound(&self) -> bool {
        (1..128).contains(&self.days) && u32::from(self.from.max(self.until)) < DAY_SLOTS && self.from != self.until
    }
}

crate::fields! {
    /// What is paid: a range in one currency.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Pay {
        /// The least, in minor units.
        1 min: u64,
        /// The most, in minor units; not below `min`.
        2 max: u64,
        /// The currency of both.
        3 currency: Currency,
        /// For what.
        4 per: Per,
    }
}

impl Pay {
    /// The lower end as an amount.
    pub const fn least(&self) -> Amount {
        Amount { minor: self.min, currency: self.currency }
    }

    /// The upper end as an amount.
    pub const fn most(&self) -> Amount {
        Amount { minor: self.max, currency: self.currency }
    }
}

crate::fields! {
    /// Where a lead was found.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Source {
        /// The board or feed: "greenhouse", "upwork".
        1 origin: Option<Line<64>>,
        /// The board's own number for it.
        2 id: Option<Line<200>>,
        /// The page.
        3 url: Option<Line<1000>>,
    }
}

crate::word! {
    /// For what a price is paid.
    Per {
        /// An hour of work.
        Hour = 1,
        /// A day of work.
        Day = 2,
        /// A week.
        Week = 3,
        /// A month.
        Month = 4,
        /// A year.
        Year = 5,
        /// The whole job.
        Project = 6,
    }
}

crate::word! {
    /// How a lead ended.
    Outcome {
        /// The collective got it.
        Won = 1,
        /// Somebody else got it.
        Lost = 2,
        /// The client no longer wants it.
        Gone = 3,
        /// It was a fraud.
        Scam = 4,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let lead: Lead = wire::decode(body)?;
    let fair = lead.pay.is_none_or(|pay| pay.min <= pay.max && pay.max <= MINOR_MAX);
    let wanted = lead.roles.iter().all(Seats::is_sound) && lead.hours.is_none_or(|hours| hours.is_sound());
    if fair && wanted { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "lead",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Member,
    place: Place::Either,
    life_days: 120,
    fold: Some(Fold::Lead),
    check,
    example: || {
        wire::encode(&Lead {
            title: Line::new("Bookkeeper for a café in Melbourne").expect("a short title"),
            text: Text::new("Weekly reconciliation in Xero.").ok(),
            skills: Few::new(vec![Line::new("Xero").expect("short")]).unwrap_or_default(),
            client: Line::new("Corner Café").ok(),
            place: Line::new("Australia").ok(),
            language: Line::new("en").ok(),
            pay: Currency::new("USD").map(|currency| Pay { min: 900, max: 1200, currency, per: Per::Hour }),
            minutes_week: Some(900),
            closes: Some(Moment(1_797_800_000_000)),
            starts: None,
            posted: None,
            source: None,
            remote: Some(true),
            employment: None,
            inferred: Few::default(),
            same_as: None,
            result: None,
            roles: Few::new(vec![Seats {
                role: Line::new("bookkeeping").expect("short"),
                minutes_week: Some(900),
                people: 1,
                markers: Few::new(vec![Line::new("Xero adviser").expect("short")]).expect("one marker"),
            }])
            .expect("one role"),
            hours: Line::new("Australia/Melbourne").ok().map(|zone| Workday { zone, days: 31, from: 18, until: 34 }),
        })
    },
};
