//! `talko match LEAD`: who could do one lead, and why or why not.

use clap::Args;
use protocol::id::Id;
use protocol::local::{Compare, Matched, Matches, Sort};
use protocol::matching::Fit;
use serde_json::json;

use super::{compare, fit_text, lines, object};
use crate::desk::Desk;
use crate::paint::{Answer, Sheet, Table};
use crate::problem::{Outcome, Problem};
use crate::values::span;
use crate::{choose, trouble, words};

/// What `talko match` takes beside its verbs.
#[derive(Clone, Debug, Default, Args)]
pub struct OfLead {
    /// The lead, by id or title.
    #[arg(value_name = "LEAD")]
    pub lead: Option<String>,
    /// Every constraint of those who fit.
    #[arg(long)]
    pub why: bool,
    /// What those lack who do not.
    #[arg(long, conflicts_with = "why")]
    pub why_not: bool,
    /// Only one person.
    #[arg(long = "for", value_name = "NAME")]
    pub person: Option<String>,
    /// By what they are measured.
    #[command(flatten)]
    pub measure: Measure,
}

/// By what people are measured, the same where it is asked what that rests on.
#[derive(Clone, Debug, Default, Args)]
pub struct Measure {
    /// How much of each day must be shared.
    #[arg(long, value_name = "HOURS")]
    pub overlap: Option<String>,
    /// Markers that nobody attested will do.
    #[arg(long)]
    pub own_word: bool,
}

impl Measure {
    /// The question about a lead, and about one person where one is named.
    ///
    /// - `misses`: true tells of those who do not fit too.
    ///
    /// # Errors
    /// `hours` where it is none.
    pub fn wish(&self, lead: Id, person: Option<Id>, misses: bool) -> Result<Compare, Problem> {
        let least_minutes = self.overlap.as_deref().map(span::hours).transpose()?.map(u64::from);
        Ok(Compare { lead: Some(lead), person, least_minutes, own_word: self.own_word, misses })
    }

    /// The same options, as they are typed behind a lead.
    fn typed(&self, person: Option<&str>) -> String {
        let person = person.map(|name| format!(r#" --for "{name}""#)).unwrap_or_default();
        let overlap = self.overlap.as_deref().map(|hours| format!(" --overlap {hours}")).unwrap_or_default();
        format!("{person}{overlap}{}", if self.own_word { " --own-word" } else { "" })
    }
}

impl OfLead {
    /// Runs the command.
    ///
    /// # Errors
    /// `needs` without a lead; `unknown-lead`, `unknown-person` or `clash`; `match-not-here` for somebody who
    /// cannot read the lead.
    pub fn run(self, desk: &Desk) -> Outcome {
        let typed = self.lead.as_deref().ok_or_else(|| trouble!("needs", what = "LEAD"))?;
        let lead = choose::one(desk, Sort::Lead, typed)?;
        let person = self.person.as_deref().map(|typed| choose::one(desk, Sort::Person, typed)).transpose()?;
        let misses = self.why_not || person.is_some();
        let matches = compare(desk, self.measure.wish(lead.id, person.as_ref().map(|named| named.id), misses)?)?;
        if let (Some(person), true) = (&person, matches.items.is_empty()) {
            let name = desk.person(&person.id)?;
            return Err(trouble!("match-not-here", name = name, short = &lead.short).into());
        }
        let wanted = |found: &&Matched| match (self.why_not && person.is_none(), found.fit) {
            (true, Fit::Fits) => false,
            (true, Fit::Open | Fit::Misses) | (false, _) => true,
        };
        let shown: Vec<&Matched> = matches.items.iter().filter(wanted).collect();
        let items = shown.iter().map(|found| object(desk, found)).collect::<Result<Vec<_>, _>>()?;
        let data = json!({
            "lead": {"id": lead.id, "short": lead.short, "title": lead.title},
            "fits": matches.fits, "open": matches.open, "misses": matches.misses, "people": items,
        });
        let mut answer = Answer::new("match", data);
        let head = words!("lead-head", short = &lead.short, title = &lead.title);
        answer.sheet.line(desk.paint.strong(&head));
        if self.why || self.why_not || person.is_some() {
            // Why not tells what is missing, and of one person who is asked for everything.
            let unmet = self.why_not && person.is_none();
            shown.iter().try_for_each(|found| told(desk, found, unmet, &mut answer.sheet))?;
        } else {
            answer.sheet.table(table(desk, &shown)?);
        }
        let name = person.as_ref().map(|named| desk.person(&named.id)).transpose()?;
        counted(&matches, &lead.short, self.why_not, &mut answer.sheet);
        let options = self.measure.typed(name.as_deref());
        answer.sheet.line(words!("match-see-explain", short = &lead.short, options = options));
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// Who, and how they stand to the lead.
fn heading(desk: &Desk, found: &Matched) -> Result<String, Problem> {
    let (name, collective) = (desk.person(&found.person)?, desk.collective(&found.collective)?);
    let fit = fit_text(found.fit);
    Ok(match &found.role {
        Some(role) => words!("match-person-role", name = name, collective = collective, fit = fit, role = role),
        None => words!("match-person", name = name, collective = collective, fit = fit),
    })
}

fn told(desk: &Desk, found: &Matched, unmet: bool, sheet: &mut Sheet) -> Result<(), Problem> {
    sheet.line("");
    sheet.line(heading(desk, found)?);
    sheet.pairs(lines(desk, found, unmet));
    Ok(())
}

fn table(desk: &Desk, shown: &[&Matched]) -> Result<Table, Problem> {
    let mut table = Table::default();
    for found in shown {
        let unsaid: Vec<String> = lines(desk, found, true).into_iter().map(|(label, _)| label).collect();
        table.row([
            desk.person(&found.person)?,
            desk.collective(&found.collective)?,
            found.role.clone().unwrap_or_default(),
            fit_text(found.fit),
            unsaid.join(", "),
        ]);
    }
    Ok(table)
}

fn counted(matches: &Matches, short: &str, why_not: bool, sheet: &mut Sheet) {
    sheet.line("");
    sheet.line(words!("match-counted", fits = matches.fits, open = matches.open, misses = matches.misses));
    if !why_not && matches.misses > 0 {
        sheet.line(words!("match-see-why-not", short = short));
    }
}
