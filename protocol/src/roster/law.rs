//! The fold itself: chains of revisions, joins by invite, federations of collectives.

use std::collections::{BTreeMap, BTreeSet};

use super::{Belonging, Collective, Federation, Invitation, Roster};
use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::keys::Key;
use crate::local::Role;
use crate::record::charter::{COLLECTIVES_MAX, Charter, MEMBERS_MAX};
use crate::record::device::Device;
use crate::record::invite::Invite;
use crate::record::join::Join;
use crate::record::vouch::Vouch;

/// The authority records, sorted by what they do.
struct Law<'a> {
    charters: BTreeMap<Id, (&'a Envelope, Charter)>,
    children: BTreeMap<Id, Vec<Id>>,
    approvals: BTreeMap<Id, Vec<&'a Envelope>>,
    acks: BTreeMap<Id, Vec<&'a Envelope>>,
    invites: BTreeMap<Id, (&'a Envelope, Invite)>,
    revocations: BTreeMap<Id, Vec<&'a Envelope>>,
    joins: BTreeMap<Id, Vec<(&'a Envelope, Join)>>,
    devices: BTreeMap<(Id, Key), Device>,
    vouches: Vec<Vouch>,
    pins: BTreeSet<Id>,
}

/// Folds authority records into who belongs.
pub(super) fn fold(records: &[Envelope], me: Option<Id>) -> Roster {
    let law = sort(records, me);
    let mut roster = Roster { referenced: referenced(&law), ..Roster::default() };
    roster.joining = law.joins.values().flatten().map(|(record, _)| record.header().person).collect();
    for (id, (record, charter)) in &law.charters {
        if charter.revision == 0 && !charter.is_federation() {
            let collective = law.collective(record, charter.clone());
            roster.collectives.insert(*id, collective);
        }
    }
    for (id, (record, charter)) in &law.charters {
        let founds = charter.revision == 0 && charter.is_federation();
        let federation = founds.then(|| law.federation(record, charter.clone(), &roster.collectives)).flatten();
        roster.federations.extend(federation.map(|federation| (*id, federation)));
    }
    roster.invites = law.invitations(&roster);
    roster
}

fn sort<'a>(records: &'a [Envelope], me: Option<Id>) -> Law<'a> {
    let mut law = Law {
        charters: BTreeMap::new(),
        children: BTreeMap::new(),
        approvals: BTreeMap::new(),
        acks: BTreeMap::new(),
        invites: BTreeMap::new(),
        revocations: BTreeMap::new(),
        joins: BTreeMap::new(),
        devices: BTreeMap::new(),
        vouches: Vec::new(),
        pins: BTreeSet::new(),
    };
    for record in records {
        let header = record.header();
        let named = header.names.first().copied();
        if let Some(charter) = body::<Charter>(record, "charter") {
            if let Some(parent) = charter.parent {
                law.children.entry(parent).or_default().push(record.id());
            }
            law.charters.insert(record.id(), (record, charter));
        } else if let Some(invite) = body::<Invite>(record, "invite") {
            law.invites.insert(record.id(), (record, invite));
        } else if let Some(join) = body::<Join>(record, "join") {
            law.joins.entry(join.invite).or_default().push((record, join));
        } else if let Some(device) = body::<Device>(record, "device") {
            let slot = law.devices.entry((header.person, device.key)).or_insert_with(|| device.clone());
            slot.revoked |= device.revoked;
        } else if let Some(vouch) = body::<Vouch>(record, "vouch") {
            law.vouches.push(vouch);
        } else if let Some(named) = named {
            match &*header.kind {
                "approve" => law.approvals.entry(named).or_default().push(record),
                "invite-revoke" => law.revocations.entry(named).or_default().push(record),
                "ack" => {
                    law.acks.entry(named).or_default().push(record);
                    if Some(header.person) == me {
                        law.pins.insert(named);
                    }
                }
                _ => {}
            }
        }
    }
    law
}

fn referenced(law: &Law<'_>) -> BTreeSet<Id> {
    let pinned = law.charters.values().flat_map(|(_, charter)| charter.collectives.iter().map(|pin| pin.charter));
    let joined = law.joins.values().flatten().filter_map(|(_, join)| join.collective);
    let vouched = law.vouches.iter().flat_map(|vouch| [vouch.collective, vouch.by]);
    pinned.chain(joined).chain(vouched).collect()
}

