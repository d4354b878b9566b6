//! Owns the journal: append-only segments of frames, the truth that everything else is computed from, and
//! the directory of where each record's bytes stand.
//!
//! A batch is one write and one sync; when [`Journal::append`] returns, the batch lasts. A failed write or
//! sync is cut off again; where even that fails the journal refuses all further writes.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use protocol::id::Id;

use super::batch::{Batch, Pending};
use super::draft::Draft;
use super::fault::StoreFault;
use super::frame::{self, Entry, FRAME_HEAD, Found, SEGMENT_HEAD, SegmentHead};
use super::held;
use crate::os;

/// The largest batch in bytes: 1,000 records of the largest size.
pub(crate) const BATCH_MAX: usize = 16 << 20;

/// 256 KiB of zeros ahead serve some hundred single records; longer batches move the file's end themselves.
const ROOM_BYTES: usize = 256 << 10;

/// Where a record's frame stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The first sequence number of its segment.
    pub segment: u64,
    pub offset: u32,
    /// Bytes of payload.
    pub length: u32,
}

/// One file of the journal.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub head: SegmentHead,
    pub file: Arc<File>,
    /// Bytes that are written and synced.
    pub length: u64,
    /// Bytes of the file: zeros from `length` on, so that a small write need not move the file's end.
    pub room: u64,
    /// Bytes of frames that no longer say anything.
    pub dead: u64,
}

/// The segments and what stands in them.
#[derive(Debug, Default)]
pub(crate) struct Catalog {
    pub segments: BTreeMap<u64, Segment>,
    pub places: BTreeMap<Id, Place>,
}

#[derive(Debug)]
pub(crate) struct Journal {
    pub(super) folder: PathBuf,
    pub(super) mirror: PathBuf,
    salt: u64,
    segment_bytes: u64,
    pub(super) writer: Mutex<Writer>,
    pub(super) catalog: RwLock<Catalog>,
    /// Set when a read met damage: the home is then not closed as sound, and the next opening mends it.
    pub(super) met_damage: AtomicBool,
}

#[derive(Debug)]
pub(crate) struct Writer {
    /// The last sequence number given.
    last: u64,
    /// Set after a failed sync: the end of that file is not written to again.
    roll: bool,
    stopped: Option<String>,
}

/// The name of a segment's file.
pub(crate) fn file_name(first: u64) -> String {
    format!("{first:020}.journal")
}

impl Journal {
    pub(super) fn new(folder: PathBuf, mirror: PathBuf, salt: u64, segment_bytes: u64, catalog: Catalog) -> Journal {
        let writer = Mutex::new(Writer { last: 0, roll: false, stopped: None });
        Journal {
            folder,
            mirror,
            salt,
            segment_bytes,
            writer,
            catalog: RwLock::new(catalog),
            met_damage: AtomicBool::new(false),
        }
    }

    /// Continues behind sequence number `last`, which may be higher than any that is left.
    pub(super) fn continue_behind(&self, last: u64) {
        let mut writer = held(self.writer.lock());
        writer.last = writer.last.max(last);
    }

    /// The last sequence number given.
    pub(crate) fn last(&self) -> u64 {
        held(self.writer.lock()).last
    }

    /// Writes and syncs a batch's records, local items and drops.
    ///
    /// # Errors
    /// Any [`StoreFault`]; nothing of the batch is then in the journal.
    pub(crate) fn append(&self, batch: &Batch) -> Result<Pending, StoreFault> {
        let mut writer = held(self.writer.lock());
        if let Some(why) = &writer.stopped {
            return Err(StoreFault::Stopped { why: why.clone() });
        }
        let segment = self.active(&mut writer)?;
        let mut draft = Draft::new(segment.head, segment.length, writer.last);
        draft.fill(batch, &held(self.catalog.read()).places)?;
        let Draft { bytes, placed, dropped, pending, .. } = draft;
        if bytes.is_empty() {
            return Ok(pending);
        }
        let length = segment.length + bytes.len() as u64;
        let room = match write_batch(&segment, bytes) {
            Ok(room) => room,
            Err(source) => {
                self.cut(&mut writer, &segment);
                return Err(StoreFault::io("write to the journal", source));
            }
        };
        writer.last = pending.last;
        let mut catalog = held(self.catalog.write());
        if let Some(active) = catalog.segments.get_mut(&segment.head.first) {
            active.length = length;
            active.room = room;
        }
        for (id, place) in placed {
            catalog.forget(&id);
            catalog.places.insert(id, place);
        }
        for id in dropped {
            catalog.forget(&id);
        }
        Ok(pending)
    }

