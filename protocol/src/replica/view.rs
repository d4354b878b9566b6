//! What a home shows of what it holds: the ids and the rows that all readers of a scope have in common.

use std::collections::{BTreeMap, BTreeSet};

use super::Replica;
use crate::envelope::Envelope;
use crate::fold::RowKey;
use crate::held::standing::Bench;
use crate::held::{Facts, Standing};
use crate::id::{Id, LETTERS};
use crate::space::Scope;
use crate::time::Day;

impl Replica {
    /// The ids that two machines compare in a scope: authority, and content that lasts longer than the
    /// session's day.
    pub fn view(&self, scope: &Scope, day: Day) -> (Vec<Id>, Vec<Id>) {
        let charters = self.roster.charters_in(scope);
        let people: BTreeSet<Id> = charters
            .iter()
            .filter_map(|charter| self.roster.collective(charter))
            .flat_map(|collective| {
                collective.people.keys().copied().chain(collective.ever.iter().map(|(_, person)| *person))
            })
            .collect();
        let mut view = (Vec::new(), Vec::new());
        for facts in self.held.iter().filter(|facts| facts.lasts(day)) {
            if facts.is_law() {
                let inside = match facts.space() {
                    Some(space) => charters.contains(&space.charter),
                    // A person, or a first charter; somebody's other collectives are nobody's business.
                    None if facts.founds() => charters.contains(&facts.id),
                    None => people.contains(&self.held.signer(facts).1),
                };
                if inside {
                    view.0.push(facts.id);
                }
            } else if facts.space().is_some_and(|space| self.roster.holds(scope, &space, facts.audience()))
                && !self.waits_here(facts)
            {
                view.1.push(facts.id);
            }
        }
        view
    }

    /// True for what the person who lives here wrote while they belonged by a join that was displaced since: no
    /// other home holds it, and it is offered again when they are known again.
    fn waits_here(&self, facts: &Facts) -> bool {
        self.is_own(facts) && self.held.is_displaced(facts, &self.roster)
    }

    /// The rows that every reader of a scope can fold from [`Replica::view`]'s ids alone, each with the
    /// records that it is folded from: what [`super::digest`] wants.
    ///
    /// A home that reads more than this scope may know more about a subject, or see a record rescued
    /// by one that others cannot read; here it counts as little as for them.
    pub fn rows_in(&self, scope: &Scope, day: Day) -> BTreeMap<RowKey, Vec<Id>> {
        let bench = Bench { held: &self.held, roster: &self.roster, day, scope: Some(scope) };
        let (law, content) = self.view(scope, day);
        let mut rows: BTreeMap<RowKey, Vec<Id>> = BTreeMap::new();
        for id in law.iter().chain(&content) {
            let live = self.held.get(id).is_some_and(|facts| bench.judge(facts) == Standing::Live);
            if let Some(key) = self.held.row_of(id).filter(|_| live) {
                rows.entry(key).or_default().push(*id);
            }
        }
        rows
    }

    /// The scopes, of those that the own collective reads, to which a record belongs.
    pub fn scopes_of(&self, collective: Id, record: &Envelope) -> Vec<Scope> {
        let header = record.header();
        let scopes = self.roster.scopes_of(collective).into_iter();
        scopes
            .filter(|scope| match (header.space, self.held.get(&record.id()).is_some_and(Facts::is_law)) {
                (Some(space), true) => self.roster.charters_in(scope).contains(&space.charter),
                (Some(space), false) => self.roster.holds(scope, &space, header.audience.as_ref()),
                (None, true) => self.view(scope, self.day).0.contains(&record.id()),
                (None, false) => false,
            })
            .collect()
    }

    /// The shortest prefix of a subject's id that names no other, at least four characters.
    pub fn short(&self, subject: &Id) -> String {
        let whole = subject.short(LETTERS);
        let common = |other: Id| whole.chars().zip(other.short(LETTERS).chars()).take_while(|(a, b)| a == b).count();
        let longest = self.held.neighbours(subject).into_iter().flatten().map(common).max().unwrap_or(0);
        subject.short((longest + 1).max(4))
    }

    /// How many held records stand so.
    pub fn count(&self, standing: Standing) -> usize {
        self.held.iter().filter(|facts| facts.standing() == standing).count()
    }
}

/// What two machines compare to know that they see the same: SHA-256 over the sorted held ids of a
/// scope and over the rows that every reader of the scope can fold from them.
///
/// - `ids`: as [`Replica::view`] gives them; `rows`: the bytes of the rows, in any order.
pub fn digest(ids: &(Vec<Id>, Vec<Id>), rows: &BTreeMap<RowKey, Vec<u8>>) -> Id {
    let mut words = Vec::new();
    for part in [&ids.0, &ids.1] {
        let sorted: BTreeSet<&Id> = part.iter().collect();
        words.extend_from_slice(&(sorted.len() as u64).to_be_bytes());
        words.extend(sorted.iter().flat_map(|id| id.as_bytes()));
    }
    for (key, row) in rows {
        words.push(key.fold.letter());
        words.extend_from_slice(key.subject.as_bytes());
        words.extend_from_slice(Id::of(row).as_bytes());
    }
    Id::labelled("talko/1 digest", &[&words])
}
