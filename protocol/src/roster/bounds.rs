//! How much of what one key says need be held: whoever was ever listed may speak, nobody endlessly.
//!
//! Of each sort of statement by one key among one charter's law the 256 with the lowest ids are held, and
//! besides them what others rest on: what another person agreed to, saw or built on, and agreement with what
//! is held. So what an honest key says stays whole, and a key that floods its own past away loses only what
//! nobody else ever named. Each rule asks only for what is held, never for what is missing, and begins with
//! the lowest ids: so every order of arrival ends with the same records.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::law::charter_of;
use super::speak::Footing;
use super::words::Words;
use super::{GUEST_STATEMENTS_MAX, GUESTS_MAX, JOINS_BEYOND, Roster, STATEMENTS_MAX};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::record;

/// 64 words of a root key about devices: four at a time, and a new one every half year for ten years.
const DEVICES_HELD: usize = 64;
/// 8 of somebody whom no revision has written down: four devices, each taken back once.
const DEVICES_GUEST: usize = 8;
/// 4 records of a root key about one device: its words, its home, what was corrected.
const DEVICE_SAME: usize = 4;

/// 16 first charters by one key, and as many joins of collectives into what is not known here: what somebody
/// founds in a life, and each lets strangers speak.
const FOUNDED_MAX: usize = 16;

/// Whose statements of which sort are counted together. What tells two apart stands first, here and below:
/// a fold compares many of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Voice {
    /// Of one kind, by one key, among the law of one charter; no charter for first charters, and for joins of
    /// collectives into what is not known here. No key for all keys of a person together that no revision
    /// lists; but of what decides which revision counts, since by that it is known what revisions list.
    Key(Option<Key>, &'static str, Id, Option<Id>),
    /// Joins by one invite.
    Invite(Id),
    /// Lists by one key, of what stays of another one that the own branch has listed, among the law of one charter.
    /// Only by members: whoever went has one voice for all that they list.
    Pages(Key, Key, Id),
}

/// What makes two records say the same, of which the lowest id is enough.
type Saying = (Vec<Id>, Voice, Option<(Key, bool)>);

/// What is held of each sort, and what rests on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    /// The lowest ids of each voice, ascending, no more than its limit.
    lowest: BTreeMap<Voice, Vec<Id>>,
    /// The ids that say the same, ascending.
    same: BTreeMap<Saying, Vec<Id>>,
    doors: BTreeMap<Id, DoorStep>,
    /// The lowest joins by all invites of one person into one charter, ascending, without those by keys that
    /// a revision lists, and those of collectives that one lists.
    guests: BTreeMap<(Id, Id), Vec<Id>>,
    /// The lowest join, among those of one person's invites, of a key or a collective that a revision lists.
    written: BTreeMap<(Id, Id, Comer), Id>,
    held: Rests,
    superfluous: Vec<Id>,
}

/// What is asked of an invite.
#[derive(Clone, Copy, Debug)]
struct DoorStep {
    /// How many joins are held of it.
    joins_max: usize,
    /// The charter and the person who invited; in a federation the federation itself for all together who
    /// speak for collectives that no revision lists.
    host: (Id, Id),
}

/// What held records hold up.
#[derive(Clone, Debug, Default)]
struct Rests {
    /// What a record names, among which charter's law, and who says so.
    named: BTreeSet<(Id, Id, Id)>,
    /// What held revisions name beside their parents, the vouches that they use, and among which law.
    cited: BTreeSet<(Id, Id)>,
    /// Held revisions, the latest first, with their charter, parent and author.
    revisions: BTreeMap<(Reverse<u32>, Id), (Id, Id, Id)>,
    /// Parents of revisions that another person built on, saw or agreed to.
    trunk: BTreeSet<Id>,
    /// What may be agreed to, and among which charter's law.
    open: BTreeSet<(Id, Id)>,
    /// Device, person and charter that lists it or is joined with it.
    devices: BTreeSet<(Key, Id, Id)>,
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

/// A record as these rules see it.
struct Line<'a> {
    record: &'a Envelope,
    words: &'a Words,
    sort: &'static str,
    charter: Id,
    /// True where others may rest on it: a revision has written its author down.
    weighs: bool,
    /// True where one of the own branch has.
    rooted: bool,
    voice: Voice,
    /// How many are held of that voice, where it is a key's.
    most: usize,
    saying: Option<(Saying, usize)>,
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
        let lower = self.lower(self.lowest.get(&line.voice), line);
        match (&line.voice, self.guest(line, roster)) {
            (Voice::Key(..) | Voice::Pages(..), _) => !self.says_again(line) && lower < line.most,
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
        if let Some((saying, _)) = &line.saying {
            self.same.entry(saying.clone()).or_default().push(line.record.id());
        }
        self.lowest.entry(line.voice.clone()).or_default().push(line.record.id());
    }

    /// True where a record that is not held says what others say that are.
    pub(super) fn repeats(&self, record: &Envelope, roster: &Roster) -> bool {
        let words = Words::read(record);
        self.says_again(&Line::of(record, &words, roster))
    }

