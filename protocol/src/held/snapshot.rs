//! All facts as bytes, so that a start need not read every record.

use std::collections::BTreeMap;

use super::{Facts, Held};
use crate::id::Id;
use crate::keys::Key;
use crate::record;
use crate::time::Day;

/// Which facts are kept, and how: another one is read from the records anew.
const FORM: &str = "talko/1 facts 2";

impl Held {
    /// All facts as bytes, for a faster start; the records remain the truth.
    pub fn snapshot(&self, day: Day) -> Vec<u8> {
        // Keys are numbered anew: those of which nothing is held any more go.
        let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
        let mut keys = Vec::new();
        let facts = self.iter().cloned().map(|facts| {
            let key = *numbers.entry(facts.key).or_insert_with(|| {
                keys.push(self.signer(&facts));
                keys.len() as u32 - 1
            });
            Facts { key, ..facts }
        });
        let facts: Vec<Facts> = facts.collect();
        crate::wire::encode(&(kinds_digest(), day, keys, facts))
    }

    /// Reads a snapshot, with the day for which its standings hold; `None` where it was written under
    /// another table of kinds, or is damaged.
    pub fn restore(bytes: &[u8]) -> Option<(Held, Day)> {
        type Snapshot = (Id, Day, Vec<(Key, Id)>, Vec<Facts>);
        let Ok((kinds, day, keys, facts)) = crate::wire::lenient::<Snapshot>(bytes) else { return None };
        let whole = facts.iter().all(|facts| {
            let known = |at: Option<u8>| at.is_none_or(|at| usize::from(at) < record::TABLE.len());
            (facts.key as usize) < keys.len() && known(facts.kind) && known(facts.purpose)
        });
        if kinds != kinds_digest() || !whole {
            return None;
        }
        let mut held = Held::default();
        for (key, person) in keys {
            held.key_number(key, person);
        }
        for facts in facts {
            held.index(facts);
        }
        Some((held, day))
    }
}

fn kinds_digest() -> Id {
    let names: Vec<String> = record::TABLE.iter().map(|kind| format!("{} {}", kind.name, kind.version)).collect();
    Id::labelled(FORM, &[names.join("\n").as_bytes()])
}
