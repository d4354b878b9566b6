//! `talko marker list`: what is said about somebody, and by whom.

use clap::Args;
use protocol::local::Sort;
use protocol::search::fold::fold;
use serde_json::json;

use super::{about, object, row};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::values::Clock;
use crate::{choose, words};

/// What `talko marker list` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// Whose; the own where nothing is said.
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
    /// Also what holds no more.
    #[arg(long)]
    pub all: bool,
}

impl List {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-person` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        use protocol::fold::marker::State;
        let person = match &self.of {
            Some(typed) => choose::one(desk, Sort::Person, typed)?.id,
            None => desk.me()?.person,
        };
        let markers = about(desk, person)?;
        let today = desk.clock.now.day();
        let mut marks = markers.row.map(|row| row.markers).unwrap_or_default();
        marks.retain(|mark| {
            self.all
                || match mark.state(today) {
                    State::Claimed | State::Stated | State::Attested | State::Future => true,
                    State::Expired | State::Revoked | State::Void => false,
                }
        });
        marks.sort_by_key(|mark| (fold(&super::name(mark)), mark.state(today), mark.id));
        let mut items = marks.iter().map(|mark| object(desk, mark)).collect::<Result<Vec<_>, _>>()?;
        items.extend(markers.private.iter().map(|tag| {
            json!({
                "name": tag.name, "sort": "tag", "state": "confidential", "share": "local", "note": tag.note,
                "revised": Clock::json(tag.at),
            })
        }));
        let mut answer = Answer::list("marker", items, None);
        let mut table = Table::default();
        for mark in &marks {
            table.row(row(desk, mark)?);
        }
        for tag in &markers.private {
            let name = tag.name.to_string();
            table.row([
                String::new(),
                name,
                words!("marker-tag"),
                words!("marker-private"),
                String::new(),
                String::new(),
            ]);
        }
        match (table.is_empty(), self.of.is_none()) {
            (false, _) => answer.sheet.table(table),
            (true, true) => answer.sheet.line(words!("marker-none-own")),
            (true, false) => answer.sheet.line(words!("marker-none", name = desk.person(&person)?)),
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