    /// The segment that takes the next batch.
    fn active(&self, writer: &mut Writer) -> Result<Segment, StoreFault> {
        let newest = held(self.catalog.read()).segments.values().next_back().cloned();
        if let Some(segment) = newest.filter(|segment| !writer.roll && segment.length < self.segment_bytes) {
            return Ok(segment);
        }
        self.trim()?;
        let head = SegmentHead { first: writer.last + 1, generation: 0, salt: self.salt };
        let path = self.folder.join(file_name(head.first));
        os::replace(&path, &head.to_bytes()).map_err(|source| StoreFault::at("begin", &path, source))?;
        let file = os::private_file(&path).map_err(|source| StoreFault::at("open", &path, source))?;
        let segment =
            Segment { head, file: Arc::new(file), length: SEGMENT_HEAD as u64, room: SEGMENT_HEAD as u64, dead: 0 };
        held(self.catalog.write()).segments.insert(head.first, segment.clone());
        writer.roll = false;
        Ok(segment)
    }

    /// Takes the zeros off the end of the newest segment.
    pub(super) fn trim(&self) -> Result<(), StoreFault> {
        let mut catalog = held(self.catalog.write());
        let Some(segment) = catalog.segments.values_mut().next_back() else { return Ok(()) };
        if segment.room > segment.length {
            let trimmed = os::cut(&segment.file, segment.length).and_then(|()| os::sync_data(&segment.file));
            trimmed.map_err(|source| StoreFault::io("trim the journal", source))?;
            segment.room = segment.length;
        }
        Ok(())
    }

    /// Takes a failed write off the end of the segment again.
    fn cut(&self, writer: &mut Writer, segment: &Segment) {
        if let Some(active) = held(self.catalog.write()).segments.get_mut(&segment.head.first) {
            active.room = segment.length;
        }
        match os::cut(&segment.file, segment.length) {
            // A sync that failed once may report success later for bytes that never arrived: what follows
            // goes to a new file. An empty segment is begun anew under its own name.
            Ok(()) => writer.roll = true,
            Err(source) => writer.stopped = Some(format!("a failed write could not be cut off: {source}")),
        }
    }

    /// Ends the newest segment, so that it can be rewritten, and begins the next.
    pub(super) fn begin_next(&self) -> Result<(), StoreFault> {
        let mut writer = held(self.writer.lock());
        writer.roll = true;
        self.active(&mut writer).map(|_| ())
    }

    /// Reads a record's bytes, from the mirror where the journal's are damaged.
    ///
    /// # Errors
    /// [`StoreFault::Damaged`] where both are.
    pub(crate) fn record(&self, id: &Id) -> Result<Option<Vec<u8>>, StoreFault> {
        let located = {
            let catalog = held(self.catalog.read());
            catalog.places.get(id).and_then(|place| Some((*place, catalog.segments.get(&place.segment)?.clone())))
        };
        let Some((place, segment)) = located else { return Ok(None) };
        let bytes = match read_record(&segment.file, segment.head, place, id) {
            Some(bytes) => bytes,
            None => self.record_from_mirror(segment.head, place, id)?,
        };
        Ok(Some(bytes))
    }

    fn record_from_mirror(&self, head: SegmentHead, place: Place, id: &Id) -> Result<Vec<u8>, StoreFault> {
        self.met_damage.store(true, Ordering::Relaxed);
        let path = self.mirror.join(file_name(head.first));
        let copy = File::open(&path).map_err(|_| damaged(head, place))?;
        let same = os::read_at(&copy, 0, SEGMENT_HEAD).is_ok_and(|bytes| SegmentHead::from_bytes(&bytes) == Some(head));
        same.then(|| read_record(&copy, head, place, id)).flatten().ok_or_else(|| damaged(head, place))
    }

    /// True where the record is held.
    pub(crate) fn holds(&self, id: &Id) -> bool {
        held(self.catalog.read()).places.contains_key(id)
    }

