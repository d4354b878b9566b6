//! How many bytes it takes to find what differs between two large sets.

use std::collections::{BTreeMap, VecDeque};

use protocol::id::Id;
use protocol::sync::frame::{self, Frame, Hello};
use protocol::sync::mark::Nonce;
use protocol::sync::session::Session;
use protocol::sync::view::View;
use protocol::sync::wish::{Settled, Wish};
use protocol::time::Day;
use rand::RngExt as _;

use super::fault::BenchFault;

/// What finding a difference cost.
pub struct Found {
    /// Bytes of all frames that carry no record.
    pub bytes: u64,
    /// How often an end had to hear the other before it could go on.
    pub turns: u32,
}

/// One end: what it shows, and the records that only it has.
struct End {
    ids: Vec<Id>,
    own: BTreeMap<Id, Vec<u8>>,
    session: Session,
    due: Vec<Vec<u8>>,
}

/// Two sets that are alike but for some records of each, and the numbers of chance of a session about them.
pub struct Apart {
    shared: Vec<Id>,
    ones: BTreeMap<Id, Vec<u8>>,
    others: BTreeMap<Id, Vec<u8>>,
    nonces: [[u8; 16]; 2],
}

impl Apart {
    /// Makes them: `same` records in both, `own` more in each.
    ///
    /// - `chance`: 32 bytes a call; the same ones make the same session.
    pub fn make(same: usize, own: usize, mut chance: impl FnMut() -> [u8; 32]) -> Apart {
        let shared = (0..same).map(|_| Id::from_bytes(chance())).collect();
        let mut records = || (0..own).map(|_| chance().repeat(20)).map(|bytes| (Id::of(&bytes), bytes)).collect();
        let (ones, others) = (records(), records());
        let mut nonce = || -> [u8; 16] {
            let bytes = chance();
            std::array::from_fn(|at| bytes[at])
        };
        Apart { shared, ones, others, nonces: [nonce(), nonce()] }
    }

    fn view(&self, mine: &BTreeMap<Id, Vec<u8>>) -> View {
        View::new(Day(1), Vec::new(), self.shared.iter().chain(mine.keys()).copied().collect())
    }

    /// Lets the two ends find what differs and hand it over.
    ///
    /// # Errors
    /// [`BenchFault::Peer`] where a session is broken off or does not find all.
    pub fn meet(&self) -> Result<Found, BenchFault> {
        let (view_of_one, view_of_other) = (|| self.view(&self.ones), || self.view(&self.others));
        let scope = Id::of(b"scope");
        let [nonce_of_one, nonce_of_other] = self.nonces.map(Nonce);
        let (session, wishes) = Session::initiate(scope, view_of_one(), nonce_of_one, Day(1).start());
        let mut one = End { ids: Vec::new(), own: self.ones.clone(), session, due: Vec::new() };
        let mut to_other = VecDeque::from(one.serve(wishes, &view_of_one)?);
        let hello = to_other.pop_front().ok_or(BenchFault::Ended)?;
        let mut found = Found { bytes: hello.len() as u64, turns: 0 };
        let hello = Hello::read(&hello).map_err(broken)?;
        let (session, wishes) = Session::respond(&hello, Day(1).start(), nonce_of_other);
        let mut other = End { ids: Vec::new(), own: self.others.clone(), session, due: Vec::new() };
        let mut to_one = VecDeque::from(other.serve(wishes, &view_of_other)?);
        while !(to_one.is_empty() && to_other.is_empty()) {
            found.turns += u32::from(to_one.iter().any(|frame| finds(frame)));
            to_other.extend(one.hear(&mut to_one, &mut found, &view_of_one)?);
            to_one.extend(other.hear(&mut to_other, &mut found, &view_of_other)?);
        }
        if one.ids.len() != self.others.len() || other.ids.len() != self.ones.len() {
            return Err(BenchFault::Peer("a session found not all".to_string()));
        }
        Ok(found)
    }
}

/// Lets two ends that share `same` records, each with `own` more, find those.
///
/// # Errors
/// [`BenchFault::Peer`] where a session is broken off.
pub fn find(same: usize, own: usize) -> Result<Found, BenchFault> {
    let mut chance = rand::rng();
    Apart::make(same, own, || chance.random()).meet()
}

impl End {
    /// Hears all that came, then stores what arrived.
    fn hear(
        &mut self,
        inbox: &mut VecDeque<Vec<u8>>,
        found: &mut Found,
        view: &impl Fn() -> View,
    ) -> Result<Vec<Vec<u8>>, BenchFault> {
        let mut out = Vec::new();
        while let Some(bytes) = inbox.pop_front() {
            found.bytes += if finds(&bytes) { bytes.len() as u64 } else { 0 };
            let wishes = self.session.take(&bytes).map_err(broken)?;
            out.extend(self.serve(wishes, view)?);
        }
        if !self.due.is_empty() {
            let fresh: Vec<Id> = self.due.drain(..).map(|bytes| Id::of(&bytes)).collect();
            let settled: Vec<Settled> = fresh.iter().map(|id| Settled::Stored(*id)).collect();
            self.ids.extend(fresh);
            let wishes = self.session.settled(&settled).map_err(broken)?;
            out.extend(self.serve(wishes, view)?);
        }
        Ok(out)
    }

    fn serve(&mut self, wishes: Vec<Wish>, view: &impl Fn() -> View) -> Result<Vec<Vec<u8>>, BenchFault> {
        let (mut wishes, mut out) = (VecDeque::from(wishes), Vec::new());
        while let Some(wish) = wishes.pop_front() {
            match wish {
                Wish::Send(bytes) => out.push(bytes),
                Wish::Load(ids) => {
                    let loaded = ids.iter().map(|id| self.own.get(id).cloned()).collect();
                    wishes.extend(self.session.loaded(loaded).map_err(broken)?);
                }
                Wish::Admit(records) => self.due.extend(records),
                Wish::Refresh(_) => wishes.extend(self.session.refreshed(view()).map_err(broken)?),
                Wish::Finished(_) => {}
            }
        }
        Ok(out)
    }
}

/// True for a frame that finds the difference: all but records, and the words at their end.
fn finds(bytes: &[u8]) -> bool {
    !matches!(frame::read(bytes), Ok(Frame::Records(_) | Frame::Sent(_) | Frame::Stored(_)))
}

fn broken(breach: protocol::sync::Breach) -> BenchFault {
    BenchFault::Peer(format!("a session was broken off: {breach}"))
}
