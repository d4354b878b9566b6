//! What is left out while a ceiling of the machine is reached: see docs/decisions/0031.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use protocol::keys::Key;
use protocol::sync::wish::Summary;

use super::Node;
use crate::catchup::CatchupFault;
use crate::home::held;

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
    /// True where no catch-up with this neighbour is begun or answered now.
    ///
    /// Others are given what they lack also by a home that takes nothing: it may be the only one that is always on.
    pub(super) fn spares(&self, key: &Key) -> bool {
        self.home.store().is_at_ceiling() && held(self.resting.lock()).holds(key, Instant::now())
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
