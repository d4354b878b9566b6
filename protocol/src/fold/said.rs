//! Owns how words of one kind are read where nothing is edited: a record that corrects others of the same author
//! names them, and of several words the newest counts. What they are about is the caller's.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::body;
use crate::envelope::Envelope;
use crate::id::Id;
use crate::time::Moment;

/// Words of one kind, without those that another by the same author replaces.
pub(super) struct Said<'a, T> {
    /// Those that stand, ascending by id.
    pub(super) standing: Vec<(&'a Envelope, T)>,
    /// What came in the place of what.
    replaced: BTreeMap<Id, BTreeSet<Id>>,
    /// When each was written, and in whose place it came.
    replaces: BTreeMap<Id, (Moment, BTreeSet<Id>)>,
}

impl<'a, T: serde::de::DeserializeOwned> Said<'a, T> {
    /// Reads words.
    ///
    /// - `records`: of any kinds, without doubles; `own`: how many names come before those that are replaced.
    pub(super) fn of(records: impl Iterator<Item = &'a Envelope>, kind: &str, own: usize) -> Said<'a, T> {
        let of_kind: BTreeMap<Id, &Envelope> =
            records.filter(|record| *record.header().kind == *kind).map(|record| (record.id(), record)).collect();
        let mut replaced: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        let mut replaces = BTreeMap::new();
        for (id, record) in &of_kind {
            let theirs =
                |name: &&Id| of_kind.get(*name).is_some_and(|other| other.header().person == record.header().person);
            let before: BTreeSet<Id> = record.header().names.iter().skip(own).filter(theirs).copied().collect();
            for name in &before {
                replaced.entry(*name).or_default().insert(*id);
            }
            replaces.insert(*id, (record.header().created, before));
        }
        let standing = of_kind.values().filter(|record| !replaced.contains_key(&record.id()));
        let standing = standing.filter_map(|record| Some((*record, body(record, kind)?))).collect();
        Said { standing, replaced, replaces }
    }
}

impl<T> Said<'_, T> {
    /// What stands in the place of a record, however often it was replaced: itself where nobody did.
    pub(super) fn became(&self, id: &Id) -> BTreeSet<Id> {
        let (mut seen, mut next, mut standing) = (BTreeSet::from([*id]), vec![*id], BTreeSet::new());
        while let Some(id) = next.pop() {
            match self.replaced.get(&id) {
                Some(by) => next.extend(by.iter().filter(|by| seen.insert(**by))),
                None => drop(standing.insert(id)),
            }
        }
        standing
    }

    /// The first of the records in whose place a record stands: itself where it replaces none, of several that were
    /// the first the one that was written first, of one millisecond the lower id.
    pub(super) fn began(&self, id: &Id) -> Id {
        let (mut seen, mut next, mut first) = (BTreeSet::from([*id]), vec![*id], BTreeSet::new());
        while let Some(id) = next.pop() {
            match self.replaces.get(&id) {
                Some((_, before)) if !before.is_empty() => {
                    next.extend(before.iter().filter(|before| seen.insert(**before)));
                }
                Some((written, _)) => drop(first.insert((*written, id))),
                None => {}
            }
        }
        first.first().map_or(*id, |(_, id)| *id)
    }
}

/// Puts words in the order in which they count: the newest first, of one millisecond the lower id.
pub(super) fn newest_first(record: &Envelope) -> (Reverse<Moment>, Id) {
    (Reverse(record.header().created), record.id())
}
