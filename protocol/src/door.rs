//! Owns what opens a home's door to a machine that is not listed: of all that it tells there, what may
//! go on to the gate. Three words open, and nothing else goes in behind them:
//!
//! - a *join* by somebody who has the invite's secret, with the joiner's own `person` and `device`; a
//!   collective's, with the law of that collective;
//! - a *device* by the root key of somebody who belongs, which names the machine that knocks;
//! - a *chain* of revisions that leads on from the one in force here, and lists it at its end.
//!
//! A machine that was listed and is not any more is given what took it off the list, or its collective out of a
//! federation.
//!
//! The gate judges what passes here as it judges everything. Source: docs/protocol.md, "Knock".

pub mod chain;
pub mod introduction;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::keys::Key;
use crate::record::device::Device;
use crate::record::join::Join;
use crate::roster::{Collective, Federation, Roster};
use crate::space::Scope;

/// 8 words of a root key about devices: four that a person has, four that they had before.
const DEVICES_MAX: usize = 8;

/// What decides at a home's door, as it stood at one moment. To look at what is told there takes many signatures
/// and a fold: whoever does it holds nothing that others wait for.
#[derive(Clone, Debug)]
pub struct Doorway {
    pub(crate) law: Arc<BTreeMap<Id, Envelope>>,
    pub(crate) roster: Arc<Roster>,
    pub(crate) me: Option<Id>,
}

impl Doorway {
    /// True where a word of law is held.
    pub fn holds(&self, id: &Id) -> bool {
        self.law.contains_key(id)
    }
}

/// What opens.
enum Word {
    /// A person comes in by an invite; charter, person, and the join.
    Member(Id, Id, Id),
    /// A collective comes in by an invite; federation, collective, and the join.
    Collective(Id, Id, Id),
    /// Somebody who belongs to this charter has this machine.
    Machine(Id, Id),
}

/// What a machine tells at the door of a listed home that does not list it, one list a knock, until one opens: the
/// revisions by which it is listed; the join by which its person came, and those by which its collective came into
/// federations of that home, where no version lists them yet. So who came in at one door, and would have to wait for
/// that home to hand it on, comes in at the others.
///
/// - `law`: every authority record that is held; `host`: whose door it is; `node`, `person`, `own`: who knocks.
pub fn told(
    law: &BTreeMap<Id, Envelope>,
    roster: &Roster,
    host: &Key,
    node: &Key,
    person: &Id,
    own: &Collective,
) -> Vec<Vec<Envelope>> {
    let mut told = vec![chain::told(law, own, node, person)];
    let came = own.people.get(person).and_then(|belonging| law.get(&belonging.join?));
    told.extend(came.map(|join| {
        let words = chain::own_word(law, own.id, node, person);
        std::iter::once(join.clone()).chain(words).collect()
    }));
    let by_join = |federation: &&Federation| {
        !federation.charter.lists(&own.id) && roster.nodes_in(&Scope::Federation(federation.id)).contains_key(host)
    };
    for federation in roster.federations_of(own.id).filter(by_join) {
        let said = federation.said.get(&own.id).into_iter().flatten().filter_map(|id| law.get(id));
        let joins = said.filter(|record| &*record.header().kind == "join");
        let Some(join) = joins.max_by_key(|join| (join.header().created, join.id())) else { continue };
        let agrees = |said: &&Envelope| {
            let header = said.header();
            &*header.kind == "approve" && header.names.first() == Some(&join.id()) && own.is_steward(&header.person)
        };
        let agreed: Vec<Envelope> = law.values().filter(agrees).cloned().collect();
        // Whose law has outgrown five knocks since waits for a version that lists it, or for who let it in.
        told.extend(introduction::introduction(join, &agreed, law, own, node, person).unwrap_or_default());
    }
    told.retain(|records| !records.is_empty());
    told
}

