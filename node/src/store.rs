//! Owns the storage of a home: the journal (the truth), its mirror, and sled (rows and local items, computed
//! from the journal).
//!
//! Bytes only: [`protocol::id::Id`] is the one protocol type known here. A record is acknowledged when
//! [`Store::append`] returns; rows follow with [`Store::apply`], on another thread if the caller likes.
//! Opening tells what has to be replayed; the caller folds and applies. Source: docs/operations-store.md.

pub mod batch;
mod draft;
pub mod fault;
mod frame;
mod index;
mod journal;
mod mend;
mod mirror;
mod open;
pub mod probe;
mod replay;
mod room;
mod salvage;
mod sealed;
mod side;
mod sweep;
mod verify;
mod young;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{LockResult, Mutex, PoisonError, RwLock};

use protocol::id::Id;

pub use self::batch::{Batch, LocalChange, Pending, RowChange, RowKey};
pub use self::fault::StoreFault;
pub use self::frame::Entry;
pub use self::mend::Notice;
pub use self::open::{Lag, Opened, Options};
pub use self::probe::{PROBE_ARGUMENT, Probe, probe_main};
pub use self::replay::Replay;
pub use self::salvage::salvage;
pub use self::sweep::Swept;

use self::index::Index;
use self::journal::Journal;
use self::mirror::Mirror;
use self::room::Room;
use self::side::{Left, Side};
use crate::os;

/// Entries after which a checkpoint does not wait for the second to pass.
const CHECKPOINT_ENTRIES: u64 = 5_000;
/// The longest page of any read.
pub const PAGE_MAX: usize = 10_000;

/// A local item: its key and its value.
pub type LocalItem = (Vec<u8>, Vec<u8>);

/// Whether a checkpoint is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Nothing has changed since the last one.
    Not,
    /// With the next tick of a second.
    WithinASecond,
    /// At once.
    Now,
}

/// How much the store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Records held.
    pub records: u64,
    /// The last entry of the journal.
    pub entries: u64,
    /// The last entry that the rows know.
    pub position: u64,
    /// Bytes of the journal; the mirror has the same again.
    pub journal_bytes: u64,
    /// Of those, bytes that a sweep could free.
    pub dead_bytes: u64,
}

/// The open storage of one home. All methods take `&self`; one writer, any number of readers.
#[derive(Debug)]
pub struct Store {
    paths: Paths,
    options: Options,
    journal: Journal,
    mirror: Mirror,
    room: Room,
    /// Empty after closing.
    index: RwLock<Option<Index>>,
    progress: Mutex<Progress>,
    /// One checkpoint at a time.
    checkpoint: Mutex<()>,
    /// The position at which what was kept is valid, if the home was closed in order.
    kept_position: Option<u64>,
    /// Commits until the disk fails, for tests that stop half-way.
    #[cfg(test)]
    pub(crate) commits_left: std::sync::atomic::AtomicU32,
    _lock: os::Lock,
}

/// How far the rows have come.
#[derive(Debug, Default)]
struct Progress {
    applied: u64,
    checkpointed: u64,
    /// Rows changed without an entry.
    rows_changed: bool,
    cursor: Option<replay::Cursor>,
}

/// What a caller has in memory and would else compute anew at the next opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// A line about everything that is held.
    Held,
    /// The overview of leads.
    Leads,
}

/// Where the parts lie.
#[derive(Clone, Debug)]
struct Paths {
    folder: PathBuf,
    journal: PathBuf,
    mirror: PathBuf,
    index: PathBuf,
    side: PathBuf,
    places: PathBuf,
    snapshot: PathBuf,
    leads: PathBuf,
}

impl Store {
    /// Commits one batch: [`Store::append`], then [`Store::apply`].
    ///
    /// # Errors
    /// Any [`StoreFault`]; before anything is durable, except that a fault of the index leaves the batch in
    /// the journal and the rows behind it ([`Store::restart_index`] and a replay bring them up).
    pub fn commit(&self, mut batch: Batch) -> Result<(), StoreFault> {
        let rows = std::mem::take(&mut batch.rows);
        let pending = self.append(&batch)?;
        self.apply(pending, rows)
    }

