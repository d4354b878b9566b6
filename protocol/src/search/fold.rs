//! Owns how text becomes comparable words.
//!
//! `Book-Keeping für Cafés` reads as *book*, *keeping*, *bookkeeping*, *fur*, *cafes*. Scripts that are
//! written without blanks (Chinese, Japanese, Korean particles, Thai, Lao, Khmer, Burmese) become
//! pieces of two characters that overlap: 记账员 reads as 记账, 账员 and, so that its last character is
//! found too, 员. Source: Unicode Standard Annex 15 for the decomposition.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

/// 64 KiB: no record is larger, so no text in one is. What stands behind is not read.
pub const TEXT_BYTES_MAX: usize = 65_536;

/// 40: longer than any word that people type; the rest of a longer one is not compared.
pub const WORD_LETTERS_MAX: usize = 40;

/// Folds case, accents and letter variants: `Łódź` and `LODZ` become `lodz`, `Straße` `strasse`.
///
/// Folding twice changes nothing more. At most [`TEXT_BYTES_MAX`] bytes are read and returned. Marks that
/// are letters of their own script (Hindi vowel signs, Japanese voicing) stay.
pub fn fold(text: &str) -> String {
    let text = head(text, TEXT_BYTES_MAX);
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let bare = text.nfkd().filter(|letter| !accent(*letter)).flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    // Lower case may bring a letter that can be taken apart once more, hence the second pass.
    for letter in bare.nfkd().filter(|letter| !accent(*letter)) {
        match plain(letter) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(letter),
        }
    }
    // Put together again: a Korean syllable is one character to the reader, not three.
    let mut whole: String = folded.nfc().collect();
    whole.truncate(head(&whole, TEXT_BYTES_MAX).len());
    whole
}

/// Visits the words of a text as a document holds them: also the two halves of a hyphen as one word.
pub fn each_word(text: &str, mut visit: impl FnMut(&str)) {
    let folded = fold(text);
    let mut before: Option<Cow<'_, str>> = None;
    let mut whole = String::new();
    for piece in pieces(&folded) {
        match piece {
            Piece::Word { word, link } => {
                if let (Link::Hyphen, Some(before)) = (link, &before) {
                    whole.clear();
                    join(&mut whole, before, &word);
                    if !whole.is_empty() {
                        visit(&whole);
                    }
                }
                visit(&word);
                before = Some(word);
            }
            Piece::Run(run) => {
                let ends = |at: usize| run[at..].chars().next().map_or(at, |letter| at + letter.len_utf8());
                for (at, _) in run.char_indices() {
                    visit(&run[at..ends(ends(at))]);
                }
                before = None;
            }
        }
    }
}

/// A stretch of folded text that the eye takes as one.
pub(super) enum Piece<'t> {
    /// A word between blanks or hyphens.
    Word {
        /// Without apostrophes, at most 40 letters.
        word: Cow<'t, str>,
        /// What stands between it and the piece before.
        link: Link,
    },
    /// Characters of a script without blanks.
    Run(&'t str),
}

/// Whether a word continues the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    None,
    Hyphen,
}

/// Cuts folded text into its pieces, in the order they stand.
pub(super) fn pieces(folded: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = folded;
    let mut after_word = false;
    std::iter::from_fn(move || {
        let gap = rest.find(in_word).unwrap_or(rest.len());
        let link = if after_word && matches!(&rest[..gap], "-" | "\u{2010}") { Link::Hyphen } else { Link::None };
        rest = &rest[gap..];
        let first = rest.chars().next()?;
        after_word = !unspaced(first);
        let end = if after_word { word_bytes(rest) } else { rest.find(|next| !unspaced(next)).unwrap_or(rest.len()) };
        let (piece, behind) = rest.split_at(end);
        rest = behind;
        Some(if after_word { Piece::Word { word: trimmed(piece), link } } else { Piece::Run(piece) })
    })
}

/// Puts `book` and `keeping` together as `bookkeeping`; empty where that is no word, as in `9-12`.
pub(super) fn join(whole: &mut String, first: &str, second: &str) {
    let letters = first.chars().count() + second.chars().count();
    // `x-c#` is no word `xc#`: a sign belongs to a single letter.
    let fits = first.chars().all(char::is_alphabetic) && second.chars().all(in_word);
    if fits && letters <= WORD_LETTERS_MAX {
        whole.push_str(first);
        whole.push_str(second);
    }
}

/// The bytes of the word that a text begins with.
pub(crate) fn word_bytes(text: &str) -> usize {
    // Nearly all words end here: a scan over all leads spends its time in this function.
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if text.as_bytes().get(plain).is_none_or(|next| next.is_ascii() && !matches!(next, b'\'' | b'+' | b'#')) {
        return plain;
    }
    let mut count = 0;
    for (at, letter) in text.char_indices() {
        // `c++` and `c#` are words; after longer ones the sign means "or more", "number".
        let sign = count == 1 && matches!(letter, '+' | '#');
        if !(sign || silent(letter) || in_word(letter) && !unspaced(letter)) {
            return at;
        }
        count += usize::from(!sign);
    }
    text.len()
}

