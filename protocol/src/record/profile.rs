//! `profile`: the public face of a person, or, where its subject is a charter, of a collective.

use super::*;
use crate::text::{Line, Text};
use crate::wire::Few;

crate::fields! {
    /// The body of a `profile`.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Profile {
        /// What they are called here; a pseudonym is fine.
        1 name: Line<80>,
        /// One line about the work.
        2 headline: Option<Line<160>>,
        /// A longer word about them.
        3 about: Option<Text<4000>>,
        /// Languages as BCP 47 tags, best first.
        4 languages: Few<Line<35>, 16>,
        /// What they can do.
        5 skills: Few<Skill, 64>,
        /// IANA time zone.
        6 zone: Option<Line<40>>,
        /// Where they are, as broad as they like.
        7 place: Option<Line<80>>,
        /// Pages that show their work.
        8 links: Few<Line<400>, 8>,
        /// In a collective's face: true where its members show names and skills to the federation.
        9 shows_members: bool,
    }
}

impl Profile {
    /// A face that says no more than a name.
    pub fn named(name: Line<80>) -> Profile {
        Profile {
            name,
            headline: None,
            about: None,
            languages: Few::default(),
            skills: Few::default(),
            zone: None,
            place: None,
            links: Few::default(),
            shows_members: false,
        }
    }
}

crate::fields! {
    /// A skill that somebody claims.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Skill {
        /// Its name as the vocabulary writes it, or as typed.
        1 name: Line<64>,
        /// In their own words: "beginner", "10 years".
        2 level: Option<Line<40>>,
        /// The year since when.
        3 since: Option<u32>,
    }
}

/// The line in the table.
pub const KIND: Kind = Kind {
    name: "profile",
    version: 1,
    class: Class::Content,
    form: Form::Document,
    signer: Signer::Anyone,
    place: Place::Either,
    life_days: 400,
    fold: Some(Fold::Member),
    check: strict::<Profile>,
    example: || {
        wire::encode(&Profile {
            name: Line::new("Amara").expect("a short name"),
            headline: Line::new("Book-keeping for small shops").ok(),
            about: None,
            languages: Few::new(vec![Line::new("en").expect("short")]).unwrap_or_default(),
            skills: Few::new(vec![Skill { name: Line::new("Xero").expect("short"), level: None, since: Some(2019) }])
                .unwrap_or_default(),
            zone: Line::new("Asia/Manila").ok(),
            place: Line::new("Cebu").ok(),
            links: Few::default(),
            shows_members: false,
        })
    },
};