    /// Makes records, local items and drops of a batch durable; its rows are not looked at.
    ///
    /// When this returns, the batch survives a power cut and its records can be read.
    ///
    /// # Errors
    /// [`StoreFault::Full`] below the reserve of free space, [`StoreFault::Ceiling`] for records where all is taken
    /// that may be, [`StoreFault::TooLarge`], or what the disk answers; nothing of the batch is then kept.
    pub fn append(&self, batch: &Batch) -> Result<Pending, StoreFault> {
        #[cfg(test)]
        tests::cut_off(&self.commits_left)?;
        self.make_room(batch)?;
        self.journal.append(batch)
    }

    /// Writes the rows and local items that follow from a durable batch, all or nothing.
    ///
    /// Does not wait for the disk: after a crash the journal is replayed from the last checkpoint.
    ///
    /// # Errors
    /// [`StoreFault::Behind`] out of order; a fault of the index.
    pub fn apply(&self, pending: Pending, rows: Vec<RowChange>) -> Result<(), StoreFault> {
        let mut progress = held(self.progress.lock());
        if pending.before != progress.applied {
            return Err(StoreFault::Behind { rows: progress.applied, before: pending.before });
        }
        if pending.entries() == 0 && rows.is_empty() {
            return Ok(());
        }
        progress.rows_changed |= !rows.is_empty();
        self.with_index(|index| {
            for (key, ..) in &pending.local {
                if let Some((sequence, value)) = index.local(key)? {
                    self.journal.count_dead(sequence, (frame::FRAME_HEAD + 2 + key.len() + value.len()) as u64);
                }
            }
            index.apply(&pending, rows, self.options.rows_version)
        })?;
        progress.applied = pending.last;
        Ok(())
    }

    /// Whether a checkpoint is due; the caller keeps the clock.
    pub fn checkpoint_due(&self) -> Due {
        let progress = held(self.progress.lock());
        match progress.applied - progress.checkpointed {
            0 if !progress.rows_changed => Due::Not,
            behind if behind >= CHECKPOINT_ENTRIES => Due::Now,
            _ => Due::WithinASecond,
        }
    }

    /// Syncs the index, brings the mirror up and notes both, if anything has changed.
    ///
    /// Blocks for some syncs; appends go on meanwhile.
    ///
    /// # Errors
    /// Any [`StoreFault`]; what was acknowledged is in the journal all the same.
    pub fn checkpoint(&self) -> Result<(), StoreFault> {
        if self.checkpoint_due() == Due::Not { Ok(()) } else { self.checkpoint_always() }
    }

    fn checkpoint_always(&self) -> Result<(), StoreFault> {
        let _one = held(self.checkpoint.lock());
        let position = self.position();
        held(self.progress.lock()).rows_changed = false;
        let done = self
            .with_index(Index::sync)
            .and_then(|()| self.weigh())
            .and_then(|()| self.mirror.follow(&self.journal))
            .and_then(|()| side::write(&self.paths.side, &self.side(Left::Open, position, 0)));
        let mut progress = held(self.progress.lock());
        match &done {
            Ok(()) => progress.checkpointed = position,
            Err(_) => progress.rows_changed = true,
        }
        done
    }

    /// Closes in order, so that the next opening goes straight on. Later calls answer [`StoreFault::Stopped`].
    ///
    /// # Errors
    /// Any [`StoreFault`]; the next opening then replays.
    pub fn close(&self) -> Result<(), StoreFault> {
        let _one = held(self.checkpoint.lock());
        let Some(index) = held(self.index.write()).take() else { return Ok(()) };
        let position = self.position();
        index.sync()?;
        drop(index);
        self.journal.trim()?;
        self.mirror.follow(&self.journal)?;
        let places = {
            let catalog = held(self.journal.catalog.read());
            sealed::places_to_bytes(catalog.places.iter())
        };
        sealed::write(&self.paths.places, position, &places)?;
        let sound = !self.journal.met_damage.load(Ordering::Relaxed) && position == self.journal.last();
        let left = if sound { Left::Clean } else { Left::Open };
        let crc = open::folder_crc(&self.paths.index)?;
        side::write(&self.paths.side, &self.side(left, position, crc))
    }

    fn side(&self, left: Left, position: u64, index_crc: u32) -> Side {
        let entries = self.journal.last();
        let catalog = held(self.journal.catalog.read());
        Side {
            format: side::FORMAT,
            program: env!("CARGO_PKG_VERSION").into(),
            left,
            rows_version: self.options.rows_version,
            position,
            entries,
            records: catalog.places.len() as u64,
            segments: catalog
                .segments
                .values()
                .map(|segment| (segment.head.first, segment.head.generation, segment.length, segment.dead))
                .collect(),
            index_crc,
        }
    }

