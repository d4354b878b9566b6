//! Owns small files of bytes that are valid only for one position of the store: the caller's snapshot and the
//! list of where each record stands. Both only save time; a damaged one is as good as none.

use std::fs;
use std::io;
use std::path::Path;

use protocol::id::Id;

use super::fault::StoreFault;
use super::journal::Place;
use crate::os;

/// Position and CRC before the bytes.
const HEAD: usize = 12;
/// One entry of the list of places: id, segment, offset, length.
const PLACE: usize = 48;

/// Writes `bytes` as valid for `position`.
pub(crate) fn write(path: &Path, position: u64, bytes: &[u8]) -> Result<(), StoreFault> {
    let crc = crc32c::crc32c_append(crc32c::crc32c(&position.to_le_bytes()), bytes);
    os::replace_with(path, |file| {
        use std::io::Write as _;
        file.write_all(&position.to_le_bytes())?;
        file.write_all(&crc.to_le_bytes())?;
        file.write_all(bytes)
    })
    .map_err(|source| StoreFault::at("write", path, source))
}

/// Reads bytes back if they are sound and valid for `position`.
pub(crate) fn read(path: &Path, position: u64) -> Result<Option<Vec<u8>>, StoreFault> {
    let mut bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(StoreFault::at("read", path, source)),
    };
    let Some((head, body)) = bytes.split_at_checked(HEAD) else { return Ok(None) };
    let crc = crc32c::crc32c_append(crc32c::crc32c(&position.to_le_bytes()), body);
    if head[..8] != position.to_le_bytes() || head[8..] != crc.to_le_bytes() {
        return Ok(None);
    }
    bytes.drain(..HEAD);
    Ok(Some(bytes))
}

/// The list of places as bytes, ascending by id.
pub(crate) fn places_to_bytes<'a>(places: impl ExactSizeIterator<Item = (&'a Id, &'a Place)>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(places.len() * PLACE);
    for (id, place) in places {
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(&place.segment.to_le_bytes());
        bytes.extend_from_slice(&place.offset.to_le_bytes());
        bytes.extend_from_slice(&place.length.to_le_bytes());
    }
    bytes
}

/// Reads the list of places back.
pub(crate) fn places_from_bytes(bytes: &[u8]) -> impl Iterator<Item = (Id, Place)> + '_ {
    let (entries, _) = bytes.as_chunks::<PLACE>();
    entries.iter().map(|entry| {
        let (id, rest) = entry.split_first_chunk::<32>().expect("48 bytes begin with 32");
        let (segment, rest) = rest.split_first_chunk::<8>().expect("16 bytes begin with 8");
        let (offset, length) = rest.split_first_chunk::<4>().expect("8 bytes begin with 4");
        let length = length.first_chunk::<4>().expect("4 bytes are left");
        let place = Place {
            segment: u64::from_le_bytes(*segment),
            offset: u32::from_le_bytes(*offset),
            length: u32::from_le_bytes(*length),
        };
        (Id::from_bytes(*id), place)
    })
}
