//! Owns how fast a connection over QUIC is answered. What is written there waits until the other end has confirmed it,
//! each piece by itself and up to 10 MB: quinn's bound, for which libp2p has no setting. Whoever asks for four bytes a
//! million times and confirms nothing would have each of them take 70.
//!
//! Only streams that the other end has opened are held back: on those of its own a home says what it wants to say.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use futures::{AsyncRead, AsyncWrite};
use tokio::time::Sleep;

/// 512 writes to a stranger at once, and 32 a second: what opens a stream, a knock and what is said behind it.
const STRANGER: Law = Law { every: Duration::from_millis(1_000 / 32), at_once: 512, shorter_than: usize::MAX };
/// 4,096 writes of less than 64 bytes to a listed home at once, and 256 a second; longer ones are its own catch-up's.
const LISTED: Law = Law { every: Duration::from_millis(1_000 / 256), at_once: 4_096, shorter_than: 64 };

#[derive(Debug)]
struct Law {
    every: Duration,
    at_once: u32,
    /// Writes of so many bytes and more are not counted.
    shorter_than: usize,
}

/// The answers of one connection; clones are of the same.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    law: &'static Law,
    /// When all that was written would have gone out, one after the other.
    done: Arc<Mutex<Instant>>,
}

impl Answers {
    /// To a home that is listed, or to somebody else.
    pub(super) fn to(listed: bool, now: Instant) -> Answers {
        Answers { law: if listed { &LISTED } else { &STRANGER }, done: Arc::new(Mutex::new(now)) }
    }

    /// When there is room for another one; none where there is now.
    fn waits(&self, now: Instant) -> Option<Instant> {
        let done = *self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = done.saturating_duration_since(now).saturating_sub(self.law.every * (self.law.at_once - 1));
        (wait > Duration::ZERO).then(|| now + wait)
    }

    fn written(&self, now: Instant) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done = (*done).max(now) + self.law.every;
    }
}

/// A stream; held back where it is the other end's.
pub(super) struct Answering<S> {
    inner: S,
    answers: Option<Answers>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl<S> Answering<S> {
    /// One that this home has opened.
    pub(super) fn own(inner: S) -> Answering<S> {
        Answering { inner, answers: None, sleep: None }
    }

    /// One that the other end has.
    pub(super) fn of(inner: S, answers: &Answers) -> Answering<S> {
        Answering { inner, answers: Some(answers.clone()), sleep: None }
    }

    /// Ready once so much may be written.
    fn poll_room(&mut self, cx: &mut Context<'_>, bytes: usize) -> Poll<()> {
        let Some(answers) = self.answers.as_ref().filter(|answers| bytes < answers.law.shorter_than) else {
            return Poll::Ready(());
        };
        while let Some(at) = answers.waits(Instant::now()) {
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at.into())));
            ready!(sleep.as_mut().poll(cx));
            self.sleep = None;
        }
        Poll::Ready(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Answering<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Answering<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_room(cx, buf.len()));
        let written = ready!(Pin::new(&mut self.inner).poll_write(cx, buf))?;
        if let Some(answers) = self.answers.as_ref().filter(|answers| written < answers.law.shorter_than) {
            answers.written(Instant::now());
        }
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_close(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::io::Cursor;
    use futures::{AsyncWriteExt as _, FutureExt as _};

    /// How many writes of so many bytes go out at once.
    fn at_once(listed: bool, bytes: usize) -> usize {
        let answers = Answers::to(listed, Instant::now());
        let mut streams = [(); 2].map(|()| Answering::of(Cursor::new(Vec::new()), &answers));
        let piece = vec![7; bytes];
        let written = (0..10_000).take_while(|at| {
            let stream = &mut streams[at % 2];
            stream.write(&piece).now_or_never().is_some()
        });
        written.count()
    }

    #[tokio::test]
    async fn a_stranger_is_answered_so_often_and_a_listed_home_as_it_asks_but_for_crumbs() {
        // Of all streams together; some more where the machine is slow.
        let few = at_once(false, 4);
        assert!((512..1_000).contains(&few), "{few}");
        let long = at_once(false, 4_000);
        assert!((512..1_000).contains(&long), "{long}");
        let crumbs = at_once(true, 63);
        assert!((4_096..8_000).contains(&crumbs), "{crumbs}");
        assert_eq!(at_once(true, 64), 10_000);
        let mut own = Answering::own(Cursor::new(Vec::new()));
        assert!((0..10_000).all(|_| own.write(&[7; 4]).now_or_never().is_some()));
    }

    #[test]
    fn there_is_room_again_in_time() {
        let now = Instant::now();
        let answers = Answers::to(false, now);
        (0..STRANGER.at_once).for_each(|_| answers.written(now));
        assert_eq!(answers.waits(now), Some(now + STRANGER.every));
        assert_eq!(answers.waits(now + STRANGER.every), None);
        answers.written(now + STRANGER.every);
        assert_eq!(answers.waits(now + STRANGER.every), Some(now + STRANGER.every * 2));
        let later = now + Duration::from_secs(3_600);
        (0..STRANGER.at_once).for_each(|_| answers.written(later));
        assert!(answers.waits(later).is_some(), "rest is not saved up");
    }
}
