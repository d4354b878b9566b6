//! `lead`: work that somebody might take. A document of its poster.

use super::*;
use crate::id::Id;
use crate::money::{Amount, Currency, MINOR_MAX};
use crate::text::{Line, Text};
use crate::time::Moment;
use crate::wire::Few;

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
    }
}

impl Lead {
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
        }
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

macro_rules! word {
    ($(#[$meta:meta])* $name:ident { $($(#[$item_meta:meta])* $item:ident = $code:literal,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$item_meta])* $item,)* }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_u8(match self { $($name::$item => $code,)* })
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                match u8::deserialize(from)? {
                    $($code => Ok($name::$item),)*
                    _ => Err(serde::de::Error::custom("no such word")),
                }
            }
        }

        impl wire::Field for $name {}
    };
}

word! {
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

word! {
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
    if fair { Ok(()) } else { Err(WireFault::Shape) }
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
        })
    },
};
