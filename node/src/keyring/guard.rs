//! Owns the amnesia guard: a small synced file beside the keys that remembers which ticket and revision
//! numbers this device may have used, so that it never signs two records with one number after its
//! store was lost, cut off or put back from an older copy.
//!
//! Numbers are reserved ahead in blocks, so that not every write waits for the disk; after a crash the
//! rest of a block is skipped. A block is as long as what this process has used already, 64 at most: a
//! command that writes one record reserves one number. The file also says where it belongs (machine,
//! path, folder, device key), so that a copied home notices that it is a copy and refuses to author.
//! What a member sees of it: docs/trust.md.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protocol::id::Id;
use protocol::keys::Key;
use protocol::space::Space;
use protocol::ticket::{Free, NUMBERS, Worth};
use protocol::time::{DAY_MS, HOUR_MS, Moment, Week};

use super::files::FileFault;
use crate::clock;

mod book;

use book::{Book, Home, Room};

/// 64: a crash skips at most so many numbers, 3 % of the default 2,000 a week.
const BLOCK_MAX: u32 = 64;
/// 1,024 pairs of space and week: five years of four spaces. The oldest weeks go; they are kept so long
/// because a clock that ran ahead for a while makes the present week look old.
const TICKETS_MAX: usize = 1024;
/// 4,096 documents; the oldest reservations go, whose records other machines hold by then.
const REVISIONS_MAX: usize = 4096;
/// 8: more revisions of one document than one process usually writes.
const REVISION_BLOCK: u16 = 8;

/// Why this device must not sign now.
#[derive(Debug, thiserror::Error)]
pub enum GuardFault {
    /// This home is a copy of another, or was put back from one: it needs a new device key.
    #[error("this home was copied from {from}")]
    Copied {
        /// Where the home was when it was made or last moved.
        from: PathBuf,
    },
    /// The guard is not there, or belongs to another device key: what was used is not known any more.
    #[error("{path} is missing or belongs to another key")]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// Another machine holds a record of this device that this home has forgotten, or never wrote: it was
    /// set back to an earlier state, or a copy of it signs as well.
    #[error("this home was set back, or has a twin")]
    SetBack,
    /// All tickets of the week are used.
    #[error("all {limit} tickets of the week are used")]
    Exhausted {
        /// The week.
        week: Week,
        /// How many it has.
        limit: u32,
        /// How many of those that were asked for are left.
        left: u32,
    },
    /// The document has had its 65,534 revisions.
    #[error("the document has no revision number left")]
    Unrevisable,
    /// The clock is behind the last own record, or before anything was ever written.
    #[error("the clock is behind the last own record")]
    ClockBehind {
        /// When the last own record was written, by this machine's clock then.
        last: Moment,
    },
    /// The last own record is more than 24 hours ahead of the clock: waiting is no way out.
    #[error("the last own record is far ahead of the clock")]
    ClockFarBehind {
        /// When the last own record was written, by this machine's clock then.
        last: Moment,
    },
    /// More spaces than one device writes in.
    #[error("tickets of more than {TICKETS_MAX} spaces and weeks")]
    Crowded,
    /// The guard's file cannot be read or written.
    #[error("the guard cannot be used")]
    File(#[from] FileFault),
}

/// What this device has used; open as long as the home is.
#[derive(Debug)]
pub struct Guard {
    path: PathBuf,
    book: Book,
    /// By space and week: the next number to give, and how many were given since the start.
    given: BTreeMap<(Space, Week), Given>,
    /// By document: the next number to give.
    revised: BTreeMap<Id, u16>,
}

#[derive(Clone, Copy, Debug)]
struct Given {
    next: u32,
    taken: u32,
}

impl Guard {
    /// Makes the guard of a new device key.
    ///
    /// # Errors
    /// [`GuardFault::File`] where it cannot be written.
    pub fn create(home: &Path, device: Key) -> Result<Guard, GuardFault> {
        let (path, mut book) = (path(home), Book::new(device, Home::of(home)?));
        book.write(&path)?;
        Ok(Guard { path, book, given: BTreeMap::new(), revised: BTreeMap::new() })
    }