    /// Ids in order, behind `after`, at most `limit`.
    pub(crate) fn ids(&self, after: Option<&Id>, limit: usize) -> Vec<Id> {
        use std::ops::Bound;
        let start = after.map_or(Bound::Unbounded, |id| Bound::Excluded(*id));
        let catalog = held(self.catalog.read());
        catalog.places.range((start, Bound::Unbounded)).take(limit).map(|(id, _)| *id).collect()
    }

    /// Marks bytes in the segment of `sequence` as superseded.
    pub(crate) fn count_dead(&self, sequence: u64, bytes: u64) {
        let mut catalog = held(self.catalog.write());
        if let Some((_, segment)) = catalog.segments.range_mut(..=sequence).next_back() {
            segment.dead += bytes;
        }
    }
}

impl Catalog {
    /// Takes in what a scanned frame says.
    pub(super) fn learn(&mut self, segment: u64, found: &Found, payload: &[u8]) {
        match frame::entry_id(found, payload) {
            Some(id) if found.is_record() => {
                self.forget(&id);
                self.places.insert(id, Place { segment, offset: found.offset, length: found.length });
            }
            Some(id) => self.forget(&id),
            None => {}
        }
    }

    fn forget(&mut self, id: &Id) {
        if let Some(place) = self.places.remove(id)
            && let Some(segment) = self.segments.get_mut(&place.segment)
        {
            segment.dead += FRAME_HEAD as u64 + u64::from(place.length);
        }
    }
}

/// Writes and syncs a batch at the end of a segment; returns how long the file is then.
///
/// Where the file's end does not move, the sync need not write the file's length as well: a third less time
/// for a single record.
fn write_batch(segment: &Segment, mut bytes: Vec<u8>) -> io::Result<u64> {
    let (at, batch) = (segment.length, bytes.len());
    let end = at + batch as u64;
    let mut room = segment.room.max(end);
    if end > segment.room && batch < ROOM_BYTES / 4 {
        bytes.resize(batch + ROOM_BYTES, 0);
        room = end + ROOM_BYTES as u64;
    }
    match os::write_at(&segment.file, at, &bytes) {
        Ok(()) => {}
        // Perhaps there is room for the batch alone.
        Err(_) if bytes.len() > batch => {
            os::cut(&segment.file, at)?;
            os::write_at(&segment.file, at, &bytes[..batch])?;
            room = end;
        }
        Err(source) => return Err(source),
    }
    os::sync_data(&segment.file)?;
    Ok(room)
}

/// Reads and checks one record's frame.
fn read_record(file: &File, head: SegmentHead, place: Place, id: &Id) -> Option<Vec<u8>> {
    let Ok(mut bytes) = os::read_at(file, u64::from(place.offset), FRAME_HEAD + place.length as usize) else {
        return None;
    };
    let found = frame::read(&bytes, head, 0).filter(|found| found.length == place.length && found.is_record())?;
    if frame::entry_id(&found, &bytes[FRAME_HEAD..]) != Some(*id) {
        return None;
    }
    bytes.drain(..FRAME_HEAD + 32);
    Some(bytes)
}

fn damaged(head: SegmentHead, place: Place) -> StoreFault {
    StoreFault::Damaged { what: format!("the record at byte {} of {}", place.offset, file_name(head.first)) }
}

/// Some entries of a segment.
pub(super) struct Piece {
    /// Sequence number, place and entry.
    pub entries: Vec<(u64, u64, Entry)>,
    /// Where the next entry begins.
    pub end: u64,
}

/// Reads about `bytes_max` of entries from `offset` on.
pub(super) fn entries_from(segment: &Segment, path: &Path, offset: u64, bytes_max: usize) -> Result<Piece, StoreFault> {
    let length = (segment.length - offset).min((bytes_max + FRAME_HEAD + frame::PAYLOAD_MAX) as u64) as usize;
    let bytes = os::read_at(&segment.file, offset, length).map_err(|source| StoreFault::at("read", path, source))?;
    let mut entries = Vec::new();
    let mut at = 0;
    while at < length && at < bytes_max {
        let Some(found) = frame::read(&bytes, segment.head, at) else {
            return Err(StoreFault::Damaged { what: format!("{} at byte {}", path.display(), offset + at as u64) });
        };
        let entry = frame::entry(&found, frame::payload(&bytes, &found)).expect("a frame that reads is well formed");
        entries.push((found.sequence, offset + u64::from(found.offset), entry));
        at = found.end() as usize;
    }
    Ok(Piece { entries, end: offset + at as u64 })
}
