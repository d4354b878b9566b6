//! Owns how much somebody has promised: minutes, spread evenly over the weeks of each commitment, against
//! the most that they work in a week. Source: invariant 5 of the domain.

use serde::{Deserialize, Serialize};

use crate::id::Id;
use crate::time::Week;

/// 521 weeks: ten years, longer than anything that two people promise lives.
pub const WEEKS_MAX: u32 = 521;

/// Minutes that somebody works between two weeks, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// The engagement or bid.
    pub what: Id,
    /// The first week.
    pub first: Week,
    /// The last week.
    pub last: Week,
    /// In all of them together.
    pub minutes: u32,
}

/// A week with more than somebody works.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{wanted} minutes beside {promised} in a week of at most {cap}")]
pub struct Overload {
    /// Which week; the first such one.
    pub week: Week,
    /// The most minutes a week.
    pub cap: u32,
    /// Promised already in that week.
    pub promised: u64,
    /// Asked for in that week.
    pub wanted: u32,
    /// The commitments with minutes in that week, in the order given.
    pub with: Vec<Id>,
}

impl Commitment {
    /// Minutes in one week: the same in each, the earlier ones with one more where it does not come out
    /// even. A commitment above [`WEEKS_MAX`], or that ends before it begins, counts whole in its first week.
    pub fn minutes_in(&self, week: Week) -> u32 {
        let weeks = self.last.0.saturating_sub(self.first.0).saturating_add(1);
        let weeks = if weeks > WEEKS_MAX || self.last < self.first { 1 } else { weeks };
        let Some(at) = week.0.checked_sub(self.first.0).filter(|at| *at < weeks) else { return 0 };
        self.minutes / weeks + u32::from(at < self.minutes % weeks)
    }

    fn weeks(&self) -> impl Iterator<Item = Week> {
        let last = self.last.0.min(self.first.0.saturating_add(WEEKS_MAX - 1)).max(self.first.0);
        (self.first.0..=last).map(Week)
    }
}

/// Minutes promised in one week.
pub fn promised(held: &[Commitment], week: Week) -> u64 {
    held.iter().map(|commitment| u64::from(commitment.minutes_in(week))).sum()
}

/// Whether somebody can take on one thing more.
///
/// - `cap`: the most minutes a week; absent where they named none. `held`: what they promised already,
///   without the one that is asked.
///
/// # Errors
/// [`Overload`] for the first week that is too full, with what collides there.
pub fn fits(cap: Option<u32>, held: &[Commitment], more: &Commitment) -> Result<(), Overload> {
    let Some(cap) = cap else { return Ok(()) };
    for week in more.weeks() {
        let (promised, wanted) = (promised(held, week), more.minutes_in(week));
        if wanted > 0 && promised + u64::from(wanted) > u64::from(cap) {
            let with =
                held.iter().filter(|commitment| commitment.minutes_in(week) > 0).map(|commitment| commitment.what);
            return Err(Overload { week, cap, promised, wanted, with: with.collect() });
        }
    }
    Ok(())
}
