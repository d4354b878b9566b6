//! `talko bid split`: how the price is divided. What somebody's own share is, they say themselves.

use clap::Args;

use super::edit::save;
use super::fields::{BasisWord, levy};
use super::{own, unsettled};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::trouble;

/// What `talko bid split` takes.
#[derive(Clone, Debug, Args)]
pub struct Split {
    /// The bid, by id or title.
    pub bid: String,
    /// What is not set is divided by the hours of each.
    #[arg(long, conflicts_with_all = ["equal", "set"])]
    pub by_hours: bool,
    /// What is not set is divided equally.
    #[arg(long, conflicts_with = "set")]
    pub equal: bool,
    /// Each share says what it is.
    #[arg(long)]
    pub set: bool,
    /// What the opener's collective keeps.
    #[arg(long, value_name = "PERCENT")]
    pub pool: Option<String>,
}

impl Split {
    /// Runs the verb.
    ///
    /// # Errors
    /// `bid-not-yours`, `bid-withdrawn`, `bid-won`, `bid-levy`, `bid-same`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let basis = match (self.by_hours, self.equal, self.set) {
            (true, _, _) => Some(BasisWord::Hours),
            (_, true, _) => Some(BasisWord::Equal),
            (_, _, true) => Some(BasisWord::Set),
            (false, false, false) => None,
        };
        if basis.is_none() && self.pool.is_none() {
            return Err(trouble!("needs", what = "--by-hours, --equal, --set or --pool <PERCENT>").into());
        }
        let view = unsettled(desk, own(desk, &self.bid)?)?;
        let mut bid = view.shown.row.bid.clone();
        bid.basis = basis.map_or(bid.basis, BasisWord::basis);
        if let Some(typed) = &self.pool {
            bid.levy_points = levy(typed)?;
        }
        save(desk, "bid split", &view, &bid)
    }
}
