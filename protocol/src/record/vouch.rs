//! `vouch`: a listed collective speaks for another that wants into a federation.

use super::*;
use crate::id::Id;

crate::fields! {
    /// The body of a `vouch`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Vouch {
        /// The charter of the collective that speaks.
        1 by: Id,
        /// The charter of the collective that it speaks for.
        2 collective: Id,
        /// The head of that charter as the speaker knows it.
        3 head: Id,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "vouch",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Steward,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check: strict::<Vouch>,
    example: || wire::encode(&Vouch { by: Id::of(b"A"), collective: Id::of(b"B"), head: Id::of(b"head of B") }),
};
