//! `invite-revoke`: stewards take an invite back, named by id in the header. Joins that the charter
//! already wrote down stay.

use super::*;
use crate::text::Line;

crate::fields! {
    /// The body of an `invite-revoke`; the header names the invite.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct InviteRevoke {
        /// A word with it.
        1 note: Option<Line<400>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "invite-revoke",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Steward,
    place: Place::Law,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check: strict::<InviteRevoke>,
    example: || wire::encode(&InviteRevoke { note: None }),
};
