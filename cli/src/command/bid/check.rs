//! `talko bid check`: what is missing before a bid can be sent, and what speaks against the own signature.

use std::collections::BTreeSet;

use clap::Args;
use protocol::id::Id;
use serde_json::{Value, json};

use super::{find, send, shown};
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::{self, Outcome};
use crate::words;

/// What a check ends with where it found something.
const FOUND: u8 = 10;

/// What `talko bid check` takes.
#[derive(Clone, Debug, Args)]
pub struct Check {
    /// The bid, by id or title.
    pub bid: String,
}

impl Check {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-bid` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = find(desk, &self.bid)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        let paused: BTreeSet<Id> = view.paused.iter().copied().collect();
        let lacks = row.lacks(&paused, desk.clock.now);
        let mut found = Vec::new();
        for lack in &lacks {
            found.push(send::told(desk, &view, lack)?);
        }
        let mut against = view.obstacles.clone().unwrap_or_default();
        for trouble in &mut against {
            trouble.facts.insert("short".to_string(), short.clone());
        }
        let told = |trouble: &protocol::local::Trouble| problem::tell(trouble, &desk.clock).message;
        let item = |trouble: &protocol::local::Trouble| json!({"code": trouble.code, "message": told(trouble)});
        let data = json!({
            "id": row.id,
            "short": short,
            "stage": shown::stage_word(row.stage(desk.clock.now)),
            "missing": found.iter().map(item).collect::<Value>(),
            "against": against.iter().map(item).collect::<Value>(),
            "ready": found.is_empty(),
        });
        let mut answer = Answer::new("bid-check", data);
        let title = row.bid.title.to_string();
        answer.sheet.line(words!("bid-title", short = short, title = title, stage = shown::stage(desk, row)?));
        shown::sums(desk, row, &mut answer.sheet)?;
        for trouble in &found {
            answer.sheet.line(words!("bid-check-missing", what = told(trouble)));
        }
        for trouble in &against {
            answer.sheet.line(words!("bid-check-against", what = told(trouble)));
        }
        if found.is_empty() && against.is_empty() {
            answer.sheet.line(words!("bid-check-good"));
        }
        desk.paint.answer(&answer)?;
        Ok(if found.is_empty() && against.is_empty() { 0 } else { FOUND })
    }
}
