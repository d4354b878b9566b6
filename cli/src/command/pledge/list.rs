//! `talko pledge list`: what was promised, and what is asked for.

use std::collections::BTreeMap;

use clap::Args;
use protocol::fold::ask::AskRow;
use protocol::fold::pledge::{PledgeRow, Stage};
use protocol::id::Id;
use protocol::local::Shown;
use serde_json::Value;

use super::quantity::say;
use super::{held, shown};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::values::span;
use crate::words;

/// What `talko pledge list` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// Only what has not ended.
    #[arg(long)]
    pub open: bool,
    /// Only what you promised, were promised or asked for.
    #[arg(long)]
    pub mine: bool,
}

impl List {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        desk.paint.answer(&self.answer(desk)?)?;
        Ok(0)
    }

    /// The answer: pledges, then asks, the newest first. For scripts each says its `sort`.
    ///
    /// # Errors
    /// What the home refused.
    pub fn answer(&self, desk: &Desk) -> Result<Answer, Problem> {
        let (me, own) = (desk.me()?.person, desk.me()?.collective);
        let (mut pledges, mut asks) = held(desk)?;
        let mut answers: BTreeMap<Id, usize> = BTreeMap::new();
        for row in pledges.iter().map(|shown| &shown.row).filter(|row| row.declined.is_none()) {
            row.answers.iter().for_each(|ask| *answers.entry(*ask).or_default() += 1);
        }
        pledges.retain(|shown| self.takes(desk, &shown.row, me, own));
        asks.retain(|shown| {
            (!self.open || shown::is_open(&shown.row, desk.clock.now)) && (!self.mine || shown.row.asker == me)
        });
        pledges.sort_by_key(|shown| (std::cmp::Reverse(shown.row.since), shown.row.id));
        asks.sort_by_key(|shown| (std::cmp::Reverse(shown.row.since), shown.row.id));
        let sorted = |sort: &str, object: Result<Value, Problem>| {
            object.map(|mut object| {
                object["sort"] = Value::from(sort);
                object
            })
        };
        let mut objects = Vec::new();
        for item in &pledges {
            objects.push(sorted("pledge", shown::object(desk, item))?);
        }
        for item in &asks {
            let mut object = sorted("ask", shown::ask_object(desk, item))?;
            object["answers"] = Value::from(answers.get(&item.row.id).copied().unwrap_or(0));
            objects.push(object);
        }
        let mut answer = Answer::list("pledge", objects, None);
        if pledges.is_empty() && asks.is_empty() && !desk.paint.plain {
            answer.sheet.line(words!("pledge-list-empty"));
        }
        if !pledges.is_empty() {
            answer.sheet.table(pledge_table(desk, &pledges)?);
        }
        if !asks.is_empty() {
            if !pledges.is_empty() && !desk.paint.plain {
                answer.sheet.line("");
            }
            answer.sheet.table(ask_table(desk, &asks, &answers)?);
        }
        Ok(answer)
    }

    fn takes(&self, desk: &Desk, row: &PledgeRow, me: Id, own: Id) -> bool {
        let to = row.pledge.as_ref().map(|pledge| pledge.to);
        let lasts = match row.stage(desk.clock.now) {
            Stage::Open | Stage::Called | Stage::Given => true,
            Stage::Kept | Stage::Released | Stage::Declined | Stage::Lapsed => false,
        };
        (!self.open || lasts) && (!self.mine || row.pledger == me || to == Some(me) || to == Some(own))
    }
}

fn pledge_table(desk: &Desk, pledges: &[Shown<PledgeRow>]) -> Result<Table, Problem> {
    let mut table = Table::new([
        words!("column-id"),
        words!("pledge-column-text"),
        words!("pledge-column-from"),
        words!("pledge-column-to"),
        words!("pledge-column-promised"),
        words!("pledge-column-given"),
        words!("pledge-column-open"),
        words!("pledge-column-stage"),
    ]);
    for item in pledges {
        let row = &item.row;
        let to = match &row.pledge {
            Some(pledge) => desk.party(&pledge.to)?,
            None => String::new(),
        };
        table.row([
            item.short.clone(),
            shown::title(row),
            desk.person(&row.pledger)?,
            to,
            say(row.promised, row.unit),
            say(row.given, row.unit),
            say(row.open(desk.clock.now), row.unit),
            shown::stage(row.stage(desk.clock.now)),
        ]);
    }
    Ok(table)
}

fn ask_table(desk: &Desk, asks: &[Shown<AskRow>], answers: &BTreeMap<Id, usize>) -> Result<Table, Problem> {
    let mut table = Table::new([
        words!("column-id"),
        words!("ask-column-text"),
        words!("ask-column-from"),
        words!("ask-column-hours"),
        words!("ask-column-when"),
        words!("ask-column-state"),
    ]);
    for item in asks {
        let row = &item.row;
        let ask = row.ask.as_ref();
        let open = shown::is_open(row, desk.clock.now);
        table.row([
            item.short.clone(),
            ask.map_or_else(|| words!("pledge-erased-title"), |ask| ask.text.to_string()),
            desk.person(&row.asker)?,
            ask.and_then(|ask| ask.minutes).map(|minutes| span::work(u64::from(minutes))).unwrap_or_default(),
            ask.and_then(|ask| ask.when).map(|when| desk.clock.show(when)).unwrap_or_default(),
            match (answers.get(&row.id), open) {
                (Some(count), _) => words!("ask-state-answered", count = *count),
                (None, true) => words!("ask-state-open"),
                (None, false) => words!("ask-state-over"),
            },
        ]);
    }
    Ok(table)
}
