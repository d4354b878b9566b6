//! Owns the least price of an hour: nobody signs a line that pays less than they, their collective's bylaws
//! or a pact ask for. Floors are compared by wide integers, `share · 60 ≥ floor · minutes`, so one cent
//! below is below. Source: invariant 4 of the domain.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::money::{Amount, Currency};

/// Who asks for the floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// The member, in their availability.
    Member,
    /// The bylaws of their collective.
    Bylaws,
    /// A pact that they signed and that is in force.
    Pact,
}

/// The least price of an hour of one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// Who asks for it.
    pub rule: Rule,
    /// The record that says so: a revision of an availability, terms, a pact.
    pub source: Id,
    /// The price of an hour.
    pub hour: Amount,
}

/// At what rate a bid counts another currency: so many minor units of the bid's for so many of the other.
/// It stands in the bid, and everybody who assents has signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exchange {
    /// The other currency.
    pub from: Currency,
    /// Minor units of the bid's currency; above zero.
    pub ours: u32,
    /// For so many minor units of the other; above zero.
    pub theirs: u32,
}

/// Why a line may not be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Refusal {
    /// It pays less than the floor.
    #[error("{minor} minor units for {minutes} minutes where the floor asks for {least_minor}")]
    Low {
        /// Which floor.
        floor: Floor,
        /// What the line pays.
        minor: u64,
        /// For how long.
        minutes: u32,
        /// The least that it would have to pay, rounded up, in minor units of the bid's currency.
        least_minor: u128,
    },
    /// The floor is in a currency for which the bid states no rate.
    #[error("a floor in {} without a rate", floor.hour.currency.code())]
    Rateless {
        /// Which floor.
        floor: Floor,
    },
}

/// The floors that a line breaks, in the order given; none where it keeps them all.
///
/// - `pay`: what the line pays for `minutes`; `rates`: those that the bid states.
pub fn broken(pay: Amount, minutes: u32, floors: &[Floor], rates: &[Exchange]) -> Vec<Refusal> {
    let judge = |floor: &Floor| match least_minor(floor, minutes, pay.currency, rates) {
        None => Some(Refusal::Rateless { floor: *floor }),
        Some(least_minor) if u128::from(pay.minor) < least_minor => {
            Some(Refusal::Low { floor: *floor, minor: pay.minor, minutes, least_minor })
        }
        Some(_) => None,
    };
    floors.iter().filter_map(judge).collect()
}

/// The least that so many minutes cost by one floor, in minor units of a currency, rounded up; `None`
/// where no rate is stated.
pub fn least_minor(floor: &Floor, minutes: u32, currency: Currency, rates: &[Exchange]) -> Option<u128> {
    let (ours, theirs) = if floor.hour.currency == currency {
        (1, 1)
    } else {
        let rate = rates.iter().find(|rate| rate.from == floor.hour.currency && rate.theirs > 0)?;
        (rate.ours, rate.theirs)
    };
    // 2^53 minor units · 2^32 minutes · 2^32: below 2^117.
    let wanted = u128::from(floor.hour.minor) * u128::from(minutes) * u128::from(ours);
    Some(wanted.div_ceil(60 * u128::from(theirs)))
}
