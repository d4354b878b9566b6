//! What a federation is: its chain of revisions, whom they list, and what each collective says for itself.
//! Who comes in by an invite is [`super::entry`]'s; who speaks for the ninth, and how often,
//! [`super::admission`]'s. Source: docs/protocol.md, "Who belongs".

use std::collections::{BTreeMap, BTreeSet};

use super::admission::Past;
use super::law::{Law, charter_of};
use super::{Collective, Federation, NAMED_MAX, Roster};
use crate::envelope::{Envelope, NAMES_MAX};
use crate::id::Id;
use crate::planted::{self, Wrong};
use crate::record::charter::{Charter, Pinned};

impl Law<'_> {
    /// The federation that a first charter founds, where enough of its collectives stand behind it.
    pub(super) fn federation(
        &self,
        first: &Envelope,
        founding: Charter,
        known: &BTreeMap<Id, Collective>,
    ) -> Option<Federation> {
        let id = first.id();
        let voices = self.voices(id, known);
        // The collectives that a revision pins decide about the next one, as they were or are since.
        let seats = |charter: &Charter, spoke: &dyn Fn(&Id) -> bool| {
            let on_branch = |pin: &&Pinned| known.get(&pin.charter).is_some_and(|seat| seat.chain.contains(&pin.head));
            let pins = charter.collectives.iter().filter(on_branch);
            pins.map(|pin| pin.charter).filter(|seat| spoke(seat)).collect::<BTreeSet<Id>>()
        };
        let behind = |charter: &Charter, revision: &Id| {
            seats(charter, &|seat| voices.behind(revision, seat)).len() >= charter.threshold as usize
        };
        if !behind(&founding, &id) {
            return None;
        }
        let (mut chain, mut charter, mut rivals) = (vec![id], founding, Vec::new());
        let mut past = Past::default();
        loop {
            let head = chain[chain.len() - 1];
            let carried =
                |child: &Envelope| behind(&charter, &child.id()) && self.vouched(id, head, child, &past).is_some();
            let seen = |child: &Id| seats(&charter, &|seat| voices.seen(child, seat));
            let fork = self.fork(id, head, &charter, carried, seen, |_| false);
            rivals.extend(fork.rivals);
            let Some(next) = fork.next else { break };
            let used = self.vouched(id, head, self.charters[&next].0, &past);
            let used = used.expect("a version that counts was carried, and that asks for its vouches");
            past.spend(self.charters[&next].0.header().created.quarter(), used);
            charter = self.charters[&next].1.clone();
            chain.push(next);
        }
        let head = chain[chain.len() - 1];
        let open = self.offspring(id, head, &charter).filter(|child| !rivals.contains(child));
        let waiting = open.map(|child| (*child, seats(&charter, &|seat| voices.behind(child, seat)))).collect();
        // Only descendants of the pinned revision count: another branch is another collective. And nobody
        // is put into a federation by others: its machines would hand their records to strangers.
        let counts = |pin: &&Pinned| {
            let seat = known.get(&pin.charter);
            seat.is_none_or(|seat| seat.chain.contains(&pin.head) && self.consents(seat, id, &Left::default()))
        };
        let collectives = charter.collectives.iter().filter(counts).map(|pin| (pin.charter, pin.head)).collect();
        let written = chain.iter().flat_map(|revision| &*self.charters[revision].1.collectives);
        let mut federation = Federation {
            id,
            head,
            chain: chain.clone(),
            ever: self.ever_named(id, &chain),
            written: written.map(|pin| pin.charter).collect(),
            vouches: self.standing_vouches(id, &charter),
            charter,
            since: self.charters[&head].0.header().created,
            contested: !rivals.is_empty(),
            rivals,
            collectives,
            waiting,
            barred: BTreeSet::new(),
            spent: past.spent(),
            said: BTreeMap::new(),
        };
        let number = federation.charter.revision;
        let stays = |seat: &Collective| self.consents(seat, id, &self.left(seat, id, number));
        self.join_collectives(&mut federation, known, stays);
        federation.ever.extend(federation.collectives.keys());
        // Last: whoever goes does not take along those whom they once let in.
        federation.collectives.retain(|charter, _| known.get(charter).is_none_or(stays));
        federation.said = federation
            .ever
            .iter()
            .filter_map(|id| known.get(id))
            .map(|seat| (seat.id, self.said(seat, &federation)))
            .collect();
        Some(federation)
    }

    /// The collectives that a federation's law names: of its chain the latest revisions first, then those that
    /// joined, then those of other revisions, the earliest and lowest first. No more than [`NAMED_MAX`], since
    /// for each that is named strangers may speak.
    fn ever_named(&self, id: Id, chain: &[Id]) -> BTreeSet<Id> {
        let pins = |revision: &Id| self.charters[revision].1.collectives.iter().map(|pin| pin.charter);
        let joins = self.joins.values().flatten().filter(|(record, _)| charter_of(record) == id);
        let joined: BTreeMap<Id, Id> =
            joins.filter_map(|(record, join)| Some((record.id(), join.collective?))).collect();
        let own: BTreeSet<&Id> = chain.iter().collect();
        let others =
            self.charters.iter().filter(|(other, (record, _))| charter_of(record) == id && !own.contains(other));
        let others: BTreeSet<(u32, Id)> = others.map(|(other, (_, charter))| (charter.revision, *other)).collect();
        let written = chain.iter().rev().flat_map(pins);
        let proposed = others.iter().flat_map(|(_, other)| pins(other));
        let mut ever = BTreeSet::new();
        for named in written.chain(joined.into_values()).chain(proposed) {
            if ever.len() >= NAMED_MAX {
                break;
            }
            ever.insert(named);
        }
        ever
    }

    /// What a collective has said in a federation that stands; see [`Federation::said`].
    fn said(&self, seat: &Collective, federation: &Federation) -> BTreeSet<Id> {
        let lists = |charter: &Charter| charter.collectives.iter().any(|pin| pin.charter == seat.id);
        let revisions = self.charters.values().filter(|(_, charter)| lists(charter)).map(|(record, _)| *record);
        let used = self.invites.values().map(|(record, _)| *record).filter(|id| self.joins.contains_key(&id.id()));
        let came = self.joins.values().flatten().filter(|(_, join)| join.collective == Some(seat.id));
        let came: Vec<&Envelope> = came.map(|(record, _)| *record).collect();
        let went = self.leaves.get(&(federation.id, seat.id)).into_iter().flatten().map(|(record, _)| *record);
        let last = if federation.collectives.contains_key(&seat.id) { came } else { went.collect() };
        let here = |record: &&Envelope| charter_of(record) == federation.id && self.stands(seat, record);
        revisions.chain(used).chain(last).filter(here).map(Envelope::id).collect()
    }

    /// True where a collective itself stands behind being in a federation: its stewards carried a
    /// revision of the federation's charter that lists it, or its join, and has not ended that.
    fn consents(&self, seat: &Collective, federation: Id, left: &Left) -> bool {
        let lists = |charter: &Charter| charter.collectives.iter().any(|pin| pin.charter == seat.id);
        let listed = |(record, charter): &&(&Envelope, Charter)| {
            lists(charter)
                && charter_of(record) == federation
                && left.revision.is_none_or(|left| charter.revision > left)
                && !left.named.contains(&record.id())
        };
        let revisions = self.charters.values().filter(listed).map(|(record, _)| *record);
        // Its own people hold a join before the invite: until that is here, the others have not heard of it.
        let joins = self
            .joins
            .values()
            .flatten()
            .filter(|(_, join)| join.collective == Some(seat.id) && self.invites.contains_key(&join.invite));
        let gone = left.revision.is_some() && planted::is(Wrong::GoneForGood);
        let joins = joins.filter(|(record, _)| charter_of(record) == federation && !left.named.contains(&record.id()));
        let joins = joins.filter(|_| !gone);
        let mut said = revisions.chain(joins.map(|(record, _)| *record));
        said.any(|record| self.stands(seat, record))
    }

    /// What a collective has ended of its place in a federation whose revision in force is number `head`.
    pub(super) fn left(&self, seat: &Collective, federation: Id, head: u32) -> Left {
        let leaves = self.leaves.get(&(federation, seat.id)).into_iter().flatten();
        // A leave ends what is, not what will be: a later revision lists whoever comes back.
        let known = leaves.filter(|(_, leave)| leave.revision <= head);
        let carried = known.filter(|(record, _)| self.stands(seat, record) && !planted::is(Wrong::LeaveForgotten));
        carried.fold(Left::default(), |mut left, (record, leave)| {
            left.revision = left.revision.max(Some(leave.revision));
            left.named.extend(record.header().names.iter());
            left
        })
    }
}

