//! What counts of the steps about a pledge: who may take one, in what order they are judged, and
//! how much each moves.
//!
//! Two people's clocks differ, so no rule compares them where it need not. What was asked (calls,
//! releases, refusals) is judged first, in the order of time, a refusal of a call never before that
//! call; then what was given; then what was confirmed. How much of a call had been given when it was
//! refused is read from the pledger's clock alone, who signs both.

use std::collections::BTreeMap;

use super::{Deed, Intent, PledgeRow, STEPS_MAX, Step, Void};
use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::record::pledge::{Quantity, Unit};
use crate::record::pledge_ack::PledgeAck;
use crate::record::pledge_call::PledgeCall;
use crate::record::pledge_decline::PledgeDecline;
use crate::record::pledge_fulfil::PledgeFulfil;
use crate::record::pledge_release::PledgeRelease;
use crate::time::{HOUR_MS, Moment};

/// A step and what decides whether it counts.
struct Claim {
    step: Step,
    /// In what it counts, where it counts something.
    unit: Option<Unit>,
    /// When a call needs the help.
    when: Option<Moment>,
    /// True where its author stands on the side to which help was promised.
    beneficiary: bool,
}

/// Takes every step into the row.
pub(super) fn count(row: &mut PledgeRow, records: &[Envelope]) {
    let mut claims: Vec<Claim> = records.iter().filter_map(|record| claim(row, record)).collect();
    claims.sort_by_key(|claim| (claim.step.at, claim.step.id));
    let mut count = Count::new(row, &claims);
    let asked_at: BTreeMap<Id, Moment> = claims.iter().map(|claim| (claim.step.id, claim.step.at)).collect();
    let (mut asked, rest): (Vec<Claim>, Vec<Claim>) = claims.into_iter().partition(|claim| claim.asks());
    asked.sort_by_key(|claim| match claim.step.what {
        Deed::Declined(Some(call)) => (claim.step.at.max(asked_at.get(&call).copied().unwrap_or_default()), true),
        _ => (claim.step.at, false),
    });
    let (given, confirmed): (Vec<Claim>, Vec<Claim>) = rest.into_iter().partition(|claim| claim.gives());
    for mut claim in asked.into_iter().chain(given).chain(confirmed) {
        claim.step.void = count.take(&claim);
        count.row.steps.push(claim.step);
    }
    row.steps.sort_by_key(|step| (step.at, step.id));
    shorten(&mut row.steps);
}

/// Judges one more step behind those that the row shows.
pub(super) fn foresee(row: &PledgeRow, intent: &Intent) -> Option<Void> {
    let Intent { author, charter, at, what, unit, when } = intent;
    let step = Step { id: row.id, author: *author, at: *at, what: what.clone(), note: None, void: None };
    let beneficiary = acts_for(row, author, Some(charter));
    let mut row = row.clone();
    Count::resumed(&mut row).take(&Claim { step, unit: *unit, when: *when, beneficiary })
}

/// Keeps the newest steps, those that count before those that do not.
fn shorten(steps: &mut Vec<Step>) {
    let mut extra = steps.len().saturating_sub(STEPS_MAX);
    steps.retain(|step| {
        let goes = extra > 0 && step.void.is_some();
        extra -= usize::from(goes);
        !goes
    });
    steps.drain(..extra);
}

fn claim(row: &PledgeRow, record: &Envelope) -> Option<Claim> {
    let header = record.header();
    let named = header.names.iter().copied().find(|id| *id != row.id);
    let measure = |what: &Quantity| what.measure().map_or((0, None), |(many, unit)| (many, Some(unit)));
    let (what, note, unit, when) = match &*header.kind {
        "pledge-call" => {
            let call: PledgeCall = body(record, "pledge-call")?;
            let (many, unit) = measure(&call.what);
            (Deed::Called(many), call.note, unit, call.when)
        }
        "pledge-fulfil" => {
            let done: PledgeFulfil = body(record, "pledge-fulfil")?;
            let (many, unit) = measure(&done.what);
            (Deed::Given(many), done.note, unit, None)
        }
        "pledge-ack" => {
            let ack: PledgeAck = body(record, "pledge-ack")?;
            (Deed::Confirmed(named.unwrap_or(row.id)), ack.note, None, None)
        }
        "pledge-release" => (Deed::Released, body::<PledgeRelease>(record, "pledge-release")?.note, None, None),
        "pledge-decline" => {
            let decline: PledgeDecline = body(record, "pledge-decline")?;
            (Deed::Declined(named), Some(decline.reason), None, None)
        }
        _ => return None, // the pledge itself
    };
    let note = note.map(|line| line.to_string());
    let step = Step { id: record.id(), author: header.person, at: header.created, what, note, void: None };
    let beneficiary = acts_for(row, &header.person, header.space.map(|space| space.charter).as_ref());
    Some(Claim { step, unit, when, beneficiary })
}

/// True where somebody stands on the side to which help was promised.
///
/// A collective is a beneficiary too: any member may act for it in its own spaces. Nobody is the
/// beneficiary of their own promise.
fn acts_for(row: &PledgeRow, author: &Id, charter: Option<&Id>) -> bool {
    let to = row.pledge.as_ref().map(|pledge| pledge.to);
    let named = to.is_some_and(|to| to == *author || charter == Some(&to));
    named && *author != row.pledger
}

