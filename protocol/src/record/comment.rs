//! `comment`: a word about a lead, an ask or a pledge; the header's subject says about which.

use super::*;
use crate::text::Text;

crate::fields! {
    /// The body of a `comment`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Comment {
        /// What is said.
        1 text: Text<4000>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "comment",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: 400,
    fold: Some(Fold::Thread),
    check: strict::<Comment>,
    example: || wire::encode(&Comment { text: Text::new("I worked for them in May.").expect("short") }),
};
