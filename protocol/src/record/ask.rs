//! `ask`: somebody needs help. Answered by a `pledge` that names it.

use super::*;
use crate::text::Text;
use crate::time::Moment;

crate::fields! {
    /// The body of an `ask`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Ask {
        /// What is needed, in their own words.
        1 text: Text<2000>,
        /// Minutes of work, where it is work.
        2 minutes: Option<u32>,
        /// When it is needed.
        3 when: Option<Moment>,
        /// Until when an answer helps.
        4 until: Option<Moment>,
        /// True once it is settled.
        5 closed: bool,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "ask",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: 120,
    fold: Some(Fold::Ask),
    check: strict::<Ask>,
    example: || {
        wire::encode(&Ask {
            text: Text::new("Cover my shift on Saturday").expect("short"),
            minutes: Some(240),
            when: Some(Moment(1_796_000_000_000)),
            until: None,
            closed: false,
        })
    },
};
