//! `pledge-ack`: the beneficiary confirms one `pledge-fulfil`, which the header names beside the
//! pledge.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of a `pledge-ack`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PledgeAck {
        /// A word with it.
        1 note: Option<Line<400>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "pledge-ack",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Pledge),
    check: strict::<PledgeAck>,
    example: || wire::encode(&PledgeAck { note: None }),
};
