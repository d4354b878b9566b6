//! `marker-view`: which markers about oneself one does not show. The header's subject is the person.

use super::*;
use crate::id::Id;
use crate::wire::Few;

crate::fields! {
    /// The body of a `marker-view`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct MarkerView {
        /// The names of the documents that are hidden, ascending.
        1 hidden: Few<Id, 64>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let view: MarkerView = wire::decode(body)?;
    if view.hidden.is_sorted_by(|a, b| a < b) { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "marker-view",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Markers),
    check,
    example: || wire::encode(&MarkerView { hidden: Few::new(vec![Id::of(b"marker")]).expect("one") }),
};
