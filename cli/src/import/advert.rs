//! Owns what a reader hands over: an advert's words, sorted by field but not yet understood.

use std::collections::BTreeSet;

use protocol::record::lead::Per;

/// Whose words they are, and so what happens to a field that cannot be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Manner {
    /// Somebody else's: the field is left out with a note, for the reader cannot mend it.
    #[default]
    Web,
    /// The member's own table: the row is reported, for its writer can mend it.
    Table,
}

/// What is paid, in the advert's words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Wage {
    /// Nothing is said.
    #[default]
    Silent,
    /// A sentence: "9-12 USD/hour".
    Text(String),
    /// Parts that stood apart; each may be empty.
    Parts {
        /// The least.
        min: String,
        /// The most.
        max: String,
        /// A code or a sign.
        currency: String,
        /// "HOUR", "per month", ...
        per: String,
    },
}

/// An advert's words, sorted by field; an empty text means that nothing was said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advert {
    /// What is wanted.
    pub title: String,
    /// The description, as plain text.
    pub text: String,
    /// The whole advert as it stood in the file.
    pub original: String,
    /// Skills listed one by one.
    pub skills: Vec<String>,
    /// Who asks.
    pub client: String,
    /// Where.
    pub place: String,
    /// A BCP 47 tag or the name of a language.
    pub language: String,
    /// What is paid.
    pub pay: Wage,
    /// For what the pay is, where only the heading of a column says it.
    pub pay_heading: Option<Per>,
    /// "40 hours per week", "15".
    pub hours: String,
    /// The closing date.
    pub closes: String,
    /// When the work begins.
    pub starts: String,
    /// When it was published.
    pub posted: String,
    /// The board or feed.
    pub origin: String,
    /// The board's own number.
    pub id: String,
    /// The page.
    pub url: String,
    /// Whether it can be done from anywhere, where the advert says so.
    pub remote: Option<bool>,
    /// "Full-time", "contract".
    pub employment: String,
    /// Whom the work needs, each as `bookkeeping:10h:2`.
    pub roles: Vec<String>,
    /// When the client works: `mon-fri 09:00-17:00`.
    pub workday: String,
    /// On whose clock.
    pub zone: String,
    /// Fields that the reader worked out and did not find written.
    pub inferred: BTreeSet<&'static str>,
    /// Whose words they are.
    pub manner: Manner,
}
