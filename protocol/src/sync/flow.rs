//! Owns how the records of one round move: what one end owes, window by window, and what it may get.

use std::collections::BTreeSet;

use super::frame::{Frame, Listed, Records, Sent};
use super::mark::{Key, Mark};
use super::view::{Tier, View};
use super::wish::{Settled, Summary, Wish};
use super::{Breach, FRAME_BYTES_MAX, FRAME_RECORDS_MAX, LOAD_IDS_MAX, RECORD_BYTES_MAX};
use crate::id::Id;
use crate::wire::{Blob, Few};

/// 8 bytes: what a frame of records has besides them.
const FRAME_HEAD: usize = 8;
/// 5 bytes: the longest head of a byte string in a frame.
const RECORD_HEAD: usize = 5;

/// What this end owes in a round; holds the bytes of one window and one frame at most.
#[derive(Default)]
pub struct Outgoing {
    queue: Vec<u32>,
    next: usize,
    loading: usize,
    whole: bool,
    packed: Vec<Blob>,
    packed_bytes: usize,
    missing: Vec<Mark>,
    sent: u32,
    over: bool,
}

impl Outgoing {
    /// Owes the ids at these places of the own set, too.
    pub fn owe(&mut self, places: impl Iterator<Item = u32>) {
        self.queue.extend(places);
    }

    /// Owes the answer that a wanted record is not here.
    pub fn owe_not_now(&mut self, mark: Mark) {
        self.missing.push(mark);
    }

    /// Nothing more will be owed.
    pub fn close(&mut self) {
        self.whole = true;
    }

    /// True where everything has been sent.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// How many records have been sent.
    pub fn sent(&self) -> u32 {
        self.sent
    }

    /// What is to be done next: load the next window, or end this direction.
    pub fn go_on(&mut self, ids: &[Id]) -> Vec<Wish> {
        if self.loading > 0 || self.over {
            return Vec::new();
        }
        if self.next < self.queue.len() {
            let window = &self.queue[self.next..self.queue.len().min(self.next + LOAD_IDS_MAX)];
            self.loading = window.len();
            return vec![Wish::Load(window.iter().map(|place| ids[*place as usize]).collect())];
        }
        if !self.whole {
            return Vec::new();
        }
        self.over = true;
        let mut wishes: Vec<Wish> = self.flush().into_iter().collect();
        let missing = std::mem::take(&mut self.missing);
        wishes.extend(Listed::pages(missing.into_iter()).into_iter().map(|page| Wish::send(&Frame::NotNow(page))));
        wishes.push(Wish::send(&Frame::Sent(Sent { records: self.sent })));
        wishes
    }

    /// Takes the bytes of the first ids of the window, in order; `None` for what cannot be given.
    ///
    /// # Errors
    /// [`Breach::Unwished`] where nothing was to be loaded, or more came than was, or nothing.
    pub fn loaded(&mut self, key: &Key, ids: &[Id], records: Vec<Option<Vec<u8>>>) -> Result<Vec<Wish>, Breach> {
        if records.is_empty() || records.len() > self.loading {
            return Err(Breach::Unwished);
        }
        self.loading = 0;
        let mut wishes = Vec::new();
        for record in records {
            let place = self.queue[self.next] as usize;
            self.next += 1;
            match record.filter(|bytes| bytes.len() <= RECORD_BYTES_MAX) {
                Some(bytes) => wishes.extend(self.pack(bytes)),
                None => self.missing.push(key.mark(&ids[place])),
            }
        }
        wishes.extend(self.go_on(ids));
        Ok(wishes)
    }

    fn pack(&mut self, bytes: Vec<u8>) -> Option<Wish> {
        let more = bytes.len() + RECORD_HEAD;
        let full = FRAME_HEAD + self.packed_bytes + more > FRAME_BYTES_MAX || self.packed.len() == FRAME_RECORDS_MAX;
        let wish = if full { self.flush() } else { None };
        self.packed_bytes += more;
        self.packed.push(Blob(bytes));
        wish
    }

    fn flush(&mut self) -> Option<Wish> {
        let records = Few::new(std::mem::take(&mut self.packed)).expect("pack flushes at FRAME_RECORDS_MAX");
        self.packed_bytes = 0;
        self.sent += records.len() as u32;
        (!records.is_empty()).then(|| Wish::send(&Frame::Records(Records { records })))
    }
}

/// What this end may get in a round.
enum Due {
    /// It asked for these marks, ascending; each comes once.
    Asked { marks: Vec<Mark>, got: Vec<bool> },
    /// The initiator gives at most `count` that were not in the view.
    Pushed { count: u32, seen: BTreeSet<Mark> },
    /// The responder gives all that it has, `count`.
    All { count: u32, seen: BTreeSet<Mark> },
}

/// What came in a round.
pub struct Incoming {
    due: Due,
    came: u32,
    unsettled: u32,
    declined: u32,
    known: u32,
    refused: u32,
    fresh: u32,
    sent: bool,
}

