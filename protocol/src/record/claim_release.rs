//! `claim-release`: a claim or an award is given back. It names a claim, by whoever made it, or an award,
//! by the poster of the lead or whoever it was for. The header's subject is the lead.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of a `claim-release`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ClaimRelease {
        /// A word with it.
        1 note: Option<Line<400>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "claim-release",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Member,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Lead),
    check: strict::<ClaimRelease>,
    example: || wire::encode(&ClaimRelease { note: None }),
};
