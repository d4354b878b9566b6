//! `talko undo`: takes back the last own write, or the one that is named.

use clap::Args;
use protocol::local::{Reply, Request};
use serde_json::json;

use crate::desk::{Desk, unfit};
use crate::problem::Outcome;
use crate::receipt::{Back, receipt_with};
use crate::words;

/// What `talko undo` takes.
#[derive(Clone, Debug, Args)]
pub struct Undo {
    /// The number in the log; absent for the last one.
    #[arg(value_name = "OP")]
    pub operation: Option<u64>,
}

impl Undo {
    /// Runs the command.
    ///
    /// # Errors
    /// What the home refused: a confirmed pledge, an operation that was undone before.
    pub fn run(self, desk: &Desk) -> Outcome {
        desk.me()?;
        let dry_run = desk.global.dry_run;
        let published = match desk.ask(Request::Undo { operation: self.operation, dry_run })? {
            Reply::Published(published) => published,
            other => return Err(unfit("Undo", &other)),
        };
        let shorts: Vec<&str> = published.items.iter().take(3).map(|item| item.short.as_str()).collect();
        let (ids, count) = (shorts.join(", "), published.items.len());
        let line = match (dry_run, count) {
            (true, _) => words!("undo-would", ids = ids, count = count),
            (false, 0) => words!("undo-draft"),
            (false, _) => words!("undo-done", ids = ids, count = count),
        };
        receipt_with(desk, "undo", line, json!({ "undone": published.about }), &published, Back::Redo)
    }
}