    /// A record's bytes, as they were appended; the caller compares them with the id.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] where both copies are.
    pub fn record(&self, id: &Id) -> Result<Option<Vec<u8>>, StoreFault> {
        self.journal.record(id)
    }

    /// True where the record is held.
    pub fn holds(&self, id: &Id) -> bool {
        self.journal.holds(id)
    }

    /// Ids of records in order, behind `after`, at most `limit` (and [`PAGE_MAX`]).
    pub fn ids(&self, after: Option<&Id>, limit: usize) -> Vec<Id> {
        self.journal.ids(after, limit.min(PAGE_MAX))
    }

    /// Records in order of id, behind `after`, at most `limit` (and [`PAGE_MAX`]).
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] where both copies of one are.
    pub fn records(&self, after: Option<&Id>, limit: usize) -> Result<Vec<(Id, Vec<u8>)>, StoreFault> {
        let ids = self.ids(after, limit);
        // One that was dropped since the list was made is passed over.
        ids.into_iter().filter_map(|id| self.record(&id).map(|bytes| Some((id, bytes?))).transpose()).collect()
    }

    /// One row.
    ///
    /// # Errors
    /// A fault of the index.
    pub fn row(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreFault> {
        self.with_index(|index| index.row(key))
    }

    /// Rows of one fold in order of subject, behind `after`, at most `limit` (and [`PAGE_MAX`]).
    ///
    /// # Errors
    /// A fault of the index.
    pub fn rows(&self, letter: u8, after: Option<&Id>, limit: usize) -> Result<Vec<(Id, Vec<u8>)>, StoreFault> {
        self.with_index(|index| index.rows(letter, after, limit.min(PAGE_MAX)))
    }

    /// One local item.
    ///
    /// # Errors
    /// A fault of the index.
    pub fn local(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreFault> {
        Ok(self.with_index(|index| index.local(key))?.map(|(_, value)| value))
    }

    /// Local items whose key begins with `prefix`, in order, behind `after`, at most `limit` (and [`PAGE_MAX`]).
    ///
    /// # Errors
    /// A fault of the index.
    pub fn local_range(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<LocalItem>, StoreFault> {
        self.with_index(|index| index.local_range(prefix, after, limit.min(PAGE_MAX)))
    }

    /// How much is held.
    pub fn counts(&self) -> Counts {
        let (entries, position) = (self.journal.last(), self.position());
        let catalog = held(self.journal.catalog.read());
        Counts {
            records: catalog.places.len() as u64,
            entries,
            position,
            journal_bytes: catalog.segments.values().map(|segment| segment.length).sum(),
            dead_bytes: catalog.segments.values().map(|segment| segment.dead).sum(),
        }
    }

    /// Keeps what the caller has in memory, valid at the present position only.
    ///
    /// Call it right before [`Store::close`].
    ///
    /// # Errors
    /// What the disk answers.
    pub fn keep(&self, what: Kept, bytes: &[u8]) -> Result<(), StoreFault> {
        sealed::write(self.paths.kept(what), self.position(), bytes)
    }

    /// What was kept, if the home was closed in order, nothing was written since and the bytes are sound.
    ///
    /// # Errors
    /// What the disk answers.
    pub fn kept(&self, what: Kept) -> Result<Option<Vec<u8>>, StoreFault> {
        match self.kept_position.filter(|position| *position == self.position()) {
            Some(position) => sealed::read(self.paths.kept(what), position),
            None => Ok(None),
        }
    }

    /// Takes away what was kept.
    ///
    /// # Errors
    /// What the disk answers.
    pub fn forget(&self, what: Kept) -> Result<(), StoreFault> {
        let path = self.paths.kept(what);
        match std::fs::remove_file(path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => Err(StoreFault::at("remove", path, source)),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The last entry that the rows know.
    pub(crate) fn position(&self) -> u64 {
        held(self.progress.lock()).applied
    }

    fn with_index<T>(&self, call: impl FnOnce(&Index) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
        match held(self.index.read()).as_ref() {
            Some(index) => call(index),
            None => Err(StoreFault::Stopped { why: "the store is closed".into() }),
        }
    }
}

/// Takes a lock, also one whose holder panicked: every guarded value is changed in one step, after the disk.
fn held<T>(lock: LockResult<T>) -> T {
    lock.unwrap_or_else(PoisonError::into_inner)
}
