//! `pledge-release`: the beneficiary lets the pledger off what is still open. The header names the
//! pledge and has it as subject.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of a `pledge-release`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PledgeRelease {
        /// A word with it.
        1 note: Option<Line<400>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "pledge-release",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Pledge),
    check: strict::<PledgeRelease>,
    example: || wire::encode(&PledgeRelease { note: None }),
};
