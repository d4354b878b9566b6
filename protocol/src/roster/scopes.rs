//! Which scopes there are for whom, what belongs to each, and which machines read it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Federation, Roster};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::planted::{self, Wrong};
use crate::space::{Scope, Side, Space};

impl Roster {
    /// The scopes that the members of a collective read: its inner one first.
    pub fn scopes_of(&self, collective: Id) -> Vec<Scope> {
        let federations = self.federations_of(collective).map(|federation| Scope::Federation(federation.id));
        std::iter::once(Scope::Inner(collective)).chain(federations).collect()
    }

    /// The charters whose authority records belong to a scope.
    pub fn charters_in(&self, scope: &Scope) -> BTreeSet<Id> {
        let mut charters = BTreeSet::from([scope.charter()]);
        let federations: Vec<&Federation> = match scope {
            // Also those in which it was: its people tell each other that it has gone, or that it wants back.
            Scope::Inner(collective) => {
                self.federations.values().filter(|federation| federation.ever.contains(collective)).collect()
            }
            Scope::Federation(charter) => self.federations.get(charter).into_iter().collect(),
        };
        for federation in federations {
            charters.insert(federation.id);
            // Those that left as well: what they said in the federation's law rests on theirs.
            charters.extend(federation.collectives.keys().chain(&federation.ever));
        }
        if let Scope::Inner(collective) = scope {
            charters.extend(self.wished_by(*collective));
        }
        charters
    }

    /// True where content of a space and an audience belongs to a scope.
    ///
    /// An inner scope carries the open space of its collective too, so that members of a collective
    /// without a federation exchange everything.
    pub fn holds(&self, scope: &Scope, space: &Space, audience: Option<&Id>) -> bool {
        match scope {
            Scope::Inner(collective) => *collective == space.charter && space.side != Side::Law,
            Scope::Federation(charter) => {
                let lists = |federation: &Federation| federation.collectives.contains_key(&space.charter);
                (space.side == Side::Open || planted::is(Wrong::InnerShown))
                    && audience.is_none_or(|only| only == charter)
                    && self.federations.get(charter).is_some_and(lists)
            }
        }
    }

    /// True where a record may come by a scope: all authority, by which it is known what the scope holds, and the
    /// content that it holds. So nobody hands on in a federation what is written in a collective that is not in it.
    pub fn takes(&self, scope: &Scope, record: &Envelope) -> bool {
        let header = record.header();
        match (&header.space, header.ticket) {
            (Some(space), Some(_)) => self.holds(scope, space, header.audience.as_ref()),
            (Some(_) | None, None) | (None, Some(_)) => true,
        }
    }

    /// The home nodes that read a scope, with the collective of each: where several list one, that for which it has
    /// signed.
    pub fn nodes_in(&self, scope: &Scope) -> BTreeMap<Key, Id> {
        let collectives: Vec<Id> = match scope {
            Scope::Inner(collective) => vec![*collective],
            Scope::Federation(charter) => {
                self.federations.get(charter).map(|f| f.collectives.keys().copied().collect()).unwrap_or_default()
            }
        };
        let known = collectives.iter().filter_map(|id| self.collectives.get(id));
        let mut nodes: BTreeMap<Key, (bool, Id)> = BTreeMap::new();
        for collective in known {
            for node in collective.nodes.keys() {
                let (signed, at) = (collective.signed.contains(node), collective.id);
                let place = nodes.entry(*node).or_insert((signed, at));
                if signed && !place.0 {
                    *place = (signed, at);
                }
            }
        }
        nodes.into_iter().map(|(node, (_, collective))| (node, collective)).collect()
    }

    /// The scopes that a reader of `mine` shares with a machine, where that machine is listed.
    pub fn shared_with(&self, mine: &[Scope], node: &Key) -> Vec<Scope> {
        mine.iter().filter(|scope| self.nodes_in(scope).contains_key(node)).copied().collect()
    }

    /// The collectives of a machine: those that list it. Any collective can list any machine, so where it has signed
    /// for some of them it is theirs alone.
    pub fn homes_of(&self, machine: &Key) -> BTreeSet<Id> {
        let listing = || self.collectives.values().filter(|known| known.nodes.contains_key(machine));
        let signed: BTreeSet<Id> =
            listing().filter(|known| known.signed.contains(machine)).map(|home| home.id).collect();
        if signed.is_empty() { listing().map(|home| home.id).collect() } else { signed }
    }

    /// True where a machine is one of these collectives', and not the own one's.
    pub fn is_of_any(&self, machine: &Key, collectives: &BTreeSet<Id>, own: Option<&Id>) -> bool {
        let homes = self.homes_of(machine);
        !homes.is_disjoint(collectives) && !own.is_some_and(|own| homes.contains(own))
    }
}
