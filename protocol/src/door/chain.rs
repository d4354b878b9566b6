//! The third word at a door: a chain of revisions. What a machine tells that others list and this one does
//! not know, how the receiver tries it, and what a machine is given that was listed and is not any more.
//!
//! A chain opens where it leads on from the revision that is in force here, the fold follows it, and who
//! knocks is listed at its end: so whoever slept while everybody else got new keys is found again.

use std::collections::{BTreeMap, BTreeSet};

use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::device::Device;
use crate::roster::speak::device_is_own;
use crate::roster::{Collective, Federation, Roster, charter_of};
use crate::time::Moment;

/// 60 KiB of records are told at a door: what fits a frame of 64 KiB with its lengths.
pub const TOLD_BYTES_MAX: usize = 60 * 1024;
/// 256 of them.
pub const TOLD_MAX: usize = 256;

/// What is told at the door of a home that does not know this machine yet: its person's word for it, and as
/// many of the newest revisions as there is room for, each with all who agreed to it.
///
/// - `law`: every authority record that is held; `node`: the machine's key.
pub fn told(law: &BTreeMap<Id, Envelope>, collective: &Collective, node: &Key, person: &Id) -> Vec<Envelope> {
    let mut told = Told::default();
    told.add_all(own_word(law, collective.id, node, person));
    let mut acks = Vec::new();
    let revisions = Revisions { law, collective };
    for revision in collective.chain.iter().rev() {
        if !told.add_all(revisions.with_support(revision)) {
            break;
        }
        acks.extend(revisions.about(revision, "ack"));
    }
    // Where another revision stands against one of these, they decide; the newest first.
    for ack in acks {
        if !told.add_all(vec![ack]) {
            break;
        }
    }
    told.records
}

/// What may go in of a chain that is told, in the order of its revisions; nothing where the fold does not
/// follow it from the revision in force here, or does not list the machine at its end.
pub(super) fn followed(
    told: &[Envelope],
    caller: &Key,
    law: &BTreeMap<Id, Envelope>,
    me: Option<Id>,
    roster: &Roster,
) -> Vec<Envelope> {
    let Some(collective) = about(told, roster) else { return Vec::new() };
    // Whoever does not know the revision in force costs no signature and no fold.
    let leads_on = |record: &Envelope| record.header().names.first() == Some(&collective.head);
    if !parts(told, collective.id).any(|record| &*record.header().kind == "charter" && leads_on(record)) {
        return Vec::new();
    }
    let mut fresh: Vec<Envelope> = parts(told, collective.id).cloned().collect();
    fresh.retain(|record| !law.contains_key(&record.id()) && stands_alone(record) && record.verify().is_ok());
    let mut all = law.clone();
    all.extend(fresh.iter().map(|record| (record.id(), record.clone())));
    let after = Roster::fold(&all.into_values().collect::<Vec<_>>(), me);
    let follows = after.collective(&collective.id).is_some_and(|after| {
        let comes = fresh.iter().any(|record| record.id() == after.head);
        comes && after.chain.contains(&collective.head) && after.nodes.contains_key(caller)
    });
    if !follows {
        return Vec::new();
    }
    fresh.sort_by_key(|record| (number(record), record.id()));
    fresh
}

/// What a machine is given that was listed and is not any more: what took it off the list, from the newest
/// revision on that it knows, and nothing behind that.
///
/// - Returns `None` where it was never listed, or still is.
pub fn parted(told: &[Envelope], caller: &Key, law: &BTreeMap<Id, Envelope>, roster: &Roster) -> Option<Vec<Envelope>> {
    let collective = about(told, roster)?;
    if collective.nodes.contains_key(caller) {
        return None;
    }
    let (_, person) = collective.ever.iter().find(|(key, _)| key == caller)?;
    let revisions = Revisions { law, collective };
    let taken_back = taken_back(law, collective.id, caller, person);
    let left = revisions.left_at(caller, person);
    if taken_back.is_empty() && left.is_none() {
        return None;
    }
    let known = collective.chain.iter().rposition(|revision| told.iter().any(|record| record.id() == *revision));
    let mut given = Vec::new();
    if let (Some(left), Some(known)) = (left, known) {
        for revision in collective.chain.iter().take(left + 1).skip(known + 1) {
            given.extend(revisions.with_support(revision));
            // A rival that the machine knows would else hold it back.
            given.extend(revisions.about(revision, "ack").into_iter().filter(|_| collective.contested));
        }
    }
    given.extend(taken_back);
    let mut seen = BTreeSet::new();
    given.retain(|record| seen.insert(record.id()));
    Some(given)
}

