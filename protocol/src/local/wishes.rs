//! What a collective says for itself in a federation, while its stewards have not all agreed.

use serde::{Deserialize, Serialize};

use super::Published;
use crate::id::Id;
use crate::time::Moment;

/// What stewards want for their collective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wish {
    /// To found a federation.
    Found,
    /// To come into one, by an invite.
    Join,
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
    /// Who said it first.
    pub author: Id,
    /// When, by their clock.
    pub at: Moment,
    /// How many stewards must agree.
    pub needed: u32,
    /// Those who have.
    pub agreed: Vec<Id>,
    /// Those who have not.
    pub missing: Vec<Id>,
}

impl WishCard {
    /// True where enough of them have agreed.
    pub fn carries(&self) -> bool {
        self.agreed.len() >= self.needed as usize
    }
}

/// To `FoundFederation` and `ApproveWish`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wished {
    /// What was written.
    pub published: Published,
    /// How it stands.
    pub card: WishCard,
}
