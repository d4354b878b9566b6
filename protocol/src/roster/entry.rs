//! Who comes in between two revisions: people into a collective, collectives into a federation, each
//! by a join that names an invite.

use std::collections::{BTreeMap, BTreeSet};

use super::law::{Law, charter_of};
use super::{BY_ONE_MAX, Belonging, Collective, Federation, Invitation, Roster};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::local::Role;
use crate::planted::{self, Wrong};
use crate::record::charter::{Charter, DEVICES_MAX, MEMBERS_MAX, NODES_MAX};
use crate::record::invite::Invite;
use crate::record::join::Join;

impl Law<'_> {
    /// Lets in who joined by a valid invite and is not written down yet.
    pub(super) fn join_people(&self, collective: &mut Collective) {
        for (id, (record, invite)) in &self.invites {
            if invite.collective || !self.member_invite_is_valid(collective, record, invite) {
                continue;
            }
            let counted = self.counted_joins(
                id,
                invite,
                |person| collective.charter.members.contains(person),
                |revoke| self.speaks(collective, &collective.id, revoke),
            );
            for (record, join) in counted {
                self.join_person(collective, record, join);
            }
        }
    }

    fn join_person(&self, collective: &mut Collective, record: &Envelope, join: &Join) {
        let person = record.header().person;
        let (Some(device), Some(seal)) = (join.device, join.seal) else { return };
        if !self.was_proven(collective.id, person, device) {
            return;
        }
        if collective.charter.removed.contains(&person) {
            collective.barred.insert(person);
            return;
        }
        let room = collective.people.len() < MEMBERS_MAX && collective.devices.len() < DEVICES_MAX;
        if !room || collective.people.contains_key(&person) || collective.devices.contains_key(&device) {
            return; // written down already, or no room
        }
        // As many stewards as it takes now: nobody goes on deciding alone who once did.
        let agreed = || self.carried(collective.id, &collective.charter, record, |_| true);
        let role = if !collective.charter.approval || agreed() { Role::Member } else { Role::New };
        collective.people.insert(person, Belonging { role, join: Some(record.id()) });
        if !self.proven(collective.id, person, device) {
            return; // they took it back since: the computer is lost, and they are not
        }
        collective.devices.insert(device, person);
        collective.seals.insert(device, seal);
        // Who has a node's key could bring it twice: it stays whose it was.
        if let Some(node) = join.node.filter(|_| collective.nodes.len() < NODES_MAX) {
            collective.nodes.entry(node).or_insert(person);
        }
    }

    /// Puts devices in force that a belonging person's root key vouches for, up to four a person: so a
    /// restored home comes back in by its own words.
    ///
    /// Only such a word brings a key for somebody whom no revision lists with it: a join says whose it is, and
    /// anybody can say that.
    pub(super) fn own_devices(&self, collective: &mut Collective) {
        for ((charter, person, key), device) in &self.devices {
            if *charter != collective.id {
                continue;
            }
            if !collective.knows(person) {
                continue; // nobody hears it who does not hold it
            }
            collective.ever.extend(std::iter::once(*key).chain(device.node).map(|key| (key, *person)));
            collective.came_with.extend(device.node.map(|node| (*key, node)));
            if !collective.people.contains_key(person) || self.was_dropped(&collective.charter, key) {
                continue;
            }
            let many = collective.devices.values().filter(|owner| *owner == person).count();
            let room = many < 4 && collective.devices.len() < DEVICES_MAX && !collective.devices.contains_key(key);
            if device.revoked || !room {
                continue;
            }
            collective.devices.insert(*key, *person);
            collective.seals.insert(*key, device.seal);
            if let Some(node) = device.node.filter(|_| collective.nodes.len() < NODES_MAX) {
                collective.nodes.entry(node).or_insert(*person);
            }
        }
    }

    /// True where stewards of the revision that the invite pins agreed to it and still are stewards: whoever leaves
    /// takes along the doors that they opened, and so does a device that is taken off.
    fn member_invite_is_valid(&self, collective: &Collective, record: &Envelope, invite: &Invite) -> bool {
        charter_of(record) == collective.id
            && collective.chain.contains(&invite.pin)
            && self.opens(collective, &self.charters[&invite.pin].1, record)
    }

    /// True where stewards of a revision opened a door by a record, and may still: they are stewards, by devices that
    /// the revision in force has not taken off. So who has a laptop that was taken off the list opens nothing with it
    /// under a revision from before.
    ///
    /// - `at`: the revision of the collective under which it was opened.
    fn opens(&self, collective: &Collective, at: &Charter, record: &Envelope) -> bool {
        let head = &collective.charter;
        let still = |key: &Key, person: &Id| head.stewards.contains(person) && !self.was_dropped(head, key);
        let opened = self.agreed(record, |key, person| {
            at.stewards.contains(person) && self.has_device(collective.id, at, key, person) && still(key, person)
        });
        opened.len() >= at.threshold as usize
    }

    /// The same for what a collective opens elsewhere, under the revision `from` or a later one.
    fn opens_since(&self, collective: &Collective, from: &Id, record: &Envelope) -> bool {
        let since = collective.chain.iter().skip_while(|revision| *revision != from);
        since.into_iter().any(|revision| self.opens(collective, &self.charters[revision].1, record))
    }

    /// The joins of an invite that count: all while they are not more than its uses, else only
    /// those that a revision has named. What stewards took back keeps the joins that they listed.
    fn counted_joins(
        &self,
        id: &Id,
        invite: &Invite,
        named: impl Fn(&Id) -> bool,
        agreed: impl Fn(&Envelope) -> bool,
    ) -> Vec<&(&Envelope, Join)> {
        // A collective's own people hold its join unchecked; a person's was checked at the gate.
        let fits = |record: &Envelope, join: &Join| join.collective.is_none() || join.fits(record, invite);
        let joins = self.joins.get(id).into_iter().flatten().filter(|(record, join)| fits(record, join));
        let revocations: Vec<&Envelope> =
            self.revocations.get(id).into_iter().flatten().copied().filter(|revoke| agreed(revoke)).collect();
        let kept = |join: &Envelope| revocations.iter().all(|revoke| revoke.header().names.contains(&join.id()));
        let joins: Vec<_> = joins.filter(|(record, _)| kept(record)).collect();
        let comers: BTreeSet<Id> = joins.iter().map(|(record, join)| join.comer(record)).collect();
        let within = comers.len() <= invite.uses as usize || planted::is(Wrong::JoinsWithoutEnd);
        joins.into_iter().filter(|(record, join)| within || named(&join.comer(record))).collect()
    }

    /// Lets in collectives that joined a federation by an invite. One that joined may have invited
    /// the next one: until nothing changes. The ninth and every further one needs a revision that names it.
    ///
    /// - `stays`: false of who has left since, and takes nobody's place.
    pub(super) fn join_collectives(
        &self,
        federation: &mut Federation,
        known: &BTreeMap<Id, Collective>,
        stays: impl Fn(&Collective) -> bool,
    ) {
        while self.join_round(federation, known, &stays) {}
    }

    fn join_round(
        &self,
        federation: &mut Federation,
        known: &BTreeMap<Id, Collective>,
        stays: impl Fn(&Collective) -> bool,
    ) -> bool {
        let before = federation.collectives.len();
        let takes_place = |charter: &Id| known.get(charter).is_none_or(&stays);
        for (id, (record, invite)) in &self.invites {
            let hosts = self.hosts(federation, known, record);
            if !invite.collective || hosts.is_empty() {
                continue;
            }
            let counted = self.counted_joins(
                id,
                invite,
                |charter| federation.collectives.contains_key(charter),
                |revoke| self.is_taken_back(&hosts, revoke),
            );
            for (record, join) in counted {
                let (Some(charter), Some(head)) = (join.collective, join.head) else { continue };
                let stands = |comer: &Collective| comer.chain.contains(&head) && self.stands(comer, record);
                let agreed = known.get(&charter).is_some_and(stands);
                if !agreed {
                    continue;
                }
                if federation.charter.removed.contains(&charter) {
                    federation.barred.insert(charter);
                    continue;
                }
                let places = federation.collectives.keys().filter(|other| takes_place(other)).count();
                if places < BY_ONE_MAX || !takes_place(&charter) {
                    federation.collectives.entry(charter).or_insert(head);
                }
            }
        }
        federation.collectives.len() > before
    }

    /// The collectives of a federation that stand behind an invite of its own, each with its pin.
    fn hosts<'k>(
        &self,
        federation: &Federation,
        known: &'k BTreeMap<Id, Collective>,
        invite: &Envelope,
    ) -> Vec<(&'k Collective, Id)> {
        if charter_of(invite) != federation.id {
            return Vec::new();
        }
        let pinned = federation.collectives.iter().filter_map(|(charter, pin)| Some((known.get(charter)?, *pin)));
        let opened = |host: &Collective, pin: &Id| {
            // Whom it let in stays in when those who invited have gone.
            self.opens_since(host, pin, invite) || host.settled.contains(&invite.id())
        };
        pinned.filter(|(host, pin)| opened(host, pin)).collect()
    }

    /// True where one of those who invited took the invite back.
    fn is_taken_back(&self, hosts: &[(&Collective, Id)], revoke: &Envelope) -> bool {
        hosts.iter().any(|(host, pin)| self.speaks(host, pin, revoke))
    }

    /// What would not be heard with what is held: joins of collectives that were heard for the sake of the
    /// federation that they name, and have no invite in it now that it is known; and what people said whose
    /// join is held no more. Else a home that heard a record in time would hold it, and no other would.
    pub(super) fn unheard(&self, roster: &Roster) -> BTreeSet<Id> {
        let without_invite = |record: &Envelope, join: &Join| {
            let invite = self.invites.get(&join.invite);
            !invite.is_some_and(|(invite, words)| charter_of(invite) == charter_of(record) && join.fits(record, words))
        };
        let joins = self.joins.values().flatten().filter(|(_, join)| join.collective.is_some());
        let known = joins.filter(|(record, _)| roster.knows_charter(&charter_of(record)));
        let lost = known.filter(|(record, join)| without_invite(record, join) && !roster.waits(record, join));
        let joins = lost.map(|(record, _)| record.id());
        joins.chain(self.records().filter(|record| !roster.may_go_on_saying(record)).map(Envelope::id)).collect()
    }

    /// Charters whose first revision may be taken in: collectives that a federation's law names, and what those
    /// name who found or join one that is not known here yet. A first charter lists one collective.
    pub(super) fn referenced(&self, roster: &Roster) -> BTreeSet<Id> {
        let named = roster.federations().flat_map(|federation| federation.ever.iter().copied());
        let unknown = |charter: &Id| !roster.knows_charter(charter);
        let founded = self.charters.iter().filter(|(id, (_, charter))| charter.revision == 0 && unknown(id));
        let founders = founded.flat_map(|(_, (_, charter))| charter.collectives.iter().map(|pin| pin.charter));
        let joins = self.joins.values().flatten();
        let joins = joins.filter_map(|(record, join)| Some([join.collective?, charter_of(record)]));
        let joined = joins.filter(|[_, charter]| unknown(charter)).flatten();
        named.chain(founders).chain(joined).collect()
    }

    /// Every invite and who used it, as the people who may ask are told.
    pub(super) fn invitations(&self, roster: &Roster) -> BTreeMap<Id, Invitation> {
        self.invites.iter().map(|(id, (record, invite))| (*id, self.invitation(roster, id, record, invite))).collect()
    }

    fn invitation(&self, roster: &Roster, id: &Id, record: &Envelope, invite: &Invite) -> Invitation {
        let charter = charter_of(record);
        let hosts = match (roster.collective(&charter), roster.federation(&charter)) {
            (Some(collective), _) => vec![(collective, collective.id)],
            (None, Some(federation)) => self.hosts(federation, &roster.collectives, record),
            (None, None) => Vec::new(),
        };
        let valid = match roster.collective(&charter) {
            Some(collective) => !invite.collective && self.member_invite_is_valid(collective, record, invite),
            None => invite.collective && !hosts.is_empty(),
        };
        let joins = self.joins.get(id).into_iter().flatten();
        Invitation {
            charter,
            invite: invite.clone(),
            created: record.header().created,
            author: record.header().person,
            valid,
            revoked: self.revocations.get(id).into_iter().flatten().any(|revoke| self.is_taken_back(&hosts, revoke)),
            joins: joins.map(|(record, join)| (record.id(), join.comer(record), record.header().created)).collect(),
        }
    }
}
