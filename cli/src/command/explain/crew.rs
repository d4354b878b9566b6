//! `talko explain crew LEAD`: the records behind each seat of a crew.

use clap::Args;
use serde_json::json;

use super::{object, row};
use crate::command::matching::crew::Crew as Sought;
use crate::desk::Desk;
use crate::paint::{Answer, Sheet, Table};
use crate::problem::Outcome;
use crate::words;

/// What `talko explain crew` takes.
#[derive(Clone, Debug, Args)]
#[group(id = "explained-crew")]
pub struct Crew {
    /// The crew that is explained.
    #[command(flatten)]
    pub sought: Sought,
}

impl Crew {
    /// Runs the verb.
    ///
    /// # Errors
    /// As `talko match crew`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let found = self.sought.seek(desk)?;
        let lead = &found.lead;
        let mut people = Vec::new();
        let mut sheet = Sheet::default();
        sheet.line(desk.paint.strong(&words!("lead-head", short = &lead.short, title = &lead.title)));
        if found.people.is_empty() {
            sheet.line(words!("explain-no-crew", short = &lead.short));
        }
        for seated in &found.people {
            let name = desk.person(&seated.matched.person)?;
            let grounds = seated.matched.grounds.iter();
            people.push(json!({
                "person": seated.matched.person, "name": name, "seat": seated.seat,
                "grounds": grounds.clone().map(|ground| object(desk, ground)).collect::<Result<Vec<_>, _>>()?,
            }));
            sheet.line("");
            let role = found.seats[seated.seat].role.to_string();
            sheet.line(words!("explain-seat", name = name, role = role));
            let mut table = Table::default();
            for ground in grounds {
                table.row(row(desk, ground)?);
            }
            sheet.table(table);
        }
        let data = json!({"lead": {"id": lead.id, "short": lead.short, "title": lead.title}, "people": people});
        let mut answer = Answer::new("explain", data);
        answer.sheet = sheet;
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
