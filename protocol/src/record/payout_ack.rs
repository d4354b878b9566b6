//! `payout-ack`: whoever a payout was for says that it came, or that it did not. It stands inside a `sealed`;
//! the header's subject is the bid, its one name the payout. The newest word of a person counts.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::text::Line;
use crate::wire::Few;

crate::fields! {
    /// The body of a `payout-ack`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PayoutAck {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// Why they say that it did not come; absent where it did.
        2 dispute: Option<Line<200>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let ack: PayoutAck = wire::decode(body)?;
    let listed = are_readers(&ack.readers);
    if listed { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("payout-ack", check, || {
    let readers = Few::new(vec![Id::of(b"charter")]).expect("one reader");
    wire::encode(&PayoutAck { readers, dispute: None })
});
