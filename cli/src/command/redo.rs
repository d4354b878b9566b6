//! `talko redo`: brings back what the last undo took, or the operation that is named.

use clap::Args;
use protocol::local::{Reply, Request};
use serde_json::json;

use crate::desk::{Desk, unfit};
use crate::problem::Outcome;
use crate::receipt::receipt;
use crate::words;

/// What `talko redo` takes.
#[derive(Clone, Debug, Args)]
pub struct Redo {
    /// The number in the log of what was taken back; absent for the last one.
    #[arg(value_name = "OP")]
    pub operation: Option<u64>,
}

impl Redo {
    /// Runs the command.
    ///
    /// # Errors
    /// What the home refused: nothing was taken back, it was changed since, or it is over for good.
    pub fn run(self, desk: &Desk) -> Outcome {
        desk.me()?;
        let dry_run = desk.global.dry_run;
        let published = match desk.ask(Request::Redo { operation: self.operation, dry_run })? {
            Reply::Published(published) => published,
            other => return Err(unfit("Redo", &other)),
        };
        let shorts: Vec<&str> = published.items.iter().take(3).map(|item| item.short.as_str()).collect();
        let (ids, count) = (shorts.join(", "), published.items.len());
        let operation = published.about.unwrap_or_default();
        let line = match dry_run {
            true => words!("redo-would", operation = operation, count = count),
            false => words!("redo-done", operation = operation, ids = ids, count = count),
        };
        receipt(desk, "redo", line, json!({ "redone": published.about }), &published)
    }
}
