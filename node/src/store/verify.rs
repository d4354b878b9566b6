//! Owns reading both copies of the journal through, for `doctor`: one file after another, so that
//! whoever asks can tell how far it is, and writing goes on between two of them.

use std::sync::atomic::Ordering;

use protocol::local::Verified;

use super::fault::StoreFault;
use super::frame::{Scan, SegmentHead};
use super::journal::{Segment, file_name};
use super::{Store, held};
use crate::os;

impl Store {
    /// Reads one segment and its second copy through; nothing where none is left.
    ///
    /// A damaged segment is mended from its copy at the next opening; a damaged copy is made anew at the
    /// next checkpoint.
    ///
    /// - `after`: the first entry of the segment that was read last.
    ///
    /// # Errors
    /// What the disk answers; damage is not an error but an answer.
    pub fn verify(&self, after: Option<u64>) -> Result<Option<Verified>, StoreFault> {
        let _one = held(self.checkpoint.lock());
        let (segment, place, of) = {
            let catalog = held(self.journal.catalog.read());
            let segments = || catalog.segments.values();
            let next = segments().position(|segment| after.is_none_or(|after| segment.head.first > after));
            let Some(at) = next else { return Ok(None) };
            let segment: Segment = segments().nth(at).expect("it was found at this place").clone();
            (segment, at + 1, catalog.segments.len())
        };
        let path = self.paths.journal.join(file_name(segment.head.first));
        let bytes = os::read_at(&segment.file, 0, segment.length as usize)
            .map_err(|source| StoreFault::at("read", &path, source))?;
        let damaged = is_damaged(&bytes, segment.head);
        drop(bytes);
        if damaged {
            self.journal.met_damage.store(true, Ordering::Relaxed);
        }
        let copy_damaged = self.mirror.bytes(segment.head)?.is_some_and(|copy| is_damaged(&copy, segment.head));
        // A copy made now from a damaged journal would be worse than the one there is.
        if copy_damaged && !damaged {
            self.mirror.forget(segment.head.first);
            held(self.progress.lock()).rows_changed = true;
        }
        Ok(Some(Verified { first: segment.head.first, place: place as u32, of: of as u32, damaged, copy_damaged }))
    }
}

fn is_damaged(bytes: &[u8], head: SegmentHead) -> bool {
    SegmentHead::from_bytes(bytes) != Some(head) || !Scan::of(bytes, head).holes.is_empty()
}
