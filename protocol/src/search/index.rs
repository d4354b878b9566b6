//! Owns the inverted index: for each word, the documents that hold it.
//!
//! Documents get ascending numbers; a word keeps the distances between them, with the field in the two
//! lowest bits, as variable-length integers: mostly one or two bytes a word of a document. A revised
//! document gets a new number and its old one is dead; when more than a quarter are dead, the numbers
//! are dealt anew. Results depend on the living documents alone, never on how they came to be here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use super::query::{Query, Term, Word};
use super::{Field, Fields, each_word, worth};
use crate::id::Id;

/// 2^20: twenty times the leads of the largest mesh that is planned for.
pub const DOCUMENTS_MAX: usize = 1 << 20;

/// A share of dead numbers above 1 in 4 has the index compacted.
const DEAD_SHARE: usize = 4;

/// 1,024: below that many, dead numbers cost less than tidying up.
const DEAD_MIN: usize = 1_024;

/// The index holds as many documents as it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the search index holds {DOCUMENTS_MAX} documents and takes no more")]
pub struct Full;

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many documents fit, on all pages.
    pub total: usize,
    /// One page: the best first, equals by id, each with its score.
    pub hits: Vec<(Id, u32)>,
}

/// An index over documents, held in memory.
#[derive(Clone, Debug, Default)]
pub struct Index {
    words: BTreeMap<Box<str>, Posting>,
    /// By document number; a dead number keeps its place until compaction.
    ids: Vec<Id>,
    alive: Vec<bool>,
    /// The first four bytes of an id and its number: a third of the memory of a map by id.
    numbers: BTreeSet<(u32, u32)>,
}

/// The documents that hold one word. Most words of a language stand in one document only.
#[derive(Clone, Debug)]
enum Posting {
    One(u32),
    Many(Box<Entries>),
}

#[derive(Clone, Debug)]
struct Entries {
    last: u32,
    bytes: Vec<u8>,
}

impl Index {
    /// How many living documents it holds.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// True where it holds none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Takes a document, in place of what was known under the same id.
    ///
    /// # Errors
    /// [`Full`] above [`DOCUMENTS_MAX`] documents; nothing changed then.
    pub fn insert(&mut self, id: Id, fields: &Fields<'_>) -> Result<(), Full> {
        if self.number(&id).is_none() && self.len() >= DOCUMENTS_MAX {
            return Err(Full);
        }
        self.remove(&id);
        let number = u32::try_from(self.ids.len())
            .expect("at most a quarter of the numbers is dead, so that they stay below 2^21");
        each_word(fields, |word, field| match self.words.get_mut(word) {
            Some(posting) => posting.add(number, field),
            None => {
                self.words.insert(word.into(), Posting::One(pack(number, field)));
            }
        });
        self.ids.push(id);
        self.alive.push(true);
        self.numbers.insert((beginning(&id), number));
        Ok(())
    }

    /// Forgets a document; true where it was known.
    pub fn remove(&mut self, id: &Id) -> bool {
        let Some(number) = self.number(id) else { return false };
        self.alive[number as usize] = false;
        self.numbers.remove(&(beginning(id), number));
        let dead = self.ids.len() - self.numbers.len();
        if dead > DEAD_MIN && dead * DEAD_SHARE > self.ids.len() {
            self.compact();
        }
        true
    }

