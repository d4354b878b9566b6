//! Which revision follows which: what makes a child of a revision valid, and which of several counts.
//! Source: docs/protocol.md, "Who belongs".

use std::collections::{BTreeMap, BTreeSet};

use super::law::{Law, charter_of};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;

/// 3: of two people, one alone would be two thirds of nothing that the other agreed to.
const ROUTE_MEMBERS_MIN: usize = 3;

/// 512 keys that other branches than the own one have listed: four collectives of most people and devices.
const BRANCHED_MAX: usize = 512;

/// How many members of a revision carry the next one without their stewards: two thirds, where they are enough for that.
pub fn members_needed(charter: &Charter) -> Option<u32> {
    let many = charter.members.len();
    (many >= ROUTE_MEMBERS_MIN).then_some((many * 2).div_ceil(3) as u32)
}

/// How a child of a revision became valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Route {
    /// The stewards whom the parent asks for agreed.
    Stewards,
    /// Two thirds of the parent's members agreed: stewards may be lost.
    Members,
}

/// What stands behind one revision.
pub(super) struct Fork {
    /// The child that counts.
    pub(super) next: Option<Id>,
    /// Children that are as valid and do not count.
    pub(super) rivals: Vec<Id>,
}

/// What some branch of a charter says or has said.
#[derive(Default)]
pub(super) struct Ever {
    /// Keys of devices and nodes, with their persons.
    pub(super) keys: BTreeSet<(Key, Id)>,
    /// Members.
    pub(super) named: BTreeSet<Id>,
    /// Those whom the own branch lists.
    pub(super) rooted: BTreeSet<Id>,
    /// The keys that it lists.
    pub(super) listed: BTreeSet<Key>,
    /// Stewards.
    pub(super) presided: BTreeSet<Id>,
    /// The most tickets a week.
    pub(super) tickets: u32,
}

impl Ever {
    fn take(&mut self, id: Id, charter: &Charter) {
        self.keys.extend(charter.devices.iter().map(|device| (device.key, device.person)));
        self.keys.extend(charter.nodes.iter().map(|node| (node.key, node.person.unwrap_or(id))));
        self.named.extend(charter.members.iter());
        self.take_rest(charter);
    }

    fn take_rest(&mut self, charter: &Charter) {
        self.presided.extend(charter.stewards.iter());
        self.tickets = self.tickets.max(charter.tickets());
    }
}

