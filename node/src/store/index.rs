//! Owns sled: rows, local items and the position that both stand at, in one tree.
//!
//! The only file that names sled; none of its types leaves. One tree with a prefix letter, because a batch on
//! one tree is atomic in sled 0.34 and batches over several trees are not. What is here is computed from the
//! journal, so damage costs a rebuild and nothing else. sled panics on some damage: every call is fenced.

use std::fs::File;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, RwLock};
use std::time::Duration;

use protocol::id::Id;

use super::batch::{Pending, RowChange, RowKey};
use super::fault::StoreFault;
use super::held;
use super::young::{Item, Young};
use crate::os;

const ROW: u8 = b'f';
const LOCAL: u8 = b'l';
const META: &[u8] = b"m";
/// 32 MiB: does not bound sled's memory, but larger only makes it worse.
const CACHE_BYTES: u64 = 32 << 20;
/// The home's own lock keeps others out, so a lock on sled's file is the remnant of a child that is just being
/// started or ended; it is gone in milliseconds. 200 times 5 ms.
const LOCK_TRIES: u32 = 200;
const LOCK_PAUSE: Duration = Duration::from_millis(5);

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
    young: RwLock<Young>,
    /// One writer to sled at a time, so that changes arrive in order.
    writing: Mutex<()>,
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
        let db = fence("open the index", || {
            let config = sled::Config::new()
                .path(folder)
                .cache_capacity(CACHE_BYTES)
                .flush_every_ms(None)
                .mode(sled::Mode::LowSpace);
            for _ in 0..LOCK_TRIES {
                match config.open() {
                    Err(sled::Error::Io(source)) if source.to_string().contains("acquire lock") => {
                        std::thread::sleep(LOCK_PAUSE);
                    }
                    opened => return opened,
                }
            }
            config.open()
        })?;
        let path = folder.join("db");
        let file = os::private_file(&path).map_err(|source| StoreFault::at("open", &path, source))?;
        Ok(Index { db, file, young: RwLock::default(), writing: Mutex::default() })
    }

    /// Where the index stands; the default for an empty one.
    pub(crate) fn standing(&self) -> Result<Standing, StoreFault> {
        let Some(bytes) = self.get("read the index's position", META)? else { return Ok(Standing::default()) };
        let fields = bytes.split_first_chunk::<8>().and_then(|(position, rest)| Some((position, rest.first_chunk()?)));
        let (position, version) = fields.ok_or_else(|| damaged("its position"))?;
        Ok(Standing { position: u64::from_le_bytes(*position), rows_version: u32::from_le_bytes(*version) })
    }

    /// Bytes that its files take.
    pub(crate) fn bytes(&self) -> Result<u64, StoreFault> {
        fence("weigh the index", || self.db.size_on_disk())
    }

    /// Reads every key and value once.
    pub(crate) fn read_through(&self) -> Result<u64, StoreFault> {
        fence("read the index through", || self.db.iter().try_fold(0, |count, item| item.map(|_| count + 1)))
    }

    /// Takes in rows, local items and the position, all or nothing, without waiting for the disk.
    pub(crate) fn apply(&self, pending: &Pending, rows: Vec<RowChange>, rows_version: u32) -> Result<(), StoreFault> {
        let is_full = {
            let mut young = held(self.young.write());
            for (key, value) in rows {
                young.set(row_key(key.letter, Some(&key.subject)), value);
            }
            for (key, sequence, value) in &pending.local {
                let stored = value.as_ref().map(|value| [&sequence.to_le_bytes()[..], value].concat());
                young.set(local_key(key), stored);
            }
            let standing = [&pending.last.to_le_bytes()[..], &rows_version.to_le_bytes()].concat();
            young.set(META.to_vec(), Some(standing));
            young.is_full()
        };
        if is_full { self.write() } else { Ok(()) }
    }

    /// Writes what is young to sled, as one batch.
    fn write(&self) -> Result<(), StoreFault> {
        let _one = held(self.writing.lock());
        // Once more where the last write failed: first what is left from then.
        for _ in 0..2 {
            let Some(changes) = held(self.young.write()).leave() else { break };
            let mut batch = sled::Batch::default();
            for (key, change) in changes.iter() {
                match change {
                    Some(value) => batch.insert(key.as_slice(), value.as_slice()),
                    None => batch.remove(key.as_slice()),
                }
            }
            fence("write to the index", || self.db.apply_batch(batch))?;
            held(self.young.write()).arrived();
        }
        Ok(())
    }

    /// Makes everything applied so far last.
    pub(crate) fn sync(&self) -> Result<(), StoreFault> {
        self.write()?;
        fence("flush the index", || self.db.flush())?;
        // On Linux sled's flush does not reach the disk's own cache; this does.
        os::sync_data(&self.file).map_err(|source| StoreFault::io("sync the index", source))
    }

    /// One row.
    pub(crate) fn row(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreFault> {
        self.get("read a row", &row_key(key.letter, Some(&key.subject)))
    }

    /// Rows of one fold in order of subject, behind `after`, at most `limit`.
    pub(crate) fn rows(&self, letter: u8, after: Option<&Id>, limit: usize) -> Result<Vec<(Id, Vec<u8>)>, StoreFault> {
        let page = self.page(&row_key(letter, None), after.map(|after| row_key(letter, Some(after))), limit)?;
        page.into_iter()
            .map(|(key, value)| {
                let subject = key.get(2..).and_then(|subject| subject.first_chunk::<32>());
                subject.map(|subject| (Id::from_bytes(*subject), value)).ok_or_else(|| damaged("the key of a row"))
            })
            .collect()
    }

    /// One local item and the sequence number that set it.
    pub(crate) fn local(&self, key: &[u8]) -> Result<Option<(u64, Vec<u8>)>, StoreFault> {
        self.get("read a local item", &local_key(key))?.map(|bytes| split_local(&bytes)).transpose()
    }

    /// Local items whose key begins with `prefix`, in order, behind `after`, at most `limit`.
    pub(crate) fn local_range(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Item>, StoreFault> {
        let page = self.page(&local_key(prefix), after.map(local_key), limit)?;
        page.into_iter().map(|(key, value)| Ok((key[1..].to_vec(), split_local(&value)?.1))).collect()
    }

    fn get(&self, what: &str, key: &[u8]) -> Result<Option<Vec<u8>>, StoreFault> {
        // The lock is kept while sled is asked, so that nothing moves over unseen.
        let young = held(self.young.read());
        match young.get(key) {
            Some(change) => Ok(change.clone()),
            None => Ok(fence(what, || self.db.get(key))?.map(|bytes| bytes.to_vec())),
        }
    }

    /// Keys that begin with `prefix`, in order, behind `after`, at most `limit`.
    fn page(&self, prefix: &[u8], after: Option<Vec<u8>>, limit: usize) -> Result<Vec<Item>, StoreFault> {
        let start = match after.as_deref() {
            Some(after) if after >= prefix => Bound::Excluded(after),
            Some(_) | None => Bound::Included(prefix),
        };
        let young = held(self.young.read());
        fence("read a page of the index", || {
            let older = self.db.range::<&[u8], _>((start, Bound::Unbounded));
            let older = older.map(|item| item.map(|(key, value)| (key.to_vec(), value.to_vec())));
            young.page(older, prefix, start, limit)
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
