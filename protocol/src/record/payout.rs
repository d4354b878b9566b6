//! `payout`: the contractor of record passed on somebody's part. It stands inside a `sealed`; the header's
//! subject is the bid. It names the `bid-submit`, then earlier payouts that it replaces.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::id::Id;
use crate::money::MINOR_MAX;
use crate::text::Line;
use crate::time::Day;
use crate::wire::Few;

crate::fields! {
    /// The body of a `payout`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Payout {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// To whom: a participant, or the collective that keeps the levy.
        2 to: Id,
        /// How much, in minor units of the bid's currency; 0 takes back what it replaces.
        3 minor: u64,
        /// When it was sent.
        4 day: Day,
        /// A word with it.
        5 note: Option<Line<200>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let payout: Payout = wire::decode(body)?;
    let listed = are_readers(&payout.readers);
    if listed && payout.minor <= MINOR_MAX { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("payout", check, || {
    let readers = Few::new(vec![Id::of(b"charter")]).expect("one reader");
    wire::encode(&Payout { readers, to: Id::of(b"Binh"), minor: 19_500, day: Day(20_834), note: None })
});
