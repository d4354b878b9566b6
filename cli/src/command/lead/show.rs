//! `talko lead show`: one lead with what is said about it.

use clap::Args;
use protocol::fold::thread::ThreadRow;
use protocol::local::LeadView;
use protocol::space::Side;
use serde_json::{Value, json};

use super::{contact, find, shown, turn};
use crate::desk::Desk;
use crate::paint::{Answer, Sheet};
use crate::problem::{Outcome, Problem};
use crate::share::Audience;
use crate::values::Clock;
use crate::words;

/// What `talko lead show` takes.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// The lead, by id or title.
    pub lead: String,
}

impl Show {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = find(desk, &self.lead)?;
        desk.paint.answer(&answer(desk, &view)?)?;
        Ok(0)
    }
}

/// The answer for one lead.
///
/// # Errors
/// What the home refused.
pub fn answer(desk: &Desk, view: &LeadView) -> Result<Answer, Problem> {
    let row = &view.shown.row;
    let mut data = shown::object(desk, &view.shown)?;
    data["contact"] = contact::json(view.contact.as_ref());
    data["comments"] = comments(desk, view.thread.as_ref())?;
    data["possibly_same"] =
        view.same.iter().map(|same| json!({"id": same.id, "short": same.short, "title": same.title})).collect();
    let rotation = match row.claims.is_empty() {
        true => None,
        false => Some(turn::rotation(desk, row.id)?),
    };
    data["turn"] = match &rotation {
        Some(rotation) => turn::object(desk, row, rotation)?,
        None => Value::Null,
    };
    let mut answer = Answer::new("lead", data);
    let head = words!("lead-head", short = &view.shown.short, title = shown::title(row));
    answer.sheet.line(desk.paint.strong(&head));
    let poster = desk.person(&row.poster)?;
    let collective = desk.collective(&row.space.charter)?;
    answer.sheet.line(words!(
        "lead-posted-by",
        name = poster,
        collective = collective,
        when = desk.clock.show(row.since),
        state = shown::state(row, &desk.clock)
    ));
    if row.conflict {
        answer.sheet.line(words!("lead-conflict"));
    }
    answer.sheet.line("");
    if let Some(lead) = &row.lead {
        shown::page(lead, &desk.clock, &mut answer.sheet);
    }
    contact::page(view.contact.as_ref(), &desk.clock, &mut answer.sheet);
    if let Some(rotation) = &rotation {
        turn::page(desk, &view.shown, rotation, &mut answer.sheet)?;
    }
    for same in &view.same {
        answer.sheet.line(words!("lead-possibly-same", short = &same.short, title = &same.title));
    }
    if let Some(thread) = &view.thread {
        answer.sheet.line("");
        said(desk, thread, &mut answer.sheet)?;
    }
    Ok(answer)
}

/// The comments as a script reads them.
///
/// # Errors
/// What the home refused.
pub fn comments(desk: &Desk, thread: Option<&ThreadRow>) -> Result<Value, Problem> {
    let said = thread.map(|thread| thread.comments.as_slice()).unwrap_or_default();
    let object = |said: &protocol::fold::thread::Said| -> Result<Value, Problem> {
        Ok(json!({
            "id": said.id,
            "author": {"id": said.author, "name": desk.person(&said.author)?},
            "since": Clock::json(said.since),
            "text": said.text,
            "edited": said.number > 0,
            "share": Audience::of(said.space, None).word(),
        }))
    };
    said.iter().map(object).collect()
}

/// The comments as a person reads them.
///
/// # Errors
/// What the home refused.
pub fn said(desk: &Desk, thread: &ThreadRow, sheet: &mut Sheet) -> Result<(), Problem> {
    for said in &thread.comments {
        let name = desk.person(&said.author)?;
        let when = desk.clock.show(said.since);
        sheet.line(match said.space.side {
            Side::Inner => words!("comment-inner", name = name, when = when),
            Side::Law | Side::Open => words!("comment-open", name = name, when = when),
        });
        sheet.text(said.text.as_deref().unwrap_or(&words!("comment-erased")));
    }
    Ok(())
}
