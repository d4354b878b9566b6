//! Owns how much more may be written: what the disk leaves above the reserve, and what the home may take of it.

use std::sync::atomic::{AtomicU64, Ordering};

use protocol::local::DISK_BYTES;

use super::{Batch, Store, StoreFault};
use crate::os;

/// What may be taken, and the part of what is taken that is not weighed at each write.
#[derive(Debug)]
pub(super) struct Room {
    allowed_bytes: AtomicU64,
    /// The index as it was at the last checkpoint.
    index_bytes: AtomicU64,
}

impl Room {
    pub(super) fn new() -> Room {
        Room { allowed_bytes: AtomicU64::new(DISK_BYTES), index_bytes: AtomicU64::new(0) }
    }
}

impl Store {
    /// Bytes that may still be written above the reserve; `None` where the system does not say.
    ///
    /// # Errors
    /// What the disk answers.
    pub fn free_bytes(&self) -> Result<Option<u64>, StoreFault> {
        let free =
            os::free_bytes(&self.paths.journal).map_err(|source| StoreFault::io("ask for free space", source))?;
        Ok(free.map(|free| free.saturating_sub(self.options.reserve_bytes)))
    }

    /// Sets how many bytes of the disk may be taken; what is held already stays.
    pub fn allow(&self, bytes: u64) {
        self.room.allowed_bytes.store(bytes, Ordering::Relaxed);
    }

    /// How many bytes of the disk may be taken.
    pub fn allowed_bytes(&self) -> u64 {
        self.room.allowed_bytes.load(Ordering::Relaxed)
    }

    /// How many are taken: journal, its second copy, and the index as of the last checkpoint.
    pub fn used_bytes(&self) -> u64 {
        self.counts().journal_bytes * 2 + self.room.index_bytes.load(Ordering::Relaxed)
    }

    /// True where no record is taken any more, as all is taken that may be.
    pub fn is_at_ceiling(&self) -> bool {
        self.used_bytes() >= self.allowed_bytes()
    }

    /// Weighs the index.
    pub(super) fn weigh(&self) -> Result<(), StoreFault> {
        let bytes = self.with_index(super::Index::bytes)?;
        self.room.index_bytes.store(bytes, Ordering::Relaxed);
        Ok(())
    }

    /// Refuses what there is no room for.
    ///
    /// - The disk itself: nothing that grows. A journal that only shrinks what is held may use the reserve: that is
    ///   how space comes back.
    /// - What the home may take of it: no records, so that at most one batch is above it. What the home notes for
    ///   itself is small, replaced by the next of its kind, and goes on.
    pub(super) fn make_room(&self, batch: &Batch) -> Result<(), StoreFault> {
        let grows = !batch.records.is_empty()
            || !batch.replace.is_empty()
            || batch.local.iter().any(|(_, value)| value.is_some());
        if grows && self.free_bytes()? == Some(0) {
            return Err(StoreFault::Full { what: format!("less than {} bytes are free", self.options.reserve_bytes) });
        }
        if !batch.records.is_empty() && self.is_at_ceiling() {
            return Err(StoreFault::Ceiling { used: self.used_bytes(), most: self.allowed_bytes() });
        }
        Ok(())
    }
}