impl Law<'_> {
    /// The child of a revision that counts, and those that stand against it.
    ///
    /// - `carried`: whether those whom the revision asks agreed to a child; `seen`: who acknowledged one; `firm`:
    ///   whether a child rests on no device that was taken back.
    pub(super) fn fork(
        &self,
        id: Id,
        head: Id,
        charter: &Charter,
        carried: impl Fn(&Envelope) -> bool,
        seen: impl Fn(&Id) -> BTreeSet<Id>,
        firm: impl Fn(&Envelope) -> bool,
    ) -> Fork {
        if charter.is_newer() {
            // What follows it is judged by rules that this program lacks.
            return Fork { next: None, rivals: Vec::new() };
        }
        let valid = self.successors(id, head, charter, carried);
        let next = self.winner(charter, &valid, seen, firm);
        let rivals = valid.into_keys().filter(|child| Some(*child) != next).collect();
        Fork { next, rivals }
    }

    fn winner(
        &self,
        charter: &Charter,
        valid: &BTreeMap<Id, Route>,
        seen: impl Fn(&Id) -> BTreeSet<Id>,
        firm: impl Fn(&Envelope) -> bool,
    ) -> Option<Id> {
        if let Some(pinned) = valid.keys().find(|child| self.leads_to_pin(child)) {
            return Some(*pinned);
        }
        if let Some(settled) = valid.keys().find(|child| self.to_settled.contains(*child)) {
            return Some(*settled);
        }
        if valid.len() < 2 {
            return valid.keys().next().copied(); // nobody needs to have seen the only one
        }
        let supporters: BTreeMap<&Id, BTreeSet<Id>> = valid.keys().map(|child| (child, seen(child))).collect();
        // Who acknowledged two of them counts for neither.
        let once = |person: &&Id| supporters.values().filter(|all| all.contains(*person)).count() == 1;
        let votes = |child: &Id| supporters[child].iter().filter(once).count();
        let members = valid.values().any(|route| *route == Route::Members);
        let outvotes = |child: &&Id| votes(child) * 2 > charter.members.len();
        if let Some(acknowledged) = valid.keys().find(outvotes).filter(|_| members) {
            return Some(*acknowledged);
        }
        let pool = valid.iter().filter(|(_, route)| !members || **route == Route::Members).map(|(child, _)| child);
        let pool: Vec<&Id> = pool.collect();
        let most = pool.iter().map(|child| votes(child)).max().unwrap_or(0);
        let most: Vec<&Id> = pool.into_iter().filter(|child| votes(child) == most).collect();
        let [only] = &*most else {
            // Who has a laptop that was taken back brings about no tie. Any other keeps the parent.
            let mut firm = most.into_iter().filter(|child| firm(self.charters[*child].0));
            return firm.next().filter(|_| firm.next().is_none()).copied();
        };
        Some(**only)
    }

    /// True where enough of a revision's people agreed to a child by devices that their root keys did not take back.
    pub(super) fn is_firm(&self, id: Id, charter: &Charter, child: &Envelope) -> bool {
        let kept = |key: &Key, person: &Id| {
            let taken_back = self.devices.get(&(id, *person, *key)).is_some_and(|device| device.revoked);
            !taken_back && self.has_device(id, charter, key, person)
        };
        let stewards = self.agreed(child, |key, person| charter.stewards.contains(person) && kept(key, person));
        let members = || self.agreed(child, |key, person| charter.members.contains(person) && kept(key, person));
        let enough = |needed: u32| members().len() >= needed as usize;
        stewards.len() >= charter.threshold as usize || members_needed(charter).is_some_and(enough)
    }

    /// The valid children of a revision.
    fn successors(
        &self,
        id: Id,
        head: Id,
        charter: &Charter,
        carried: impl Fn(&Envelope) -> bool,
    ) -> BTreeMap<Id, Route> {
        let route = |child: &Id| {
            let record = self.charters[child].0;
            let enough = |needed: u32| self.agreed_members(id, charter, record).len() >= needed as usize;
            if members_needed(charter).is_some_and(enough) {
                return Some(Route::Members);
            }
            carried(record).then_some(Route::Stewards)
        };
        self.offspring(id, head, charter).filter_map(|child| Some((*child, route(child)?))).collect()
    }

    /// True where the stewards of a revision of a collective carried a record, or those of one that follows it on
    /// whatever branch. So nothing that the collective does later takes that back.
    pub(super) fn carried_since(&self, collective: Id, from: Id, record: &Envelope) -> bool {
        let mut open = vec![from];
        while let Some(revision) = open.pop() {
            let Some((words, charter)) = self.charters.get(&revision) else { continue };
            if charter_of(words) != collective {
                continue;
            }
            let carried = |record: &Envelope| self.carried(collective, charter, record, |_| true);
            if carried(record) {
                return true;
            }
            open.extend(self.successors(collective, revision, charter, carried).into_keys());
        }
        false
    }

    /// Revisions that say that they follow this one, whoever agreed to them.
    pub(super) fn offspring(&self, id: Id, head: Id, charter: &Charter) -> impl Iterator<Item = &Id> {
        let (revision, federation) = (charter.revision, charter.is_federation());
        self.children.get(&head).into_iter().flatten().filter(move |child| {
            let (record, child) = &self.charters[child];
            charter_of(record) == id && child.revision == revision + 1 && child.is_federation() == federation
        })
    }

    /// Children of the head that are not valid yet, with the members who agreed to each.
    pub(super) fn waiting(&self, id: Id, head: Id, charter: &Charter) -> BTreeMap<Id, BTreeSet<Id>> {
        if charter.is_newer() {
            return BTreeMap::new();
        }
        let valid = self.successors(id, head, charter, |child| self.carried(id, charter, child, |_| true));
        let open = self.offspring(id, head, charter).filter(|child| !valid.contains_key(*child));
        open.map(|child| (*child, self.agreed_members(id, charter, self.charters[child].0))).collect()
    }

    fn agreed_members(&self, id: Id, charter: &Charter, record: &Envelope) -> BTreeSet<Id> {
        self.agreed(record, |key, person| self.is_member(id, charter, key, person))
    }

    fn is_member(&self, id: Id, charter: &Charter, key: &Key, person: &Id) -> bool {
        charter.members.contains(person) && self.has_device(id, charter, key, person)
    }

    fn leads_to_pin(&self, id: &Id) -> bool {
        self.to_pins.contains(id)
    }

    /// These revisions and all from which they descend.
    pub(super) fn ways_to(&self, revisions: impl IntoIterator<Item = Id>) -> BTreeSet<Id> {
        let mut ways = BTreeSet::new();
        for revision in revisions {
            let mut next = Some(revision);
            while let Some(id) = next.filter(|id| ways.insert(*id)) {
                next = self.charters.get(&id).and_then(|(_, charter)| charter.parent);
            }
        }
        ways
    }

    /// The members of the parent who have seen a revision.
    pub(super) fn supporters(&self, id: Id, revision: &Id, parent: &Charter) -> BTreeSet<Id> {
        let acks = self.acks.get(revision).into_iter().flatten().filter(|ack| charter_of(ack) == id);
        let said = acks.map(|ack| (ack.header().key, ack.header().person));
        said.filter(|(key, person)| self.is_member(id, parent, key, person)).map(|(_, person)| person).collect()
    }

    /// Every key that any branch has listed: a key stays known when another branch wins, so that what
    /// is held does not depend on which branch came first. Of other branches than the own one the earliest
    /// revisions with the lowest ids, until they have listed [`BRANCHED_MAX`] keys: who once decided alone can
    /// begin any number of branches, and in each name any number of people.
    pub(super) fn ever(&self, id: Id, chain: &[Id]) -> Ever {
        let mut ever = Ever::default();
        let mut last: Option<&Charter> = None;
        for revision in chain {
            let charter = &self.charters[revision].1;
            // Most revisions list the same people and machines as the one before.
            let same = |before: &Charter| {
                before.devices == charter.devices && before.nodes == charter.nodes && before.members == charter.members
            };
            match last.is_some_and(same) {
                true => ever.take_rest(charter),
                false => ever.take(id, charter),
            }
            last = Some(charter);
        }
        ever.rooted = ever.named.clone();
        ever.listed = ever.keys.iter().map(|(key, _)| *key).collect();
        let (own, chain) = (ever.keys.len(), chain.iter().collect::<BTreeSet<&Id>>());
        let mut open = BTreeSet::from([(0, id)]);
        while let Some((_, revision)) = open.pop_first() {
            let charter = &self.charters[&revision].1;
            if !chain.contains(&revision) {
                if ever.keys.len() >= own + BRANCHED_MAX {
                    break;
                }
                ever.take(id, charter);
            }
            let carried = |child: &Envelope| self.carried(id, charter, child, |_| true);
            let next = self.successors(id, revision, charter, carried).into_keys();
            open.extend(next.map(|child| (charter.revision + 1, child)));
        }
        ever
    }
}
