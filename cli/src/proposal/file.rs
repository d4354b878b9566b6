//! Owns reading a client's file back. It reads the bytes and nothing else: no home, no clock, no network.

use protocol::proposal::verify::{Failing, Verdict, verify};
use serde_json::Value;

use super::page::{CLOSING, LOOK_MARK, OPENING, page};
use super::words::Language;
use super::{LOOK, Proven, bytes};

/// 4 MiB: twice what a page with the largest terms has.
pub const FILE_MAX: u64 = 4 * 1024 * 1024;

/// What the check of a file found.
#[derive(Clone, Debug)]
pub enum Checked {
    /// Everybody named in it signed exactly this, and the page says nothing else.
    Valid(Box<Proven>),
    /// Not so.
    Invalid(Fault),
}

/// The first check that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// There are no signed terms in the file, or they are cut off.
    Missing,
    /// The signed terms fail.
    Terms(Failing),
    /// The page says something else than the signed terms.
    Page,
    /// The page was made by a version that this one does not know.
    Look,
}

impl Fault {
    /// One word for people and programs.
    pub const fn word(self) -> &'static str {
        match self {
            Fault::Missing => "missing",
            Fault::Terms(failing) => failing.word(),
            Fault::Page => "page",
            Fault::Look => "look",
        }
    }
}

/// Checks a file: a page, its JSON twin, or the bare signed terms.
pub fn check(file: &[u8]) -> Checked {
    match checked(file) {
        Ok(proven) => Checked::Valid(Box::new(proven)),
        Err(fault) => Checked::Invalid(fault),
    }
}

fn checked(file: &[u8]) -> Result<Proven, Fault> {
    let Ok(text) = std::str::from_utf8(file) else {
        // Deterministic CBOR is no UTF-8: a struct begins with a byte above 0xa0.
        return proven(file.to_vec());
    };
    if text.trim_start().starts_with('{') {
        return twin(text);
    }
    let (_, rest) = text.split_once(OPENING).ok_or(Fault::Missing)?;
    let (inside, _) = rest.split_once(CLOSING).ok_or(Fault::Missing)?;
    let proven = proven(bytes(inside).ok_or(Fault::Missing)?)?;
    let look = between(text, LOOK_MARK, "\"").ok_or(Fault::Page)?;
    match look.parse::<u32>() {
        Ok(LOOK) => {}
        Ok(_) => return Err(Fault::Look),
        Err(_) => return Err(Fault::Page),
    }
    let language = between(text, "<html lang=\"", "\"").and_then(Language::of).ok_or(Fault::Page)?;
    if page(&proven, language) == text { Ok(proven) } else { Err(Fault::Page) }
}

/// The JSON twin: everything readable in it is compared with what the signed terms say.
fn twin(text: &str) -> Result<Proven, Fault> {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return Err(Fault::Missing) };
    let inside = value["signed"].as_str().ok_or(Fault::Missing)?;
    let proven = proven(bytes(inside).ok_or(Fault::Missing)?)?;
    if super::twin::object(&proven) == value { Ok(proven) } else { Err(Fault::Page) }
}

fn proven(bytes: Vec<u8>) -> Result<Proven, Fault> {
    match verify(&bytes) {
        Verdict::Valid(terms) => Ok(Proven { terms: *terms, bytes }),
        Verdict::Invalid(failing) => Err(Fault::Terms(failing)),
    }
}

fn between<'a>(text: &'a str, before: &str, behind: &str) -> Option<&'a str> {
    text.split_once(before)?.1.split_once(behind).map(|(inside, _)| inside)
}
