//! The row of a pledge: what was promised, called, given and confirmed. Invariants 9 and 10 of the
//! domain: a call above what is left is void, given at most what is called, only the beneficiary
//! confirms or releases, only the pledger gives.

use serde::{Deserialize, Serialize};

use super::body;
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::pledge::{Pledge, Quantity, Unit};
use crate::record::pledge_call::PledgeCall;
use crate::record::pledge_decline::PledgeDecline;
use crate::record::pledge_fulfil::PledgeFulfil;
use crate::space::Space;
use crate::time::{HOUR_MS, Moment};

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
    /// What happened, oldest first.
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
    /// What is promised and neither given nor released: zero once it has ended.
    pub fn open(&self, now: Moment) -> u64 {
        match self.stage(now) {
            Stage::Released | Stage::Declined => 0,
            Stage::Lapsed => self.called - self.given,
            Stage::Open | Stage::Called | Stage::Given | Stage::Kept => self.promised - self.given,
        }
    }

    /// Where it stands on this day.
    pub fn stage(&self, now: Moment) -> Stage {
        let over = self.pledge.as_ref().is_some_and(|pledge| pledge.until < now);
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
        } else if over {
            Stage::Lapsed
        } else {
            Stage::Open
        }
    }
}

/// Folds a pledge and all that names it.
///
/// Steps count in the order of (their author's time, id): a pure function of the set. Whose order
/// is in question, such as two calls of one beneficiary, has one author, whose own clock never runs
/// backwards.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<PledgeRow> {
    let promise = records.iter().find(|record| record.id() == subject)?;
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
    let mut later: Vec<&Envelope> = records.iter().filter(|record| record.id() != subject).collect();
    later.sort_by_key(|record| (record.header().created, record.id()));
    // Calls before gifts before confirmations: a confirmation whose author's clock runs behind the
    // pledger's must not be judged before the gift that it names.
    for pass in [Pass::Calls, Pass::Gifts, Pass::Words] {
        for record in &later {
            if let Some(step) = step(&row, record).filter(|step| Pass::of(&step.what) == pass) {
                row.take(step);
            }
        }
    }
    row.steps.sort_by_key(|step| (step.at, step.id));
    Some(row)
}

#[derive(PartialEq)]
enum Pass {
    Calls,
    Gifts,
    Words,
}

impl Pass {
    fn of(deed: &Deed) -> Pass {
        match deed {
            Deed::Called(_) => Pass::Calls,
            Deed::Given(_) => Pass::Gifts,
            Deed::Confirmed(_) | Deed::Released | Deed::Declined(_) => Pass::Words,
        }
    }
}

fn step(row: &PledgeRow, record: &Envelope) -> Option<Step> {
    let header = record.header();
    let named = header.names.iter().copied().find(|id| *id != row.id);
    let note = |note: Option<crate::text::Line<400>>| note.map(|line| line.to_string());
    let many = |what: &Quantity| what.measure().map_or(0, |(many, _)| many);
    let (what, note, quantity) = match &*header.kind {
        "pledge-call" => {
            let call: PledgeCall = body(record, "pledge-call")?;
            (Deed::Called(many(&call.what)), note(call.note), Some(call.what))
        }
        "pledge-fulfil" => {
            let done: PledgeFulfil = body(record, "pledge-fulfil")?;
            (Deed::Given(many(&done.what)), note(done.note), Some(done.what))
        }
        "pledge-ack" => {
            let ack: crate::record::pledge_ack::PledgeAck = body(record, "pledge-ack")?;
            (Deed::Confirmed(named.unwrap_or(row.id)), note(ack.note), None)
        }
        "pledge-release" => {
            let release: crate::record::pledge_release::PledgeRelease = body(record, "pledge-release")?;
            (Deed::Released, note(release.note), None)
        }
        "pledge-decline" => {
            let decline: PledgeDecline = body(record, "pledge-decline")?;
            (Deed::Declined(named), Some(decline.reason.to_string()), None)
        }
        _ => return None,
    };
    let mut step = Step { id: record.id(), author: header.person, at: header.created, what, note, void: None };
    step.void = judge(row, &step, quantity.as_ref(), record);
    Some(step)
}

