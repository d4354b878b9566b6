//! Federations that a collective wants and that are not, or are not known here: its stewards learn of the wish by its
//! law, and agree to it, before anybody else does. The same for one in which a collective was before, and of which
//! its homes know the law. Source: docs/protocol.md, "Who belongs".

use std::collections::{BTreeMap, BTreeSet};

use super::Roster;
use super::law::{Law, charter_of};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::join::Join;

impl Law<'_> {
    /// The wishes: by federation, the collectives whose stewards said so. What founds it pins the collective, or the
    /// collective's own join names it.
    pub(super) fn wishes(&self, roster: &Roster) -> BTreeMap<Id, BTreeSet<Id>> {
        let foundings = self.charters.iter().filter(|(_, (_, charter))| charter.revision == 0);
        let foundings = foundings
            .flat_map(|(id, (record, charter))| charter.collectives.iter().map(|pin| (*id, pin.charter, *record)));
        let joins = self.joins.values().flatten();
        let joins = joins.filter_map(|(record, join)| Some((charter_of(record), join.collective?, *record)));
        let mut wishes: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for (federation, collective, record) in foundings.chain(joins) {
            if !roster.knows_charter(&federation) && roster.presides(&collective, record) {
                wishes.entry(federation).or_default().insert(collective);
            }
        }
        for (record, join) in self.joins.values().flatten().filter(|(record, _)| roster.wants_back(&record.id())) {
            wishes.entry(charter_of(record)).or_default().extend(join.collective);
        }
        wishes
    }

    /// Notes the known federations in which own collectives are not: what their stewards say to come back is heard
    /// before the invite, which the others hold.
    pub(super) fn stand_outside(&self, roster: &mut Roster, me: &Id) {
        let own = self.own_collectives(roster, me);
        for (id, federation) in &roster.federations {
            let outside = own.iter().filter(|own| !federation.collectives.contains_key(*own)).copied();
            let outside: BTreeSet<Id> = outside.collect();
            if !outside.is_empty() {
                roster.by_own_word.entry(*id).or_default().extend(outside);
            }
        }
    }

    /// Joins by which collectives want back into a federation that is known, until they are in: those whose invite
    /// is not here, and those to which too few stewards have agreed.
    ///
    /// Not what a leave has ended. Nor, of whoever was put out, what was said by an invite that is known: it may be
    /// from before.
    pub(super) fn returns(&self, roster: &Roster) -> BTreeSet<Id> {
        let wants = |record: &Envelope, join: &Join| {
            let (Some(federation), Some(seat)) =
                (roster.federation(&charter_of(record)), join.collective.and_then(|id| roster.collective(&id)))
            else {
                return false;
            };
            let invited = self.invites.contains_key(&join.invite);
            let open = !invited || !(self.stands(seat, record) || federation.charter.removed.contains(&seat.id));
            let ended = || self.left(seat, federation.id, federation.charter.revision).named.contains(&record.id());
            open && !federation.collectives.contains_key(&seat.id) && roster.presides(&seat.id, record) && !ended()
        };
        let joins = self.joins.values().flatten().filter(|(record, join)| wants(record, join));
        joins.map(|(record, _)| record.id()).collect()
    }
}

impl Roster {
    /// True where a record is by somebody who is or was a steward of a collective.
    fn presides(&self, collective: &Id, record: &Envelope) -> bool {
        let (key, person) = (record.header().key, record.header().person);
        let presided = self.collectives.get(collective).is_some_and(|known| known.presided.contains(&person));
        presided && self.footing(collective, &key, &person).is_some()
    }

    /// The federations that a collective wants, and in which it is not yet.
    pub fn wished_by(&self, collective: Id) -> impl Iterator<Item = Id> {
        self.wishes.iter().filter(move |(_, by)| by.contains(&collective)).map(|(federation, _)| *federation)
    }

    /// True for a join by which a collective wants back into a federation that is known here.
    pub fn wants_back(&self, join: &Id) -> bool {
        self.returns.contains(join)
    }

    /// True where a charter is a federation that is only wanted.
    pub(super) fn is_wish(&self, charter: &Id) -> bool {
        self.wishes.contains_key(charter) && !self.federations.contains_key(charter)
    }
}
