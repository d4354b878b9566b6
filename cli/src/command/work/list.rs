//! `talko work list`: hours against what was promised, what was handed over, how each kept it.

use clap::Args;
use protocol::local::AccountView;
use protocol::record::outcome::How;
use serde_json::{Value, json};

use crate::command::invoice::found::{account, short};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::values::span;
use crate::words;

/// What `talko work list` takes.
#[derive(Clone, Debug, Args)]
pub struct List {
    /// The bid, by id or title.
    pub bid: String,
}

impl List {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-account` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        let mut answer = Answer::new("work", object(desk, &view)?);
        let title = view.bid.row.bid.title.to_string();
        answer.sheet.line(desk.paint.strong(&words!("account-title", short = &view.bid.short, title = title)));
        let mut table =
            Table::new([words!("account-column-who"), words!("work-column-promised"), words!("work-column-done")]);
        for worked in &view.work.people {
            let (promised, done) = (span::work(worked.promised_minutes), span::work(worked.done_minutes));
            table.row([desk.person(&worked.participant)?, promised, done]);
        }
        answer.sheet.table(table);
        for log in &view.work.logs {
            let (name, hours) = (desk.person(&log.participant)?, span::work(u64::from(log.minutes)));
            let (role, note) = (&log.role, log.note.clone().unwrap_or_default());
            let (id, day) = (short(&log.id), desk.clock.day(log.day));
            answer.sheet.line(words!(
                "work-log",
                id = id,
                day = day,
                name = name,
                hours = hours,
                role = role,
                note = note
            ));
        }
        for delivery in &view.work.deliveries {
            let (id, name, day) = (short(&delivery.id), desk.person(&delivery.by)?, desk.clock.day(delivery.day));
            let what = &delivery.what;
            answer.sheet.line(match delivery.accepted {
                None => words!("work-delivery", id = id, day = day, name = name, what = what),
                Some(on) => {
                    words!(
                        "work-delivery-accepted",
                        id = id,
                        day = day,
                        name = name,
                        what = what,
                        on = desk.clock.day(on)
                    )
                }
            });
        }
        for outcome in &view.work.outcomes {
            let (of, how) = (desk.person(&outcome.of)?, how(outcome.how));
            let note = outcome.note.clone().unwrap_or_default();
            answer.sheet.line(match outcome.by == outcome.of {
                true => words!("work-outcome-own", of = of, how = how, note = note),
                false => words!("work-outcome", of = of, by = desk.person(&outcome.by)?, how = how, note = note),
            });
        }
        if view.passed_over > 0 {
            answer.warn(words!("bid-passed-over", count = view.passed_over));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// How somebody kept it, in words.
pub fn how(how: How) -> String {
    match how {
        How::Kept => words!("outcome-kept"),
        How::Late => words!("outcome-late"),
        How::Cancelled => words!("outcome-cancelled"),
        How::NoShow => words!("outcome-no-show"),
    }
}

/// The same for scripts.
pub const fn how_word(how: How) -> &'static str {
    match how {
        How::Kept => "kept",
        How::Late => "late",
        How::Cancelled => "cancelled",
        How::NoShow => "no-show",
    }
}

/// What was done, as a script reads it.
///
/// # Errors
/// What the home refused when it was asked for names.
pub fn object(desk: &Desk, view: &AccountView) -> Result<Value, Problem> {
    let work = &view.work;
    let party = |id| Ok::<Value, Problem>(json!({"id": id, "name": desk.party(id)?}));
    let people = work.people.iter().map(|worked| {
        Ok::<Value, Problem>(json!({
            "participant": party(&worked.participant)?,
            "promised_minutes": worked.promised_minutes,
            "done_minutes": worked.done_minutes,
            "contested": work.is_contested(&worked.participant),
        }))
    });
    let logs = work.logs.iter().map(|log| {
        json!({"id": log.id, "short": short(&log.id), "participant": log.participant, "role": log.role,
            "minutes": log.minutes, "day": desk.clock.day(log.day), "note": log.note})
    });
    let deliveries = work.deliveries.iter().map(|delivery| {
        json!({"id": delivery.id, "short": short(&delivery.id), "by": delivery.by, "what": delivery.what,
            "day": desk.clock.day(delivery.day), "accepted": delivery.accepted.map(|day| desk.clock.day(day))})
    });
    let outcomes = work
        .outcomes
        .iter()
        .map(|outcome| json!({"of": outcome.of, "by": outcome.by, "how": how_word(outcome.how), "note": outcome.note}));
    Ok(json!({
        "bid": view.bid.row.id,
        "short": view.bid.short,
        "people": people.collect::<Result<Value, _>>()?,
        "logs": logs.collect::<Value>(),
        "deliveries": deliveries.collect::<Value>(),
        "outcomes": outcomes.collect::<Value>(),
    }))
}
