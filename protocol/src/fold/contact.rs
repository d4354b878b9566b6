//! The contact of a lead, as those see it who can open it. No row of the store: it is folded in
//! memory, each time anew, from records that came out of sealed ones.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::contact::{self, Contact};
use crate::sealed::{Opened, Reader, listed};
use crate::text::Text;
use crate::time::{Day, Moment};

/// What a reader sees of a lead's contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRow {
    /// The document's name.
    pub name: Id,
    /// The inner record that counts.
    pub head: Id,
    /// Who wrote it: the lead's poster.
    pub author: Id,
    /// When this revision was written.
    pub revised: Moment,
    /// The revision's number.
    pub number: u16,
    /// True where two revisions have the same number, until a higher one comes.
    pub conflict: bool,
    /// The last day on which it counts.
    pub expires: Day,
    /// For whom it is: people and collectives, ascending.
    pub readers: Vec<Id>,
    /// Who to write to, and how.
    pub text: Text<1000>,
}

/// Folds what a reader can open about one lead.
///
/// - `author`: the lead's poster; nobody else says whom to write to about it.
/// - `opened`: in any order; the same record may have come in several carriers.
/// - Returns `None` where nothing counts that is for this reader. Of several documents the one written
///   last counts, at the same moment the lower id.
pub fn fold(subject: Id, author: Id, reader: &Reader, opened: &[Opened], day: Day) -> Option<ContactRow> {
    let for_reader = |record: &Envelope| {
        let list = record.body().and_then(|words| listed(&record.header().kind, words));
        list.is_some_and(|list| reader.is_on(&list))
    };
    let about = |record: &Envelope| record.header().subject == Some(subject) && record.header().person == author;
    let records: BTreeMap<Id, Envelope> = opened
        .iter()
        .map(Opened::record)
        .filter(|record| about(record) && for_reader(record))
        .map(|record| (record.id(), record.clone()))
        .collect();
    let records: Vec<Envelope> = records.into_values().collect();
    let live = heads(&records)
        .into_iter()
        .filter(|(_, head)| !head.withdrawn && head.record.header().expires >= day)
        .max_by_key(|(_, head)| (head.record.header().created, std::cmp::Reverse(head.record.id())));
    let (name, head) = live?;
    let contact: Contact = body(head.record, contact::KIND.name)?;
    let header = head.record.header();
    Some(ContactRow {
        name,
        head: head.record.id(),
        author,
        revised: header.created,
        number: head.number,
        conflict: head.conflict,
        expires: header.expires,
        readers: contact.readers.into_vec(),
        text: contact.text,
    })
}
