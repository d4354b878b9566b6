//! Owns the names of work and tools: which spellings mean the same, and what lies close together.
//!
//! Three sources, embedded: `data/roles.csv` and `data/tools.csv` are the project's own; `data/onet-*.csv`
//! are cut from the O*NET 29.2 Database by the U.S. Department of Labor, Employment and Training
//! Administration, used under the CC BY 4.0 licence and changed (data/README.md says how). O*NET is a
//! trademark of USDOL/ETA, which has neither approved nor tested this.
//!
//! A vocabulary never refuses a skill that it does not know: `canonical` then answers `None` and the
//! member's own words stand.

mod source;
mod tokens;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use tokens::Token;

/// 8: the longest names that occur in texts have six words, Chinese ones eight characters.
const TOKENS_MAX: usize = 8;

/// 12: what fits beside a form without becoming a catalogue.
const RELATED_MAX: usize = 12;

/// Names of work, tools and job titles, looked up without regard to case, accents, blanks and hyphens.
#[derive(Debug)]
pub struct Vocabulary {
    entries: Vec<Entry>,
    /// Sorted by key, so that looking up and completing are binary searches.
    keys: Vec<(Box<str>, Pointer)>,
}

/// What an entry names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    /// A kind of work: the names that the project prefers.
    Work,
    /// A program or service.
    Tool,
    /// A job title as O*NET lists it; not a skill.
    Title,
}

/// How a name may be recognised in running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    /// Anywhere, in any case.
    Free,
    /// With its capitals, and not where a sentence begins: *Slack*, *Zoom*, *Excel*.
    Capital,
    /// Only under a name of several words: *Microsoft Word*, never *word*; *Go* and *R* not at all.
    Never,
}

/// From a key to its entry.
#[derive(Clone, Copy, Debug)]
struct Pointer {
    entry: u16,
    kinship: Kinship,
}

/// What a key is to the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kinship {
    /// Its name or another spelling of it.
    Written,
    /// Another expression for nearly the same: *billing* for invoicing.
    Called,
}

#[derive(Debug)]
struct Entry {
    name: &'static str,
    sort: Sort,
    care: Care,
    /// Other spellings of the same name, with `;` between.
    written: &'static str,
    /// The O*NET occupations, a bit each.
    occupations: u32,
    /// The kind of tool; empty for work.
    group: &'static str,
    /// Listed by ourselves, or often asked for in job postings as O*NET counts them.
    popular: bool,
}

