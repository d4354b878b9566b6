//! Owns what every write says: what was saved, who will see it, whether it has left the house, and
//! how to take it back. With `--wait` it also waits for a machine of somebody else.

use protocol::local::{Published, Reply, Request};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::Outcome;
use crate::{trouble, values, words};

/// Answers a write.
///
/// - `saved`: the first sentence, worded for what was written: "Saved lead 7K3Q."; for a dry run the
///   same verb's "would" sentence.
/// - `data`: what a script reads of the thing that was written; gains `operation`, `records`.
///
/// # Errors
/// Where the answer cannot be written; `undelivered` (exit 8) where `--wait` ran out.
pub fn receipt(desk: &Desk, schema: &'static str, saved: String, data: Value, published: &Published) -> Outcome {
    let mut reached = published.reached;
    let mut waited_in_vain = false;
    if let (Some(span), Some(operation)) = (&desk.global.wait, published.operation) {
        let wait_ms = values::span::parse(span)?;
        if reached == 0 && !desk.global.dry_run {
            match desk.ask(Request::Wait { operation, wait_ms })? {
                Reply::Waited(Some(machines)) => reached = machines,
                Reply::Waited(None) => waited_in_vain = true,
                other => return Err(unfit("Wait", &other)),
            }
        }
    }
    let told = Told { reached, pending: published.pending.saturating_sub(reached - published.reached), published };
    let mut data = data;
    let items = published
        .items
        .iter()
        .map(|item| json!({"id": item.id, "short": item.short, "record": item.record, "bytes": item.bytes}));
    if let Value::Object(object) = &mut data {
        object.insert("operation".to_string(), json!(published.operation));
        object.insert("records".to_string(), items.collect());
        object.insert("readers".to_string(), json!(published.readers));
        object.insert("waiting".to_string(), json!(published.waiting));
    }
    let mut answer = Answer::new(schema, data).state(told.state());
    answer.sheet.line(saved);
    answer.sheet.line(told.audience());
    if desk.global.dry_run {
        let bytes: u64 = published.items.iter().map(|item| u64::from(item.bytes)).sum();
        answer.sheet.line(words!("receipt-dry-run", records = published.items.len(), bytes = bytes));
    } else {
        answer.sheet.line(told.journey());
        if let Some(operation) = published.operation {
            answer.sheet.line(words!("receipt-undo", operation = operation));
        }
    }
    if let (true, Some(day)) = (published.waiting > 0, published.next_week) {
        answer.warn(words!("receipt-waiting", count = published.waiting, day = desk.clock.day(day)));
    }
    desk.paint.answer(&answer)?;
    match waited_in_vain {
        true => Err(trouble!("undelivered", span = desk.global.wait.as_deref().unwrap_or_default()).into()),
        false => Ok(0),
    }
}

struct Told<'a> {
    reached: u32,
    pending: u32,
    published: &'a Published,
}

impl Told<'_> {
    fn state(&self) -> State {
        match (self.reached, self.pending, self.published.waiting) {
            (0, 0, 0) => State::Local,
            (0, _, _) => State::Queued,
            _ => State::Sent,
        }
    }

    fn audience(&self) -> String {
        match self.published.readers.as_slice() {
            [] => words!("receipt-audience-nobody"),
            [own] => words!("receipt-audience-own", name = own),
            several if several.len() <= 4 => words!("receipt-audience-names", names = several.join(", ")),
            several => words!("receipt-audience-count", count = several.len()),
        }
    }

    fn journey(&self) -> String {
        match (self.reached, self.pending) {
            (0, 0) => words!("receipt-alone"),
            (0, pending) => words!("receipt-queued", pending = pending),
            (reached, 0) => words!("receipt-sent", reached = reached),
            (reached, pending) => words!("receipt-partly", reached = reached, pending = pending),
        }
    }
}
