//! Owns when something sealed is sealed again, by somebody who can open it: a reader has a newer key than
//! it was sealed to, such as a restored home or a second laptop, or its last carrier ends before it does
//! itself. Keys and time come in, what to do goes out.
//!
//! It is sealed again to nobody who was not among its readers, and to no newer key that only stewards have
//! listed: whoever decides alone could else list a machine of their own as another's and be given what was
//! sealed to that other. Source: docs/protocol.md, "Sealed".

use std::collections::BTreeMap;

use super::{Reader, listed};
use crate::envelope::Envelope;
use crate::fold::{body, heads};
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::device::Device;
use crate::record::join::Join;
use crate::roster::{Collective, charter_of};
use crate::time::{Day, Moment};

/// 20 days before its end a carrier is renewed, so that readers who are off for a fortnight hear of the next.
pub const RENEW_DAYS: u32 = 20;

/// A seal key in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SealKey {
    /// The X25519 key.
    pub seal: Key,
    /// The device that it belongs to.
    pub device: Key,
    /// Whose that is.
    pub reader: Reader,
    /// When the law first named it.
    pub listed: Moment,
    /// When its own person first did, by a `device` of their root key; absent where only others have.
    pub own: Option<Moment>,
    /// When its person came into the collective.
    pub came: Moment,
}

/// The seal keys in force of a collective's people.
///
/// - `law`: every authority record that is held.
pub fn keys_of(collective: &Collective, law: &BTreeMap<Id, Envelope>) -> Vec<SealKey> {
    let came = came(collective, law);
    let mut named: BTreeMap<(Key, Key), (Moment, Option<Moment>)> = BTreeMap::new();
    for record in beside(collective, law) {
        let (by, at) = (record.header().person, record.header().created);
        let mut names = |device: Key, seal: Key, own: bool| {
            let (first, said) = named.entry((device, seal)).or_insert((at, None));
            *first = at.min(*first);
            if own {
                *said = Some(said.map_or(at, |said| at.min(said)));
            }
        };
        if let Some(charter) = body::<Charter>(record, "charter") {
            charter.devices.iter().for_each(|listed| names(listed.key, listed.seal, false));
        } else if let Some(join) = body::<Join>(record, "join")
            && let (Some(device), Some(seal)) = (join.device, join.seal)
        {
            names(device, seal, false);
        } else if let Some(device) = body::<Device>(record, "device").filter(|device| !device.revoked) {
            // A root key's word alone: a key that is listed in somebody's name says what it likes in that name.
            names(device.key, device.seal, collective.devices.get(&device.key) == Some(&by));
        }
    }
    let in_force = collective.devices.iter().filter_map(|(device, person)| {
        let seal = *collective.seals.get(device)?;
        let (listed, own) = *named.get(&(*device, seal))?;
        let reader = Reader { person: *person, collective: collective.id };
        Some(SealKey { seal, device: *device, reader, listed, own, came: *came.get(person)? })
    });
    in_force.collect()
}

/// Since when people belong without a break. A date is whatever its author says: so nobody came before the last
/// revision that has them not, nor before the invite that they used.
fn came(collective: &Collective, law: &BTreeMap<Id, Envelope>) -> BTreeMap<Id, Moment> {
    let mut came: BTreeMap<Id, Moment> = BTreeMap::new();
    // For those who belong when the last revision was made that does not list them; for all others the head.
    let (mut without, mut last) = (BTreeMap::new(), Moment(0));
    for record in collective.chain.iter().filter_map(|revision| law.get(revision)) {
        let Some(charter) = body::<Charter>(record, "charter") else { continue };
        let at = last.max(record.header().created);
        came.retain(|person, _| charter.members.contains(person));
        for person in charter.members.iter() {
            came.entry(*person).or_insert_with(|| {
                without.insert(*person, last);
                at
            });
        }
        last = at;
    }
    for record in beside(collective, law) {
        let Some(join) = body::<Join>(record, "join") else { continue };
        let Some(invite) = law.get(&join.invite) else { continue };
        let header = record.header();
        let after = without.get(&header.person).copied().unwrap_or(last);
        let at = header.created.max(invite.header().created).max(after);
        let first = came.entry(header.person).or_insert(at);
        *first = at.min(*first);
    }
    came
}

/// The authority that stands beside a collective's charter.
fn beside<'a>(collective: &'a Collective, law: &'a BTreeMap<Id, Envelope>) -> impl Iterator<Item = &'a Envelope> {
    law.values().filter(|record| charter_of(record) == collective.id)
}

