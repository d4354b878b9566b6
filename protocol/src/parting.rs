//! Owns what is said when keys or people go and when words are taken back: the charter without them, the
//! lists of what stays, the word of a root key about a lost device, an erasure. Pure, like [`crate::founding`].

use std::collections::BTreeSet;

use crate::author::DraftFault;
use crate::envelope::{Envelope, NAMES_MAX};
use crate::founding::{Hands, statement};
use crate::held::Standing;
use crate::id::Id;
use crate::keys::{Key, Secret};
use crate::record::charter::Charter;
use crate::record::cut::{Cut, PAGE_MAX};
use crate::record::device::Device;
use crate::record::erase::Erase;
use crate::record::{Class, Kind, Signer};
use crate::replica::Replica;
use crate::text::Line;
use crate::time::Moment;
use crate::wire::Few;

/// Takes a person out of a charter: their devices, their nodes, their vote; their joins count no more.
///
/// The threshold falls where too few stewards are left for it. Where none is, name others before it is signed.
///
/// # Errors
/// [`DraftFault::Body`] where too many people were removed before.
pub fn without_person(charter: &mut Charter, person: Id) -> Result<(), DraftFault> {
    let others = |ids: &[Id]| ids.iter().copied().filter(|id| *id != person).collect::<Vec<Id>>();
    charter.members = few(others(&charter.members))?;
    charter.stewards = few(others(&charter.stewards))?;
    charter.threshold = charter.threshold.min(charter.stewards.len() as u32);
    charter.paused = few(charter.paused.iter().filter(|paused| paused.person != person).cloned().collect())?;
    charter.devices = few(charter.devices.iter().filter(|device| device.person != person).cloned().collect())?;
    charter.nodes = few(charter.nodes.iter().filter(|node| node.person != Some(person)).cloned().collect())?;
    let removed: BTreeSet<Id> = charter.removed.iter().copied().chain([person]).collect();
    charter.removed = few(removed.into_iter().collect())?;
    Ok(())
}

/// Takes one device out of a charter, and the node that went with it where one is named.
pub fn without_device(charter: &mut Charter, device: &Key, node: Option<&Key>) {
    let devices = charter.devices.iter().filter(|listed| listed.key != *device).cloned().collect();
    charter.devices = Few::new(devices).expect("no more than there were");
    let nodes = charter.nodes.iter().filter(|home| Some(&home.key) != node).cloned().collect();
    charter.nodes = Few::new(nodes).expect("no more than there were");
}

/// What a key has said of what others wrote, and agreed to: what is erased, and what stays of those who went. The
/// list of what holds when its owner is a steward no longer and keeps the key, or goes and is forgotten else.
pub fn erased_by(replica: &Replica, charter: Id, key: &Key) -> Vec<Id> {
    let said = said_by(replica, charter, key);
    said.into_iter().filter(|id| replica.law().contains_key(id)).collect()
}

/// What a home holds and shows of a key in a collective's spaces: the list of what stays when it goes. With
/// what the key erased and listed, and agreed to: else the text would show again, and what it listed of others
/// would not.
pub fn said_by(replica: &Replica, charter: Id, key: &Key) -> Vec<Id> {
    let held = replica.held();
    let decides =
        |id: &Id| replica.law().get(id).is_some_and(|record| matches!(&*record.header().kind, "erase" | "cut"));
    let agrees = |id: &Id| {
        let agreed = |record: &Envelope| record.header().names.iter().any(decides);
        replica.law().get(id).is_some_and(agreed)
    };
    let theirs = held.iter().filter(|facts| {
        let beside = facts.space().is_some_and(|space| space.charter == charter);
        // Where a machine was to be found nobody keeps.
        let meant = |kind: &Kind| kind.class == Class::Content && kind.signer != Signer::Node;
        let content = facts.kind().is_none_or(meant) && !facts.is_law();
        let counts = facts.standing() == Standing::Live && (content || decides(&facts.id) || agrees(&facts.id));
        beside && counts && held.signer(facts).0 == *key
    });
    let ids: BTreeSet<Id> = theirs.map(|facts| facts.id).collect();
    ids.into_iter().collect()
}

/// The pages that list what stays of a key.
///
/// - `pin`: the revision that took it off the list, or its owner out of office; absent where its own person says so, of a device that
///   their root key took back.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn cuts(
    charter: Id,
    key: Key,
    pin: Option<Id>,
    ids: &[Id],
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Vec<Envelope>, DraftFault> {
    let ids: Vec<Id> = ids.iter().copied().collect::<BTreeSet<Id>>().into_iter().collect();
    let page = |ids: &[Id]| {
        let cut = Cut { key, pin, ids: few(ids.to_vec())? };
        statement("cut", charter, hands.person, &cut, Vec::new(), now, hands.device)
    };
    ids.chunks(PAGE_MAX).map(page).collect()
}

/// A root key's word that a device is no longer its person's.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn retire(charter: Id, device: Key, seal: Key, root: &Secret, now: Moment) -> Result<Envelope, DraftFault> {
    let word = Device {
        root: root.key(),
        key: device,
        seal,
        label: None,
        revoked: true,
        node: None,
        proof: None,
        node_proof: None,
    };
    statement("device", charter, root.key().person(), &word, Vec::new(), now, root)
}

/// Takes the text of records away, 16 in a record.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn erase(
    charter: Id,
    ids: &[Id],
    note: Option<Line<400>>,
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Vec<Envelope>, DraftFault> {
    let page = |ids: &[Id]| {
        let body = Erase { note: note.clone() };
        statement("erase", charter, hands.person, &body, ids.to_vec(), now, hands.device)
    };
    ids.chunks(NAMES_MAX).map(page).collect()
}

fn few<T, const MAX: usize>(items: Vec<T>) -> Result<Few<T, MAX>, DraftFault> {
    Few::new(items).map_err(|_| DraftFault::Body)
}
