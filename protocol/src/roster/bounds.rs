//! How much of what one key says need be held: whoever was ever listed may speak, nobody endlessly.
//!
//! Of each sort of statement by one key among one charter's law the 256 with the lowest ids are held, and
//! besides them what others rest on: what another person agreed to, saw or built on, and agreement with what
//! is held. So what an honest key says stays whole, and a key that floods its own past away loses only what
//! nobody else ever named. Each rule asks only for what is held, never for what is missing, and begins with
//! the lowest ids: so every order of arrival ends with the same records.

mod line;
mod rests;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use self::line::{Line, Saying, Voice};
use self::rests::Rests;
use super::law::charter_of;
use super::speak::Footing;
use super::words::Words;
use super::{GUESTS_MAX, JOINS_BEYOND, Roster};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;

/// What is held of each sort, and what rests on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    heard: BTreeMap<Voice, Heard>,
    doors: BTreeMap<Id, DoorStep>,
    /// The lowest joins by all invites of one person into one charter, ascending, without those by keys that
    /// a revision lists, and those of collectives that one lists.
    guests: BTreeMap<(Id, Id), Vec<Id>>,
    /// The lowest join, among those of one person's invites, of a key or a collective that a revision lists.
    written: BTreeMap<(Id, Id, Comer), Id>,
    held: Rests,
    superfluous: Vec<Id>,
}

/// What is held of one voice.
#[derive(Clone, Debug, Default)]
struct Heard {
    /// The lowest ids, ascending, no more than its limit.
    lowest: Vec<Id>,
    same: BTreeMap<Saying, Same>,
}

/// Those of one voice that say the same, ascending; nearly always one.
#[derive(Clone, Debug)]
struct Same {
    first: Id,
    others: Vec<Id>,
}

/// What is asked of an invite.
#[derive(Clone, Copy, Debug)]
struct DoorStep {
    /// How many joins are held of it.
    joins_max: usize,
    /// The charter and the person who invited; the charter itself for all together who were stewards on other
    /// branches alone, and in a federation for all who speak for collectives that no revision lists.
    host: (Id, Id),
}

/// Whom a join brings.
#[derive(Clone, Copy, Debug)]
enum Guest {
    /// Somebody with a key that no revision lists, or who came before.
    New,
    /// Somebody whom a revision lists: it brings nothing new.
    Written(Comer),
}

/// Whom a revision lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Comer {
    /// A person, with this key.
    Key(Key),
    /// A collective.
    Collective(Id),
}

impl Bounds {
    /// Finds what need be held of these records.
    ///
    /// - `records`: authority, ascending by id; `roster`: who is known by them.
    pub(super) fn of(records: &[(&Envelope, Words)], roster: &Roster) -> Bounds {
        let mut bounds = Bounds::default();
        for (record, words) in records {
            if let Words::Invite(uses) = words {
                let joins_max = *uses as usize + JOINS_BEYOND;
                let (charter, person) = (charter_of(record), record.header().person);
                let host = (charter, if roster.is_rooted(&charter, &person) { person } else { charter });
                bounds.doors.insert(record.id(), DoorStep { joins_max, host });
            }
        }
        let lines = records.iter().map(|(record, words)| Line::of(record, words, roster));
        let mut open: Vec<Line<'_>> = Vec::new();
        for line in lines {
            let low = bounds.is_low(&line, roster);
            if low {
                bounds.count(&line, roster);
            }
            // A join is held while its invite is: see `is_justified`.
            match line.voice {
                Voice::Key(..) | Voice::Pages(..) if low => bounds.held.take(&line),
                Voice::Key(..) | Voice::Pages(..) | Voice::Invite(_) => open.push(line),
            }
        }
        // The latest revisions first: what leads to one is seen in one round.
        open.sort_by_key(|line| Reverse(line.words.revision()));
        loop {
            let before = open.len();
            bounds.held.climb();
            open.retain(|line| {
                let stays = bounds.is_justified(line, roster);
                if stays {
                    bounds.held.take(line);
                }
                !stays
            });
            if open.len() == before {
                break;
            }
        }
        bounds.superfluous = open.iter().map(|line| line.record.id()).collect();
        bounds
    }

    /// Records that need not be held.
    pub(super) fn superfluous(&self) -> &[Id] {
        &self.superfluous
    }

    /// True where a record that is not held would be.
    pub(super) fn has_room(&self, record: &Envelope, roster: &Roster) -> bool {
        let words = Words::read(record);
        let line = Line::of(record, &words, roster);
        match line.voice {
            Voice::Invite(_) => self.is_justified(&line, roster),
            Voice::Key(..) | Voice::Pages(..) => self.is_low(&line, roster) || self.is_justified(&line, roster),
        }
    }

