//! The row of a lead: its head revision and what stands around it.

use serde::{Deserialize, Serialize};

use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::lead::Lead;
use crate::space::Space;
use crate::time::{Day, Moment};

/// What people see of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    /// The document's name: the id under which people know it.
    pub id: Id,
    /// The record that counts.
    pub head: Id,
    /// Whose space it stands in, and whether others read it.
    pub space: Space,
    /// The one federation it is for, where it is not for all.
    pub audience: Option<Id>,
    /// Who posted it.
    pub poster: Id,
    /// When it was first posted, as far as is still held.
    pub since: Moment,
    /// When this revision was written.
    pub revised: Moment,
    /// The revision's number.
    pub number: u16,
    /// True where its poster took it back.
    pub withdrawn: bool,
    /// True where two revisions have the same number, until a higher one comes.
    pub conflict: bool,
    /// The last day on which it is held.
    pub expires: Day,
    /// The lead itself; `None` where its text was erased.
    pub lead: Option<Lead>,
}

impl LeadRow {
    /// True where the lead can still be answered.
    pub fn is_open(&self, now: Moment) -> bool {
        let lead = self.lead.as_ref();
        !self.withdrawn && lead.is_some_and(|lead| lead.result.is_none() && lead.closes.is_none_or(|end| end > now))
    }
}

/// Folds the revisions of one lead.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<LeadRow> {
    let head = heads(records).remove(&subject)?;
    let header = head.record.header();
    Some(LeadRow {
        id: subject,
        head: head.record.id(),
        space: header.space?,
        audience: header.audience,
        poster: header.person,
        since: head.since,
        revised: header.created,
        number: head.number,
        withdrawn: head.withdrawn,
        conflict: head.conflict,
        expires: header.expires,
        lead: body(head.record, "lead"),
    })
}
