//! The row of a pledge: what was promised, called, given and confirmed. Invariants 9 and 10 of the
//! domain: a call above what is left is void, given at most what is called, only the beneficiary
//! confirms or releases, only the pledger gives.

mod count;

use serde::{Deserialize, Serialize};

use super::body;
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::pledge::{Pledge, Unit};
use crate::space::Space;
use crate::time::Moment;

/// 200 steps are shown of one pledge, the newest; all that are held are counted.
pub const STEPS_MAX: usize = 200;

/// What people see of a pledge. All counts are in the unit of the promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PledgeRow {
    /// The id of the `pledge`.
    pub id: Id,
    /// Whose space it stands in, and whether others read it.
    pub space: Space,
    /// The one federation it is for, where it is not for all.
    pub audience: Option<Id>,
    /// Who promises.
    pub pledger: Id,
    /// When.
    pub since: Moment,
    /// The ask that it answers.
    pub answers: Option<Id>,
    /// The promise itself; `None` where its text was erased.
    pub pledge: Option<Pledge>,
    /// In what it counts.
    pub unit: Option<Unit>,
    /// How much was promised.
    pub promised: u64,
    /// How much of that was validly called.
    pub called: u64,
    /// How much of that the pledger says was given.
    pub given: u64,
    /// How much of that the beneficiary confirmed.
    pub confirmed: u64,
    /// True where the beneficiary let the pledger off what was open.
    pub released: bool,
    /// Why one side said no to the whole pledge.
    pub declined: Option<String>,
    /// What happened, oldest first, at most [`STEPS_MAX`].
    pub steps: Vec<Step>,
}

/// One step in the life of a pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The record.
    pub id: Id,
    /// Who.
    pub author: Id,
    /// When, by the author's clock.
    pub at: Moment,
    /// What.
    pub what: Deed,
    /// A word with it.
    pub note: Option<String>,
    /// Why it does not count; absent where it does.
    pub void: Option<Void>,
}

/// What a step did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// The beneficiary asked for this much.
    Called(u64),
    /// The pledger gave this much.
    Given(u64),
    /// The beneficiary confirmed that step.
    Confirmed(Id),
    /// The beneficiary let the pledger off.
    Released,
    /// One side said no, to the whole pledge or to that call.
    Declined(Option<Id>),
}

/// Why a step does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Void {
    /// Its author has no part in this step.
    Author,
    /// More than is left.
    Quantity,
    /// In another unit than the promise.
    Unit,
    /// After the pledge has ended.
    Late,
    /// With less notice than the pledge asks for.
    Notice,
    /// More calls than the pledge allows.
    Calls,
    /// It names nothing that it could be about.
    Object,
}

/// Where a pledge stands, for lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Stage {
    /// Promised, not called.
    Open,
    /// Called, not all of it given.
    Called,
    /// Given, not all of it confirmed.
    Given,
    /// All that was promised was given and confirmed.
    Kept,
    /// The beneficiary let the pledger off.
    Released,
    /// One side said no.
    Declined,
    /// Its time is over.
    Lapsed,
}

impl PledgeRow {
    /// What is promised and neither given nor released: zero once it has ended, after its last instant
    /// what was called in time.
    pub fn open(&self, now: Moment) -> u64 {
        if self.released || self.declined.is_some() {
            0
        } else if self.is_over(now) {
            self.called - self.given
        } else {
            self.promised - self.given
        }
    }

    fn is_over(&self, now: Moment) -> bool {
        self.pledge.as_ref().is_some_and(|pledge| pledge.until < now)
    }

    /// Where it stands on this day.
    pub fn stage(&self, now: Moment) -> Stage {
        if self.declined.is_some() {
            Stage::Declined
        } else if self.released {
            Stage::Released
        } else if self.confirmed >= self.promised {
            Stage::Kept
        } else if self.given < self.called {
            Stage::Called
        } else if self.confirmed < self.given {
            Stage::Given
        } else if self.is_over(now) {
            Stage::Lapsed
        } else {
            Stage::Open
        }
    }
}

/// A step that somebody means to take.
#[derive(Clone, Debug)]
pub struct Intent {
    /// Who.
    pub author: Id,
    /// The collective in whose spaces they write.
    pub charter: Id,
    /// When, by their clock.
    pub at: Moment,
    /// What.
    pub what: Deed,
    /// In what a call or a gift counts.
    pub unit: Option<Unit>,
    /// When a call needs the help.
    pub when: Option<Moment>,
}

impl PledgeRow {
    /// Says why a step would not count if it were written now, by the rule that judges what was
    /// written. It knows the steps of this row, at most [`STEPS_MAX`]; the fold has the last word.
    pub fn foresee(&self, intent: &Intent) -> Option<Void> {
        count::foresee(self, intent)
    }
}

/// Folds a pledge and the steps about it.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<PledgeRow> {
    let promise = records.iter().find(|record| record.id() == subject && &*record.header().kind == "pledge")?;
    let header = promise.header();
    let pledge: Option<Pledge> = body(promise, "pledge");
    let measure = pledge.as_ref().and_then(|pledge| pledge.what.measure());
    let mut row = PledgeRow {
        id: subject,
        space: header.space?,
        audience: header.audience,
        pledger: header.person,
        since: header.created,
        answers: header.names.first().copied(),
        pledge,
        unit: measure.map(|(_, unit)| unit),
        promised: measure.map_or(0, |(many, _)| many),
        called: 0,
        given: 0,
        confirmed: 0,
        released: false,
        declined: None,
        steps: Vec::new(),
    };
    count::count(&mut row, records);
    Some(row)
}
