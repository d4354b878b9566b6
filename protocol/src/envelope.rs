//! Owns the record's bytes: a COSE_Sign1 (RFC 9052) over the hash of a body, the body beside it.
//!
//! `[18([protected, {}, body hash, signature]), body or null]`, deterministic throughout. The id is
//! SHA-256 of the COSE_Sign1 bytes, so an erased record (`null`) keeps its id and still verifies.
//! What an [`Envelope`] says is a claim until the gate ([`crate::admit`]) has let it pass.
//! Source: docs/protocol.md, "Records".

mod cose;

use std::ops::Range;
use std::sync::Arc;

use self::cose::{Cursor, push_byte_string, to_be_signed};
use crate::id::Id;
use crate::keys::{Key, KeyFault, Secret, Verifier};
use crate::space::Space;
use crate::text::Line;
use crate::ticket::{CARRIER_MAX, RECORD_MAX};
use crate::time::{Day, Moment};
use crate::wire::{self, Few, WireFault};

/// The external data that every signature covers, so that it means nothing outside this protocol.
pub const EXTERNAL: &[u8] = b"talko/1";
/// 16: a record that binds more than these is several records.
pub const NAMES_MAX: usize = 16;

/// Before the header map: a map of two, `alg: EdDSA`, then our private label -65537.
const PROTECTED_HEAD: [u8; 8] = [0xA2, 0x01, 0x27, 0x3A, 0x00, 0x01, 0x00, 0x00];
/// Before the protected bytes: an array of two, tag 18, an array of four.
const RECORD_HEAD: [u8; 3] = [0x82, 0xD2, 0x84];
/// Between protected bytes and body hash: an empty map, a byte string of 32.
const PAYLOAD_HEAD: [u8; 3] = [0xA0, 0x58, 0x20];
/// Between body hash and signature: a byte string of 64.
const SIGNATURE_HEAD: [u8; 2] = [0x58, 0x40];
/// What stands for a body that was erased.
const NULL: u8 = 0xF6;

crate::fields! {
    /// What a record says about itself, signed.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Header {
        /// The kind's name: lower case.
        1 kind: Line<24>,
        /// The version of the body's shape.
        2 version: u8,
        /// Where it stands; absent in a `person` and in a first charter.
        3 space: Option<Space>,
        /// One federation that it is for; absent means all of the collective's.
        4 audience: Option<Id>,
        /// The key that signs.
        5 key: Key,
        /// The person whose key that is; for a home of the whole collective, the charter's id.
        6 person: Id,
        /// The number of its ticket in the week of `created`; authority carries none.
        7 ticket: Option<u16>,
        /// When it was written, by its author's clock.
        8 created: Moment,
        /// The last day on which it is held.
        9 expires: Day,
        /// What it is about; absent in a document (its name) and in what begins a subject (its id).
        10 subject: Option<Id>,
        /// The ids that it binds.
        11 names: Few<Id, NAMES_MAX>,
        /// Which revision of which document.
        12 document: Option<Revision>,
        /// Bytes of the body.
        13 length: u32,
    }
}

crate::fields! {
    /// Which revision of which document a record is.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Revision {
        /// 16 bytes of chance, the same in every revision: with the person they make the name.
        1 nonce: Nonce,
        /// 0 to 65,535; the highest counts.
        2 number: u16,
        /// The id of the revision that it replaces; absent in number 0.
        3 replaces: Option<Id>,
        /// True where this revision takes the document back.
        4 withdrawn: bool,
    }
}

/// 16 bytes of chance that make a document's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce(pub [u8; 16]);

impl serde::Serialize for Nonce {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Nonce {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Nonce, D::Error> {
        crate::id::bytes(from).map(Nonce)
    }
}

impl wire::Field for Nonce {}

/// The name of a document: provable from any one of its revisions.
pub fn document_name(person: &Id, nonce: &Nonce) -> Id {
    Id::labelled("talko/1 document", &[person.as_bytes(), &nonce.0])
}

impl Header {
    /// True for what stands inside a collective.
    pub fn is_inner(&self) -> bool {
        self.space.is_some_and(|space| space.is_inner())
    }

