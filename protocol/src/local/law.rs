//! The own collective's charter: what it says, what it said, who has agreed to what, and changes of it.

use serde::{Deserialize, Serialize};

use super::Published;
use crate::amend::Amendment;
use crate::history::Revision;
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::terms::Terms;
use crate::time::Moment;

/// To `Charter`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CharterView {
    /// The collective.
    pub collective: Id,
    /// True where two revisions stand against each other.
    pub contested: bool,
    /// The revisions, the highest first.
    pub revisions: Vec<RevisionCard>,
    /// The revision in force, where the one who lives here has not said that they have seen it.
    pub news: Option<Id>,
    /// The devices in force, and those that their owners took back or stewards took off.
    pub devices: Vec<DeviceCard>,
}

/// One revision of a charter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevisionCard {
    /// The shortest unique prefix of its id.
    pub short: String,
    /// The revision and what people said of it.
    pub revision: Revision,
    /// Its words, where they are held.
    pub terms: Option<Terms>,
}

/// A person's device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCard {
    /// Its signing key.
    pub key: Key,
    /// Whose it is.
    pub person: Id,
    /// What its owner calls it.
    pub label: Option<String>,
    /// Since when, by its owner's clock.
    pub since: Option<Moment>,
    /// True for the one on which this home signs.
    pub here: bool,
    /// When its owner took it back, or stewards took it off the list, where they did.
    pub ended: Option<Moment>,
    /// True where it came after its owner had another one.
    pub added: bool,
    /// True where stewards said so: listed it for somebody who had lost computer and words, or took it off.
    pub by_stewards: bool,
}

/// What opens to a computer that comes in by a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Opens {
    /// The twelve words of its person.
    #[default]
    Words,
    /// The stewards, since computer and words are lost.
    Stewards,
}

/// Changes the charter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Amend {
    /// What, at most [`AMENDMENTS_MAX`](crate::amend::AMENDMENTS_MAX).
    pub amendments: Vec<Amendment>,
    /// As what the one who lives here speaks.
    pub voice: Voice,
    /// What the log calls it, such as "member remove".
    pub label: String,
    /// Whether what those wrote stays who leave by it.
    pub past: Past,
    /// True shows what would be written.
    pub dry_run: bool,
}

/// As what somebody changes the charter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Voice {
    /// As a steward, with as many others of them as are needed.
    #[default]
    Steward,
    /// As a member, with two thirds of all of them: stewards may be lost.
    Member,
}

/// Whether what a key wrote stays when the key goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Past {
    /// All that this home shows of it is listed, and stays.
    #[default]
    Kept,
    /// Nothing is listed: only what others have bound stays.
    Forgotten,
}

/// To `Amend` and `ApproveRevision`: what was written, and how the change stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Amended {
    /// What was written.
    pub published: Published,
    /// The revision before it.
    pub before: Charter,
    /// Its words, where they are held.
    pub words_before: Option<Terms>,
    /// The revision; in a dry run without an id of its own.
    pub revision: RevisionCard,
    /// How many records of those who leave are listed, so that they stay.
    pub kept: u64,
}
