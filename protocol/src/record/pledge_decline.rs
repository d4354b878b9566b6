//! `pledge-decline`: one side says no, with a reason: the beneficiary to the pledge, the pledger to a
//! call, which the header then names beside the pledge.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of a `pledge-decline`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PledgeDecline {
        /// Why.
        1 reason: Line<400>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "pledge-decline",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Pledge),
    check: strict::<PledgeDecline>,
    example: || wire::encode(&PledgeDecline { reason: Line::new("I am ill this week").expect("short") }),
};
