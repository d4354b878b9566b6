//! Talko's machinery: everything that touches a disk, a network, a clock or chance. It makes no
//! decision about records; those are `protocol`'s.
//!
//! The way of a record: [`pen`] signs what a face wishes, [`intake`] passes it through the gate to
//! [`store`], `shell` hands it to [`net`]; what [`net`] hears or [`catchup`] fetches goes the same way
//! in. [`desk`] answers what faces ask, over [`socket`] or in this process.

pub mod backup;
mod callable;
pub mod catchup;
pub mod chance;
pub mod client;
pub mod clock;
pub mod desk;
#[cfg(test)]
mod fed;
pub mod home;
pub mod intake;
pub mod keyring;
pub mod knock;
pub mod leads;
pub mod manners;
pub mod net;
pub mod os;
pub mod pen;
pub mod sealing;
pub mod shell;
pub mod socket;
pub mod store;
pub mod trouble;
pub mod turnstile;
