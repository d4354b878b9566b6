//! `talko log`: the own writes, newest first, each with the number that `undo` takes.

use std::collections::BTreeSet;

use clap::Args;
use protocol::local::{Operation, Reply, Request};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::values::{Clock, when};
use crate::words;

/// 1,000: what one request may ask for.
const LIMIT_MAX: u32 = 1_000;

/// What `talko log` takes.
#[derive(Clone, Debug, Args)]
pub struct Log {
    /// Not older than this.
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// Only about this.
    #[arg(long, value_name = "ID")]
    pub of: Option<String>,
    /// At most this many.
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: u32,
}

impl Log {
    /// Runs the command.
    ///
    /// # Errors
    /// A trouble about a value, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        desk.me()?;
        let since = self.since.as_deref().map(|typed| when::since(typed, &desk.clock)).transpose()?;
        let limit = if self.of.is_some() || since.is_some() { LIMIT_MAX } else { self.limit.clamp(1, LIMIT_MAX) };
        let operations = match desk.ask(Request::Log { limit })? {
            Reply::Log(operations) => operations,
            other => return Err(unfit("Log", &other)),
        };
        let about = |operation: &&Operation| match &self.of {
            Some(of) => operation.shorts.iter().any(|short| same_start(short, of)),
            None => true,
        };
        let shown: Vec<&Operation> = operations
            .iter()
            .filter(|operation| since.is_none_or(|since| operation.at >= since))
            .filter(about)
            .take(self.limit.clamp(1, LIMIT_MAX) as usize)
            .collect();
        let mut answer = Answer::list("log", shown.iter().map(|operation| object(operation)).collect(), None);
        if shown.is_empty() {
            answer.sheet.line(words!("log-empty"));
        } else {
            let mut table = Table::new([
                words!("log-column-number"),
                words!("log-column-when"),
                words!("log-column-what"),
                words!("log-column-id"),
                words!("log-column-title"),
            ]);
            for operation in shown {
                table.row(row(operation, &desk.clock));
            }
            answer.sheet.table(table);
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// True where one of the two ids is the beginning of the other, as people type them.
fn same_start(short: &str, typed: &str) -> bool {
    let (short, typed) = (short.to_uppercase(), typed.trim().to_uppercase());
    short.starts_with(&typed) || typed.starts_with(&short)
}

fn row(operation: &Operation, clock: &Clock) -> [String; 5] {
    let what = match (operation.part_of, what_of(operation)) {
        (Some(number), said) => words!("log-part", label = said, number = number),
        (None, said) => said,
    };
    let title = match (operation.records, operation.title.as_str()) {
        (0 | 1, title) => title.to_string(),
        (records, "") => words!("log-untitled", records = records),
        (records, title) => words!("log-several", title = title, records = records),
    };
    // Several records of one operation may be about the same subject.
    let shorts: Vec<&str> = BTreeSet::from_iter(operation.shorts.iter().map(String::as_str)).into_iter().collect();
    [operation.number.to_string(), clock.show(operation.at), what, shorts.join(" "), title]
}

/// What an operation did, and what it is to another one.
fn what_of(operation: &Operation) -> String {
    match (operation.undone, operation.undoes, operation.redoes) {
        (true, Some(number), _) => words!("log-undoes-undone", number = number),
        (true, None, _) => words!("log-undone", label = &operation.label),
        (false, Some(number), _) => words!("log-undoes", number = number),
        (false, None, Some(number)) => words!("log-redoes", number = number),
        (false, None, None) => operation.label.clone(),
    }
}

fn object(operation: &Operation) -> Value {
    json!({
        "operation": operation.number,
        "at": Clock::json(operation.at),
        "label": operation.label,
        "title": operation.title,
        "shorts": operation.shorts,
        "records": operation.records,
        "undone": operation.undone,
        "undoes": operation.undoes,
        "redoes": operation.redoes,
        "part_of": operation.part_of,
    })
}
