//! `talko charter diff`: what differs between two versions.

use clap::Args;
use serde_json::{Value, json};

use super::change::{Difference, differences};
use super::{before, in_force, pick, said, view};
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::{trouble, words};

/// What `talko charter diff` takes.
#[derive(Clone, Debug, Args)]
pub struct Diff {
    /// The earlier one, by number or id; absent for the one before.
    #[arg(value_name = "FROM")]
    pub from: Option<String>,
    /// The later one; absent for the one in force.
    #[arg(value_name = "TO")]
    pub to: Option<String>,
}

impl Diff {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-revision`; `charter-first` where there is none before.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = view(desk)?;
        let to = match &self.to {
            Some(typed) => pick(&view, typed)?,
            None => in_force(&view)?,
        };
        let from = match &self.from {
            Some(typed) => pick(&view, typed)?,
            None => before(&view, to).ok_or_else(|| trouble!("charter-first"))?,
        };
        let told = differences(desk, said::side(from), said::side(to))?;
        let changes: Vec<Value> = told.iter().map(Difference::object).collect();
        let data = json!({
            "from": {"id": from.revision.id, "version": from.revision.charter.revision},
            "to": {"id": to.revision.id, "version": to.revision.charter.revision},
            "changes": changes,
        });
        let mut answer = Answer::new("charter-diff", data);
        let (earlier, later) = (from.revision.charter.revision, to.revision.charter.revision);
        answer.sheet.line(words!("charter-diff-head", from = earlier, to = later));
        if told.is_empty() {
            answer.sheet.line(words!("charter-diff-none"));
        }
        for difference in told {
            answer.sheet.line(difference.line);
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
