//! Owns Ed25519: the only file that names its package. One rule for signatures on every path,
//! `verify_strict`, so that no two replicas ever disagree about one.

use std::collections::BTreeMap;

use ed25519_dalek::{Signature, Signer as _, SigningKey, Verifier as _, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::Id;
use crate::planted::{self, Wrong};

/// 256 points are remembered: more authors than that write in few batches.
const POINTS_MAX: usize = 256;

/// An Ed25519 public key: 32 bytes as they stand on the wire.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key([u8; 32]);

/// Why a signature or a key is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// The bytes are no point of the curve, or one of small order that signs anything.
    #[error("not a usable public key")]
    Weak,
    /// The signature does not fit key and bytes.
    #[error("signature does not fit")]
    Signature,
}

impl Key {
    /// Takes 32 bytes; whether they are a usable key shows when something is verified.
    pub const fn from_bytes(bytes: [u8; 32]) -> Key {
        Key(bytes)
    }

    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The person whose root key this is.
    pub fn person(&self) -> Id {
        Id::of(&self.0)
    }

    /// Checks a signature by `verify_strict`.
    ///
    /// # Errors
    /// [`KeyFault`] where the key is unusable or the signature does not fit.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), KeyFault> {
        check(&self.point()?, message, signature)
    }

    /// The point of the curve that signatures are checked against.
    fn point(&self) -> Result<VerifyingKey, KeyFault> {
        let key = VerifyingKey::from_bytes(&self.0).map_err(|_| KeyFault::Weak)?;
        if key.is_weak() && !planted::is(Wrong::WeakKeys) { Err(KeyFault::Weak) } else { Ok(key) }
    }

    /// True for a key that can be listed: a point of the curve, not of small order.
    pub fn usable(&self) -> bool {
        self.point().is_ok()
    }
}

fn check(key: &VerifyingKey, message: &[u8], signature: &[u8; 64]) -> Result<(), KeyFault> {
    let signature = Signature::from_bytes(signature);
    if planted::is(Wrong::NoSignature) {
        return Ok(());
    }
    if planted::is(Wrong::WeakKeys) {
        return key.verify(message, &signature).map_err(|_| KeyFault::Signature);
    }
    key.verify_strict(message, &signature).map_err(|_| KeyFault::Signature)
}

/// Checks many signatures as [`Key::verify`] does, and remembers the points of the keys that it has met:
/// to find one costs an eighth of a check.
#[derive(Debug, Default)]
pub struct Verifier(BTreeMap<Key, VerifyingKey>);

impl Verifier {
    /// Checks one signature.
    ///
    /// # Errors
    /// [`KeyFault`] as [`Key::verify`].
    pub fn verify(&mut self, key: &Key, message: &[u8], signature: &[u8; 64]) -> Result<(), KeyFault> {
        if let Some(point) = self.0.get(key) {
            return check(point, message, signature);
        }
        let point = key.point()?;
        if self.0.len() == POINTS_MAX {
            self.0.clear();
        }
        self.0.insert(*key, point);
        check(&point, message, signature)
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "key {}", Id::from_bytes(self.0).short(8))
    }
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Key, D::Error> {
        crate::id::bytes(from).map(Key)
    }
}

impl crate::wire::Field for Key {}

/// A 64-byte Ed25519 signature inside a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Mark([u8; 64]);

impl Mark {
    /// The 64 bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    /// Takes 64 bytes; whether they fit shows when they are verified.
    pub const fn from_bytes(bytes: [u8; 64]) -> Mark {
        Mark(bytes)
    }
}

impl std::fmt::Debug for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("mark")
    }
}

impl Serialize for Mark {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Mark {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Mark, D::Error> {
        crate::id::bytes(from).map(Mark)
    }
}

impl crate::wire::Field for Mark {}

/// A secret key in memory; wiped when dropped, never printed.
pub struct Secret(SigningKey);

impl Secret {
    /// Makes the key pair that belongs to a 32-byte seed.
    pub fn from_seed(seed: &[u8; 32]) -> Secret {
        Secret(SigningKey::from_bytes(seed))
    }

    /// The public half.
    pub fn key(&self) -> Key {
        Key(self.0.verifying_key().to_bytes())
    }

    /// Signs exactly these bytes.
    pub fn sign(&self, message: &[u8]) -> Mark {
        Mark(self.0.sign(message).to_bytes())
    }

    /// The seed, for the key file alone.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_fits_one_key_and_one_message() {
        let amara = Secret::from_seed(&[1; 32]);
        let mark = amara.sign(b"lead");
        assert_eq!(amara.key().verify(b"lead", mark.as_bytes()), Ok(()));
        assert_eq!(amara.key().verify(b"Lead", mark.as_bytes()), Err(KeyFault::Signature));
        let binh = Secret::from_seed(&[2; 32]).key();
        assert_eq!(binh.verify(b"lead", mark.as_bytes()), Err(KeyFault::Signature));
    }

    #[test]
    fn whoever_checks_many_answers_as_whoever_checks_one() {
        let mut verifier = Verifier::default();
        for seed in 0..3 {
            let author = Secret::from_seed(&[seed; 32]);
            let (mark, weak) = (author.sign(b"lead"), Key::from_bytes([0; 32]));
            for (key, message) in [(author.key(), b"lead"), (author.key(), b"Lead"), (weak, b"lead")] {
                for _ in 0..2 {
                    let one = key.verify(message, mark.as_bytes());
                    assert_eq!(verifier.verify(&key, message, mark.as_bytes()), one);
                }
            }
        }
    }

    #[test]
    fn a_small_order_key_that_signs_anything_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let weak = Key::from_bytes(identity);
        let mut forged = [0; 64];
        forged[0] = 1; // R = identity, s = 0: plain `verify` takes it for every message
        assert_eq!(weak.verify(b"anything", &forged), Err(KeyFault::Weak));
        assert!(!weak.usable());
    }
}
