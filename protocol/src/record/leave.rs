//! `leave`: a collective goes out of a federation. It ends what its own stewards said before: the
//! revisions up to a number, and the joins and open revisions that the header names. A later join lets it in again.

use super::*;
use crate::id::Id;

crate::fields! {
    /// The body of a `leave`; the header names the collective's joins and the open revisions that it ends.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Leave {
        /// The charter of the collective that goes.
        1 collective: Id,
        /// The number of the federation's revision in force: later ones may list it again.
        2 revision: u32,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "leave",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Steward,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check: strict::<Leave>,
    example: || wire::encode(&Leave { collective: Id::of(b"B"), revision: 0 }),
};
