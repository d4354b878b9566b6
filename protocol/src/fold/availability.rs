//! When and for what somebody can be asked: as their collective sees it, and as others do.

use serde::{Deserialize, Serialize};

use super::{body, newest_own};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::availability::{self, Availability};
use crate::record::free_busy::{self, FreeBusy};
use crate::space::Space;
use crate::time::Moment;

/// One person's own word about when they work; `T` is how much of it the reader sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeRow<T> {
    /// Who.
    pub person: Id,
    /// The document's name.
    pub document: Id,
    /// The record that counts.
    pub head: Id,
    /// Whose space it stands in.
    pub space: Space,
    /// When this revision was written.
    pub revised: Moment,
    /// What they say.
    pub free: T,
}

/// What a collective sees of its member.
pub type AvailabilityRow = FreeRow<Availability>;
/// What others see.
pub type FreeBusyRow = FreeRow<FreeBusy>;

/// Folds the availabilities of one person: their own alone count, and of those the one written last.
pub fn fold(person: Id, records: &[Envelope]) -> Option<AvailabilityRow> {
    row(person, records, availability::KIND.name)
}

/// Folds what one person shows to others, by the same rule.
pub fn fold_free_busy(person: Id, records: &[Envelope]) -> Option<FreeBusyRow> {
    row(person, records, free_busy::KIND.name)
}

fn row<T: serde::de::DeserializeOwned>(person: Id, records: &[Envelope], kind: &str) -> Option<FreeRow<T>> {
    let (document, head) = newest_own(person, records)?;
    let header = head.record.header();
    Some(FreeRow {
        person,
        document,
        head: head.record.id(),
        space: header.space?,
        revised: header.created,
        free: body(head.record, kind)?,
    })
}
