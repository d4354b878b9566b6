//! Owns taking what is no longer said off the disk: a segment is written again without it.

use super::Store;
use super::fault::StoreFault;
use super::frame::{self, Entry, Found, SegmentHead};
use super::held;
use super::journal::{Catalog, Segment, file_name};
use super::mend::write_segment;
use crate::os;

/// What a sweep did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Swept {
    /// Bytes taken off the journal; the mirror follows at the next checkpoint.
    pub bytes: u64,
}

impl Store {
    /// Rewrites the segment with the most dead bytes, if it has at least `dead_min`; `None` where none has.
    ///
    /// Checkpoints before and after, so that no copy of what was dropped stays behind. One segment at a call:
    /// call again until the answer is `None`. Takes as long as writing one segment; not for the hot path.
    ///
    /// # Errors
    /// Any [`StoreFault`]; the segment is then as it was.
    pub fn sweep(&self, dead_min: u64) -> Result<Option<Swept>, StoreFault> {
        self.checkpoint()?;
        let (segment, newest, oldest) = {
            let catalog = held(self.journal.catalog.read());
            let most = catalog.segments.values().max_by_key(|segment| segment.dead);
            let Some(most) = most.filter(|most| most.dead >= dead_min.max(1)).cloned() else { return Ok(None) };
            let newest = catalog.segments.keys().next_back() == Some(&most.head.first);
            let oldest = catalog.segments.keys().next() == Some(&most.head.first);
            (most, newest, oldest)
        };
        if newest {
            // Its number of the last entry must not be used again, so the journal goes on in a new file.
            self.journal.begin_next()?;
        }
        let path = self.journal.folder.join(file_name(segment.head.first));
        let segment = held(self.journal.catalog.read()).segments.get(&segment.head.first).cloned().unwrap_or(segment);
        let bytes = os::read_at(&segment.file, 0, segment.length as usize)
            .map_err(|source| StoreFault::at("read", &path, source))?;
        let scan = frame::Scan::of(&bytes, segment.head);
        if !scan.holes.is_empty() {
            self.journal.met_damage.store(true, std::sync::atomic::Ordering::Relaxed);
            return Err(StoreFault::Damaged { what: path.display().to_string() });
        }
        let mut kept: Vec<Found> = Vec::new();
        for found in scan.frames {
            if self.still_says(&segment, &found, frame::payload(&bytes, &found), oldest)? {
                kept.push(found);
            }
        }
        let head = SegmentHead { generation: segment.head.generation + 1, ..segment.head };
        let frames = kept.iter().map(|found| (*found, frame::payload(&bytes, found)));
        let (file, length) = write_segment(&path, head, frames)?;
        let swept = Swept { bytes: segment.length - length };
        {
            let mut catalog = held(self.journal.catalog.write());
            let rewritten = Segment { head, file: std::sync::Arc::new(file), length, dead: 0 };
            catalog.segments.insert(head.first, rewritten);
            move_places(&mut catalog, head.first, &kept, &bytes);
        }
        self.checkpoint_always()?;
        Ok(Some(swept))
    }

    /// True where a frame must stay: it holds a record, is the newest word on a local item, or takes back
    /// something that an older segment may still say.
    fn still_says(&self, segment: &Segment, found: &Found, payload: &[u8], oldest: bool) -> Result<bool, StoreFault> {
        let entry = frame::entry(found, payload).expect("a frame that reads is well formed");
        Ok(match entry {
            Entry::Record { id, .. } => {
                let catalog = held(self.journal.catalog.read());
                let place = catalog.places.get(&id);
                place.is_some_and(|place| place.segment == segment.head.first && place.offset == found.offset)
            }
            Entry::Dropped { .. } => !oldest,
            // Not applied yet, so the index cannot tell.
            Entry::Local { .. } if found.sequence > self.position() => true,
            Entry::Local { key, value } => {
                let newest = self.with_index(|index| index.local(&key))?.map(|(sequence, _)| sequence);
                match newest {
                    Some(sequence) => sequence <= found.sequence,
                    None => value.is_none() && !oldest,
                }
            }
        })
    }
}

/// Gives the records of a rewritten segment their new places.
fn move_places(catalog: &mut Catalog, first: u64, kept: &[Found], bytes: &[u8]) {
    let mut at = frame::SEGMENT_HEAD as u32;
    let mut dead = 0;
    for found in kept {
        if found.is_record()
            && let Some(id) = frame::entry_id(found, frame::payload(bytes, found))
        {
            match catalog.places.get_mut(&id) {
                Some(place) if place.segment == first => place.offset = at,
                // Dropped while the segment was being written.
                _ => dead += u64::from(found.length) + frame::FRAME_HEAD as u64,
            }
        }
        at += found.length + frame::FRAME_HEAD as u32;
    }
    if let Some(segment) = catalog.segments.get_mut(&first) {
        segment.dead += dead;
    }
}
