//! `assent`: somebody agrees to exactly one draft of a bid. It stands inside a `sealed`; the header's subject
//! is the bid. Its first name is the draft's id, its second the revision of their collective's charter that
//! they signed under: so that it verifies without its body, which says no more than who may read it.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::wire::Few;

crate::fields! {
    /// The body of an `assent`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Assent {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// The revision of the availability by which their floors and hours were checked.
        2 availability: Option<Id>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let assent: Assent = wire::decode(body)?;
    let listed = are_readers(&assent.readers);
    if listed { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("assent", check, || {
    let readers = Few::new(vec![Id::of(b"charter")]).expect("one reader");
    wire::encode(&Assent { readers, availability: Some(Id::of(b"availability")) })
});