impl Incoming {
    /// Expects the records with these marks, ascending.
    pub fn asked(marks: Vec<Mark>) -> Incoming {
        let got = vec![false; marks.len()];
        Incoming::due(Due::Asked { marks, got })
    }

    /// Expects at most `count` records that the own view lacks.
    pub fn pushed(count: u32) -> Incoming {
        Incoming::due(Due::Pushed { count, seen: BTreeSet::new() })
    }

    /// Expects everything that the peer has, at most `count` records.
    pub fn all(count: u32) -> Incoming {
        Incoming::due(Due::All { count, seen: BTreeSet::new() })
    }

    fn due(due: Due) -> Incoming {
        Incoming { due, came: 0, unsettled: 0, declined: 0, known: 0, refused: 0, fresh: 0, sent: false }
    }

    /// Counts records that came.
    ///
    /// # Errors
    /// [`Breach::Unasked`] above what is due.
    pub fn came(&mut self, records: u32) -> Result<(), Breach> {
        let due = match &self.due {
            Due::Asked { marks, .. } => marks.len() as u32 - self.declined,
            Due::Pushed { count, .. } | Due::All { count, .. } => *count,
        };
        if self.sent || records > due - self.came {
            return Err(Breach::Unasked);
        }
        self.came += records;
        self.unsettled += records;
        Ok(())
    }

    /// Takes the answer that wanted records are not there.
    ///
    /// # Errors
    /// [`Breach`] where they were not wanted, or are answered twice.
    pub fn declined(&mut self, declined: &[Mark]) -> Result<(), Breach> {
        let Due::Asked { marks, got } = &mut self.due else {
            // Of what was announced without marks, less may come; nothing needs to be told.
            return Ok(());
        };
        for mark in declined {
            let at = marks.binary_search(mark).map_err(|_| Breach::Unasked)?;
            if self.sent || std::mem::replace(&mut got[at], true) {
                return Err(Breach::Unasked);
            }
            self.declined += 1;
        }
        Ok(())
    }

    /// Checks that a record with this id is due.
    ///
    /// # Errors
    /// [`Breach::Unasked`] where it is not.
    pub fn expect(&self, key: &Key, view: &View, tier: Tier, id: &Id) -> Result<(), Breach> {
        let mark = key.mark(id);
        let due = match &self.due {
            Due::Asked { marks, got } => marks.binary_search(&mark).is_ok_and(|at| !got[at]),
            Due::Pushed { seen, .. } => !seen.contains(&mark) && !view.has(tier, id),
            Due::All { seen, .. } => !seen.contains(&mark),
        };
        if due { Ok(()) } else { Err(Breach::Unasked) }
    }

    /// Takes what became of one record that came.
    ///
    /// # Errors
    /// [`Breach::Unasked`] where it was not due; [`Breach::Unwished`] where none was waited for.
    pub fn settle(&mut self, key: &Key, view: &View, tier: Tier, settled: &Settled) -> Result<(), Breach> {
        self.unsettled = self.unsettled.checked_sub(1).ok_or(Breach::Unwished)?;
        let id = match settled {
            Settled::Stored(id) => {
                self.fresh += 1;
                id
            }
            Settled::Known(id) => {
                self.known += 1;
                id
            }
            Settled::Refused => {
                self.refused += 1;
                return Ok(());
            }
        };
        self.expect(key, view, tier, id)?;
        let mark = key.mark(id);
        match &mut self.due {
            Due::Asked { marks, got } => {
                if let Ok(at) = marks.binary_search(&mark) {
                    got[at] = true;
                }
            }
            Due::Pushed { seen, .. } | Due::All { seen, .. } => {
                seen.insert(mark);
            }
        }
        Ok(())
    }

    /// Takes the peer's word that all has been sent.
    ///
    /// # Errors
    /// [`Breach::Miscount`] where it is not what came, or leaves a wanted record unanswered.
    pub fn sent(&mut self, sent: &Sent) -> Result<(), Breach> {
        let answered = match &self.due {
            Due::Asked { marks, .. } => self.came + self.declined == marks.len() as u32,
            Due::Pushed { .. } | Due::All { .. } => true,
        };
        if std::mem::replace(&mut self.sent, true) {
            return Err(Breach::OutOfPlace);
        }
        if sent.records == self.came && answered { Ok(()) } else { Err(Breach::Miscount) }
    }

    /// True where everything came and the shell has settled all of it.
    pub fn is_over(&self) -> bool {
        self.sent && self.unsettled == 0
    }

    /// How many records were new.
    pub fn fresh(&self) -> u32 {
        self.fresh
    }

    /// Adds what came to the summary.
    pub fn tell(&self, summary: &mut Summary) {
        summary.fresh += self.fresh;
        summary.known += self.known;
        summary.refused += self.refused;
        summary.not_now += self.declined;
    }
}
