//! Writing: drafts, what they became, the log of own operations.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::space::Side;
use crate::time::Day;
use crate::time::Moment;
use crate::time::Week;
use crate::wire::Blob;

/// Writes records.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Publish {
    /// At most [`DRAFTS_MAX`](super::DRAFTS_MAX).
    pub drafts: Vec<Draft>,
    /// What the log calls it, such as "lead new".
    pub label: String,
    /// True keeps what exceeds the week's tickets as drafts that go out next week; false refuses.
    pub overflow: bool,
    /// True shows without writing.
    pub dry_run: bool,
}

/// One record before it is signed.
///
/// A draft of a kind that stands inside a `sealed` is sealed to the readers that its body lists. Where it
/// has no subject, it is about the document that the first draft beside it becomes. It never waits for
/// tickets: what is kept until then would stand there in plain text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// The kind's name.
    pub kind: String,
    /// Inner or open.
    pub side: Side,
    /// The one federation it is for; absent for all.
    pub audience: Option<Id>,
    /// What it is about, where that is not itself.
    pub subject: Option<Id>,
    /// What it binds.
    pub names: Vec<Id>,
    /// New document, next revision, or none.
    pub document: Version,
    /// The body, encoded.
    pub body: Blob,
}

/// Which revision a draft becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Version {
    /// Not a document.
    Binding,
    /// The first of a new document.
    New,
    /// The next of this document.
    Next(Id),
    /// The next of this document, and it takes it back. The body is the last one's.
    Withdraw(Id),
}

/// What a draft turned into.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Published {
    /// The operation's number in the log; absent for a dry run.
    pub operation: Option<u64>,
    /// One for each draft that was written.
    pub items: Vec<Item>,
    /// How many wait for next week's tickets.
    pub waiting: u32,
    /// When those go out.
    pub next_week: Option<Day>,
    /// The names of the collectives whose homes may read it; the own first.
    pub readers: Vec<String>,
    /// True where all of a federation might read it, and the own collective is in none: joining one shows it there.
    pub alone: bool,
    /// For whom the sealed part of it is, by name; empty where nothing was sealed.
    pub sealed_for: Vec<String>,
    /// What each sealed draft became, in their order: a document by its name, else a record.
    pub inside: Vec<Id>,
    /// How many machines of others hold it already.
    pub reached: u32,
    /// How many machines of others will be told.
    pub pending: u32,
    /// How many of those are connected, so that they are being told now.
    pub sending: u32,
    /// True where it binds, so that no undo takes it back.
    pub binds: bool,
    /// The operation that this one takes back, or brings back.
    pub about: Option<u64>,
}

/// One written record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The subject's id: what `show` takes.
    pub id: Id,
    /// Its shortest unique form, at least four characters.
    pub short: String,
    /// The record's id.
    pub record: Id,
    /// The record's bytes on the wire.
    pub bytes: u32,
}

/// A draft that waits for tickets.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WaitingDraft {
    /// The draft.
    pub draft: Draft,
    /// The week in which it goes out.
    pub week: Week,
}

/// One own write.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// Its number.
    pub number: u64,
    /// When.
    pub at: Moment,
    /// What it was, such as "lead new".
    pub label: String,
    /// What it was about, in its own words.
    pub title: String,
    /// The subjects' ids in their short form, at most 3.
    pub shorts: Vec<String>,
    /// How many records.
    pub records: u32,
    /// True where it was taken back.
    pub undone: bool,
    /// The operation that this one takes back.
    pub undoes: Option<u64>,
    /// The operation that this one brings back.
    pub redoes: Option<u64>,
    /// The operation that brought this one along, and with which it stands.
    pub part_of: Option<u64>,
}
