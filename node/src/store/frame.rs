//! Owns the bytes of the journal: the head of a segment, the frames in it, and finding the frames again
//! after damage.
//!
//! A frame is `length u32, sequence u64, tag u8, CRC of the payload u32, CRC of the head u32`, little
//! endian, then the payload. Both CRC32C start from the segment's salt: a stranger who writes frame-like bytes into
//! a record cannot have them taken for a frame when the search after damage meets them.

use protocol::id::Id;

use super::fault::StoreFault;

/// Bytes before a frame's payload.
pub(crate) const FRAME_HEAD: usize = 21;
/// Bytes before a segment's first frame.
pub(crate) const SEGMENT_HEAD: usize = 40;
/// The longest payload: records are at most 56 KiB, drafts and settings far below 1 MiB.
pub(crate) const PAYLOAD_MAX: usize = 1 << 20;
/// The longest key of a local item.
pub(crate) const KEY_MAX: usize = 1024;

const MAGIC: &[u8; 8] = b"talkoj01";
const RECORD: u8 = 1;
const LOCAL_SET: u8 = 2;
const LOCAL_UNSET: u8 = 3;
const DROPPED: u8 = 4;
/// Set on the last frame of a batch; a batch without it was never acknowledged.
const BATCH_END: u8 = 0x80;

/// One thing that the journal says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A record is held.
    Record {
        /// Its name.
        id: Id,
        /// Its bytes.
        bytes: Vec<u8>,
    },
    /// A local item has this value, or none any more.
    Local {
        /// Its key.
        key: Vec<u8>,
        /// Its value.
        value: Option<Vec<u8>>,
    },
    /// A record is no longer held.
    Dropped {
        /// Its name.
        id: Id,
    },
}

/// The head of one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentHead {
    /// Sequence numbers in the segment are this or higher.
    pub first: u64,
    /// Counts rewrites; a mirror of another generation is not a copy.
    pub generation: u32,
    /// Where both CRC start.
    pub salt: u64,
}

impl SegmentHead {
    pub(crate) fn to_bytes(self) -> [u8; SEGMENT_HEAD] {
        let mut bytes = [0; SEGMENT_HEAD];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..16].copy_from_slice(&self.first.to_le_bytes());
        bytes[16..20].copy_from_slice(&self.generation.to_le_bytes());
        bytes[20..28].copy_from_slice(&self.salt.to_le_bytes());
        let crc = crc32c::crc32c(&bytes[..SEGMENT_HEAD - 4]);
        bytes[SEGMENT_HEAD - 4..].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<SegmentHead> {
        let bytes = bytes.get(..SEGMENT_HEAD)?;
        let sound = bytes[..8] == *MAGIC && crc32c::crc32c(&bytes[..SEGMENT_HEAD - 4]) == u32_at(bytes, 36);
        sound.then(|| SegmentHead { first: u64_at(bytes, 8), generation: u32_at(bytes, 16), salt: u64_at(bytes, 20) })
    }

    fn seed(self) -> u32 {
        crc32c::crc32c(&self.salt.to_le_bytes())
    }
}

/// A frame found in a segment's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub sequence: u64,
    /// Where the frame begins.
    pub offset: u32,
    /// Bytes of payload.
    pub length: u32,
    pub tag: u8,
}

impl Found {
    /// Where the frame ends.
    pub(crate) fn end(&self) -> u64 {
        u64::from(self.offset) + FRAME_HEAD as u64 + u64::from(self.length)
    }

    /// True for the last frame of a batch.
    pub(crate) fn ends_batch(&self) -> bool {
        self.tag & BATCH_END != 0
    }

    /// True for a record's body.
    pub(crate) fn is_record(&self) -> bool {
        self.tag & !BATCH_END == RECORD
    }
}

/// Writes one frame behind `out`.
///
/// # Errors
/// [`StoreFault::TooLarge`] for an entry beyond [`PAYLOAD_MAX`] or [`KEY_MAX`].
pub(crate) fn write_record(
    out: &mut Vec<u8>,
    head: SegmentHead,
    sequence: u64,
    id: &Id,
    bytes: &[u8],
) -> Result<(), StoreFault> {
    write(out, head, sequence, RECORD, &[id.as_bytes(), bytes])
}

/// Writes that a record is dropped.
pub(crate) fn write_dropped(out: &mut Vec<u8>, head: SegmentHead, sequence: u64, id: &Id) -> Result<(), StoreFault> {
    write(out, head, sequence, DROPPED, &[id.as_bytes()])
}

/// Writes a local item's value, or that it has none.
pub(crate) fn write_local(
    out: &mut Vec<u8>,
    head: SegmentHead,
    sequence: u64,
    key: &[u8],
    value: Option<&[u8]>,
) -> Result<(), StoreFault> {
    if key.len() > KEY_MAX {
        return Err(StoreFault::TooLarge { what: "the key of a local item".into() });
    }
    let length = (key.len() as u16).to_le_bytes();
    match value {
        Some(value) => write(out, head, sequence, LOCAL_SET, &[&length, key, value]),
        None => write(out, head, sequence, LOCAL_UNSET, &[&length, key]),
    }
}

/// Writes a frame whose payload exists already, with a tag that was read from another frame.
pub(crate) fn write_again(
    out: &mut Vec<u8>,
    head: SegmentHead,
    found: &Found,
    payload: &[u8],
) -> Result<(), StoreFault> {
    write(out, head, found.sequence, found.tag, &[payload])
}

