//! Owns how a federation is told to people who read of it: who is in and by whose word, who has spoken for whom, who
//! waits outside, which versions wait. It decides nothing: what holds stands in the [`Federation`] that the
//! roster's fold has made.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::record::charter::Charter;
use crate::record::join::Join;
use crate::record::leave::Leave;
use crate::record::vouch::Vouch;
use crate::roster::{Federation, Roster};
use crate::time::{Moment, Quarter};

/// 24 versions that wait are told, the newest.
pub const WAITING_MAX: usize = 24;

/// By whose word a collective is in a federation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// It founded the federation.
    Founded,
    /// By an invite: of this collective, where it is known.
    Invited(Option<Id>),
    /// A version lists it, and these have spoken for it.
    Vouched(BTreeSet<Id>),
    /// A version lists it.
    Listed,
}

/// A collective that is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// Which.
    pub collective: Id,
    /// Since when, by the clock of whoever said so.
    pub since: Moment,
    /// By whose word.
    pub entry: Entry,
    /// True where the version in force lists it, so that it has a say in the next one.
    pub written: bool,
    /// True where its word for a newcomer is free in this quarter.
    pub free: bool,
}

/// A collective that wants in, or for which somebody speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outsider {
    /// Which.
    pub collective: Id,
    /// When it came with an invite, and whose that was, where it did.
    pub invited: Option<(Moment, Option<Id>)>,
    /// Who speaks for it, and since when.
    pub speakers: BTreeMap<Id, Moment>,
}

/// What one version of a federation's charter says otherwise than the one before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Collectives that it lists.
    pub added: BTreeSet<Id>,
    /// Collectives that it lists no more.
    pub put_out: BTreeSet<Id>,
    /// How many collectives must agree, where that changes: before and after.
    pub threshold: Option<(u32, u32)>,
}

/// A version that does not hold, and what collectives have said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Its record.
    pub id: Id,
    /// Its number.
    pub number: u32,
    /// What it changes.
    pub difference: Difference,
    /// How many collectives must agree.
    pub needed: u32,
    /// Those that have.
    pub agreed: BTreeSet<Id>,
    /// Those that have not.
    pub missing: BTreeSet<Id>,
}

impl Difference {
    /// From one version to another.
    pub fn between(before: &Charter, after: &Charter) -> Difference {
        let listed = |charter: &Charter| charter.collectives.iter().map(|pin| pin.charter).collect::<BTreeSet<Id>>();
        let (old, new) = (listed(before), listed(after));
        Difference {
            added: new.difference(&old).copied().collect(),
            put_out: old
                .difference(&new)
                .chain(after.removed.iter().filter(|id| !before.removed.contains(id)))
                .copied()
                .collect(),
            threshold: (before.threshold != after.threshold).then_some((before.threshold, after.threshold)),
        }
    }
}

/// The collectives that are in, by age; of one age by id.
///
/// - `law`: every authority record that is held; `now`: the quarter in which it is asked.
pub fn seats(law: &BTreeMap<Id, Envelope>, roster: &Roster, federation: &Federation, now: Quarter) -> Vec<Seat> {
    let chain = federation.versions(law);
    let (quarter, spent) = &federation.spent;
    let mut seats: Vec<Seat> = federation
        .collectives
        .keys()
        .map(|collective| {
            let (since, entry) = entry(law, roster, federation, &chain, collective);
            let written = federation.charter.lists(collective);
            let free = written && (*quarter != now || !spent.contains(collective));
            Seat { collective: *collective, since, entry, written, free }
        })
        .collect();
    seats.sort_by_key(|seat| (seat.since, seat.collective));
    seats
}

fn entry(
    law: &BTreeMap<Id, Envelope>,
    roster: &Roster,
    federation: &Federation,
    chain: &[(&Envelope, Charter)],
    collective: &Id,
) -> (Moment, Entry) {
    let listing = chain.iter().find(|(_, charter)| charter.lists(collective));
    let came = invited(roster, federation, collective);
    match (listing, came) {
        (Some((record, charter)), _) if charter.revision == 0 => (record.header().created, Entry::Founded),
        (Some((record, _)), came) => {
            let speaks = |id: &Id| {
                let vouch = body::<Vouch>(law.get(id)?, "vouch")?;
                (vouch.collective == *collective).then_some(vouch.by)
            };
            let speakers: BTreeSet<Id> = record.header().names.iter().skip(1).filter_map(speaks).collect();
            match (speakers.is_empty(), came) {
                (false, _) => (record.header().created, Entry::Vouched(speakers)),
                (true, Some((since, by))) => (since, Entry::Invited(by)),
                (true, None) => (record.header().created, Entry::Listed),
            }
        }
        (None, Some((since, by))) => (since, Entry::Invited(by)),
        (None, None) => (federation.since, Entry::Listed),
    }
}

