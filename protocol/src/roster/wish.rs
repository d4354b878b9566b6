//! Federations that a collective wants and that are not, or are not known here: its stewards learn of the wish by its
//! law, and agree to it, before anybody else does. Source: docs/protocol.md, "Who belongs".

use std::collections::{BTreeMap, BTreeSet};

use super::Roster;
use super::law::{Law, charter_of};
use crate::envelope::Envelope;
use crate::id::Id;

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
        wishes
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

    /// True where a charter is a federation that is only wanted.
    pub(super) fn is_wish(&self, charter: &Id) -> bool {
        self.wishes.contains_key(charter)
    }
}
