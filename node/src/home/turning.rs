//! The turn of the day, also where the disk fails in it: what is left is done later on the same day. And since
//! when this home knows that a text is erased, which must outlast a kill: seven days later the text goes.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use protocol::id::Id;
use protocol::local::Trouble;
use protocol::time::Day;

use super::{Home, held};
use crate::clock;

/// The local item that says since when texts are known to be erased that are still here: those of seven days.
const ERASED: &[u8] = b"erased-since";
/// A minute after a turn that failed it is tried again, then ever more rarely, at least once an hour: each judges
/// everything anew.
const PAUSE: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(3_600));

/// What a turn that failed has left.
#[derive(Debug, Default)]
pub(crate) struct Left {
    /// Records that are not held any more and are still on the disk; at most as many as there were.
    dropped: Vec<Id>,
    /// When it is tried again, and how long was waited for that.
    again: Option<(Instant, Duration)>,
}

impl Left {
    fn ended(&mut self, dropped: Vec<Id>, done: bool, now: Instant) {
        *self = match (done, self.again) {
            (true, _) => Left::default(),
            (false, None) => Left { dropped, again: Some((now + PAUSE.0, PAUSE.0)) },
            (false, Some((_, pause))) => {
                let pause = (pause * 2).min(PAUSE.1);
                Left { dropped, again: Some((now + pause, pause)) }
            }
        };
    }

    fn is_due(&self, now: Instant) -> bool {
        self.again.is_some_and(|(at, _)| at <= now)
    }
}

impl Home {
    /// Turns to another day.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails; what is left is then due again on the same day.
    pub fn turn(&self, day: Day) -> Result<(), Trouble> {
        let confirmed = self.confirmed()?.unwrap_or(day);
        let done = {
            let _order = self.writing();
            let mut left = held(self.left.lock());
            let mut absorbed = self.state().replica.turn_and_forget(day, confirmed);
            {
                // One that was heard again meanwhile is held again.
                let state = self.state();
                let gone = |id: &&Id| state.replica.held().get(id).is_none();
                absorbed.dropped.extend(left.dropped.iter().filter(gone));
            }
            let dropped = absorbed.dropped.clone();
            let done = self.store_absorbed(absorbed, Vec::new());
            left.ended(dropped, done.is_ok(), clock::instant());
            done
        };
        done.and_then(|_| self.keep_erased())
    }

    /// True where a turn failed and its pause is over.
    pub(crate) fn is_turn_due(&self) -> bool {
        held(self.left.lock()).is_due(clock::instant())
    }

    /// Keeps since when texts are known to be erased, where that has changed.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub(crate) fn keep_erased(&self) -> Result<(), Trouble> {
        let since = self.state().replica.erased_since();
        let kept: Option<Vec<(Id, Day)>> = self.local(ERASED)?;
        let kept: BTreeMap<Id, Day> = kept.into_iter().flatten().collect();
        if since == kept {
            return Ok(());
        }
        let items: Vec<(Id, Day)> = since.into_iter().collect();
        self.set_local(vec![(ERASED.to_vec(), Some(protocol::wire::encode(&items)))])
    }

    /// After everything was read anew: what was kept counts, and the day begins.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub(super) fn recall_erased(&self, today: Day) -> Result<(), Trouble> {
        let kept: Option<Vec<(Id, Day)>> = self.local(ERASED)?;
        self.state().replica.recall_erased(&kept.into_iter().flatten().collect());
        self.turn(today)
    }
}

#[cfg(test)]
mod tests;
