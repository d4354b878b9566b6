//! `outcome`: how somebody kept what they promised in a bid, as one of those in it says, themselves among them. It
//! stands inside a `sealed`; the header's subject is the bid, its first name the `bid-submit`. Of several words of
//! one author about one person the newest counts.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::text::Line;
use crate::wire::Few;

crate::word! {
    /// How somebody kept it.
    How {
        /// As it was promised.
        Kept = 1,
        /// Later than that.
        Late = 2,
        /// Not, and they said so in time.
        Cancelled = 3,
        /// Not, and nobody was told.
        NoShow = 4,
    }
}

crate::fields! {
    /// The body of an `outcome`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Outcome {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// Whose work.
        2 of: Id,
        /// How they kept it.
        3 how: How,
        /// A word with it.
        4 note: Option<Line<200>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let outcome: Outcome = wire::decode(body)?;
    if are_readers(&outcome.readers) { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("outcome", check, || {
    wire::encode(&Outcome {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
        of: Id::of(b"Binh"),
        how: How::Kept,
        note: None,
    })
});
