//! Owns what happens to the journal's files at opening: scanning them, cutting a torn tail, putting the
//! mirror's copy in the place of damaged frames, and setting aside what nothing can repair.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::fault::StoreFault;
use super::frame::{self, Found, SEGMENT_HEAD, Scan, SegmentHead};
use super::journal::{Catalog, Segment, file_name};
use crate::os;

/// What an opening found and did, for one sentence to the member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A write that was never acknowledged was cut off the end of the journal.
    TornTail {
        /// Bytes cut.
        bytes: u64,
    },
    /// Damaged journal entries were put back from the second copy.
    Mended {
        /// The damaged file.
        file: String,
        /// Entries put back.
        entries: u64,
    },
    /// Journal entries are damaged in both copies; everything else is kept. The damaged file stays beside
    /// it, its name ends in `damaged`.
    Lost {
        /// The damaged file.
        file: String,
        /// Bytes in which nothing could be read.
        bytes: u64,
        /// The first entry that may be missing.
        first: u64,
        /// The last entry that may be missing.
        last: u64,
    },
    /// The rows' folder was set aside and the rows must be computed again.
    RowsSetAside {
        /// Why.
        why: String,
    },
}

/// Every segment of a home, scanned and mended.
pub(super) struct Mended {
    pub catalog: Catalog,
    /// The highest sequence number found.
    pub last: u64,
    pub notices: Vec<Notice>,
}

/// Scans all segments in `folder` and `mirror`.
///
/// # Errors
/// [`StoreFault::Io`] and its kin; damage is not an error but a notice.
pub(super) fn scan_all(folder: &Path, mirror: &Path) -> Result<Mended, StoreFault> {
    let mut names = segment_names(folder)?;
    names.extend(segment_names(mirror)?);
    let mut mended = Mended { catalog: Catalog::default(), last: 0, notices: Vec::new() };
    let newest = names.last().copied();
    for (at, first) in names.iter().enumerate() {
        let following = names.iter().nth(at + 1).copied();
        let age = if Some(*first) == newest { Age::Newest } else { Age::Sealed };
        scan_one(folder, mirror, *first, age, following, &mut mended)?;
    }
    Ok(mended)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Sealed,
    Newest,
}

/// Names of segments in a folder, ascending.
pub(super) fn segment_names(folder: &Path) -> Result<BTreeSet<u64>, StoreFault> {
    let list = fs::read_dir(folder).map_err(|source| StoreFault::at("list", folder, source))?;
    let mut names = BTreeSet::new();
    for item in list {
        let item = item.map_err(|source| StoreFault::at("list", folder, source))?;
        let name = item.file_name();
        let first = name.to_str().and_then(|name| name.strip_suffix(".journal")).map(str::parse::<u64>);
        if let Some(Ok(first @ 1..)) = first {
            names.insert(first);
        }
    }
    Ok(names)
}

fn scan_one(
    folder: &Path,
    mirror: &Path,
    first: u64,
    age: Age,
    following: Option<u64>,
    mended: &mut Mended,
) -> Result<(), StoreFault> {
    let path = folder.join(file_name(first));
    let bytes = read_if_there(&path)?;
    let own = SegmentHead::from_bytes(&bytes).filter(|head| head.first == first);
    let copy_bytes = read_if_there(&mirror.join(file_name(first)))?;
    let copy_head = SegmentHead::from_bytes(&copy_bytes).filter(|head| head.first == first);
    // A mirror of another generation is older than a rewrite: what it has besides was let go on purpose.
    let copy_head = copy_head.filter(|head| own.is_none_or(|own| own == *head));
    let Some(head) = own.or(copy_head) else {
        return set_aside(&path, first, following, bytes.len() as u64, age, mended);
    };
    let own_scan = Scan::of(&bytes, head);
    let mut frames: BTreeMap<u64, (Found, &[u8])> = BTreeMap::new();
    let mut from_copy = 0;
    let mut copy_sound_to = 0;
    // The mirror is read only where the journal does not speak for itself.
    let copied = copy_head.is_some() && copy_bytes.len() as u64 > own_scan.frames.last().map_or(0, Found::end);
    if copied || !own_scan.holes.is_empty() {
        let copy_scan = Scan::of(&copy_bytes, head);
        if copy_scan.holes.is_empty() {
            copy_sound_to = copy_bytes.len() as u64;
        }
        for found in copy_scan.frames {
            frames.insert(found.sequence, (found, frame::payload(&copy_bytes, &found)));
        }
        from_copy = frames.len();
    }
    for found in &own_scan.frames {
        from_copy -= usize::from(frames.insert(found.sequence, (*found, frame::payload(&bytes, found))).is_some());
    }
    if age == Age::Newest {
        // A batch without its last frame was never acknowledged.
        while frames.last_key_value().is_some_and(|(_, (found, _))| !found.ends_batch()) {
            frames.pop_last();
        }
    }
    // What a failed write left behind the place where the next segment took over was never acknowledged.
    while frames.last_key_value().is_some_and(|(last, _)| following.is_some_and(|following| *last >= following)) {
        frames.pop_last();
    }
    let kept_end = frames.last_key_value().map_or(SEGMENT_HEAD as u64, |(_, (found, _))| found.end());
    let damage: u64 = holes_before(&own_scan, if age == Age::Newest && from_copy == 0 { kept_end } else { u64::MAX });
    // A segment's name counts too: a sweep may have emptied it.
    mended.last = mended.last.max(frames.last_key_value().map_or(first - 1, |(last, _)| *last));

    let whole = own.is_some() && from_copy == 0 && damage == 0;
    let (file, head, length) = if whole {
        let file = os::private_file(&path).map_err(|source| StoreFault::at("open", &path, source))?;
        if kept_end < bytes.len() as u64 {
            os::cut(&file, kept_end)
                .and_then(|()| os::sync(&file))
                .map_err(|source| StoreFault::at("cut the torn tail of", &path, source))?;
            let torn = written_end(&bytes).saturating_sub(kept_end);
            if torn > 0 {
                mended.notices.push(Notice::TornTail { bytes: torn });
            }
        }
        (file, head, kept_end)
    } else {
        // A sound copy that covers all the damage leaves no doubt; a sweep's gaps are then no loss.
        let covered = own_scan.holes.iter().all(|hole| hole.end <= copy_sound_to);
        let missing = if covered && copy_sound_to > 0 { None } else { missing(first, following, &frames) };
        match missing {
            None => mended.notices.push(Notice::Mended { file: file_name(first), entries: from_copy as u64 }),
            Some((lost_first, lost_last)) => {
                keep_damaged(&path)?;
                let (first, last) = (lost_first, lost_last);
                mended.notices.push(Notice::Lost { file: file_name(head.first), bytes: damage, first, last });
            }
        }
        let head = SegmentHead { generation: head.generation + 1, ..head };
        let segment = write_segment(&path, head, frames.values().map(|(found, payload)| (*found, *payload)))?;
        (segment.0, head, segment.1)
    };
    let segment = Segment { head, file: Arc::new(file), length, room: length, dead: 0 };
    mended.catalog.segments.insert(first, segment);
    let mut at = SEGMENT_HEAD as u64;
    for (found, payload) in frames.values() {
        let moved = Found { offset: at as u32, ..*found };
        mended.catalog.learn(first, if whole { found } else { &moved }, payload);
        at = moved.end();
    }
    Ok(())
}