/// What a machine is given whose collective was put out of a federation: the versions of that federation's charter
/// up to the one that did it, what was said of them, and then the charters of those who decided, as they stood when
/// they did. Nothing of what any of them became since.
///
/// - Returns `None` where no version in force puts out a collective of the machine's.
pub fn put_out(caller: &Key, law: &BTreeMap<Id, Envelope>, roster: &Roster) -> Option<Vec<Envelope>> {
    let homes = roster.homes_of(caller);
    let mut given = Vec::new();
    for federation in roster.federations() {
        for out in federation.charter.removed.iter().filter(|id| homes.contains(id)) {
            given.extend(went(law, roster, federation, out));
        }
    }
    let mut seen = BTreeSet::new();
    given.retain(|record: &Envelope| seen.insert(record.id()));
    (!given.is_empty()).then_some(given)
}

/// The way out of a federation for a collective that the version in force has put out.
fn went(law: &BTreeMap<Id, Envelope>, roster: &Roster, federation: &Federation, out: &Id) -> Vec<Envelope> {
    let mut versions = federation.versions(law);
    let since = versions.iter().rev().take_while(|(_, charter)| charter.removed.contains(out)).count();
    versions.truncate(versions.len() + 1 - since);
    let mut given: Vec<Envelope> = Vec::new();
    for (record, _) in &versions {
        let about = law.values().filter(|said| {
            matches!(&*said.header().kind, "approve" | "ack") && said.header().names.first() == Some(&record.id())
        });
        let vouches = record.header().names.iter().filter_map(|id| law.get(id));
        let vouches = vouches.filter(|record| &*record.header().kind == "vouch");
        given.extend(std::iter::once(*record).chain(about).chain(vouches).cloned());
    }
    let [.., (_, before), (deciding, _)] = &*versions else { return given };
    let approvals = given.iter().filter(|said| said.header().names.first() == Some(&deciding.id()));
    let decided = approvals.map(|said| said.header().created).fold(deciding.header().created, Moment::max);
    for pin in &*before.collectives {
        let Some(collective) = roster.collective(&pin.charter) else { continue };
        let revisions = Revisions { law, collective };
        let pinned = collective.chain.iter().position(|revision| *revision == pin.head);
        let then = |(at, revision): &(usize, &Id)| {
            Some(*at) <= pinned || law.get(revision).is_some_and(|record| record.header().created <= decided)
        };
        let then = collective.chain.iter().enumerate().take_while(then);
        given.extend(then.flat_map(|(_, revision)| revisions.with_support(revision)));
    }
    given
}

/// The collective of which a chain is told, where it is known here.
fn about<'a>(told: &[Envelope], roster: &'a Roster) -> Option<&'a Collective> {
    let mut charters = told.iter().filter(|record| &*record.header().kind == "charter").map(charter_of);
    let charter = charters.next()?;
    charters.all(|other| other == charter).then(|| roster.collective(&charter))?
}

/// Of what is told what belongs to a chain: its revisions, what was agreed and seen of them, and the words of
/// root keys for devices that agreed.
fn parts(told: &[Envelope], charter: Id) -> impl Iterator<Item = &Envelope> {
    let revisions: BTreeSet<Id> =
        told.iter().filter(|record| &*record.header().kind == "charter").map(Envelope::id).collect();
    let people: BTreeSet<Id> = told
        .iter()
        .filter(|record| matches!(&*record.header().kind, "charter" | "approve"))
        .map(|record| record.header().person)
        .chain(
            told.iter()
                .filter_map(|record| body::<Charter>(record, "charter"))
                .flat_map(|charter| charter.members.iter().copied().collect::<Vec<Id>>()),
        )
        .collect();
    told.iter().filter(move |record| {
        let header = record.header();
        let beside = charter_of(record) == charter;
        match &*header.kind {
            "charter" => beside,
            "approve" | "ack" => beside && header.names.first().is_some_and(|named| revisions.contains(named)),
            "device" => beside && people.contains(&header.person),
            "person" => people.contains(&header.person),
            _ => false,
        }
    })
}

/// A person's root key, and its words for one machine.
pub(super) fn own_word(law: &BTreeMap<Id, Envelope>, charter: Id, node: &Key, person: &Id) -> Vec<Envelope> {
    words(law, charter, person, |device| !device.revoked && device.node == Some(*node))
}

/// The words by which a root key took back the devices that came with a machine.
fn taken_back(law: &BTreeMap<Id, Envelope>, charter: Id, node: &Key, person: &Id) -> Vec<Envelope> {
    let came: BTreeSet<Key> = law
        .values()
        .filter(|record| record.header().person == *person)
        .filter_map(|record| body::<Device>(record, "device"))
        .filter(|device| device.node == Some(*node))
        .map(|device| device.key)
        .collect();
    let mut gone = words(law, charter, person, |device| device.revoked && came.contains(&device.key));
    if gone.iter().all(|record| &*record.header().kind == "person") {
        gone.clear(); // a root key alone takes nothing back
    }
    gone
}

