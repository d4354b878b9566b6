//! Owns the anchors: the neighbours that were in step last, kept on the disk, so that a start begins with
//! homes that were good before and not with whoever calls first. Source: Heilman, Kendler, Zohar, Goldberg,
//! "Eclipse Attacks on Bitcoin's Peer-to-Peer Network", USENIX Security 2015, section 7.

use std::collections::BTreeMap;

use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::time::{HOUR_MS, Moment};
use serde::{Deserialize, Serialize};

use super::Home;

/// The local item that holds them.
const ANCHORS: &[u8] = b"anchors";
/// 8 anchors: half of the dials that a start makes at once, so that the others are not kept waiting.
const ANCHORS_MAX: usize = 8;
/// 2 of one collective: who has many machines is not all that is tried.
const OF_ONE_MAX: usize = 2;
/// 4 addresses of each.
const PLACES_MAX: usize = 4;
/// An hour: when an anchor was in step last is kept to this.
const KEPT_MS: u64 = HOUR_MS;

/// A neighbour that was in step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Anchor {
    /// Its node key.
    pub(crate) key: Key,
    /// Its collective.
    pub(crate) collective: Id,
    /// When it was in step last.
    pub(crate) last: Moment,
    /// Where it was to be called then.
    pub(crate) places: Vec<String>,
}

impl Home {
    /// The anchors, the latest first.
    ///
    /// # Errors
    /// [`Trouble`] where they cannot be read.
    pub(crate) fn anchors(&self) -> Result<Vec<Anchor>, Trouble> {
        Ok(self.local(ANCHORS)?.unwrap_or_default())
    }

    /// True where a neighbour that is in step now is kept anew: once an hour, each costs a sync to the disk.
    ///
    /// # Errors
    /// [`Trouble`] where the anchors cannot be read.
    pub(crate) fn wants_anchor(&self, key: &Key) -> Result<bool, Trouble> {
        Ok(is_news(&self.anchors()?, key, self.now()))
    }

    /// Notes that a neighbour was in step just now.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub(crate) fn anchor(&self, key: Key, collective: Id, places: Vec<String>) -> Result<(), Trouble> {
        let anchors = with(self.anchors()?, Anchor { key, collective, last: self.now(), places });
        self.set_local(vec![(ANCHORS.to_vec(), Some(protocol::wire::encode(&anchors)))])
    }
}

/// The anchors after one was in step.
fn with(mut anchors: Vec<Anchor>, mut new: Anchor) -> Vec<Anchor> {
    new.places.truncate(PLACES_MAX);
    anchors.retain(|anchor| anchor.key != new.key);
    anchors.push(new);
    anchors.sort_by_key(|anchor| (std::cmp::Reverse(anchor.last), anchor.key));
    let mut of: BTreeMap<Id, usize> = BTreeMap::new();
    anchors.retain(|anchor| {
        let many = of.entry(anchor.collective).or_default();
        *many += 1;
        *many <= OF_ONE_MAX
    });
    anchors.truncate(ANCHORS_MAX);
    anchors
}

/// A clock that was set back says more too.
fn is_news(anchors: &[Anchor], key: &Key, now: Moment) -> bool {
    let kept = anchors.iter().find(|anchor| anchor.key == *key);
    kept.is_none_or(|kept| now < kept.last || now.since(kept.last) >= KEPT_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchor(number: u8, collective: u8, last: u64) -> Anchor {
        let key = Key::from_bytes([number; 32]);
        let places = (0..6).map(|at| format!("/ip4/9.9.9.{at}/tcp/1")).collect();
        Anchor { key, collective: Id::of(&[collective]), last: Moment(last), places }
    }

    #[test]
    fn the_latest_eight_are_kept_and_two_of_one_collective() {
        let mut anchors = Vec::new();
        for number in 0..20 {
            anchors = with(anchors, anchor(number, number / 4, u64::from(number)));
        }
        let numbers: Vec<u8> = anchors.iter().map(|anchor| anchor.key.as_bytes()[0]).collect();
        assert_eq!(numbers, [19, 18, 15, 14, 11, 10, 7, 6]);
        assert!(anchors.iter().all(|anchor| anchor.places.len() == PLACES_MAX));
        // One that is in step again comes first, and takes nobody's place.
        let anchors = with(anchors, anchor(6, 1, 50));
        assert_eq!((anchors.len(), anchors[0].key.as_bytes()[0]), (ANCHORS_MAX, 6));
    }

    #[test]
    fn one_that_was_kept_within_the_hour_is_not_written_again() {
        let (kept, one) = (with(Vec::new(), anchor(1, 1, KEPT_MS)), Key::from_bytes([1; 32]));
        let news = |key: &Key, now| is_news(&kept, key, Moment(now));
        assert!(!news(&one, 2 * KEPT_MS - 1) && news(&one, 2 * KEPT_MS));
        assert!(news(&Key::from_bytes([2; 32]), KEPT_MS) && news(&one, KEPT_MS - 1), "another, or another clock");
    }

    #[test]
    fn anchors_are_there_after_a_kill() {
        let (folder, home) = crate::pen::tests::founded();
        home.anchor(Key::from_bytes([7; 32]), Id::of(b"neighbours"), vec!["/ip4/9.9.9.9/tcp/1".into()]).expect("kept");
        drop(home); // not closed
        let again = Home::open(folder.path()).expect("opened");
        let anchors = again.anchors().expect("readable");
        assert_eq!((anchors.len(), anchors[0].key), (1, Key::from_bytes([7; 32])));
    }
}