/// Where the zeros begin that are room for later frames.
fn written_end(bytes: &[u8]) -> u64 {
    bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last as u64 + 1)
}

/// Bytes of damage before `end`.
fn holes_before(scan: &Scan, end: u64) -> u64 {
    scan.holes.iter().filter(|hole| hole.start < end).map(|hole| hole.end.min(end) - hole.start).sum()
}

/// The range of sequence numbers in which entries may be missing, if any may.
///
/// Numbers follow each other without gaps except where a sweep let entries go, so a gap in a damaged
/// segment is reported as a loss; better one too many than one too few.
fn missing(first: u64, following: Option<u64>, frames: &BTreeMap<u64, (Found, &[u8])>) -> Option<(u64, u64)> {
    let mut expected = first;
    let mut range: Option<(u64, u64)> = None;
    for sequence in frames.keys().copied().chain(following) {
        if sequence > expected {
            range = Some((range.map_or(expected, |(start, _)| start), sequence - 1));
        }
        expected = sequence + 1;
    }
    range
}

/// Neither head can be read: nothing in this file can.
fn set_aside(
    path: &Path,
    first: u64,
    following: Option<u64>,
    bytes: u64,
    age: Age,
    mended: &mut Mended,
) -> Result<(), StoreFault> {
    keep_damaged(path)?;
    os::remove_if_there(path).map_err(|source| StoreFault::at("set aside", path, source))?;
    // A newest segment without a single frame is a beginning that was cut short, not a loss.
    if age == Age::Sealed || bytes > SEGMENT_HEAD as u64 {
        let last = following.map_or(first, |next| next - 1);
        mended.notices.push(Notice::Lost { file: file_name(first), bytes, first, last });
    }
    Ok(())
}

/// Keeps one damaged original for whoever wants to look at it.
fn keep_damaged(path: &Path) -> Result<(), StoreFault> {
    let aside = PathBuf::from(format!("{}.damaged", path.display()));
    match fs::copy(path, &aside) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(StoreFault::at("set aside", path, source)),
        _ => Ok(()),
    }
}

/// Writes a whole segment under its name; returns the open file and its length.
///
/// # Errors
/// Any [`StoreFault`]; the old file is then still there.
pub(super) fn write_segment<'a>(
    path: &Path,
    head: SegmentHead,
    frames: impl Iterator<Item = (Found, &'a [u8])>,
) -> Result<(File, u64), StoreFault> {
    let mut bytes = head.to_bytes().to_vec();
    for (found, payload) in frames {
        frame::write_again(&mut bytes, head, &found, payload)?;
    }
    os::replace_with(path, |file| file.write_all(&bytes)).map_err(|source| StoreFault::at("rewrite", path, source))?;
    let file = os::private_file(path).map_err(|source| StoreFault::at("open", path, source))?;
    Ok((file, bytes.len() as u64))
}

/// A file's bytes; none where it is missing.
pub(super) fn read_if_there(path: &Path) -> Result<Vec<u8>, StoreFault> {
    let mut bytes = Vec::new();
    match File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(StoreFault::at("read", path, source)),
        _ => Ok(bytes),
    }
}
