//! Owns sled: rows, local items and the position that both stand at, in one tree.
//!
//! The only file that names sled; none of its types leaves. One tree with a prefix letter, because a batch on
//! one tree is atomic in sled 0.34 and batches over several trees are not. What is here is computed from the
//! journal, so damage costs a rebuild and nothing else. sled panics on some damage: every call is fenced.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use protocol::id::Id;

use super::batch::{Pending, RowChange, RowKey};
use super::fault::StoreFault;

const ROW: u8 = b'f';
const LOCAL: u8 = b'l';
const META: &[u8] = b"m";
/// 32 MiB: does not bound sled's memory, but larger only makes it worse.
const CACHE_BYTES: u64 = 32 << 20;

/// Where the index stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    /// The last journal entry whose rows are here.
    pub position: u64,
    /// The caller's version of the rows.
    pub rows_version: u32,
}

pub(crate) struct Index {
    db: sled::Db,
    file: File,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Index")
    }
}

impl Index {
    /// Opens or makes the index in `folder`.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] where sled panics or finds damage. It may also hang: probe first.
    pub(crate) fn open(folder: &Path) -> Result<Index, StoreFault> {
        fence("open the index", || {
            let config = sled::Config::new()
                .path(folder)
                .cache_capacity(CACHE_BYTES)
                .flush_every_ms(None)
                .mode(sled::Mode::LowSpace);
            config.open()
        })
        .and_then(|db| {
            let path = folder.join("db");
            let file = crate::os::private_file(&path).map_err(|source| StoreFault::at("open", &path, source))?;
            Ok(Index { db, file })
        })
    }

    /// Where the index stands; the default for an empty one.
    pub(crate) fn standing(&self) -> Result<Standing, StoreFault> {
        let Some(bytes) = fence("read the index's position", || self.db.get(META))? else {
            return Ok(Standing::default());
        };
        let (position, version) = bytes.split_at_checked(8).ok_or_else(|| damaged("its position"))?;
        let position = position.try_into().map(u64::from_le_bytes).map_err(|_| damaged("its position"))?;
        let rows_version = version.try_into().map(u32::from_le_bytes).map_err(|_| damaged("its position"))?;
        Ok(Standing { position, rows_version })
    }

    /// Reads every key and value once.
    pub(crate) fn read_through(&self) -> Result<u64, StoreFault> {
        fence("read the index through", || self.db.iter().try_fold(0, |count, item| item.map(|_| count + 1)))
    }

    /// Writes rows, local items and the position, all or nothing, without waiting for the disk.
    pub(crate) fn apply(&self, pending: &Pending, rows: Vec<RowChange>, rows_version: u32) -> Result<(), StoreFault> {
        let mut changes: Vec<(Vec<u8>, Option<Vec<u8>>)> =
            rows.into_iter().map(|(key, value)| (row_key(key.letter, Some(&key.subject)), value)).collect();
        for (key, sequence, value) in &pending.local {
            let stored = value.as_ref().map(|value| [&sequence.to_le_bytes()[..], value].concat());
            changes.push((local_key(key), stored));
        }
        // Sorted keys meet the same leaf again and again; of two changes to one key the later stays.
        changes.sort_by(|a, b| a.0.cmp(&b.0));
        let mut batch = sled::Batch::default();
        for (key, value) in changes {
            match value {
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        batch.insert(META, [&pending.last.to_le_bytes()[..], &rows_version.to_le_bytes()].concat());
        fence("write to the index", || self.db.apply_batch(batch))
    }

    /// Makes everything applied so far last.
    pub(crate) fn sync(&self) -> Result<(), StoreFault> {
        fence("flush the index", || self.db.flush())?;
        // On Linux sled's flush does not reach the disk's own cache; this does.
        self.file.sync_data().map_err(|source| StoreFault::io("sync the index", source))
    }

    /// One row.
    pub(crate) fn row(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreFault> {
        let found = fence("read a row", || self.db.get(row_key(key.letter, Some(&key.subject))))?;
        Ok(found.map(|bytes| bytes.to_vec()))
    }

    /// Rows of one fold in order of subject, behind `after`, at most `limit`.
    pub(crate) fn rows(&self, letter: u8, after: Option<&Id>, limit: usize) -> Result<Vec<(Id, Vec<u8>)>, StoreFault> {
        let page = self.page(&row_key(letter, None), &row_key(letter, after), after.is_some(), limit)?;
        page.into_iter()
            .map(|(key, value)| {
                let subject = key.get(2..).and_then(|subject| <[u8; 32]>::try_from(subject).map_or(None, Some));
                subject.map(|subject| (Id::from_bytes(subject), value)).ok_or_else(|| damaged("the key of a row"))
            })
            .collect()
    }

    /// One local item and the sequence number that set it.
    pub(crate) fn local(&self, key: &[u8]) -> Result<Option<(u64, Vec<u8>)>, StoreFault> {
        let found = fence("read a local item", || self.db.get(local_key(key)))?;
        found.map(|bytes| split_local(&bytes)).transpose()
    }

    /// Local items whose key begins with `prefix`, in order, behind `after`, at most `limit`.
    pub(crate) fn local_range(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreFault> {
        let page = self.page(&local_key(prefix), &local_key(after.unwrap_or(prefix)), after.is_some(), limit)?;
        page.into_iter().map(|(key, value)| Ok((key[1..].to_vec(), split_local(&value)?.1))).collect()
    }

    /// Keys that begin with `prefix`, from `start` on (behind it, if it was seen already).
    fn page(
        &self,
        prefix: &[u8],
        start: &[u8],
        seen: bool,
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreFault> {
        let start = start.max(prefix);
        fence("read a page of the index", || {
            self.db
                .range(start..)
                .filter(|item| !(seen && item.as_ref().is_ok_and(|(key, _)| key == start)))
                .take_while(|item| item.as_ref().map_or(true, |(key, _)| key.starts_with(prefix)))
                .take(limit)
                .map(|item| item.map(|(key, value)| (key.to_vec(), value.to_vec())))
                .collect::<Result<Vec<_>, sled::Error>>()
        })
    }
}

fn row_key(letter: u8, subject: Option<&Id>) -> Vec<u8> {
    let mut key = vec![ROW, letter];
    key.extend(subject.map(Id::as_bytes).into_iter().flatten());
    key
}

fn local_key(key: &[u8]) -> Vec<u8> {
    [&[LOCAL], key].concat()
}

fn split_local(bytes: &[u8]) -> Result<(u64, Vec<u8>), StoreFault> {
    let (sequence, value) = bytes.split_first_chunk::<8>().ok_or_else(|| damaged("a local item"))?;
    Ok((u64::from_le_bytes(*sequence), value.to_vec()))
}

fn damaged(what: &str) -> StoreFault {
    StoreFault::Damaged { what: format!("the index, {what}") }
}

/// Calls sled; a panic or a report of damage becomes an answer.
fn fence<T>(what: &str, call: impl FnOnce() -> sled::Result<T>) -> Result<T, StoreFault> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(sled::Error::Io(source))) => Err(StoreFault::io(what, source)),
        Ok(Err(other)) => Err(StoreFault::Damaged { what: format!("the index ({what}): {other}") }),
        Err(_) => Err(StoreFault::Damaged { what: format!("the index ({what})") }),
    }
}
