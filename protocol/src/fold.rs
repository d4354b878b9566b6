//! Owns the rows: what people see about one subject, as a pure function of the live records about
//! it. One subject a file. Rows are refolded whole, never patched, so the order of arrival cannot
//! show.
//!
//! A row reads one subject. What spans subjects (names, balances) is a query over rows.

pub mod account;
pub mod address;
pub mod ask;
pub mod availability;
pub mod bid;
pub mod collective;
pub mod contact;
pub mod lead;
pub mod marker;
pub mod member;
pub mod pledge;
pub mod report;
mod said;
pub mod thread;
pub mod work;

use std::collections::BTreeMap;

use crate::envelope::Envelope;
use crate::id::Id;
use crate::planted::{self, Wrong};
use crate::record::Fold;
use crate::time::Moment;
use crate::wire;

/// Under which a row is kept: its fold, and its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct RowKey {
    /// Which fold made it.
    pub fold: Fold,
    /// What it is about.
    pub subject: Id,
}

/// Folds the live records about one subject into the bytes of its row.
///
/// - `records`: live, of kinds that feed this fold, in any order, without doubles.
/// - Returns `None` where nothing is left to show.
pub fn row(key: &RowKey, records: &[Envelope]) -> Option<Vec<u8>> {
    match key.fold {
        Fold::Collective => collective::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Member => member::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Lead => lead::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Pledge => pledge::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Ask => ask::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Thread => thread::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Address => address::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Availability => availability::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Markers => marker::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::Reports => report::fold(key.subject, records).map(|row| wire::encode(&row)),
        Fold::FreeBusy => availability::fold_free_busy(key.subject, records).map(|row| wire::encode(&row)),
    }
}

/// The head of a document: its highest revision; of two with one number the lower id.
pub(crate) struct Head<'a> {
    /// The record that counts.
    pub(crate) record: &'a Envelope,
    /// Its number.
    pub(crate) number: u16,
    /// True where this revision takes the document back.
    pub(crate) withdrawn: bool,
    /// True where another record has the same number.
    pub(crate) conflict: bool,
    /// When the oldest revision that is still held was written.
    pub(crate) since: Moment,
}

/// The heads of all documents among the records, by document name.
pub(crate) fn heads(records: &[Envelope]) -> BTreeMap<Id, Head<'_>> {
    let mut heads: BTreeMap<Id, Head<'_>> = BTreeMap::new();
    for record in records {
        let header = record.header();
        let (Some(name), Some(revision)) = (header.name(), &header.document) else { continue };
        let fresh = || Head {
            record,
            number: revision.number,
            withdrawn: revision.withdrawn,
            conflict: false,
            since: header.created,
        };
        let Some(head) = heads.get_mut(&name) else {
            heads.insert(name, fresh());
            continue;
        };
        let since = head.since.min(header.created);
        let equal = revision.number == head.number;
        let lowest = planted::is(Wrong::LowestRevision) && record.id() < head.record.id();
        if lowest || revision.number > head.number || (equal && record.id() < head.record.id()) {
            *head = fresh();
        }
        head.conflict |= equal;
        head.since = since;
    }
    heads
}

/// Of several documents by their subject's own person the one written last; of two written in the same
/// millisecond the one with the lower id. What others wrote about the person is passed over.
pub(crate) fn newest_own(person: Id, records: &[Envelope]) -> Option<(Id, Head<'_>)> {
    let own = |head: &Head<'_>| !head.withdrawn && head.record.header().person == person;
    let heads = heads(records).into_iter().filter(|(_, head)| own(head));
    heads.max_by_key(|(_, head)| (head.record.header().created, std::cmp::Reverse(head.record.id())))
}

/// Reads a body that the gate has checked; `None` where it was erased or is of another kind.
pub fn body<T: serde::de::DeserializeOwned>(record: &Envelope, kind: &str) -> Option<T> {
    if &*record.header().kind != kind {
        return None;
    }
    // A body of a later version is held and forwarded, not shown.
    let Ok(body) = wire::lenient(record.body()?) else { return None };
    Some(body)
}
