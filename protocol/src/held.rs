//! Owns what is held and whether it counts: a compact line of facts about every record, the indexes
//! over them, and each record's *standing*, a pure function of the record, its ticket twins, what
//! names it, the roster and the day.

mod erased;
mod snapshot;
pub(crate) mod standing;
mod twins;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::planted::{self, Wrong};
use crate::record::sealed::Sealed;
use crate::record::{self, Class, Fold, Kind, Place};
use crate::roster::Roster;
use crate::space::Space;
use crate::ticket::Worth;
use crate::time::{Day, Moment};
use standing::Bench;

/// 14 days after its last day a record is dropped: clocks differ, and a neighbour may still ask.
pub const GRACE_DAYS: u32 = 14;

/// 7 days pass between hearing that a record is erased and dropping its body: an erasure by a key that was
/// stolen is void as soon as the key is.
pub const ERASED_DAYS: u32 = 7;

/// Whether a held record counts, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Standing {
    /// It counts.
    Live,
    /// Another record has the same ticket.
    Void,
    /// Its key is not listed, or may not say this.
    Unlisted,
    /// Its last day is over.
    Expired,
    /// Its space has rules that this program lacks.
    Newer,
}

/// What is remembered of a record beside its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Facts {
    /// The record.
    pub id: Id,
    /// Its place in the table of kinds, by name; absent for an unknown kind.
    kind: Option<u8>,
    /// The same of what it carries, as it says itself.
    purpose: Option<u8>,
    class: bool,
    space: Option<Space>,
    /// Few have one: beside, so that all the others are small.
    audience: Option<Box<Id>>,
    key: u32,
    ticket: Option<(u32, u16)>,
    worth: Worth,
    /// When it was written.
    pub created: Moment,
    /// Its last day.
    pub expires: Day,
    /// What it is about.
    pub subject: Id,
    names: Box<[Id]>,
    /// The hash of the body, of authority that stands in the inner space; few have one.
    words: Option<Box<Id>>,
    /// True where its body is not here any more.
    bare: bool,
    /// Since when this machine knows that it is erased.
    erased: Option<Day>,
    standing: Standing,
}

impl Facts {
    /// The kind, where this version knows it.
    pub fn kind(&self) -> Option<&'static Kind> {
        self.kind.map(|at| record::TABLE[usize::from(at)])
    }

    /// The kind of what stands inside a carrier, by the carrier's own word; absent for whatever carries nothing.
    pub fn carries(&self) -> Option<&'static Kind> {
        self.purpose.map(|at| record::TABLE[usize::from(at)])
    }

    /// True for a record that the roster is folded from.
    pub fn is_law(&self) -> bool {
        self.class && self.kind().is_none_or(|kind| kind.place != Place::Inner)
    }

    /// True for a first charter.
    pub(crate) fn founds(&self) -> bool {
        self.space.is_none() && self.kind().is_some_and(|kind| kind.place == Place::Charter)
    }

    /// Where it stands; absent in a person and a first charter.
    pub fn space(&self) -> Option<Space> {
        self.space
    }

    /// The federation that it is for, where it is for one alone.
    pub fn audience(&self) -> Option<&Id> {
        self.audience.as_deref()
    }

    /// Whether it counts.
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// True where its text is erased: rows are folded from it without its body.
    pub fn is_erased(&self) -> bool {
        self.erased.is_some()
    }

    /// True where it is compared with other machines on this day: authority always, content while its
    /// last day lies ahead.
    pub fn lasts(&self, day: Day) -> bool {
        self.class || self.expires > day
    }

    /// True where its body is not here any more.
    pub fn is_bare(&self) -> bool {
        self.bare
    }

    /// True where its body went by an erasure that counts no more. It is held no longer, as nobody takes it in so:
    /// neighbours who still have the body offer it whole.
    pub(crate) fn is_emptied(&self) -> bool {
        self.bare && self.erased.is_none() && !planted::is(Wrong::WordOfMouth)
    }

    fn fold(&self) -> Option<Fold> {
        self.kind().and_then(|kind| kind.fold)
    }
}

/// Everything that is held, without the bytes.
#[derive(Clone, Debug, Default)]
pub struct Held {
    facts: Vec<Option<Facts>>,
    free: Vec<u32>,
    keys: Vec<(Key, Id)>,
    key_numbers: BTreeMap<(Key, Id), u32>,
    by_id: BTreeMap<Id, u32>,
    by_subject: BTreeSet<(Id, u32)>,
    by_name: BTreeSet<(Id, u32)>,
    by_ticket: BTreeSet<(u32, u32, u16, u32)>,
    /// Authority in the inner space: terms. By key, charter and id.
    by_words: BTreeSet<(u32, Id, Id)>,
}

/// True for a record that the roster is folded from.
pub fn is_law(record: &Envelope) -> bool {
    Held::facts_of(record, 0).is_law()
}

