//! Owns what a changed program tries: a member's machine that breaks every rule that it can.

use std::collections::BTreeSet;
use std::sync::Arc;

use curve25519_dalek::scalar::Scalar;
use protocol::author::{self, Author, Given};
use protocol::envelope::{self, Envelope, Header};
use protocol::founding;
use protocol::id::Id;
use protocol::keys::{Key, Secret};
use protocol::local::Draft;
use protocol::record::approve::Approve;
use protocol::record::sealed::STANZAS;
use protocol::space::Side;
use protocol::sync::frame::{self, Frame, Records};
use protocol::time::DAY_MS;
use protocol::wire::{self, Blob};
use sha2::{Digest as _, Sha512};

use crate::bidders;
use crate::home::lead_body;
use crate::machine::Machine;
use crate::sealing;
use crate::world::{Failure, World};

/// One attempt, handed to some of the others.
pub fn act(world: &mut World, at: usize) -> Result<(), Failure> {
    let (what, bytes) = match world.chance.below(16) {
        0 => ("damaged record", damaged(world, at)),
        1 => ("two records on one ticket", twins(world, at)),
        2 => ("ticket beyond the last", ticket(world, at, |draft| draft.0 = 60_000)),
        3 => ("record dated long ago", ticket(world, at, |draft| draft.1 = -40)),
        4 => ("record dated far ahead", ticket(world, at, |draft| draft.1 = 400)),
        5 => ("record in a stranger's space", elsewhere(world, at)),
        6 => ("two charters with one parent", fork(world, at)),
        7 => ("forged record", forged(world, at)),
        8 => ("record signed loosely", weak(world, at)),
        9 => ("second spelling", respelt(world, at)),
        10 => ("old records again", again(world, at)),
        11 => ("approval of somebody else's", approval(world, at)),
        12 => ("noise", vec![Arc::from(world.chance.bytes::<64>().as_slice())]),
        13 => ("what was sealed carried elsewhere", carried_elsewhere(world, at)),
        14 => ("word about a bid", ended(world, at)),
        _ => ("plain record", ticket(world, at, |_| ())),
    };
    world.note(what);
    // One half hears the first of two, the other half the second, or some hear all.
    let split = world.chance.happens(500);
    for to in 0..world.machines.len() {
        if to == at || world.chance.happens(300) {
            continue;
        }
        for (number, bytes) in bytes.iter().enumerate() {
            if !split || number % 2 == to % 2 {
                world.hand(at, to, bytes);
            }
        }
    }
    // What it keeps itself, it offers at the next catch-up.
    let records = bytes.iter().filter_map(|bytes| Envelope::parse(bytes.clone()).ok()).collect();
    if world.machines[at].take_in(records, false).is_err() {
        world.note("hostile disk full");
    }
    world.machines[at].disk.sync();
    Ok(())
}

/// Signs a lead with a ticket and days of its own choice.
fn lead(
    world: &mut World,
    at: usize,
    title: &str,
    number: u16,
    days: i64,
    space: Id,
    key: Option<&Secret>,
) -> Arc<[u8]> {
    let nonce = world.chance.bytes();
    let home = &world.machines[at].home;
    let now = protocol::time::Moment(home.now.0.saturating_add_signed(days * DAY_MS as i64));
    let draft: Draft = home.draft("lead", Side::Open, lead_body(title));
    let author = Author { person: home.person, collective: space };
    let given = Given { now, nonce, ticket: Some(number), number: None };
    let record = author::sign(&draft, &author, None, None, &given, key.unwrap_or(&home.device));
    record.expect("a sound draft").bytes().clone()
}

fn next(world: &mut World, at: usize) -> u16 {
    world.machines[at].home.ticket += 1;
    world.machines[at].home.ticket
}

fn ticket(world: &mut World, at: usize, change: impl Fn(&mut (u16, i64))) -> Vec<Arc<[u8]>> {
    let mut chosen = (next(world, at), 0);
    change(&mut chosen);
    let charter = world.machines[at].home.charter;
    vec![lead(world, at, "By Mallory", chosen.0, chosen.1, charter, None)]
}

fn twins(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let number = next(world, at);
    let charter = world.machines[at].home.charter;
    ["one", "two", "three", "four"].map(|title| lead(world, at, title, number, 0, charter, None)).into()
}

fn elsewhere(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let number = next(world, at);
    let others: Vec<Id> = world.machines.iter().map(|machine| machine.home.charter).collect();
    let charter = world.chance.pick(&others).copied().unwrap_or(world.machines[at].home.charter);
    vec![lead(world, at, "In another's space", number, 0, charter, None)]
}