/// The first time that a collective came with an invite, and which collective had made that.
fn invited(roster: &Roster, federation: &Federation, collective: &Id) -> Option<(Moment, Option<Id>)> {
    let invites = roster.invites().filter(|(_, invite)| invite.charter == federation.id);
    let came = invites.flat_map(|(_, invite)| {
        let mine = invite.joins.iter().filter(|(_, comer, _)| comer == collective);
        mine.map(|(_, _, at)| (*at, invite.author))
    });
    let (at, author) = came.min()?;
    let presides = |id: &&Id| roster.collective(id).is_some_and(|known| known.presided.contains(&author));
    Some((at, federation.ever.iter().find(presides).copied()))
}

/// The collectives that are not in and have come with an invite, or for which somebody speaks; the newest last.
pub fn outsiders(law: &BTreeMap<Id, Envelope>, roster: &Roster, federation: &Federation) -> Vec<Outsider> {
    let here = |record: &&Envelope| record.header().space.is_some_and(|space| space.charter == federation.id);
    let ended: BTreeSet<Id> = law
        .values()
        .filter(here)
        .filter(|record| body::<Leave>(record, "leave").is_some())
        .flat_map(|record| record.header().names.iter().copied())
        .collect();
    // Whoever was put out wants back by what it has said since.
    let chain = federation.versions(law);
    let put_out = |id: &Id| {
        let removing = chain.iter().rev().take_while(|(_, charter)| charter.removed.contains(id));
        removing.last().map(|(record, _)| record.header().created)
    };
    let joined = law.values().filter(here).filter(|record| !ended.contains(&record.id()));
    let joined = joined.filter_map(|record| Some((record.header().created, body::<Join>(record, "join")?.collective?)));
    let joined = joined.filter(|(at, id)| put_out(id).is_none_or(|out| *at > out)).map(|(_, id)| id);
    let wanted: BTreeSet<Id> = joined.chain(federation.vouches.keys().copied()).collect();
    let mut outsiders: Vec<Outsider> = wanted
        .into_iter()
        .filter(|id| !federation.collectives.contains_key(id))
        .map(|collective| {
            let vouches = federation.vouches.get(&collective).into_iter().flatten();
            let speakers = vouches.filter_map(|(by, vouch)| Some((*by, law.get(vouch)?.header().created)));
            let speakers = speakers.collect();
            Outsider { collective, invited: invited(roster, federation, &collective), speakers }
        })
        .collect();
    outsiders.sort_by_key(|outsider| (outsider.invited.map(|(at, _)| at), outsider.collective));
    outsiders
}

/// The versions that wait for collectives, the newest first, and those that stand against the one in force.
pub fn versions(law: &BTreeMap<Id, Envelope>, federation: &Federation) -> (Vec<Version>, Vec<Version>) {
    let waiting = federation.waiting.iter().filter_map(|(id, agreed)| {
        let record = law.get(id)?;
        Some((record.header().created, version(record, &federation.charter, agreed)?))
    });
    let mut waiting: Vec<(Moment, Version)> = waiting.collect();
    waiting.sort_by_key(|(at, version)| (std::cmp::Reverse(*at), version.id));
    waiting.truncate(WAITING_MAX);
    let rivals = federation.rivals.iter().filter_map(|id| {
        let record = law.get(id)?;
        let parent = body::<Charter>(record, "charter")?.parent.and_then(|parent| law.get(&parent))?;
        version(record, &body::<Charter>(parent, "charter")?, &BTreeSet::new())
    });
    (waiting.into_iter().map(|(_, version)| version).collect(), rivals.collect())
}

/// A version as it stands beside the one before it.
fn version(record: &Envelope, before: &Charter, agreed: &BTreeSet<Id>) -> Option<Version> {
    let charter = body::<Charter>(record, "charter")?;
    Some(Version {
        id: record.id(),
        number: charter.revision,
        difference: Difference::between(before, &charter),
        needed: before.threshold,
        agreed: agreed.clone(),
        missing: before.collectives.iter().map(|pin| pin.charter).filter(|id| !agreed.contains(id)).collect(),
    })
}
