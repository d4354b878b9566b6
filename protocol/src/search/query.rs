//! Owns what somebody typed into a search box, as terms that must all be met.

use super::fold::{self, Link, Piece};
use crate::vocabulary::Vocabulary;

/// 16: a longer question finds nothing more; the words behind are not asked for.
const TERMS_MAX: usize = 16;

/// 32: a longer sentence without blanks is told from others by its beginning.
const PAIRS_MAX: usize = 32;

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
        Query(read(text))
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

/// The words that hyphens hold together are one term, met apart and together.
fn read(text: &str) -> Vec<Term> {
    let folded = fold::fold(text);
    let mut terms = Vec::new();
    let mut chain: Vec<String> = Vec::new();
    for piece in fold::pieces(&folded) {
        match piece {
            Piece::Word { word, link: Link::Hyphen } => chain.push(word.into_owned()),
            Piece::Word { word, link: Link::None } => {
                terms.extend(chained(&chain));
                chain = vec![word.into_owned()];
            }
            Piece::Run(run) => {
                terms.extend(chained(&chain));
                chain.clear();
                terms.push(paired(run));
            }
        }
        if terms.len() >= TERMS_MAX {
            break;
        }
    }
    terms.extend(chained(&chain));
    terms.truncate(TERMS_MAX);
    terms
}

fn chained(chain: &[String]) -> Option<Term> {
    // A chain longer than that is a rule of dashes, not a word.
    let chain = &chain[..chain.len().min(TERMS_MAX)];
    let apart: Vec<Word> = chain.iter().cloned().map(Word::new).collect();
    let whole = |pair: &[String]| {
        let mut whole = String::new();
        fold::join(&mut whole, &pair[0], &pair[1]);
        (!whole.is_empty()).then(|| Word::new(whole))
    };
    let together: Option<Vec<Word>> = chain.windows(2).map(whole).collect();
    let together = together.filter(|words| !words.is_empty());
    (!apart.is_empty()).then(|| Term(std::iter::once(apart).chain(together).collect()))
}

fn paired(run: &str) -> Term {
    let letters: Vec<char> = run.chars().collect();
    Term(vec![match letters.as_slice() {
        [single] => vec![Word::new(single.to_string())],
        several => several.windows(2).take(PAIRS_MAX).map(|pair| Word::new(pair.iter().collect())).collect(),
    }])
}
