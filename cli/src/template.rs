//! Owns the terms of work that a bid can name. Each is a text of this repository; a bid holds its hash, so that
//! a text never changes: what is worded anew gets a new version and a new place in the list.

use protocol::id::Id;
use protocol::local::Trouble;

use crate::trouble;

/// Terms of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// The word that people type.
    pub name: &'static str,
    /// The text, in English; it binds as it stands.
    pub text: &'static str,
}

/// Every template of this build.
pub const TEMPLATES: [Template; 3] = [
    Template { name: "plain", text: include_str!("../data/terms/plain.txt") },
    Template { name: "bookkeeping", text: include_str!("../data/terms/bookkeeping.txt") },
    Template { name: "design", text: include_str!("../data/terms/design.txt") },
];

impl Template {
    /// SHA-256 of the text.
    pub fn id(&self) -> Id {
        Id::of(self.text.as_bytes())
    }
}

/// Finds a template by its word.
///
/// # Errors
/// `bid-template` where there is none.
pub fn named(typed: &str) -> Result<&'static Template, Trouble> {
    let word = typed.trim().to_lowercase();
    let known = || TEMPLATES.map(|template| template.name).join(", ");
    TEMPLATES
        .iter()
        .find(|template| template.name == word)
        .ok_or_else(|| trouble!("bid-template", typed = typed, known = known()))
}

/// Finds a template by its hash; one of a newer version is not known here.
pub fn of(id: &Id) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id() == *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_somebody_signed_never_change() {
        let hashes = TEMPLATES.map(|template| template.id().short(8));
        assert_eq!(hashes, ["2E49SMN6", "FWTZYKZG", "QRZ0NQYN"]);
        assert!(TEMPLATES.iter().all(|template| of(&template.id()) == Some(template)));
        assert_eq!(named("Lease").expect_err("none").code, "bid-template");
    }
}
