//! Owns the frames of the local socket: four bytes of length, most significant first, then so many bytes.
//! A frame of none says that the process lives and is at work.

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// 64 KiB: what is set aside before the bytes are there, whatever length a caller claims.
const AHEAD: usize = 64 * 1024;

/// What a frame holds that says no more than that the process lives; no reply is empty.
pub const ALIVE: &[u8] = &[];

/// Why a connection ends.
#[derive(Debug, thiserror::Error)]
pub enum FrameFault {
    /// The other end hung up.
    #[error("the other end hung up")]
    Ended,
    /// The frame claims more bytes than fit.
    #[error("a frame of {0} bytes")]
    Large(usize),
    /// The other end took too long.
    #[error("the other end took too long")]
    Slow,
    /// The other end belongs to another user.
    #[error("the other end belongs to another user")]
    Stranger,
    /// The operating system refused.
    #[error("the connection broke")]
    Io(#[source] io::Error),
}

/// Reads one frame of at most `most` bytes; memory grows with what has arrived.
pub async fn read<R: AsyncRead + Unpin>(from: &mut R, most: usize) -> Result<Vec<u8>, FrameFault> {
    let length = from.read_u32().await.map_err(broken)? as usize;
    if length > most {
        return Err(FrameFault::Large(length));
    }
    let mut bytes = Vec::with_capacity(length.min(AHEAD));
    let read = from.take(length as u64).read_to_end(&mut bytes).await.map_err(broken)?;
    if read == length { Ok(bytes) } else { Err(FrameFault::Ended) }
}

/// Writes one frame.
pub async fn write<W: AsyncWrite + Unpin>(to: &mut W, bytes: &[u8]) -> Result<(), FrameFault> {
    to.write_all(&head(bytes)).await.map_err(broken)?;
    to.write_all(bytes).await.map_err(broken)?;
    to.flush().await.map_err(broken)
}

/// One frame as bytes, for what is small.
pub fn whole(bytes: &[u8]) -> Vec<u8> {
    [&head(bytes)[..], bytes].concat()
}

fn head(bytes: &[u8]) -> [u8; 4] {
    u32::try_from(bytes.len()).expect("both ends keep frames below LOCAL_MAX").to_be_bytes()
}

fn broken(source: io::Error) -> FrameFault {
    match source.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset => FrameFault::Ended,
        _ => FrameFault::Io(source),
    }
}
