//! node

pub mod backup;
pub mod chance;
pub mod clock;
pub mod keyring;
pub mod os;
pub mod socket;
