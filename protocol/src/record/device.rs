//! `device`: a person's root key names a device key, the key that seals for it, and a home node. Of
//! somebody who belongs it puts the device in force, which is how a restored home comes back in.
//!
//! The keys that it names sign inside, so that nobody names somebody else's. A device that is taken back
//! signs nothing: it may be lost.

use super::*;
use crate::id::Id;
use crate::keys::{Key, Mark};
use crate::text::Line;

crate::fields! {
    /// The body of a `device`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Device {
        /// The root public key; signs this record.
        1 root: Key,
        /// The device's signing key.
        2 key: Key,
        /// The X25519 key to which sealed records are written.
        3 seal: Key,
        /// What its owner calls it, such as "old laptop".
        4 label: Option<Line<40>>,
        /// True where the device is no longer the person's.
        5 revoked: bool,
        /// The home node that comes with it.
        6 node: Option<Key>,
        /// The device key's signature over [`Device::sealed_words`]; absent where it is taken back.
        7 proof: Option<Mark>,
        /// The node key's signature over the same, where one is named.
        8 node_proof: Option<Mark>,
    }
}

impl Device {
    /// What device and node sign: everything that makes this word of a root key this one.
    ///
    /// - `space`: the charter beside which it stands; `person`: whose root key signs the record.
    pub fn sealed_words(&self, space: &Id, person: &Id) -> Vec<u8> {
        let node = self.node.map_or([0; 32], |key| *key.as_bytes());
        let parts = [space.as_bytes(), person.as_bytes(), self.key.as_bytes(), self.seal.as_bytes(), &node];
        let mut words = b"talko/1 device".to_vec();
        parts.iter().for_each(|part| words.extend_from_slice(*part));
        words
    }

    /// True where each key that is named signed; where a device is taken back, none needs to.
    pub fn is_proven(&self, space: &Id, person: &Id) -> bool {
        let words = self.sealed_words(space, person);
        let signed = |key: &Key, proof: &Option<Mark>| {
            proof.as_ref().is_some_and(|proof| key.verify(&words, proof.as_bytes()).is_ok())
        };
        self.revoked || (signed(&self.key, &self.proof) && self.node.is_none_or(|node| signed(&node, &self.node_proof)))
    }

    /// True where it has a proof for each key that it names; none, and no node, where it takes one back.
    pub fn is_sound(&self) -> bool {
        let proofs = self.proof.is_some() != self.revoked && self.node.is_some() == self.node_proof.is_some();
        proofs && !(self.revoked && self.node.is_some())
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    if wire::decode::<Device>(body)?.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "device",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Root,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: None,
    check,
    example: || {
        wire::encode(&Device {
            root: Key::from_bytes([7; 32]),
            key: Key::from_bytes([8; 32]),
            seal: Key::from_bytes([9; 32]),
            label: Line::new("laptop").ok(),
            revoked: false,
            node: Some(Key::from_bytes([10; 32])),
            proof: Some(Mark::from_bytes([5; 64])),
            node_proof: Some(Mark::from_bytes([6; 64])),
        })
    },
};
