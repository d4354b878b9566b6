//! `talko bid send`: a bid that everybody signed went to the client.

use std::collections::BTreeSet;

use clap::Args;
use protocol::fold::bid::Lack;
use protocol::id::Id;
use protocol::local::{BidView, Trouble, Version};
use protocol::record::bid_submit::BidSubmit;
use protocol::wire::Few;

use super::{about, misfit, own, shown, unsettled};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, publish};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko bid send` takes.
#[derive(Clone, Debug, Args)]
pub struct Send {
    /// The bid, by id or title.
    pub bid: String,
    /// How it went: by e-mail, on a platform.
    #[arg(long, value_name = "TEXT")]
    pub how: Option<String>,
}

impl Send {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-not-yours`; what keeps the bid from being sent; `bid-gone` where just this was sent before,
    /// `bid-won` where the client took what was.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = unsettled(desk, own(desk, &self.bid)?)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        let paused: BTreeSet<Id> = view.paused.iter().copied().collect();
        if let Some(lack) = row.lacks(&paused, desk.clock.now).first() {
            return Err(told(desk, &view, lack)?.into());
        }
        let drafted = row.draft.as_ref().ok_or_else(|| trouble!("bid-undrafted", short = short))?;
        if row.sent.as_ref().is_some_and(|sent| sent.draft.id == drafted.id) {
            return Err(trouble!("bid-gone", short = short).into());
        }
        let shares: BTreeSet<Id> = drafted.draft.lines.iter().map(|line| line.share).collect();
        let body = BidSubmit {
            readers: row.bid.readers.clone(),
            bid: row.head,
            shares: Few::new(shares.into_iter().collect()).expect("a draft has at most 64 lines"),
            channel: text::maybe_line("--how", self.how.as_deref())?,
        };
        let drafts = vec![about(row, "bid-submit", vec![drafted.id], Version::Binding, &body)];
        let written = publish(desk, "bid send", drafts, Excess::Refuse)?;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("bid-would-send", short = short),
            false => words!("bid-sent", short = short),
        }];
        if !desk.global.dry_run {
            lines.push(words!("bid-sent-next", short = short));
        }
        let after = super::view(desk, row.id)?.filter(|_| !desk.global.dry_run);
        let data = shown::object(desk, after.as_ref().unwrap_or(&view))?;
        let instead = Back::Instead(words!("bid-send-back", short = short));
        receipt_with(desk, "bid", lines.join("\n"), data, &written.published, instead)
    }
}

/// What keeps a bid from being sent, as a refusal.
///
/// # Errors
/// What the home refused when it was asked for names.
pub fn told(desk: &Desk, view: &BidView, lack: &Lack) -> Result<Trouble, Problem> {
    let (row, short) = (&view.shown.row, &view.shown.short);
    let names = |people: &BTreeSet<Id>| -> Result<String, Problem> {
        let names: Vec<String> = people.iter().map(|person| desk.person(person)).collect::<Result<_, _>>()?;
        Ok(names.join(", "))
    };
    Ok(match lack {
        Lack::Withdrawn => trouble!("bid-withdrawn", short = short),
        Lack::Conflict => trouble!("bid-conflict", short = short),
        Lack::Draft(why) => misfit::undrafted(desk, short, row.bid.price(), why)?,
        Lack::Signatures(missing) => trouble!(
            "bid-unsigned",
            short = short,
            count = missing.len(),
            names = names(missing)?,
            closes_ms = row.bid.closes.0
        ),
        Lack::Paused(paused) => trouble!("bid-resting", short = short, count = paused.len(), names = names(paused)?),
        Lack::Over(until) => trouble!("bid-lapsed", short = short, valid_ms = until.0),
    })
}
