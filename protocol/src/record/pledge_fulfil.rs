//! `pledge-fulfil`: the pledger says that help was given. The header names the pledge and has it as
//! subject.

use super::*;
use crate::text::Line;

use super::pledge::Quantity;

crate::fields! {
    /// The body of a `pledge-fulfil`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PledgeFulfil {
        /// How much was given, in the unit of the pledge.
        1 what: Quantity,
        /// A word with it.
        2 note: Option<Line<400>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let done: PledgeFulfil = wire::decode(body)?;
    if done.what.measure().is_some() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "pledge-fulfil",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Pledge),
    check,
    example: || wire::encode(&PledgeFulfil { what: Quantity::of_minutes(180), note: None }),
};