/// A person's root key and those of its words about devices that are wanted, beside one charter.
fn words(law: &BTreeMap<Id, Envelope>, charter: Id, person: &Id, wanted: impl Fn(&Device) -> bool) -> Vec<Envelope> {
    let theirs = law.values().filter(|record| record.header().person == *person);
    let said = theirs.filter(|record| match &*record.header().kind {
        "person" => true,
        "device" => {
            charter_of(record) == charter && body::<Device>(record, "device").is_some_and(|device| wanted(&device))
        }
        _ => false,
    });
    said.cloned().collect()
}

/// True where a record passes what the gate asks of it for itself: the fold takes only such.
fn stands_alone(record: &Envelope) -> bool {
    let kind = crate::record::kind(&record.header().kind).filter(|kind| kind.version == record.header().version);
    let sound = kind.zip(record.body()).is_some_and(|(kind, body)| (kind.check)(body).is_ok());
    sound && body::<Device>(record, "device").is_none_or(|device| device_is_own(record, &device))
}

fn number(record: &Envelope) -> u32 {
    body::<Charter>(record, "charter").map_or(0, |charter| charter.revision)
}

/// The revisions of a collective, and what stands behind each.
pub(super) struct Revisions<'a> {
    pub(super) law: &'a BTreeMap<Id, Envelope>,
    pub(super) collective: &'a Collective,
}

impl Revisions<'_> {
    /// A revision, who agreed to it, and the root keys' words for devices by which they did.
    pub(super) fn with_support(&self, revision: &Id) -> Vec<Envelope> {
        let Some(record) = self.law.get(revision) else { return Vec::new() };
        let mut support = vec![record.clone()];
        support.extend(self.about(revision, "approve"));
        let parent = body::<Charter>(record, "charter").and_then(|charter| self.charter(&charter.parent?));
        let listed = |key: &Key| parent.as_ref().is_some_and(|parent| parent.devices.iter().any(|d| d.key == *key));
        let unlisted: BTreeSet<(Id, Key)> = support
            .iter()
            .map(|said| (said.header().person, said.header().key))
            .filter(|(_, key)| !listed(key))
            .collect();
        for (person, key) in unlisted {
            support.extend(words(self.law, self.collective.id, &person, |device| device.key == key));
        }
        support
    }

    fn charter(&self, revision: &Id) -> Option<Charter> {
        body(self.law.get(revision)?, "charter")
    }

    /// What was said of a revision: `approve` or `ack`.
    fn about(&self, revision: &Id, kind: &str) -> Vec<Envelope> {
        let said = self.law.values().filter(|record| &*record.header().kind == kind);
        said.filter(|record| record.header().names.first() == Some(revision)).cloned().collect()
    }

    /// The revision, by its place in the chain, that took a machine or its person off the list.
    fn left_at(&self, node: &Key, person: &Id) -> Option<usize> {
        let charters: Vec<Charter> = self.collective.chain.iter().filter_map(|id| self.charter(id)).collect();
        let since = |gone: &dyn Fn(&Charter) -> bool| {
            let tail = charters.iter().rev().take_while(|charter| gone(charter)).count();
            (tail > 0).then(|| charters.len() - tail)
        };
        since(&|charter| charter.removed.contains(person)).or_else(|| {
            let place = since(&|charter| !charter.nodes.iter().any(|home| home.key == *node))?;
            // Whom no revision ever listed, none took off the list.
            (place > 0).then_some(place)
        })
    }
}

/// What is told, within its bounds.
#[derive(Default)]
pub(super) struct Told {
    pub(super) records: Vec<Envelope>,
    ids: BTreeSet<Id>,
    bytes: usize,
}

impl Told {
    /// Takes all of these in, or none; false where there is no room.
    pub(super) fn add_all(&mut self, records: Vec<Envelope>) -> bool {
        let fresh: Vec<Envelope> = records.into_iter().filter(|record| !self.ids.contains(&record.id())).collect();
        let bytes = fresh.iter().map(|record| record.bytes().len() + 8).sum::<usize>();
        if self.bytes + bytes > TOLD_BYTES_MAX || self.records.len() + fresh.len() > TOLD_MAX {
            return false;
        }
        self.bytes += bytes;
        self.ids.extend(fresh.iter().map(Envelope::id));
        self.records.extend(fresh);
        true
    }
}
