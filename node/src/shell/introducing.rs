//! Being known by homes that are listed here and do not list this one: they slept while keys changed, or
//! know of a removal of which this home has not heard. Which of the two, they say at their door.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use protocol::door;
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::wire::Blob;

use super::knocking::tell_all;
use super::{Node, blocking};
use crate::clock;
use crate::home::held;
use crate::intake::Park;
use crate::knock::Door;

/// The pause behind a first round of knocks at a home, and the longest one: up to 60 KiB are told by each.
const PAUSE_MIN: Duration = Duration::from_secs(15);
const PAUSE_MAX: Duration = Duration::from_secs(3_600);
/// 256 homes are remembered: as many as are called. The one that is due first goes: it has waited least, or has not
/// been here for long.
const HOMES_MAX: usize = 256;

/// Who has said a word to this home since it came, and when it is worth to knock at others again.
#[derive(Debug, Default)]
pub(crate) struct Introductions {
    spoke: BTreeSet<Key>,
    knocked: BTreeMap<Key, (Instant, Duration)>,
}

impl Introductions {
    /// A home has begun a catch-up, or answered one: it knows this one.
    pub(crate) fn spoke(&mut self, key: Key) {
        self.spoke.insert(key);
        self.knocked.remove(&key);
    }

    /// True where it has said a word since it came.
    pub(crate) fn knows(&self, key: &Key) -> bool {
        self.spoke.contains(key)
    }

    /// It went.
    pub(crate) fn went(&mut self, key: &Key) {
        self.spoke.remove(key);
    }

    /// True where it is time to knock at a home; the next time is later.
    fn is_due(&mut self, key: Key, now: Instant) -> bool {
        let pause = match self.knocked.get(&key) {
            Some((next, _)) if now < *next => return false,
            Some((_, pause)) => (*pause * 2).min(PAUSE_MAX),
            None => PAUSE_MIN,
        };
        if self.knocked.len() >= HOMES_MAX && !self.knocked.contains_key(&key) {
            let first = self.knocked.iter().min_by_key(|(_, (next, _))| *next).map(|(key, _)| *key);
            first.map(|first| self.knocked.remove(&first));
        }
        self.knocked.insert(key, (now + pause, pause));
        true
    }
}

impl Node {
    /// Tells a home that took no word of this one by which revisions it is listed, or by which joins it came. Where it
    /// was removed meanwhile, it learns so.
    pub(crate) async fn introduce(self: &Arc<Node>, key: Key) -> Result<(), Trouble> {
        if !self.is_listed_here() || !held(self.introductions.lock()).is_due(key, clock::instant()) {
            return Ok(());
        }
        let told = {
            let state = self.home.state();
            let (Some(me), Some(keyring)) = (state.me, &state.keyring) else { return Ok(()) };
            let roster = state.replica.roster();
            let Some(collective) = roster.collective(&me.collective) else { return Ok(()) };
            door::told(state.replica.law(), roster, &key, &keyring.node().key(), &me.person, collective)
        };
        let mut opened = None;
        for records in told {
            let records: Vec<Blob> = records.iter().map(|record| Blob(record.bytes().to_vec())).collect();
            match tell_all(&self.net, key, &[records]).await {
                Ok(open) => {
                    opened = Some(open);
                    break;
                }
                // It does not answer, or has heard enough for now.
                Err(trouble) if trouble.code == "away" => break,
                Err(trouble) => {
                    tracing::debug!(code = trouble.code, "a home that is listed here does not know this one");
                }
            }
        }
        let Some(opened) = opened else { return Ok(()) };
        match opened.door {
            Door::Open => tracing::debug!("a home that had slept knows this one again"),
            Door::Parted => tracing::info!("a neighbour says that this home is listed no longer"),
        }
        let home = self.home.clone();
        let taken = blocking(move || home.take_in(opened.law, Park::Nothing)).await??;
        if taken.roster_changed { self.refresh_roster().await } else { Ok(()) }
    }

    /// True where this machine belongs, as far as it knows: whoever knows of their own removal has nothing to tell.
    fn is_listed_here(&self) -> bool {
        let state = self.home.state();
        let (Some(me), Some(keyring)) = (state.me, &state.keyring) else { return false };
        let own = state.replica.roster().collective(&me.collective);
        own.is_some_and(|own| own.nodes.contains_key(&keyring.node().key()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u64) -> Key {
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&number.to_le_bytes());
        Key::from_bytes(bytes)
    }

    #[test]
    fn a_home_that_does_not_answer_is_knocked_at_ever_more_rarely() {
        let (mut introductions, mut now) = (Introductions::default(), Instant::now());
        let mut knocks = 0;
        for _ in 0..24 * 60 {
            knocks += u32::from(introductions.is_due(key(1), now));
            now += Duration::from_secs(60);
        }
        assert!((24..36).contains(&knocks), "{knocks} in a day");
        introductions.spoke(key(1));
        assert!(introductions.is_due(key(1), now), "it knew this one, and does no longer");
    }

    #[test]
    fn no_more_homes_are_remembered_than_are_called_and_a_new_one_is_knocked_at_still() {
        let (mut introductions, mut now) = (Introductions::default(), Instant::now());
        // They went for good, or were put out: none says a word, and none comes again.
        for number in 0..1_000 {
            assert!(introductions.is_due(key(number), now), "the home {number}");
            now += Duration::from_millis(1);
        }
        assert_eq!(introductions.knocked.len(), HOMES_MAX);
        assert!(!introductions.is_due(key(999), now), "who is remembered is knocked at after the pause");
    }
}
