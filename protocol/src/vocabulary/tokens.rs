//! Owns how names are compared: a text's tokens, and the key under which a name is kept.

use crate::search::fold::{TEXT_BYTES_MAX, fold, in_word, unspaced, word_bytes};

/// One word of a text, or one character of a script without blanks.
pub(super) struct Token<'t> {
    /// As it stands in the text.
    pub raw: &'t str,
    /// Where in the text it begins, in bytes.
    pub start: usize,
    /// In the form that keys are made of.
    pub folded: String,
    /// What stands between it and the token before.
    gap: &'t str,
    /// True at the head of the text, of a line, and after a full stop.
    pub begins_sentence: bool,
}

impl Token<'_> {
    pub fn end(&self) -> usize {
        self.start + self.raw.len()
    }

    /// True for a single character, which is never a name in a text.
    pub fn is_single_character(&self) -> bool {
        self.folded.chars().count() < 2
    }
}

/// The key of a name: its words, folded, with nothing between: `book-keeping` as `bookkeeping`.
pub(super) fn key(name: &str) -> String {
    split(name).into_iter().map(|token| token.folded).collect()
}

/// Cuts a text into tokens; at most the first 64 KiB.
pub(super) fn split(text: &str) -> Vec<Token<'_>> {
    let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let (mut at, mut end) = (0, 0);
    while let Some(first) = text[at..].chars().next() {
        if !in_word(first) {
            at += first.len_utf8();
            continue;
        }
        let length = if unspaced(first) { first.len_utf8() } else { word_bytes(&text[at..]) };
        let (raw, gap) = (&text[at..at + length], &text[end..at]);
        let folded: String =
            fold(raw).chars().filter(|letter| in_word(*letter) || matches!(letter, '+' | '#')).collect();
        let begins_sentence = tokens.is_empty() || gap.contains(['\n', '!', '?', '•']) || gap.contains(". ");
        tokens.push(Token { raw, start: at, folded, gap, begins_sentence });
        at += length;
        end = at;
    }
    tokens
}

/// True where nothing but blanks, hyphens and the like stand between the words of a name.
pub(super) fn hold_together(span: &[Token<'_>]) -> bool {
    let joint =
        |letter: char| matches!(letter, ' ' | '\u{A0}' | '-' | '\u{2010}' | '\u{2011}' | '.' | '/' | '&' | '@' | '!');
    span.iter().skip(1).all(|token| token.gap.chars().all(joint) && !token.gap.contains(". "))
}
