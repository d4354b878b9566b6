//! Owns text that a stranger may have written: bounded, and free of what can deceive a reader.
//!
//! Refused are control characters, bidirectional overrides, zero-width marks that hide letters, and
//! characters that no text needs (private use, unassigned specials). Binding text is exact UTF-8 and
//! never changed after signing: what was typed is cleaned *before*, by [`tidy`].

use std::fmt;
use std::ops::Deref;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// More bytes of UTF-8 than the place allows.
    #[error("text of {bytes} bytes where {max} fit")]
    Long {
        /// How many it has.
        bytes: usize,
        /// How many fit.
        max: usize,
    },
    /// A character that could deceive a reader or drive a terminal.
    #[error("character U+{0:04X} is not allowed here")]
    Character(u32),
    /// Nothing but blanks where something must stand.
    #[error("empty text")]
    Empty,
}

/// One line of text: 1 to `MAX` bytes of UTF-8, no line break, no blank at either end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line<const MAX: usize>(String);

/// Running text: 1 to `MAX` bytes of UTF-8; line breaks are `\n`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize>(String);

impl<const MAX: usize> Line<MAX> {
    /// Takes a line exactly as it is.
    ///
    /// # Errors
    /// Any [`TextFault`]; a line break and a blank at the ends count as characters not allowed.
    pub fn new(text: impl Into<String>) -> Result<Self, TextFault> {
        let text = text.into();
        sound(&text, MAX)?;
        let edge = text.chars().next().into_iter().chain(text.chars().next_back()).find(|c| c.is_whitespace());
        match text.chars().find(|c| *c == '\n' || *c == '\t').or(edge) {
            Some(bad) => Err(TextFault::Character(bad as u32)),
            None => Ok(Line(text)),
        }
    }
}

impl<const MAX: usize> Text<MAX> {
    /// Takes a text exactly as it is.
    ///
    /// # Errors
    /// Any [`TextFault`].
    pub fn new(text: impl Into<String>) -> Result<Self, TextFault> {
        let text = text.into();
        sound(&text, MAX)?;
        Ok(Text(text))
    }
}

fn sound(text: &str, max: usize) -> Result<(), TextFault> {
    if text.len() > max {
        return Err(TextFault::Long { bytes: text.len(), max });
    }
    // Most text is plain ASCII, which needs no look at each character.
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\n'));
    if !plain && let Some(bad) = text.chars().find(|c| !allowed(*c)) {
        return Err(TextFault::Character(bad as u32));
    }
    if text.trim().is_empty() { Err(TextFault::Empty) } else { Ok(()) }
}

/// True for a character that may stand in a record and on a screen.
pub fn allowed(letter: char) -> bool {
    let code = letter as u32;
    let deceiving = matches!(code,
        0x00..=0x08 | 0x0B..=0x1F | 0x7F..=0x9F // C0 without \t and \n, DEL, C1
        | 0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F
        | 0x200B | 0x200E..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F // zero width and bidi
        | 0x3164 | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
        | 0xE000..=0xF8FF | 0xE0000..=0xE0FFF | 0xF0000..=0x10FFFF // private use, tags
        | 0x1D173..=0x1D17A);
    // U+200C and U+200D join letters in Persian, Hindi and emoji: real words need them.
    !deceiving && code & 0xFFFE != 0xFFFE
}

/// Cleans what somebody typed or pasted: line ends become `\n`, what deceives goes, blanks at the
/// ends go. The result may be empty.
pub fn tidy(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| allowed(*c)).collect::<String>().trim().to_string()
}

/// Cleans like [`tidy`] and folds every run of blanks, line breaks among them, into one blank.
pub fn tidy_line(text: &str) -> String {
    tidy(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

macro_rules! text_type {
    ($name:ident) => {
        impl<const MAX: usize> Deref for $name<MAX> {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl<const MAX: usize> fmt::Display for $name<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl<const MAX: usize> Serialize for $name<MAX> {
            fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(&self.0)
            }
        }
        impl<'de, const MAX: usize> Deserialize<'de> for $name<MAX> {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                $name::new(String::deserialize(from)?).map_err(D::Error::custom)
            }
        }
    };
}
text_type!(Line);
text_type!(Text);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_drives_a_terminal_or_turns_a_word_round_is_refused() {
        for bad in ["a\u{1b}[31mb", "a\u{202e}b", "a\u{200b}b", "a\u{7}b", "a\u{feff}b", "tag\u{e0041}"] {
            assert!(matches!(Line::<64>::new(bad), Err(TextFault::Character(_))), "{bad:?}");
            assert!(matches!(Text::<64>::new(bad), Err(TextFault::Character(_))), "{bad:?}");
        }
        assert!(Line::<64>::new("two\nlines").is_err());
        assert!(Text::<64>::new("two\nlines").is_ok());
    }

    #[test]
    fn names_of_real_people_pass() {
        for name in ["José Peña", "王秀英", "Nguyễn Thị Bình", "می‌خواهم", "Zoë 👩\u{200d}👧"] {
            assert_eq!(&*Line::<64>::new(name).expect("a name"), name);
        }
    }

    #[test]
    fn a_limit_counts_bytes_and_a_blank_is_nothing() {
        assert_eq!(Line::<4>::new("abcde"), Err(TextFault::Long { bytes: 5, max: 4 }));
        assert!(Line::<4>::new("€€").is_err());
        assert_eq!(Line::<4>::new("  "), Err(TextFault::Empty));
        assert!(Line::<9>::new(" padded").is_err());
    }

    #[test]
    fn tidying_makes_a_pasted_text_acceptable() {
        assert_eq!(tidy_line(" Book\u{200b}keeper\r\n wanted\t now "), "Bookkeeper wanted now");
        assert_eq!(tidy("a\r\nb\u{1b}c\r"), "a\nbc");
    }
}
