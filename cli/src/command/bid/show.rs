//! `talko bid show`: one bid with its lines, sums and signatures.

use clap::Args;

use super::{find, shown};
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::words;

/// What `talko bid show` takes.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// The bid, by id or title.
    pub bid: String,
}

impl Show {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-bid` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = find(desk, &self.bid)?;
        let mut answer = Answer::new("bid", shown::object(desk, &view)?);
        shown::page(desk, &view, &mut answer.sheet)?;
        if view.passed_over > 0 {
            answer.warn(words!("bid-passed-over", count = view.passed_over));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