/// What is about a record: its subject, or its document's name, or itself.
pub fn subject(record: &Envelope) -> Id {
    let header = record.header();
    header.subject.or_else(|| header.name()).unwrap_or(record.id())
}

/// A kind's place in the table.
fn place(kind: &'static Kind) -> Option<u8> {
    record::TABLE.iter().position(|line| line.name == kind.name).map(|at| at as u8)
}

impl Held {
    /// How many records are held.
    pub fn len(&self) -> usize {
        self.by_id.len()
    }

    /// True where nothing is held.
    pub fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    /// The facts about a record.
    pub fn get(&self, id: &Id) -> Option<&Facts> {
        self.by_id.get(id).map(|slot| self.slot(*slot))
    }

    /// The facts about every record, in no order that means anything.
    pub fn iter(&self) -> impl Iterator<Item = &Facts> {
        self.facts.iter().flatten()
    }

    /// The key and the person that signed a record.
    pub fn signer(&self, facts: &Facts) -> (Key, Id) {
        self.keys[facts.key as usize]
    }

    /// The records about a subject.
    pub fn about(&self, subject: &Id) -> impl Iterator<Item = &Facts> {
        let range = (*subject, 0)..=(*subject, u32::MAX);
        self.by_subject.range(range).map(|(_, slot)| self.slot(*slot))
    }

    /// The subjects next to this one in order, before and after: what makes a prefix unique.
    pub fn neighbours(&self, subject: &Id) -> [Option<Id>; 2] {
        let before = self.by_subject.range(..(*subject, 0)).next_back();
        let after = self.by_subject.range((*subject, u32::MAX)..).find(|(other, _)| other != subject);
        [before.map(|(id, _)| *id), after.map(|(id, _)| *id)]
    }

    fn slot(&self, slot: u32) -> &Facts {
        self.facts[slot as usize].as_ref().expect("every index points to a slot that is filled")
    }

    /// Takes a record in and says whose standing it may change, its own first: that of its twins, of
    /// what it names and of what they name.
    pub(crate) fn insert(&mut self, record: &Envelope) -> Vec<Id> {
        let header = record.header();
        let key = self.key_number(header.key, header.person);
        let facts = Held::facts_of(record, key);
        let mut touched = vec![facts.id];
        touched.extend(self.beside(&facts));
        if let (Some(_), Some(space)) = (&facts.words, facts.space) {
            touched.extend(self.words_of(facts.key, space.charter).map(|other| other.id));
        }
        self.index(facts);
        touched.retain(|id| self.by_id.contains_key(id));
        touched
    }

    /// Records whose standing may rest on whether one is held: its twins, what it names and what they name.
    fn beside(&self, facts: &Facts) -> Vec<Id> {
        let mut beside = facts.names.to_vec();
        for other in self.twins(facts) {
            // What a twin named may have rested on its ticket being used once.
            beside.push(other.id);
            beside.extend(other.names.iter());
        }
        beside
    }

    /// The same of several records that go.
    pub(crate) fn beside_all(&self, ids: &[Id]) -> BTreeSet<Id> {
        ids.iter().filter_map(|id| self.get(id)).flat_map(|facts| self.beside(facts)).collect()
    }

    fn facts_of(record: &Envelope, key: u32) -> Facts {
        let header = record.header();
        let kind = record::kind(&header.kind).filter(|kind| kind.version == header.version);
        let purpose = crate::fold::body::<Sealed>(record, record::sealed::KIND.name);
        let purpose = purpose.and_then(|carrier| record::kind(&carrier.purpose)).and_then(place);
        let inner = kind.is_some_and(|kind| kind.class == Class::Authority && kind.place == Place::Inner);
        Facts {
            id: record.id(),
            kind: kind.and_then(place),
            purpose,
            class: kind.map_or(header.ticket.is_none(), |kind| kind.class == Class::Authority),
            space: header.space,
            audience: header.audience.map(Box::new),
            key,
            ticket: header.ticket.map(|n| (header.created.week().0, n)),
            worth: header.worth(),
            created: header.created,
            expires: header.expires,
            subject: subject(record),
            names: header.names.to_vec().into(),
            words: inner.then(|| Box::new(record.body_hash())),
            bare: record.body().is_none(),
            erased: None,
            standing: Standing::Unlisted,
        }
    }

    fn index(&mut self, facts: Facts) {
        let slot = self.free.pop().unwrap_or(self.facts.len() as u32);
        self.by_id.insert(facts.id, slot);
        self.by_subject.insert((facts.subject, slot));
        self.by_name.extend(facts.names.iter().map(|name| (*name, slot)));
        if let Some((week, number)) = facts.ticket {
            self.by_ticket.insert((Held::ticket_owner(facts.key, facts.space), week, number, slot));
        }
        self.by_words.extend(Held::words_owner(&facts));
        match self.facts.get_mut(slot as usize) {
            Some(place) => *place = Some(facts),
            None => self.facts.push(Some(facts)),
        }
    }

    fn words_owner(facts: &Facts) -> Option<(u32, Id, Id)> {
        facts.words.as_ref().and(facts.space).map(|space| (facts.key, space.charter, facts.id))
    }

