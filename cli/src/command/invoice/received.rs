//! `talko invoice received`: what came in, in whole or in part.

use clap::Args;
use protocol::local::Version;
use protocol::record::payment::Payment;
use serde_json::json;

use super::found::{account, amount, contractor, invoice, sent, short, sum};
use super::split;
use crate::command::bid::about;
use crate::command::bid::entry::{Earlier, Entry, earlier};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::{trouble, words};

/// What `talko invoice received` takes.
#[derive(Clone, Debug, Args)]
pub struct Received {
    /// The invoice, by id or number; or the bid that has just one.
    pub invoice: String,
    /// How much; 0 takes back what it replaces.
    pub sum: String,
    /// When, a word with it, and an earlier payment in whose place it comes.
    #[command(flatten)]
    pub entry: Entry,
}

impl Received {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-yours`, `invoice-currency`, `invoice-nothing`; `invoice-replaces`, `replaces-others` where no
    /// payment of one's own is replaced by it; the trouble of each value.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (view, invoice) = invoice(desk, &self.invoice)?;
        contractor(desk, &view)?;
        let (typed, see) = (self.entry.replaces.as_deref(), format!("invoice split {}", view.bid.short));
        let none = trouble!("invoice-replaces", typed = typed.unwrap_or_default(), see = &see);
        let known = view.account.payments.iter().map(|payment| Earlier::payment(desk, &view, payment));
        let replaces = earlier(desk, typed, known, none, &see)?;
        let minor = sum(&view, &self.sum)?;
        if minor == 0 && replaces.is_none() {
            return Err(trouble!("invoice-nothing").into());
        }
        let (day, note) = (self.entry.day(desk)?, self.entry.note()?);
        let body = Payment { readers: view.bid.row.bid.readers.clone(), minor, day, note };
        let names =
            [sent(&view)?.id, invoice.id].into_iter().chain(replaces.as_ref().map(|before| before.id)).collect();
        let drafts = vec![about(&view.bid.row, "payment", names, Version::Binding, &body)];
        let written = publish(desk, "invoice received", drafts, Excess::Refuse)?;
        let (sum, number) = (amount(&view, minor), &invoice.number);
        let mut lines = vec![match desk.global.dry_run {
            true => words!("invoice-would-receive", sum = sum, number = number),
            false => words!("invoice-received", sum = sum, number = number),
        }];
        lines.extend(replaces.as_ref().map(Earlier::line));
        if !desk.global.dry_run {
            let after = account(desk, &view.bid.row.id.to_string())?;
            lines.extend(split::to_pass_on(desk, &after)?);
        }
        let data = json!({
            "id": written.published.inside.first(),
            "short": written.published.inside.first().map(short),
            "bid": view.bid.row.id,
            "invoice": invoice.id,
            "replaces": replaces.map(|before| before.id),
            "minor": minor,
            "currency": view.account.currency.code(),
            "day": desk.clock.day(day),
        });
        let id = written.published.inside.first().map(short).unwrap_or_default();
        let back = Back::Instead(words!("invoice-received-back", invoice = short(&invoice.id), id = id));
        receipt_with(desk, "payment", lines.join("\n"), data, &written.published, back)
    }
}
