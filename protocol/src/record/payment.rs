//! `payment`: the contractor of record received money from the client. It stands inside a `sealed`; the
//! header's subject is the bid. It names the `bid-submit`, the invoice, then earlier payments that it replaces: its
//! second name is read as an invoice, so that what names none replaces none.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::money::MINOR_MAX;
use crate::text::Line;
use crate::time::Day;
use crate::wire::Few;

crate::fields! {
    /// The body of a `payment`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Payment {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// What came in, in minor units of the bid's currency; 0 takes back what it replaces.
        2 minor: u64,
        /// When it came in.
        3 day: Day,
        /// A word with it, such as what was sent in another currency.
        4 note: Option<Line<200>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let payment: Payment = wire::decode(body)?;
    let listed = are_readers(&payment.readers);
    if listed && payment.minor <= MINOR_MAX { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("payment", check, || {
    let readers = Few::new(vec![Id::of(b"charter")]).expect("one reader");
    wire::encode(&Payment { readers, minor: 100_000, day: Day(20_833), note: Line::new("first half").ok() })
});
