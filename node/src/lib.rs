//! Talko's machinery: everything that touches a disk, a network, a clock or chance.

pub mod backup;
pub mod chance;
pub mod clock;
pub mod keyring;
pub mod net;
pub mod os;
pub mod socket;
pub mod store;
