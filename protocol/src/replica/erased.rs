//! What is known of erased records whose bodies go later.

use std::collections::BTreeMap;

use super::Replica;
use crate::id::Id;
use crate::time::Day;

impl Replica {
    /// Since when it is known here of which records that they are erased, of those whose bodies are still here.
    pub fn erased_since(&self) -> BTreeMap<Id, Day> {
        self.held.erased_since().collect()
    }

    /// Takes back what was known before everything was read anew from an own store; the earlier day counts.
    pub fn recall_erased(&mut self, since: &BTreeMap<Id, Day>) {
        since.iter().for_each(|(id, day)| self.held.recall_erased(id, *day));
    }

    /// Notes that the store has these records without their bodies now.
    pub fn note_blanked(&mut self, ids: &[Id]) {
        ids.iter().for_each(|id| self.held.note_bare(id));
    }
}
