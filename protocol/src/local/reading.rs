//! Reading: lists, single things, what a typed text may have named.

use serde::{Deserialize, Serialize};

use crate::fold::availability::{AvailabilityRow, FreeBusyRow};
use crate::fold::contact::ContactRow;
use crate::fold::lead::LeadRow;
use crate::fold::thread::ThreadRow;
use crate::id::Id;
use crate::id::Prefix;
use crate::time::Moment;

/// A row with the id as people type it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Shown<T> {
    /// The shortest unique prefix of the id, at least four characters.
    pub short: String,
    /// The row.
    pub row: T,
}

/// What somebody says of their time, as far as a home reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// What they say to their own collective.
    pub whole: Option<AvailabilityRow>,
    /// What they show to others.
    pub shown: Option<FreeBusyRow>,
}

/// A bounded part of a list.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: u64,
    /// The offset of the next page, where there is one.
    pub next: Option<u64>,
}

/// Which leads.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct LeadQuery {
    /// Words that each lead has; empty for all.
    pub words: String,
    /// True leaves out what is closed, withdrawn or past its date.
    pub open: bool,
    /// True keeps only what this person posted.
    pub mine: bool,
    /// Skills, each of which the lead asks for.
    pub skills: Vec<String>,
    /// The language of the work.
    pub language: Option<String>,
    /// At least this pay, in minor units of a currency.
    pub pay: Option<crate::money::Amount>,
    /// Closes before this.
    pub closes_before: Option<Moment>,
    /// Only of this collective.
    pub collective: Option<Id>,
    /// The order.
    pub order: Order,
    /// At most this many, up to 1,000.
    pub limit: u32,
    /// Skips this many.
    pub offset: u64,
}

/// The order of a list of leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// What closes first; for a search, what fits best.
    #[default]
    Best,
    /// What was posted last.
    New,
}

/// What sort of subject a typed text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// A lead, by id or title.
    Lead,
    /// A pledge, by id or text.
    Pledge,
    /// An ask, by id or text.
    Ask,
    /// A person, by id or name.
    Person,
    /// A collective, by id or name.
    Collective,
    /// An invite, by id.
    Invite,
    /// A bid, by id or title.
    Bid,
}

/// What somebody typed to name something.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Pick {
    /// The text.
    pub text: String,
    /// The same read as the beginning of an id, where it can be one.
    pub prefix: Option<Prefix>,
}

/// One thing that a text may have named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Its id.
    pub id: Id,
    /// The shortest unique prefix.
    pub short: String,
    /// What people call it: title, text or name.
    pub title: String,
}

/// One lead with what is said about it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LeadView {
    /// The lead.
    pub shown: Shown<LeadRow>,
    /// What is said.
    pub thread: Option<ThreadRow>,
    /// Leads that are possibly the same, either way round.
    pub same: Vec<Named>,
    /// Whom to write to, where the poster sealed that.
    pub contact: Option<ContactView>,
}

/// The sealed contact of a lead, as far as it can be read here.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ContactView {
    /// This home can open it.
    Open {
        /// What was sealed.
        row: Box<ContactRow>,
        /// For whom it is, by name or the beginning of an id, in the order of the row's readers.
        readers: Vec<String>,
        /// What those compare who can open the same.
        digest: Id,
    },
    /// It cannot be said for whom it is while the keys of this home are locked.
    Locked,
    /// It is for others.
    Closed {
        /// At most so many devices can open it; how many do, nobody can see.
        devices_max: u32,
    },
}