    /// Opens the guard of a device key and checks that it stands where it was made.
    ///
    /// A home that was moved (the same folder of the same machine under another path) is taken and
    /// remembered; a copy is not.
    ///
    /// # Errors
    /// [`GuardFault::Copied`], [`GuardFault::SetBack`], [`GuardFault::Missing`] or [`GuardFault::File`]: the home may be read,
    /// but must not sign.
    pub fn open(home: &Path, device: Key) -> Result<Guard, GuardFault> {
        let path = path(home);
        let Some(mut book) = Book::read(&path)?.filter(|book| book.device() == device) else {
            return Err(GuardFault::Missing { path });
        };
        if book.is_set_back() {
            return Err(GuardFault::SetBack);
        }
        let here = Home::of(home)?;
        if !book.home().is_same(&here) {
            return Err(GuardFault::Copied { from: book.home().path() });
        }
        if *book.home() != here {
            book.move_to(here);
            book.write(&path)?;
        }
        Ok(Guard { path, book, given: BTreeMap::new(), revised: BTreeMap::new() })
    }

    /// Takes one ticket number of the space and week of `now`.
    ///
    /// # Errors
    /// As [`Guard::tickets`].
    pub fn ticket(&mut self, space: Space, now: Moment, limit: u32) -> Result<u16, GuardFault> {
        let numbers = self.tickets(space, now, &[Worth::One], limit)?;
        Ok(*numbers.first().expect("one number for one record"))
    }

    /// Takes the ticket numbers of some records in the space and week of `now`, all or none; synced before it
    /// returns.
    ///
    /// - `wanted`: what each takes; the answer has the first number of each.
    /// - `limit`: the charter's tickets a week for this person, at most 65,536.
    ///
    /// # Errors
    /// [`GuardFault::ClockBehind`], [`GuardFault::Exhausted`], or [`GuardFault::File`].
    pub fn tickets(&mut self, space: Space, now: Moment, wanted: &[Worth], limit: u32) -> Result<Vec<u16>, GuardFault> {
        self.check_clock(now)?;
        let (week, limit) = (now.week(), limit.min(NUMBERS));
        let mut free = self.free(space, week, limit);
        let (first, left) = (free.next, limit.saturating_sub(free.next));
        let numbers: Option<Vec<u16>> = wanted.iter().map(|worth| free.take(*worth)).collect();
        let numbers = numbers.ok_or(GuardFault::Exhausted { week, limit, left })?;
        let reserved = self.book.tickets(&space, week);
        let taken = self.given.get(&(space, week)).map_or(0, |given| given.taken);
        if free.next > reserved {
            let until = free.next.saturating_add(taken.min(BLOCK_MAX)).min(limit);
            if self.book.reserve_tickets(space, week, until, TICKETS_MAX) == Room::Full {
                return Err(GuardFault::Crowded);
            }
            self.book.see(now);
            self.book.write(&self.path)?;
        }
        let taken = taken.saturating_add(free.next - first);
        self.given.insert((space, week), Given { next: free.next, taken });
        self.see(now)?;
        Ok(numbers)
    }

    /// True where this home may have used that number of the space and week: it was given, or reserved
    /// by a process that was killed.
    pub fn may_have_used(&self, space: Space, week: Week, number: u16) -> bool {
        let below = match self.given.get(&(space, week)) {
            Some(given) => given.next,
            None => self.book.tickets(&space, week),
        };
        u32::from(number) < below || self.book.has_forgotten(week, TICKETS_MAX)
    }

    /// Notes that this device key must not sign any more; only new keys end that.
    ///
    /// # Errors
    /// [`GuardFault::File`].
    pub fn set_back(&mut self) -> Result<(), GuardFault> {
        self.book.set_back();
        Ok(self.book.write(&self.path)?)
    }

    /// How many tickets are left in that space and week.
    pub fn left(&self, space: Space, week: Week, limit: u32) -> u32 {
        let free = self.free(space, week, limit);
        free.end.saturating_sub(free.next)
    }

    /// The numbers that are left in that space and week; what is taken of this value is not taken here.
    pub fn free(&self, space: Space, week: Week, limit: u32) -> Free {
        let next = self.given.get(&(space, week)).map_or_else(|| self.book.tickets(&space, week), |given| given.next);
        Free { next, end: limit.min(NUMBERS) }
    }

    /// Takes the number of a document's next revision.
    ///
    /// # Errors
    /// As [`Guard::revisions`].
    pub fn revision(&mut self, document: Id, after: u16, now: Moment) -> Result<u16, GuardFault> {
        let numbers = self.revisions(&[(document, after)], now)?;
        Ok(*numbers.first().expect("one number for one document"))
    }