impl Roster {
    /// The joins by which a collective came into a federation, ascending by id.
    pub fn joins_of(&self, collective: &Id, federation: &Id) -> Vec<Id> {
        let opened = self.invites.values().filter(|invitation| invitation.charter == *federation);
        let joins = opened.flat_map(|invitation| &invitation.joins).filter(|(_, comer, _)| comer == collective);
        let ids: BTreeSet<Id> = joins.map(|(record, _, _)| *record).collect();
        ids.into_iter().collect()
    }

    /// What holds a collective in a federation, and brings it back unless its goodbye names it: its joins, then the
    /// open revisions to which it agreed. At most 16.
    pub fn held_by(&self, collective: &Id, federation: &Id) -> Vec<Id> {
        let waiting = self.federations.get(federation).into_iter().flat_map(|known| &known.waiting);
        let agreed = waiting.filter(|(_, seats)| seats.contains(collective)).map(|(revision, _)| *revision);
        self.joins_of(collective, federation).into_iter().chain(agreed).take(NAMES_MAX).collect()
    }

    /// What a collective's goodbye to a federation ends by name: what holds it there, and the other revisions that are
    /// open, so that it is brought back neither by what it agreed to before nor by what it may have. At most 16.
    pub fn ended_by_leave(&self, collective: &Id, federation: &Id) -> Vec<Id> {
        let mut ended = self.held_by(collective, federation);
        let Some(known) = self.federations.get(federation) else { return ended };
        let open: BTreeSet<Id> = known.waiting.keys().chain(&known.rivals).copied().collect();
        let others: Vec<Id> = open.into_iter().filter(|revision| !ended.contains(revision)).collect();
        ended.extend(others.into_iter().take(NAMES_MAX - ended.len()));
        ended
    }
}

/// What a collective has ended of its place in a federation; by default nothing.
#[derive(Default)]
pub(super) struct Left {
    /// Revisions up to this one say nothing for it any more.
    revision: Option<u32>,
    /// Neither do these joins, and these revisions that were open then.
    pub(super) named: BTreeSet<Id>,
}
