//! Owns what somebody typed into a search box, as terms that must all be met.

use super::fold::{self, Piece};
use crate::vocabulary::Vocabulary;

/// 16: a longer question finds nothing more; the words behind are not asked for.
const TERMS_MAX: usize = 16;

/// 3: shorter beginnings would match half of every language.
const BEGINNING_LETTERS_MIN: usize = 3;

/// What is looked for: documents that meet every term. No term is met by every document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<Term>);

/// One thing asked for, in its spellings: any of them will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term(Vec<Vec<Word>>);

/// One folded word of a spelling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    text: String,
    reach: Reach,
}

/// Which words of a document a query word meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Only the word itself: numbers, short words.
    Whole,
    /// Every word that begins with it.
    Beginning,
}

impl Query {
    /// Reads words exactly as typed; `book-keeping` also asks for `bookkeeping`.
    pub fn parse(text: &str) -> Query {
        Query(fold::pieces(text).iter().flat_map(terms).take(TERMS_MAX).collect())
    }

    /// Reads words like [`Query::parse`] and adds the other spellings that the vocabulary knows.
    ///
    /// Only other ways to *write* the same thing are added (`bookkeeping` for 记账), never similar work:
    /// who asks for "customer service" gets documents with both words.
    pub fn widened(text: &str, vocabulary: &Vocabulary) -> Query {
        let mut terms = Vec::new();
        for (part, others) in vocabulary.expand(text) {
            let plain = Query::parse(part).0;
            // A name of several words is one term when it has another spelling, else a term a word.
            if others.is_empty() {
                terms.extend(plain);
                continue;
            }
            let mut spellings: Vec<Vec<Word>> = Vec::new();
            match plain.as_slice() {
                [Term(single)] => spellings.extend(single.iter().cloned()),
                several => {
                    spellings.push(several.iter().filter_map(|term| term.0.first()).flatten().cloned().collect())
                }
            }
            for other in others {
                let spelling: Vec<Word> =
                    Query::parse(other).0.iter().filter_map(|term| term.0.first()).flatten().cloned().collect();
                if !spelling.is_empty() && !spellings.contains(&spelling) {
                    spellings.push(spelling);
                }
            }
            terms.push(Term(spellings));
        }
        terms.truncate(TERMS_MAX);
        Query(terms)
    }

    /// The terms, in the order typed, at most 16.
    pub fn terms(&self) -> &[Term] {
        &self.0
    }

    /// True where nothing is asked for, so that every document fits.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Term {
    /// The spellings; a document meets one by holding all of its words. The first is what was typed.
    pub fn spellings(&self) -> &[Vec<Word>] {
        &self.0
    }
}

impl Word {
    fn new(text: String) -> Word {
        let numeric = text.chars().all(char::is_numeric);
        // One character of a script without blanks stands for every pair that begins with it.
        let single = text.chars().all(fold::unspaced) && text.chars().count() == 1;
        let long = text.chars().count() >= BEGINNING_LETTERS_MIN && !numeric;
        let reach = if single || long { Reach::Beginning } else { Reach::Whole };
        Word { text, reach }
    }

    /// The folded word.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True where it also meets longer words that begin with it.
    pub fn reaches_beyond(&self) -> bool {
        self.reach == Reach::Beginning
    }

    /// True where a folded word of a document meets it.
    pub fn fits(&self, known: &str) -> bool {
        match self.reach {
            Reach::Whole => known == self.text,
            Reach::Beginning => known.starts_with(&self.text),
        }
    }
}

fn terms(piece: &Piece) -> Vec<Term> {
    match piece {
        Piece::Chain(chain) => {
            let apart: Vec<Word> = chain.iter().cloned().map(Word::new).collect();
            let together =
                (chain.len() > 1).then(|| chain.windows(2).filter_map(fold::joined).map(Word::new).collect());
            let together = together.filter(|words: &Vec<Word>| words.len() + 1 == chain.len());
            vec![Term(std::iter::once(apart).chain(together).collect())]
        }
        Piece::Run(run) => match run.as_slice() {
            [single] => vec![Term(vec![vec![Word::new(single.to_string())]])],
            several => vec![Term(vec![several.windows(2).map(|pair| Word::new(pair.iter().collect())).collect()])],
        },
    }
}