    /// Takes the numbers of the next revisions of several documents, all or none; synced before it
    /// returns, in one write.
    ///
    /// - `wanted`: each document once, with the highest number that the store knows; the answer is above
    ///   it, and above every number that was taken before.
    ///
    /// # Errors
    /// [`GuardFault::ClockBehind`], [`GuardFault::Unrevisable`], or [`GuardFault::File`].
    pub fn revisions(&mut self, wanted: &[(Id, u16)], now: Moment) -> Result<Vec<u16>, GuardFault> {
        self.check_clock(now)?;
        let mut numbers = Vec::with_capacity(wanted.len());
        for (document, after) in wanted {
            let next = self.revised.get(document).copied().unwrap_or_else(|| self.book.revisions(document));
            let number = after.checked_add(1).map(|least| least.max(next)).filter(|number| *number < u16::MAX);
            numbers.push(number.ok_or(GuardFault::Unrevisable)?);
        }
        let mut reserved = false;
        for ((document, _), number) in wanted.iter().zip(&numbers) {
            let following = number + 1;
            if following > self.book.revisions(document) {
                // The first revision of a process reserves itself alone; who goes on writing, a block.
                let ahead = if self.revised.contains_key(document) { REVISION_BLOCK } else { 0 };
                if let Some(gone) =
                    self.book.reserve_revisions(*document, following.saturating_add(ahead), REVISIONS_MAX)
                {
                    self.revised.remove(&gone);
                }
                reserved = true;
            }
            self.revised.insert(*document, following);
        }
        if reserved {
            self.book.see(now);
            self.book.write(&self.path)?;
        }
        self.see(now)?;
        Ok(numbers)
    }

    /// Refuses to sign while the clock is behind the last own record.
    ///
    /// # Errors
    /// [`GuardFault::ClockBehind`], or [`GuardFault::ClockFarBehind`] where waiting is no way out.
    pub fn check_clock(&self, now: Moment) -> Result<(), GuardFault> {
        let last = self.book.last().max(clock::EARLIEST);
        // A clock before anything was ever written is wrong itself.
        let far = now >= clock::EARLIEST && last.since(now) > DAY_MS;
        match (now < last, far) {
            (false, _) => Ok(()),
            (true, false) => Err(GuardFault::ClockBehind { last }),
            (true, true) => Err(GuardFault::ClockFarBehind { last }),
        }
    }

    /// When the last own record was written, by this machine's clock then.
    pub fn last(&self) -> Moment {
        self.book.last()
    }

    /// Remembers the time of an own record that the store or a neighbour showed.
    ///
    /// # Errors
    /// [`GuardFault::File`].
    pub fn remember(&mut self, created: Moment) -> Result<(), GuardFault> {
        if created > self.book.last() {
            self.book.see(created);
            self.book.write(&self.path)?;
        }
        Ok(())
    }

    /// Forgets a last own record that lies in the future of a clock that was set right; what
    /// `repair clock` does after it has withdrawn that record.
    ///
    /// # Errors
    /// [`GuardFault::File`].
    pub fn set_clock(&mut self, now: Moment) -> Result<(), GuardFault> {
        self.book.set_last(now);
        Ok(self.book.write(&self.path)?)
    }

    /// Gives back what was reserved and not taken.
    ///
    /// # Errors
    /// [`GuardFault::File`]; the rest of the blocks is then skipped, as after a crash.
    pub fn close(mut self) -> Result<(), GuardFault> {
        for ((space, week), given) in &self.given {
            self.book.settle_tickets(*space, *week, given.next);
        }
        for (document, next) in &self.revised {
            self.book.settle_revisions(*document, *next);
        }
        Ok(self.book.write(&self.path)?)
    }

    /// Keeps the last own record's time on disk to the hour; the store knows it to the millisecond.
    fn see(&mut self, now: Moment) -> Result<(), GuardFault> {
        let stale = now.since(self.book.written_last()) >= HOUR_MS;
        self.book.see(now);
        if stale { Ok(self.book.write(&self.path)?) } else { Ok(()) }
    }
}

fn path(home: &Path) -> PathBuf {
    super::folder(home).join("guard")
}

#[cfg(test)]
mod bytes;
#[cfg(test)]
mod tests;
