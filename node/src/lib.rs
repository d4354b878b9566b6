//! Talko's machinery: everything that touches a disk, a network, a clock or chance.

pub mod os;
pub mod store;
