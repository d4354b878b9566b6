//! Owns reading the journal again, in bounded pieces, so that the caller can fold what the rows lack.

use std::ops::Bound;

use super::batch::Pending;
use super::fault::StoreFault;
use super::frame::{Entry, SEGMENT_HEAD};
use super::held;
use super::journal::{Place, entries_from, file_name};
use super::{Store, side};

/// Bytes of one piece, about: some thousand records.
const PIECE_BYTES: usize = 2 << 20;

/// A piece of the journal that the rows lack.
#[derive(Debug)]
pub struct Replay {
    /// What it says, oldest first. A record that was dropped later is left out.
    pub entries: Vec<Entry>,
    /// To be applied with the rows that follow from it.
    pub pending: Pending,
}

/// Where reading goes on behind entry `after`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor {
    after: u64,
    segment: u64,
    offset: u64,
}

impl Store {
    /// The next piece that the rows lack; `None` when they are up to date.
    ///
    /// Until it is applied, the same piece comes again.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] where the journal was damaged since it was opened.
    pub fn replay(&self) -> Result<Option<Replay>, StoreFault> {
        let (applied, cursor) = {
            let progress = held(self.progress.lock());
            (progress.applied, progress.cursor.filter(|cursor| cursor.after == progress.applied))
        };
        let last = self.journal.last();
        if applied >= last {
            return Ok(None);
        }
        let mut at = match cursor {
            Some(cursor) => (cursor.segment, cursor.offset),
            None => (self.segment_of(applied + 1), SEGMENT_HEAD as u64),
        };
        loop {
            let segment = held(self.journal.catalog.read()).segments.get(&at.0).cloned();
            let Some(segment) = segment.filter(|segment| at.1 < segment.length) else {
                match self.segment_behind(at.0) {
                    Some(next) => at = (next, SEGMENT_HEAD as u64),
                    None => break,
                }
                continue;
            };
            let path = self.paths.journal.join(file_name(at.0));
            let offset = at.1;
            let read = entries_from(&segment, &path, offset, PIECE_BYTES)?;
            at.1 = read.end;
            let mut piece = Replay { entries: Vec::new(), pending: Pending::at(applied) };
            for (sequence, place_offset, entry) in read.entries {
                if sequence > applied {
                    piece.pending.last = sequence;
                    self.take(&mut piece, sequence, at.0, place_offset, entry);
                }
            }
            if piece.pending.last > applied {
                let cursor = Cursor { after: piece.pending.last, segment: at.0, offset: at.1 };
                held(self.progress.lock()).cursor = Some(cursor);
                return Ok(Some(piece));
            }
        }
        // The last numbers belong to entries that were lost or swept: the rows lack nothing.
        let mut rest = Pending::at(applied);
        rest.last = last;
        self.apply(rest, Vec::new())?;
        Ok(None)
    }

    fn take(&self, piece: &mut Replay, sequence: u64, segment: u64, offset: u64, entry: Entry) {
        match &entry {
            Entry::Record { id, .. } => {
                let catalog = held(self.journal.catalog.read());
                let current = catalog.places.get(id);
                let is_here = |place: &Place| place.segment == segment && u64::from(place.offset) == offset;
                if current.is_some_and(is_here) {
                    piece.entries.push(entry);
                }
            }
            Entry::Local { key, value } => {
                piece.pending.local.push((key.clone(), sequence, value.clone()));
                piece.entries.push(entry);
            }
            Entry::Dropped { .. } => piece.entries.push(entry),
        }
    }

    fn segment_of(&self, sequence: u64) -> u64 {
        let catalog = held(self.journal.catalog.read());
        let at_or_before = catalog.segments.range(..=sequence).next_back();
        at_or_before.or_else(|| catalog.segments.first_key_value()).map_or(0, |(first, _)| *first)
    }

    fn segment_behind(&self, first: u64) -> Option<u64> {
        let catalog = held(self.journal.catalog.read());
        catalog.segments.range((Bound::Excluded(first), Bound::Unbounded)).next().map(|(first, _)| *first)
    }

    /// Opens the index again after a fault of it, for example a disk that was full; replay afterwards.
    ///
    /// # Errors
    /// Any [`StoreFault`]; may be tried again.
    pub fn restart_index(&self) -> Result<super::Lag, StoreFault> {
        let _one = held(self.checkpoint.lock());
        let mut index = held(self.index.write());
        drop(index.take());
        let witness = side::read(&self.paths.side)?;
        let opened = super::open::open_index(&self.paths, &self.options, &witness, self.journal.last(), None)?;
        let mut progress = held(self.progress.lock());
        progress.applied = opened.position;
        progress.cursor = None;
        progress.checkpointed = progress.checkpointed.min(opened.position);
        *index = Some(opened.index);
        drop(progress);
        self.note_lag(opened.position)?;
        Ok(super::Lag::of(opened.position, self.journal.last(), opened.fresh))
    }
}
