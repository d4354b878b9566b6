//! Owns the tables of an export: one CSV a noun, ISO dates in UTC, money in minor units beside its
//! currency, so that a spreadsheet loses nothing.

use std::path::Path;

use csv::Writer;
use protocol::fold::lead::LeadRow;
use protocol::fold::pledge::PledgeRow;
use protocol::local::{LeadQuery, Order, Reply, Request};
use protocol::record::lead::{Outcome, Per};
use protocol::record::pledge::Unit;

use super::super::join::role;
use crate::desk::{Desk, unfit};
use crate::problem::Problem;
use crate::trouble;
use crate::values::Clock;

/// 1,000 leads a request, as many as one may ask for.
const PAGE: u32 = 1_000;

/// Writes every table; names them with their rows.
pub fn write(desk: &Desk, folder: &Path) -> Result<Vec<(String, u64)>, Problem> {
    Ok(vec![
        ("leads.csv".to_string(), leads(desk, &folder.join("leads.csv"))?),
        ("pledges.csv".to_string(), pledges(desk, &folder.join("pledges.csv"))?),
        ("members.csv".to_string(), members(desk, &folder.join("members.csv"))?),
        ("collectives.csv".to_string(), collectives(desk, &folder.join("collectives.csv"))?),
    ])
}

/// One file with its head; cells that a spreadsheet would take for a formula are made texts.
struct Table<'a> {
    path: &'a Path,
    out: Writer<std::fs::File>,
    rows: u64,
}

impl<'a> Table<'a> {
    fn new(path: &'a Path, head: &[&str]) -> Result<Table<'a>, Problem> {
        let out = Writer::from_path(path).map_err(|fault| failed(path, fault))?;
        let mut table = Table { path, out, rows: 0 };
        table.out.write_record(head).map_err(|fault| failed(path, fault))?;
        Ok(table)
    }

    fn row(&mut self, cells: &[String]) -> Result<(), Problem> {
        self.rows += 1;
        self.out.write_record(cells.iter().map(|cell| harmless(cell))).map_err(|fault| failed(self.path, fault))
    }

    fn end(mut self) -> Result<u64, Problem> {
        self.out.flush().map_err(|fault| failed(self.path, fault.into()))?;
        Ok(self.rows)
    }
}

fn failed(path: &Path, fault: csv::Error) -> Problem {
    trouble!("unwritten", path = path.display(), reason = fault).into()
}

fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t']) {
        true => format!("'{cell}"),
        false => cell.to_string(),
    }
}

fn leads(desk: &Desk, path: &Path) -> Result<u64, Problem> {
    let mut table = Table::new(
        path,
        &[
            "id",
            "title",
            "client",
            "place",
            "language",
            "skills",
            "pay_min_minor",
            "pay_max_minor",
            "currency",
            "per",
            "minutes_week",
            "closes",
            "starts",
            "posted",
            "source_origin",
            "source_id",
            "source_url",
            "result",
            "withdrawn",
            "collective",
            "poster",
            "since",
            "text",
        ],
    )?;
    let mut query = LeadQuery { order: Order::New, limit: PAGE, ..LeadQuery::default() };
    loop {
        let page = match desk.ask(Request::Leads(query.clone()))? {
            Reply::Leads(page) => page,
            other => return Err(unfit("Leads", &other)),
        };
        for shown in &page.items {
            table.row(&lead(desk, &shown.row)?)?;
        }
        match page.next {
            Some(next) => query.offset = next,
            None => return table.end(),
        }
    }
}

fn lead(desk: &Desk, row: &LeadRow) -> Result<Vec<String>, Problem> {
    let lead = row.lead.as_ref();
    let text = |get: fn(&protocol::record::lead::Lead) -> Option<String>| lead.and_then(get).unwrap_or_default();
    let source = |get: fn(&protocol::record::lead::Source) -> Option<String>| {
        lead.and_then(|lead| get(lead.source.as_ref()?)).unwrap_or_default()
    };
    Ok(vec![
        row.id.to_string(),
        text(|lead| Some(lead.title.to_string())),
        text(|lead| Some(lead.client.as_ref()?.to_string())),
        text(|lead| Some(lead.place.as_ref()?.to_string())),
        text(|lead| Some(lead.language.as_ref()?.to_string())),
        text(|lead| Some(lead.skills.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))),
        text(|lead| Some(lead.pay.as_ref()?.min.to_string())),
        text(|lead| Some(lead.pay.as_ref()?.max.to_string())),
        text(|lead| Some(lead.pay.as_ref()?.currency.code().to_string())),
        text(|lead| Some(per(lead.pay.as_ref()?.per).to_string())),
        text(|lead| Some(lead.minutes_week?.to_string())),
        text(|lead| lead.closes.map(Clock::json)),
        text(|lead| lead.starts.map(Clock::json)),
        text(|lead| lead.posted.map(Clock::json)),
        source(|source| Some(source.origin.as_ref()?.to_string())),
        source(|source| Some(source.id.as_ref()?.to_string())),
        source(|source| Some(source.url.as_ref()?.to_string())),
        text(|lead| Some(result(lead.result?).to_string())),
        row.withdrawn.to_string(),
        desk.collective(&row.space.charter)?,
        desk.person(&row.poster)?,
        Clock::json(row.since),
        text(|lead| Some(lead.text.as_ref()?.to_string())),
    ])
}

