//! Who stands behind the revisions of a federation's charter, and who speaks for the collectives that they add.
//!
//! Up to [`BY_ONE_MAX`] collectives agreeing to a revision is word enough. A revision that lists more names for
//! each that it adds [`VOUCHES`] vouches, of as many collectives that its parent lists, and each of those speaks
//! for one in a quarter: the quarter of the revision. No revision is dated before its parent, so a quarter that
//! is over does not come again. Source: docs/protocol.md, "Who belongs".

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::law::{Law, charter_of};
use super::{BY_ONE_MAX, Collective, VOUCHES};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::charter::Charter;
use crate::time::Quarter;

/// Which collectives stand behind each revision of a federation's charter, and which have seen it.
#[derive(Default)]
pub(super) struct Voices {
    /// Behind it, or behind one that follows it: who builds on a revision agrees to it.
    behind: BTreeMap<Id, BTreeSet<Id>>,
    /// Acknowledged it or one that follows it, or agreed to one that follows it.
    seen: BTreeMap<Id, BTreeSet<Id>>,
}

/// What the revisions of a chain have used of the vouches in their quarter.
#[derive(Default)]
pub(super) struct Past {
    quarter: Quarter,
    spent: BTreeSet<Id>,
}

impl Voices {
    pub(super) fn behind(&self, revision: &Id, collective: &Id) -> bool {
        self.behind.get(revision).is_some_and(|all| all.contains(collective))
    }

    pub(super) fn seen(&self, revision: &Id, collective: &Id) -> bool {
        self.seen.get(revision).is_some_and(|all| all.contains(collective))
    }
}

impl Past {
    /// Notes the collectives whose vouches a revision of this quarter has used.
    pub(super) fn spend(&mut self, quarter: Quarter, used: BTreeSet<Id>) {
        if quarter != self.quarter {
            (self.quarter, self.spent) = (quarter, BTreeSet::new());
        }
        self.spent.extend(used);
    }

    /// The last quarter in which there was a revision, and whose vouches were used in it.
    pub(super) fn spent(self) -> (Quarter, BTreeSet<Id>) {
        (self.quarter, self.spent)
    }

    fn is_spent(&self, quarter: Quarter, collective: &Id) -> bool {
        quarter == self.quarter && self.spent.contains(collective)
    }
}

impl Law<'_> {
    /// Who stands behind the revisions of a federation, of the collectives that their parents list.
    pub(super) fn voices(&self, id: Id, known: &BTreeMap<Id, Collective>) -> Voices {
        let own = self.charters.iter().filter(|(_, (record, _))| charter_of(record) == id);
        let mut own: Vec<(&Id, &Charter)> = own.map(|(revision, (_, charter))| (revision, charter)).collect();
        own.sort_by_key(|(revision, charter)| (Reverse(charter.revision), **revision));
        let mut voices = Voices::default();
        for (revision, charter) in own {
            let parent = charter.parent.and_then(|parent| self.charters.get(&parent)).map(|(_, parent)| parent);
            let seats = parent.unwrap_or(charter).collectives.iter().filter_map(|pin| known.get(&pin.charter));
            let record = self.charters[revision].0;
            let seats: Vec<&Collective> = seats.collect();
            let of = |speaks: &dyn Fn(&Collective) -> bool| -> BTreeSet<Id> {
                seats.iter().filter(|seat| speaks(seat)).map(|seat| seat.id).collect()
            };
            let spoke = of(&|seat| self.stands(seat, record));
            let acked = of(&|seat| self.acknowledges(id, seat, revision));
            voices.behind.entry(*revision).or_default().extend(spoke);
            voices.seen.entry(*revision).or_default().extend(acked);
            // The later ones are complete by now.
            let Some(parent) = charter.parent else { continue };
            let behind = voices.behind.get(revision).cloned().unwrap_or_default();
            let seen = voices.seen.get(revision).cloned().unwrap_or_default();
            voices.seen.entry(parent).or_default().extend(behind.iter().copied().chain(seen));
            voices.behind.entry(parent).or_default().extend(behind);
        }
        voices
    }

    /// True where as many stewards of a collective as decide in it have acknowledged a federation's revision.
    pub(super) fn acknowledges(&self, federation: Id, seat: &Collective, revision: &Id) -> bool {
        let acks = self.acks.get(revision).into_iter().flatten().filter(|ack| charter_of(ack) == federation);
        let said = acks.map(|ack| (ack.header().key, ack.header().person));
        let stewards = said.filter(|(key, person)| {
            seat.charter.stewards.contains(person) && self.has_device(seat.id, &seat.charter, key, person)
        });
        let stewards: BTreeSet<Id> = stewards.map(|(_, person)| person).collect();
        stewards.len() >= seat.charter.threshold as usize
    }

    /// The collectives whose vouches a child of a federation's revision uses, where it may add whom it adds.
    pub(super) fn vouched(&self, id: Id, parent: Id, child: &Envelope, past: &Past) -> Option<BTreeSet<Id>> {
        let (before, parent) = self.charters.get(&parent)?;
        let (_, charter) = self.charters.get(&child.id())?;
        if child.header().created < before.header().created {
            return None; // a quarter that is over does not come again
        }
        let mut used = BTreeSet::new();
        if charter.collectives.len() <= BY_ONE_MAX {
            return Some(used);
        }
        let quarter = child.header().created.quarter();
        for pin in charter.collectives.iter().filter(|pin| !parent.lists(&pin.charter)) {
            let named = child.header().names.iter().skip(1);
            let speaks = named.filter_map(|vouch| self.speaker(id, parent, vouch, &pin.charter));
            let fresh = |by: &Id| !past.is_spent(quarter, by) && !used.contains(by);
            let fresh: BTreeSet<Id> = speaks.filter(fresh).collect();
            if fresh.len() < VOUCHES {
                return None;
            }
            used.extend(fresh);
        }
        Some(used)
    }

    /// The collective that speaks by a vouch for another one, where a revision lists it.
    fn speaker(&self, id: Id, parent: &Charter, vouch: &Id, newcomer: &Id) -> Option<Id> {
        let (record, vouch) = self.vouches.get(vouch)?;
        let pin = parent.collectives.iter().find(|pin| pin.charter == vouch.by)?;
        let fits = charter_of(record) == id && vouch.collective == *newcomer;
        (fits && self.carried_since(pin.charter, pin.head, record)).then_some(vouch.by)
    }

    /// For collectives that a revision does not list, who of those that it lists speaks for them, by which vouch.
    pub(super) fn standing_vouches(&self, id: Id, charter: &Charter) -> BTreeMap<Id, BTreeMap<Id, Id>> {
        let mut standing: BTreeMap<Id, BTreeMap<Id, Id>> = BTreeMap::new();
        for (record, (_, vouch)) in &self.vouches {
            if !charter.lists(&vouch.collective)
                && let Some(by) = self.speaker(id, charter, record, &vouch.collective)
            {
                standing.entry(vouch.collective).or_default().entry(by).or_insert(*record);
            }
        }
        standing
    }
}
