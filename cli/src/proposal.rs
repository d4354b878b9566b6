//! Owns the file that a client is given: one page that opens anywhere, with the signed terms inside, and its
//! check. The page is made from the signed terms alone, so that whoever checks it makes it again and compares:
//! a word that was changed beside the terms is found as surely as one within them.
//!
//! - [`file`](mod@file): reading a file back, and its checks;
//! - [`page`](mod@page): HTML; [`plain`]: Markdown and text; [`twin`]: JSON; [`words`]: its sentences in four languages;
//! - [`sheet`]: what all three show, from the signed terms.

pub mod file;
pub mod page;
pub mod plain;
pub mod sheet;
pub mod twin;
pub mod words;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::proposal::verify::Verified;

/// The look of pages that this program makes. A page is compared byte for byte with one that is made again, so
/// that a look never changes: another one gets the next number and a file of its own.
pub const LOOK: u32 = 1;
/// 100 letters a line: what mail programs carry without breaking it.
const WIDTH: usize = 100;

/// Signed terms with the bytes that prove them.
#[derive(Clone, Debug)]
pub struct Proven {
    /// What they say.
    pub terms: Verified,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Bytes as lines of letters.
pub fn letters(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 3 / 2);
    for line in STANDARD.encode(bytes).as_bytes().chunks(WIDTH) {
        out.push_str(std::str::from_utf8(line).expect("base 64 is ASCII"));
        out.push('\n');
    }
    out
}

/// The bytes behind lines of letters; `None` where they are none, or are written in another way.
pub fn bytes(letters: &str) -> Option<Vec<u8>> {
    let joined: String = letters.split_ascii_whitespace().collect();
    let Ok(bytes) = STANDARD.decode(joined) else { return None };
    Some(bytes)
}

#[cfg(test)]
mod tests;
