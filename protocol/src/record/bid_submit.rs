//! `bid-submit`: a bid was sent to the client. It stands inside a `sealed`; the header's subject is the bid,
//! its one name the draft that was sent. It says from which records that draft follows, so that what was
//! sent stays what it was, whatever is revised later.

use super::contact::{READERS_MAX, are_readers};
use super::*;
use crate::bid::split::LINES_MAX;
use crate::id::Id;
use crate::text::Line;
use crate::wire::Few;

crate::fields! {
    /// The body of a `bid-submit`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct BidSubmit {
        /// Who may read it, ascending: those of the bid.
        1 readers: Few<Id, READERS_MAX>,
        /// The revision of the bid.
        2 bid: Id,
        /// The revisions of the shares, ascending.
        3 shares: Few<Id, LINES_MAX>,
        /// How it was sent.
        4 channel: Option<Line<80>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let submit: BidSubmit = wire::decode(body)?;
    let listed = are_readers(&submit.readers);
    let lines = !submit.shares.is_empty() && submit.shares.is_sorted_by(|a, b| a < b);
    if listed && lines { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = said("bid-submit", check, || {
    wire::encode(&BidSubmit {
        readers: Few::new(vec![Id::of(b"charter")]).expect("one reader"),
        bid: Id::of(b"revision"),
        shares: Few::new(vec![Id::of(b"share")]).expect("one share"),
        channel: Line::new("by e-mail").ok(),
    })
});