impl Claim {
    fn asks(&self) -> bool {
        match self.step.what {
            Deed::Called(_) | Deed::Released | Deed::Declined(_) => true,
            Deed::Given(_) | Deed::Confirmed(_) => false,
        }
    }

    fn gives(&self) -> bool {
        matches!(self.step.what, Deed::Given(_))
    }
}

struct Count<'a> {
    row: &'a mut PledgeRow,
    /// Valid calls that were not refused: how much each.
    calls: BTreeMap<Id, u64>,
    /// Valid gifts that were not confirmed: how much each.
    gifts: BTreeMap<Id, u64>,
    /// Everything that the pledger says was given, by their own clock.
    said: Vec<(Moment, u64)>,
}

impl<'a> Count<'a> {
    fn new(row: &'a mut PledgeRow, claims: &[Claim]) -> Count<'a> {
        let own = claims.iter().filter(|claim| claim.step.author == row.pledger && claim.unit == row.unit);
        let said = own.filter_map(|claim| match claim.step.what {
            Deed::Given(many) => Some((claim.step.at, many)),
            Deed::Called(_) | Deed::Confirmed(_) | Deed::Released | Deed::Declined(_) => None,
        });
        let said = said.collect();
        Count { row, calls: BTreeMap::new(), gifts: BTreeMap::new(), said }
    }

    /// The count as it stands behind the steps of a row.
    fn resumed(row: &'a mut PledgeRow) -> Count<'a> {
        let mut calls = BTreeMap::new();
        let mut gifts = BTreeMap::new();
        let mut said = Vec::new();
        let counted = || row.steps.iter().filter(|step| step.void.is_none());
        for step in counted() {
            match step.what {
                Deed::Called(many) => drop(calls.insert(step.id, many)),
                Deed::Given(many) => {
                    gifts.insert(step.id, many);
                    said.push((step.at, many));
                }
                Deed::Confirmed(_) | Deed::Released | Deed::Declined(_) => {}
            }
        }
        // In a second pass: clocks may place a confirmation before its gift.
        for step in counted() {
            match step.what {
                Deed::Confirmed(gift) => drop(gifts.remove(&gift)),
                Deed::Declined(Some(call)) => drop(calls.remove(&call)),
                Deed::Called(_) | Deed::Given(_) | Deed::Released | Deed::Declined(None) => {}
            }
        }
        Count { row, calls, gifts, said }
    }

    /// Moves the counts; or says why the step moves nothing.
    fn take(&mut self, claim: &Claim) -> Option<Void> {
        let pledger = claim.step.author == self.row.pledger;
        if self.row.pledge.is_none() {
            return Some(Void::Object);
        }
        match claim.step.what {
            Deed::Called(many) => self.call(claim, many),
            Deed::Given(_) if !pledger => Some(Void::Author),
            Deed::Given(_) if claim.unit != self.row.unit => Some(Void::Unit),
            Deed::Given(many) if many > self.row.called - self.row.given => Some(Void::Quantity),
            Deed::Given(many) => {
                self.row.given += many;
                self.gifts.insert(claim.step.id, many);
                None
            }
            Deed::Confirmed(_) | Deed::Released if !claim.beneficiary => Some(Void::Author),
            Deed::Confirmed(gift) => match self.gifts.remove(&gift) {
                Some(many) => {
                    self.row.confirmed += many;
                    None
                }
                None => Some(Void::Object),
            },
            Deed::Released | Deed::Declined(None) if self.ended() => Some(Void::Late),
            Deed::Released => {
                self.row.released = true;
                None
            }
            Deed::Declined(None) if !claim.beneficiary && !pledger => Some(Void::Author),
            // Taking the promise back is open to the pledger until somebody relies on it.
            Deed::Declined(None) if pledger && self.row.called > 0 => Some(Void::Late),
            Deed::Declined(None) => {
                self.row.declined = claim.step.note.clone();
                None
            }
            Deed::Declined(Some(_)) if !pledger => Some(Void::Author),
            Deed::Declined(Some(call)) => match self.calls.remove(&call) {
                Some(many) => {
                    self.row.called -= many.min(self.row.called - self.given_by(claim.step.at));
                    None
                }
                None => Some(Void::Object),
            },
        }
    }

    fn call(&mut self, claim: &Claim, many: u64) -> Option<Void> {
        let Some(pledge) = &self.row.pledge else { return Some(Void::Object) };
        let notice_ms = u64::from(pledge.notice_hours.unwrap_or(0)).saturating_mul(HOUR_MS);
        let at = claim.step.at;
        if !claim.beneficiary {
            Some(Void::Author)
        } else if claim.unit != self.row.unit {
            Some(Void::Unit)
        } else if at > pledge.until || self.ended() {
            Some(Void::Late)
        } else if pledge.calls.is_some_and(|most| self.calls.len() >= most as usize) {
            Some(Void::Calls)
        } else if claim.when.unwrap_or(at) < at.after(notice_ms) {
            Some(Void::Notice)
        } else if many > self.row.promised - self.row.called {
            Some(Void::Quantity)
        } else {
            self.row.called += many;
            self.calls.insert(claim.step.id, many);
            None
        }
    }

    fn ended(&self) -> bool {
        self.row.released || self.row.declined.is_some()
    }

    /// How much of what is called now the pledger had given by an instant of their own clock.
    fn given_by(&self, instant: Moment) -> u64 {
        let before = self.said.iter().take_while(|(at, _)| *at <= instant);
        before.fold(0, |given, (_, many)| if *many > self.row.called - given { given } else { given + many })
    }
}
