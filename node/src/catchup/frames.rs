//! Owns frames on a stream: their length before them, and how long one may take.

use std::time::Duration;

use futures::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use protocol::sync::IDLE_MS;

use super::CatchupFault;

/// How long one frame may take, to come or to leave.
pub(super) const PATIENCE: Duration = Duration::from_millis(IDLE_MS);

/// Reads one frame: four bytes of length, big-endian, then the frame.
///
/// # Errors
/// [`CatchupFault::Ended`]; [`CatchupFault::NoRecord`] above `most` bytes.
pub async fn read_frame<R: AsyncRead + Unpin>(from: &mut R, most: usize) -> Result<Vec<u8>, CatchupFault> {
    let mut length = [0; 4];
    from.read_exact(&mut length).await.map_err(|_| CatchupFault::Ended)?;
    let length = u32::from_be_bytes(length) as usize;
    if length > most {
        return Err(CatchupFault::NoRecord);
    }
    let mut frame = vec![0; length];
    from.read_exact(&mut frame).await.map_err(|_| CatchupFault::Ended)?;
    Ok(frame)
}

/// Writes one frame.
///
/// # Errors
/// [`CatchupFault::Ended`].
pub async fn write_frame<W: AsyncWrite + Unpin>(to: &mut W, frame: &[u8]) -> Result<(), CatchupFault> {
    // One write for both: a packet of four bytes would cost as much as a frame.
    let mut bytes = Vec::with_capacity(4 + frame.len());
    bytes.extend_from_slice(&(frame.len() as u32).to_be_bytes());
    bytes.extend_from_slice(frame);
    to.write_all(&bytes).await.map_err(|_| CatchupFault::Ended)?;
    to.flush().await.map_err(|_| CatchupFault::Ended)
}

/// Answers a catch-up that comes too soon: a frame of nothing instead of a word.
///
/// # Errors
/// [`CatchupFault::Ended`].
pub async fn later<W: AsyncWrite + Unpin>(mut to: W) -> Result<(), CatchupFault> {
    in_time(PATIENCE, write_frame(&mut to, &[])).await?;
    in_time(PATIENCE, async { to.close().await.map_err(|_| CatchupFault::Ended) }).await
}

/// Whoever takes nothing for so long is let go, whatever it says meanwhile.
pub(super) async fn in_time(
    patience: Duration,
    sent: impl Future<Output = Result<(), CatchupFault>>,
) -> Result<(), CatchupFault> {
    tokio::time::timeout(patience, sent).await.map_err(|_| CatchupFault::Slow)?
}
