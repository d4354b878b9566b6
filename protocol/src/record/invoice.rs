//! `invoice`: the contractor of record asked the client for money. It stands inside a `sealed`; the header's
//! subject is the bid. Its first name is the `bid-submit`; further ones are earlier invoices that it replaces.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::money::MINOR_MAX;
use crate::text::Line;
use crate::time::Day;
use crate::wire::Few;

crate::fields! {
    /// The body of an `invoice`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Invoice {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// Its number in the contractor's books.
        2 number: Line<40>,
        /// What is asked for, in minor units of the bid's currency; 0 takes back what it replaces.
        3 minor: u64,
        /// When it was written.
        4 issued: Day,
        /// The last day on which it is paid in time; not before `issued`.
        5 due: Day,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let invoice: Invoice = wire::decode(body)?;
    let listed = are_readers(&invoice.readers);
    if listed && invoice.minor <= MINOR_MAX && invoice.issued <= invoice.due { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("invoice", check, || {
    wire::encode(&Invoice {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
        number: Line::new("2027-001").expect("short"),
        minor: 240_000,
        issued: Day(20_815),
        due: Day(20_829),
    })
});
