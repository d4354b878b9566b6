//! What was written: text that is taken away, and text of somebody removed that arrived too late to be listed.

use serde::{Deserialize, Serialize};

use super::Published;
use crate::id::Id;
use crate::text::Line;
use crate::time::{Day, Moment};

/// Takes text away: of its own author, or of anybody where as many stewards say so as must.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Erase {
    /// The document, or one record.
    pub what: Id,
    /// Why, for those who read the law.
    pub why: Option<Line<400>>,
    /// True shows without writing.
    pub dry_run: bool,
}

/// To `Erase`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Erased {
    /// What was written.
    pub published: Published,
    /// How many records it takes the text of.
    pub records: u32,
    /// Whose text.
    pub author: Id,
    /// How many people must say so.
    pub needed: u32,
    /// How many have.
    pub agreed: u32,
    /// Stewards who have not, where they are asked.
    pub missing: Vec<Id>,
    /// True where it is hidden here now: enough have said so, by the law that holds.
    pub hidden: bool,
    /// The day on which the text leaves this computer then.
    pub gone: Day,
}

/// Something by a computer that is listed no longer, which no list of what stays names: it does not show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateCard {
    /// The record.
    pub id: Id,
    /// The shortest unique prefix of its id.
    pub short: String,
    /// Its kind.
    pub kind: String,
    /// How it begins, where it has words.
    pub title: Option<String>,
    /// When it was written, by the clock of whoever had the key: it proves nothing.
    pub at: Moment,
    /// True where another steward has listed it, and others are to agree.
    pub begun: bool,
}

/// Lists what arrived too late, so that it stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Keep {
    /// Whose.
    pub person: Id,
    /// What, at most [`LATE_MAX`].
    pub records: Vec<Id>,
    /// True shows without writing.
    pub dry_run: bool,
}

/// 400 records are told and listed at once, the newest: one page of a list.
pub const LATE_MAX: usize = 400;

/// To `Keep`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptLate {
    /// What was written.
    pub published: Published,
    /// How many records it lists.
    pub listed: u32,
    /// How many people must say so.
    pub needed: u32,
    /// How many have.
    pub agreed: u32,
}
