//! Owns turning a batch into frames, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use protocol::id::Id;

use super::batch::{Batch, Pending};
use super::fault::StoreFault;
use super::frame::{self, SegmentHead};
use super::journal::{BATCH_MAX, Place};

/// A batch on its way to bytes.
pub(super) struct Draft {
    head: SegmentHead,
    start: u64,
    pub bytes: Vec<u8>,
    /// Where the records will stand.
    pub placed: Vec<(Id, Place)>,
    pub dropped: Vec<Id>,
    pub pending: Pending,
}

impl Draft {
    /// Begins a batch at byte `start` of a segment, behind entry `last`.
    pub(super) fn new(head: SegmentHead, start: u64, last: u64) -> Draft {
        Draft { head, start, bytes: Vec::new(), placed: Vec::new(), dropped: Vec::new(), pending: Pending::at(last) }
    }

    /// Takes in all entries of a batch; records that are held already are passed over, and forms of records
    /// that are not.
    ///
    /// # Errors
    /// [`StoreFault::TooLarge`].
    pub(super) fn fill(&mut self, batch: &Batch, places: &BTreeMap<Id, Place>) -> Result<(), StoreFault> {
        let mut latest = 0;
        let mut seen = BTreeSet::new();
        let fresh = batch.records.iter().filter(|(id, _)| !places.contains_key(id));
        let replaced = batch.replace.iter().filter(|(id, _)| places.contains_key(id));
        for (id, bytes) in fresh.chain(replaced) {
            if !seen.insert(*id) {
                continue;
            }
            latest = self.bytes.len();
            let offset = (self.start + latest as u64) as u32;
            let sequence = self.next();
            frame::write_record(&mut self.bytes, self.head, sequence, id, bytes)?;
            let place = Place { segment: self.head.first, offset, length: 32 + bytes.len() as u32 };
            self.placed.push((*id, place));
        }
        for (key, value) in &batch.local {
            latest = self.bytes.len();
            let sequence = self.next();
            frame::write_local(&mut self.bytes, self.head, sequence, key, value.as_deref())?;
            self.pending.local.push((key.clone(), sequence, value.clone()));
        }
        for id in &batch.drop {
            latest = self.bytes.len();
            let sequence = self.next();
            frame::write_dropped(&mut self.bytes, self.head, sequence, id)?;
            self.dropped.push(*id);
        }
        if self.bytes.len() > BATCH_MAX {
            return Err(StoreFault::TooLarge { what: format!("a batch of {} bytes", self.bytes.len()) });
        }
        if !self.bytes.is_empty() {
            frame::end_batch(&mut self.bytes, self.head, latest);
        }
        Ok(())
    }

    fn next(&mut self) -> u64 {
        self.pending.last += 1;
        self.pending.last
    }
}