    fn says_again(&self, line: &Line<'_>) -> bool {
        line.saying.as_ref().is_some_and(|(saying, most)| self.lower(self.same.get(saying), line) >= *most)
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

impl Rests {
    /// Takes in what a held record holds up.
    fn take(&mut self, line: &Line<'_>) {
        let (id, header, charter) = (line.record.id(), line.record.header(), line.charter);
        match line.words {
            Words::Charter(revision, parent) => {
                if let Some(parent) = parent.filter(|_| line.rooted) {
                    self.named.insert((parent, charter, header.person));
                    self.revisions.insert((Reverse(*revision), id), (charter, parent, header.person));
                }
                if self.trunk.contains(&id) {
                    self.trunk.extend(*parent);
                }
                self.cited.extend(header.names.iter().skip(1).map(|named| (*named, charter)));
            }
            Words::Join(_, device, _) => {
                self.devices.extend(device.map(|device| (device, header.person, charter)));
            }
            Words::Other if line.weighs && line.rooted && matches!(line.sort, "approve" | "ack" | "invite-revoke") => {
                self.named.extend(header.names.iter().map(|named| (*named, charter, header.person)));
            }
            Words::Invite(..) | Words::Device(..) | Words::Cut(_) | Words::Other => {}
        }
        if !matches!(line.sort, "approve" | "ack" | "person" | "device" | "") {
            self.open.insert((id, charter));
        }
        // Whoever speaks among a charter's law rests on its first revision.
        if header.space.is_some() && line.sort != "device" {
            self.named.insert((charter, charter, header.person));
        }
    }

    /// Follows what others named up to the first revision.
    fn climb(&mut self) {
        for ((_, id), (charter, parent, person)) in &self.revisions {
            if self.trunk.contains(id) || self.is_named_by_others(*charter, id, person) {
                self.trunk.insert(*parent);
            }
        }
    }

    fn is_named_by_others(&self, charter: Id, id: &Id, author: &Id) -> bool {
        let (lowest, highest) = (Id::from_bytes([0; 32]), Id::from_bytes([0xFF; 32]));
        let mut by = self.named.range((*id, charter, lowest)..=(*id, charter, highest));
        by.any(|(_, _, person)| person != author)
    }
}

impl<'a> Line<'a> {
    fn of(record: &'a Envelope, words: &'a Words, roster: &Roster) -> Line<'a> {
        let header = record.header();
        let kind = record::kind(&header.kind).filter(|kind| kind.version == header.version);
        let (sort, charter) = (kind.map_or("", |kind| kind.name), charter_of(record));
        let beside = header.space.map(|space| space.charter);
        let footing = beside.and_then(|charter| roster.footing(&charter, &header.key, &header.person));
        let weighs = footing != Some(Footing::Guest);
        let decides = matches!(sort, "charter" | "approve" | "ack" | "device" | "person");
        let one = (decides || footing != Some(Footing::Vouched)).then_some(header.key);
        let key = |beside| Voice::Key(one, sort, header.person, beside);
        let voice = match words {
            Words::Join(invite, _, Some(comer)) if roster.waits_for(record, invite, comer) => key(None),
            Words::Join(invite, _, collective) if collective.is_none() || roster.knows_charter(&charter) => {
                Voice::Invite(*invite)
            }
            Words::Join(..) => key(None),
            Words::Cut(of) if roster.has_own_pages(&charter, of, &header.key, &header.person) => {
                Voice::Pages(header.key, *of, charter)
            }
            Words::Charter(..) | Words::Invite(..) | Words::Device(..) | Words::Cut(_) | Words::Other => key(beside),
        };
        let most = match words {
            Words::Device(..) if roster.has_written(&charter, &header.person) => DEVICES_HELD,
            Words::Device(..) => DEVICES_GUEST,
            Words::Charter(..) if beside.is_none() => FOUNDED_MAX,
            Words::Join(..) => FOUNDED_MAX,
            Words::Charter(..) | Words::Invite(..) | Words::Cut(_) | Words::Other if weighs => STATEMENTS_MAX,
            Words::Charter(..) | Words::Invite(..) | Words::Cut(_) | Words::Other => GUEST_STATEMENTS_MAX,
        };
        let saying = match (words, sort) {
            (Words::Device(key, revoked), _) => Some((Vec::new(), Some((*key, *revoked)), DEVICE_SAME)),
            (_, "approve" | "ack") => Some((header.names.iter().take(1).copied().collect(), None, 1)),
            (_, "invite-revoke") => Some((header.names.to_vec(), None, 1)),
            (_, "person") => Some((Vec::new(), None, 1)),
            _ => None,
        };
        let saying = saying.map(|(names, device, most)| ((names, voice.clone(), device), most));
        let rooted = roster.is_on_own_branch(&charter, &header.person);
        Line { record, words, sort, charter, weighs, rooted, voice, most, saying }
    }
}
