//! The line by which a new computer asks to be listed for a person who has lost computer and words. It goes from
//! that person to a steward by a way on which the steward knows them: what proves who they are is not in it. What is
//! in it: the computer's keys, each of which signs that it is to be this person's in this collective, so that nobody
//! has somebody else's machine listed.
//!
//! Source: docs/protocol.md, "The invite line".

use super::address::Reader;
use super::{LineFault, Pasted, VERSION, find, read, write};
use crate::founding::Hands;
use crate::id::Id;
use crate::keys::{Key, Mark};
use crate::record::device::Device;

/// The kind of this line, beside those of invites.
pub(super) const SYMBOL: u8 = 4;

crate::fields! {
    /// What a new computer asks: to sign for somebody who belongs.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DeviceRequest {
        /// The device's signing key.
        1 key: Key,
        /// The X25519 key to which sealed records are written.
        2 seal: Key,
        /// The home node that comes with it.
        3 node: Key,
        /// The device key's signature over the words of a `device` record.
        4 proof: Mark,
        /// The node key's signature over the same.
        5 node_proof: Mark,
    }
}

impl DeviceRequest {
    /// What a new computer asks in a collective, in the name of its person.
    pub fn new(charter: &Id, hands: &Hands<'_>) -> DeviceRequest {
        let blank = Mark::from_bytes([0; 64]);
        let (key, node) = (hands.device.key(), hands.node.key());
        let mut request = DeviceRequest { key, seal: hands.seal, node, proof: blank, node_proof: blank };
        let words = request.words(charter, &hands.person);
        request.proof = hands.device.sign(&words);
        request.node_proof = hands.node.sign(&words);
        request
    }

    /// True where both keys ask to be this person's in this collective.
    pub fn is_proven(&self, charter: &Id, person: &Id) -> bool {
        let words = self.words(charter, person);
        let signed = |key: &Key, proof: &Mark| key.usable() && key.verify(&words, proof.as_bytes()).is_ok();
        signed(&self.key, &self.proof) && signed(&self.node, &self.node_proof)
    }

    /// Writes the line: 375 characters.
    pub fn encode(&self) -> String {
        let keys = [&self.key, &self.seal, &self.node].into_iter().flat_map(|key| key.as_bytes().iter());
        let proofs = [&self.proof, &self.node_proof].into_iter().flat_map(|proof| proof.as_bytes().iter());
        write(VERSION, SYMBOL, &keys.chain(proofs).copied().collect::<Vec<u8>>())
    }

    /// Reads what was pasted, as forgiving as [`super::InviteLine::parse`].
    ///
    /// # Errors
    /// [`LineFault`].
    pub fn parse(pasted: &str) -> Result<DeviceRequest, LineFault> {
        find(pasted, |text| match read(text)? {
            (SYMBOL, bytes) => content(&bytes).ok_or(LineFault::Altered),
            (0..SYMBOL, _) => Err(LineFault::Kind(Pasted::Invite)),
            _ => Err(LineFault::Newer),
        })
    }

    /// What both keys sign: the words that they would sign where the person had their root key still.
    fn words(&self, charter: &Id, person: &Id) -> Vec<u8> {
        let device = Device {
            root: self.key,
            key: self.key,
            seal: self.seal,
            label: None,
            revoked: false,
            node: Some(self.node),
            proof: None,
            node_proof: None,
        };
        device.sealed_words(charter, person)
    }
}

fn content(bytes: &[u8]) -> Option<DeviceRequest> {
    let mut reader = Reader::new(bytes);
    let request = DeviceRequest {
        key: Key::from_bytes(reader.array()?),
        seal: Key::from_bytes(reader.array()?),
        node: Key::from_bytes(reader.array()?),
        proof: Mark::from_bytes(reader.array()?),
        node_proof: Mark::from_bytes(reader.array()?),
    };
    reader.is_done().then_some(request)
}

#[cfg(test)]
mod tests {
    use super::super::{InviteLine, LINE_MAX};
    use super::*;
    use crate::keys::Secret;

    fn request() -> (Id, Id, DeviceRequest) {
        let (device, node) = (Secret::from_seed(&[1; 32]), Secret::from_seed(&[3; 32]));
        let (charter, person) = (Id::of(b"charter"), Id::of(b"Binh"));
        let hands = Hands { device: &device, seal: Key::from_bytes([9; 32]), node: &node, person };
        (charter, person, DeviceRequest::new(&charter, &hands))
    }

    #[test]
    fn the_line_of_a_new_computer_says_again_what_it_was_made_of_however_a_chat_broke_it() {
        let (_, _, request) = request();
        let line = request.encode();
        assert!(line.len() <= LINE_MAX, "{}", line.len());
        assert_eq!(DeviceRequest::parse(&line), Ok(request.clone()));
        let (one, two) = line.split_at(120);
        let broken = format!("Binh wrote:\n\u{201c}{}\n {two}\u{201d}", one.to_uppercase());
        assert_eq!(DeviceRequest::parse(&broken), Ok(request));
    }

    #[test]
    fn it_asks_for_one_person_in_one_collective_alone() {
        let (charter, person, request) = request();
        assert!(request.is_proven(&charter, &person));
        assert!(!request.is_proven(&charter, &Id::of(b"Amara")));
        assert!(!request.is_proven(&Id::of(b"another charter"), &person));
        let (seal, node) = (Key::from_bytes([8; 32]), Secret::from_seed(&[4; 32]).key());
        assert!(!DeviceRequest { seal, ..request.clone() }.is_proven(&charter, &person), "nobody reads along");
        assert!(!DeviceRequest { node, ..request }.is_proven(&charter, &person), "nobody's machine is listed unasked");
    }

    #[test]
    fn an_invite_and_the_line_of_a_new_computer_are_told_apart() {
        let (_, _, request) = request();
        let asked = request.encode();
        assert_eq!(InviteLine::parse(&asked), Err(LineFault::Kind(Pasted::Request)));
        assert!(matches!(DeviceRequest::parse(&asked[..200]), Err(LineFault::Short { have: 200, .. })));
        let invite = write(VERSION, 0, &[0; 84]);
        assert_eq!(DeviceRequest::parse(&invite), Err(LineFault::Kind(Pasted::Invite)));
    }
}
