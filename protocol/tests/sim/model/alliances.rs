//! Owns which version of the federation's charter is in force: that to which as many of the collectives that its
//! parent lists agreed as the parent asks for. A collective agrees by as many of its stewards as decide there, and
//! who agrees to a version agrees to those before it.

use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::id::Id;
use protocol::record::charter::Charter;
use protocol::roster::Federation;

use crate::machine::Machine;

/// What a steward said of a version: that they propose it, or agree to it.
struct Word {
    by: usize,
    record: Envelope,
    told: bool,
}

/// What was said of the federation's versions.
#[derive(Default)]
pub struct Alliances {
    /// Every version that was proposed, with its parent.
    versions: BTreeMap<Id, Charter>,
    /// By version, who proposed or agreed to it.
    words: BTreeMap<Id, Vec<Word>>,
}

/// Whether a collective stands behind a version.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stands {
    Yes,
    No,
    /// What was said may have been lost, or whoever said it may be steward no more.
    Perhaps,
}

impl Alliances {
    /// A steward said something about the federation's charter.
    pub fn said(&mut self, by: usize, record: &Envelope, told: bool) {
        let version = match &*record.header().kind {
            "charter" => record.id(),
            "approve" => *record.header().names.first().expect("it names a version"),
            _ => return,
        };
        if let Some(charter) = body::<Charter>(record, "charter") {
            self.versions.insert(version, charter);
        }
        self.words.entry(version).or_default().push(Word { by, record: record.clone(), told });
    }

    /// The versions that people of a collective proposed or agreed to, with their numbers.
    pub fn spoken_for(&self, charter: &Id, machines: &[Machine]) -> Vec<(Id, u32)> {
        let spoke = |words: &[Word]| words.iter().any(|word| machines[word.by].home.charter == *charter);
        let versions = self.words.iter().filter(|(_, words)| spoke(words)).map(|(version, _)| *version);
        versions.filter_map(|version| Some((version, self.versions.get(&version)?.revision))).collect()
    }

    /// Whoever is in the federation goes by the version that enough collectives agreed to.
    pub fn check(&self, reader: &Machine, machines: &[Machine]) -> Result<(), String> {
        if !reader.belongs() {
            return Ok(());
        }
        let roster = reader.home.replica.roster();
        for federation in roster.federations_of(reader.home.charter) {
            let (expected, sure) = self.in_force(federation, reader, machines);
            let shown = federation.head;
            if !federation.chain.contains(&expected) {
                return Err(format!("version {expected} of the federation is not in force at a home, and {shown} is"));
            }
            if sure && shown != expected {
                return Err(format!("version {shown} of the federation is in force, and too few agreed to it"));
            }
        }
        Ok(())
    }

    /// The last version that is in force for sure, and whether none of those that follow it can be.
    fn in_force(&self, federation: &Federation, reader: &Machine, machines: &[Machine]) -> (Id, bool) {
        let roster = reader.home.replica.roster();
        let first = federation.chain[0];
        let founding = reader.home.replica.law().get(&first).and_then(|record| body::<Charter>(record, "charter"));
        let Some(mut charter) = founding else { return (first, false) };
        let mut head = first;
        loop {
            let children: Vec<Id> = self.children(&head).collect();
            let carried = |child: &Id| {
                let seats = charter.collectives.iter().map(|pin| {
                    let on_branch = roster.collective(&pin.charter).is_some_and(|seat| seat.chain.contains(&pin.head));
                    if on_branch {
                        self.stands(&pin.charter, child, federation, reader, machines)
                    } else {
                        Stands::Perhaps
                    }
                });
                let seats: Vec<Stands> = seats.collect();
                let count = |stands: Stands| seats.iter().filter(|seat| **seat == stands).count();
                let (yes, perhaps) = (count(Stands::Yes), count(Stands::Perhaps));
                match charter.threshold as usize {
                    needed if yes >= needed => Stands::Yes,
                    needed if yes + perhaps >= needed => Stands::Perhaps,
                    _ => Stands::No,
                }
            };
            let carried: Vec<(Id, Stands)> = children.iter().map(|child| (*child, carried(child))).collect();
            let of = |stands: Stands| carried.iter().filter(move |(_, said)| *said == stands).map(|(child, _)| *child);
            let yes: Vec<Id> = of(Stands::Yes).collect();
            // Of two to which enough agreed more than this decides which counts.
            match (&yes[..], of(Stands::Perhaps).count()) {
                ([], 0) => return (head, true),
                ([next], 0) => {
                    head = *next;
                    charter = self.versions[next].clone();
                }
                (_, _) => return (head, false),
            }
        }
    }

    fn children(&self, parent: &Id) -> impl Iterator<Item = Id> {
        self.versions.iter().filter(move |(_, charter)| charter.parent == Some(*parent)).map(|(version, _)| *version)
    }

    /// Whether a collective agreed to a version, or to one that follows it.
    fn stands(
        &self,
        seat: &Id,
        version: &Id,
        federation: &Federation,
        reader: &Machine,
        machines: &[Machine],
    ) -> Stands {
        let (mut behind, mut next) = (BTreeSet::new(), vec![*version]);
        while let Some(version) = next.pop() {
            next.extend(self.children(&version));
            behind.insert(version);
        }
        let roster = reader.home.replica.roster();
        let known = roster.collective(seat).map(|known| &known.charter);
        let inside = federation.collectives.contains_key(seat);
        let mut perhaps = false;
        for version in behind {
            let said = |word: &&Word| machines[word.by].home.charter == *seat;
            let (mut sure, mut all) = (BTreeSet::new(), BTreeSet::new());
            for word in self.words.get(&version).into_iter().flatten().filter(said) {
                let (author, header) = (&machines[word.by], word.record.header());
                all.insert(header.person);
                let steward = known.is_some_and(|charter| charter.stewards.contains(&header.person));
                let in_force = reader.lists(seat, &header.key, &header.person);
                if word.told && inside && steward && in_force && author.is_honest() && author.belongs() && !author.mute
                {
                    sure.insert(header.person);
                }
            }
            if known.is_some_and(|charter| sure.len() >= charter.threshold as usize) {
                return Stands::Yes;
            }
            perhaps |= !all.is_empty();
        }
        if perhaps { Stands::Perhaps } else { Stands::No }
    }
}
