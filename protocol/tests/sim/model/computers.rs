//! Owns what every home must know of people's computers: which are in force, and what stays of those that their
//! owners took back.

use std::collections::{BTreeMap, BTreeSet};

use protocol::held::Standing;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::time::Moment;

use crate::home::Home;
use crate::machine::Machine;

/// What an owner said of a computer by another one.
struct Word {
    charter: Id,
    owner: Id,
    /// The machine that said it.
    by: usize,
    record: Id,
    /// True where the owner was told that it is kept.
    told: bool,
}

/// What was said about computers.
#[derive(Default)]
pub struct Computers {
    added: BTreeMap<Key, Word>,
    /// Those that were taken back, with what stays of them.
    gone: BTreeMap<Key, Vec<(Word, BTreeSet<Id>)>>,
}

impl Computers {
    /// A computer came.
    pub fn added(&mut self, home: &Home, by: usize, record: Id) {
        let word = Word { charter: home.charter, owner: home.person, by, record, told: true };
        self.added.insert(home.device.key(), word);
    }

    /// A computer goes, by a word that was acknowledged or not; what stays of it.
    pub fn taken_back(&mut self, home: &Home, by: usize, key: Key, record: Id, stays: Vec<Id>, told: bool) {
        let word = Word { charter: home.charter, owner: home.person, by, record, told };
        self.gone.entry(key).or_default().push((word, stays.into_iter().collect()));
    }

    /// True where an owner who may still say it has listed a record of a computer that they took back.
    pub fn stays(&self, record: &Id, reader: &Machine, machines: &[Machine]) -> bool {
        let says = |(word, kept): &(Word, BTreeSet<Id>)| {
            let by = &machines[word.by];
            let kept_there = !by.taken_by_rot.contains(record) && !by.taken_by_rot.contains(&word.record);
            let in_force = by.belongs() && reader.lists(&word.charter, &by.home.device.key(), &word.owner);
            word.told && kept.contains(record) && by.is_honest() && kept_there && in_force
        };
        let by_whom = |key: &Key| self.is_honest(key, machines);
        self.gone.iter().any(|(key, words)| by_whom(key) && words.iter().any(says))
    }

    /// True where a computer is in no thief's hands: who has the key can spoil what was written by it.
    fn is_honest(&self, key: &Key, machines: &[Machine]) -> bool {
        machines.iter().any(|machine| machine.home.device.key() == *key && machine.is_honest())
    }

    /// Who has which computers, and what stays of those that went.
    pub fn check(&self, reader: &Machine, machines: &[Machine], now: Moment) -> Result<(), String> {
        if !reader.belongs() {
            return Ok(());
        }
        for (key, words) in &self.gone {
            for (word, kept) in words.iter().filter(|(word, _)| word.is_known(reader, machines)) {
                if reader.lists(&word.charter, key, &word.owner) {
                    return Err("a computer is in force that its owner took back".to_string());
                }
                for record in kept.iter().filter(|record| self.stays(record, reader, machines)) {
                    let held = reader.home.store.get(record);
                    // What is over is gone everywhere.
                    let expires = machines.iter().find_map(|machine| machine.acknowledged.get(record));
                    let over = expires.is_none_or(|last| *last < now.day());
                    let counts = reader.home.standing(*record) == Some(Standing::Live);
                    if !over && (held.is_none() || !counts) {
                        return Err(format!("{record} does not count, and its author listed that it stays"));
                    }
                }
            }
        }
        for (key, word) in self.added.iter().filter(|(key, _)| !self.gone.contains_key(*key)) {
            let roster = reader.home.replica.roster();
            let ours = roster.collective(&word.charter).filter(|_| word.is_known(reader, machines));
            let Some(ours) = ours.filter(|ours| ours.people.contains_key(&word.owner)) else { continue };
            if ours.devices.get(key) != Some(&word.owner) {
                return Err("somebody's second computer is not in force".to_string());
            }
        }
        Ok(())
    }
}

impl Word {
    /// True where a home reads what was said among the law of its own collective, and the disk that held it first
    /// has not lost it.
    fn is_known(&self, reader: &Machine, machines: &[Machine]) -> bool {
        let said = &machines[self.by];
        self.told && reader.home.charter == self.charter && said.belongs() && !said.taken_by_rot.contains(&self.record)
    }
}
