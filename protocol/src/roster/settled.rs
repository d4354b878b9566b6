//! What a federation has settled for everybody in it: by which branch of a neighbour its people go. Source:
//! docs/protocol.md, "Who belongs"; docs/decisions/0028.
//!
//! People acknowledge the revisions of their own collective, and of no other. So old keys that once were two
//! thirds of a neighbour's members would lead them to any branch. But their collective has joined a federation,
//! and its law pins revisions of its neighbours: of these only what descends from the newest pinned one counts.

use std::collections::{BTreeMap, BTreeSet};

use super::law::{Law, charter_of};
use super::{Collective, Roster};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::charter::Charter;
use crate::record::join::Join;

/// 64 times who belongs is folded anew because a pin leads to another branch: half of all neighbours are contested
/// at once, or one federation's versions change their mind as often.
const ROUNDS_MAX: usize = 64;

/// What one federation pins, and how much of its law is read for that.
struct Reading {
    federation: Id,
    /// Collectives, each with the revision that is pinned last in the law that is read.
    pins: BTreeMap<Id, Id>,
    /// The same of what own collectives have said alone.
    own: BTreeMap<Id, Id>,
    /// The heads that joins name, of collectives that this law does not pin.
    joined: BTreeMap<Id, Id>,
    /// The number of the last revision that is read.
    number: u32,
    begun: bool,
    joins_read: bool,
}

