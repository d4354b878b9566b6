//! Owns one round of records: both directions, and the words by which it ends.

use super::Breach;
use super::flow::{Incoming, Outgoing};
use super::frame::{Frame, Listed, Plan, Stored};
use super::mark::{Key, Marks};
use super::search::Difference;
use super::view::{Tier, View};
use super::wish::{Settled, Summary, Wish};
use crate::id::Id;
use crate::planted::{self, Wrong};

/// The records of one round.
pub struct Trade {
    tier: Tier,
    out: Outgoing,
    incoming: Incoming,
    /// The responder's marks, and how many the initiator will still want.
    wanted: Option<(Marks, u32)>,
    stored: bool,
    peer_fresh: Option<u32>,
}

impl Trade {
    fn new(tier: Tier, out: Outgoing, incoming: Incoming) -> Trade {
        Trade { tier, out, incoming, wanted: None, stored: false, peer_fresh: None }
    }

    /// The responder gives all its `count` records of a set, and gets none.
    pub fn giving_all(tier: Tier, count: u32) -> Trade {
        let mut out = Outgoing::default();
        out.owe(0..count);
        out.close();
        Trade::new(tier, out, Incoming::pushed(0))
    }

    /// The initiator gets all that the responder has, at most `count`, and gives none.
    pub fn getting_all(tier: Tier, count: u32) -> Trade {
        let mut out = Outgoing::default();
        out.close();
        Trade::new(tier, out, Incoming::all(count))
    }

    /// The initiator gets what it lacks and gives what the responder lacks.
    pub fn wanting(tier: Tier, difference: Difference) -> Trade {
        let mut out = Outgoing::default();
        out.owe(difference.pushes.into_iter());
        out.close();
        Trade::new(tier, out, Incoming::asked(difference.wants))
    }

    /// The responder gives what will be wanted and gets what was announced.
    pub fn wanted(tier: Tier, marks: Marks, plan: &Plan) -> Trade {
        let mut out = Outgoing::default();
        if plan.wanted == 0 {
            out.close();
        }
        Trade { wanted: Some((marks, plan.wanted)), ..Trade::new(tier, out, Incoming::pushed(plan.pushed)) }
    }

    /// Which set the round is about.
    pub fn tier(&self) -> Tier {
        self.tier
    }

    /// Loads the next window, or ends the own direction.
    pub fn go_on(&mut self, view: &View) -> Vec<Wish> {
        self.out.go_on(view.ids(self.tier))
    }

    /// Takes a frame of the round.
    ///
    /// # Errors
    /// [`Breach`] for every other frame, and for what is not due.
    pub fn take(&mut self, frame: Frame, view: &View) -> Result<Vec<Wish>, Breach> {
        match frame {
            Frame::Want(page) => {
                self.want(&page)?;
                return Ok(self.go_on(view));
            }
            Frame::Records(records) => {
                let records: Vec<Vec<u8>> = records.records.into_vec().into_iter().map(|blob| blob.0).collect();
                if records.is_empty() || records.iter().any(Vec::is_empty) {
                    return Err(Breach::Standstill);
                }
                self.incoming.came(records.len() as u32)?;
                return Ok(vec![Wish::Admit(records)]);
            }
            Frame::NotNow(page) => self.incoming.declined(&page.marks()?)?,
            Frame::Sent(sent) => self.incoming.sent(&sent)?,
            Frame::Stored(stored) => {
                if !self.out.is_over() || self.peer_fresh.is_some() {
                    return Err(Breach::OutOfPlace);
                }
                if stored.fresh > self.out.sent() {
                    return Err(Breach::Miscount);
                }
                self.peer_fresh = Some(stored.fresh);
            }
            Frame::Hello(_)
            | Frame::Welcome(_)
            | Frame::Stand(_)
            | Frame::Offer(_)
            | Frame::Cells(_)
            | Frame::Listing(_)
            | Frame::Ask(_)
            | Frame::Plan(_) => return Err(Breach::OutOfPlace),
        }
        Ok(Vec::new())
    }

    /// Takes loaded records; see [`super::session::Session::loaded`].
    ///
    /// # Errors
    /// [`Breach::Unwished`] where they were not to be loaded.
    pub fn loaded(&mut self, key: &Key, view: &View, records: Vec<Option<Vec<u8>>>) -> Result<Vec<Wish>, Breach> {
        self.out.loaded(key, view.ids(self.tier), records)
    }

    /// Checks that a record is due.
    ///
    /// # Errors
    /// [`Breach::Unasked`] where it is not.
    pub fn expect(&self, key: &Key, view: &View, id: &Id) -> Result<(), Breach> {
        if planted::is(Wrong::Unasked) { Ok(()) } else { self.incoming.expect(key, view, self.tier, id) }
    }

    /// Takes what became of one record that came.
    ///
    /// # Errors
    /// [`Breach`] where it was not due.
    pub fn settle(&mut self, key: &Key, view: &View, settled: &Settled) -> Result<(), Breach> {
        self.incoming.settle(key, view, self.tier, settled)
    }

    /// Once, after all was sent and all that came is durable: the frame that says so.
    pub fn say_stored(&mut self) -> Option<Wish> {
        if self.stored || !self.out.is_over() || !self.incoming.is_over() {
            return None;
        }
        self.stored = true;
        Some(Wish::send(&Frame::Stored(Stored { fresh: self.incoming.fresh() })))
    }

    /// After the end of the round: how many records were new, at both ends together.
    pub fn moved(&self) -> Option<u32> {
        self.peer_fresh.filter(|_| self.stored).map(|peer_fresh| peer_fresh + self.incoming.fresh())
    }

    /// Adds what happened to the summary.
    pub fn tell(&self, summary: &mut Summary) {
        summary.sent += self.out.sent();
        self.incoming.tell(summary);
    }

    fn want(&mut self, page: &Listed) -> Result<(), Breach> {
        let (marks, left) = self.wanted.as_mut().ok_or(Breach::OutOfPlace)?;
        let wanted = page.marks()?;
        *left = left.checked_sub(wanted.len() as u32).ok_or(Breach::Miscount)?;
        let mut places = Vec::with_capacity(wanted.len());
        for mark in wanted {
            match marks.place(mark) {
                Some(place) => places.push(place),
                None => self.out.owe_not_now(mark),
            }
        }
        // In the order of the ids: the other end stores them in sorted batches.
        places.sort_unstable();
        self.out.owe(places.into_iter());
        if *left == 0 {
            self.out.close();
        }
        Ok(())
    }
}
