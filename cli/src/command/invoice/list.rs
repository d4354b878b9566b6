//! `talko invoice list`: what was asked for, and where it stands.

use clap::Args;
use protocol::fold::account::State;

use super::found::{accounts, amount, short};
use super::shown;
use crate::command::bid::fields;
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::words;

/// What `talko invoice list` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// Only those that are late.
    #[arg(long)]
    pub overdue: bool,
}

impl List {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let today = fields::day(desk, desk.clock.now);
        let accounts = accounts(desk)?;
        let invoices =
            accounts.iter().flat_map(|view| view.account.invoices.iter().map(move |invoice| (view, invoice)));
        let late = |state: State| matches!(state, State::Overdue(_));
        let wanted: Vec<_> = invoices.filter(|(_, invoice)| !self.overdue || late(invoice.state(today))).collect();
        let items = wanted.iter().map(|(view, invoice)| shown::object(desk, view, invoice, today)).collect();
        let mut answer = Answer::list("invoice", items, None);
        if wanted.is_empty() {
            answer.sheet.line(if self.overdue { words!("invoice-none-late") } else { words!("invoice-none") });
        } else {
            let mut table = Table::new([
                words!("invoice-column-id"),
                words!("invoice-column-number"),
                words!("invoice-column-bid"),
                words!("invoice-column-sum"),
                words!("invoice-column-paid"),
                words!("invoice-column-due"),
                words!("invoice-column-state"),
            ]);
            for (view, invoice) in &wanted {
                table.row([
                    short(&invoice.id),
                    invoice.number.clone(),
                    view.bid.row.bid.title.to_string(),
                    amount(view, invoice.minor),
                    amount(view, invoice.paid_minor),
                    desk.clock.day(invoice.due),
                    shown::state(invoice.state(today)),
                ]);
            }
            answer.sheet.table(table);
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
