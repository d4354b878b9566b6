//! The words of Talko: the one binary `talko`.
//!
//! A command is parsed by [`args`], run by its file in [`command`] against what lies on the
//! [`desk`], asks the home through [`client`], and answers through [`paint`] or fails with a
//! [`problem`]. Every sentence that a person reads comes from the catalogue behind [`mod@words`].
//! Other people's adverts come in through [`mod@import`] and leave through [`mod@export`].

pub mod args;
pub mod choose;
pub mod client;
pub mod command;
pub mod config;
pub mod desk;
pub mod export;
pub mod face;
pub mod import;
pub mod paint;
pub mod problem;
pub mod prompt;
pub mod proposal;
pub mod publish;
pub mod receipt;
pub mod run;
pub mod serving;
pub mod share;
pub mod template;
pub mod values;
pub mod watching;
pub mod words;

pub use run::run;

#[cfg(test)]
mod fixture;
