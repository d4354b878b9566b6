//! Owns how fast a connection over QUIC is answered. What is written there waits until the other end has confirmed it,
//! each piece by itself and up to 10 MB: quinn's bound, for which libp2p has no setting. Whoever asks for four bytes a
//! million times and confirms nothing would have each of them take 70.
//!
//! Only streams that the other end has opened are held back: on those of its own a home says what it wants to say.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::time::Sleep;

use super::tapped::Tap;

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

/// How fast one stream may be written to.
pub(super) struct Pace {
    answers: Option<Answers>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Pace {
    /// Of a stream that this home has opened: as it likes.
    pub(super) fn none() -> Pace {
        Pace { answers: None, sleep: None }
    }

    /// Of one that the other end has.
    pub(super) fn of(answers: &Answers) -> Pace {
        Pace { answers: Some(answers.clone()), sleep: None }
    }

    /// The answers among which a write of so many bytes counts.
    fn counts(&self, bytes: usize) -> Option<&Answers> {
        self.answers.as_ref().filter(|answers| bytes < answers.law.shorter_than)
    }
}

impl Tap for Pace {
    fn poll_room(&mut self, cx: &mut Context<'_>, bytes: usize) -> Poll<()> {
        while let Some(at) = self.counts(bytes).and_then(|answers| answers.waits(Instant::now())) {
            let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at.into())));
            ready!(sleep.as_mut().poll(cx));
            self.sleep = None;
        }
        Poll::Ready(())
    }

    fn went(&mut self, bytes: usize) {
        if let Some(answers) = self.counts(bytes) {
            answers.written(Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tapped::Tapped;
    use super::*;
    use futures::io::Cursor;
    use futures::{AsyncWriteExt as _, FutureExt as _};

    /// How many writes of so many bytes go out at once.
    fn at_once(listed: bool, bytes: usize) -> usize {
        let answers = Answers::to(listed, Instant::now());
        let mut streams = [(); 2].map(|()| Tapped { inner: Cursor::new(Vec::new()), tap: Pace::of(&answers) });
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
        let mut own = Tapped { inner: Cursor::new(Vec::new()), tap: Pace::none() };
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
