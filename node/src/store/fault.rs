//! Owns the ways in which storage fails, told apart by what a caller can do about them.

use std::io;
use std::path::Path;

/// Why storage did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// Another process uses this home.
    #[error("another process uses this home")]
    Locked {
        /// Its process id, where it could be read.
        pid: Option<u32>,
    },
    /// The disk or folder may not be written.
    #[error("the folder may not be written: {what}")]
    ReadOnly {
        /// What was attempted.
        what: String,
        /// The system's answer.
        source: io::Error,
    },
    /// No space is left, or less than the reserve that the store keeps free.
    #[error("no space is left on the disk: {what}")]
    Full {
        /// What was attempted.
        what: String,
    },
    /// All is taken of the disk that this home may take.
    #[error("{used} bytes of the disk are taken, and {most} may be")]
    Ceiling {
        /// Bytes that are taken.
        used: u64,
        /// Bytes that may be.
        most: u64,
    },
    /// Stored bytes are not what was written.
    #[error("stored data is damaged: {what}")]
    Damaged {
        /// Which part, and where.
        what: String,
    },
    /// A newer program wrote this home.
    #[error("a newer program wrote this home: its format is {found}, this program knows {known}")]
    Newer {
        /// The format found.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// An entry or a batch is larger than the store takes.
    #[error("{what} is larger than the store takes")]
    TooLarge {
        /// The entry.
        what: String,
    },
    /// Rows lag behind the journal: replay first.
    #[error("the rows stand at entry {rows}, this batch follows entry {before}: replay first")]
    Behind {
        /// The last entry that the rows know.
        rows: u64,
        /// The entry before the batch.
        before: u64,
    },
    /// An earlier write failed in a way that could not be undone; open the home again.
    #[error("storage refuses to write since an earlier failure: {why}")]
    Stopped {
        /// The earlier failure.
        why: String,
    },
    /// The operating system refused.
    #[error("could not {what}")]
    Io {
        /// What was attempted.
        what: String,
        /// The system's answer.
        source: io::Error,
    },
}

impl StoreFault {
    /// Sorts an answer of the operating system.
    pub(crate) fn io(what: impl Into<String>, source: io::Error) -> StoreFault {
        let what = what.into();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                StoreFault::Full { what }
            }
            io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
                StoreFault::ReadOnly { what, source }
            }
            _ => StoreFault::Io { what, source },
        }
    }

    /// The same, for an attempt on one file.
    pub(crate) fn at(verb: &str, path: &Path, source: io::Error) -> StoreFault {
        StoreFault::io(format!("{verb} {}", path.display()), source)
    }
}
