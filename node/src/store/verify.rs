//! Owns reading both copies of the journal through, for `doctor` and for idle hours.

use std::sync::atomic::Ordering;

use super::fault::StoreFault;
use super::frame::{Scan, SegmentHead};
use super::journal::{Segment, file_name};
use super::{Store, held};
use crate::os;

/// Damage that a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Entries in this file of the journal; the next opening mends them from the second copy.
    Journal {
        /// The file.
        file: String,
        /// Bytes in which nothing could be read.
        bytes: u64,
    },
    /// This file of the second copy; the next checkpoint makes it anew.
    Mirror {
        /// The file.
        file: String,
    },
}

impl Store {
    /// Reads both copies of the journal through, one segment in memory at a time.
    ///
    /// # Errors
    /// What the disk answers; damage is not an error but a finding.
    pub fn verify(&self) -> Result<Vec<Finding>, StoreFault> {
        let _one = held(self.checkpoint.lock());
        let segments: Vec<Segment> = held(self.journal.catalog.read()).segments.values().cloned().collect();
        let mut findings = Vec::new();
        for segment in segments {
            let file = file_name(segment.head.first);
            let path = self.paths.journal.join(&file);
            let bytes = os::read_at(&segment.file, 0, segment.length as usize)
                .map_err(|source| StoreFault::at("read", &path, source))?;
            let damaged = damaged_bytes(&bytes, segment.head);
            if damaged > 0 {
                self.journal.met_damage.store(true, Ordering::Relaxed);
                findings.push(Finding::Journal { file: file.clone(), bytes: damaged });
            }
            let copy = self.mirror.bytes(segment.head)?;
            if copy.is_some_and(|copy| damaged_bytes(&copy, segment.head) > 0) {
                // A copy made now from a damaged journal would be worse than the one there is.
                if damaged == 0 {
                    self.mirror.forget(segment.head.first);
                    held(self.progress.lock()).rows_changed = true;
                }
                findings.push(Finding::Mirror { file });
            }
        }
        Ok(findings)
    }
}

fn damaged_bytes(bytes: &[u8], head: SegmentHead) -> u64 {
    if SegmentHead::from_bytes(bytes) != Some(head) {
        return bytes.len().max(1) as u64;
    }
    Scan::of(bytes, head).holes.iter().map(|hole| hole.end - hole.start).sum()
}
