//! The row of an ask: its head revision. The pledges that answer it name it, and are rows of their
//! own.

use serde::{Deserialize, Serialize};

use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::ask::Ask;
use crate::space::Space;
use crate::time::Moment;

/// What people see of an ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskRow {
    /// The document's name.
    pub id: Id,
    /// The record that counts.
    pub head: Id,
    /// Whose space it stands in, and whether others read it.
    pub space: Space,
    /// The one federation it is for, where it is not for all.
    pub audience: Option<Id>,
    /// Who asks.
    pub asker: Id,
    /// When it was first asked.
    pub since: Moment,
    /// The revision's number.
    pub number: u16,
    /// True where the asker took it back.
    pub withdrawn: bool,
    /// True where two revisions have the same number.
    pub conflict: bool,
    /// The ask itself; `None` where its text was erased.
    pub ask: Option<Ask>,
}

/// Folds the revisions of one ask.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<AskRow> {
    let head = heads(records).remove(&subject)?;
    let header = head.record.header();
    Some(AskRow {
        id: subject,
        head: head.record.id(),
        space: header.space?,
        audience: header.audience,
        asker: header.person,
        since: head.since,
        number: head.number,
        withdrawn: head.withdrawn,
        conflict: head.conflict,
        ask: body(head.record, "ask"),
    })
}
