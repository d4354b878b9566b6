//! `talko invoice paid`: the contractor of record has passed somebody's part on.

use clap::Args;
use protocol::local::Version;
use protocol::record::payout::Payout;
use serde_json::json;

use super::found::{account, amount, contractor, replaced, sent, short, sum};
use crate::choose;
use crate::command::bid::{about, fields};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko invoice paid` takes.
#[derive(Clone, Debug, Args)]
pub struct Paid {
    /// The bid, or an invoice of it.
    pub bid: String,
    /// To whom.
    pub name: String,
    /// How much; all that is open where nothing is said.
    #[arg(long, value_name = "MONEY")]
    pub sum: Option<String>,
    /// When; today where nothing is said.
    #[arg(long, value_name = "DATE")]
    pub on: Option<String>,
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// An earlier one in whose place it comes.
    #[arg(long, value_name = "ID")]
    pub replaces: Option<String>,
}

impl Paid {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-yours`; `invoice-nobody` for somebody without a part, `invoice-not-open` above what is theirs.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        contractor(desk, &view)?;
        let to = choose::party(desk, &self.name)?.id;
        let name = desk.party(&to)?;
        let due = view.account.dues.iter().find(|due| due.to == to);
        let due = due.ok_or_else(|| trouble!("invoice-nobody", name = &name, short = &view.bid.short))?;
        let payouts = view.account.payouts.iter().filter(|payout| payout.to == to);
        let replaces = replaced(&view, self.replaces.as_deref(), payouts.map(|payout| payout.id))?;
        let before = view.account.payouts.iter().find(|payout| Some(payout.id) == replaces);
        // What a replaced one had passed on is open again.
        let open = due.now_minor.saturating_sub(due.sent_minor.saturating_sub(before.map_or(0, |payout| payout.minor)));
        let minor = match &self.sum {
            Some(typed) => sum(&view, typed)?,
            None => open,
        };
        if minor > open || (minor == 0 && replaces.is_none()) {
            return Err(trouble!("invoice-not-open", name = name, open = amount(&view, open)).into());
        }
        let day = fields::day_or_today(desk, self.on.as_deref())?;
        let note = text::maybe_line("--note", self.note.as_deref())?;
        let body = Payout { readers: view.bid.row.bid.readers.clone(), to, minor, day, note };
        let names = std::iter::once(sent(&view)?.id).chain(replaces).collect();
        let drafts = vec![about(&view.bid.row, "payout", names, Version::Binding, &body)];
        let written = publish(desk, "invoice paid", drafts, Excess::Refuse)?;
        let sum = amount(&view, minor);
        let line = match desk.global.dry_run {
            true => words!("invoice-would-pay", sum = sum, name = &name),
            false => words!("invoice-paid", sum = sum, name = &name),
        };
        let data = json!({
            "id": written.published.inside.first(),
            "short": written.published.inside.first().map(short),
            "bid": view.bid.row.id,
            "to": {"id": to, "name": &name},
            "minor": minor,
            "currency": view.account.currency.code(),
        });
        let id = written.published.inside.first().map(short).unwrap_or_default();
        let back = words!("invoice-paid-back", short = &view.bid.short, name = name, id = id);
        receipt_with(desk, "payout", line, data, &written.published, Back::Instead(back))
    }
}
