//! Owns what has become of a charter's revisions, for people who read it: which holds, which was
//! proposed, who has agreed, who is missing, who has seen it. It decides nothing: what holds stands in
//! the [`Collective`] that the roster's fold has made.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::roster::Collective;
use crate::time::Moment;

/// 200 revisions of one charter are shown, the newest: years of a lively collective.
pub const REVISIONS_MAX: usize = 200;

/// What has become of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// It held until a later one came.
    Past,
    /// It holds.
    InForce,
    /// It waits for stewards who have not agreed.
    Proposed,
    /// It waited, and another one came to hold first.
    Overtaken,
    /// Enough stewards agreed to it, and to another one in its place.
    Rival,
}

/// One revision of a charter, and what people said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// Its record.
    pub id: Id,
    /// What it says.
    pub charter: Charter,
    /// Who wrote it.
    pub author: Id,
    /// When, by their clock.
    pub at: Moment,
    /// What has become of it.
    pub phase: Phase,
    /// How many stewards of the revision before it had to agree.
    pub needed: u32,
    /// Those of them who have.
    pub agreed: BTreeSet<Id>,
    /// Those of them who have not.
    pub missing: BTreeSet<Id>,
    /// The people who said that they have seen it.
    pub seen: BTreeSet<Id>,
}

/// The revisions of a collective's charter, the highest first; of one number the one that holds first.
///
/// - `law`: authority records, of this collective and of others, in any order.
pub fn revisions<'a>(law: impl Iterator<Item = &'a Envelope>, collective: &Collective) -> Vec<Revision> {
    let own = |record: &&Envelope| record.header().space.map_or(record.id(), |space| space.charter) == collective.id;
    let mut charters: BTreeMap<Id, (&Envelope, Charter)> = BTreeMap::new();
    let (mut approvals, mut acks) = (Vec::new(), Vec::new());
    for record in law.filter(own) {
        match &*record.header().kind {
            "approve" => approvals.push(record),
            "ack" => acks.push(record),
            _ => {
                if let Some(charter) = body::<Charter>(record, "charter") {
                    charters.insert(record.id(), (record, charter));
                }
            }
        }
    }
    let about = |records: &[&'a Envelope], id: &Id| -> Vec<&'a Envelope> {
        records.iter().copied().filter(|record| record.header().names.first() == Some(id)).collect()
    };
    let mut found: Vec<Revision> = Vec::new();
    for (id, (record, charter)) in &charters {
        let parent = charter.parent.and_then(|parent| charters.get(&parent));
        let base = parent.map_or(charter, |(_, parent)| parent);
        let speaks = |said: &Envelope| {
            let (key, person) = (said.header().key, said.header().person);
            (base.stewards.contains(&person) && is_of(base, collective, &key, &person)).then_some(person)
        };
        let said = std::iter::once(*record).chain(about(&approvals, id));
        let agreed: BTreeSet<Id> = said.filter_map(speaks).collect();
        if agreed.is_empty() {
            continue; // whoever is no steward proposes nothing
        }
        let missing = base.stewards.iter().filter(|steward| !agreed.contains(steward)).copied().collect();
        let phase = phase(collective, id, charter, base.threshold, agreed.len());
        let seen = about(&acks, id).into_iter().map(|ack| ack.header().person).collect();
        found.push(Revision {
            id: *id,
            charter: charter.clone(),
            author: record.header().person,
            at: record.header().created,
            phase,
            needed: base.threshold,
            agreed,
            missing,
            seen,
        });
    }
    found.sort_by_key(|revision| (std::cmp::Reverse(revision.charter.revision), revision.phase, revision.id));
    found.truncate(REVISIONS_MAX);
    found
}

fn phase(collective: &Collective, id: &Id, charter: &Charter, threshold: u32, agreed: usize) -> Phase {
    match charter.parent {
        _ if *id == collective.head => Phase::InForce,
        _ if collective.chain.contains(id) => Phase::Past,
        _ if agreed >= threshold as usize => Phase::Rival,
        Some(parent) if parent == collective.head => Phase::Proposed,
        Some(_) | None => Phase::Overtaken,
    }
}

/// True where a key is a device of this person, in that revision or now.
fn is_of(charter: &Charter, collective: &Collective, key: &Key, person: &Id) -> bool {
    charter.devices.iter().any(|device| device.key == *key && device.person == *person)
        || collective.devices.get(key) == Some(person)
}
