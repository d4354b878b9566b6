//! `person`: a root public key. Its SHA-256 is the person's id, so the twelve words alone find it.

use super::*;
use crate::keys::Key;

crate::fields! {
    /// The body of a `person`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Person {
        /// The root public key; signs this record.
        1 root: Key,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "person",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Root,
    place: Place::Nowhere,
    life_days: AUTHORITY_DAYS,
    fold: None,
    check: strict::<Person>,
    example: || wire::encode(&Person { root: Key::from_bytes([7; 32]) }),
};
