//! Bids: what those see who can open them, and what stands between somebody and their signature.

use serde::{Deserialize, Serialize};

use crate::fold::account::Account;
use crate::fold::bid::BidRow;
use crate::fold::work::Work;
use crate::id::Id;
use crate::proposal::Hide;

use super::Trouble;
use super::reading::Shown;

/// The bids that can be opened at a home.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Bids {
    /// The one that changed last first.
    pub bids: Vec<Shown<BidRow>>,
    /// How many carriers of bids were not looked at, being more than are.
    pub passed_over: u64,
}

/// One bid, as this home sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BidView {
    /// The bid.
    pub shown: Shown<BidRow>,
    /// What the lead says in its title; absent where it is not held, or its text is gone.
    pub lead_title: Option<String>,
    /// True while the lead can still be answered.
    pub lead_open: bool,
    /// Who of the people in its draft takes on nothing new, ascending.
    pub paused: Vec<Id>,
    /// What speaks against the own signature to the draft as it stands; `None` without a draft or a line in it.
    pub obstacles: Option<Vec<Trouble>>,
    /// How many carriers about it were not looked at, being more than are.
    pub passed_over: u64,
    /// What those compare who can open the same.
    pub digest: Id,
}

/// The money of a bid that was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccountView {
    /// The bid.
    pub bid: Shown<BidRow>,
    /// Its money.
    pub account: Account,
    /// What was done for it.
    pub work: Work,
    /// Who asked for the work, where the lead says so.
    pub client: Option<String>,
    /// How many carriers about it were not looked at, being more than are.
    pub passed_over: u64,
}

/// Signs a bid, or shows what would be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignBid {
    /// The bid.
    pub bid: Id,
    /// The draft that was read: another one is not signed.
    pub draft: Id,
    /// True shows without writing.
    pub dry_run: bool,
}

/// Puts the file together that a client is given.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MakeProposal {
    /// The bid.
    pub bid: Id,
    /// What the client is not shown, ascending.
    pub hide: Vec<Hide>,
}
