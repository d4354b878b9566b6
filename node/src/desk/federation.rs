//! The own collective's way out of a federation. A steward says so; where more stewards must agree, each
//! of them says the same.

use std::collections::BTreeSet;

use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::founding;
use protocol::id::Id;
use protocol::local::{Left, Published, Reply, Trouble};
use protocol::record::approve::Approve;
use protocol::record::leave::Leave;
use protocol::roster::Collective;
use protocol::time::{DAY_MS, Moment};
use protocol::wire;

use super::Answer;
use super::directory::decode;
use super::doors::with_hands;
use super::law::{readers, statement, steward, write};
use crate::home::Home;
use crate::pen::draft_trouble;
use crate::{clock, trouble};

/// Local items with this prefix and a federation's id say since when its other collectives are to be told
/// that this one has gone.
const LEAVING: &[u8] = b"leaving/";
/// 30 days, the life of an address: who was away for longer learns it from the others.
const TOLD_MS: u64 = 30 * DAY_MS;
/// 1,000: more federations than anybody leaves in 30 days.
const LEAVING_MAX: usize = 1_000;

/// Says that the own collective leaves a federation, or agrees with a steward who has said so.
///
/// # Errors
/// [`Trouble`] where it is not in it, or this person is no steward or has agreed already.
pub fn leave(home: &Home, federation: &Id, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    let me = steward(home, &collective)?;
    let (pending, others) = {
        let state = home.state();
        let roster = state.replica.roster();
        let known = roster.federation(federation).filter(|known| known.collectives.contains_key(&collective.id));
        let known = known.ok_or_else(|| Trouble::new("not-in-federation", 6))?;
        let ends = roster.held_by(&collective.id, federation);
        let says = |record: &&Envelope| {
            record.header().space.is_some_and(|space| space.charter == *federation)
                && body::<Leave>(record, "leave")
                    .is_some_and(|leave| leave.collective == collective.id && leave.revision >= known.charter.revision)
                && ends.iter().all(|id| record.header().names.contains(id))
        };
        let pending = state.replica.law().values().find(says).map(Envelope::id);
        let others: Vec<Id> = known.collectives.keys().filter(|id| **id != collective.id).copied().collect();
        (pending, others)
    };
    if pending.is_some_and(|id| agreed(home, &collective, &id).contains(&me)) {
        return Err(Trouble::new("already-done", 7));
    }
    let record = match pending {
        Some(leave) => statement(home, "approve", *federation, &Approve { note: None }, vec![leave])?,
        None => goodbye(home, federation, &collective)?,
    };
    let id = pending.unwrap_or(record.id());
    let readers = readers(home)?;
    let (published, written) = if dry_run {
        (Published { items: vec![home.item(&record)], binds: true, ..Published::default() }, Vec::new())
    } else {
        // Before it is said: whoever has gone reads the federation no more, and would tell nobody.
        // And a line that still waits would bring it back.
        let waits = super::joining::joining_key(federation);
        home.set_local(vec![(key(federation), Some(wire::encode(&clock::now()))), (waits, None)])?;
        write(home, "federation leave", "", vec![record])?
    };
    let said = agreed(home, &collective, &id);
    let left = Left {
        published: Published { readers, ..published },
        others,
        out: !dry_run && !is_in(home, federation, &collective.id),
        needed: collective.charter.threshold,
        agreed: said.len() as u32,
    };
    Ok(Answer { reply: Reply::Left(Box::new(left)), written })
}

fn goodbye(home: &Home, federation: &Id, collective: &Collective) -> Result<Envelope, Trouble> {
    let (known, ended) = {
        let state = home.state();
        let roster = state.replica.roster();
        let known = roster.federation(federation).cloned().ok_or_else(|| Trouble::new("not-in-federation", 6))?;
        (known, roster.ended_by_leave(&collective.id, federation))
    };
    with_hands(home, |hands, _| {
        founding::leave(&known, collective.id, ended, hands, clock::now()).map_err(|fault| draft_trouble(&fault))
    })
}

/// The stewards who said that the own collective leaves: whoever wrote it, and who agreed.
fn agreed(home: &Home, collective: &Collective, leave: &Id) -> BTreeSet<Id> {
    let state = home.state();
    let says = |record: &&Envelope| {
        record.id() == *leave || (&*record.header().kind == "approve" && record.header().names.first() == Some(leave))
    };
    let people = state.replica.law().values().filter(says).map(|record| record.header().person);
    people.filter(|person| collective.is_steward(person)).collect()
}

fn is_in(home: &Home, federation: &Id, collective: &Id) -> bool {
    let state = home.state();
    let known = state.replica.roster().federation(federation);
    known.is_some_and(|federation| federation.collectives.contains_key(collective))
}

fn key(federation: &Id) -> Vec<u8> {
    [LEAVING, federation.as_bytes()].concat()
}

/// The federations whose other collectives are still to be told that this one has gone.
///
/// # Errors
/// [`Trouble`] where they cannot be read.
pub fn leaving(home: &Home) -> Result<Vec<Id>, Trouble> {
    let items = home.store().local_range(LEAVING, None, LEAVING_MAX).map_err(|fault| trouble::store(&fault))?;
    let now = clock::now();
    let mut leaving = Vec::new();
    for (name, value) in items {
        let id = name.strip_prefix(LEAVING).and_then(|id| <[u8; 32]>::try_from(id).ok());
        let id = Id::from_bytes(id.ok_or_else(|| Trouble::new("damaged", 9).with("what", "leaving"))?);
        let since: Moment = decode(&value)?;
        if now.since(since) < TOLD_MS {
            leaving.push(id);
        }
    }
    Ok(leaving)
}

/// Somebody of the federation knows; they tell each other.
///
/// # Errors
/// [`Trouble`] where the disk fails.
pub fn told(home: &Home, federation: &Id) -> Result<(), Trouble> {
    home.set_local(vec![(key(federation), None)])
}
