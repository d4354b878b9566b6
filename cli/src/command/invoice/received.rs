//! `talko invoice received`: what came in, in whole or in part.

use clap::Args;
use protocol::local::Version;
use protocol::record::payment::Payment;
use serde_json::json;

use super::found::{account, amount, contractor, invoice, replaced, sent, short, sum};
use super::split;
use crate::command::bid::{about, fields};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko invoice received` takes.
#[derive(Clone, Debug, Args)]
pub struct Received {
    /// The invoice, by id or number; or the bid that has just one.
    pub invoice: String,
    /// How much; 0 takes back what it replaces.
    pub sum: String,
    /// When; today where nothing is said.
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// An earlier payment in whose place it comes.
    #[arg(long, value_name = "ID")]
    pub replaces: Option<String>,
}

impl Received {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-yours`, `invoice-currency`, `invoice-nothing`; the trouble of each value.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (view, invoice) = invoice(desk, &self.invoice)?;
        contractor(desk, &view)?;
        let known = view.account.payments.iter().map(|payment| payment.id);
        let replaces = replaced(&view, self.replaces.as_deref(), known)?;
        let minor = sum(&view, &self.sum)?;
        if minor == 0 && replaces.is_none() {
            return Err(trouble!("invoice-nothing").into());
        }
        let day = fields::day_or_today(desk, self.on.as_deref())?;
        let note = text::maybe_line("--note", self.note.as_deref())?;
        let body = Payment { readers: view.bid.row.bid.readers.clone(), minor, day, note };
        let names = [sent(&view)?.id, invoice.id].into_iter().chain(replaces).collect();
        let drafts = vec![about(&view.bid.row, "payment", names, Version::Binding, &body)];
        let written = publish(desk, "invoice received", drafts, Excess::Refuse)?;
        let (sum, number) = (amount(&view, minor), &invoice.number);
        let mut lines = vec![match desk.global.dry_run {
            true => words!("invoice-would-receive", sum = sum, number = number),
            false => words!("invoice-received", sum = sum, number = number),
        }];
        if !desk.global.dry_run {
            let after = account(desk, &view.bid.row.id.to_string())?;
            lines.extend(split::to_pass_on(desk, &after)?);
        }
        let data = json!({
            "id": written.published.inside.first(),
            "short": written.published.inside.first().map(short),
            "bid": view.bid.row.id,
            "invoice": invoice.id,
            "minor": minor,
            "currency": view.account.currency.code(),
            "day": desk.clock.day(day),
        });
        let id = written.published.inside.first().map(short).unwrap_or_default();
        let back = Back::Instead(words!("invoice-received-back", number = &invoice.number, id = id));
        receipt_with(desk, "payment", lines.join("\n"), data, &written.published, back)
    }
}
