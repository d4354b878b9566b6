//! Owns the side file: a few lines that say how far the store had come at the last checkpoint and whether it
//! was closed in order. It is the witness against an index that opens empty without an error.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::fault::StoreFault;
use crate::os;

/// The format of everything in the store folder; a higher one was written by a newer program.
pub(crate) const FORMAT: u32 = 1;

/// How the store was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Left {
    /// Closed in order; the files are exactly as described.
    Clean,
    /// In use, or the process died.
    Open,
}

/// What the side file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Side {
    pub format: u32,
    pub program: String,
    pub left: Left,
    /// The caller's version of the rows; another one means that they must be computed again.
    pub rows_version: u32,
    /// The last entry whose rows were synced.
    pub position: u64,
    /// The last entry of the journal.
    pub entries: u64,
    pub records: u64,
    /// Every segment: first sequence number, generation, length, dead bytes.
    pub segments: Vec<(u64, u32, u64, u64)>,
    /// CRC32C over the index's files, when closed in order.
    pub index_crc: u32,
}

/// What was found where the side file should be.
#[derive(Debug)]
pub(crate) enum Witness {
    /// No store was ever here, or somebody removed the file.
    Absent,
    /// It cannot be read; nothing can be taken for granted.
    Damaged,
    Said(Side),
}

/// Reads the side file.
///
/// # Errors
/// [`StoreFault::Newer`], or what the operating system answers.
pub(crate) fn read(path: &Path) -> Result<Witness, StoreFault> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Witness::Absent),
        Err(source) => return Err(StoreFault::at("read", path, source)),
    };
    let Some((crc, body)) = bytes.split_at_checked(9) else { return Ok(Witness::Damaged) };
    if format!("{:08x}\n", crc32c::crc32c(body)).as_bytes() != crc {
        return Ok(Witness::Damaged);
    }
    #[derive(Deserialize)]
    struct OnlyFormat {
        format: u32,
    }
    match serde_json::from_slice::<OnlyFormat>(body) {
        Ok(only) if only.format > FORMAT => return Err(StoreFault::Newer { found: only.format, known: FORMAT }),
        Ok(_) => {}
        Err(_) => return Ok(Witness::Damaged),
    }
    Ok(serde_json::from_slice(body).map_or(Witness::Damaged, Witness::Said))
}

/// Writes the side file durably.
///
/// # Errors
/// What the operating system answers; the old file is then still there.
pub(crate) fn write(path: &Path, side: &Side) -> Result<(), StoreFault> {
    let body = serde_json::to_vec(side).expect("numbers and text become JSON");
    let mut bytes = format!("{:08x}\n", crc32c::crc32c(&body)).into_bytes();
    bytes.extend_from_slice(&body);
    os::replace(path, &bytes).map_err(|source| StoreFault::at("write", path, source))
}
