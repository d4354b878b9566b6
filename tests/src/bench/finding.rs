//! How many bytes it takes to find what differs between two large sets.

use std::collections::VecDeque;

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
    own: Vec<Vec<u8>>,
    session: Session,
    due: Vec<Vec<u8>>,
}

/// Lets two ends that share `same` records, each with `own` more, find those.
///
/// # Errors
/// [`BenchFault::Peer`] where a session is broken off.
pub fn find(same: usize, own: usize) -> Result<Found, BenchFault> {
    let mut chance = rand::rng();
    let shared: Vec<Id> = (0..same).map(|_| Id::from_bytes(chance.random())).collect();
    let record = |_| Id::from_bytes(chance.random()).as_bytes().repeat(20);
    let own_of_both: Vec<Vec<u8>> = (0..2 * own).map(record).collect();
    let (ones, others) = own_of_both.split_at(own);
    let view = |mine: &[Vec<u8>]| {
        let ids = shared.iter().copied().chain(mine.iter().map(|bytes| Id::of(bytes))).collect();
        View::new(Day(1), Vec::new(), ids)
    };
    let scope = Id::of(b"scope");
    let (session, wishes) = Session::initiate(scope, view(ones), Nonce(chance.random()), Day(1).start());
    let mut one = End { ids: Vec::new(), own: ones.to_vec(), session, due: Vec::new() };
    let mut to_other = VecDeque::from(one.serve(wishes, &|| view(ones))?);
    let hello = to_other.pop_front().ok_or(BenchFault::Ended)?;
    let mut found = Found { bytes: hello.len() as u64, turns: 0 };
    let hello = Hello::read(&hello).map_err(broken)?;
    let (session, wishes) = Session::respond(&hello, Day(1).start(), Nonce(chance.random()));
    let mut other = End { ids: Vec::new(), own: others.to_vec(), session, due: Vec::new() };
    let mut to_one = VecDeque::from(other.serve(wishes, &|| view(others))?);
    while !(to_one.is_empty() && to_other.is_empty()) {
        found.turns += u32::from(to_one.iter().any(|frame| finds(frame)));
        to_other.extend(one.hear(&mut to_one, &mut found, &|| view(ones))?);
        to_one.extend(other.hear(&mut to_other, &mut found, &|| view(others))?);
    }
    let whole = same + 2 * own;
    if one.ids.len() + own + same != whole || other.ids.len() + own + same != whole {
        return Err(BenchFault::Peer("a session found not all".to_string()));
    }
    Ok(found)
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
                    let find = |id: &Id| self.own.iter().find(|bytes| Id::of(bytes) == *id).cloned();
                    let loaded = ids.iter().map(find).collect();
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
