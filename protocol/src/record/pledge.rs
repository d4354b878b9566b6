//! `pledge`: a promise of help, binding exactly the bytes that were signed.

use super::*;
use crate::id::Id;
use crate::money::{Amount, Currency, MINOR_MAX};
use crate::text::Text;
use crate::time::Moment;

crate::fields! {
    /// The body of a `pledge`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Pledge {
        /// The promise in the pledger's own words.
        1 text: Text<2000>,
        /// To whom: a person's id, or a collective's charter id.
        2 to: Id,
        /// How much.
        3 what: Quantity,
        /// The last instant at which it may be called.
        4 until: Moment,
        /// How many calls it allows; absent means as many as fit.
        5 calls: Option<u32>,
        /// Hours of notice that a call must give.
        6 notice_hours: Option<u32>,
    }
}

crate::fields! {
    /// How much is promised, called or given: exactly one of the fields.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Quantity {
        /// Whole minutes of work.
        1 minutes: Option<u32>,
        /// Minor units of `currency`.
        2 minor: Option<u64>,
        /// The currency of `minor`.
        3 currency: Option<Currency>,
        /// Things, such as two monitors.
        4 things: Option<u32>,
    }
}

/// In what a [`Quantity`] counts; two quantities meet only in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Unit {
    /// Whole minutes.
    Minutes,
    /// Minor units of a currency.
    Money(Currency),
    /// Pieces.
    Things,
}

impl Quantity {
    /// Whole minutes.
    pub const fn of_minutes(minutes: u32) -> Quantity {
        Quantity { minutes: Some(minutes), minor: None, currency: None, things: None }
    }

    /// A sum of money.
    pub const fn of_money(amount: Amount) -> Quantity {
        Quantity { minutes: None, minor: Some(amount.minor), currency: Some(amount.currency), things: None }
    }

    /// A number of things.
    pub const fn of_things(things: u32) -> Quantity {
        Quantity { minutes: None, minor: None, currency: None, things: Some(things) }
    }

    /// How many of which unit; `None` where it is not exactly one, or zero.
    pub fn measure(&self) -> Option<(u64, Unit)> {
        let measured = match (self.minutes, self.minor, self.currency, self.things) {
            (Some(minutes), None, None, None) => (u64::from(minutes), Unit::Minutes),
            (None, Some(minor), Some(currency), None) if minor <= MINOR_MAX => (minor, Unit::Money(currency)),
            (None, None, None, Some(things)) => (u64::from(things), Unit::Things),
            _ => return None,
        };
        (measured.0 > 0).then_some(measured)
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let pledge: Pledge = wire::decode(body)?;
    if pledge.what.measure().is_some() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "pledge",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Pledge),
    check,
    example: || {
        wire::encode(&Pledge {
            text: Text::new("4h bookkeeping").expect("short"),
            to: Id::of(b"Binh"),
            what: Quantity::of_minutes(240),
            until: Moment(1_803_000_000_000),
            calls: None,
            notice_hours: None,
        })
    },
};
