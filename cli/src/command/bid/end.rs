//! `talko bid result` and `talko bid withdraw`: how a bid ends.

use clap::{Args, ValueEnum};
use protocol::id::Id;
use protocol::local::{BidView, Version};
use protocol::record::bid_outcome::{BidOutcome, Ending};

use super::{about, audience, own, shown, unsettled};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::{Back, receipt, receipt_with};
use crate::values::text;
use crate::{trouble, words};

/// What `talko bid result` takes.
#[derive(Clone, Debug, Args)]
pub struct Said {
    /// The bid, by id or title.
    pub bid: String,
    /// How it ended.
    pub result: ResultWord,
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
}

/// How a bid ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ResultWord {
    /// The client took it.
    Won,
    /// The client did not.
    Lost,
    /// The client never answered.
    NoAnswer,
}

/// What `talko bid withdraw` takes.
#[derive(Clone, Debug, Args)]
pub struct Withdraw {
    /// The bid, by id or title.
    pub bid: String,
}

impl ResultWord {
    const fn ending(self) -> Ending {
        match self {
            ResultWord::Won => Ending::Won,
            ResultWord::Lost => Ending::Lost,
            ResultWord::NoAnswer => Ending::Lapsed,
        }
    }
}

impl Said {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-not-yours`; `bid-not-sent` before it went to the client.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = own(desk, &self.bid)?;
        let note = text::maybe_line("--why", self.why.as_deref())?;
        record(desk, "bid result", &view, self.result.ending(), None, note)
    }
}

/// Writes how an own bid ended; what was said before is corrected by it.
///
/// - `reply`: SHA-256 of what the client wrote.
///
/// # Errors
/// `bid-not-sent`, `bid-ended` where that was said already; what the home refused.
pub fn record(
    desk: &Desk,
    label: &str,
    view: &BidView,
    ending: Ending,
    reply: Option<Id>,
    note: Option<protocol::text::Line<400>>,
) -> Outcome {
    let (row, short) = (&view.shown.row, &view.shown.short);
    let sent = row.sent.as_ref().ok_or_else(|| trouble!("bid-not-sent", short = short))?;
    let said = sent.endings.iter().any(|ended| ended.ending == ending);
    if said && sent.endings.len() == 1 {
        return Err(trouble!("bid-ended", short = short, stage = shown::ending(ending)).into());
    }
    let names = std::iter::once(sent.id).chain(sent.endings.iter().map(|ended| ended.id)).collect();
    let body = BidOutcome { readers: row.bid.readers.clone(), ending, reply, note };
    let written =
        publish(desk, label, vec![about(row, "bid-outcome", names, Version::Binding, &body)], Excess::Refuse)?;
    let line = match desk.global.dry_run {
        true => words!("bid-would-result", short = short, stage = shown::ending(ending)),
        false => words!("bid-resulted", short = short, stage = shown::ending(ending)),
    };
    let after = super::view(desk, row.id)?.filter(|_| !desk.global.dry_run);
    let data = shown::object(desk, after.as_ref().unwrap_or(view))?;
    let instead = Back::Instead(words!("bid-result-back", short = short));
    receipt_with(desk, "bid", line, data, &written.published, instead)
}

impl Withdraw {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-not-yours`, `bid-withdrawn`; `bid-won` where the client took it.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = unsettled(desk, own(desk, &self.bid)?)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        let version = Version::Withdraw(row.id);
        let drafts = vec![draft("bid", audience(row), Some(row.lead), Vec::new(), version, &row.bid)];
        let written = publish(desk, "bid withdraw", drafts, Excess::Refuse)?;
        let line = match desk.global.dry_run {
            true => words!("bid-would-withdraw", short = short),
            false => words!("bid-withdrew", short = short),
        };
        let after = super::view(desk, row.id)?.filter(|_| !desk.global.dry_run);
        let data = shown::object(desk, after.as_ref().unwrap_or(&view))?;
        receipt(desk, "bid", line, data, &written.published)
    }
}