/// Marks the frame that begins at `offset` as the last of its batch.
pub(crate) fn end_batch(out: &mut [u8], head: SegmentHead, offset: usize) {
    out[offset + 12] |= BATCH_END;
    let crc = crc32c::crc32c_append(head.seed(), &out[offset..offset + 17]);
    out[offset + 17..offset + 21].copy_from_slice(&crc.to_le_bytes());
}

fn write(out: &mut Vec<u8>, head: SegmentHead, sequence: u64, tag: u8, parts: &[&[u8]]) -> Result<(), StoreFault> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    if length > PAYLOAD_MAX {
        return Err(StoreFault::TooLarge { what: format!("an entry of {length} bytes") });
    }
    let seed = head.seed();
    let body = parts.iter().fold(seed, |crc, part| crc32c::crc32c_append(crc, part));
    let at = out.len();
    out.extend_from_slice(&(length as u32).to_le_bytes());
    out.extend_from_slice(&sequence.to_le_bytes());
    out.push(tag);
    out.extend_from_slice(&body.to_le_bytes());
    let crc = crc32c::crc32c_append(seed, &out[at..]);
    out.extend_from_slice(&crc.to_le_bytes());
    for part in parts {
        out.extend_from_slice(part);
    }
    Ok(())
}

/// Reads the frame that begins at `offset`; `None` where there is no whole, sound frame.
pub(crate) fn read(bytes: &[u8], head: SegmentHead, offset: usize) -> Option<Found> {
    let frame = bytes.get(offset..)?;
    let fixed = frame.get(..FRAME_HEAD)?;
    let length = u32_at(fixed, 0);
    // The cheap comparison first: the search after damage comes here for every byte.
    if length as usize > PAYLOAD_MAX || crc32c::crc32c_append(head.seed(), &fixed[..17]) != u32_at(fixed, 17) {
        return None;
    }
    let payload = frame.get(FRAME_HEAD..FRAME_HEAD + length as usize)?;
    let sound = crc32c::crc32c_append(head.seed(), payload) == u32_at(fixed, 13);
    let Ok(offset) = u32::try_from(offset) else { return None };
    let found = Found { sequence: u64_at(fixed, 4), offset, length, tag: fixed[12] };
    (sound && well_formed(&found, payload)).then_some(found)
}

/// Reads what a frame says; `None` where the payload does not have the form that its tag asks for.
pub(crate) fn entry(found: &Found, payload: &[u8]) -> Option<Entry> {
    match found.tag & !BATCH_END {
        RECORD => {
            let (id, bytes) = payload.split_first_chunk::<32>()?;
            Some(Entry::Record { id: Id::from_bytes(*id), bytes: bytes.to_vec() })
        }
        LOCAL_SET => local(payload).map(|(key, value)| Entry::Local { key: key.into(), value: Some(value.into()) }),
        LOCAL_UNSET => local(payload).map(|(key, _)| Entry::Local { key: key.into(), value: None }),
        DROPPED => payload.first_chunk::<32>().map(|id| Entry::Dropped { id: Id::from_bytes(*id) }),
        _ => None,
    }
}

/// The record that a frame holds or drops; `None` for a local item.
pub(crate) fn entry_id(found: &Found, payload: &[u8]) -> Option<Id> {
    let about_record = matches!(found.tag & !BATCH_END, RECORD | DROPPED);
    about_record.then(|| payload.first_chunk::<32>()).flatten().map(|id| Id::from_bytes(*id))
}

/// The same question as [`entry`] answers, without copying.
fn well_formed(found: &Found, payload: &[u8]) -> bool {
    match found.tag & !BATCH_END {
        RECORD => payload.len() >= 32,
        DROPPED => payload.len() == 32,
        LOCAL_SET | LOCAL_UNSET => local(payload).is_some(),
        _ => false,
    }
}

fn local(payload: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = payload.split_first_chunk::<2>()?;
    rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))
}

/// What stands in a segment's bytes.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// Sound frames, ascending in sequence.
    pub frames: Vec<Found>,
    /// Where no sound frame could be found, ascending; the last may reach to the end of the bytes.
    pub holes: Vec<std::ops::Range<u64>>,
}

impl Scan {
    /// Finds every sound frame, also behind damage.
    pub(crate) fn of(bytes: &[u8], head: SegmentHead) -> Scan {
        let mut scan = Scan::default();
        let mut at = SEGMENT_HEAD;
        let mut last = head.first.saturating_sub(1);
        let mut hole = None;
        // Zeros at the end are room for later frames.
        let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        while at < end {
            match read(bytes, head, at).filter(|found| found.sequence > last) {
                Some(found) => {
                    if let Some(start) = hole.take() {
                        scan.holes.push(start..at as u64);
                    }
                    last = found.sequence;
                    at = found.end() as usize;
                    scan.frames.push(found);
                }
                None => {
                    hole.get_or_insert(at as u64);
                    at += 1;
                }
            }
        }
        if let Some(start) = hole {
            scan.holes.push(start..end as u64);
        }
        scan
    }
}

/// The payload of a frame.
pub(crate) fn payload<'a>(bytes: &'a [u8], found: &Found) -> &'a [u8] {
    &bytes[found.offset as usize + FRAME_HEAD..found.end() as usize]
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes were taken"))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes were taken"))
}
