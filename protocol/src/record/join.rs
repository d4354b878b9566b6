//! `join`: somebody, or a whole collective, comes in by an invite. Signed by the joiner's device and,
//! inside, by the invite's key, so that neither alone can make it; and by the node that it brings, so that
//! nobody brings somebody else's.

use super::*;
use crate::id::Id;
use crate::keys::{Key, Mark};

crate::fields! {
    /// The body of a `join`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Join {
        /// The record id of the invite.
        1 invite: Id,
        /// The device that signs, for a member; absent for a collective.
        2 device: Option<Key>,
        /// Where sealed records for that device go; absent for a collective.
        3 seal: Option<Key>,
        /// The joiner's home node, for a member who brings one.
        4 node: Option<Key>,
        /// The joining collective's charter id; absent for a member.
        5 collective: Option<Id>,
        /// The head of that charter, which the federation pins.
        6 head: Option<Id>,
        /// The invite key's signature over [`Join::sealed_words`].
        7 proof: Mark,
        /// The node key's signature over the same, where one is named.
        8 node_proof: Option<Mark>,
    }
}

impl Join {
    /// What the invite's key and the node sign: everything that makes this join this one.
    ///
    /// - `space`: the charter that is joined; `person`: the signer of the record.
    pub fn sealed_words(&self, space: &Id, person: &Id) -> Vec<u8> {
        let blank = [0; 32];
        let key = |key: &Option<Key>| key.map_or(blank, |key| *key.as_bytes());
        let id = |id: &Option<Id>| id.map_or(blank, |id| *id.as_bytes());
        let mut words = b"talko/1 join".to_vec();
        words.extend_from_slice(space.as_bytes());
        words.extend_from_slice(person.as_bytes());
        words.extend_from_slice(self.invite.as_bytes());
        for part in [key(&self.device), key(&self.seal), key(&self.node), id(&self.collective), id(&self.head)] {
            words.extend_from_slice(&part);
        }
        words
    }

    /// True where the join was made in time by somebody who had the secret of this invite, and the key of
    /// the node.
    ///
    /// - `record`: the record whose body this is.
    pub fn fits(&self, record: &crate::envelope::Envelope, invite: &invite::Invite) -> bool {
        let header = record.header();
        let words = header.space.map(|space| self.sealed_words(&space.charter, &header.person)).unwrap_or_default();
        invite.collective == self.collective.is_some()
            && self.device.is_none_or(|device| device == header.key)
            && header.created.day() <= invite.until
            && invite.key.verify(&words, self.proof.as_bytes()).is_ok()
            && self.node.is_none_or(|node| {
                self.node_proof.as_ref().is_some_and(|proof| node.verify(&words, proof.as_bytes()).is_ok())
            })
    }

    /// Who comes in by this join: the collective, or the person who signs.
    pub fn comer(&self, record: &crate::envelope::Envelope) -> Id {
        self.collective.unwrap_or(record.header().person)
    }

    /// True where it is wholly a member's join or wholly a collective's.
    pub fn is_sound(&self) -> bool {
        let member = self.device.is_some_and(|key| key.usable()) && self.seal.is_some();
        let member = member && self.node.is_none_or(|key| key.usable()) && self.collective.or(self.head).is_none();
        let collective = self.collective.is_some() && self.head.is_some();
        let collective = collective && self.device.or(self.seal).or(self.node).is_none();
        (member || collective) && self.node.is_some() == self.node_proof.is_some()
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    if wire::decode::<Join>(body)?.is_sound() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "join",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check,
    example: || {
        wire::encode(&Join {
            invite: Id::of(b"invite"),
            device: Some(crate::keys::Secret::from_seed(&[8; 32]).key()),
            seal: Some(Key::from_bytes([9; 32])),
            node: Some(crate::keys::Secret::from_seed(&[3; 32]).key()),
            collective: None,
            head: None,
            proof: Mark::from_bytes([5; 64]),
            node_proof: Some(Mark::from_bytes([6; 64])),
        })
    },
};
