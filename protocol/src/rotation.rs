//! Owns whose turn it is among those who claimed a lead: who was awarded fewest in the last 90 days, at a tie
//! by a lot that nobody draws and everybody can check. Who claimed first does not matter, and no clock is
//! compared with another. Source: invariant 8 of the domain.

use std::collections::{BTreeMap, BTreeSet};

use crate::fold::lead::LeadRow;
use crate::fold::lead::claims::Turn;
use crate::id::Id;
use crate::record::claim_award::Ranked;
use crate::time::{DAY_MS, Moment};

/// 90 days are looked back: a season of work.
pub const LOOK_BACK_DAYS: u32 = 90;

/// The lot of a person for a lead: the same on every machine, another one for the next lead.
pub fn lot(lead: &Id, person: &Id) -> Id {
    Id::labelled("talko/1 lot", &[lead.as_bytes(), person.as_bytes()])
}

/// How many leads each was awarded in the 90 days before an instant: each lead once, given back ones and
/// contested ones not.
///
/// - `rows`: of all leads that the asker reads.
pub fn awards<'a>(rows: impl IntoIterator<Item = &'a LeadRow>, now: Moment) -> BTreeMap<Id, u32> {
    let first = Moment(now.0.saturating_sub(u64::from(LOOK_BACK_DAYS) * DAY_MS));
    let mut counts = BTreeMap::new();
    for row in rows {
        let contested: Vec<Id> = match row.turn(now) {
            Turn::Contested(claims) => claims.iter().map(|claim| claim.id).collect(),
            Turn::Free | Turn::Offered | Turn::Awarded(_) | Turn::Lapsed(_) => Vec::new(),
        };
        let awarded = row.claims.iter().filter(|claim| !contested.contains(&claim.id));
        let recent = awarded.filter(|claim| claim.since().is_some_and(|at| at > first && at <= now));
        let people: BTreeSet<Id> = recent.map(|claim| claim.claimant).collect();
        people.into_iter().for_each(|person| *counts.entry(person).or_default() += 1);
    }
    counts
}

/// The order in which those who claimed a lead are asked.
///
/// - `awards`: from [`awards`]; `row`: the lead, of whose claims those count that were not given back.
pub fn rank(row: &LeadRow, awards: &BTreeMap<Id, u32>) -> Vec<Ranked> {
    let people: BTreeSet<Id> = row.claims.iter().filter(|claim| !claim.released).map(|claim| claim.claimant).collect();
    let ranked = |person: Id| Ranked { person, awards: awards.get(&person).copied().unwrap_or_default() };
    let mut order: Vec<Ranked> = people.into_iter().map(ranked).collect();
    order.sort_by_key(|ranked| (ranked.awards, lot(&row.id, &ranked.person)));
    order
}