/// What of all that was found about one subject is to be sealed again.
///
/// - `found`: each record once; `keys`, `device`, `knew`, `today`: see [`Found::again`].
pub fn due<'a>(
    found: &'a [Found],
    keys: &[SealKey],
    device: &Key,
    knew: impl Fn(&SealKey) -> Option<Moment>,
    today: Day,
) -> Vec<(&'a Found, Again)> {
    let inners: Vec<Envelope> = found.iter().map(|found| found.inner.clone()).collect();
    let heads = heads(&inners);
    let mut due = Vec::new();
    for found in found.iter().filter(|found| found.inner.header().expires >= today) {
        let head = found.inner.header().name().and_then(|name| heads.get(&name));
        if head.is_some_and(|head| head.withdrawn) {
            continue;
        }
        let head = head.map_or(&found.inner, |head| head.record);
        due.extend(found.again(head, keys, device, &knew, today).map(|again| (found, again)));
    }
    due
}

/// One sealed record, with the carriers in which it was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What stands inside.
    pub inner: Envelope,
    /// Live carriers of it, at least one.
    pub outers: Vec<Envelope>,
}

/// What is to be done about a sealed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The keys to which it is sealed again: of all its readers, so that whoever could open the carrier before
    /// sees that it was done.
    pub keys: Vec<Key>,
    /// Of the newer ones the latest; absent where the last carrier ends.
    pub newest: Option<Key>,
    /// The last day of the carrier that ends last.
    pub ends: Day,
    /// How many readers' devices are to do it before this one.
    pub rank: usize,
}

impl Found {
    /// The carrier that was made last.
    fn last(&self) -> Option<&Envelope> {
        self.outers.iter().max_by_key(|outer| (outer.header().created, outer.id()))
    }

    /// Whether it is to be sealed again, and to which keys.
    ///
    /// - `head`: the revision of its document that counts, itself where it is none: who is not on that list is
    ///   given no earlier revision either;
    /// - `keys`: those in force of people who read the space; `device`: the one that asks;
    /// - `knew`: since when the home that asks knows a key: what it sealed itself before was not sealed to it.
    pub fn again(
        &self,
        head: &Envelope,
        keys: &[SealKey],
        device: &Key,
        knew: impl Fn(&SealKey) -> Option<Moment>,
        today: Day,
    ) -> Option<Again> {
        let last = self.last()?;
        let (made, own) = (last.header().created, last.header().key == *device);
        let lists = [list(&self.inner)?, list(head)?];
        let is_reader = |key: &&SealKey| lists.iter().all(|list| self.is_for(key, list));
        let newer = |key: &SealKey| {
            let said = key.own?;
            let since = if own { knew(key).unwrap_or(said) } else { said };
            (since > made).then_some(since)
        };
        let readers: Vec<&SealKey> = keys.iter().filter(is_reader).collect();
        let newest = readers.iter().filter_map(|key| Some((newer(key)?, key.seal))).max().map(|(_, seal)| seal);
        let ends = self.outers.iter().map(|outer| outer.header().expires).max()?;
        let ending = ends < self.inner.header().expires && ends <= today.plus(RENEW_DAYS);
        if newest.is_none() && !ending {
            return None;
        }
        // Of what only stewards have listed what was known here when it was made: their dates say nothing.
        let before = |key: &&&SealKey| key.own.is_some() || knew(key).unwrap_or(key.listed) <= made;
        let mut to: Vec<Key> = readers.iter().filter(before).map(|key| key.seal).collect();
        to.sort_unstable();
        to.dedup();
        Some(Again { keys: to, newest, ends, rank: if own { 0 } else { self.rank(&readers, device, made) } })
    }

    /// True for a key of somebody who was among the readers of a list when this record was made.
    fn is_for(&self, key: &SealKey, list: &[Id]) -> bool {
        let Reader { person, collective } = key.reader;
        list.contains(&person) || (list.contains(&collective) && key.came <= self.inner.header().created)
    }

    /// How many devices come before this one, which differ from record to record: all could do it, one need.
    fn rank(&self, readers: &[&SealKey], device: &Key, made: Moment) -> usize {
        let order = |device: &Key| Id::labelled("talko/1 again", &[self.inner.id().as_bytes(), device.as_bytes()]);
        let own = order(device);
        let could = readers.iter().filter(|key| key.listed <= made && key.device != *device);
        could.filter(|key| order(&key.device) < own).count()
    }
}

fn list(record: &Envelope) -> Option<Vec<Id>> {
    listed(&record.header().kind, record.body()?)
}
