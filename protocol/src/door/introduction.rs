//! What a collective tells of itself at the door of a federation: all its law where that fits one knock, else
//! what the others need to see that it stands behind its join, in several knocks. Catch-up brings the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::chain::{Revisions, TOLD_BYTES_MAX, TOLD_MAX, Told, own_word};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::roster::{Collective, charter_of};

/// 5 knocks: a door hears six a minute of one machine. 300 KiB are a hundred revisions of eight members.
pub const KNOCKS_MAX: usize = 5;

/// The law of a collective is longer than what can be told at a door.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the versions of the charter do not fit {KNOCKS_MAX} knocks")]
pub struct TooLong;

/// What is told, one list a knock, the join first. Each list leads on from the one before, and ends with a
/// revision; the last one says who agreed to the join.
///
/// - `join`: by which the collective comes; `agreed`: what its stewards said of that; `law`: every authority record
///   that is held; `node`, `person`: who knocks.
///
/// # Errors
/// [`TooLong`].
pub fn introduction(
    join: &Envelope,
    agreed: &[Envelope],
    law: &BTreeMap<Id, Envelope>,
    collective: &Collective,
    node: &Key,
    person: &Id,
) -> Result<Vec<Vec<Envelope>>, TooLong> {
    let people: BTreeSet<Id> = collective.ever.iter().map(|(_, person)| *person).collect();
    let ours = law.values().filter(|record| match &*record.header().kind {
        "person" => people.contains(&record.header().person),
        // A door hears one join at a time; by whom the members came in, catch-up tells.
        "join" => false,
        _ => charter_of(record) == collective.id,
    });
    let mut whole = Told::default();
    if whole.add_all(std::iter::once(join).chain(agreed).chain(ours).cloned().collect()) {
        return Ok(vec![whole.records]);
    }
    let revisions = Revisions { law, collective };
    let mut knocks = Vec::new();
    let mut told = Told::default();
    // Whoever knocks is listed in all of them, or their own word lists them.
    told.add_all(std::iter::once(join.clone()).chain(own_word(law, collective.id, node, person)).collect());
    for revision in &collective.chain {
        let support = revisions.with_support(revision);
        if told.add_all(support.clone()) {
            continue;
        }
        knocks.push(std::mem::take(&mut told).records);
        told.add_all(own_word(law, collective.id, node, person));
        if !told.add_all(support) {
            return Err(TooLong); // a version with more voices than 60 KiB
        }
    }
    knocks.push(told.records);
    // Last: whoever agreed may be a steward only since the newest version.
    if !agreed.is_empty() {
        let mut last = Told::default();
        if !last.add_all(std::iter::once(join).chain(agreed).cloned().collect()) {
            return Err(TooLong);
        }
        knocks.push(last.records);
    }
    debug_assert!(knocks.iter().all(|knock| knock.len() <= TOLD_MAX && bytes(knock) <= TOLD_BYTES_MAX));
    if knocks.len() > KNOCKS_MAX { Err(TooLong) } else { Ok(knocks) }
}

fn bytes(knock: &[Envelope]) -> usize {
    knock.iter().map(|record| record.bytes().len()).sum()
}