fn judge(row: &PledgeRow, step: &Step, quantity: Option<&Quantity>, record: &Envelope) -> Option<Void> {
    let pledge = row.pledge.as_ref()?;
    // A collective is a beneficiary too: any member of its space may act for it, in this version.
    let beneficiary = step.author == pledge.to
        || record.header().space.is_some_and(|space| space.charter == pledge.to && step.author != row.pledger);
    let pledger = step.author == row.pledger;
    if quantity.is_some_and(|what| what.measure().map(|(_, unit)| unit) != row.unit) {
        return Some(Void::Unit);
    }
    let calls = row.steps.iter().filter(|step| step.void.is_none() && matches!(step.what, Deed::Called(_))).count();
    match &step.what {
        Deed::Called(_) if !beneficiary => Some(Void::Author),
        Deed::Called(_) if step.at > pledge.until => Some(Void::Late),
        Deed::Called(_) if pledge.calls.is_some_and(|most| calls >= most as usize) => Some(Void::Calls),
        Deed::Called(_) if short_notice(pledge, step, record) => Some(Void::Notice),
        Deed::Called(many) => (*many > row.promised - row.called).then_some(Void::Quantity),
        Deed::Given(_) if !pledger => Some(Void::Author),
        Deed::Given(many) => (*many > row.called - row.given).then_some(Void::Quantity),
        Deed::Confirmed(_) | Deed::Released if !beneficiary => Some(Void::Author),
        Deed::Confirmed(gift) => {
            let given = row
                .steps
                .iter()
                .any(|other| other.id == *gift && other.void.is_none() && matches!(other.what, Deed::Given(_)));
            let before = row.steps.iter().any(|other| other.void.is_none() && other.what == Deed::Confirmed(*gift));
            (!given || before).then_some(Void::Object)
        }
        Deed::Released => None,
        Deed::Declined(None) if beneficiary => None,
        // Taking the promise back is open to the pledger until somebody relies on it.
        Deed::Declined(None) if pledger => (row.called > 0).then_some(Void::Late),
        Deed::Declined(None) => Some(Void::Author),
        Deed::Declined(Some(_)) if !pledger => Some(Void::Author),
        Deed::Declined(Some(call)) => {
            let known = row.steps.iter().any(|other| other.id == *call && matches!(other.what, Deed::Called(_)));
            (!known).then_some(Void::Object)
        }
    }
}

fn short_notice(pledge: &Pledge, step: &Step, record: &Envelope) -> bool {
    let when = body::<PledgeCall>(record, "pledge-call").and_then(|call| call.when);
    let notice_ms = u64::from(pledge.notice_hours.unwrap_or(0)).saturating_mul(HOUR_MS);
    when.unwrap_or(step.at) < step.at.after(notice_ms)
}

impl PledgeRow {
    fn take(&mut self, step: Step) {
        if step.void.is_none() {
            match &step.what {
                Deed::Called(many) => self.called += many,
                Deed::Given(many) => self.given += many,
                Deed::Confirmed(gift) => self.confirmed += self.gift(gift),
                Deed::Released => self.released = true,
                Deed::Declined(None) => self.declined = step.note.clone(),
                Deed::Declined(Some(call)) => self.called -= self.call_left(call),
            }
        }
        self.steps.push(step);
    }

    fn gift(&self, id: &Id) -> u64 {
        let gift = self.steps.iter().find(|step| step.id == *id);
        gift.map_or(0, |step| if let Deed::Given(many) = step.what { many } else { 0 })
    }

    /// How much of a call can still be declined: not more than is called and not yet given.
    fn call_left(&self, id: &Id) -> u64 {
        let call = self.steps.iter().find(|step| step.id == *id && step.void.is_none());
        let many = call.map_or(0, |step| if let Deed::Called(many) = step.what { many } else { 0 });
        many.min(self.called - self.given)
    }
}
