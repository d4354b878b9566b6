//! Owns reading a home that may not or shall not be written: the journal alone, without lock, index or repair.

use std::collections::BTreeMap;
use std::path::Path;

use super::Paths;
use super::fault::StoreFault;
use super::frame::{self, Entry, Scan, SegmentHead};
use super::journal::file_name;
use super::mend::{read_if_there, segment_names};

/// Reads every entry of a home's journal in order, damaged ones from the second copy, and hands it to `each`.
///
/// For an export from a read-only disk. A record that was dropped later comes all the same, followed by
/// [`Entry::Dropped`]. Returns the bytes in which neither copy could be read.
///
/// # Errors
/// What the disk answers.
pub fn salvage(home: &Path, mut each: impl FnMut(Entry)) -> Result<u64, StoreFault> {
    let paths = Paths::under(home);
    let mut names = segment_names(&paths.journal)?;
    if paths.mirror.is_dir() {
        names.extend(segment_names(&paths.mirror)?);
    }
    let mut unreadable = 0;
    for first in names {
        let own = read_if_there(&paths.journal.join(file_name(first)))?;
        let copy = read_if_there(&paths.mirror.join(file_name(first)))?;
        let Some(head) = SegmentHead::from_bytes(&own).or_else(|| SegmentHead::from_bytes(&copy)) else {
            unreadable += own.len() as u64;
            continue;
        };
        let scan = Scan::of(&own, head);
        let mut payloads = BTreeMap::new();
        if !scan.holes.is_empty() || own.len() < copy.len() {
            for found in Scan::of(&copy, head).frames {
                payloads.insert(found.sequence, (found, frame::payload(&copy, &found)));
            }
            let holes = scan.holes.iter().map(|hole| hole.end - hole.start);
            unreadable += if payloads.is_empty() { holes.sum() } else { 0 };
        }
        for found in scan.frames {
            payloads.insert(found.sequence, (found, frame::payload(&own, &found)));
        }
        for (found, payload) in payloads.values() {
            each(frame::entry(found, payload).expect("a frame that reads is well formed"));
        }
    }
    Ok(unreadable)
}
