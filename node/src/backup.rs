//! Owns the backup file: everything of a home but its keys and its guard, under a passphrase.
//!
//! The file is an age file with one passphrase (scrypt), so that any age program opens it. Inside stand
//! a mark, a version, then frames of a length and CBOR: the header, records and local items in any
//! order, and an end that counts them and carries a hash chained over all frames. It is written as a
//! stream beside its name, synced and renamed, so that the name never holds half a backup; and it is
//! read as a stream, so that its size never matters. Whether records are right is the gate's affair.
//! What a member does with it: docs/operations.md.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::Passphrase;
use protocol::time::Moment;
use protocol::wire::{self, Blob};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::os;

mod read;
mod write;

pub use read::Reader;
pub use write::Writer;

/// 16: 64 MiB and a third of a second to try one passphrase; a small board still has that much.
pub const WORK: u8 = 16;
/// 18: 256 MiB; a file that asks for more is meant to stop the machine.
pub const WORK_MAX: u8 = 18;
/// 1 MiB: a record has 64 KiB at most, a draft as much.
pub const FRAME_MAX: usize = 1 << 20;
/// What stands before everything else inside, followed by one byte of version.
const MARK: &[u8; 13] = b"talko backup\n";
/// The version that this file writes and reads.
const VERSION: u8 = 1;

/// What a backup says about itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    /// When it was made.
    pub made: Moment,
    /// The person's public root key; its hash is the person's id.
    pub root: Key,
    /// The collective's charter id.
    pub collective: Id,
    /// The recovery seed, as long as its words were not confirmed.
    pub recovery: Option<Zeroizing<[u8; 16]>>,
    /// Records at the time it was begun, for showing progress; the end counts exactly.
    pub records: u64,
    /// Local items at that time.
    pub items: u64,
}

impl std::fmt::Debug for Header {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Header { made, root, collective, recovery, records, items } = self;
        write!(f, "backup of {made:?} by {root:?} in {collective:?}: {records} records, {items} items, ")?;
        f.write_str(if recovery.is_some() { "seed inside" } else { "no seed" })
    }
}

/// One thing in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A record's bytes.
    Record(Vec<u8>),
    /// What never leaves the machine otherwise: drafts, the log, settings.
    Local {
        /// Which collection it belongs to, such as "draft".
        shelf: String,
        /// Its key there.
        key: Vec<u8>,
        /// Its bytes.
        value: Vec<u8>,
    },
}

/// How much a whole backup holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records.
    pub records: u64,
    /// Local items.
    pub items: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

/// Why a backup cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupFault {
    /// The passphrase is another.
    #[error("the passphrase does not open {0}")]
    WrongPassphrase(PathBuf),
    /// The end is missing, or a byte changed: what came before may be used, the rest is lost.
    #[error("{0} is cut off or damaged")]
    Cut(PathBuf),
    /// It is no backup, or not one under a passphrase.
    #[error("{0} is no backup")]
    NotABackup(PathBuf),
    /// A later version made it, or it asks for more work than [`WORK_MAX`].
    #[error("{0} was made by a later version")]
    Newer(PathBuf),
    /// An item is larger than [`FRAME_MAX`].
    #[error("an item of {0} bytes")]
    Large(usize),
    /// The operating system refused.
    #[error("{path} could not be used")]
    Io {
        /// The file.
        path: PathBuf,
        /// What it said.
        source: std::io::Error,
    },
}

/// A frame as it stands inside.
#[derive(Serialize, Deserialize)]
enum Frame {
    /// The header.
    #[serde(rename = "h")]
    Header(Page),
    /// A record.
    #[serde(rename = "r")]
    Record(Blob),
    /// A local item: shelf, key, value.
    #[serde(rename = "l")]
    Local(String, Blob, Blob),
    /// The end: records, items, and the chain over all frames before it.
    #[serde(rename = "e")]
    End(u64, u64, Id),
}

/// The header as it stands inside.
#[derive(Serialize, Deserialize)]
struct Page {
    made: Moment,
    root: Key,
    collective: Id,
    recovery: Option<Blob>,
    records: u64,
    items: u64,
}

/// The hash over all frames so far.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Chain(Id);

impl Chain {
    fn new() -> Chain {
        Chain(Id::of(MARK))
    }

    fn link(&mut self, frame: &[u8]) {
        self.0 = Id::labelled("talko/1 backup", &[self.0.as_bytes(), Id::of(frame).as_bytes()]);
    }
}

fn secret(passphrase: &Passphrase) -> SecretString {
    SecretString::from(passphrase.0.clone())
}

fn io_fault(path: &Path) -> impl FnOnce(std::io::Error) -> BackupFault + '_ {
    move |source| BackupFault::Io { path: path.to_path_buf(), source }
}

#[cfg(test)]
mod tests;