/// A record under the key of an honest person, signed by nobody.
fn forged(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let target = world.chance.below(world.machines.len());
    let (person, charter, key) = {
        let home = &world.machines[target].home;
        (home.person, home.charter, home.device.key())
    };
    let number = 400 + next(world, at);
    let genuine = lead(world, at, "Forged", number, 0, charter, None);
    let Ok(record) = Envelope::parse(genuine) else { return Vec::new() };
    let header = Header { person, key, ..record.header().clone() };
    let body = record.body().expect("it was signed just now");
    // Sealed with the own secret: the header names another key.
    let forged = envelope::seal(header, body, &world.machines[at].home.device).expect("small");
    vec![forged.bytes().clone()]
}

/// A lead under a signature whose point is the neutral one: any check but the strict one takes it.
fn weak(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let number = next(world, at);
    let charter = world.machines[at].home.charter;
    let Ok(record) = Envelope::parse(lead(world, at, "Loosely signed", number, 0, charter, None)) else {
        return Vec::new();
    };
    let body = record.body().map_or(0, |body| body.len() + body_head(body.len()));
    let mut bytes = record.bytes().to_vec();
    let signature = bytes.len() - body - 64;
    // [0x82, tag, array of four], protected, {}, 58 20 and the payload, 58 40 and the signature.
    let payload = &bytes[signature - 34..signature - 2];
    let protected = &bytes[3..signature - 2 - 32 - 3];
    let signed =
        [&[0x84, 0x6A], b"Signature1".as_slice(), protected, &[0x47], envelope::EXTERNAL, &[0x58, 0x20], payload];
    let mark = loose_mark(&world.machines[at].home.device, &signed.concat());
    bytes[signature..signature + 64].copy_from_slice(&mark);
    vec![bytes.into()]
}

/// R is the neutral point and S = H(R, A, M) times the secret: the equation of RFC 8032, 5.1.7, holds.
fn loose_mark(secret: &Secret, message: &[u8]) -> [u8; 64] {
    let mut low: [u8; 32] = Sha512::digest(secret.seed())[..32].try_into().expect("half of 64 bytes");
    (low[0], low[31]) = (low[0] & 248, low[31] & 127 | 64);
    let mut mark = [0; 64];
    mark[0] = 1;
    let hash = Sha512::new().chain_update(&mark[..32]).chain_update(secret.key().as_bytes()).chain_update(message);
    let challenge = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
    mark[32..].copy_from_slice((challenge * Scalar::from_bytes_mod_order(low)).as_bytes());
    mark
}

/// How many bytes stand before a byte string of this length.
fn body_head(length: usize) -> usize {
    match length {
        0..24 => 1,
        24..256 => 2,
        _ => 3,
    }
}

/// Somebody's record with the length of its body spelt longer than need be.
fn respelt(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let Some(record) = some_record(world, at) else { return Vec::new() };
    spelt_longer(&record).into_iter().map(Arc::from).collect()
}

fn spelt_longer(record: &Envelope) -> Option<Vec<u8>> {
    let body = record.body().filter(|body| body.len() < 256)?;
    let head = body_head(body.len());
    let mut bytes = record.bytes()[..record.bytes().len() - body.len() - head].to_vec();
    bytes.push(0x59);
    bytes.extend_from_slice(&(body.len() as u16).to_be_bytes());
    bytes.extend_from_slice(body);
    Some(bytes)
}

fn some_record(world: &mut World, at: usize) -> Option<Envelope> {
    let records: Vec<Envelope> = world.machines[at].home.store.values().cloned().collect();
    world.chance.pick(&records).cloned()
}

fn damaged(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let Some(record) = some_record(world, at) else { return Vec::new() };
    let mut bytes = record.bytes().to_vec();
    let place = world.chance.below(bytes.len());
    bytes[place] ^= 1 << world.chance.below(8);
    vec![bytes.into()]
}

fn again(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    (0..8).filter_map(|_| some_record(world, at)).map(|record| record.bytes().clone()).collect()
}

/// Two revisions with one parent; who is no steward tries it as well.
fn fork(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let tickets = [world.chance.between(200, 900) as u32, world.chance.between(901, 2_000) as u32];
    let home = &mut world.machines[at].home;
    let Some(ours) = home.replica.roster().collective(&home.charter) else { return Vec::new() };
    let plain = founding::successor(ours);
    let sign = |tickets: u32| {
        let mut charter = plain.clone();
        charter.tickets = Some(tickets);
        let now = home.now;
        let revision = founding::revision(home.charter, &home.hands(), &charter, &[], now);
        revision.ok().map(|record| record.bytes().clone())
    };
    tickets.into_iter().filter_map(sign).collect()
}