impl Law<'_> {
    /// The people who signed a record or approved it, as devices of these charters list them.
    fn agreed(&self, record: &Envelope, device: impl Fn(&Key, &Id) -> bool) -> BTreeSet<Id> {
        let approvals = self.approvals.get(&record.id()).into_iter().flatten().copied();
        std::iter::once(record)
            .chain(approvals)
            .map(|signed| (signed.header().key, signed.header().person))
            .filter(|(key, person)| device(key, person))
            .map(|(_, person)| person)
            .collect()
    }

    /// True where the stewards that a charter asks for agreed to a record.
    fn carried(&self, charter: &Charter, record: &Envelope) -> bool {
        let steward = |key: &Key, person: &Id| {
            charter.stewards.contains(person)
                && charter.devices.iter().any(|device| device.key == *key && device.person == *person)
        };
        self.agreed(record, steward).len() >= charter.threshold as usize
    }

    /// The child of a revision that counts, and whether others stand against it.
    fn next(&self, head: Id, charter: &Charter, carried: impl Fn(&Envelope) -> bool) -> (Option<Id>, bool) {
        let children = self.children.get(&head).into_iter().flatten();
        let valid: Vec<Id> = children
            .filter(|id| {
                let (record, child) = &self.charters[id];
                child.revision == charter.revision + 1
                    && child.is_federation() == charter.is_federation()
                    && carried(record)
            })
            .copied()
            .collect();
        let contested = valid.len() > 1;
        if let Some(pinned) = valid.iter().find(|id| self.leads_to_pin(id)) {
            return (Some(*pinned), contested);
        }
        let supporters: BTreeMap<Id, BTreeSet<Id>> =
            valid.iter().map(|id| (*id, self.supporters(id, charter))).collect();
        let votes = |id: &Id| {
            let own = &supporters[id];
            // Who acknowledged two of them counts for neither.
            own.iter().filter(|person| supporters.values().filter(|all| all.contains(person)).count() == 1).count()
        };
        let most = valid.iter().map(votes).max().unwrap_or(0);
        let leading: Vec<Id> = valid.into_iter().filter(|id| votes(id) == most).collect();
        match leading.as_slice() {
            [only] => (Some(*only), contested),
            _ => (None, contested), // a tie keeps the parent
        }
    }

    fn leads_to_pin(&self, id: &Id) -> bool {
        let mut open = vec![*id];
        while let Some(next) = open.pop() {
            if self.pins.contains(&next) {
                return true;
            }
            open.extend(self.children.get(&next).into_iter().flatten());
        }
        false
    }

    fn supporters(&self, revision: &Id, parent: &Charter) -> BTreeSet<Id> {
        let acks = self.acks.get(revision).into_iter().flatten();
        acks.map(|ack| ack.header())
            .filter(|header| {
                let listed = |device: &crate::record::charter::Listed| {
                    device.key == header.key && device.person == header.person
                };
                parent.devices.iter().any(listed)
            })
            .map(|header| header.person)
            .collect()
    }

    fn collective(&self, first: &Envelope, founding: Charter) -> Collective {
        let id = first.id();
        let (mut head, mut charter, mut chain, mut contested) = (id, founding, vec![id], false);
        let mut ever = BTreeMap::new();
        list(&mut ever, id, &charter);
        loop {
            let (next, rivals) = self.next(head, &charter, |child| self.carried(&charter, child));
            contested |= rivals;
            let Some(next) = next else { break };
            head = next;
            charter = self.charters[&next].1.clone();
            chain.push(next);
            list(&mut ever, id, &charter);
        }
        let steward = |person: &Id| charter.stewards.contains(person);
        let people = charter
            .members
            .iter()
            .map(|person| {
                (*person, Belonging { role: if steward(person) { Role::Steward } else { Role::Member }, join: None })
            })
            .collect();
        let revoked = |key: &Key, person: &Id| self.devices.get(&(*person, *key)).is_some_and(|device| device.revoked);
        let listed = charter.devices.iter().filter(|device| !revoked(&device.key, &device.person));
        let listed: Vec<_> = listed.collect();
        let devices = listed.iter().map(|device| (device.key, device.person)).collect();
        let seals = listed.iter().map(|device| (device.key, device.seal)).collect();
        let nodes = charter.nodes.iter().map(|node| (node.key, node.person.unwrap_or(id))).collect();
        let mut collective = Collective { id, head, charter, chain, contested, people, devices, seals, nodes, ever };
        self.join_people(&mut collective);
        self.own_devices(&mut collective);
        collective
    }

    /// Lets in who joined by a valid invite and is not written down yet.
    fn join_people(&self, collective: &mut Collective) {
        // Whoever holds a join was heard once, whether it counts or not: what they wrote is held on
        // every machine alike.
        for (record, join) in self.joins.values().flatten() {
            let header = record.header();
            if header.space.is_some_and(|space| space.charter == collective.id) {
                collective.ever.extend(join.device.into_iter().chain(join.node).map(|key| (key, header.person)));
            }
        }
        for (id, (record, invite)) in &self.invites {
            if invite.collective || !self.member_invite_is_valid(collective, record, invite) {
                continue;
            }
            let counted = self.counted_joins(
                id,
                invite,
                |person| collective.charter.members.contains(person),
                |revoke| self.carried(&collective.charter, revoke),
            );
            for (record, join) in counted {
                let person = record.header().person;
                let (Some(device), Some(seal)) = (join.device, join.seal) else { continue };
                let proven = self.devices.get(&(person, device)).is_some_and(|device| !device.revoked);
                if !proven || collective.charter.removed.contains(&person) {
                    continue;
                }
                if collective.people.contains_key(&person) || collective.people.len() >= MEMBERS_MAX {
                    continue; // written down already, or no room
                }
                let approved = !collective.charter.approval || self.carried(&collective.charter, record);
                let role = if approved { Role::Member } else { Role::New };
                collective.people.insert(person, Belonging { role, join: Some(record.id()) });
                collective.devices.insert(device, person);
                collective.seals.insert(device, seal);
                if let Some(node) = join.node {
                    collective.nodes.insert(node, person);
                }
            }
        }
    }

    /// Puts devices in force that a belonging person's root key named: up to four a person.
    fn own_devices(&self, collective: &mut Collective) {
        for ((person, key), device) in &self.devices {
            if !collective.people.contains_key(person) {
                continue;
            }
            collective.ever.extend(std::iter::once(*key).chain(device.node).map(|key| (key, *person)));
            let many = collective.devices.values().filter(|owner| *owner == person).count();
            if device.revoked || (many >= 4 && !collective.devices.contains_key(key)) {
                continue;
            }
            collective.devices.insert(*key, *person);
            collective.seals.insert(*key, device.seal);
            collective.nodes.extend(device.node.map(|node| (node, *person)));
        }
    }

    fn member_invite_is_valid(&self, collective: &Collective, record: &Envelope, invite: &Invite) -> bool {
        let here = record.header().space.is_some_and(|space| space.charter == collective.id);
        let pinned = collective.chain.contains(&invite.pin);
        here && pinned && self.carried(&self.charters[&invite.pin].1, record)
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
        let joins: Vec<_> = self.joins.get(id).into_iter().flatten().collect();
        let revocations: Vec<&Envelope> =
            self.revocations.get(id).into_iter().flatten().copied().filter(|revoke| agreed(revoke)).collect();
        let kept = |join: &Envelope| revocations.iter().all(|revoke| revoke.header().names.contains(&join.id()));
        let joins: Vec<_> = joins.into_iter().filter(|(record, _)| kept(record)).collect();
        let who = |(record, join): &(&Envelope, Join)| join.collective.unwrap_or(record.header().person);
        let comers: BTreeSet<Id> = joins.iter().map(|join| who(join)).collect();
        let within = comers.len() <= invite.uses as usize;
        joins.into_iter().filter(|join| within || named(&who(join))).collect()
    }

    /// True where a collective's own threshold stands behind a record.
    fn speaks(&self, collective: &Collective, record: &Envelope) -> bool {
        self.carried(&collective.charter, record)
    }

    fn federation(&self, first: &Envelope, founding: Charter, known: &BTreeMap<Id, Collective>) -> Option<Federation> {
        let id = first.id();
        let behind = |charter: &Charter, record: &Envelope| {
            let seats = charter.collectives.iter().filter_map(|pinned| known.get(&pinned.charter));
            seats.filter(|collective| self.speaks(collective, record)).count() >= charter.threshold as usize
        };
        if !behind(&founding, first) {
            return None;
        }
        let (mut head, mut charter, mut contested) = (id, founding, false);
        loop {
            let (next, rivals) = self.next(head, &charter, |child| behind(&charter, child));
            contested |= rivals;
            let Some(next) = next else { break };
            head = next;
            charter = self.charters[&next].1.clone();
        }
        let pinned = |pin: &crate::record::charter::Pinned| {
            // Only descendants of the pinned revision count: another branch is another collective.
            known.get(&pin.charter).is_none_or(|collective| collective.chain.contains(&pin.head))
        };
        let collectives =
            charter.collectives.iter().filter(|pin| pinned(pin)).map(|pin| (pin.charter, pin.head)).collect();
        let mut federation = Federation { id, head, charter, contested, collectives };
        // A collective that joined may have invited the next one: until nothing changes.
        while self.join_collectives(&mut federation, known) {}
        Some(federation)
    }

    fn join_collectives(&self, federation: &mut Federation, known: &BTreeMap<Id, Collective>) -> bool {
        let before = federation.collectives.len();
        for (id, (record, invite)) in &self.invites {
            let here = record.header().space.is_some_and(|space| space.charter == federation.id);
            let host = |charter: &Id| known.get(charter).is_some_and(|collective| self.speaks(collective, record));
            if !invite.collective || !here || !federation.collectives.keys().any(host) {
                continue;
            }
            let hosts: Vec<&Collective> =
                federation.collectives.keys().filter_map(|charter| known.get(charter)).collect();
            let counted = self.counted_joins(
                id,
                invite,
                |charter| federation.collectives.contains_key(charter),
                |revoke| hosts.iter().any(|collective| self.speaks(collective, revoke)),
            );
            for (record, join) in counted {
                let (Some(charter), Some(head)) = (join.collective, join.head) else { continue };
                let Some(collective) = known.get(&charter) else { continue };
                let agreed = self.speaks(collective, record) && collective.chain.contains(&head);
                if agreed && federation.collectives.len() < COLLECTIVES_MAX {
                    federation.collectives.entry(charter).or_insert(head);
                }
            }
        }
        federation.collectives.len() > before
    }

    fn invitations(&self, roster: &Roster) -> BTreeMap<Id, Invitation> {
        let mut invitations = BTreeMap::new();
        for (id, (record, invite)) in &self.invites {
            let header = record.header();
            let Some(space) = header.space else { continue };
            let member = roster.collective(&space.charter);
            let alliance = roster.federation(&space.charter);
            let hosts: Vec<&Collective> = match (member, alliance) {
                (Some(collective), _) => vec![collective],
                (None, Some(federation)) => {
                    federation.collectives.keys().filter_map(|charter| roster.collective(charter)).collect()
                }
                (None, None) => Vec::new(),
            };
            let agreed = |record: &Envelope| hosts.iter().any(|collective| self.speaks(collective, record));
            let valid = match member {
                Some(collective) => self.member_invite_is_valid(collective, record, invite),
                None => agreed(record),
            };
            let revoked = self.revocations.get(id).into_iter().flatten().any(|revoke| agreed(revoke));
            let joins = self.joins.get(id).into_iter().flatten().map(|(record, join)| {
                (record.id(), join.collective.unwrap_or(record.header().person), record.header().created)
            });
            invitations.insert(
                *id,
                Invitation {
                    charter: space.charter,
                    invite: invite.clone(),
                    created: header.created,
                    author: header.person,
                    valid,
                    revoked,
                    joins: joins.collect(),
                },
            );
        }
        invitations
    }
}

fn list(ever: &mut BTreeMap<Key, Id>, collective: Id, charter: &Charter) {
    ever.extend(charter.devices.iter().map(|device| (device.key, device.person)));
    ever.extend(charter.nodes.iter().map(|node| (node.key, node.person.unwrap_or(collective))));
}
