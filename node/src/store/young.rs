//! Owns what was applied and is not yet in sled: sorted maps in memory that reads look into first.
//!
//! Each batch makes sled write out two buffers, so that a batch of one costs as much as the journal's sync;
//! some hundred changes in one batch cost little more, and a row that changes often is written once. What is
//! lost with the process is replayed.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::ops::Bound;
use std::sync::Arc;

/// A new value, or none.
pub(super) type Change = Option<Vec<u8>>;
/// Changes in order of key.
pub(super) type Changes = BTreeMap<Vec<u8>, Change>;
/// A key and its value.
pub(super) type Item = (Vec<u8>, Vec<u8>);

/// 1,000 changes or 1 MiB go to sled at once: longer batches cost sled memory that it does not give back
/// (50,000 rows took about 50 MB in batches of 1,000 and 110 MB in batches of 5,000).
const CHANGES_MAX: usize = 1_000;
const BYTES_MAX: usize = 1 << 20;

/// What sled does not have yet.
#[derive(Debug, Default)]
pub(super) struct Young {
    fresh: Changes,
    bytes: usize,
    /// On its way into sled; still read from here until it has arrived.
    leaving: Option<Arc<Changes>>,
}

impl Young {
    /// Takes a change in; the later one of two to a key stays.
    pub(super) fn set(&mut self, key: Vec<u8>, change: Change) {
        self.bytes += key.len() + change.as_ref().map_or(0, Vec::len);
        self.fresh.insert(key, change);
    }

    /// True where it should go to sled without waiting for a checkpoint.
    pub(super) fn is_full(&self) -> bool {
        self.fresh.len() >= CHANGES_MAX || self.bytes >= BYTES_MAX
    }

    /// The change to a key, if there is one.
    pub(super) fn get(&self, key: &[u8]) -> Option<&Change> {
        self.fresh.get(key).or_else(|| self.leaving.as_ref().and_then(|leaving| leaving.get(key)))
    }

    /// What is to be written to sled next: what could not be written the last time, or all that is fresh.
    pub(super) fn leave(&mut self) -> Option<Arc<Changes>> {
        if self.leaving.is_none() && !self.fresh.is_empty() {
            self.leaving = Some(Arc::new(std::mem::take(&mut self.fresh)));
            self.bytes = 0;
        }
        self.leaving.clone()
    }

    /// What left has arrived.
    pub(super) fn arrived(&mut self) {
        self.leaving = None;
    }

    /// Merges what is here with what sled has into one page of keys that begin with `prefix`.
    ///
    /// `older` are sled's items from `start` on.
    pub(super) fn page<E>(
        &self,
        older: impl Iterator<Item = Result<Item, E>>,
        prefix: &[u8],
        start: Bound<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Item>, E> {
        let within = |key: &[u8]| key.starts_with(prefix);
        let none = Changes::new();
        let leaving = self.leaving.as_deref().unwrap_or(&none);
        let mut fresh = self.fresh.range::<[u8], _>((start, Bound::Unbounded)).peekable();
        let mut leaving = leaving.range::<[u8], _>((start, Bound::Unbounded)).peekable();
        let mut older = older.peekable();
        let mut page = Vec::new();
        while page.len() < limit {
            if let Some(Err(_)) = older.peek() {
                // The one item is an error, so this returns.
                older.next().transpose()?;
            }
            let oldest = older.peek().and_then(|item| item.as_ref().map_or(None, |(key, _)| Some(key.as_slice())));
            let keys =
                [fresh.peek().map(|(key, _)| key.as_slice()), leaving.peek().map(|(key, _)| key.as_slice()), oldest];
            let Some(key) = keys.into_iter().flatten().min().filter(|key| within(key)).map(<[u8]>::to_vec) else {
                break;
            };
            let from_fresh = take(&mut fresh, &key);
            let from_leaving = take(&mut leaving, &key);
            let is_next = |item: &Result<Item, E>| item.as_ref().is_ok_and(|(found, _)| *found == key);
            let from_older = older.next_if(is_next).transpose()?.map(|(_, value)| value);
            let value = from_fresh.or(from_leaving).map_or(from_older, Clone::clone);
            page.extend(value.map(|value| (key, value)));
        }
        Ok(page)
    }
}

/// The change to `key`, if it is the next one.
fn take<'a>(changes: &mut Peekable<impl Iterator<Item = (&'a Vec<u8>, &'a Change)>>, key: &[u8]) -> Option<&'a Change> {
    changes.next_if(|(found, _)| found.as_slice() == key).map(|(_, change)| change)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_shows_the_youngest_word_on_each_key() {
        let item = |key: &str, value: &str| (key.as_bytes().to_vec(), value.as_bytes().to_vec());
        let mut young = Young::default();
        for (key, change) in [("fa", Some("new")), ("fb", None), ("fc", Some("leaving"))] {
            young.set(key.into(), change.map(Into::into));
        }
        assert_eq!(young.leave().expect("something leaves").len(), 3);
        for (key, change) in [("fc", None), ("fd", Some("fresh")), ("ga", Some("another prefix"))] {
            young.set(key.into(), change.map(Into::into));
        }
        let older = [item("fa", "old"), item("fb", "old"), item("fc", "old"), item("fe", "old"), item("g", "old")];
        let page = |start, limit| {
            let from = older.iter().filter(|(key, _)| match start {
                Bound::Excluded(start) => key.as_slice() > start,
                Bound::Included(start) => key.as_slice() >= start,
                Bound::Unbounded => true,
            });
            young.page(from.cloned().map(Ok::<_, ()>), b"f", start, limit).expect("no faults here")
        };
        let all = [item("fa", "new"), item("fd", "fresh"), item("fe", "old")];
        assert_eq!(page(Bound::Included(b"f"), 9), all);
        assert_eq!(page(Bound::Included(b"f"), 2), all[..2]);
        assert_eq!(page(Bound::Excluded(b"fa"), 9), all[1..]);
        assert_eq!(young.get(b"fc"), Some(&None), "the fresh change hides the leaving one");
        assert_eq!(young.leave().expect("it has not arrived").len(), 3);
        young.arrived();
        assert_eq!(young.get(b"fa"), None);
        assert_eq!(young.leave().expect("the fresh ones").len(), 3);
    }
}
