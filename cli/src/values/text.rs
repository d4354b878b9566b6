//! Owns how typed text becomes a bounded line or text: cleaned first, then measured.

use protocol::local::Trouble;
use protocol::text::{Line, Text, TextFault, tidy, tidy_line};

use crate::trouble;

/// Takes one line: pasted line breaks become blanks, what could deceive a reader goes.
///
/// - `field`: the option's or the argument's name, for the message.
///
/// # Errors
/// `long` or `empty`.
pub fn line<const MAX: usize>(field: &str, typed: &str) -> Result<Line<MAX>, Trouble> {
    Line::new(tidy_line(typed)).map_err(|fault| refused(field, &fault))
}

/// Takes a line where one was typed.
///
/// # Errors
/// As [`line()`].
pub fn maybe_line<const MAX: usize>(field: &str, typed: Option<&str>) -> Result<Option<Line<MAX>>, Trouble> {
    typed.map(|typed| line(field, typed)).transpose()
}

/// Takes running text with its line breaks.
///
/// # Errors
/// `long` or `empty`.
pub fn text<const MAX: usize>(field: &str, typed: &str) -> Result<Text<MAX>, Trouble> {
    Text::new(tidy(typed)).map_err(|fault| refused(field, &fault))
}

fn refused(field: &str, fault: &TextFault) -> Trouble {
    match fault {
        TextFault::Long { bytes, max } => trouble!("long", field = field, bytes = bytes, max = max),
        TextFault::Character(_) | TextFault::Empty => trouble!("empty", field = field),
    }
}
