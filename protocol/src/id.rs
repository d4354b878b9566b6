//! Owns the 32-byte names of records, documents, persons and charters, and how people type them.
//!
//! An [`Id`] is a SHA-256. People see its first characters in Crockford's base 32 (no I, L, O, U),
//! as many as make it unique, at least four. Source: docs/protocol.md, "Ids".

use std::fmt;

use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// Crockford's alphabet, upper case; reading folds case and takes I, L as 1 and O as 0.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 52 characters of five bits write the 256 bits of an id.
pub const LETTERS: usize = 52;

/// A SHA-256 that names a record, a document, a person or a charter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 32]);

impl Id {
    /// Hashes bytes into their name.
    pub fn of(bytes: &[u8]) -> Id {
        Id(Sha256::digest(bytes).into())
    }

    /// Hashes several parts as one byte string, in the order given.
    ///
    /// - `label`: sets different uses apart, so that a name of one kind never equals another's.
    /// - `parts`: fixed-length parts only, so that no boundary can be moved.
    pub fn labelled(label: &str, parts: &[&[u8]]) -> Id {
        let mut hash = Sha256::new();
        hash.update(label.as_bytes());
        for part in parts {
            hash.update(part);
        }
        Id(hash.finalize().into())
    }

    /// Takes 32 bytes that are already a name.
    pub const fn from_bytes(bytes: [u8; 32]) -> Id {
        Id(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first `count` characters (at most [`LETTERS`]) as people type them.
    pub fn short(&self, count: usize) -> String {
        (0..count.min(LETTERS)).map(|at| ALPHABET[self.quint(at)] as char).collect()
    }

    /// Reads a whole id as it is printed; `None` where it is shorter, longer or none at all.
    pub fn parse(text: &str) -> Option<Id> {
        let Prefix(quints) = Prefix::parse(text).filter(|prefix| prefix.0.len() == LETTERS)?;
        let mut bytes = [0u8; 32];
        for (at, quint) in quints.iter().enumerate() {
            let bit = at * 5;
            let pair = u16::from(*quint) << (11 - bit % 8);
            bytes[bit / 8] |= (pair >> 8) as u8;
            if let Some(next) = bytes.get_mut(bit / 8 + 1) {
                *next |= pair as u8;
            }
        }
        // The last character has room for more bits than are left: only one spelling is an id's.
        Some(Id(bytes)).filter(|id| id.quint(LETTERS - 1) == usize::from(quints[LETTERS - 1]))
    }

    /// The five bits at character position `at`, 0 to 51; the last one has a single bit of the id.
    fn quint(&self, at: usize) -> usize {
        let bit = at * 5;
        let pair = u16::from_be_bytes([self.0[bit / 8], self.0.get(bit / 8 + 1).copied().unwrap_or(0)]);
        usize::from(pair >> (11 - bit % 8) & 31)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short(8))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short(LETTERS))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        if out.is_human_readable() { out.serialize_str(&self.short(LETTERS)) } else { out.serialize_bytes(&self.0) }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Id, D::Error> {
        if from.is_human_readable() {
            let text = String::deserialize(from)?;
            return Id::parse(&text).ok_or_else(|| D::Error::custom("a text of 52 characters that is an id"));
        }
        bytes(from).map(Id)
    }
}

/// Reads a byte string of exactly `N` bytes.
pub(crate) fn bytes<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<[u8; N], D::Error> {
    struct Exact<const N: usize>;
    impl<const N: usize> Visitor<'_> for Exact<N> {
        type Value = [u8; N];
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            write!(f, "a byte string of {N} bytes")
        }
        fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<[u8; N], E> {
            bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
        }
    }
    from.deserialize_bytes(Exact::<N>).map_err(D::Error::custom)
}

/// What a person typed to name something: the first characters of an [`Id`].
///
/// `7k3q` and `7K3Q` are the same; `O` reads as `0`, `I` and `L` as `1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Prefix(Vec<u8>);

impl Prefix {
    /// Reads 1 to 52 characters; `None` where one of them cannot stand in an id.
    pub fn parse(text: &str) -> Option<Prefix> {
        let quints = text.chars().map(quint).collect::<Option<Vec<u8>>>()?;
        (1..=LETTERS).contains(&quints.len()).then_some(Prefix(quints))
    }

    /// True where the id begins with these characters.
    pub fn fits(&self, id: &Id) -> bool {
        self.0.iter().enumerate().all(|(at, want)| id.quint(at) == usize::from(*want))
    }
}

fn quint(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == letter).map(|at| at as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_may_type_any_prefix_in_any_case() {
        let id = Id::of(b"Amara's lead");
        let shown = id.short(6);
        assert!(Prefix::parse(&shown.to_lowercase()).expect("shown ids can be typed").fits(&id));
        assert!(!Prefix::parse(&shown).expect("shown").fits(&Id::of(b"another")));
        assert_eq!(Prefix::parse("7K-Q"), None);
        assert_eq!(Prefix::parse(""), None);
    }

    #[test]
    fn every_printed_id_is_read_back_whatever_its_last_bits_are() {
        for last in 0..=u8::MAX {
            let mut bytes = *Id::of(b"Binh's lead").as_bytes();
            bytes[31] = last;
            let id = Id::from_bytes(bytes);
            assert_eq!(Id::parse(&id.to_string()), Some(id), "{id}");
            assert_eq!(Id::parse(&id.to_string().to_lowercase()), Some(id));
            assert!(Prefix::parse(&id.to_string()).expect("typed").fits(&id));
            let other = Id::from_bytes({
                bytes[31] ^= 1;
                bytes
            });
            assert_ne!(id.to_string(), other.to_string(), "two ids are printed alike");
        }
    }

    #[test]
    fn what_is_longer_shorter_or_spelled_otherwise_is_no_id() {
        let id = Id::of(b"Chidi's lead").to_string();
        assert_eq!(Id::parse(&id[..51]), None);
        assert_eq!(Id::parse(&format!("{id}0")), None);
        assert_eq!(Id::parse(&format!("{}1", &id[..51])), None, "a second spelling");
    }

    #[test]
    fn look_alike_letters_read_as_digits() {
        assert_eq!(Prefix::parse("OIL"), Prefix::parse("011"));
    }
}