    /// The terms that a key wrote for a charter, ascending by id.
    fn words_of(&self, key: u32, charter: Id) -> impl Iterator<Item = &Facts> {
        let all = (key, charter, Id::from_bytes([0; 32]))..=(key, charter, Id::from_bytes([0xFF; 32]));
        self.by_words.range(all).filter_map(|(_, _, id)| self.get(id))
    }

    /// Every terms of a charter.
    pub(crate) fn words_for(&self, charter: Id) -> impl Iterator<Item = Id> {
        self.by_words.iter().filter(move |(_, of, _)| *of == charter).map(|(_, _, id)| *id)
    }

    fn key_number(&mut self, key: Key, person: Id) -> u32 {
        let next = self.keys.len() as u32;
        let number = *self.key_numbers.entry((key, person)).or_insert(next);
        if number == next {
            self.keys.push((key, person));
        }
        number
    }

    /// Judges a record anew; true where its standing changed.
    pub(crate) fn restand(&mut self, id: &Id, day: Day, roster: &Roster) -> bool {
        let Some(slot) = self.by_id.get(id).copied() else { return false };
        let bench = Bench { held: self, roster, day, scope: None };
        let (standing, erased) = (bench.judge(self.slot(slot)), bench.is_erased(self.slot(slot)));
        let facts = self.facts[slot as usize].as_mut().expect("every index points to a slot that is filled");
        let changed = facts.standing != standing || facts.erased.is_some() != erased;
        facts.standing = standing;
        facts.erased = erased.then(|| facts.erased.unwrap_or(day));
        changed
    }

    /// Records whose standing may be another under another roster: by keys that are listed otherwise or
    /// have other tickets, by people whose role is another, and what such records name.
    pub(crate) fn judged_otherwise(&self, before: &Roster, after: &Roster) -> BTreeSet<Id> {
        let changed = after.changed_since(before);
        let mut keys: BTreeMap<(u32, Id), bool> = BTreeMap::new();
        let mut records = BTreeSet::new();
        for facts in self.iter() {
            let Some(space) = facts.space.filter(|space| changed.contains(&space.charter)) else { continue };
            let differs = keys.entry((facts.key, space.charter)).or_insert_with(|| {
                let (key, person) = self.signer(facts);
                let stands = |roster: &Roster| {
                    let listing = roster.listing(&space, &key, &person);
                    let footing = roster.footing(&space.charter, &key, &person);
                    let tickets = (roster.tickets(&space, &key, &person), roster.tickets_ever(&space));
                    // What a retired key said counts by what its person may say today.
                    let role = roster.role(&space.charter, &person);
                    (listing, footing, tickets, role, roster.is_newer(&space.charter))
                };
                stands(before) != stands(after)
            });
            if *differs {
                records.extend(std::iter::once(facts.id).chain(facts.names.iter().copied()));
            }
        }
        records.extend(changed.iter().flat_map(|charter| after.parted_otherwise(before, charter)));
        records.retain(|id| self.by_id.contains_key(id));
        records
    }

    fn naming(&self, id: &Id) -> impl Iterator<Item = &Facts> {
        self.by_name.range((*id, 0)..=(*id, u32::MAX)).map(|(_, slot)| self.slot(*slot))
    }

    /// Every row that a record feeds, with the live records that it is folded from.
    pub(crate) fn refold(&self, key: &crate::fold::RowKey) -> Vec<Id> {
        let live = self.about(&key.subject).filter(|facts| facts.standing == Standing::Live);
        live.filter(|facts| facts.fold() == Some(key.fold)).map(|facts| facts.id).collect()
    }

    /// The row that a record feeds.
    pub(crate) fn row_of(&self, id: &Id) -> Option<crate::fold::RowKey> {
        let facts = self.get(id)?;
        Some(crate::fold::RowKey { fold: facts.fold()?, subject: facts.subject })
    }

    /// Records that can be dropped on this day. Authority stays: who belongs rests on it.
    pub(crate) fn outlived(&self, day: Day) -> Vec<Id> {
        let over = |facts: &&Facts| !facts.class && facts.expires.plus(GRACE_DAYS) < day;
        self.iter().filter(over).map(|facts| facts.id).collect()
    }

    /// Forgets a record.
    pub(crate) fn remove(&mut self, id: &Id) -> Option<Facts> {
        let slot = self.by_id.remove(id)?;
        let facts = self.facts[slot as usize].take()?;
        self.by_subject.remove(&(facts.subject, slot));
        for name in &facts.names {
            self.by_name.remove(&(*name, slot));
        }
        if let Some((week, number)) = facts.ticket {
            self.by_ticket.remove(&(Held::ticket_owner(facts.key, facts.space), week, number, slot));
        }
        if let Some(owner) = Held::words_owner(&facts) {
            self.by_words.remove(&owner);
        }
        self.free.push(slot);
        Some(facts)
    }
}
