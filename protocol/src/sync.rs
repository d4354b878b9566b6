//! Owns catch-up: two machines find what each lacks of one scope and exchange exactly that.
//!
//! A [`session::Session`] is a value. It is fed the peer's frames and the shell's results, and answers
//! with [`wish::Wish`]es; it knows no stream, store, clock or record format. The authority set comes
//! first; content is compared only under equal authority. The parts, in the order of a session:
//!
//! - [`view`]: the ids that one machine shows, and their digests
//! - [`mark`]: nonces, the session key, and the 8-byte keyed mark of an id
//! - [`sketch`]: the rateless sketch by which differences are found
//! - [`frame`]: what travels
//! - [`search`]: finding the difference; [`trade`]: one round of records, over [`flow`]
//! - [`session`]: the order of it all; [`wish`]: what passes between it and the shell
//!
//! Source: docs/protocol.md, "Catch-up"; Yang, Gilad, Alizadeh, "Practical Rateless Set
//! Reconciliation", SIGCOMM 2024.

pub mod flow;
pub mod frame;
pub mod mark;
pub mod search;
pub mod session;
pub mod sketch;
pub mod trade;
pub mod view;
pub mod wish;

use crate::admit::Fault;
use crate::time::{HOUR_MS, SECOND_MS};
use crate::wire::WireFault;

/// 2: the version of these frames; another one is not understood.
pub const VERSION: u16 = 2;
/// 65,536 bytes: a frame without its length prefix; what a transport carries in few pieces.
pub const FRAME_BYTES_MAX: usize = 65_536;
/// 65,520 bytes: the longest record that fits into a frame of its own.
pub const RECORD_BYTES_MAX: usize = FRAME_BYTES_MAX - 16;
/// 512 records in a frame: a signed record has more than 128 bytes.
pub const FRAME_RECORDS_MAX: usize = 512;
/// 8,000 marks in a frame: 64,000 bytes.
pub const FRAME_MARKS_MAX: usize = 8_000;
/// 5,000 cells in a frame: 60,000 bytes.
pub const FRAME_CELLS_MAX: usize = 5_000;
/// 4,194,304 ids in a set: four times the largest set that is measured; 8 bytes each are kept.
pub const IDS_MAX: u32 = 1 << 22;
/// 4 authority rounds, one each for a charter, what it names, what those name, and one more; after the
/// last the session ends without content, and the next one goes on.
pub const AUTHORITY_ROUNDS_MAX: u32 = 4;
/// 4 GiB received in a session: 1,000,000 records of four times their common size. Who is
/// further behind takes the rest in the next session.
pub const RECEIVED_BYTES_MAX: u64 = 1 << 32;
/// 512 ids in one [`wish::Wish::Load`].
pub const LOAD_IDS_MAX: usize = 512;
/// 256 KiB: a shell that has loaded this much of one [`wish::Wish::Load`] answers with it.
pub const LOAD_BYTES: usize = 256 * 1_024;
/// 20 s in which no whole frame moved in either direction end a session, by the shell's clock: a frame
/// takes 5 s on a line of 100 kbit/s, and a store may take a moment for a batch.
pub const IDLE_MS: u64 = 20 * SECOND_MS;
/// One hour ends a session, by the shell's clock: 4 GiB at 1.2 MB/s.
pub const WALL_MS: u64 = HOUR_MS;

/// Why a session ends early. The shell closes the stream and remembers what was a [`Breach::fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// The peer speaks another version.
    #[error("the peer speaks version {0} of catch-up")]
    Version(u16),
    /// A frame above [`FRAME_BYTES_MAX`], or a list in it above its limit.
    #[error("a frame or a list in it is too long")]
    Oversize,
    /// Bytes that are no frame.
    #[error("a frame cannot be read: {0}")]
    Unreadable(#[from] WireFault),
    /// A frame that has no place where the session stands.
    #[error("a frame out of place")]
    OutOfPlace,
    /// A record that was neither asked for nor announced, or that came twice.
    #[error("a record that was not asked for")]
    Unasked,
    /// More of something than the peer itself announced, or less.
    #[error("other than what the peer announced")]
    Miscount,
    /// A frame that brings nothing, or a list that does not ascend.
    #[error("no progress")]
    Standstill,
    /// A set above [`IDS_MAX`].
    #[error("a set of {0} ids is above the limit")]
    TooMany(u32),
    /// More than [`RECEIVED_BYTES_MAX`].
    #[error("the session has received its limit of bytes")]
    TooMuch,
    /// The shell passed on a frame while it still owed a view: the peer did nothing wrong.
    #[error("a frame was passed on before the view that the session waits for")]
    Early,
    /// The shell answered something that the session had not wished for: the peer did nothing wrong.
    #[error("an answer without a wish")]
    Unwished,
}

impl Breach {
    /// Whether the peer misbehaved; `None` where it can happen between honest machines.
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Breach::Version(_) | Breach::TooMany(_) | Breach::TooMuch | Breach::Early | Breach::Unwished => None,
            Breach::Oversize
            | Breach::Unreadable(_)
            | Breach::OutOfPlace
            | Breach::Unasked
            | Breach::Miscount
            | Breach::Standstill => Some(Fault::Grave),
        }
    }
}