    /// The name of the document of which this is a revision.
    pub fn name(&self) -> Option<Id> {
        self.document.as_ref().map(|revision| document_name(&self.person, &revision.nonce))
    }
}

/// A record as it came: parsed, of one spelling, its body fitting its hash. Signature and right to
/// speak are not yet checked.
#[derive(Clone, Debug)]
pub struct Envelope {
    id: Id,
    header: Header,
    bytes: Arc<[u8]>,
    protected: Range<usize>,
    body: Option<Range<usize>>,
}

/// Why bytes are no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeFault {
    /// More bytes than a record of its kind may have.
    #[error("record of {0} bytes")]
    Large(usize),
    /// Not the one spelling of a record.
    #[error("bytes of a record are malformed: {0}")]
    Wire(#[from] WireFault),
    /// The body is not the one that was signed.
    #[error("body does not fit its hash")]
    Body,
}

impl Envelope {
    /// Reads a record.
    ///
    /// # Errors
    /// [`EnvelopeFault`] for anything but exactly one record in its one spelling.
    pub fn parse(bytes: Arc<[u8]>) -> Result<Envelope, EnvelopeFault> {
        if bytes.len() > CARRIER_MAX {
            return Err(EnvelopeFault::Large(bytes.len()));
        }
        let mut cursor = Cursor { bytes: &bytes, at: 0 };
        cursor.expect(&RECORD_HEAD)?;
        let protected = cursor.byte_string()?;
        cursor.expect(&PAYLOAD_HEAD)?;
        let payload = cursor.take(32)?;
        cursor.expect(&SIGNATURE_HEAD)?;
        cursor.take(64)?;
        let signed_end = cursor.at;
        let body = if cursor.bytes.get(cursor.at) == Some(&NULL) {
            cursor.at += 1;
            None
        } else {
            Some(cursor.byte_string()?)
        };
        if cursor.at != bytes.len() {
            return Err(WireFault::Spelling.into());
        }
        let Some(header) = bytes[protected.clone()].strip_prefix(&PROTECTED_HEAD) else {
            return Err(WireFault::Shape.into());
        };
        let header: Header = wire::decode(header)?;
        if bytes.len() > RECORD_MAX && bytes.len() > header.bytes_max() {
            return Err(EnvelopeFault::Large(bytes.len()));
        }
        if let Some(body) = &body {
            let fits =
                body.len() == header.length as usize && Id::of(&bytes[body.clone()]).as_bytes() == &bytes[payload];
            if !fits {
                return Err(EnvelopeFault::Body);
            }
        }
        let id = Id::of(&bytes[1..signed_end]);
        Ok(Envelope { id, header, bytes: bytes.clone(), protected, body })
    }

    /// SHA-256 of the body, which is known of an erased record too.
    pub fn body_hash(&self) -> Id {
        let payload = self.protected.end + PAYLOAD_HEAD.len();
        let mut hash = [0; 32];
        hash.copy_from_slice(&self.bytes[payload..payload + 32]);
        Id::from_bytes(hash)
    }

    /// The same record without its body: same id, same signature.
    pub fn bare(&self) -> Envelope {
        let signed = self.protected.end + PAYLOAD_HEAD.len() + 32 + SIGNATURE_HEAD.len() + 64;
        let mut bytes = self.bytes[..signed].to_vec();
        bytes.push(NULL);
        Envelope { bytes: bytes.into(), body: None, ..self.clone() }
    }

    /// Checks the signature over header, external data and body hash.
    ///
    /// # Errors
    /// [`KeyFault`] where key or signature are not good.
    pub fn verify(&self) -> Result<(), KeyFault> {
        self.verify_with(&mut Verifier::default())
    }

    /// The same, by somebody who checks many.
    ///
    /// # Errors
    /// [`KeyFault`] where key or signature are not good.
    pub fn verify_with(&self, verifier: &mut Verifier) -> Result<(), KeyFault> {
        let payload = self.protected.end + PAYLOAD_HEAD.len();
        let signature = payload + 32 + SIGNATURE_HEAD.len();
        let mut mark = [0; 64];
        mark.copy_from_slice(&self.bytes[signature..signature + 64]);
        let words = to_be_signed(&self.bytes[self.protected.clone()], &self.bytes[payload..payload + 32]);
        verifier.verify(&self.header.key, &words, &mark)
    }

