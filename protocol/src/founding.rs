//! Owns the authority records with which things begin: a collective, an invite, a join, a
//! federation. Pure: keys, the invite's secret and the time come in.

use crate::author::{self, Author, DraftFault, Given};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::{Key, Secret};
use crate::local::{Draft, Version};
use crate::record::charter::{Charter, Home, Listed, Pinned};
use crate::record::device::Device;
use crate::record::invite::Invite;
use crate::record::join::Join;
use crate::record::leave::Leave;
use crate::record::person::Person;
use crate::record::terms::Terms;
use crate::roster::{Collective, Federation};
use crate::space::Side;
use crate::text::Line;
use crate::time::{Day, Moment};
use crate::wire::{self, Blob, Few};

/// The version of the rules by which this program folds.
pub const RULES: u32 = 1;

/// The keys of one person's machine.
#[derive(Clone, Copy, Debug)]
pub struct Hands<'a> {
    /// The device's key: signs what the person writes.
    pub device: &'a Secret,
    /// The X25519 key to which sealed records are written.
    pub seal: Key,
    /// The home node's key.
    pub node: &'a Secret,
    /// The person.
    pub person: Id,
}

/// The `person` and `device` records of somebody who has their root key at hand.
///
/// - `charter`: the collective among whose authority the device stands.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn credentials(root: &Secret, hands: &Hands<'_>, charter: Id, now: Moment) -> Result<[Envelope; 2], DraftFault> {
    credentials_called(root, hands, charter, None, now)
}

/// The same for a device that its owner has given a name.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn credentials_called(
    root: &Secret,
    hands: &Hands<'_>,
    charter: Id,
    label: Option<Line<40>>,
    now: Moment,
) -> Result<[Envelope; 2], DraftFault> {
    let person = wire::encode(&Person { root: root.key() });
    let person = author::sign_founding("person", &person, hands.person, now, root)?;
    let mut device = Device {
        root: root.key(),
        key: hands.device.key(),
        seal: hands.seal,
        label,
        revoked: false,
        node: Some(hands.node.key()),
        proof: None,
        node_proof: None,
    };
    let words = device.sealed_words(&charter, &hands.person);
    device.proof = Some(hands.device.sign(&words));
    device.node_proof = Some(hands.node.sign(&words));
    let device = statement("device", charter, hands.person, &device, Vec::new(), now, root)?;
    Ok([person, device])
}

/// Founds a collective with one steward: its charter, the steward's credentials, the terms.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn collective(
    root: &Secret,
    hands: &Hands<'_>,
    terms: &Terms,
    now: Moment,
) -> Result<(Id, Vec<Envelope>), DraftFault> {
    collective_granting(root, hands, terms, None, now)
}

/// The same, with another number of tickets a week and device than the usual one.
///
/// - `tickets`: 100 to 65,536; absent for 2,000.
///
/// # Errors
/// [`DraftFault::Body`] where the number is out of range.
pub fn collective_granting(
    root: &Secret,
    hands: &Hands<'_>,
    terms: &Terms,
    tickets: Option<u32>,
    now: Moment,
) -> Result<(Id, Vec<Envelope>), DraftFault> {
    let terms_body = wire::encode(terms);
    let charter = Charter {
        revision: 0,
        parent: None,
        members: one(hands.person),
        stewards: one(hands.person),
        threshold: 1,
        devices: one(Listed { key: hands.device.key(), person: hands.person, seal: hands.seal }),
        nodes: one(Home { key: hands.node.key(), person: Some(hands.person) }),
        collectives: Few::default(),
        tickets,
        rules: RULES,
        approval: false,
        terms: Some(Id::of(&terms_body)),
        removed: Few::default(),
        paused: Few::default(),
        dropped: Few::default(),
    };
    let charter = author::sign_founding("charter", &wire::encode(&charter), hands.person, now, hands.device)?;
    let id = charter.id();
    let [person, device] = credentials(root, hands, id, now)?;
    let terms = self::terms(id, hands, terms_body, now)?;
    Ok((id, vec![charter, person, device, terms]))
}

/// The `terms` record for a body whose hash a charter names.
///
/// # Errors
/// [`DraftFault`] where the words are too long.
pub fn terms(charter: Id, hands: &Hands<'_>, body: Vec<u8>, now: Moment) -> Result<Envelope, DraftFault> {
    let draft = Draft {
        kind: "terms".to_string(),
        side: Side::Inner,
        audience: None,
        subject: Some(charter),
        names: Vec::new(),
        document: Version::Binding,
        body: Blob(body),
    };
    let given = Given { now, nonce: [0; 16], ticket: None, number: None };
    author::sign(&draft, &Author { person: hands.person, collective: charter }, None, None, &given, hands.device)
}

/// The next revision of a charter.
///
/// - `settled`: what it writes down of the collective's words in federations, as
///   [`crate::roster::Roster::to_settle`] finds it; at most 15.
///
/// # Errors
/// [`DraftFault::Body`] where the charter is not sound, or too much is written down.
pub fn revision(
    space: Id,
    hands: &Hands<'_>,
    charter: &Charter,
    settled: &[Id],
    now: Moment,
) -> Result<Envelope, DraftFault> {
    let parent = charter.parent.ok_or(DraftFault::Prior)?;
    let names = std::iter::once(parent).chain(settled.iter().copied()).collect();
    statement("charter", space, hands.person, charter, names, now, hands.device)
}

