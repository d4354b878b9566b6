//! `terms`: the words of a charter - name, place, bylaws. Stays in the inner space; the charter
//! names it by the hash of its body.

use super::*;
use crate::money::Currency;
use crate::text::{Line, Text};

crate::fields! {
    /// The body of a `terms`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Terms {
        /// What the collective or federation is called.
        1 name: Line<80>,
        /// Where its people are.
        2 place: Option<Line<80>>,
        /// The currency in which it counts.
        3 currency: Option<Currency>,
        /// What it is for, in its own words.
        4 about: Option<Text<2000>>,
        /// Its rules, in its own words.
        5 bylaws: Option<Text<10000>>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "terms",
    version: 1,
    class: Class::Authority,
    form: Form::Binding,
    signer: Signer::Steward,
    place: Place::Inner,
    life_days: AUTHORITY_DAYS,
    fold: Some(Fold::Collective),
    check: strict::<Terms>,
    example: || {
        wire::encode(&Terms {
            name: Line::new("Cebu Desk").expect("a short name"),
            place: Line::new("Cebu").ok(),
            currency: Currency::new("PHP"),
            about: None,
            bylaws: Text::new("One member, one vote.").ok(),
        })
    },
};
