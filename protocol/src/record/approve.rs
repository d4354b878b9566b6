//! `approve`: a steward agrees to one authority record, named by id in the header.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of an `approve`; the header names what is approved.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Approve {
        /// A word with it.
        1 note: Option<Line<400>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "approve",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Member,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check: strict::<Approve>,
    example: || wire::encode(&Approve { note: None }),
};
