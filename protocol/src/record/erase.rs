//! `erase`: the text of records goes, named by id in the header. Their author says it, or the stewards: it
//! is hidden at once, and seven days later each machine drops the bodies.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of an `erase`; the header names what is erased.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Erase {
        /// Why.
        1 note: Option<Line<400>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "erase",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: None,
    check: strict::<Erase>,
    example: || wire::encode(&Erase { note: None }),
};
