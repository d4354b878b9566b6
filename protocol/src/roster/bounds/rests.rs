//! What held records hold up: whoever built on a record, saw it or agreed to it keeps it held.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::line::Line;
use crate::id::Id;
use crate::keys::Key;
use crate::roster::words::Words;

/// What held records hold up.
#[derive(Clone, Debug, Default)]
pub(super) struct Rests {
    /// What records name, among which charter's law, and who says so.
    named: BTreeMap<(Id, Id), Namers>,
    /// What held revisions name beside their parents, the vouches that they use, and among which law.
    pub(super) cited: BTreeSet<(Id, Id)>,
    /// Held revisions, the latest first, with their charter, parent and author.
    revisions: BTreeMap<(Reverse<u32>, Id), (Id, Id, Id)>,
    /// Parents of revisions that another person built on, saw or agreed to.
    pub(super) trunk: BTreeSet<Id>,
    /// What may be agreed to, and among which charter's law.
    pub(super) open: BTreeSet<(Id, Id)>,
    /// Device, person and charter that lists it or is joined with it.
    pub(super) devices: BTreeSet<(Key, Id, Id)>,
}

/// Who names a record.
#[derive(Clone, Copy, Debug)]
enum Namers {
    /// This person alone.
    One(Id),
    /// Several people.
    Several,
}

impl Rests {
    /// Takes in what a held record holds up.
    pub(super) fn take(&mut self, line: &Line<'_>) {
        let (id, header, charter) = (line.record.id(), line.record.header(), line.charter);
        match line.words {
            Words::Charter(revision, parent) => {
                if let Some(parent) = parent.filter(|_| line.rooted) {
                    self.name(parent, charter, header.person);
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
                header.names.iter().for_each(|named| self.name(*named, charter, header.person));
            }
            Words::Invite(..) | Words::Device(..) | Words::Cut(_) | Words::Other => {}
        }
        if !matches!(line.sort, "approve" | "ack" | "person" | "device" | "") {
            self.open.insert((id, charter));
        }
        // Whoever speaks among a charter's law rests on its first revision.
        if header.space.is_some() && line.sort != "device" {
            self.name(charter, charter, header.person);
        }
    }

    /// Follows what others named up to the first revision.
    pub(super) fn climb(&mut self) {
        for ((_, id), (charter, parent, person)) in &self.revisions {
            if self.trunk.contains(id) || self.is_named_by_others(*charter, id, person) {
                self.trunk.insert(*parent);
            }
        }
    }

    pub(super) fn is_named_by_others(&self, charter: Id, id: &Id, author: &Id) -> bool {
        match self.named.get(&(*id, charter)) {
            Some(Namers::One(person)) => person != author,
            Some(Namers::Several) => true,
            None => false,
        }
    }

    fn name(&mut self, named: Id, charter: Id, person: Id) {
        match self.named.entry((named, charter)) {
            Entry::Vacant(entry) => {
                entry.insert(Namers::One(person));
            }
            Entry::Occupied(mut entry) => {
                if matches!(entry.get(), Namers::One(one) if *one != person) {
                    entry.insert(Namers::Several);
                }
            }
        }
    }
}
