//! The own collective's federations: what it asks and says there, and what waits for its stewards.

use serde::{Deserialize, Serialize};

use super::Published;
use crate::alliance::Change;
use crate::alliance::told::{Outsider, Seat, Version};
use crate::id::Id;
use crate::time::{Day, Moment};

/// What is asked of federations.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Alliance {
    /// Founds one for the own collective, or says that this is wanted where more stewards must agree.
    Found {
        /// True shows without writing.
        dry_run: bool,
    },
    /// What stewards of the own collective want in federations, or are asked for, and have not all agreed to.
    Wishes,
    /// Agrees to such a thing.
    Approve {
        /// The record that says it.
        id: Id,
        /// True shows without writing.
        dry_run: bool,
    },
    /// One federation: who is in and by whose word, who wants in, which versions wait.
    Show(Id),
    /// Speaks for a collective that wants in.
    Vouch {
        /// Into which federation.
        federation: Id,
        /// For which collective.
        newcomer: Id,
        /// True shows without writing.
        dry_run: bool,
    },
    /// Proposes the next version of a federation's charter.
    Revise {
        /// Which federation.
        federation: Id,
        /// What it changes; with nothing, everybody who is in is written down.
        changes: Vec<Change>,
        /// True shows without writing.
        dry_run: bool,
    },
    /// Says that a version of a federation's charter was seen.
    Seen {
        /// Which federation.
        federation: Id,
        /// Which version; absent for the one in force.
        version: Option<Id>,
    },
}

/// What stewards want for their collective, or are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// To found a federation.
    Found,
    /// To come into one, by an invite.
    Join,
    /// To speak for a collective that wants in.
    Vouch(Id),
    /// The next version of a federation's charter.
    Revise(Box<Version>),
}

/// A wish that waits for stewards, or has just come true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WishCard {
    /// The record that says it.
    pub id: Id,
    /// The shortest unique prefix of its id.
    pub short: String,
    /// The federation.
    pub federation: Id,
    /// What is wanted.
    pub wish: Wish,
    /// Who said it first; of another collective perhaps.
    pub author: Id,
    /// When, by their clock.
    pub at: Moment,
    /// How many stewards of the own collective must agree.
    pub needed: u32,
    /// Those who have.
    pub agreed: Vec<Id>,
    /// Those who have not.
    pub missing: Vec<Id>,
    /// True where it stands: nobody else has to agree, of whatever collective.
    pub holds: bool,
}

impl WishCard {
    /// True where enough stewards of the own collective have agreed.
    pub fn carries(&self) -> bool {
        self.agreed.len() >= self.needed as usize
    }
}

/// To what writes a word in a federation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wished {
    /// What was written.
    pub published: Published,
    /// How it stands.
    pub card: WishCard,
}

/// To `Show`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FederationView {
    /// Which.
    pub id: Id,
    /// The version in force.
    pub version: Id,
    /// Its number.
    pub number: u32,
    /// When it was written, by its author's clock.
    pub since: Moment,
    /// How many collectives must agree to the next one.
    pub threshold: u32,
    /// The collectives that are in, the oldest first.
    pub seats: Vec<Seat>,
    /// Those that want in, or for which somebody speaks.
    pub outside: Vec<Outsider>,
    /// What waits for stewards of the own collective, or for other collectives.
    pub waiting: Vec<WishCard>,
    /// Versions that stand against the one in force, or against one before it.
    pub rivals: Vec<Version>,
    /// The last day of the quarter in which a collective speaks for one newcomer.
    pub quarter_ends: Day,
}