    /// Finds the documents that meet every term and that `accept` takes.
    ///
    /// - `limit`, `offset`: the page; the total counts all pages.
    /// - `accept`: asked once for each document that meets the query, in no particular order.
    /// - An empty query is met by every document, each with score 0.
    pub fn search(&self, query: &Query, limit: usize, offset: usize, accept: impl Fn(&Id) -> bool) -> Found {
        let mut scores: Vec<u32> = self.alive.iter().map(|alive| u32::from(*alive)).collect();
        for term in query.terms() {
            let met = self.meet(term);
            for (score, worth) in scores.iter_mut().zip(met) {
                *score = if worth == 0 || *score == 0 { 0 } else { *score + u32::from(worth) };
            }
        }
        let mut hits: Vec<(u32, &Id)> = Vec::new();
        for (score, id) in scores.iter().zip(&self.ids) {
            // One above the score, so that nought means "not found".
            if *score > 0 && accept(id) {
                hits.push((*score - 1, id));
            }
        }
        let total = hits.len();
        let end = offset.saturating_add(limit);
        let order = |a: &(u32, &Id), b: &(u32, &Id)| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1));
        if end < hits.len() {
            // Only the pages up to this one need an order.
            hits.select_nth_unstable_by(end, order);
            hits.truncate(end);
        }
        hits.sort_unstable_by(order);
        Found { total, hits: hits.into_iter().skip(offset).map(|(score, id)| (*id, score)).collect() }
    }

    /// What each document number is worth for a term: of its spellings the best.
    fn meet(&self, term: &Term) -> Vec<u8> {
        let mut best = vec![0; self.ids.len()];
        for (place, spelling) in term.spellings().iter().enumerate() {
            let mut words = spelling.iter();
            let Some(first) = words.next() else { continue };
            let mut met = self.find(first);
            for word in words {
                for (so_far, worth) in met.iter_mut().zip(self.find(word)) {
                    *so_far = (*so_far).min(worth);
                }
            }
            for (best, worth) in best.iter_mut().zip(met) {
                // As typed before other spellings.
                let worth = if place == 0 { worth } else { worth - worth / 4 };
                *best = worth.max(*best);
            }
        }
        best
    }

    /// What each document number is worth for one word.
    fn find(&self, word: &Word) -> Vec<u8> {
        let mut met = vec![0; self.ids.len()];
        let from = (Bound::Included(word.text()), Bound::Unbounded);
        for (known, posting) in self.words.range::<str, _>(from).take_while(|(known, _)| word.fits(known)) {
            let exact = **known == *word.text();
            posting.each(|number, field| {
                let met: &mut u8 = &mut met[number as usize];
                *met = worth(field, exact).max(*met);
            });
        }
        met
    }

    fn number(&self, id: &Id) -> Option<u32> {
        let first = beginning(id);
        self.numbers
            .range((first, 0)..=(first, u32::MAX))
            .map(|(_, number)| *number)
            .find(|n| self.ids[*n as usize] == *id)
    }

    /// Deals the numbers anew to the living and drops words that no living document holds.
    fn compact(&mut self) {
        let mut next = 0;
        let renumbered: Vec<Option<u32>> = (self.alive.iter())
            .map(|alive| {
                alive.then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        self.words.retain(|_, posting| {
            let mut kept: Option<Posting> = None;
            posting.each(|number, field| {
                if let Some(number) = renumbered[number as usize] {
                    match &mut kept {
                        Some(kept) => kept.add(number, field),
                        None => kept = Some(Posting::One(pack(number, field))),
                    }
                }
            });
            match kept {
                Some(kept) => {
                    *posting = kept;
                    true
                }
                None => false,
            }
        });
        let mut alive = self.alive.iter();
        self.ids.retain(|_| alive.next() == Some(&true));
        self.alive = vec![true; self.ids.len()];
        self.numbers = (0..).zip(&self.ids).map(|(number, id)| (beginning(id), number)).collect();
    }
}

impl Posting {
    /// Adds a document with a higher number than all before; the last one again changes nothing, since
    /// its heaviest field came first.
    fn add(&mut self, number: u32, field: Field) {
        match self {
            Posting::One(first) if *first >> 2 == number => {}
            Posting::One(first) => {
                let mut entries = Entries { last: 0, bytes: Vec::with_capacity(8) };
                entries.push(*first >> 2, *first & 3);
                entries.push(number, field.number());
                *self = Posting::Many(Box::new(entries));
            }
            Posting::Many(entries) if entries.last == number => {}
            Posting::Many(entries) => entries.push(number, field.number()),
        }
    }

    fn each(&self, mut visit: impl FnMut(u32, Field)) {
        match self {
            Posting::One(packed) => visit(packed >> 2, Field::of(*packed)),
            Posting::Many(entries) => {
                let (mut number, mut packed, mut shift) = (0, 0, 0);
                for byte in &entries.bytes {
                    packed |= u32::from(byte & 0x7F) << shift;
                    shift += 7;
                    if byte & 0x80 == 0 {
                        number += packed >> 2;
                        visit(number, Field::of(packed));
                        (packed, shift) = (0, 0);
                    }
                }
            }
        }
    }
}

impl Entries {
    fn push(&mut self, number: u32, field: u32) {
        if self.bytes.capacity() - self.bytes.len() < 4 {
            // By an eighth instead of doubling: the slack of common words would outweigh the rest.
            self.bytes.reserve_exact(8 + self.bytes.len() / 8);
        }
        let mut rest = (number - self.last) << 2 | field;
        while rest >= 0x80 {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
        self.last = number;
    }
}

const fn pack(number: u32, field: Field) -> u32 {
    number << 2 | field.number()
}

fn beginning(id: &Id) -> u32 {
    let [a, b, c, d, ..] = *id.as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_revised_ten_thousand_times_does_not_grow_the_index() {
        let (mut index, lead, other) = (Index::default(), Id::of(b"lead"), Id::of(b"other"));
        let total = |index: &Index, query: &str| index.search(&Query::parse(query), 9, 0, |_| true).total;
        index.insert(other, &Fields { title: "Assistant xero", ..Fields::default() }).expect("one fits");
        for round in 0..10_000 {
            let title = format!("Assistant round{round}end");
            index.insert(lead, &Fields { title: &title, ..Fields::default() }).expect("it replaces itself");
        }
        assert_eq!(index.len(), 2);
        assert!(index.ids.len() <= 2 * DEAD_MIN, "{}", index.ids.len());
        assert!(index.words.len() <= 2 * DEAD_MIN, "{}", index.words.len());
        assert_eq!(total(&index, "round9999end"), 1);
        assert_eq!(total(&index, "round1end"), 0);
        assert_eq!(total(&index, "assistant"), 2);
        assert!(index.remove(&lead) && !index.remove(&lead));
        assert_eq!(total(&index, "assistant"), 1);
    }

    #[test]
    fn distances_of_every_length_come_back() {
        let numbers = [0, 1, 31, 32, 4_128, 4_129, (1 << 21) - 1];
        let mut posting = Posting::One(pack(0, Field::Text));
        for number in &numbers[1..] {
            posting.add(*number, Field::Skills);
            posting.add(*number, Field::Text);
        }
        let mut back = Vec::new();
        posting.each(|number, field| back.push((number, field)));
        assert_eq!(back.iter().map(|(number, _)| *number).collect::<Vec<_>>(), numbers);
        assert_eq!((back[0].1, back[6].1), (Field::Text, Field::Skills));
    }
}
