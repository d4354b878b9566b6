//! `talko bid edit`: a bid is changed by its opener; every signature to what it was before is void then.

use clap::Args;

use super::fields::Fields;
use super::{own, revision, shown, unsettled};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, publish};
use crate::receipt::receipt;
use crate::{trouble, words};
use protocol::local::BidView;
use protocol::record::bid::Bid;

/// What `talko bid edit` takes.
#[derive(Clone, Debug, Args)]
pub struct Edit {
    /// The bid, by id or title.
    pub bid: String,
    /// What is otherwise.
    #[command(flatten)]
    pub fields: Fields,
}

impl Edit {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-not-yours`, `bid-withdrawn`, `bid-won`, `bid-same` where nothing changes; the trouble of each value.
    pub fn run(self, desk: &Desk) -> Outcome {
        if self.fields.is_empty() {
            return Err(trouble!("nothing-said").into());
        }
        let view = unsettled(desk, own(desk, &self.bid)?)?;
        let mut bid = view.shown.row.bid.clone();
        self.fields.apply(desk, &mut bid)?;
        save(desk, "bid edit", &view, &bid)
    }
}

/// Writes the next revision of an own bid, and says what it voids.
///
/// # Errors
/// `bid-same` where it changes nothing; what the home refused.
pub fn save(desk: &Desk, label: &str, view: &BidView, bid: &Bid) -> Outcome {
    let row = &view.shown.row;
    let short = &view.shown.short;
    if *bid == row.bid {
        return Err(trouble!("bid-same", short = short).into());
    }
    let written = publish(desk, label, vec![revision(row, bid)], Excess::Refuse)?;
    let mut lines = vec![match desk.global.dry_run {
        true => words!("bid-would-edit", short = short, title = bid.title.to_string()),
        false => words!("bid-edited", short = short, title = bid.title.to_string()),
    }];
    lines.extend(voided(desk, view)?);
    let after = super::view(desk, row.id)?.filter(|_| !desk.global.dry_run);
    let data = shown::object(desk, after.as_ref().unwrap_or(view))?;
    receipt(desk, "bid", lines.join("\n"), data, &written.published)
}

/// Whose signatures a change voids, where it voids any.
///
/// # Errors
/// What the home refused when it was asked for names.
pub fn voided(desk: &Desk, view: &BidView) -> Result<Option<String>, Problem> {
    let counting = view.shown.row.signatures.iter().filter(|signature| signature.void.is_none());
    let names: Vec<String> = counting.map(|signature| desk.person(&signature.participant)).collect::<Result<_, _>>()?;
    Ok((!names.is_empty()).then(|| words!("bid-voids", count = names.len(), names = names.join(", "))))
}
