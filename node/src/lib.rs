//! Talko's machinery: everything that touches a disk, a network, a clock or chance.

//! node

pub mod chance;
pub mod clock;
pub mod keyring;
pub mod net;
pub mod os;
pub mod store;
