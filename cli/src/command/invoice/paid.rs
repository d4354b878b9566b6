//! `talko invoice paid`: the contractor of record has passed somebody's part on.

use clap::Args;
use protocol::fold::account::Passed;
use protocol::local::Version;
use protocol::record::payout::Payout;
use serde_json::json;

use super::found::{account, amount, contractor, sent, short, sum};
use crate::choose;
use crate::command::bid::about;
use crate::command::bid::entry::{Earlier, Entry, earlier};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
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
    /// When, a word with it, and an earlier payout in whose place it comes.
    #[command(flatten)]
    pub entry: Entry,
}

impl Paid {
    /// Runs the verb.
    ///
    /// # Errors
    /// `invoice-not-yours`; `invoice-nobody` for somebody without a part, `invoice-not-open` above what is theirs;
    /// `invoice-replaces`, `replaces-others` where no payout of one's own is replaced by it.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        contractor(desk, &view)?;
        let to = choose::party(desk, &self.name)?.id;
        let name = desk.party(&to)?;
        let due = view.account.dues.iter().find(|due| due.to == to);
        let due = due.ok_or_else(|| trouble!("invoice-nobody", name = &name, short = &view.bid.short))?;
        let (typed, see) = (self.entry.replaces.as_deref(), format!("invoice split {}", view.bid.short));
        let none = trouble!("invoice-replaces", typed = typed.unwrap_or_default(), see = &see);
        let payouts = view.account.payouts.iter().filter(|payout| payout.to == to);
        let replaces = earlier(desk, typed, payouts.map(|payout| Earlier::payout(desk, &view, payout)), none, &see)?;
        let names = |payout: &&Passed| replaces.as_ref().is_some_and(|before| before.id == payout.id);
        let before = view.account.payouts.iter().find(names);
        // What a replaced one had passed on is open again.
        let open = due.now_minor.saturating_sub(due.sent_minor.saturating_sub(before.map_or(0, |payout| payout.minor)));
        let minor = match &self.sum {
            Some(typed) => sum(&view, typed)?,
            None => open,
        };
        if minor > open || (minor == 0 && replaces.is_none()) {
            return Err(trouble!("invoice-not-open", name = name, open = amount(&view, open)).into());
        }
        let (day, note) = (self.entry.day(desk)?, self.entry.note()?);
        let body = Payout { readers: view.bid.row.bid.readers.clone(), to, minor, day, note };
        let names = std::iter::once(sent(&view)?.id).chain(before.map(|before| before.id)).collect();
        let drafts = vec![about(&view.bid.row, "payout", names, Version::Binding, &body)];
        let written = publish(desk, "invoice paid", drafts, Excess::Refuse)?;
        let sum = amount(&view, minor);
        let mut lines = vec![match desk.global.dry_run {
            true => words!("invoice-would-pay", sum = sum, name = &name),
            false => words!("invoice-paid", sum = sum, name = &name),
        }];
        lines.extend(replaces.as_ref().map(Earlier::line));
        let data = json!({
            "id": written.published.inside.first(),
            "short": written.published.inside.first().map(short),
            "bid": view.bid.row.id,
            "to": {"id": to, "name": &name},
            "replaces": replaces.map(|before| before.id),
            "minor": minor,
            "currency": view.account.currency.code(),
        });
        let id = written.published.inside.first().map(short).unwrap_or_default();
        let back = words!("invoice-paid-back", short = &view.bid.short, name = name, id = id);
        receipt_with(desk, "payout", lines.join("\n"), data, &written.published, Back::Instead(back))
    }
}
