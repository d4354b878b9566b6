//! `ack`: a member has seen a charter revision, named by id in the header.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of an `ack`; the header names what was seen.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Ack {
        /// A word with it.
        1 note: Option<Line<400>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "ack",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Member,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check: strict::<Ack>,
    example: || wire::encode(&Ack { note: None }),
};
