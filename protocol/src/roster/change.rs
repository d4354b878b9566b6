//! What differs between two rosters: only what rests on that is judged anew.

use std::collections::BTreeSet;

use super::Roster;
use crate::id::Id;

impl Roster {
    /// Records of one collective that are kept or erased now and were not, or were and are not.
    pub(crate) fn parted_otherwise<'a>(&'a self, before: &'a Roster, charter: &Id) -> BTreeSet<Id> {
        let sides = |one: &'a Roster, other: &'a Roster| {
            let (one, other) = (one.collectives.get(charter), other.collectives.get(charter));
            let kept = one.into_iter().flat_map(|one| &one.kept);
            let kept = kept.filter(move |line| !other.is_some_and(|other| other.kept.contains(*line)));
            let struck = one.into_iter().flat_map(|one| &one.struck);
            let struck = struck.filter(move |id| !other.is_some_and(|other| other.struck.contains(*id)));
            let erased = one.into_iter().flat_map(|one| &one.erased);
            let erased = erased.filter(move |pair| !other.is_some_and(|other| other.erased.contains(*pair)));
            kept.map(|(id, _, _)| *id).chain(struck.copied()).chain(erased.map(|(id, _)| *id))
        };
        sides(self, before).chain(sides(before, self)).collect()
    }

    /// The collectives that are not what they were, or are new.
    pub(crate) fn changed_since(&self, before: &Roster) -> BTreeSet<Id> {
        let changed = |id: &&Id| self.collectives.get(id) != before.collectives.get(id);
        self.collectives.keys().chain(before.collectives.keys()).filter(changed).copied().collect()
    }
}
