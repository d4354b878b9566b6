//! Owns how often in a minute others may make this home work. What is beyond is answered shortly,
//! counted by its name in `status`, and harms nobody: catch-up brings a minute later what was not
//! taken now. Reads no clock: whoever asks says when.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use protocol::id::Id;
use protocol::keys::Key;

/// What is counted together.
const WINDOW: Duration = Duration::from_secs(60);
/// 6 knocks of one machine: a newcomer who mistypes; 60 of all: each costs up to 64 KiB and a sync to
/// the disk.
const KNOCKS: Limit = Limit { each: 6, all: 60 };
/// 120 catch-ups of one machine and scope: one for each of a member's writes, two a second; 3,000 of
/// all: 128 connections that start 6 a minute in 4 scopes. Each may look through 50,000 ids.
const STARTS: Limit = Limit { each: 120, all: 3_000 };
/// 120 times a minute one machine may make us fold the roster anew, all together 600 times: a fold
/// takes up to 5 ms.
const LAWS: Limit = Limit { each: 120, all: 600 };

/// 6 times a minute somebody is heard who did what no honest home does; 600 times all of them.
const RARELY: Limit = Limit { each: 6, all: 600 };

/// What somebody else makes this home do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Hear a knock.
    Knock(Key),
    /// Answer a catch-up in this scope.
    Start(Key, Id),
    /// Take in a batch of authority records, or one by gossip.
    Law(Key),
    /// Anything, of somebody who did what no honest home does.
    Rare(Key),
}

impl Errand {
    /// The name under which it is counted where it was refused.
    pub fn word(&self) -> &'static str {
        match self {
            Errand::Knock(_) => "hurried-knock",
            Errand::Start(_, _) => "hurried-catch-up",
            Errand::Law(_) => "hurried-law",
            Errand::Rare(_) => "rarely-heard",
        }
    }
}

/// Counts errands.
#[derive(Debug)]
pub struct Turnstile {
    knocks: Count<Key>,
    starts: Count<(Key, Id)>,
    laws: Count<Key>,
    rare: Count<Key>,
}

impl Default for Turnstile {
    fn default() -> Turnstile {
        let (knocks, starts) = (Count::new(KNOCKS), Count::new(STARTS));
        Turnstile { knocks, starts, laws: Count::new(LAWS), rare: Count::new(RARELY) }
    }
}

impl Turnstile {
    /// True where there is room for the errand within this minute; it is then counted.
    pub fn lets(&mut self, errand: Errand, now: Instant) -> bool {
        match errand {
            Errand::Knock(who) => self.knocks.lets(who, now),
            Errand::Start(who, scope) => self.starts.lets((who, scope), now),
            Errand::Law(who) => self.laws.lets(who, now),
            Errand::Rare(who) => self.rare.lets(who, now),
        }
    }
}

/// How many pass within a window.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) each: u32,
    pub(crate) all: u32,
}

/// Who has passed in this window; as many entries as passed, so never more than `all`.
#[derive(Debug)]
pub(crate) struct Count<K> {
    limit: Limit,
    began: Option<Instant>,
    passed: BTreeMap<K, u32>,
    together: u32,
}

impl<K: Ord> Count<K> {
    pub(crate) fn new(limit: Limit) -> Count<K> {
        Count { limit, began: None, passed: BTreeMap::new(), together: 0 }
    }

    /// True where there is room for it within this minute.
    pub(crate) fn has_room(&self, who: &K, now: Instant) -> bool {
        if self.began.is_none_or(|began| now.saturating_duration_since(began) >= WINDOW) {
            return true;
        }
        self.together < self.limit.all && self.passed.get(who).is_none_or(|own| *own < self.limit.each)
    }

    /// True where there is room for it within this minute; it is then counted.
    pub(crate) fn lets(&mut self, who: K, now: Instant) -> bool {
        if !self.has_room(&who, now) {
            return false;
        }
        if self.began.is_none_or(|began| now.saturating_duration_since(began) >= WINDOW) {
            (self.began, self.together) = (Some(now), 0);
            self.passed.clear();
        }
        self.together += 1;
        *self.passed.entry(who).or_default() += 1;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Key {
        Key::from_bytes([number; 32])
    }

    fn passed(turnstile: &mut Turnstile, errands: impl Iterator<Item = Errand>, now: Instant) -> usize {
        errands.filter(|errand| turnstile.lets(*errand, now)).count()
    }

    #[test]
    fn six_knocks_a_minute_of_one_machine_are_heard() {
        let (mut turnstile, now) = (Turnstile::default(), Instant::now());
        assert_eq!(passed(&mut turnstile, (0..100).map(|_| Errand::Knock(key(1))), now), 6);
        assert_eq!(passed(&mut turnstile, (0..100).map(|_| Errand::Knock(key(2))), now), 6, "another has its own");
        let later = now + WINDOW - Duration::from_millis(1);
        assert!(!turnstile.lets(Errand::Knock(key(1)), later));
        assert!(turnstile.lets(Errand::Knock(key(1)), now + WINDOW));
    }

    #[test]
    fn sixty_knocks_a_minute_are_heard_however_many_machines_knock() {
        let (mut turnstile, now) = (Turnstile::default(), Instant::now());
        assert_eq!(passed(&mut turnstile, (0..=255).map(|number| Errand::Knock(key(number))), now), 60);
        assert_eq!(turnstile.knocks.passed.len(), 60, "who was turned away is not remembered");
    }

    #[test]
    fn catch_ups_are_counted_by_machine_and_scope_and_apart_from_knocks() {
        let (mut turnstile, now) = (Turnstile::default(), Instant::now());
        let (one, other) = (Id::of(b"one"), Id::of(b"other"));
        assert_eq!(passed(&mut turnstile, (0..500).map(|_| Errand::Start(key(1), one)), now), 120);
        assert_eq!(passed(&mut turnstile, (0..500).map(|_| Errand::Start(key(1), other)), now), 120);
        assert_eq!(passed(&mut turnstile, (0..500).map(|_| Errand::Law(key(1))), now), 120);
        assert!(turnstile.lets(Errand::Knock(key(1)), now));
    }
}
