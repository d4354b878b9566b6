//! `talko explain turn LEAD`: the leads that were counted for each who claimed it, and the lot that decides
//! between those who were awarded as many.

use clap::Args;
use protocol::rotation::{LOOK_BACK_DAYS, lot};
use serde_json::{Value, json};

use super::{object, row};
use crate::command::lead::{find, turn};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::words;

/// 4 characters of a lot tell it from another one.
const LOT_SHOWN: usize = 4;

/// What `talko explain turn` takes.
#[derive(Clone, Debug, Args)]
pub struct Turn {
    /// The lead, by id or title.
    pub lead: String,
}

impl Turn {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = find(desk, &self.lead)?;
        let (id, short) = (view.shown.row.id, &view.shown.short);
        let rotation = turn::rotation(desk, id)?;
        let counted = rotation.ranked.iter().zip(&rotation.counted).map(|(ranked, leads)| {
            Ok(json!({
                "id": ranked.person, "name": desk.person(&ranked.person)?, "awards": ranked.awards,
                "leads": leads.iter().map(|lead| json!({"id": lead.id, "short": lead.short, "title": lead.title})).collect::<Vec<_>>(),
                "lot": lot(&id, &ranked.person),
            }))
        });
        let order = counted.collect::<Result<Vec<Value>, Problem>>()?;
        let rules = rotation.rules.as_ref().map(|ground| object(desk, ground)).transpose()?;
        let data = json!({
            "id": id, "short": short, "days": LOOK_BACK_DAYS, "order": order,
            "lease_days": rotation.lease_days, "rules": rules,
        });
        let mut answer = Answer::new("explain", data);
        answer.sheet.line(words!("explain-turn", short = short, days = LOOK_BACK_DAYS));
        let mut table = Table::default();
        for (at, (ranked, leads)) in rotation.ranked.iter().zip(&rotation.counted).enumerate() {
            let shorts: Vec<&str> = leads.iter().map(|lead| lead.short.as_str()).collect();
            table.row([
                format!("{}.", at + 1),
                desk.person(&ranked.person)?,
                words!("claim-awards", count = ranked.awards),
                shorts.join(", "),
                words!("explain-lot", lot = lot(&id, &ranked.person).short(LOT_SHOWN)),
            ]);
        }
        answer.sheet.table(table);
        answer.sheet.line("");
        answer.sheet.line(words!("explain-lease", days = rotation.lease_days));
        if let Some(rules) = &rotation.rules {
            let [what, whose, _, record] = row(desk, rules)?;
            answer.sheet.line(words!("explain-by", what = what, whose = whose, record = record));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
