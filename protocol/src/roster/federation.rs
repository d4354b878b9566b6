//! What a federation is: its chain of revisions, whom they list, and what each collective says for itself.
//! Who comes in by an invite is [`super::entry`]'s. Source: docs/protocol.md, "Who belongs".

use std::collections::{BTreeMap, BTreeSet};

use super::law::{Law, charter_of};
use super::{Collective, Federation};
use crate::envelope::Envelope;
use crate::id::Id;
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
        // The collectives that a revision pins decide about the next one, as they were or are since.
        let behind = |charter: &Charter, record: &Envelope| {
            let seats = charter.collectives.iter().filter(|pin| {
                known.get(&pin.charter).is_some_and(|seat| seat.chain.contains(&pin.head) && self.stands(seat, record))
            });
            seats.count() >= charter.threshold as usize
        };
        if !behind(&founding, first) {
            return None;
        }
        let mut ever: BTreeSet<Id> = founding.collectives.iter().map(|pin| pin.charter).collect();
        let (mut head, mut charter, mut rivals) = (id, founding, Vec::new());
        loop {
            let fork = self.fork(id, head, &charter, |child| behind(&charter, child));
            rivals.extend(fork.rivals);
            let Some(next) = fork.next else { break };
            head = next;
            charter = self.charters[&next].1.clone();
        }
        let revisions = self.charters.values().filter(|(record, _)| charter_of(record) == id);
        ever.extend(revisions.flat_map(|(_, charter)| charter.collectives.iter().map(|pin| pin.charter)));
        // Only descendants of the pinned revision count: another branch is another collective. And nobody
        // is put into a federation by others: its machines would hand their records to strangers.
        let counts = |pin: &&Pinned| {
            let seat = known.get(&pin.charter);
            seat.is_none_or(|seat| seat.chain.contains(&pin.head) && self.consents(seat, id, &Left::default()))
        };
        let collectives = charter.collectives.iter().filter(counts).map(|pin| (pin.charter, pin.head)).collect();
        let (contested, said) = (!rivals.is_empty(), BTreeMap::new());
        let mut federation = Federation { id, head, charter, contested, rivals, collectives, ever, said };
        self.join_collectives(&mut federation, known);
        // Last: whoever goes does not take along those whom they once let in.
        let stays = |seat: &Collective| self.consents(seat, id, &self.left(seat, id, federation.charter.revision));
        federation.collectives.retain(|charter, _| known.get(charter).is_none_or(stays));
        federation.said = federation
            .ever
            .iter()
            .filter_map(|id| known.get(id))
            .map(|seat| (seat.id, self.said(seat, &federation)))
            .collect();
        Some(federation)
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
        };
        let revisions = self.charters.values().filter(listed).map(|(record, _)| *record);
        let joins = self.joins.values().flatten().filter(|(_, join)| join.collective == Some(seat.id));
        let joins = joins.filter(|(record, _)| charter_of(record) == federation && !left.joins.contains(&record.id()));
        let mut said = revisions.chain(joins.map(|(record, _)| *record));
        said.any(|record| self.stands(seat, record))
    }

    /// What a collective has ended of its place in a federation whose revision in force is number `head`.
    fn left(&self, seat: &Collective, federation: Id, head: u32) -> Left {
        let leaves = self.leaves.get(&(federation, seat.id)).into_iter().flatten();
        // A leave ends what is, not what will be: a later revision lists whoever comes back.
        let known = leaves.filter(|(_, leave)| leave.revision <= head);
        let carried = known.filter(|(record, _)| self.stands(seat, record));
        carried.fold(Left::default(), |mut left, (record, leave)| {
            left.revision = left.revision.max(Some(leave.revision));
            left.joins.extend(record.header().names.iter());
            left
        })
    }
}

/// What a collective has ended of its place in a federation; by default nothing.
#[derive(Default)]
struct Left {
    /// Revisions up to this one say nothing for it any more.
    revision: Option<u32>,
    /// Neither do these joins.
    joins: BTreeSet<Id>,
}