/// Takes out what is not compared, and cuts at the limit.
fn trimmed(word: &str) -> Cow<'_, str> {
    // 0xE2 begins the three other silent characters in UTF-8.
    if word.len() <= WORD_LETTERS_MAX && !word.bytes().any(|byte| matches!(byte, b'\'' | 0xE2)) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(word.chars().filter(|letter| !silent(*letter)).take(WORD_LETTERS_MAX).collect())
}

/// True for a character of a script that sets no blank between words.
pub fn unspaced(letter: char) -> bool {
    letter >= '\u{0E01}'
        && matches!(letter as u32,
        0x0E01..=0x0E4E | 0x0E81..=0x0ECE // Thai, Lao
        | 0x1000..=0x103F | 0x1780..=0x17D3 // Burmese, Khmer
        | 0x3005..=0x3007 | 0x3041..=0x3096 | 0x309D..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF // Japanese
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x323AF // Han
        | 0x1100..=0x11FF | 0xAC00..=0xD7A3) // Korean
        // The sign of the baht stands among the Thai letters.
        && in_word(letter)
}

/// True for a character that may begin a word.
pub(crate) fn in_word(letter: char) -> bool {
    if letter.is_ascii() {
        return letter.is_ascii_alphanumeric();
    }
    letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter)
}

/// True for what stands in a word and is not written by everybody: `client's`, `می‌خواهم`.
fn silent(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{200C}' | '\u{200D}')
}

/// The first bytes of a text, at most `max`, cut between characters.
fn head(text: &str, max: usize) -> &str {
    &text[..text.floor_char_boundary(max)]
}

/// True for accents, points and tone marks that many leave out: Latin, Greek, Cyrillic, Hebrew, Arabic.
fn accent(letter: char) -> bool {
    matches!(letter as u32,
        0x00AD | 0x0300..=0x036F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F
        | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2 | 0x05C4..=0x05C5 | 0x05C7
        | 0x064B..=0x065F | 0x0670)
}

/// Letters that no decomposition takes apart, as people write them who lack them.
fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' | 'ɖ' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ŋ' => "n",
        'ŧ' => "t",
        'þ' => "th",
        'ƒ' => "f",
        'ə' => "e",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, |word| words.push(word.to_string()));
        words
    }

    #[test]
    fn case_accents_and_letter_variants_do_not_matter() {
        let pairs = [
            ("Café", "cafe"),
            ("ŁÓDŹ", "lodz"),
            ("Straße STRASSE ẞ", "strasse strasse ss"),
            ("Ærøskøbing", "aeroskobing"),
            ("Đà Nẵng", "da nang"),
            ("İstanbul ılık", "istanbul ilik"),
            ("Ｆｕｌｌ ﬁnance", "full finance"),
            ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ];
        for (typed, folded) in pairs {
            assert_eq!(fold(typed), folded);
        }
    }

    #[test]
    fn every_single_character_folds_once_and_for_all() {
        for letter in '\0'..=char::MAX {
            let once = fold(letter.encode_utf8(&mut [0; 4]));
            assert_eq!(fold(&once), once, "U+{:04X}", letter as u32);
        }
    }

    #[test]
    fn scripts_without_blanks_become_pairs_and_a_last_character() {
        assert_eq!(words("记账员"), ["记账", "账员", "员"]);
        assert_eq!(words("AI翻译 2年"), ["ai", "翻译", "译", "2", "年"]);
        assert_eq!(words("한국어"), ["한국", "국어", "어"]);
        assert_eq!(words("がか"), ["がか", "か"]);
    }

    #[test]
    fn a_sign_among_the_letters_of_a_script_without_blanks_is_no_word() {
        assert_eq!(words("500฿"), ["500"]);
        assert_eq!(words("㏠฿"), ["1", "日"]);
        for letter in '\0'..=char::MAX {
            assert!(!unspaced(letter) || in_word(letter), "U+{:04X}", letter as u32);
        }
    }

    #[test]
    fn hyphens_apostrophes_numbers_and_the_two_c_languages() {
        assert_eq!(words("Book-keeping"), ["book", "bookkeeping", "keeping"]);
        assert_eq!(words("client’s 9-12 USD, - x"), ["clients", "9", "12", "usd", "x"]);
        assert_eq!(words("C++, C# or .NET 50+"), ["c++", "c#", "or", "net", "50"]);
        assert_eq!(words("x-c#"), ["x", "c#"]);
    }

    #[test]
    fn input_of_any_size_stays_bounded() {
        assert_eq!(fold(&"a".repeat(100_000)).len(), TEXT_BYTES_MAX);
        assert!(fold(&"\u{FDFA}".repeat(30_000)).len() <= TEXT_BYTES_MAX);
        assert_eq!(words(&"ä".repeat(100)), ["a".repeat(WORD_LETTERS_MAX)]);
    }

    proptest! {
        #![proptest_config(crate::cases(256))]

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_word_read_again_is_itself(text in "\\PC{0,40}") {
            for word in words(&text) {
                prop_assert!(words(&word).contains(&word), "{:?}", word);
            }
        }
    }
}
