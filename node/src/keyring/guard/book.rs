//! Owns the bytes of the amnesia guard: what is reserved, by which device key, and where the home is.
//!
//! The file is a SHA-256 over the CBOR behind it, then that CBOR; replaced whole and synced each time.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use protocol::id::Id;
use protocol::keys::Key;
use protocol::space::Space;
use protocol::time::{Moment, Week};
use protocol::wire::{self, Blob};
use serde::{Deserialize, Serialize};

use crate::keyring::files::{FileFault, io_fault, read_private};
use crate::os;

/// 1 MiB: 4,096 documents take about 200 kB.
const FILE_MAX: u64 = 1 << 20;

/// Where a home is, as far as a copy of it would show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Home {
    machine: Id,
    path: Blob,
    inode: u64,
    disk: u64,
    /// When the key folder was made, in milliseconds since 1970, where the disk keeps that: a number on
    /// the disk is given again once a folder is gone.
    #[serde(default)]
    born: Option<u64>,
}

impl Home {
    /// Looks where a home is: machine, canonical path, and the number of its key folder on the disk.
    pub fn of(home: &Path) -> Result<Home, FileFault> {
        let path = home.canonicalize().map_err(io_fault(home))?;
        let keys = crate::keyring::folder(home);
        let about = std::fs::metadata(&keys).map_err(io_fault(&keys))?;
        let bytes = path.as_os_str().as_bytes().to_vec();
        let born = about.created().map(|born| born.duration_since(UNIX_EPOCH));
        let born = match born {
            Ok(Ok(since)) => Some(since.as_millis() as u64),
            // This disk does not keep it, or says what cannot be.
            Ok(Err(_)) | Err(_) => None,
        };
        Ok(Home { machine: machine(), path: Blob(bytes), inode: about.ino(), disk: about.dev(), born })
    }

    /// The path, for a sentence.
    pub fn path(&self) -> PathBuf {
        PathBuf::from(OsStr::from_bytes(&self.path.0))
    }

    /// True where both are one folder: a copy has another number on the disk, or another disk. A disk
    /// may get another number when it is mounted again, so that one alone tells nothing.
    pub fn is_same(&self, here: &Home) -> bool {
        let place = self.path == here.path || self.disk == here.disk;
        let born = self.born.is_none() || here.born.is_none() || self.born == here.born;
        self.machine == here.machine && self.inode == here.inode && place && born
    }
}

/// The hashed id of this machine; of nothing where the system has none, as in some containers.
fn machine() -> Id {
    let text = ["/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostid"]
        .iter()
        .find_map(|path| std::fs::read(path).ok().filter(|text| !text.trim_ascii().is_empty()));
    Id::labelled("talko/1 machine", &[Id::of(text.unwrap_or_default().trim_ascii()).as_bytes()])
}

/// Whether a reservation found room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// It is noted.
    Found,
    /// The book is full of newer ones.
    Full,
}

/// What is reserved.
#[derive(Debug)]
pub struct Book {
    device: Key,
    home: Home,
    last: Moment,
    written_last: Moment,
    tickets: BTreeMap<(Week, Space), u32>,
    /// By document: the number that follows what is reserved, and when that was, in turns.
    revisions: BTreeMap<Id, (u16, u64)>,
    turn: u64,
    set_back: bool,
}

#[derive(Serialize, Deserialize)]
struct Page {
    device: Key,
    home: Home,
    last: Moment,
    tickets: Vec<(Week, Space, u32)>,
    /// The oldest reservation first.
    revisions: Vec<(Id, u16)>,
    /// True where others hold what this device signed and this home has forgotten.
    #[serde(default)]
    set_back: bool,
}

impl Book {
    /// An empty book of a device key.
    pub fn new(device: Key, home: Home) -> Book {
        let (tickets, revisions) = (BTreeMap::new(), BTreeMap::new());
        Book { device, home, last: Moment(0), written_last: Moment(0), tickets, revisions, turn: 0, set_back: false }
    }

    /// Reads a book; nothing where there is none.
    pub fn read(path: &Path) -> Result<Option<Book>, FileFault> {
        let Some(bytes) = read_private(path, FILE_MAX)? else {
            return Ok(None);
        };
        let page = bytes.split_first_chunk::<32>().filter(|(sum, page)| Id::of(page).as_bytes() == *sum);
        let page: Page = page
            .and_then(|(_, page)| wire::lenient(page).ok())
            .ok_or_else(|| FileFault::Damaged { path: path.to_path_buf() })?;
        let mut book = Book::new(page.device, page.home);
        (book.last, book.written_last) = (page.last, page.last);
        book.set_back = page.set_back;
        book.tickets = page.tickets.into_iter().map(|(week, space, next)| ((week, space), next)).collect();
        for (document, next) in page.revisions {
            book.turn += 1;
            book.revisions.insert(document, (next, book.turn));
        }
        Ok(Some(book))
    }

