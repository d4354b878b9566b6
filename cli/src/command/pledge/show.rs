//! `talko pledge show`: one pledge with everything that happened to it.

use clap::Args;
use protocol::fold::pledge::{Deed, PledgeRow, Step, Void};
use protocol::local::{Reply, Request, Shown};
use serde_json::{Value, json};

use super::quantity::say;
use super::{find, shown};
use crate::command::lead::show::{comments, said};
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::words;

/// What `talko pledge show` takes.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// The pledge, by its id or its words.
    pub pledge: String,
}

impl Show {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-pledge` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let shown = find(desk, &self.pledge)?;
        desk.paint.answer(&answer(desk, &shown)?)?;
        Ok(0)
    }
}

/// The answer for one pledge.
///
/// # Errors
/// What the home refused.
pub fn answer(desk: &Desk, shown: &Shown<PledgeRow>) -> Result<Answer, Problem> {
    let row = &shown.row;
    let thread = match desk.ask(Request::Thread(row.id))? {
        Reply::Thread(thread) => thread,
        other => return Err(unfit("Thread", &other)),
    };
    let mut data = shown::object(desk, shown)?;
    data["steps"] = row.steps.iter().map(|step| step_object(desk, row, step)).collect::<Result<Value, Problem>>()?;
    data["comments"] = comments(desk, thread.as_ref())?;
    let mut answer = Answer::new("pledge", data);
    let head = words!("lead-head", short = &shown.short, title = shown::title(row));
    answer.sheet.line(desk.paint.strong(&head));
    if let Some(pledge) = &row.pledge {
        let (from, to) = (desk.person(&row.pledger)?, desk.party(&pledge.to)?);
        let stage = shown::stage(row.stage(desk.clock.now));
        answer.sheet.line(words!(
            "pledge-parties",
            from = from,
            to = to,
            when = desk.clock.show(row.since),
            stage = stage
        ));
        answer.sheet.line(words!("pledge-holds", when = desk.clock.echo(pledge.until)));
        if let Some(most) = pledge.calls {
            answer.sheet.line(words!("pledge-calls-most", most = most));
        }
        if let Some(hours) = pledge.notice_hours {
            answer.sheet.line(words!("pledge-notice-asked", hours = hours));
        }
    }
    answer.sheet.line(shown::figures_line(row, desk.clock.now));
    for step in &row.steps {
        answer.sheet.line(step_line(desk, row, step)?);
    }
    if let Some(thread) = &thread {
        answer.sheet.line("");
        said(desk, thread, &mut answer.sheet)?;
    }
    Ok(answer)
}

fn step_object(desk: &Desk, row: &PledgeRow, step: &Step) -> Result<Value, Problem> {
    let (did, many, of) = match &step.what {
        Deed::Called(many) => ("called", Some(*many), None),
        Deed::Given(many) => ("given", Some(*many), None),
        Deed::Confirmed(gift) => ("confirmed", None, Some(*gift)),
        Deed::Released => ("released", None, None),
        Deed::Declined(call) => (if call.is_some() { "call-declined" } else { "declined" }, None, *call),
    };
    Ok(json!({
        "id": step.id,
        "author": {"id": step.author, "name": desk.person(&step.author)?},
        "at": Clock::json(step.at),
        "did": did,
        "many": many,
        "unit": many.map(|_| super::quantity::word(row.unit)),
        "of": of,
        "note": step.note,
        "counts": step.void.is_none(),
    }))
}

fn step_line(desk: &Desk, row: &PledgeRow, step: &Step) -> Result<String, Problem> {
    let name = desk.person(&step.author)?;
    let when = desk.clock.show(step.at);
    let mut line = match &step.what {
        Deed::Called(many) => words!("step-called", when = when, name = name, amount = say(*many, row.unit)),
        Deed::Given(many) => words!("step-given", when = when, name = name, amount = say(*many, row.unit)),
        Deed::Confirmed(_) => words!("step-confirmed", when = when, name = name),
        Deed::Released => words!("step-released", when = when, name = name),
        Deed::Declined(None) => words!("step-declined", when = when, name = name),
        Deed::Declined(Some(_)) => words!("step-call-declined", when = when, name = name),
    };
    if let Some(note) = &step.note {
        line = words!("step-note", line = line, note = protocol::text::tidy_line(note));
    }
    Ok(match step.void {
        None => line,
        Some(void) => words!("step-void", line = line, reason = void_word(void)),
    })
}

fn void_word(void: Void) -> String {
    match void {
        Void::Author => words!("void-author"),
        Void::Quantity => words!("void-quantity"),
        Void::Unit => words!("void-unit"),
        Void::Late => words!("void-late"),
        Void::Notice => words!("void-notice"),
        Void::Calls => words!("void-calls"),
        Void::Object => words!("void-object"),
    }
}
