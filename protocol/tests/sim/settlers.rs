//! Owns how a world begins: collectives that were founded, joined and put into one federation before
//! anything is disturbed. Worlds of one shape begin with the same records, which are signed once.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use protocol::amend::{Amendment, amend};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::record::approve::Approve;

use crate::chance::Chance;
use crate::home::{Home, is_law};
use crate::machine::{Conduct, Machine};
use crate::options::Options;

/// What was said when a world of one shape was settled.
#[derive(Clone)]
struct Ground {
    /// The charter of each collective.
    charters: Vec<Id>,
    records: Vec<Envelope>,
}

static GROUNDS: Mutex<BTreeMap<(usize, usize), Ground>> = Mutex::new(BTreeMap::new());

fn name(at: usize) -> String {
    format!("Settler {at}")
}

/// The homes of a world, each with what the members of its collective know.
pub fn settle(options: &Options, chance: &mut Chance) -> Vec<Machine> {
    let ground = ground(options.collectives, options.homes);
    let mut order: Vec<usize> = (0..options.homes).collect();
    chance.shuffle(&mut order);
    // Who founded alone is honest as long as there are others to turn.
    order.sort_by_key(|at| *at < options.collectives);
    let hostile = &order[..options.hostile];
    let machine = |at: usize| {
        let mut home = Home::new(&name(at));
        home.charter = ground.charters[at % options.collectives];
        home.now = ground.records.iter().map(|record| record.header().created).max().unwrap_or(home.now);
        let conduct = if hostile.contains(&at) { Conduct::Hostile } else { Conduct::Honest };
        let own = |record: &&Envelope| {
            is_law(record) || record.header().space.is_some_and(|space| space.charter == home.charter)
        };
        let records: Vec<Envelope> = ground.records.iter().filter(own).cloned().collect();
        home.replica.await_charter(Some(home.charter));
        let mut machine = Machine::new(home, conduct);
        machine.take_in(records, false).expect("a new disk has room");
        machine.disk.sync();
        machine
    };
    (0..options.homes).map(machine).collect()
}

fn ground(collectives: usize, homes: usize) -> Ground {
    let known = GROUNDS.lock().unwrap_or_else(PoisonError::into_inner).get(&(collectives, homes)).cloned();
    known.unwrap_or_else(|| {
        let made = founded(collectives, homes);
        GROUNDS.lock().unwrap_or_else(PoisonError::into_inner).insert((collectives, homes), made.clone());
        made
    })
}

/// Founders found, and put their collectives into one federation; others join by an invite and are written
/// down. Where three are together, a second one becomes a steward, so that two must agree.
fn founded(collectives: usize, homes: usize) -> Ground {
    let mut founders: Vec<Home> = (0..collectives).map(|at| Home::founder(&name(at), &format!("C{at}"))).collect();
    let (first, others) = founders.split_first_mut().expect("two collectives at least");
    let federation = first.found_federation();
    for (at, founder) in others.iter_mut().enumerate() {
        let (invite, secret) = first.invite_collective(federation, 200 + at as u8);
        founder.join_federation(first, federation, &invite, &secret);
        first.meet(founder);
    }
    for (at, founder) in founders.iter_mut().enumerate() {
        let mut members: Vec<Home> =
            (at + collectives..homes).step_by(collectives).map(|at| Home::new(&name(at))).collect();
        for (number, member) in members.iter_mut().enumerate() {
            let (invite, secret) = founder.invite_member(number as u8, 1);
            let records = member.join_records(founder.charter, invite.id(), &secret);
            founder.hear_all(&records);
        }
        let Some(second) = members.first() else { continue };
        write_down(founder, (members.len() > 1).then_some(second.person));
    }
    let records: BTreeMap<Id, Envelope> =
        founders.iter().flat_map(|founder| &founder.store).map(|(id, record)| (*id, record.clone())).collect();
    Ground {
        charters: founders.iter().map(|founder| founder.charter).collect(),
        records: records.into_values().collect(),
    }
}

fn write_down(founder: &mut Home, steward: Option<Id>) {
    let plain = founding::successor(founder.collective());
    let charter = match steward {
        Some(person) => amend(founder.collective(), &[Amendment::Steward(person)]).expect("a member"),
        None => plain,
    };
    let now = founder.tick();
    let settled = founder.replica.roster().to_settle(&founder.charter);
    let revision = founding::revision(founder.charter, &founder.hands(), &charter, &settled, now).expect("sound");
    founder.say(revision);
}

/// A steward's word for a change.
pub fn approval(home: &mut Home, revision: Id) -> Envelope {
    home.state("approve", home.charter, &Approve { note: None }, vec![revision])
}
