//! Owns a stream of bytes with somebody who sees what comes and goes, and may hold it back.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::{AsyncRead, AsyncWrite};

/// Somebody who sees it.
pub(super) trait Tap: Unpin {
    /// These came.
    ///
    /// # Errors
    /// Where the stream is to end of it.
    fn came(&mut self, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }

    /// Ready once so many bytes may go.
    fn poll_room(&mut self, _cx: &mut Context<'_>, _bytes: usize) -> Poll<()> {
        Poll::Ready(())
    }

    /// So many went.
    fn went(&mut self, _bytes: usize) {}

    /// All that went is on its way.
    fn flushed(&mut self) {}
}

/// Bytes with a tap on their way.
#[derive(Debug)]
pub(super) struct Tapped<S, T> {
    /// Dropped first: whoever counts streams never counts more than there are.
    pub(super) tap: T,
    pub(super) inner: S,
}

impl<S: AsyncRead + Unpin, T: Tap> AsyncRead for Tapped<S, T> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        let read = ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        Poll::Ready(self.tap.came(&buf[..read]).map(|()| read))
    }
}

impl<S: AsyncWrite + Unpin, T: Tap> AsyncWrite for Tapped<S, T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.tap.poll_room(cx, buf.len()));
        let written = ready!(Pin::new(&mut self.inner).poll_write(cx, buf))?;
        self.tap.went(written);
        Poll::Ready(Ok(written))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.tap.poll_room(cx, bufs.iter().map(|buf| buf.len()).sum()));
        let written = ready!(Pin::new(&mut self.inner).poll_write_vectored(cx, bufs))?;
        self.tap.went(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.inner).poll_flush(cx))?;
        self.tap.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_close(cx)
    }
}
