//! Owns the session key and marks: an id's keyed 8-byte hash, good for one session.
//!
//! The key comes from both nonces, so nobody can write records beforehand whose marks meet. Two ids of
//! one set with one mark are a matter of luck (1 in 10^10 at 50,000 ids): the lower one alone takes
//! part, the other waits for the next session and its other key.

use std::hash::Hasher as _;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use siphasher::sip::SipHasher24;

use crate::id::Id;

/// 16 random bytes that one end gives to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce(pub [u8; 16]);

impl Serialize for Nonce {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Nonce {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Nonce, D::Error> {
        crate::id::bytes(from).map(Nonce)
    }
}

impl crate::wire::Field for Nonce {}

/// SipHash-2-4 of an id under the session key.
pub type Mark = u64;

/// The key of one session.
#[derive(Clone, Copy)]
pub struct Key(SipHasher24);

impl Key {
    /// Derives it: the first 16 bytes of SHA-256("talko/1 sync key", scope, initiator's nonce, responder's).
    pub fn derive(scope: &Id, initiator: &Nonce, responder: &Nonce) -> Key {
        let hash = Id::labelled("talko/1 sync key", &[scope.as_bytes(), &initiator.0, &responder.0]);
        let mut key = [0; 16];
        key.copy_from_slice(&hash.as_bytes()[..16]);
        Key(SipHasher24::new_with_key(&key))
    }

    /// The mark of an id in this session.
    pub fn mark(&self, id: &Id) -> Mark {
        let mut hasher = self.0;
        hasher.write(id.as_bytes());
        hasher.finish()
    }
}

/// The marks of one set, ascending, each with the place of its id in the set.
pub struct Marks(Vec<(Mark, u32)>);

impl Marks {
    /// Marks the ids of a set, at most 2^32 of them.
    pub fn of(key: &Key, ids: &[Id]) -> Marks {
        let mut marks: Vec<(Mark, u32)> = ids.iter().zip(0..).map(|(id, place)| (key.mark(id), place)).collect();
        marks.sort_unstable();
        marks.dedup_by_key(|(mark, _)| *mark);
        Marks(marks)
    }

    /// How many there are.
    pub fn count(&self) -> u32 {
        self.0.len() as u32
    }

    /// The marks, ascending.
    pub fn iter(&self) -> impl Iterator<Item = Mark> + '_ {
        self.0.iter().map(|(mark, _)| *mark)
    }

    /// The mark at a position of the ascending order, with the place of its id.
    pub fn at(&self, position: usize) -> Option<(Mark, u32)> {
        self.0.get(position).copied()
    }

    /// The place in the set of the id with this mark.
    pub fn place(&self, mark: Mark) -> Option<u32> {
        self.0.binary_search_by_key(&mark, |(mark, _)| *mark).ok().map(|at| self.0[at].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> Key {
        Key::derive(&Id::of(b"a scope"), &Nonce([seed; 16]), &Nonce([7; 16]))
    }

    #[test]
    fn a_mark_depends_on_both_nonces_and_the_scope() {
        let (id, other) = (Id::of(b"a lead"), Nonce([9; 16]));
        let mark = key(1).mark(&id);
        assert_ne!(mark, key(2).mark(&id));
        assert_ne!(mark, Key::derive(&Id::of(b"a scope"), &Nonce([1; 16]), &other).mark(&id));
        assert_ne!(mark, Key::derive(&Id::of(b"b scope"), &Nonce([1; 16]), &Nonce([7; 16])).mark(&id));
    }

    #[test]
    fn every_implementation_makes_the_same_mark() {
        // Made by a program in another language, from the rules in docs/protocol.md.
        assert_eq!(key(1).mark(&Id::of(b"a lead")), 0xD420_AAB2_1BD0_19F8);
    }

    #[test]
    fn a_mark_leads_back_to_the_place_of_its_id() {
        let ids: Vec<Id> = (0..100u32).map(|n| Id::of(&n.to_be_bytes())).collect();
        let marks = Marks::of(&key(1), &ids);
        assert_eq!(marks.count(), 100);
        for (id, place) in ids.iter().zip(0..) {
            assert_eq!(marks.place(key(1).mark(id)), Some(place));
        }
        assert_eq!(marks.place(key(1).mark(&Id::of(b"another"))), None);
    }
}