    /// SHA-256 of the COSE_Sign1 bytes.
    pub fn id(&self) -> Id {
        self.id
    }

    /// What the record says about itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The whole record, as it is stored and forwarded.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    /// The body; `None` where it was erased.
    pub fn body(&self) -> Option<&[u8]> {
        self.body.clone().map(|range| &self.bytes[range])
    }
}

/// Signs a body under a header; the length in the header is set here.
///
/// # Errors
/// [`EnvelopeFault::Large`] where the record would be larger than its kind may be.
pub fn seal(mut header: Header, body: &[u8], secret: &Secret) -> Result<Envelope, EnvelopeFault> {
    header.length = u32::try_from(body.len()).map_err(|_| EnvelopeFault::Large(body.len()))?;
    let mut protected = PROTECTED_HEAD.to_vec();
    protected.extend_from_slice(&wire::encode(&header));
    let payload = Id::of(body);
    let mark = secret.sign(&to_be_signed(&protected, payload.as_bytes()));
    let mut bytes = Vec::with_capacity(protected.len() + body.len() + 160);
    bytes.extend_from_slice(&RECORD_HEAD);
    push_byte_string(&mut bytes, &protected);
    bytes.extend_from_slice(&PAYLOAD_HEAD);
    bytes.extend_from_slice(payload.as_bytes());
    bytes.extend_from_slice(&SIGNATURE_HEAD);
    bytes.extend_from_slice(mark.as_bytes());
    push_byte_string(&mut bytes, body);
    Envelope::parse(bytes.into())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn header(secret: &Secret) -> Header {
        Header {
            kind: Line::new("comment").expect("a kind's name"),
            version: 1,
            space: None,
            audience: None,
            key: secret.key(),
            person: secret.key().person(),
            ticket: Some(3),
            created: Moment(1_795_000_000_000),
            expires: Day(21_000),
            subject: Some(Id::of(b"lead")),
            names: Few::default(),
            document: None,
            length: 0,
        }
    }

    fn sample() -> Envelope {
        let amara = Secret::from_seed(&[1; 32]);
        seal(header(&amara), b"\xA1\x01\x62hi", &amara).expect("a small record")
    }

    #[test]
    fn a_sealed_record_verifies_and_reads_back() {
        let record = sample();
        assert_eq!(record.verify(), Ok(()));
        let again = Envelope::parse(record.bytes().clone()).expect("the same bytes");
        assert_eq!((again.id(), again.header(), again.body()), (record.id(), record.header(), record.body()));
    }

    #[test]
    fn one_flipped_bit_anywhere_is_refused_or_does_not_verify() {
        let record = sample();
        for bit in 0..record.bytes().len() * 8 {
            let mut bytes = record.bytes().to_vec();
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(changed) = Envelope::parse(bytes.into()) {
                assert!(changed.verify().is_err(), "bit {bit} made a second record");
            }
        }
    }

    #[test]
    fn an_erased_record_keeps_its_id_and_its_signature() {
        let record = sample();
        let body = record.body().expect("not erased").len();
        let mut bytes = record.bytes()[..record.bytes().len() - body - 1].to_vec();
        bytes.push(NULL);
        let erased = Envelope::parse(bytes.into()).expect("a record without its body");
        assert_eq!((erased.id(), erased.body(), erased.verify()), (record.id(), None, Ok(())));
    }

    #[test]
    fn every_cut_of_a_record_is_refused() {
        let record = sample();
        for length in 0..record.bytes().len() {
            assert!(Envelope::parse(record.bytes()[..length].into()).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn a_signature_means_nothing_under_another_label() {
        let record = sample();
        let words = to_be_signed(&record.bytes[record.protected.clone()], &[0; 32]);
        let position = words.windows(EXTERNAL.len()).position(|part| part == EXTERNAL);
        assert!(position.is_some(), "the external data is part of what is signed");
    }

    #[test]
    fn a_record_that_is_too_large_is_never_made() {
        let amara = Secret::from_seed(&[1; 32]);
        assert!(matches!(seal(header(&amara), &[0; RECORD_MAX], &amara), Err(EnvelopeFault::Large(_))));
    }
}
