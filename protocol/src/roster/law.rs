//! The fold itself, and who stands behind a record. Which revision follows which is [`super::chain`]'s,
//! who comes in between two of them [`super::entry`]'s; what a
//! federation is of all that [`super::federation`]'s.

use std::collections::{BTreeMap, BTreeSet};

use super::bounds::Bounds;
use super::words::Words;
use super::{Belonging, Collective, Roster};
use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::keys::Key;
use crate::local::Role;
use crate::planted::{self, Wrong};
use crate::record::charter::{Charter, Listed};
use crate::record::cut::Cut;
use crate::record::device::Device;
use crate::record::invite::Invite;
use crate::record::join::Join;
use crate::record::leave::Leave;
use crate::record::vouch::Vouch;

/// The authority records, sorted by what they do; every list ascending by record id.
pub(super) struct Law<'a> {
    pub(super) charters: BTreeMap<Id, (&'a Envelope, Charter)>,
    pub(super) children: BTreeMap<Id, Vec<Id>>,
    approvals: BTreeMap<Id, Vec<&'a Envelope>>,
    pub(super) acks: BTreeMap<Id, Vec<&'a Envelope>>,
    pub(super) invites: BTreeMap<Id, (&'a Envelope, Invite)>,
    pub(super) revocations: BTreeMap<Id, Vec<&'a Envelope>>,
    pub(super) joins: BTreeMap<Id, Vec<(&'a Envelope, Join)>>,
    /// What a root key said of a device, taken back by any record that does; by charter, person and key.
    /// By charter, since another charter's records are not known to everybody.
    pub(super) devices: BTreeMap<(Id, Id, Key), Device>,
    /// The same for which a root key ever vouched, also where it took them back, with the keys to which it has
    /// others seal.
    vouched: BTreeMap<(Id, Id, Key), BTreeSet<Key>>,
    pub(super) vouches: BTreeMap<Id, (&'a Envelope, Vouch)>,
    /// Of collectives that went out of a federation; by federation and collective.
    pub(super) leaves: BTreeMap<(Id, Id), Vec<(&'a Envelope, Leave)>>,
    pub(super) cuts: Vec<(&'a Envelope, Cut)>,
    pub(super) erasures: Vec<&'a Envelope>,
    pub(super) pins: BTreeSet<Id>,
    /// The pins, and every revision from which one descends.
    pub(super) to_pins: BTreeSet<Id>,
    /// The same for what federations have settled: see [`super::settled`].
    pub(super) to_settled: BTreeSet<Id>,
    /// Every record, and what the bounds read in it.
    lines: Vec<(&'a Envelope, Words)>,
}

/// The charter among whose authority a record stands; a first charter stands among its own.
pub(crate) fn charter_of(record: &Envelope) -> Id {
    record.header().space.map_or(record.id(), |space| space.charter)
}

/// Folds authority records into who belongs.
pub(super) fn fold(records: &[Envelope], me: Option<Id>) -> Roster {
    let mut law = sort(records, me);
    let mut roster = Roster::default();
    let named = |(record, charter): &(&Envelope, Charter)| Some((charter_of(record), charter.terms?));
    roster.terms = law.charters.values().filter_map(named).collect();
    for (id, (record, charter)) in &law.charters {
        if charter.revision == 0 && !charter.is_federation() {
            let collective = law.collective(record, charter.clone());
            roster.collectives.insert(*id, collective);
        }
    }
    if let Some(me) = me {
        law.pin_listed(&mut roster, &me);
    }
    law.fold_federations(&mut roster);
    if let Some(me) = me {
        law.settle(&mut roster, &me);
        law.stand_outside(&mut roster, &me);
    }
    roster.returns = law.returns(&roster);
    roster.wishes = law.wishes(&roster);
    roster.referenced = law.referenced(&roster);
    roster.invites = law.invitations(&roster);
    let unheard = law.unheard(&roster);
    law.lines.retain(|(record, _)| !unheard.contains(&record.id()));
    roster.bounds = Bounds::of(&law.lines, &roster);
    roster.unheard = unheard.into_iter().collect();
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
        vouched: BTreeMap::new(),
        vouches: BTreeMap::new(),
        leaves: BTreeMap::new(),
        cuts: Vec::new(),
        erasures: Vec::new(),
        pins: BTreeSet::new(),
        to_pins: BTreeSet::new(),
        to_settled: BTreeSet::new(),
        lines: Vec::with_capacity(records.len()),
    };
    let mut ordered: Vec<&Envelope> = records.iter().collect();
    ordered.sort_by_key(|record| record.id());
    for record in ordered {
        let header = record.header();
        let named = header.names.first().copied();
        let mut words = Words::Other;
        if let Some(charter) = body::<Charter>(record, "charter") {
            words = Words::of_charter(&charter);
            if let Some(parent) = charter.parent {
                law.children.entry(parent).or_default().push(record.id());
            }
            law.charters.insert(record.id(), (record, charter));
        } else if let Some(invite) = body::<Invite>(record, "invite") {
            words = Words::of_invite(&invite);
            law.invites.insert(record.id(), (record, invite));
        } else if let Some(join) = body::<Join>(record, "join") {
            words = Words::of_join(&join);
            law.joins.entry(join.invite).or_default().push((record, join));
        } else if let Some(device) = body::<Device>(record, "device") {
            words = Words::of_device(&device);
            let known =
                law.devices.entry((charter_of(record), header.person, device.key)).or_insert_with(|| device.clone());
            known.revoked |= device.revoked && !planted::is(Wrong::TakenBackCounts);
            if !device.revoked {
                let said = law.vouched.entry((charter_of(record), header.person, device.key)).or_default();
                said.insert(device.seal);
            }
            known.node = known.node.or(device.node);
        } else if let Some(vouch) = body::<Vouch>(record, "vouch") {
            law.vouches.insert(record.id(), (record, vouch));
        } else if let Some(leave) = body::<Leave>(record, "leave") {
            law.leaves.entry((charter_of(record), leave.collective)).or_default().push((record, leave));
        } else if let Some(cut) = body::<Cut>(record, "cut") {
            words = Words::of_cut(&cut);
            law.cuts.push((record, cut));
        } else if let Some(named) = named {
            match &*header.kind {
                "erase" => law.erasures.push(record),
                "approve" => law.approvals.entry(named).or_default().push(record),
                "invite-revoke" => law.revocations.entry(named).or_default().push(record),
                "ack" => law.acks.entry(named).or_default().push(record),
                _ => {}
            }
        }
        law.lines.push((record, words));
    }
    law.pins = me.map(|me| law.pins_of(&me)).unwrap_or_default();
    law.to_pins = law.ways_to(law.pins.iter().copied());
    law
}

impl Law<'_> {
    /// Every authority record, ascending by id.
    pub(super) fn records(&self) -> impl Iterator<Item = &Envelope> {
        self.lines.iter().map(|(record, _)| *record)
    }

    /// The people who signed a record or approved it, as devices of these charters list them.
    pub(super) fn agreed(&self, record: &Envelope, device: impl Fn(&Key, &Id) -> bool) -> BTreeSet<Id> {
        self.agreed_records(record, |said| device(&said.header().key, &said.header().person))
    }

    /// The same, by what they said. Only approvals beside the record count: others are not known to all who
    /// know the record.
    pub(super) fn agreed_records(&self, record: &Envelope, counts: impl Fn(&Envelope) -> bool) -> BTreeSet<Id> {
        let approvals = self.approvals.get(&record.id()).into_iter().flatten().copied();
        let beside = approvals.filter(|approval| charter_of(approval) == charter_of(record));
        let said = std::iter::once(record).chain(beside).filter(|said| counts(said));
        said.map(|said| said.header().person).collect()
    }

    /// What a person has acknowledged by devices for which their root key vouches. By those that it took back since
    /// only where nothing contradicts it: else whoever has one of them would lead the others away.
    fn pins_of(&self, me: &Id) -> BTreeSet<Id> {
        let mut pins = self.pinned_by(me, |charter, key| self.proven(charter, *me, key));
        let gone =
            |charter: Id, key: Key| self.vouched.contains_key(&(charter, *me, key)) && !self.proven(charter, *me, key);
        let mut once: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for pin in self.pinned_by(me, gone) {
            let of = self.charters.get(&pin).map(|(record, _)| charter_of(record));
            once.entry(of.unwrap_or(pin)).or_default().insert(pin);
        }
        for (charter, gone) in once {
            let of = |pin: &&Id| self.charters.get(*pin).is_some_and(|(record, _)| charter_of(record) == charter);
            let all = pins.iter().filter(of).chain(&gone).copied().collect();
            if self.newest_of_one_line(all).is_some() {
                pins.extend(gone);
            }
        }
        pins
    }

    /// The revisions that a person's own devices acknowledged, and those on whose branch they came in.
    ///
    /// - `theirs`: whether a key is theirs in a charter; a record only says so.
    fn pinned_by(&self, me: &Id, theirs: impl Fn(Id, Key) -> bool) -> BTreeSet<Id> {
        let mine = |record: &Envelope| record.header().person == *me && theirs(charter_of(record), record.header().key);
        let seen = self.acks.iter().filter(|(_, acks)| acks.iter().any(|ack| mine(ack))).map(|(id, _)| *id);
        // Whoever came by an invite came to the branch on which it was made.
        let joins = self.joins.values().flatten().filter(|(record, _)| mine(record));
        let came = joins.filter_map(|(_, join)| Some(self.invites.get(&join.invite)?.1.pin));
        seen.chain(came).collect()
    }

    /// Pins what a person has acknowledged by devices of which their root key says nothing: those that the revisions
    /// list which hold without that. Any branch can list a device in anybody's name, and have it say what it likes.
    fn pin_listed(&mut self, roster: &mut Roster, me: &Id) {
        let listed = |charter: Id, key: Key| {
            let lists = |revision: &Id| {
                self.charters[revision].1.devices.iter().any(|device| device.key == key && device.person == *me)
            };
            let unsaid = !self.devices.contains_key(&(charter, *me, key));
            unsaid && roster.collective(&charter).is_some_and(|known| known.chain.iter().any(lists))
        };
        let pins: BTreeSet<Id> = self.pinned_by(me, listed).difference(&self.pins).copied().collect();
        let of = pins.iter().filter_map(|pin| Some(charter_of(self.charters.get(pin)?.0)));
        let anew: BTreeSet<Id> = of.filter(|charter| roster.collective(charter).is_some()).collect();
        self.pins.extend(&pins);
        self.to_pins = self.ways_to(self.pins.iter().copied());
        for id in anew {
            let (record, charter) = &self.charters[&id];
            let collective = self.collective(record, charter.clone());
            roster.collectives.insert(id, collective);
        }
    }

    /// True where a charter lists a device for a person, or their root key vouches for it: a lost laptop
    /// loses nobody's say.
    pub(super) fn has_device(&self, id: Id, charter: &Charter, key: &Key, person: &Id) -> bool {
        let listed = || charter.devices.iter().any(|device| device.key == *key && device.person == *person);
        // Also where it was taken back since: a laptop that is given away takes no old decision along.
        listed() || (self.was_proven(id, *person, *key) && !self.was_dropped(charter, key))
    }

    /// True where the stewards that a charter asks for agreed to a record, counting only some people.
    ///
    /// - `id`: the collective whose charter it is, or whose stewards speak elsewhere.
    pub(super) fn carried(&self, id: Id, charter: &Charter, record: &Envelope, counts: impl Fn(&Id) -> bool) -> bool {
        let steward = |key: &Key, person: &Id| {
            charter.stewards.contains(person) && counts(person) && self.has_device(id, charter, key, person)
        };
        self.agreed(record, steward).len() >= charter.threshold as usize
    }

    /// True where a collective stands behind a record: the stewards of one of its revisions carried
    /// it, the revision `from` or a later one, and still are stewards.
    ///
    /// Not the head alone: a device that is replaced opens no door again that it closed.
    pub(super) fn speaks(&self, collective: &Collective, from: &Id, record: &Envelope) -> bool {
        let counts = |person: &Id| collective.charter.stewards.contains(person);
        let since = collective.chain.iter().skip_while(|revision| *revision != from);
        since.into_iter().any(|revision| self.carried(collective.id, &self.charters[revision].1, record, counts))
    }

    /// True where a collective stands behind what was said for it elsewhere: as many stewards as it has now
    /// carry it, or a revision has written it down. So nobody who went, and nobody who once decided alone,
    /// speaks for it with an old date.
    pub(super) fn stands(&self, collective: &Collective, record: &Envelope) -> bool {
        collective.settled.contains(&record.id()) || self.carried(collective.id, &collective.charter, record, |_| true)
    }

    /// True where a root key vouched for a device among a charter's authority and never took it back.
    pub(super) fn proven(&self, charter: Id, person: Id, device: Key) -> bool {
        self.devices.get(&(charter, person, device)).is_some_and(|device| !device.revoked)
    }

    /// The same, whether it was taken back or not.
    pub(super) fn was_proven(&self, charter: Id, person: Id, device: Key) -> bool {
        self.vouched.contains_key(&(charter, person, device))
    }

    /// True where a revision before this one listed a device that this one leaves out, or this one names it as
    /// off the list: what stewards took off, no earlier word of a root key puts back.
    pub(super) fn was_dropped(&self, charter: &Charter, key: &Key) -> bool {
        let lists = |charter: &Charter| charter.devices.iter().any(|device| device.key == *key);
        if charter.dropped.contains(key) {
            return true; // it was lost before any revision had listed it
        }
        if lists(charter) {
            return false;
        }
        let mut parent = charter.parent;
        while let Some((_, earlier)) = parent.and_then(|id| self.charters.get(&id)) {
            if lists(earlier) {
                return true;
            }
            parent = earlier.parent;
        }
        false
    }

    /// The charters beside which a person's root key ever vouched for a device.
    pub(super) fn vouched_beside(&self, person: &Id) -> impl Iterator<Item = Id> {
        self.vouched.keys().filter(move |(_, owner, _)| owner == person).map(|(charter, _, _)| *charter)
    }

    /// What every federation is, by what its collectives are.
    pub(super) fn fold_federations(&self, roster: &mut Roster) {
        roster.federations.clear();
        for (id, (record, charter)) in &self.charters {
            let founds = charter.revision == 0 && charter.is_federation();
            let federation = founds.then(|| self.federation(record, charter.clone(), &roster.collectives)).flatten();
            roster.federations.extend(federation.map(|federation| (*id, federation)));
        }
    }

    pub(super) fn collective(&self, first: &Envelope, founding: Charter) -> Collective {
        let id = first.id();
        let (mut head, mut charter, mut chain, mut rivals) = (id, founding, vec![id], Vec::new());
        loop {
            let carried = |child: &Envelope| self.carried(id, &charter, child, |_| true);
            let seen = |child: &Id| self.supporters(id, child, &charter);
            let fork = self.fork(id, head, &charter, carried, seen, |child| self.is_firm(id, &charter, child));
            rivals.extend(fork.rivals);
            let Some(next) = fork.next else { break };
            head = next;
            charter = self.charters[&next].1.clone();
            chain.push(next);
        }
        let named = |revision: &Id| self.charters[revision].0.header().names.iter().skip(1).copied();
        let settled = chain.iter().flat_map(named).collect();
        let (contested, waiting) = (!rivals.is_empty(), self.waiting(id, head, &charter));
        let ever = self.ever(id, &chain);
        let beside = self.joins.values().flatten().filter(|(record, _)| charter_of(record) == id);
        let comers = beside.map(|(record, _)| record.header().person).collect();
        let steward = |person: &Id| charter.stewards.contains(person);
        let people = charter
            .members
            .iter()
            .map(|person| {
                (*person, Belonging { role: if steward(person) { Role::Steward } else { Role::Member }, join: None })
            })
            .collect();
        let revoked =
            |key: &Key, person: &Id| self.devices.get(&(id, *person, *key)).is_some_and(|device| device.revoked);
        let listed = charter.devices.iter().filter(|device| !revoked(&device.key, &device.person));
        let listed: Vec<_> = listed.collect();
        let devices = listed.iter().map(|device| (device.key, device.person)).collect();
        // Where others seal for a device, its person's root key says before any charter.
        let sealed_to = |device: &Listed| {
            let said = self.vouched.get(&(id, device.person, device.key));
            let said = said.filter(|said| !said.contains(&device.seal)).and_then(BTreeSet::first);
            said.copied().unwrap_or(device.seal)
        };
        let seals = listed.iter().map(|device| (device.key, sealed_to(device))).collect();
        let nodes = charter.nodes.iter().map(|node| (node.key, node.person.unwrap_or(id))).collect();
        let signed = self.devices.iter().filter(|((beside, ..), _)| *beside == id);
        let signed = signed.filter_map(|(_, device)| device.node).collect();
        let (kept, struck, erased) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut collective = Collective {
            id,
            head,
            charter,
            chain,
            settled,
            contested,
            rivals,
            waiting,
            people,
            devices,
            seals,
            nodes,
            came_with: BTreeMap::new(),
            signed,
            ever: ever.keys.clone(),
            written: ever.keys,
            named: ever.named,
            rooted: ever.rooted,
            listed: ever.listed,
            presided: ever.presided,
            comers,
            tickets_ever: ever.tickets,
            kept,
            struck,
            erased,
            barred: BTreeSet::new(),
        };
        self.join_people(&mut collective);
        self.own_devices(&mut collective);
        self.part(&mut collective);
        collective
    }
}