    /// Replaces the file, synced.
    pub fn write(&mut self, path: &Path) -> Result<(), FileFault> {
        let mut revisions: Vec<_> = self.revisions.iter().map(|(id, (next, turn))| (*turn, *id, *next)).collect();
        revisions.sort_unstable();
        let page = wire::encode(&Page {
            device: self.device,
            home: self.home.clone(),
            last: self.last,
            tickets: self.tickets.iter().map(|((week, space), next)| (*week, *space, *next)).collect(),
            revisions: revisions.into_iter().map(|(_, id, next)| (id, next)).collect(),
            set_back: self.set_back,
        });
        let bytes = [Id::of(&page).as_bytes().as_slice(), &page].concat();
        os::replace(path, &bytes).map_err(io_fault(path))?;
        self.written_last = self.last;
        Ok(())
    }

    /// Whose it is.
    pub fn device(&self) -> Key {
        self.device
    }

    /// Where it belongs.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// The home was moved.
    pub fn move_to(&mut self, home: Home) {
        self.home = home;
    }

    /// Notes that others hold what this home has forgotten.
    pub fn set_back(&mut self) {
        self.set_back = true;
    }

    /// True where that was noted.
    pub fn is_set_back(&self) -> bool {
        self.set_back
    }

    /// True for a week that is older than all that are kept, where some had to go.
    pub fn has_forgotten(&self, week: Week, most: usize) -> bool {
        self.tickets.len() >= most && self.tickets.first_key_value().is_some_and(|((oldest, _), _)| week <= *oldest)
    }

    /// The time of the last own record.
    pub fn last(&self) -> Moment {
        self.last
    }

    /// The same as it stands on disk.
    pub fn written_last(&self) -> Moment {
        self.written_last
    }

    /// Remembers the time of an own record.
    pub fn see(&mut self, created: Moment) {
        self.last = self.last.max(created);
    }

    /// Sets that time, also backwards.
    pub fn set_last(&mut self, last: Moment) {
        self.last = last;
    }

    /// The first ticket number that is not reserved.
    pub fn tickets(&self, space: &Space, week: Week) -> u32 {
        self.tickets.get(&(week, *space)).copied().unwrap_or(0)
    }

    /// Reserves all ticket numbers below `next`; forgets the oldest week where there are more than
    /// `most`, unless that is this one.
    pub fn reserve_tickets(&mut self, space: Space, week: Week, next: u32, most: usize) -> Room {
        if !self.tickets.contains_key(&(week, space)) && self.tickets.len() >= most {
            match self.tickets.first_key_value() {
                Some(((oldest, _), _)) if *oldest < week => self.tickets.pop_first(),
                _ => return Room::Full,
            };
        }
        self.tickets.insert((week, space), next);
        Room::Found
    }

    /// Gives back the numbers from `next` on.
    pub fn settle_tickets(&mut self, space: Space, week: Week, next: u32) {
        if let Some(reserved) = self.tickets.get_mut(&(week, space)) {
            *reserved = next.min(*reserved);
        }
    }

    /// The first revision number that is not reserved.
    pub fn revisions(&self, document: &Id) -> u16 {
        self.revisions.get(document).map_or(0, |(next, _)| *next)
    }

    /// Reserves all revision numbers below `next`; forgets the oldest documents above `most` and names
    /// them.
    pub fn reserve_revisions(&mut self, document: Id, next: u16, most: usize) -> Option<Id> {
        self.turn += 1;
        self.revisions.insert(document, (next, self.turn));
        if self.revisions.len() <= most {
            return None;
        }
        let oldest = self.revisions.iter().min_by_key(|(_, (_, turn))| *turn).map(|(id, _)| *id)?;
        self.revisions.remove(&oldest);
        Some(oldest)
    }

    /// Gives back the numbers from `next` on.
    pub fn settle_revisions(&mut self, document: Id, next: u16) {
        if let Some((reserved, _)) = self.revisions.get_mut(&document) {
            *reserved = next.min(*reserved);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_the_same_after_a_move_and_after_a_new_mount_but_not_as_a_copy() {
        let born = Some(1_800_000_000_000);
        let home = Home { machine: Id::of(b"laptop"), path: Blob(b"/a".to_vec()), inode: 7, disk: 1, born };
        let moved = Home { path: Blob(b"/b".to_vec()), ..home.clone() };
        let mounted = Home { disk: 2, ..home.clone() };
        assert!(home.is_same(&home) && home.is_same(&moved) && home.is_same(&mounted));
        let elsewhere = Home { machine: Id::of(b"another"), ..home.clone() };
        let copied = Home { inode: 8, ..moved.clone() };
        let put_back = Home { inode: 8, ..home.clone() };
        let other_disk = Home { disk: 2, ..moved };
        let same_number = Home { born: Some(1_800_000_000_001), ..home.clone() };
        assert!(home.is_same(&Home { born: None, ..home.clone() }), "a disk that does not keep it");
        for other in [elsewhere, copied, put_back, other_disk, same_number] {
            assert!(!home.is_same(&other), "{other:?}");
        }
    }
}