impl Law<'_> {
    /// Folds those neighbours of the own collectives anew that stand on another branch than a federation pins.
    ///
    /// A federation's law is read one revision after the other: which one follows is judged by what the earlier
    /// ones pin.
    pub(super) fn settle(&mut self, roster: &mut Roster, me: &Id) {
        let own = self.own_collectives(roster, me);
        let plain: BTreeSet<Id> = roster.federations.keys().copied().collect();
        let mut readings = self.readings(roster, &own);
        for _ in 0..ROUNDS_MAX {
            let apart = readings.iter_mut().flat_map(|reading| self.read_on(reading, roster));
            let apart: BTreeSet<Id> = apart.filter(|collective| !own.contains(collective)).collect();
            if apart.is_empty() && readings.iter().all(|reading| reading.joins_read) {
                return;
            }
            self.to_settled = self.ways_to_settled(&readings);
            for id in apart {
                let (record, charter) = &self.charters[&id];
                let collective = self.collective(record, charter.clone());
                roster.collectives.insert(id, collective);
            }
            self.fold_federations(roster);
            let new = roster.federations.keys().filter(|federation| !plain.contains(*federation));
            roster.by_own_word = new.map(|federation| (*federation, own.clone())).collect();
        }
    }

    /// The collectives to which a person belongs and of which their root key has said a word: who lists somebody
    /// as a member of theirs does not speak for them so.
    pub(super) fn own_collectives(&self, roster: &Roster, me: &Id) -> BTreeSet<Id> {
        let belongs = |charter: &Id| roster.collective(charter).is_some_and(|known| known.people.contains_key(me));
        self.vouched_beside(me).filter(belongs).collect()
    }

    /// The federations in which an own collective says that it is, with what its own words pin there: the first
    /// charter, whose id it named, and the revisions that it agreed to or has acknowledged.
    fn readings(&self, roster: &Roster, own: &BTreeSet<Id>) -> Vec<Reading> {
        let own: Vec<&Collective> = own.iter().filter_map(|id| roster.collective(id)).collect();
        let founded = |charter: &Charter| charter.revision == 0 && charter.is_federation();
        let founded = self.charters.iter().filter(|(_, (_, charter))| founded(charter));
        founded.filter_map(|(federation, (_, first))| self.reading(*federation, first, &own)).collect()
    }

    fn reading(&self, federation: Id, first: &Charter, own: &[&Collective]) -> Option<Reading> {
        let mut words: BTreeMap<u32, Vec<&Charter>> = BTreeMap::new();
        let mut joined = false;
        for seat in own {
            let said = |id: &Id, record: &Envelope| {
                charter_of(record) == federation
                    && (self.stands(seat, record) || self.acknowledges(federation, seat, id))
            };
            let listing = self.charters.iter().filter(|(_, (_, charter))| charter.lists(&seat.id));
            for (_, (_, charter)) in listing.filter(|(id, (record, _))| said(id, record)) {
                words.entry(charter.revision).or_default().push(charter);
            }
            joined |= self
                .joined(federation)
                .any(|(record, join)| join.collective == Some(seat.id) && self.stands(seat, record));
        }
        if words.is_empty() && !joined {
            return None;
        }
        let mut reading = Reading {
            federation,
            pins: BTreeMap::new(),
            own: BTreeMap::new(),
            joined: BTreeMap::new(),
            number: 0,
            begun: false,
            joins_read: false,
        };
        reading.take(first);
        for said in words.into_values() {
            // Who agreed to two with one parent has not said which.
            if let [charter] = said.as_slice() {
                reading.take(charter);
            }
        }
        reading.own = reading.pins.clone();
        Some(reading)
    }

    /// Reads a federation's law until something is pinned that is not where its collective stands; gives back
    /// those of which that is so.
    fn read_on(&self, reading: &mut Reading, roster: &Roster) -> BTreeSet<Id> {
        let elsewhere = |pins: BTreeMap<Id, Id>| -> BTreeSet<Id> {
            let apart = pins.into_iter().filter(|(charter, head)| self.is_elsewhere(roster, charter, head));
            apart.map(|(charter, _)| charter).collect()
        };
        if !reading.begun {
            reading.begun = true;
            let apart = elsewhere(reading.pins.clone());
            if !apart.is_empty() {
                return apart;
            }
        }
        let chain = roster.federation(&reading.federation).map_or(&[][..], |known| &known.chain);
        for revision in chain.iter().skip(reading.number as usize + 1) {
            let apart = elsewhere(reading.take(&self.charters[revision].1));
            if !apart.is_empty() {
                return apart;
            }
        }
        if reading.joins_read {
            return BTreeSet::new();
        }
        reading.joins_read = true;
        let mut joined = self.pinned_by_joins(reading.federation);
        joined.retain(|charter, _| !reading.pins.contains_key(charter));
        reading.joined.clone_from(&joined);
        elsewhere(joined)
    }

    /// True where a pinned revision is held and the collective goes by another branch.
    fn is_elsewhere(&self, roster: &Roster, charter: &Id, head: &Id) -> bool {
        let known = self.charters.get(head).is_some_and(|(record, _)| charter_of(record) == *charter);
        known && roster.collective(charter).is_some_and(|collective| !collective.chain.contains(head))
    }

    /// The heads that joins name, of the revisions whose stewards carried them; none where two of a collective's
    /// are on different branches. Who once had the secret of an invite could say a join again, for a branch of
    /// their own.
    fn pinned_by_joins(&self, federation: Id) -> BTreeMap<Id, Id> {
        let mut heads: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for (record, join) in self.joined(federation) {
            let (Some(charter), Some(head)) = (join.collective, join.head) else { continue };
            let at = self.charters.get(&head).filter(|(record, _)| charter_of(record) == charter);
            let opened = self.invites.get(&join.invite).filter(|(invite, _)| charter_of(invite) == federation);
            let fits = opened.is_some_and(|(_, words)| join.fits(record, words));
            if fits && at.is_some_and(|(_, at)| self.carried(charter, at, record, |_| true)) {
                heads.entry(charter).or_default().insert(head);
            }
        }
        let newest = |heads: BTreeSet<Id>| self.newest_of_one_line(heads).map(|(newest, _)| newest);
        heads.into_iter().filter_map(|(charter, heads)| Some((charter, newest(heads)?))).collect()
    }

    /// Joins of collectives beside a federation's law.
    fn joined(&self, federation: Id) -> impl Iterator<Item = (&Envelope, &Join)> {
        let all = self.joins.values().flatten().map(|(record, join)| (*record, join));
        all.filter(move |(record, join)| join.collective.is_some() && charter_of(record) == federation)
    }

    /// What leads to what the federations pin of each collective. Where their versions pin different branches it is
    /// what the own collectives themselves have said; what joins name counts only where no version pins anything. So
    /// nobody unsettles by a federation of their own what another one has settled.
    fn ways_to_settled(&self, readings: &[Reading]) -> BTreeSet<Id> {
        let pins = self.pinned(readings.iter().map(|reading| &reading.pins));
        let own = self.pinned(readings.iter().map(|reading| &reading.own));
        let mut ways = BTreeSet::new();
        for (charter, heads) in self.pinned(readings.iter().map(|reading| &reading.joined)) {
            if !pins.contains_key(&charter) {
                ways.extend(self.newest_of_one_line(heads).into_iter().flat_map(|(_, way)| way));
            }
        }
        for (charter, heads) in pins {
            let said = || self.newest_of_one_line(own.get(&charter).cloned().unwrap_or_default());
            ways.extend(self.newest_of_one_line(heads).or_else(said).into_iter().flat_map(|(_, way)| way));
        }
        ways
    }

    /// What is pinned of each collective, of the revisions that are held.
    fn pinned<'a>(&self, pins: impl Iterator<Item = &'a BTreeMap<Id, Id>>) -> BTreeMap<Id, BTreeSet<Id>> {
        let mut heads: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for (charter, head) in pins.flatten() {
            if self.charters.get(head).is_some_and(|(record, _)| charter_of(record) == *charter) {
                heads.entry(*charter).or_default().insert(*head);
            }
        }
        heads
    }

    /// The newest of some revisions, with all from which it descends, where the others are among these.
    pub(super) fn newest_of_one_line(&self, heads: BTreeSet<Id>) -> Option<(Id, BTreeSet<Id>)> {
        let number = |head: &&Id| self.charters.get(*head).map_or(0, |(_, charter)| charter.revision);
        let newest = *heads.iter().max_by_key(number)?;
        let way = self.ways_to([newest]);
        heads.is_subset(&way).then_some((newest, way))
    }
}

impl Reading {
    /// Takes in what a revision pins; gives back what was not pinned so before.
    fn take(&mut self, charter: &Charter) -> BTreeMap<Id, Id> {
        self.number = self.number.max(charter.revision);
        let pins = charter.collectives.iter().map(|pin| (pin.charter, pin.head));
        let fresh: BTreeMap<Id, Id> = pins.filter(|(charter, head)| self.pins.get(charter) != Some(head)).collect();
        self.pins.extend(&fresh);
        fresh
    }
}
