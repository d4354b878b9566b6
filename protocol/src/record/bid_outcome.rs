//! `bid-outcome`: how a bid that was sent ended. It stands inside a `sealed`; the header's subject is the bid.
//! Its first name is the `bid-submit`; further ones are earlier outcomes that it corrects.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::text::Line;
use crate::wire::Few;

crate::word! {
    /// How a bid ended.
    Ending {
        /// The client took it.
        Won = 1,
        /// The client took another, or none.
        Lost = 2,
        /// The client never answered.
        Lapsed = 3,
    }
}

crate::fields! {
    /// The body of a `bid-outcome`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct BidOutcome {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// How it ended.
        2 ending: Ending,
        /// SHA-256 of what the client wrote.
        3 reply: Option<Id>,
        /// A word with it.
        4 note: Option<Line<400>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let outcome: BidOutcome = wire::decode(body)?;
    let listed = are_readers(&outcome.readers);
    if listed { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("bid-outcome", check, || {
    wire::encode(&BidOutcome {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
        ending: Ending::Won,
        reply: Some(Id::of(b"reply")),
        note: None,
    })
});
