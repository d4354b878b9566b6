//! Owns finding leads by their words.
//!
//! - [`fold`]: text becomes words in which case, accents and hyphens no longer matter;
//! - [`query`]: what somebody typed becomes terms, each with its other spellings;
//! - [`index`]: which documents hold which words, compact enough to stay in memory.
//!
//! A document is found when it holds *every* term of the query, in any field. A query word matches a
//! word of the document that equals it, or, from three letters on, that begins with it. What a filter
//! means (closing date, budget, collective) this module does not know: the caller hands in `accept`.

pub mod fold;
pub mod index;
pub mod query;

pub use index::{Found, Full, Index};
pub use query::Query;

use query::{Term, Word};

/// 8,192: what a record of the largest size holds in words; what stands behind is not searched.
const WORDS_MAX: usize = 8_192;

/// The searchable texts of one document. Source: docs/architecture.md, "Search".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fields<'a> {
    /// The title: its words weigh most.
    pub title: &'a str,
    /// Skills, each as written and, where the vocabulary knows it, under its canonical name too.
    pub skills: &'a [&'a str],
    /// The client's name as far as readers may see it.
    pub client: &'a str,
    /// Town, region, country.
    pub place: &'a str,
    /// The running text: its words weigh least.
    pub text: &'a str,
}

/// Where in a document a word stands; the earlier, the heavier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Title,
    Skills,
    Place,
    Text,
}

impl Field {
    /// What a query word is worth that equals a word of this field.
    const fn worth(self) -> u8 {
        match self {
            Field::Title => 16,
            Field::Skills => 12,
            Field::Place => 8,
            Field::Text => 4,
        }
    }

    const fn number(self) -> u32 {
        match self {
            Field::Title => 0,
            Field::Skills => 1,
            Field::Place => 2,
            Field::Text => 3,
        }
    }

    const fn of(number: u32) -> Field {
        match number & 3 {
            0 => Field::Title,
            1 => Field::Skills,
            2 => Field::Place,
            _ => Field::Text,
        }
    }
}

/// What one match is worth: three quarters where the query word is only the beginning of the word.
const fn worth(field: Field, exact: bool) -> u8 {
    if exact { field.worth() } else { field.worth() / 4 * 3 }
}

/// Visits the words of a document, those of the heaviest field first; a word may come again.
fn each_word(fields: &Fields<'_>, mut visit: impl FnMut(&str, Field)) {
    let skills = fields.skills.iter().map(|skill| (Field::Skills, *skill));
    let texts = std::iter::once((Field::Title, fields.title)).chain(skills).chain([
        (Field::Place, fields.client),
        (Field::Place, fields.place),
        (Field::Text, fields.text),
    ]);
    let mut left = WORDS_MAX;
    for (field, text) in texts {
        fold::each_word(text, |word| {
            if left > 0 {
                left -= 1;
                visit(word, field);
            }
        });
    }
}

/// True where the document holds every term of the query: for a scan without an index.
pub fn matches(query: &Query, fields: &Fields<'_>) -> bool {
    let words: Vec<&Word> = query.terms().iter().flat_map(Term::spellings).flatten().collect();
    let mut held = vec![false; words.len()];
    each_word(fields, |known, _| {
        for (held, word) in held.iter_mut().zip(&words) {
            *held = *held || word.fits(known);
        }
    });
    let mut held = held.iter();
    query.terms().iter().all(|term| {
        // Every spelling takes its own flags, also after one of them was met.
        let met = |spelling: &Vec<Word>| held.by_ref().take(spelling.len()).filter(|held| !**held).count() == 0;
        term.spellings().iter().map(met).fold(false, |any, met| any | met)
    })
}

#[cfg(test)]
mod tests;
