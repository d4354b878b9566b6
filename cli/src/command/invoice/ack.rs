//! `talko invoice ack`: whoever a part was passed on to says that it came, or that it did not.

use clap::Args;
use protocol::fold::account::{Answer, Passed};
use protocol::id::Prefix;
use protocol::local::Version;
use protocol::record::payout_ack::PayoutAck;
use serde_json::json;

use super::found::{account, amount, short};
use crate::command::bid::about;
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko invoice ack` takes.
#[derive(Clone, Debug, Args)]
pub struct Ack {
    /// The bid, or an invoice of it.
    pub bid: String,
    /// One of several, by the beginning of its id.
    #[arg(long, value_name = "ID")]
    pub payout: Option<String>,
    /// It did not come: why one thinks so.
    #[arg(long, value_name = "TEXT")]
    pub dispute: Option<String>,
}

impl Ack {
    /// Runs the verb: of several that are open all are answered, unless one is named.
    ///
    /// # Errors
    /// `invoice-no-payout` where nothing of one's own is open.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        let me = desk.me()?;
        let dispute = text::maybe_line("--dispute", self.dispute.as_deref())?;
        let named = self.payout.as_deref().map(|typed| Prefix::parse(typed.trim()));
        let own = |payout: &&Passed| match &named {
            Some(prefix) => prefix.as_ref().is_some_and(|prefix| prefix.fits(&payout.id)),
            None => payout.answer == Answer::Open,
        };
        let to_me = view.account.payouts.iter().filter(|payout| [me.person, me.collective].contains(&payout.to));
        let payouts: Vec<&Passed> = to_me.filter(own).collect();
        if payouts.is_empty() {
            return Err(trouble!("invoice-no-payout", short = &view.bid.short).into());
        }
        let body = PayoutAck { readers: view.bid.row.bid.readers.clone(), dispute };
        let ack = |payout: &&Passed| about(&view.bid.row, "payout-ack", vec![payout.id], Version::Binding, &body);
        let written = publish(desk, "invoice ack", payouts.iter().map(ack).collect(), Excess::Refuse)?;
        let sum = amount(&view, payouts.iter().map(|payout| payout.minor).sum());
        let came = body.dispute.is_none();
        let line = match (desk.global.dry_run, came) {
            (true, true) => words!("invoice-would-ack", sum = sum),
            (false, true) => words!("invoice-acked", sum = sum),
            (true, false) => words!("invoice-would-dispute", sum = sum),
            (false, false) => words!("invoice-disputed", sum = sum),
        };
        let ids: Vec<_> = payouts.iter().map(|payout| payout.id).collect();
        let data = json!({"bid": view.bid.row.id, "payouts": ids, "came": came});
        let one = payouts.first().map(|payout| short(&payout.id)).unwrap_or_default();
        let back = Back::Instead(words!("invoice-ack-back", short = &view.bid.short, id = one));
        receipt_with(desk, "payout-ack", line, data, &written.published, back)
    }
}
