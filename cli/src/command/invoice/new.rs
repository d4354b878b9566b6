//! `talko invoice new`: the contractor of record asks the client for money.

use clap::Args;
use protocol::fold::account::Invoiced;
use protocol::local::{AccountView, Version};
use protocol::record::invoice::Invoice;
use protocol::time::Day;
use serde_json::json;

use super::found::{account, amount, contractor, sent, short, sum, won};
use super::shown;
use crate::command::bid::entry::{Earlier, earlier};
use crate::command::bid::{about, fields};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::values::when::{self, Edge};
use crate::{trouble, words};

/// What `talko invoice new` takes.
#[derive(Clone, Debug, Args)]
pub struct New {
    /// The bid, by id or title.
    pub bid: String,
    /// How much; what is not asked for yet where nothing is said.
    #[arg(long, value_name = "MONEY")]
    pub sum: Option<String>,
    /// Its number in one's own books.
    #[arg(long, value_name = "TEXT")]
    pub number: Option<String>,
    /// When it was written.
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// The last day on which it is paid in time.
    #[arg(long, value_name = "DATE")]
    pub due: Option<String>,
    /// An earlier invoice in whose place it comes.
    #[arg(long, value_name = "ID")]
    pub replaces: Option<String>,
}

impl New {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-won`, `invoice-not-yours`, `invoice-all` where all of the price was asked for already;
    /// `invoice-replaces`, `replaces-others` where no invoice of one's own is replaced by it, `invoice-due` where it
    /// would be due before it is written.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        won(desk, &view)?;
        contractor(desk, &view)?;
        let earlier = self.earlier(desk, &view)?;
        let replaces = earlier.as_ref().map(|earlier| earlier.id);
        let (before, others): (Vec<&Invoiced>, Vec<&Invoiced>) =
            view.account.invoices.iter().partition(|invoice| Some(invoice.id) == replaces);
        let before = before.first().copied();
        let asked: u64 = others.iter().map(|invoice| invoice.minor).sum();
        let rest = view.account.price_minor.saturating_sub(asked);
        let minor = match &self.sum {
            Some(typed) => sum(&view, typed)?,
            None => rest,
        };
        if minor > rest || (minor == 0 && replaces.is_none()) {
            let (rest, price) = (amount(&view, rest), amount(&view, view.account.price_minor));
            return Err(trouble!("invoice-all", short = &view.bid.short, rest = rest, price = price).into());
        }
        let (issued, due) = self.dates(desk, &view, before)?;
        // What comes in the place of another keeps its number: so the client and the books know it.
        let number = self.number.clone().or_else(|| before.map(|before| before.number.clone()));
        let number = number.unwrap_or_else(|| usual(&view, issued));
        let body = Invoice {
            readers: view.bid.row.bid.readers.clone(),
            number: text::line("--number", &number)?,
            minor,
            issued,
            due,
        };
        let names = std::iter::once(sent(&view)?.id).chain(replaces).collect();
        let drafts = vec![about(&view.bid.row, "invoice", names, Version::Binding, &body)];
        let written = publish(desk, "invoice new", drafts, Excess::Refuse)?;
        let id = written.published.inside.first();
        let (sum, due) = (amount(&view, minor), desk.clock.day(due));
        let mut lines = vec![match id {
            Some(id) => words!("invoice-new", short = short(id), number = &number, sum = sum, due = due),
            None => words!("invoice-would-new", number = &number, sum = sum, due = due),
        }];
        lines.extend(earlier.as_ref().map(Earlier::line));
        let data = json!({
            "id": id,
            "bid": view.bid.row.id,
            "number": number,
            "replaces": replaces,
            "minor": minor,
            "currency": view.account.currency.code(),
            "issued": desk.clock.day(issued),
            "due": desk.clock.day(body.due),
        });
        let back = words!("invoice-back", short = &view.bid.short, id = id.map(short).unwrap_or_default());
        receipt_with(desk, "invoice", lines.join("\n"), data, &written.published, Back::Instead(back))
    }

    /// The invoice in whose place it comes.
    fn earlier(&self, desk: &Desk, view: &AccountView) -> Result<Option<Earlier>, Problem> {
        let known = view.account.invoices.iter().map(|invoice| Earlier::invoice(view, invoice));
        let see = "invoice list";
        let none = trouble!("invoice-replaces", typed = self.replaces.as_deref().unwrap_or_default(), see = see);
        earlier(desk, self.replaces.as_deref(), known, none, see)
    }

    /// When it is written and due: as is typed, else as the one in whose place it comes, else today and by the bid.
    fn dates(&self, desk: &Desk, view: &AccountView, before: Option<&Invoiced>) -> Result<(Day, Day), Problem> {
        let on = |typed: &str| when::parse(typed, Edge::End, &desk.clock).map(|moment| fields::day(desk, moment));
        let issued = match before.filter(|_| self.on.is_none()) {
            Some(before) => before.issued,
            None => fields::day_or_today(desk, self.on.as_deref())?,
        };
        let due = match (self.due.as_deref(), before) {
            (Some(typed), _) => on(typed)?,
            (None, Some(before)) => before.due,
            (None, None) => issued.plus(sent(view)?.draft.draft.payment_days),
        };
        match issued <= due {
            true => Ok((issued, due)),
            false => {
                let (issued, due) = (desk.clock.day(issued), desk.clock.day(due));
                Err(trouble!("invoice-due", written = issued, last = due).into())
            }
        }
    }
}

/// The year, the bid, and the place in its row: `2027-9QD2-1`.
fn usual(view: &AccountView, issued: Day) -> String {
    let day = shown::date(issued);
    format!("{}-{}-{}", day.split('-').next().unwrap_or_default(), view.bid.short, view.account.invoices.len() + 1)
}