fn approval(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let Some(other) = some_record(world, at) else { return Vec::new() };
    let home = &mut world.machines[at].home;
    vec![home.state("approve", home.charter, &Approve { note: None }, vec![other.id()]).bytes().clone()]
}

/// What it could open it seals to everybody, about the same or something else: outside the list, or as another's.
fn carried_elsewhere(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let found = sealing::found(&world.machines[at]);
    let Some(found) = world.chance.pick(&found) else { return Vec::new() };
    let inner = found.inner.record();
    let subjects: Vec<Id> = found.outer.header().subject.into_iter().chain([inner.id()]).collect();
    let subject = world.chance.pick(&subjects).copied().unwrap_or(inner.id());
    let mut machines: Vec<&Machine> = world.machines.iter().collect();
    machines.truncate(STANZAS[STANZAS.len() - 1]);
    let keys: BTreeSet<Key> = machines.iter().map(|machine| machine.home.seal).collect();
    let home = &mut world.machines[at].home;
    let draft = sealing::carrier(home, inner, subject, &keys, &mut world.chance);
    let record = home.sign(&draft);
    world.model.bids.sealed(at, inner, &record, keys, &world.machines);
    vec![record.bytes().clone()]
}

/// Somebody who did not open a bid says how it ended, and that this corrects what was said.
fn ended(world: &mut World, at: usize) -> Vec<Arc<[u8]>> {
    let shown = sealing::screen(&world.machines[at]);
    let Some(shown) = world.chance.pick(&shown) else { return Vec::new() };
    let Some(step) = bidders::end(world, &shown.row, "bid ended by a stranger") else { return Vec::new() };
    bidders::sealed(world, at, step, None).map(|record| record.bytes().clone()).into_iter().collect()
}

/// What becomes of a frame that a hostile home sends.
///
/// - `asked`: true where the other end has said which records it lacks.
pub fn frame(world: &mut World, at: usize, asked: bool, mut bytes: Vec<u8>) -> Vec<u8> {
    match world.chance.below(20) {
        0 => {
            world.note("damaged frame");
            let place = world.chance.below(bytes.len());
            bytes[place] ^= 1 << world.chance.below(8);
            bytes
        }
        1 => {
            world.note("frame cut short");
            bytes.truncate(world.chance.below(bytes.len()));
            bytes
        }
        2 | 3 => {
            // What the caller pushes it announces by number alone: one more is no different from them.
            if !asked {
                return bytes;
            }
            world.note("record pushed unasked");
            let number = next(world, at);
            let charter = world.machines[at].home.charter;
            let pushed = lead(world, at, "Pushed", number, 0, charter, None);
            if let Ok(record) = Envelope::parse(pushed.clone()) {
                world.model.pushed(record.id());
            }
            let records = wire::Few::new(vec![Blob(pushed.to_vec())]).expect("one record");
            Frame::Records(Records { records }).to_bytes()
        }
        4..8 => match frame::read(&bytes) {
            Ok(Frame::Records(Records { records })) => {
                world.note("records in other words");
                let all = records.iter().map(|record| Blob(otherwise(world, &record.0))).collect();
                Frame::Records(Records { records: wire::Few::new(all).expect("as many as before") }).to_bytes()
            }
            _ => bytes,
        },
        8 | 9 if !asked => match frame::read(&bytes) {
            Ok(Frame::Records(Records { records })) => {
                let inner: Vec<Envelope> =
                    world.machines[at].home.store.values().filter(|record| stands_inside(record)).cloned().collect();
                let Some(leaked) = world.chance.pick(&inner) else { return bytes };
                let mut all: Vec<Blob> = records.to_vec();
                all[0] = Blob(leaked.bytes().to_vec());
                world.note("record leaked to neighbours");
                Frame::Records(Records { records: wire::Few::new(all).expect("as many as before") }).to_bytes()
            }
            _ => bytes,
        },
        _ => bytes,
    }
}

fn stands_inside(record: &Envelope) -> bool {
    record.header().space.is_some_and(|space| space.side == Side::Inner)
}

/// The same record in a second spelling, or without its body.
fn otherwise(world: &mut World, bytes: &[u8]) -> Vec<u8> {
    let Ok(record) = Envelope::parse(Arc::from(bytes)) else { return bytes.to_vec() };
    if world.chance.happens(500) {
        return record.bare().bytes().to_vec();
    }
    spelt_longer(&record).unwrap_or_else(|| bytes.to_vec())
}