impl Vocabulary {
    /// The one vocabulary, read on first use: well under ten milliseconds and under a megabyte.
    pub fn embedded() -> &'static Vocabulary {
        static EMBEDDED: OnceLock<Vocabulary> = OnceLock::new();
        EMBEDDED.get_or_init(source::read)
    }

    /// The name under which everybody files a skill: `quickbooks` gives `Intuit QuickBooks`.
    ///
    /// Titles that O*NET knows and that are no kind of work of ours are answered in O*NET's spelling.
    pub fn canonical(&self, name: &str) -> Option<&'static str> {
        self.entry(&tokens::key(name)).map(|entry| entry.name)
    }

    /// True for a kind of work, which somebody does; false for a tool, a title, and what is not known.
    pub fn is_work(&self, name: &str) -> bool {
        self.entry(&tokens::key(name)).is_some_and(|entry| entry.sort == Sort::Work)
    }

    /// Names that lie close: tools for the same end, work of the same occupation and its common tools.
    ///
    /// At most 12, the project's own and the often wanted first; none for a name that is not known.
    pub fn related(&self, name: &str) -> Vec<&'static str> {
        let Some(here) = self.entry(&tokens::key(name)) else { return Vec::new() };
        let near = |entry: &&Entry| match (here.sort, entry.sort) {
            (_, Sort::Title) => false,
            (Sort::Tool, Sort::Tool) => entry.group == here.group,
            (Sort::Tool, Sort::Work) => false,
            (Sort::Work | Sort::Title, Sort::Work) => entry.occupations & here.occupations != 0,
            (Sort::Work | Sort::Title, Sort::Tool) => entry.popular && entry.occupations & here.occupations != 0,
        };
        let mut found: Vec<&Entry> = self.entries.iter().filter(near).filter(|entry| entry.name != here.name).collect();
        found.sort_by_key(|entry| (entry.sort, !entry.popular));
        found.truncate(RELATED_MAX);
        found.into_iter().map(|entry| entry.name).collect()
    }

    /// The skills that stand in a text, in order of their names.
    ///
    /// Rather misses one than invents one: everyday words that are also tools (*word*, *access*, *go*)
    /// count only under their full names.
    pub fn find_in(&self, text: &str) -> Vec<&'static str> {
        let tokens = tokens::split(text);
        let mut found = BTreeSet::new();
        let mut at = 0;
        while at < tokens.len() {
            let alone = |entry: &Entry, kinship, token: &Token<'_>| match (entry.care, kinship) {
                // "Billing", "sourcing", "drafting" stand in any text.
                (_, Kinship::Called) | (Care::Never, Kinship::Written) => false,
                (Care::Free, Kinship::Written) => !token.is_single_character(),
                (Care::Capital, Kinship::Written) => entry.stands_capital(token),
            };
            let skill = |entry: &Entry, kinship, span: &[Token<'_>]| match (entry.sort, span) {
                (Sort::Title, _) => false,
                (Sort::Work | Sort::Tool, [token]) => alone(entry, kinship, token),
                (Sort::Work | Sort::Tool, _) => true,
            };
            match self.longest(&tokens[at..], skill) {
                Some((entry, count)) => {
                    found.insert(entry.name);
                    at += count;
                }
                None => at += 1,
            }
        }
        found.into_iter().collect()
    }

    /// Cuts a search text into parts, each with the other spellings of the name that it is.
    ///
    /// Parts that are no name come back whole and without others. Spellings only: no similar work.
    pub fn expand<'t>(&self, text: &'t str) -> Vec<(&'t str, Vec<&'static str>)> {
        let tokens = tokens::split(text);
        let mut parts = Vec::new();
        let (mut at, mut taken) = (0, 0);
        while at < tokens.len() {
            // Who asks for "customer support" does not mean each lead with "customer service".
            let spelt = |entry: &Entry, kinship, _: &[Token<'_>]| {
                kinship == Kinship::Written && entry.care != Care::Never && !entry.written.is_empty()
            };
            let Some((entry, count)) = self.longest(&tokens[at..], spelt) else {
                at += 1;
                continue;
            };
            let (start, end) = (tokens[at].start, tokens[at + count - 1].end());
            let typed = tokens::key(&text[start..end]);
            if taken < start {
                parts.push((&text[taken..start], Vec::new()));
            }
            parts.push((&text[start..end], entry.spellings().filter(|name| tokens::key(name) != typed).collect()));
            at += count;
            taken = end;
        }
        if taken < text.len() {
            parts.push((&text[taken..], Vec::new()));
        }
        parts
    }

    /// Names that begin like this, to complete what is being typed: work first, then tools, then titles.
    ///
    /// Within each those that begin so themselves and are often wanted stand first. A name is suggested under its canonical spelling, also where another one begins like this.
    pub fn suggest(&self, beginning: &str, limit: usize) -> Vec<&'static str> {
        let key = tokens::key(beginning);
        if key.is_empty() {
            return Vec::new();
        }
        let from = self.keys.partition_point(|(known, _)| **known < *key);
        let fits = self.keys[from..].iter().take_while(|(known, _)| known.starts_with(&key));
        let mut found: Vec<&Entry> = fits.map(|(_, pointer)| &self.entries[usize::from(pointer.entry)]).collect();
        let order =
            |entry: &&Entry| (entry.sort, !tokens::key(entry.name).starts_with(&key), !entry.popular, entry.name);
        found.sort_by_cached_key(order);
        found.dedup_by_key(|entry| entry.name);
        found.into_iter().take(limit).map(|entry| entry.name).collect()
    }

    fn entry(&self, key: &str) -> Option<&Entry> {
        self.pointed(key).map(|(entry, _)| entry)
    }

    fn pointed(&self, key: &str) -> Option<(&Entry, Kinship)> {
        let Ok(at) = self.keys.binary_search_by(|(known, _)| (**known).cmp(key)) else { return None };
        let pointer = self.keys[at].1;
        Some((&self.entries[usize::from(pointer.entry)], pointer.kinship))
    }

    /// The longest name that the tokens begin with and that `fits`, and how many tokens it takes.
    fn longest(
        &self,
        tokens: &[Token<'_>],
        fits: impl Fn(&Entry, Kinship, &[Token<'_>]) -> bool,
    ) -> Option<(&Entry, usize)> {
        (1..=tokens.len().min(TOKENS_MAX)).rev().find_map(|count| {
            let span = &tokens[..count];
            let key: String = span.iter().map(|token| token.folded.as_str()).collect();
            let (entry, kinship) = self.pointed(&key)?;
            let taken = tokens::hold_together(span) && fits(entry, kinship, span);
            taken.then_some((entry, count))
        })
    }
}

impl Entry {
    fn spellings(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(list(self.written))
    }

    /// True where a single token carries the capitals of the name and no sentence begins with it.
    fn stands_capital(&self, token: &Token<'_>) -> bool {
        !token.begins_sentence && self.spellings().any(|name| name == token.raw)
    }
}

/// The items of a `;` list; an empty list has none.
fn list(items: &'static str) -> impl Iterator<Item = &'static str> {
    items.split(';').filter(|item| !item.is_empty())
}

#[cfg(test)]
mod tests;
