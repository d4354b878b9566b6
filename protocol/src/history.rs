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
use crate::roster::{Collective, charter_of, members_needed};
use crate::time::Moment;

/// 200 revisions of one charter are shown, the newest: years of a lively collective.
pub const REVISIONS_MAX: usize = 200;

/// 4 proposals of one author to which no steward agreed are shown, the newest: nobody buries what holds under wishes.
pub const WISHES_MAX: usize = 4;

/// What has become of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// It held until a later one came.
    Past,
    /// It holds.
    InForce,
    /// It waits for people who have not agreed.
    Proposed,
    /// It waited, and another one came to hold first.
    Overtaken,
    /// Enough people agreed to it, and to another one in its place.
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
    /// How it stands with the members, where two thirds of them can carry it: stewards may be lost.
    pub members: Option<Support>,
    /// The people who said that they have seen it.
    pub seen: BTreeSet<Id>,
}

/// What the members of a revision say to the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Support {
    /// How many of them must agree: two thirds.
    pub needed: u32,
    /// Those who have; stewards are members.
    pub agreed: BTreeSet<Id>,
    /// Those who have not.
    pub missing: BTreeSet<Id>,
}

impl Support {
    /// True where they carry it.
    pub fn carries(&self) -> bool {
        self.agreed.len() >= self.needed as usize
    }
}

impl Revision {
    /// How it stands with the members, where one who is no steward has agreed: stewards alone take their own way.
    pub fn by_members(&self) -> Option<&Support> {
        let steward = |person: &Id| self.agreed.contains(person) || self.missing.contains(person);
        self.members.as_ref().filter(|members| !members.agreed.iter().all(steward))
    }

    /// True where a person's word is asked for.
    pub fn asks(&self, person: &Id) -> bool {
        let as_member = || self.by_members().is_some_and(|members| members.missing.contains(person));
        self.phase == Phase::Proposed && ((self.missing.contains(person) && !self.agreed.is_empty()) || as_member())
    }

    /// True where a person has agreed to it.
    pub fn has_word_of(&self, person: &Id) -> bool {
        self.agreed.contains(person) || self.members.as_ref().is_some_and(|members| members.agreed.contains(person))
    }
}

/// The revisions of a collective's charter, the highest first; of one number the one that holds first.
///
/// - `law`: authority records, of this collective and of others, in any order.
pub fn revisions<'a>(law: impl Iterator<Item = &'a Envelope>, collective: &Collective) -> Vec<Revision> {
    let own = |record: &&Envelope| charter_of(record) == collective.id;
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
            (base.members.contains(&person) && is_of(base, collective, &key, &person)).then_some(person)
        };
        let said = std::iter::once(*record).chain(about(&approvals, id));
        let spoke: BTreeSet<Id> = said.filter_map(speaks).collect();
        if spoke.is_empty() {
            continue; // whoever is no member proposes nothing
        }
        let agreed: BTreeSet<Id> = spoke.iter().filter(|person| base.stewards.contains(person)).copied().collect();
        let missing = base.stewards.iter().filter(|steward| !agreed.contains(steward)).copied().collect();
        let members = members_needed(base).filter(|_| charter.parent.is_some()).map(|needed| Support {
            needed,
            missing: base.members.iter().filter(|member| !spoke.contains(member)).copied().collect(),
            agreed: spoke,
        });
        let carried = agreed.len() >= base.threshold as usize || members.as_ref().is_some_and(Support::carries);
        let phase = phase(collective, id, charter, carried);
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
            members,
            seen,
        });
    }
    found.sort_by_key(|revision| (std::cmp::Reverse(revision.charter.revision), revision.phase, revision.id));
    drop_wishes(&mut found);
    let mut room = REVISIONS_MAX;
    found.retain(|revision| {
        room = room.saturating_sub(1);
        room > 0 || revision.phase == Phase::InForce
    });
    found
}

/// Leaves of the proposals that no steward stands behind the newest of each author.
fn drop_wishes(found: &mut Vec<Revision>) {
    let mut wishes: BTreeMap<Id, Vec<(Moment, Id)>> = BTreeMap::new();
    let open = |phase: Phase| match phase {
        Phase::Proposed | Phase::Overtaken => true,
        Phase::Past | Phase::InForce | Phase::Rival => false,
    };
    for revision in found.iter().filter(|revision| revision.agreed.is_empty() && open(revision.phase)) {
        wishes.entry(revision.author).or_default().push((revision.at, revision.id));
    }
    let too_many = wishes.into_values().flat_map(|mut wishes| {
        wishes.sort_by(|one, other| other.cmp(one));
        wishes.into_iter().skip(WISHES_MAX).map(|(_, id)| id)
    });
    let too_many: BTreeSet<Id> = too_many.collect();
    found.retain(|revision| !too_many.contains(&revision.id));
}

fn phase(collective: &Collective, id: &Id, charter: &Charter, carried: bool) -> Phase {
    match charter.parent {
        _ if *id == collective.head => Phase::InForce,
        _ if collective.chain.contains(id) => Phase::Past,
        _ if carried => Phase::Rival,
        Some(parent) if parent == collective.head => Phase::Proposed,
        Some(_) | None => Phase::Overtaken,
    }
}

/// True where a key is a device of this person, in that revision or now.
fn is_of(charter: &Charter, collective: &Collective, key: &Key, person: &Id) -> bool {
    charter.devices.iter().any(|device| device.key == *key && device.person == *person)
        || collective.devices.get(key) == Some(person)
}
