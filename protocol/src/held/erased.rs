//! Erased records: since when that is known, and whether their bodies are here still.

use super::{ERASED_DAYS, Facts, Held};
use crate::id::Id;
use crate::time::Day;

impl Held {
    /// Records whose bodies go on this day: erased long enough for whoever was robbed of a key to say so.
    pub(crate) fn to_blank(&self, day: Day) -> Vec<Id> {
        let due = |facts: &&Facts| !facts.bare && facts.erased.is_some_and(|on| on.plus(ERASED_DAYS) <= day);
        self.iter().filter(due).map(|facts| facts.id).collect()
    }

    /// Erased records whose bodies are still here, each with the day since when that is known.
    pub(crate) fn erased_since(&self) -> impl Iterator<Item = (Id, Day)> {
        self.iter().filter(|facts| !facts.bare).filter_map(|facts| Some((facts.id, facts.erased?)))
    }

    /// Says that it was known on this day already that a record is erased, where it is.
    pub(crate) fn recall_erased(&mut self, id: &Id, day: Day) {
        if let Some(facts) = self.facts_mut(id) {
            facts.erased = facts.erased.map(|known| known.min(day));
        }
    }

    /// Notes that the body of a record is not here any more.
    pub(crate) fn note_bare(&mut self, id: &Id) {
        if let Some(facts) = self.facts_mut(id) {
            facts.bare = true;
        }
    }

    fn facts_mut(&mut self, id: &Id) -> Option<&mut Facts> {
        self.by_id.get(id).and_then(|slot| self.facts.get_mut(*slot as usize)).and_then(Option::as_mut)
    }
}
