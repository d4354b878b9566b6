//! Talko's machinery: everything that touches a disk, a network, a clock or chance.

//! node

pub mod net;
pub mod os;
pub mod store;