    /// True where a record is among the lowest of its voice, and the lowest that say the same.
    fn is_low(&self, line: &Line<'_>, roster: &Roster) -> bool {
        let heard = self.heard.get(&line.voice);
        let lower = self.lower(heard.map(|heard| &heard.lowest), line);
        match (&line.voice, self.guest(line, roster)) {
            (Voice::Key(..) | Voice::Pages(..), _) => lower < line.most && !self.is_said(heard, line),
            (Voice::Invite(_), None) => false,
            (Voice::Invite(_), Some((door, Guest::Written(_)))) => lower < door.joins_max,
            (Voice::Invite(_), Some((door, Guest::New))) => {
                lower < door.joins_max && self.lower(self.guests.get(&door.host), line) < GUESTS_MAX
            }
        }
    }

    /// The invite of a join, and whether it counts among its host's guests.
    fn guest(&self, line: &Line<'_>, roster: &Roster) -> Option<(DoorStep, Guest)> {
        let Words::Join(invite, device, collective) = line.words else { return None };
        let door = *self.doors.get(invite)?;
        let (id, person) = (line.record.id(), line.record.header().person);
        let first =
            |comer: &Comer| self.written.get(&(door.host.0, door.host.1, *comer)).is_none_or(|first| id <= *first);
        let written = |key: &Key| roster.footing(&line.charter, key, &person) == Some(Footing::Written);
        let device = device.filter(written).map(Comer::Key);
        let listed = |id: &Id| roster.federation(&line.charter).is_some_and(|known| known.written.contains(id));
        let comer = device.or(collective.filter(listed).map(Comer::Collective));
        Some((door, comer.filter(first).map_or(Guest::New, Guest::Written)))
    }

    /// Counts a record; they come in ascending order.
    fn count(&mut self, line: &Line<'_>, roster: &Roster) {
        match self.guest(line, roster) {
            None => {}
            Some((door, Guest::New)) => self.guests.entry(door.host).or_default().push(line.record.id()),
            Some((door, Guest::Written(comer))) => {
                self.written.insert((door.host.0, door.host.1, comer), line.record.id());
            }
        }
        if !self.heard.contains_key(&line.voice) {
            self.heard.insert(line.voice.clone(), Heard::default());
        }
        let heard = self.heard.get_mut(&line.voice).expect("it was put there just now");
        if let Some((saying, _)) = &line.saying {
            match heard.same.entry(saying.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(Same { first: line.record.id(), others: Vec::new() });
                }
                Entry::Occupied(entry) => entry.into_mut().others.push(line.record.id()),
            }
        }
        heard.lowest.push(line.record.id());
    }

    /// True where a record that is not held says what others say that are.
    pub(super) fn repeats(&self, record: &Envelope, roster: &Roster) -> bool {
        let words = Words::read(record);
        self.says_again(&Line::of(record, &words, roster))
    }

    fn says_again(&self, line: &Line<'_>) -> bool {
        self.is_said(self.heard.get(&line.voice), line)
    }

    /// True where enough is held that says the same in this voice.
    fn is_said(&self, heard: Option<&Heard>, line: &Line<'_>) -> bool {
        let lower = |same: &Same| match same.first < line.record.id() {
            true => 1 + self.lower(Some(&same.others), line),
            false => 0,
        };
        let same = |saying: &Saying| heard.and_then(|heard| heard.same.get(saying));
        line.saying.as_ref().is_some_and(|(saying, most)| same(saying).map_or(0, lower) >= *most)
    }

    fn lower(&self, ids: Option<&Vec<Id>>, line: &Line<'_>) -> usize {
        let id = line.record.id();
        // While a fold counts, the lists end below each record.
        let all = |ids: &Vec<Id>| ids.last().is_none_or(|last| *last < id);
        ids.map_or(0, |ids| if all(ids) { ids.len() } else { ids.partition_point(|other| *other < id) })
    }

    /// True where what is held rests on a record.
    fn is_justified(&self, line: &Line<'_>, roster: &Roster) -> bool {
        let (id, header) = (line.record.id(), line.record.header());
        let repeats = || self.says_again(line);
        let agreed = || self.held.is_named_by_others(line.charter, &id, &header.person);
        match (line.words, line.sort) {
            (Words::Charter(..), _) => agreed() || self.held.trunk.contains(&id),
            (Words::Join(invite, _, _), _) => match line.voice {
                Voice::Invite(_) => {
                    self.held.open.contains(&(*invite, line.charter)) && (self.is_low(line, roster) || agreed())
                }
                Voice::Key(..) | Voice::Pages(..) => false,
            },
            (Words::Device(key, _), _) => {
                let listed = roster.footing(&line.charter, key, &header.person) == Some(Footing::Written);
                (listed || self.held.devices.contains(&(*key, header.person, line.charter))) && !repeats()
            }
            (Words::Invite(..), _) => agreed(),
            // A list by somebody who went stays where those who stayed list it.
            (Words::Cut(_), _) => agreed() || roster.keeps(&line.charter, line.record),
            (Words::Other, "approve" | "ack") => {
                let named = header.names.first();
                let open = named.is_some_and(|named| self.held.open.contains(&(*named, line.charter)));
                open && line.weighs && !repeats()
            }
            (Words::Other, "vouch") => agreed() || self.held.cited.contains(&(id, line.charter)),
            (Words::Other, "person" | "") => false,
            (Words::Other, _) => agreed(),
        }
    }
}
