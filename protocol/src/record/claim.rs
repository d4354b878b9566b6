//! `claim`: a member would take a lead, alone or with others. The header's subject is the lead; its one
//! name is the revision of the lead that they read.

use super::*;
use crate::matching::waiver::Waiver;
use crate::text::Line;
use crate::wire::Few;

crate::fields! {
    /// The body of a `claim`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Claim {
        /// True where they mean to bid together with others.
        1 team: bool,
        /// A word with it.
        2 message: Option<Line<400>>,
        /// What of their own bonds they set aside for it, ascending.
        3 despite: Few<Waiver, 3>,
        /// Why; there exactly where they set something aside.
        4 why: Option<Line<200>>,
    }
}

fn check(body: &[u8]) -> Result<(), WireFault> {
    let claim: Claim = wire::decode(body)?;
    let written = claim.why.is_some() != claim.despite.is_empty();
    if written && claim.despite.is_sorted_by(|a, b| a < b) { Ok(()) } else { Err(WireFault::Shape) }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "claim",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Member,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Lead),
    check,
    example: || {
        wire::encode(&Claim {
            team: true,
            message: Line::new("Binh and I kept their books in May").ok(),
            despite: Few::new(vec![Waiver::Notice]).expect("one"),
            why: Line::new("I know the files already").ok(),
        })
    },
};