/// A charter that continues a collective's, with everybody written down who has joined meanwhile.
pub fn successor(collective: &Collective) -> Charter {
    let mut next = collective.charter.clone();
    next.revision += 1;
    next.parent = Some(collective.head);
    let members: Vec<Id> = collective
        .people
        .iter()
        .filter(|(_, belonging)| belonging.role != crate::local::Role::New)
        .map(|(person, _)| *person)
        .collect();
    let devices: Vec<Listed> = collective
        .devices
        .iter()
        .filter(|(_, person)| members.contains(person))
        .filter_map(|(key, person)| Some(Listed { key: *key, person: *person, seal: *collective.seals.get(key)? }))
        .collect();
    let nodes: Vec<Home> = collective
        .nodes
        .iter()
        .filter(|(_, person)| **person == collective.id || members.contains(person))
        .map(|(key, person)| Home { key: *key, person: (*person != collective.id).then_some(*person) })
        .collect();
    let fits = "a collective takes no more in than its charter holds";
    next.members = Few::new(members).expect(fits);
    next.devices = Few::new(devices).expect(fits);
    next.nodes = Few::new(nodes).expect(fits);
    next
}

/// Founds a federation of one collective alone.
///
/// # Errors
/// [`DraftFault`], only where the record would be too large.
pub fn federation(collective: &Collective, hands: &Hands<'_>, now: Moment) -> Result<Envelope, DraftFault> {
    let charter = Charter {
        revision: 0,
        parent: None,
        members: Few::default(),
        stewards: Few::default(),
        threshold: 1,
        devices: Few::default(),
        nodes: Few::default(),
        collectives: one(Pinned { charter: collective.id, head: collective.head }),
        tickets: None,
        rules: RULES,
        approval: false,
        terms: None,
        removed: Few::default(),
        paused: Few::default(),
        dropped: Few::default(),
    };
    author::sign_founding("charter", &wire::encode(&charter), hands.person, now, hands.device)
}

/// What an invite opens: the charter, and the revision that it pins.
#[derive(Clone, Copy, Debug)]
pub enum Door {
    /// A collective, to a person.
    Member(Id, Id),
    /// A federation, to a collective.
    Collective(Id, Id),
}

/// An invite.
///
/// - `uses`: 1 to 24; `until`: the last day on which it can be used.
///
/// # Errors
/// [`DraftFault::Body`] where `uses` is out of range.
pub fn invite(
    door: Door,
    key: Key,
    uses: u32,
    until: Day,
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Envelope, DraftFault> {
    let (charter, pin, collective) = match door {
        Door::Member(charter, head) => (charter, head, false),
        Door::Collective(charter, head) => (charter, head, true),
    };
    let invite = Invite { key, uses, until, pin, collective };
    statement("invite", charter, hands.person, &invite, Vec::new(), now, hands.device)
}

/// A person's join, by an invite.
///
/// - `key`: the invite's, from the secret in the pasted line.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn join_member(
    charter: Id,
    invite: Id,
    key: &Secret,
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Envelope, DraftFault> {
    let join = Join {
        invite,
        device: Some(hands.device.key()),
        seal: Some(hands.seal),
        node: Some(hands.node.key()),
        collective: None,
        head: None,
        proof: crate::keys::Mark::from_bytes([0; 64]),
        node_proof: None,
    };
    join_with(charter, join, key, hands, now)
}

/// A collective's join into a federation, by an invite.
///
/// - `key`: the invite's, from the secret in the pasted line.
///
/// # Errors
/// [`DraftFault`], only where a record would be too large.
pub fn join_collective(
    federation: Id,
    invite: Id,
    key: &Secret,
    collective: &Collective,
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Envelope, DraftFault> {
    let join = Join {
        invite,
        device: None,
        seal: None,
        node: None,
        collective: Some(collective.id),
        head: Some(collective.head),
        proof: crate::keys::Mark::from_bytes([0; 64]),
        node_proof: None,
    };
    join_with(federation, join, key, hands, now)
}

/// A collective's way out of a federation: what its stewards said until now lists it no more.
///
/// - `ended`: what it ends by name, as [`crate::roster::Roster::ended_by_leave`] finds it; at most 16.
///
/// # Errors
/// [`DraftFault::Body`] where that is too much.
pub fn leave(
    federation: &Federation,
    collective: Id,
    ended: Vec<Id>,
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Envelope, DraftFault> {
    let leave = Leave { collective, revision: federation.charter.revision };
    statement("leave", federation.id, hands.person, &leave, ended, now, hands.device)
}

fn join_with(
    charter: Id,
    mut join: Join,
    key: &Secret,
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Envelope, DraftFault> {
    let words = join.sealed_words(&charter, &hands.person);
    join.proof = key.sign(&words);
    join.node_proof = join.node.map(|_| hands.node.sign(&words));
    let named = vec![join.invite];
    statement("join", charter, hands.person, &join, named, now, hands.device)
}

/// Any authority record among those of a charter.
///
/// - `names`: the ids that it is about; at most 16.
///
/// # Errors
/// [`DraftFault`] where the body is not sound.
pub fn statement<T: serde::Serialize>(
    kind: &str,
    charter: Id,
    person: Id,
    body: &T,
    names: Vec<Id>,
    now: Moment,
    secret: &Secret,
) -> Result<Envelope, DraftFault> {
    let draft = Draft {
        kind: kind.to_string(),
        side: Side::Law,
        audience: None,
        subject: Some(charter),
        names,
        document: Version::Binding,
        body: Blob(wire::encode(body)),
    };
    let given = Given { now, nonce: [0; 16], ticket: None, number: None };
    author::sign(&draft, &Author { person, collective: charter }, None, None, &given, secret)
}

fn one<T, const MAX: usize>(item: T) -> Few<T, MAX> {
    Few::new(vec![item]).unwrap_or_default()
}
