//! Owns which collectives are in the federation: all were at the beginning; one that said goodbye is out, until it has
//! come by a later join.

use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::keys::Key;

use crate::home::Home;
use crate::machine::Machine;

/// Who spoke for a collective.
struct Voice {
    by: usize,
    steward: Id,
    key: Key,
    record: Id,
}

/// What a collective ends when it goes.
struct Goodbye {
    voice: Voice,
    /// Joins and open versions.
    named: BTreeSet<Id>,
    /// The version that was in force, as it knew.
    number: u32,
    /// True where it was told that it is kept.
    told: bool,
}

/// What a collective has said of its place.
#[derive(Default)]
struct Place {
    /// Its goodbyes.
    leaves: Vec<Goodbye>,
    /// Its later joins, with the machine at whose door each is told, and whether that one has kept it.
    joins: Vec<(Voice, usize, bool)>,
}

/// By collective.
#[derive(Default)]
pub struct Federations(BTreeMap<Id, Place>);

impl Voice {
    fn of(home: &Home, by: usize, record: Id) -> Voice {
        Voice { by, steward: home.person, key: home.device.key(), record }
    }

    /// True where a home goes by a version in which this steward alone may say it still.
    fn is_sure(&self, charter: &Id, reader: &Machine, machines: &[Machine]) -> bool {
        let said = &machines[self.by];
        let seat = reader.home.replica.roster().collective(charter);
        let alone = seat.is_some_and(|seat| seat.charter.threshold == 1 && seat.is_steward(&self.steward));
        alone && reader.lists(charter, &self.key, &self.steward) && said.is_honest() && said.belongs()
            // With a disk that was set back a word may be lost.
            && !said.mute
    }
}

impl Federations {
    /// A collective said goodbye.
    ///
    /// - `number`: of the version in force, as its steward knew.
    pub fn left(&mut self, home: &Home, by: usize, record: &Envelope, number: u32, told: bool) {
        let (voice, named) = (Voice::of(home, by, record.id()), record.header().names.iter().copied().collect());
        self.0.entry(home.charter).or_default().leaves.push(Goodbye { voice, named, number, told });
    }

    /// A collective that was invited again says a join.
    pub fn asks(&mut self, home: &Home, by: usize, door: usize, join: Id) {
        let voice = Voice::of(home, by, join);
        self.0.entry(home.charter).or_default().joins.push((voice, door, false));
    }

    /// The home at whose door it was told has kept it.
    pub fn heard(&mut self, join: &Id) {
        let all = self.0.values_mut().flat_map(|place| &mut place.joins);
        all.filter(|(voice, ..)| voice.record == *join).for_each(|(_, _, kept)| *kept = true);
    }

    /// Whoever is in the federation knows who else is, and so does whoever went of themselves.
    ///
    /// - `versions`: those of the federation's charter to which somebody of a collective agreed, with their numbers.
    pub fn check(
        &self,
        reader: &Machine,
        machines: &[Machine],
        versions: impl Fn(&Id) -> Vec<(Id, u32)>,
    ) -> Result<(), String> {
        if !reader.belongs() {
            return Ok(());
        }
        let roster = reader.home.replica.roster();
        for federation in roster.federations() {
            for (charter, place) in &self.0 {
                let inside = federation.collectives.contains_key(&reader.home.charter);
                if !inside && reader.home.charter != *charter {
                    continue;
                }
                let sure = |voice: &Voice| voice.is_sure(charter, reader, machines);
                let goodbyes = place.leaves.iter().all(|goodbye| goodbye.told && sure(&goodbye.voice));
                let returns = place.joins.iter().all(|(voice, door, _)| sure(voice) && !machines[*door].mute);
                let ended = |id: &Id| place.leaves.iter().any(|goodbye| goodbye.named.contains(id));
                // To what those who went did not know another of them may have agreed: that brings it back.
                let last = place.leaves.iter().map(|goodbye| goodbye.number).max();
                let unknown = |(version, number): (Id, u32)| Some(number) > last && !ended(&version);
                if !goodbyes || !returns || versions(charter).into_iter().any(unknown) {
                    continue;
                }
                let came = place.joins.iter().any(|(voice, _, kept)| *kept && !ended(&voice.record));
                let expected = place.leaves.is_empty() || came;
                let known = federation.collectives.contains_key(charter);
                if known && !expected {
                    return Err("a collective said goodbye, and is in the federation".to_string());
                }
                if !known && expected {
                    return Err("a collective came back by a join, and is not in the federation".to_string());
                }
            }
        }
        Ok(())
    }
}
