//! Owns the conversation on a terminal: one question after the other, and nothing is saved before the last.

use std::collections::BTreeMap;

use super::Said;
use super::file::RoleFile;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::{prompt, words};

/// Asks every question of a file.
///
/// - `another`: somebody else is asked, and only what they show counts.
///
/// # Errors
/// [`Problem::Interrupted`] on Ctrl-C: nothing is half-saved.
pub fn ask(desk: &Desk, file: &RoleFile, another: bool) -> Result<BTreeMap<String, Said>, Problem> {
    let mut answers = BTreeMap::new();
    let choices = [words!("word-yes"), words!("word-no")];
    for question in &file.questions {
        if prompt::choose(desk, &question.ask, &choices, 1)? != 0 {
            continue;
        }
        let shown = match (&question.proof, another) {
            (Some(proof), true) => prompt::optional(&words!("interview-seen", proof = proof))?,
            (Some(proof), false) => prompt::optional(&words!("interview-have", proof = proof))?,
            (None, _) => None,
        };
        answers.insert(question.key.clone(), Said { shown });
    }
    Ok(answers)
}
