//! `talko invoice export` and `talko invoice letter`: what the client gets: the invoice as a page, and a letter
//! where it is late, polite or firm. Nothing is sent; whoever invoices sends it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use protocol::fold::account::{Invoiced, State};
use protocol::local::{AccountView, Trouble};
use serde_json::json;

use super::found::{amount, invoice, sent};
use super::shown;
use crate::command::bid::fields;
use crate::desk::Desk;
use crate::paint::{Answer, State as Kept};
use crate::problem::{Outcome, Problem};
use crate::proposal::page::sheet_page;
use crate::proposal::sheet::{Part, Section, Sheet};
use crate::{trouble, words};

/// 14 days behind the last one a letter is firm where nobody says how it is to be.
const FIRM_DAYS: u32 = 14;

/// What `talko invoice export` takes.
#[derive(Clone, Debug, Args)]
pub struct Export {
    /// The invoice, by id or number; or the bid that has just one.
    pub invoice: String,
    /// Where to; to the screen where nothing is said.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// What `talko invoice letter` takes.
#[derive(Clone, Debug, Args)]
pub struct Letter {
    /// The invoice, by id or number; or the bid that has just one.
    pub invoice: String,
    /// How it sounds; by how late it is where nothing is said.
    #[arg(long, value_name = "polite|firm")]
    pub tone: Option<Tone>,
}

/// How a letter sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tone {
    /// Somebody may have overlooked it.
    Polite,
    /// Work rests until it is paid.
    Firm,
}

impl Export {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-account`, `invoice-which`; `file` where it cannot be written.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (view, invoice) = invoice(desk, &self.invoice)?;
        let text = sheet_page(&page(desk, &view, &invoice)?);
        let Some(path) = self.output.filter(|_| !desk.global.dry_run) else {
            desk.paint.write(&text)?;
            return Ok(0);
        };
        let shown = path.display().to_string();
        std::fs::write(&path, &text).map_err(|fault| trouble!("file", path = &shown, reason = fault))?;
        let today = fields::day(desk, desk.clock.now);
        let mut data = shown::object(desk, &view, &invoice, today);
        data["path"] = json!(shown);
        let mut answer = Answer::new("invoice", data).state(Kept::Local);
        answer.sheet.line(words!("proposal-written", path = &shown, kilobytes = text.len().div_ceil(1_000)));
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// The page of an invoice.
fn page(desk: &Desk, view: &AccountView, invoice: &Invoiced) -> Result<Sheet, Problem> {
    let draft = &sent(view)?.draft.draft;
    let house = house(desk, view)?;
    let today = fields::day(desk, desk.clock.now);
    let (sum, open) = (amount(view, invoice.minor), amount(view, invoice.minor.saturating_sub(invoice.paid_minor)));
    let (first, last) = (shown::date(draft.first), shown::date(draft.last));
    let mut what = vec![
        Part::Line(draft.title.to_string()),
        Part::Line(words!("bid-work", first = first, last = last)),
        Part::Line(words!("invoice-page-number", number = draft.id().short(10))),
    ];
    what.extend(view.client.iter().map(|client| Part::Line(words!("invoice-page-for", client = client))));
    let mut money = vec![
        Part::Line(words!("invoice-page-sum", sum = sum)),
        Part::Line(words!("invoice-page-due", due = shown::date(invoice.due))),
    ];
    if invoice.paid_minor > 0 {
        let paid = amount(view, invoice.paid_minor);
        money.push(Part::Line(words!("invoice-page-paid", paid = paid, open = open)));
    }
    if let State::Overdue(days) = invoice.state(today) {
        money.push(Part::Line(words!("invoice-page-late", days = days)));
    }
    money.extend(draft.paying.as_deref().map(|ways| Part::Text(ways.to_string())));
    Ok(Sheet {
        kind: words!("invoice-page"),
        title: invoice.number.clone(),
        by: Some(words!("invoice-page-by", house = house)),
        holds: words!("invoice-page-issued", issued = shown::date(invoice.issued)),
        sections: vec![
            Section { heading: words!("invoice-page-what"), parts: what },
            Section { heading: words!("invoice-page-money"), parts: money },
        ],
    })
}

impl Letter {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-paid-already` where there is nothing to remind of.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (view, invoice) = invoice(desk, &self.invoice)?;
        let today = fields::day(desk, desk.clock.now);
        let days = match invoice.state(today) {
            State::Paid => return Err(paid(&invoice).into()),
            State::Overdue(days) => days,
            State::Issued | State::Part => 0,
        };
        let usual = if days > FIRM_DAYS { Tone::Firm } else { Tone::Polite };
        let tone = self.tone.unwrap_or(usual);
        let house = house(desk, &view)?;
        let open = amount(&view, invoice.minor.saturating_sub(invoice.paid_minor));
        let (number, due) = (invoice.number.clone(), shown::date(invoice.due));
        let title = sent(&view)?.draft.draft.title.to_string();
        let client = view.client.clone().unwrap_or_else(|| words!("letter-client"));
        let text = match tone {
            Tone::Polite => {
                words!(
                    "letter-polite",
                    client = client,
                    title = title,
                    number = number,
                    open = open,
                    due = due,
                    house = house
                )
            }
            Tone::Firm => words!(
                "letter-firm",
                client = client,
                title = title,
                number = number,
                open = open,
                due = due,
                days = days,
                house = house
            ),
        };
        let mut data = shown::object(desk, &view, &invoice, today);
        data["tone"] = json!(if tone == Tone::Firm { "firm" } else { "polite" });
        data["text"] = json!(text);
        let mut answer = Answer::new("letter", data);
        answer.sheet.text(&text);
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

fn paid(invoice: &Invoiced) -> Trouble {
    trouble!("invoice-paid-already", number = &invoice.number)
}

/// What who invoices is called.
fn house(desk: &Desk, view: &AccountView) -> Result<String, Problem> {
    let draft = &sent(view)?.draft.draft;
    match &draft.house {
        Some(house) => Ok(house.to_string()),
        None => desk.party(&draft.contractor),
    }
}
