//! `talko invoice ack`: whoever a part was passed on to says that it came, or that it did not.

use clap::Args;
use protocol::fold::account::{Answer, Passed};
use protocol::local::{AccountView, Trouble, Version};
use protocol::record::payout_ack::PayoutAck;
use serde_json::json;

use super::found::{account, amount, short};
use crate::command::bid::about;
use crate::command::bid::entry::{Earlier, one};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko invoice ack` takes.
#[derive(Clone, Debug, Args)]
pub struct Ack {
    /// The bid, or an invoice of it.
    pub bid: String,
    /// Some of several, by the beginnings of their ids.
    #[arg(long, value_name = "ID,ID", value_delimiter = ',')]
    pub payout: Vec<String>,
    /// It did not come: why one thinks so.
    #[arg(long, value_name = "TEXT")]
    pub dispute: Option<String>,
}

impl Ack {
    /// Runs the verb: of several that are open all are answered, unless one is named.
    ///
    /// # Errors
    /// `invoice-no-payout` where nothing of one's own is open, or begins as is typed; `clash` where several do.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        let me = desk.me()?;
        let dispute = text::maybe_line("--dispute", self.dispute.as_deref())?;
        let to_me = view.account.payouts.iter().filter(|payout| [me.person, me.collective].contains(&payout.to));
        let payouts: Vec<&Passed> = match self.payout.is_empty() {
            true => to_me.filter(|payout| payout.answer == Answer::Open).collect(),
            false => named(desk, &view, &to_me.collect::<Vec<_>>(), &self.payout)?,
        };
        if payouts.is_empty() {
            return Err(none(&view).into());
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
        let all: Vec<String> = payouts.iter().map(|payout| short(&payout.id)).collect();
        let all = all.join(",");
        let back = match came {
            true => words!("invoice-ack-back", short = &view.bid.short, ids = all),
            false => words!("invoice-dispute-back", short = &view.bid.short, ids = all),
        };
        receipt_with(desk, "payout-ack", line, data, &written.published, Back::Instead(back))
    }
}

fn none(view: &AccountView) -> Trouble {
    trouble!("invoice-no-payout", short = &view.bid.short)
}

/// Those that are named, each once.
fn named<'a>(
    desk: &Desk,
    view: &AccountView,
    known: &[&'a Passed],
    typed: &[String],
) -> Result<Vec<&'a Passed>, Problem> {
    let mut found: Vec<&Passed> = Vec::new();
    for typed in typed {
        let listed = known.iter().map(|payout| Earlier::payout(desk, view, payout));
        let id = one(typed, listed, none(view))?.id;
        if !found.iter().any(|before| before.id == id) {
            found.extend(known.iter().find(|payout| payout.id == id));
        }
    }
    Ok(found)
}
