//! `talko member keep`: what somebody who was removed had written in time, and what arrived too late to be listed.

use clap::Args;
use protocol::id::{Id, Prefix};
use protocol::local::{Keep as Wish, KeptLate, LateCard, Reply, Request};
use protocol::text::tidy_line;
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::values::Clock;
use crate::{choose, prompt, trouble, words};

/// What `talko member keep` takes.
#[derive(Clone, Debug, Args)]
pub struct Keep {
    /// Whose, by name or id.
    pub member: String,
    /// What stays, by id; may be given several times.
    #[arg(long, value_name = "ID", conflicts_with = "all")]
    pub record: Vec<String>,
    /// All of it stays.
    #[arg(long)]
    pub all: bool,
}

impl Keep {
    /// Runs the verb: without a choice it lists what there is.
    ///
    /// # Errors
    /// `keep-none`, `stewards-only`, `already-done`; `cancelled` for a no.
    pub fn run(self, desk: &Desk) -> Outcome {
        let person = choose::one(desk, protocol::local::Sort::Person, &self.member)?.id;
        let late = match desk.ask(Request::Late(person))? {
            Reply::Late(late) => late,
            other => return Err(unfit("Late", &other)),
        };
        let name = desk.person(&person)?;
        if !self.all && self.record.is_empty() {
            desk.paint.answer(&list(desk, &name, &late))?;
            return Ok(0);
        }
        let records = self.chosen(&late)?;
        let count = records.len();
        let keep = |dry_run: bool| ask(desk, Wish { person, records: records.clone(), dry_run });
        let preview = keep(true)?;
        if desk.global.dry_run {
            return answer(desk, person, &preview, words!("keep-would", name = name, count = count));
        }
        prompt::agree(desk, &words!("keep-ask", name = &name, count = count))?;
        let kept = keep(false)?;
        let said = match kept.agreed >= kept.needed {
            true => words!("keep-done", name = name, count = kept.listed),
            false => words!("keep-waits", name = name, agreed = kept.agreed, needed = kept.needed),
        };
        answer(desk, person, &kept, said)
    }

    /// The records that were typed; all of them for `--all`.
    fn chosen(&self, late: &[LateCard]) -> Result<Vec<Id>, Problem> {
        if self.all {
            return match late.is_empty() {
                true => Err(trouble!("keep-none").into()),
                false => Ok(late.iter().map(|card| card.id).collect()),
            };
        }
        let mut chosen = Vec::new();
        for typed in &self.record {
            let prefix = Prefix::parse(typed.trim());
            let mut found = late.iter().filter(|card| prefix.as_ref().is_some_and(|prefix| prefix.fits(&card.id)));
            match (found.next(), found.next()) {
                (Some(card), None) => chosen.push(card.id),
                _ => return Err(trouble!("keep-unknown", typed = typed).into()),
            }
        }
        Ok(chosen)
    }
}

fn list(desk: &Desk, name: &str, late: &[LateCard]) -> Answer {
    let object = |card: &LateCard| -> Value {
        json!({
            "id": card.id,
            "short": card.short,
            "kind": card.kind,
            "title": card.title,
            "at": Clock::json(card.at),
            "begun": card.begun,
        })
    };
    let mut answer = Answer::list("late", late.iter().map(object).collect(), None);
    if late.is_empty() {
        answer.sheet.line(words!("keep-nothing", name = name));
        return answer;
    }
    answer.sheet.line(words!("keep-head", name = name));
    let mut table = Table::new([words!("column-id"), words!("keep-column-when"), words!("keep-column-what")]);
    for card in late {
        let kind = words::maybe(&format!("kind-{}", card.kind), None, &[]).unwrap_or_else(|| card.kind.clone());
        let what = match &card.title {
            Some(title) => words!("keep-what", kind = kind, title = tidy_line(title)),
            None => kind,
        };
        table.row([card.short.clone(), desk.clock.show(card.at), what]);
    }
    answer.sheet.table(table);
    if late.iter().any(|card| card.begun) {
        answer.sheet.line(words!("keep-begun"));
    }
    answer.sheet.line(words!("keep-next"));
    answer
}

fn ask(desk: &Desk, wish: Wish) -> Result<KeptLate, Problem> {
    match desk.ask(Request::Keep(wish))? {
        Reply::KeptLate(kept) => Ok(*kept),
        other => Err(unfit("Keep", &other)),
    }
}

fn answer(desk: &Desk, person: Id, kept: &KeptLate, said: String) -> Outcome {
    let data = json!({
        "id": person,
        "listed": kept.listed,
        "needed": kept.needed,
        "agreed": kept.agreed,
        "holds": kept.agreed >= kept.needed && !desk.global.dry_run,
    });
    receipt_with(desk, "late", said, data, &kept.published, Back::Instead(words!("instead-of-keep")))
}