/// The word for what a price is paid, in files and JSON.
pub const fn per(per: Per) -> &'static str {
    match per {
        Per::Hour => "hour",
        Per::Day => "day",
        Per::Week => "week",
        Per::Month => "month",
        Per::Year => "year",
        Per::Project => "project",
    }
}

/// The word for how a lead ended, in files and JSON.
pub const fn result(result: Outcome) -> &'static str {
    match result {
        Outcome::Won => "won",
        Outcome::Lost => "lost",
        Outcome::Gone => "gone",
        Outcome::Scam => "scam",
    }
}

fn pledges(desk: &Desk, path: &Path) -> Result<u64, Problem> {
    let mut table = Table::new(
        path,
        &[
            "id",
            "text",
            "from",
            "to",
            "unit",
            "promised",
            "called",
            "given",
            "confirmed",
            "open",
            "until",
            "since",
            "ended",
        ],
    )?;
    let rows = match desk.ask(Request::Pledges)? {
        Reply::Pledges(rows, _) => rows,
        other => return Err(unfit("Pledges", &other)),
    };
    for shown in &rows {
        table.row(&pledge(desk, &shown.row)?)?;
    }
    table.end()
}

fn pledge(desk: &Desk, row: &PledgeRow) -> Result<Vec<String>, Problem> {
    let to = match &row.pledge {
        Some(pledge) => desk.party(&pledge.to)?,
        None => String::new(),
    };
    let unit = match row.unit {
        Some(Unit::Minutes) => "minutes".to_string(),
        Some(Unit::Money(currency)) => format!("minor {}", currency.code()),
        Some(Unit::Things) => "things".to_string(),
        None => String::new(),
    };
    let ended = match (row.released, &row.declined) {
        (true, _) => "released".to_string(),
        (false, Some(reason)) => format!("declined: {reason}"),
        (false, None) => String::new(),
    };
    Ok(vec![
        row.id.to_string(),
        row.pledge.as_ref().map(|pledge| pledge.text.to_string()).unwrap_or_default(),
        desk.person(&row.pledger)?,
        to,
        unit,
        row.promised.to_string(),
        row.called.to_string(),
        row.given.to_string(),
        row.confirmed.to_string(),
        row.open(desk.clock.now).to_string(),
        row.pledge.as_ref().map(|pledge| Clock::json(pledge.until)).unwrap_or_default(),
        Clock::json(row.since),
        ended,
    ])
}

fn members(desk: &Desk, path: &Path) -> Result<u64, Problem> {
    let mut table =
        Table::new(path, &["id", "name", "collective", "role", "headline", "place", "zone", "languages", "skills"])?;
    for card in &desk.directory()?.persons {
        let profile = card.profile.as_ref();
        let text = |line: Option<&str>| line.unwrap_or_default().to_string();
        let skills = profile.map(|face| face.skills.iter().map(|skill| skill.name.to_string()).collect::<Vec<_>>());
        let languages = profile.map(|face| face.languages.iter().map(ToString::to_string).collect::<Vec<_>>());
        table.row(&[
            card.person.to_string(),
            text(card.name.as_deref()),
            desk.collective(&card.collective)?,
            role(card.role).to_string(),
            text(profile.and_then(|face| face.headline.as_deref())),
            text(profile.and_then(|face| face.place.as_deref())),
            text(profile.and_then(|face| face.zone.as_deref())),
            languages.unwrap_or_default().join("; "),
            skills.unwrap_or_default().join("; "),
        ])?;
    }
    table.end()
}

fn collectives(desk: &Desk, path: &Path) -> Result<u64, Problem> {
    let mut table = Table::new(path, &["id", "name", "own", "place", "currency", "people", "open_leads", "heard"])?;
    for card in &desk.directory()?.collectives {
        let terms = card.terms.as_ref();
        let place = terms.and_then(|terms| terms.place.as_deref());
        let place = place.or_else(|| card.profile.as_ref().and_then(|face| face.place.as_deref()));
        let currency = terms.and_then(|terms| terms.currency);
        table.row(&[
            card.charter.to_string(),
            card.name.clone(),
            card.own.to_string(),
            place.unwrap_or_default().to_string(),
            currency.map(|currency| currency.code().to_string()).unwrap_or_default(),
            card.people.to_string(),
            card.leads.to_string(),
            card.heard.map(Clock::json).unwrap_or_default(),
        ])?;
    }
    table.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_looks_like_a_formula_stays_a_text() {
        assert_eq!(harmless("=HYPERLINK(\"http://mallory\")"), "'=HYPERLINK(\"http://mallory\")");
        assert_eq!(harmless("Payroll helper"), "Payroll helper");
    }
}
