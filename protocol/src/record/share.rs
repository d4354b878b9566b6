//! `share`: what somebody would do in a bid, and for what. It stands inside a `sealed`; the header's subject
//! is the bid. Taken back it is the withdrawn revision.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::bid::split::Ask;
use crate::id::Id;
use crate::matching::waiver::Waiver;
use crate::money::{Amount, Currency, MINOR_MAX};
use crate::text::Line;
use crate::wire::Few;

crate::fields! {
    /// The body of a `share`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Share {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// As what.
        2 role: Line<64>,
        /// How long in all, in whole minutes; above zero.
        3 minutes: u32,
        /// A fixed sum in minor units of `currency`.
        4 minor: Option<u64>,
        /// The currency of `minor`.
        5 currency: Option<Currency>,
        /// Basis points of what is left behind the levy. Without this and `minor` it is a part of the rest.
        6 points: Option<u32>,
        /// The name under which the client sees them.
        7 name: Line<80>,
        /// What of their own bonds they set aside for it, ascending.
        8 despite: Few<Waiver, 3>,
        /// Why; there exactly where they set something aside.
        9 why: Option<Line<200>>,
    }
}

impl Share {
    /// What it asks for; `None` where that is not one of the three.
    pub fn ask(&self) -> Option<Ask> {
        match (self.minor, self.currency, self.points) {
            (None, None, None) => Some(Ask::Divided),
            (Some(minor), Some(currency), None) if minor <= MINOR_MAX => Some(Ask::Fixed(Amount { minor, currency })),
            (None, None, Some(points)) => Some(Ask::Points(points)),
            _ => None,
        }
    }

    fn is_sound(&self) -> bool {
        are_readers(&self.readers)
            && self.minutes > 0
            && self.ask().is_some()
            && self.despite.is_sorted_by(|a, b| a < b)
            && self.why.is_some() != self.despite.is_empty()
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    if wire::decode::<Share>(body)?.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "share",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Member,
    place: Place::Sealed,
    life_days: BINDING_DAYS,
    fold: None,
    check,
    example: || {
        wire::encode(&Share {
            readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
            role: Line::new("bookkeeping").expect("short"),
            minutes: 3_600,
            minor: None,
            currency: None,
            points: None,
            name: Line::new("Amara").expect("short"),
            despite: Few::default(),
            why: None,
        })
    },
};
