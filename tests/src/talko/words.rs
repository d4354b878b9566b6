//! Owns the splitting of a typed line into words, as a shell does it: blanks between words, double
//! and single quotes around what has blanks, a backslash before what would be special.

/// The words of a line.
pub fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), close) if open == close => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, blank) if blank.is_whitespace() => words.extend(word.take()),
            (Some(_) | None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    assert!(quote.is_none(), "a quote is not closed: {line}");
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together_and_an_empty_pair_is_a_word() {
        assert_eq!(
            split(r#"lead new "a  b" --text '' c\ d 'say "x"'"#),
            ["lead", "new", "a  b", "--text", "", "c d", r#"say "x""#]
        );
    }
}