/// What may go in of what is told at a door.
///
/// - `told`: at most 256 records, unchecked;
/// - `caller`: the machine's node key, proven by its handshake;
/// - `doorway`: of the receiver.
pub fn let_in(told: &[Envelope], caller: &Key, doorway: &Doorway) -> Vec<Envelope> {
    let roster = &*doorway.roster;
    let mut joins = told.iter().filter(|record| &*record.header().kind == "join");
    let word = match (joins.next(), joins.next()) {
        (Some(join), None) => by_invite(join, roster),
        (None, None) => {
            let followed = chain::followed(told, caller, &doorway.law, doorway.me, roster);
            if !followed.is_empty() {
                return followed;
            }
            told.iter().find_map(|record| by_root_key(record, caller, roster))
        }
        // Behind a join that is good, another would slip in.
        (_, Some(_)) => None,
    };
    let Some(word) = word else { return Vec::new() };
    let mut devices = 0;
    let fits = |record: &&Envelope| {
        devices += usize::from(&*record.header().kind == "device");
        word.covers(record, roster) && (devices <= DEVICES_MAX || matches!(word, Word::Collective(..)))
    };
    told.iter().filter(fits).cloned().collect()
}

/// What a machine is given that was listed once and is not any more: what took it off the list, from the newest
/// revision on that it knows; or what put its collective out of a federation.
///
/// - Returns `None` where it still is listed, or never was.
pub fn parted(told: &[Envelope], caller: &Key, doorway: &Doorway) -> Option<Vec<Envelope>> {
    let (law, roster) = (&doorway.law, &doorway.roster);
    chain::parted(told, caller, law, roster).or_else(|| chain::put_out(caller, law, roster))
}

/// The word of a join that was made with the secret of an invite which is known here.
fn by_invite(record: &Envelope, roster: &Roster) -> Option<Word> {
    let join: Join = body(record, "join")?;
    let charter = record.header().space?.charter;
    let known = roster.invite(&join.invite).filter(|known| known.charter == charter)?;
    if !join.fits(record, &known.invite) || record.verify().is_err() {
        return None;
    }
    Some(match join.collective {
        Some(collective) => Word::Collective(charter, collective, record.id()),
        None => Word::Member(charter, record.header().person, record.id()),
    })
}

/// The word of a root key for the machine that knocks, where its person belongs.
fn by_root_key(record: &Envelope, caller: &Key, roster: &Roster) -> Option<Word> {
    let device: Device = body(record, "device")?;
    let header = record.header();
    let charter = header.space?.charter;
    let belongs = roster.collective(&charter).is_some_and(|known| known.people.contains_key(&header.person));
    let root = device.root == header.key && header.key.person() == header.person;
    let names = !device.revoked && device.node == Some(*caller);
    (belongs && root && names && record.verify().is_ok()).then_some(Word::Machine(charter, header.person))
}

impl Word {
    /// True for what this word brings along.
    fn covers(&self, record: &Envelope, roster: &Roster) -> bool {
        let header = record.header();
        let charter = header.space.map(|space| space.charter);
        if header.ticket.is_some() {
            return false; // content is never told at a door
        }
        let own = |of: &Id, person: &Id| {
            header.person == *person
                && match &*header.kind {
                    "person" => true,
                    "device" => charter == Some(*of),
                    _ => false,
                }
        };
        match self {
            Word::Member(of, person, join) => record.id() == *join || own(of, person),
            Word::Machine(of, person) => own(of, person),
            Word::Collective(federation, comer, join) => {
                let agrees = charter == Some(*federation) && &*header.kind == "approve";
                let agrees = agrees && header.names.first() == Some(join);
                // Of a collective that shares a federation with this home its own machines tell what is new. Whoever
                // was in one before may have changed since.
                let fresh = roster.federations_of(*comer).next().is_none();
                let theirs = charter.map_or_else(|| first_words(record, comer), |charter| charter == *comer);
                record.id() == *join || agrees || (fresh && theirs)
            }
        }
    }
}

/// True for a first charter with this id, and for the root key of a person: the gate asks whose.
fn first_words(record: &Envelope, charter: &Id) -> bool {
    match &*record.header().kind {
        "charter" => record.id() == *charter,
        "person" => true,
        _ => false,
    }
}
