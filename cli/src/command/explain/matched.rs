//! `talko explain match LEAD`: what a verdict about somebody and a lead rests on.

use clap::Args;
use protocol::local::Sort;
use serde_json::json;

use super::{object, row};
use crate::command::matching;
use crate::command::matching::lead::Measure;
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::{choose, trouble, words};

/// What `talko explain match` takes.
#[derive(Clone, Debug, Args)]
pub struct Matched {
    /// The lead, by id or title.
    pub lead: String,
    /// Who; whoever lives here where nothing is said.
    #[arg(long = "for", value_name = "NAME")]
    pub person: Option<String>,
    /// By what they were measured.
    #[command(flatten)]
    pub measure: Measure,
}

impl Matched {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead`, `unknown-person` or `clash`; `match-not-here` for somebody who cannot read the lead.
    pub fn run(self, desk: &Desk) -> Outcome {
        let lead = choose::one(desk, Sort::Lead, &self.lead)?;
        let person = match &self.person {
            Some(typed) => choose::one(desk, Sort::Person, typed)?.id,
            None => desk.me()?.person,
        };
        let wish = self.measure.wish(lead.id, Some(person), true)?;
        let name = desk.person(&person)?;
        let found = matching::compare(desk, wish)?.items.into_iter().next();
        let found = found.ok_or_else(|| trouble!("match-not-here", name = &name, short = &lead.short))?;
        let grounds = found.grounds.iter().map(|ground| object(desk, ground)).collect::<Result<Vec<_>, _>>()?;
        let mut data = matching::object(desk, &found)?;
        data["grounds"] = json!(grounds);
        let mut answer = Answer::new("explain", data);
        let fit = matching::fit_text(found.fit);
        let head = words!("explain-match", name = name, short = &lead.short, title = &lead.title, fit = fit);
        answer.sheet.line(desk.paint.strong(&head));
        answer.sheet.pairs(matching::lines(desk, &found, false));
        answer.sheet.line("");
        answer.sheet.line(words!("explain-rests"));
        let mut table = Table::default();
        for ground in &found.grounds {
            table.row(row(desk, ground)?);
        }
        answer.sheet.table(table);
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
