//! What is left out while a ceiling of the machine is reached: see docs/decisions/0031.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use protocol::keys::Key;
use protocol::space::Scope;
use protocol::sync::wish::Summary;

use super::{Node, blocking, note};
use crate::catchup::CatchupFault;
use crate::home::ceilings::LineStands;
use crate::home::held;
use crate::net::Relaying;

/// 10 minutes without a catch-up with a neighbour that brought what could not be taken: it would bring the same
/// again every half a minute.
const REST: Duration = Duration::from_secs(600);

/// Neighbours with whom nothing is caught up for a while. Only listed machines come here, and who rests long enough
/// is forgotten when the next one comes.
#[derive(Debug, Default)]
pub(crate) struct Resting(BTreeMap<Key, Instant>);

impl Resting {
    fn begin(&mut self, who: Key, now: Instant) {
        self.0.retain(|_, since| now.duration_since(*since) < REST);
        self.0.insert(who, now);
    }

    fn holds(&self, who: &Key, now: Instant) -> bool {
        self.0.get(who).is_some_and(|since| now.duration_since(*since) < REST)
    }
}

impl Node {
    /// True where no catch-up with this neighbour is begun now.
    pub(super) fn spares(&self, key: &Key, scope: &Scope) -> bool {
        let line = match self.home.line_stands() {
            LineStands::Free => false,
            LineStands::OwnWrites => !self.has_unsent(scope),
            LineStands::Spent => true,
        };
        line || self.rests(key)
    }

    /// True where a catch-up that this neighbour begins is put off. It is counted, as what is refused.
    pub(super) fn spares_answer(&self, key: &Key) -> bool {
        let spared = self.home.line_stands() != LineStands::Free || self.rests(key);
        if spared {
            *self.home.state().refused.entry("spared".to_string()).or_default() += 1;
        }
        spared
    }

    /// Others are given what they lack also by a home that takes nothing: it may be the only one that is always on.
    fn rests(&self, key: &Key) -> bool {
        self.home.store().is_at_ceiling() && held(self.resting.lock()).holds(key, Instant::now())
    }

    /// Counts what went over the line, and ends or offers again what this home carries for others.
    ///
    /// - `before`: what was offered until now.
    pub(super) async fn mind_the_line(&self, before: Relaying) -> Relaying {
        let (home, passed) = (self.home.clone(), self.net.passed());
        note(blocking(move || home.count_line(passed)).await.and_then(|counted| counted));
        let relaying = match self.home.line_stands() {
            LineStands::Free => Relaying::Offered,
            LineStands::OwnWrites | LineStands::Spent => Relaying::Spared,
        };
        if relaying != before {
            tracing::info!(?relaying, "the bytes of the day");
            self.net.relay(relaying).await;
        }
        relaying
    }

    /// Notes that a neighbour brought what could not be taken.
    pub(super) fn note_rest(&self, key: Key, ended: &Result<Summary, CatchupFault>) {
        if let Err(CatchupFault::Store(trouble)) = ended
            && trouble.code == "disk-ceiling"
        {
            held(self.resting.lock()).begin(key, Instant::now());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neighbour_whose_news_could_not_be_taken_rests_for_ten_minutes() {
        let (mut resting, now) = (Resting::default(), Instant::now());
        let (binh, chidi) = (Key::from_bytes([1; 32]), Key::from_bytes([2; 32]));
        resting.begin(binh, now);
        assert!(resting.holds(&binh, now) && !resting.holds(&chidi, now));
        assert!(!resting.holds(&binh, now + REST));
        resting.begin(chidi, now + REST);
        assert_eq!(resting.0.len(), 1, "who has rested is forgotten");
    }
}
