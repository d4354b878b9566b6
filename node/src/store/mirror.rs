//! Owns the second copy of the journal, byte for byte, in a folder of its own; it follows at each checkpoint.
//!
//! It is what a damaged journal is mended from. An entry younger than a checkpoint stands in one place only.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Mutex;

use super::fault::StoreFault;
use super::frame::{SEGMENT_HEAD, SegmentHead};
use super::held;
use super::journal::{Journal, Segment, file_name};
use super::mend::segment_names;
use crate::os;

/// Bytes copied at a time.
const PIECE: usize = 1 << 20;

#[derive(Debug)]
pub(crate) struct Mirror {
    folder: PathBuf,
    /// How much of which generation of each segment stands in the copy.
    copied: Mutex<BTreeMap<u64, (u32, u64)>>,
}

impl Mirror {
    /// Takes stock of the folder.
    pub(crate) fn open(folder: PathBuf) -> Result<Mirror, StoreFault> {
        let mut copied = BTreeMap::new();
        for first in segment_names(&folder)? {
            let path = folder.join(file_name(first));
            let head = File::open(&path).and_then(|mut file| {
                let mut bytes = [0; SEGMENT_HEAD];
                match file.read_exact(&mut bytes) {
                    Ok(()) => {
                        Ok(SegmentHead::from_bytes(&bytes).zip(file.metadata().map_or(None, |it| Some(it.len()))))
                    }
                    Err(source) if source.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
                    Err(source) => Err(source),
                }
            });
            if let Some((head, length)) = head.map_err(|source| StoreFault::at("read", &path, source))? {
                copied.insert(first, (head.generation, length));
            }
        }
        Ok(Mirror { folder, copied: Mutex::new(copied) })
    }

    /// Forgets the copy of one segment, so that the next checkpoint makes it anew.
    pub(crate) fn forget(&self, first: u64) {
        held(self.copied.lock()).remove(&first);
    }

    /// Takes the copy of one segment away.
    pub(crate) fn remove(&self, first: u64) -> Result<(), StoreFault> {
        let path = self.folder.join(file_name(first));
        self.forget(first);
        os::remove_if_there(&path)
            .and_then(|()| os::sync_folder(&self.folder))
            .map_err(|source| StoreFault::at("remove", &path, source))
    }

    /// The bytes of the copy, as far as they are known to be there.
    pub(crate) fn bytes(&self, head: SegmentHead) -> Result<Option<Vec<u8>>, StoreFault> {
        let known = held(self.copied.lock()).get(&head.first).copied();
        let Some((_, length)) = known.filter(|(generation, _)| *generation == head.generation) else { return Ok(None) };
        let path = self.folder.join(file_name(head.first));
        let read = File::open(&path).and_then(|copy| os::read_at(&copy, 0, length as usize));
        match read {
            Ok(bytes) => Ok(Some(bytes)),
            // Shorter than it was, or gone: as good as damaged.
            Err(source) if matches!(source.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound) => {
                Ok(Some(Vec::new()))
            }
            Err(source) => Err(StoreFault::at("read", &path, source)),
        }
    }

    /// Brings the copy up to what the journal has synced.
    ///
    /// # Errors
    /// Any [`StoreFault`]; the copy is then shorter than it could be, never wrong.
    pub(crate) fn follow(&self, journal: &Journal) -> Result<(), StoreFault> {
        let segments: Vec<Segment> = held(journal.catalog.read()).segments.values().cloned().collect();
        let mut copied = held(self.copied.lock());
        for segment in segments {
            let head = segment.head;
            let known = copied.get(&head.first).copied().filter(|(generation, _)| *generation == head.generation);
            let have = known.map(|(_, length)| length);
            if have == Some(segment.length) {
                continue;
            }
            let path = self.folder.join(file_name(head.first));
            // Longer than the journal: the journal lost its end and was opened without it.
            let from = have.filter(|have| *have < segment.length);
            let written = match from {
                Some(from) => os::private_file(&path).and_then(|copy| {
                    copy_range(&segment, from, |offset, bytes| os::write_at(&copy, offset, bytes))?;
                    os::sync_data(&copy)
                }),
                None => os::replace_with(&path, |copy| {
                    copy_range(&segment, 0, |offset, bytes| os::write_at(copy, offset, bytes))
                }),
            };
            copied.remove(&head.first);
            written.map_err(|source| StoreFault::at("copy the journal to", &path, source))?;
            copied.insert(head.first, (head.generation, segment.length));
        }
        Ok(())
    }
}

fn copy_range(segment: &Segment, from: u64, mut write: impl FnMut(u64, &[u8]) -> io::Result<()>) -> io::Result<()> {
    let mut at = from;
    while at < segment.length {
        let length = (segment.length - at).min(PIECE as u64) as usize;
        write(at, &os::read_at(&segment.file, at, length)?)?;
        at += length as u64;
    }
    Ok(())
}
