//! Owns how a refusal travels: its code, how a command ends with it, and what fills its sentences.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Why something was not done; the words are the face's.
///
/// `code` is a key of the catalogue, such as `invite-used`; `facts` fill its sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// A key of the catalogue.
    pub code: String,
    /// The exit code of a command that ends with it.
    pub exit: u8,
    /// Figures and names for the sentences.
    pub facts: BTreeMap<String, String>,
}

impl Trouble {
    /// A trouble without facts.
    pub fn new(code: &str, exit: u8) -> Trouble {
        Trouble { code: code.to_string(), exit, facts: BTreeMap::new() }
    }

    /// The same with one more fact.
    pub fn with(mut self, name: &str, value: impl ToString) -> Trouble {
        self.facts.insert(name.to_string(), value.to_string());
        self
    }
}
