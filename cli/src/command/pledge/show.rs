//! `talko pledge show`: one pledge with everything that happened to it, or one ask with its answers.

use clap::Args;
use protocol::fold::ask::AskRow;
use protocol::fold::pledge::{Deed, PledgeRow, Step, Void};
use protocol::local::{Reply, Request, Shown};
use serde_json::{Value, json};

use super::quantity::{self, say};
use super::{asked, find, held, shown};
use crate::command::lead::show::{comments, said};
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::values::{Clock, span};
use crate::words;

/// What `talko pledge show` takes.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// The pledge or ask, by its id or its words.
    pub pledge: String,
}

impl Show {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-pledge` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let answer = match find(desk, &self.pledge) {
            Ok(shown) => answer(desk, &shown)?,
            Err(Problem::Refused(unknown)) if unknown.code == "unknown-pledge" => match asked(desk, &self.pledge)? {
                Some(shown) => ask_answer(desk, &shown)?,
                None => return Err(unknown.into()),
            },
            Err(problem) => return Err(problem),
        };
        desk.paint.answer(&answer)?;
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

/// The answer for one ask: what is needed, how it stands, and the pledges that answer it.
fn ask_answer(desk: &Desk, shown: &Shown<AskRow>) -> Result<Answer, Problem> {
    let row = &shown.row;
    let thread = match desk.ask(Request::Thread(row.id))? {
        Reply::Thread(thread) => thread,
        other => return Err(unfit("Thread", &other)),
    };
    let answers: Vec<Shown<PledgeRow>> =
        held(desk)?.0.into_iter().filter(|pledge| pledge.row.answers == Some(row.id)).collect();
    let mut data = shown::ask_object(desk, shown)?;
    data["answers"] = answers.iter().map(|pledge| shown::object(desk, pledge)).collect::<Result<Value, Problem>>()?;
    data["comments"] = comments(desk, thread.as_ref())?;
    let mut answer = Answer::new("ask", data);
    let title = row.ask.as_ref().map_or_else(|| words!("pledge-erased-title"), |ask| ask.text.to_string());
    answer.sheet.line(desk.paint.strong(&words!("lead-head", short = &shown.short, title = title)));
    let (name, when) = (desk.person(&row.asker)?, desk.clock.show(row.since));
    answer.sheet.line(match shown::is_open(row, desk.clock.now) {
        true => words!("ask-by-open", name = name, when = when),
        false => words!("ask-by-over", name = name, when = when),
    });
    if let Some(ask) = &row.ask {
        let hours = ask.minutes.map(|minutes| words!("ask-hours", hours = span::work(u64::from(minutes))));
        let needed = ask.when.map(|when| words!("ask-needed", when = desk.clock.show(when)));
        let until = ask.until.map(|until| words!("ask-until", when = desk.clock.echo(until)));
        hours.into_iter().chain(needed).chain(until).for_each(|line| answer.sheet.line(line));
    }
    for pledge in &answers {
        let (name, stage) = (desk.person(&pledge.row.pledger)?, shown::stage(pledge.row.stage(desk.clock.now)));
        let promised = say(pledge.row.promised, pledge.row.unit);
        let line = words!("ask-answer", name = name, promised = promised, stage = stage, short = &pledge.short);
        answer.sheet.line(line);
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
    let mut object = json!({
        "id": step.id,
        "author": {"id": step.author, "name": desk.person(&step.author)?},
        "at": Clock::json(step.at),
        "did": did,
        "many": many,
        "unit": many.map(|_| quantity::word(row.unit)),
        "of": of,
        "note": step.note,
        "counts": step.void.is_none(),
    });
    if let Some(many) = many {
        object["currency"] = json!(quantity::currency(row.unit));
        object[quantity::in_unit("many", row.unit)] = json!(many);
    }
    Ok(object)
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
