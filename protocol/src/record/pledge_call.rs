//! `pledge-call`: the beneficiary asks for part of a promise, or for all of it. The header names the
//! pledge and has it as subject.

use super::*;
use crate::text::Line;
use crate::time::Moment;

use super::pledge::Quantity;

crate::fields! {
    /// The body of a `pledge-call`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PledgeCall {
        /// How much is asked for, in the unit of the pledge.
        1 what: Quantity,
        /// When it is needed.
        2 when: Option<Moment>,
        /// A word with it.
        3 note: Option<Line<400>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let call: PledgeCall = wire::decode(body)?;
    if call.what.measure().is_some() { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "pledge-call",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Pledge),
    check,
    example: || wire::encode(&PledgeCall { what: Quantity::of_minutes(180), when: None, note: None }),
};
