//! `device`: a person's root key names a device key, the key that seals for it, and a home node. Of
//! somebody who belongs it puts the device in force, which is how a restored home comes back in.

use super::*;
use crate::keys::Key;
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
    }
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
    check: strict::<Device>,
    example: || {
        wire::encode(&Device {
            root: Key::from_bytes([7; 32]),
            key: Key::from_bytes([8; 32]),
            seal: Key::from_bytes([9; 32]),
            label: Line::new("laptop").ok(),
            revoked: false,
            node: None,
        })
    },
};
