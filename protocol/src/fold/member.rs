//! The public face of a person, or of a collective where the subject is its charter.

use serde::{Deserialize, Serialize};

use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::profile::Profile;
use crate::space::Space;
use crate::time::Moment;

/// What people see of a member or a collective.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberRow {
    /// The person's id, or the collective's charter id.
    pub subject: Id,
    /// The document's name.
    pub document: Id,
    /// The record that counts.
    pub head: Id,
    /// Who signed it: the person, or a steward for a collective.
    pub author: Id,
    /// Whose space it stands in, and whether others read it.
    pub space: Space,
    /// When this revision was written.
    pub revised: Moment,
    /// The revision's number.
    pub number: u16,
    /// The profile.
    pub profile: Profile,
}

/// Folds the profiles about one subject: of several documents the one written last counts, of two
/// written in the same millisecond the one with the lower id. Nobody writes another's: a person's
/// are their own, a collective's stand in its own spaces, where stewards alone may say so.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<MemberRow> {
    let own = |record: &Envelope| {
        let header = record.header();
        header.person == subject || header.space.is_some_and(|space| space.charter == subject)
    };
    let faces = heads(records).into_iter().filter(|(_, head)| !head.withdrawn && own(head.record)).filter_map(
        |(document, head)| {
            let header = head.record.header();
            Some(MemberRow {
                subject,
                document,
                head: head.record.id(),
                author: header.person,
                space: header.space?,
                revised: header.created,
                number: head.number,
                profile: body(head.record, "profile")?,
            })
        },
    );
    faces.max_by(|a, b| a.revised.cmp(&b.revised).then(b.head.cmp(&a.head)))
}
