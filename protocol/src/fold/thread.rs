//! What is said about a lead, an ask or a pledge.

use serde::{Deserialize, Serialize};

use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::comment::Comment;
use crate::space::Space;
use crate::time::Moment;

/// 500 comments are shown of one subject, the newest; the others stay held.
pub const COMMENTS_MAX: usize = 500;

/// The comments about one subject, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThreadRow {
    /// What they are about.
    pub subject: Id,
    /// Every comment that is not withdrawn, at most [`COMMENTS_MAX`].
    pub comments: Vec<Said>,
}

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The document's name.
    pub id: Id,
    /// The record that counts.
    pub head: Id,
    /// Where it stands: an inner word is not read by others.
    pub space: Space,
    /// Who said it.
    pub author: Id,
    /// When it was first said.
    pub since: Moment,
    /// The revision's number: above 0 it was edited.
    pub number: u16,
    /// What was said; `None` where it was erased.
    pub text: Option<String>,
}

/// Folds the comments about one subject.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<ThreadRow> {
    let mut comments: Vec<Said> = heads(records)
        .into_iter()
        .filter(|(_, head)| !head.withdrawn)
        .filter_map(|(id, head)| {
            let header = head.record.header();
            Some(Said {
                id,
                head: head.record.id(),
                space: header.space?,
                author: header.person,
                since: head.since,
                number: head.number,
                text: body::<Comment>(head.record, "comment").map(|said| said.text.to_string()),
            })
        })
        .collect();
    comments.sort_by_key(|said| (said.since, said.id));
    let extra = comments.len().saturating_sub(COMMENTS_MAX);
    comments.drain(..extra);
    (!comments.is_empty()).then_some(ThreadRow { subject, comments })
}
