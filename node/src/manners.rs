//! Owns what follows for a neighbour that does what no honest home does, such as handing on what is forged:
//! first it is heard a few times a minute, then it is cut off for an hour. Not for ever: its owner may have
//! a damaged disk, or a program with a fault, and mend it. Reads no clock: whoever asks says when.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use protocol::keys::Key;

use crate::clock;
use crate::home::{Home, held};

/// Faults are counted together within ten minutes.
const WINDOW: Duration = Duration::from_secs(600);
/// 3 faults: no disk rots in three places within ten minutes by chance.
const LIMITED: u32 = 3;
/// 10 faults, within two minutes of what is still heard of it.
const CUT: u32 = 10;
/// An hour without a connection.
const AWAY: Duration = Duration::from_secs(3_600);
/// 1,024 machines: of eight times as many collectives as one hears of. The one that began first goes.
const MACHINES_MAX: usize = 1_024;

/// How a machine is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearing {
    /// Like any other.
    Fine,
    /// It is heard a few times a minute.
    Limited,
    /// It is not connected.
    Cut,
}

/// The faults of machines.
#[derive(Debug, Default)]
pub struct Manners(BTreeMap<Key, Faults>);

#[derive(Clone, Copy, Debug)]
struct Faults {
    began: Instant,
    many: u32,
    cut: Option<Instant>,
}

impl Manners {
    /// Counts a fault; says how the machine was treated until now, and how it is from now on.
    pub fn fault(&mut self, who: Key, now: Instant) -> (Bearing, Bearing) {
        let before = self.bearing(&who, now);
        if self.0.len() >= MACHINES_MAX && !self.0.contains_key(&who) {
            let first = self.0.iter().min_by_key(|(_, faults)| faults.began).map(|(key, _)| *key);
            first.map(|first| self.0.remove(&first));
        }
        let faults = self.0.entry(who).or_insert(Faults { began: now, many: 0, cut: None });
        if before == Bearing::Fine && now >= faults.began + WINDOW {
            *faults = Faults { began: now, many: 0, cut: None };
        }
        faults.many = faults.many.saturating_add(1);
        if faults.many >= CUT && faults.cut.is_none() {
            faults.cut = Some(now);
        }
        (before, self.bearing(&who, now))
    }

    /// How a machine is treated now.
    pub fn bearing(&self, who: &Key, now: Instant) -> Bearing {
        match self.0.get(who) {
            Some(Faults { cut: Some(cut), .. }) if now < *cut + AWAY => Bearing::Cut,
            Some(Faults { cut: None, began, many }) if *many >= LIMITED && now < *began + WINDOW => Bearing::Limited,
            Some(_) | None => Bearing::Fine,
        }
    }

    /// Forgets what is over; true where a machine that was cut off may come again.
    pub fn forget(&mut self, now: Instant) -> bool {
        let came_back = |faults: &Faults| faults.cut.is_some_and(|cut| now >= cut + AWAY);
        let any = self.0.values().any(came_back);
        self.0.retain(|_, faults| !came_back(faults) && (faults.cut.is_some() || now < faults.began + WINDOW));
        any
    }

    /// The machines that are cut off.
    pub fn cut(&self, now: Instant) -> BTreeSet<Key> {
        self.0.keys().filter(|who| self.bearing(who, now) == Bearing::Cut).copied().collect()
    }
}

impl Home {
    /// Counts what no honest machine does; true where it is to be cut off now.
    ///
    /// - `word`: under which it stands in `status`, where it does not yet.
    pub(crate) fn misbehaved(&self, who: Key, word: Option<&str>, why: &dyn std::fmt::Display) -> bool {
        let (before, after) = held(self.manners.lock()).fault(who, clock::instant());
        let count = |word: &str| *self.state().refused.entry(word.to_string()).or_default() += 1;
        word.map(count);
        match after {
            after if after == before => tracing::info!(?who, %why, "a neighbour did what no honest home does"),
            Bearing::Fine => {}
            Bearing::Limited => {
                tracing::warn!(?who, %why, "a neighbour did three times what no honest home does: it is heard rarely");
                count("limited");
            }
            Bearing::Cut => {
                tracing::warn!(?who, %why, "a neighbour goes on doing what no honest home does: cut off for an hour");
                count("cut-off");
            }
        }
        before != after && after == Bearing::Cut
    }

    /// How a machine is treated now.
    pub(crate) fn bearing(&self, who: &Key) -> Bearing {
        held(self.manners.lock()).bearing(who, clock::instant())
    }

    /// True where nothing is exchanged with a machine: its collective is blocked here, or it is cut off.
    pub(crate) fn is_shut_out(&self, who: &Key) -> bool {
        self.is_blocked(who) || self.bearing(who) == Bearing::Cut
    }

    /// The machines that are cut off now.
    pub(crate) fn cut_off(&self) -> BTreeSet<Key> {
        held(self.manners.lock()).cut(clock::instant())
    }

    /// True where a machine that was cut off may come again, once.
    pub(crate) fn lets_back(&self) -> bool {
        held(self.manners.lock()).forget(clock::instant())
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
    fn who_goes_on_is_limited_then_cut_off_and_may_come_again_after_an_hour() {
        let (mut manners, now) = (Manners::default(), Instant::now());
        let bearings: Vec<Bearing> = (0..10).map(|_| manners.fault(key(1), now).1).collect();
        assert_eq!(bearings[..2], [Bearing::Fine; 2]);
        assert_eq!(bearings[2..9], [Bearing::Limited; 7]);
        assert_eq!((bearings[9], manners.cut(now)), (Bearing::Cut, BTreeSet::from([key(1)])));
        assert_eq!(manners.bearing(&key(2), now), Bearing::Fine, "nobody else is meant");
        let later = now + AWAY - Duration::from_secs(1);
        assert!(!manners.forget(later) && manners.bearing(&key(1), later) == Bearing::Cut);
        assert!(manners.forget(now + AWAY) && !manners.forget(now + AWAY), "once");
        assert_eq!(manners.fault(key(1), now + AWAY), (Bearing::Fine, Bearing::Fine), "and begins anew");
    }

    #[test]
    fn what_happens_now_and_then_has_no_consequence() {
        let (mut manners, mut now) = (Manners::default(), Instant::now());
        for _ in 0..100 {
            assert_eq!(manners.fault(key(1), now).1, Bearing::Fine);
            now += WINDOW / 2;
        }
        assert!(!manners.forget(now + WINDOW) && manners.0.is_empty());
    }

    #[test]
    fn no_more_machines_are_remembered_than_are_heard_of() {
        let (mut manners, now) = (Manners::default(), Instant::now());
        for number in 0..2 * MACHINES_MAX as u64 {
            manners.fault(key(number), now + Duration::from_millis(number));
        }
        assert_eq!(manners.0.len(), MACHINES_MAX);
    }
}
