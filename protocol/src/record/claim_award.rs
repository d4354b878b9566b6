//! `claim-award`: the poster of a lead says whose turn it is, for a while. It names the claim; the header's
//! subject is the lead. A second one of the same claim only makes it longer.

use super::*;
use crate::id::Id;
use crate::text::Line;
use crate::time::Moment;
use crate::wire::Few;

/// 32 of those who claimed are listed, in the order of the rotation.
pub const RANKED_MAX: usize = 32;

crate::fields! {
    /// The body of a `claim-award`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ClaimAward {
        /// Until when; counted as 60 days behind its making where it says more.
        1 until: Moment,
        /// The order that the poster saw, first come first asked.
        2 rank: Few<Ranked, RANKED_MAX>,
        /// A word with it; why, where it is not the first of them.
        3 note: Option<Line<400>>,
    }
}

crate::fields! {
    /// Somebody's place in the rotation.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Ranked {
        /// Who.
        1 person: Id,
        /// How many leads they were awarded in the 90 days before.
        2 awards: u32,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "claim-award",
    version: 1,
    class: Class::Content,
    form: Form::Binding,
    signer: Signer::Member,
    place: Place::Either,
    life_days: BINDING_DAYS,
    fold: Some(Fold::Lead),
    check: strict::<ClaimAward>,
    example: || {
        wire::encode(&ClaimAward {
            until: Moment(1_795_953_600_000),
            rank: Few::new(vec![Ranked { person: Id::of(b"Binh"), awards: 0 }]).expect("one"),
            note: None,
        })
    },
};
