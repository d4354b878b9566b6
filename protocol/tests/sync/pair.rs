//! Two shells around two sessions: they keep records in maps and pass frames in order.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use protocol::id::Id;
use protocol::sync::frame::{self, Frame, Hello};
use protocol::sync::mark::Nonce;
use protocol::sync::session::Session;
use protocol::sync::view::{Tier, View};
use protocol::sync::wish::{Settled, Summary, Wish};
use protocol::sync::{Breach, LOAD_BYTES};
use protocol::time::Day;

/// The day on which most meetings take place.
pub const TODAY: Day = Day(20_779);

/// A record of `length` bytes that nobody else writes.
pub fn record(author: &str, number: u32, length: usize) -> Vec<u8> {
    let mut bytes = format!("{author} {number} ").into_bytes();
    bytes.resize(length, b'.');
    bytes
}

/// A machine: what it holds, and how its gate behaves.
pub struct Home {
    pub day: Day,
    pub authority: BTreeMap<Id, Vec<u8>>,
    pub content: BTreeMap<Id, Vec<u8>>,
    /// Content that counts only once some authority is held.
    pub waiting: Vec<Vec<u8>>,
    /// Authority that arrives from elsewhere, one record with each view.
    pub arriving: Vec<Vec<u8>>,
    pub expires: BTreeMap<Id, Day>,
    pub refuses: BTreeSet<Id>,
    /// Held, but gone when it is to be loaded.
    pub lost: BTreeSet<Id>,
    pub arrivals: Vec<Tier>,
    pub largest_load: usize,
    due: Vec<Vec<u8>>,
}

impl Default for Home {
    fn default() -> Home {
        Home {
            day: TODAY,
            authority: BTreeMap::new(),
            content: BTreeMap::new(),
            waiting: Vec::new(),
            arriving: Vec::new(),
            expires: BTreeMap::new(),
            refuses: BTreeSet::new(),
            lost: BTreeSet::new(),
            arrivals: Vec::new(),
            largest_load: 0,
            due: Vec::new(),
        }
    }
}

impl Home {
    pub fn keep(&mut self, tier: Tier, bytes: Vec<u8>) {
        let set = match tier {
            Tier::Authority => &mut self.authority,
            Tier::Content => &mut self.content,
        };
        set.insert(Id::of(&bytes), bytes);
    }

    pub fn view(&mut self, day: Day) -> View {
        if let Some(bytes) = self.arriving.pop() {
            self.keep(Tier::Authority, bytes);
        }
        if !self.authority.is_empty() {
            for bytes in std::mem::take(&mut self.waiting) {
                self.keep(Tier::Content, bytes);
            }
        }
        let counts = |id: &&Id| self.expires.get(id).is_none_or(|expires| *expires > day);
        let content = self.content.keys().filter(counts).copied().collect();
        View::new(day, self.authority.keys().copied().collect(), content)
    }

    /// Answers a load as a shell does: the first records, up to the window.
    fn load(&mut self, ids: &[Id]) -> Vec<Option<Vec<u8>>> {
        let (mut found, mut bytes) = (Vec::new(), 0);
        for id in ids {
            let record = self.authority.get(id).or(self.content.get(id)).filter(|_| !self.lost.contains(id));
            bytes += record.map_or(0, Vec::len);
            found.push(record.cloned());
            if bytes >= LOAD_BYTES {
                break;
            }
        }
        self.largest_load = self.largest_load.max(bytes);
        found
    }

    /// The gate and the store; an authority record says so at its beginning.
    fn admit(&mut self, session: &Session, bytes: Vec<u8>) -> Result<Settled, Breach> {
        let id = Id::of(&bytes);
        session.expect(&id)?;
        if self.refuses.contains(&id) {
            return Ok(Settled::Refused);
        }
        if self.authority.contains_key(&id) || self.content.contains_key(&id) {
            return Ok(Settled::Known(id));
        }
        let tier =
            if bytes.starts_with(b"charter") || bytes.starts_with(b"vouch") { Tier::Authority } else { Tier::Content };
        self.arrivals.push(tier);
        self.keep(tier, bytes);
        Ok(Settled::Stored(id))
    }

    /// Settles what has come, in a batch of its own.
    pub fn settle(&mut self, session: &mut Session) -> Result<Vec<Wish>, Breach> {
        if self.due.is_empty() {
            return Ok(Vec::new());
        }
        let settled = std::mem::take(&mut self.due)
            .into_iter()
            .map(|bytes| self.admit(session, bytes))
            .collect::<Result<Vec<_>, _>>()?;
        session.settled(&settled)
    }

    /// Does wishes until only frames are left; returns those.
    pub fn serve(
        &mut self,
        session: &mut Session,
        wishes: Vec<Wish>,
    ) -> Result<(Vec<Vec<u8>>, Option<Summary>), Breach> {
        let (mut wishes, mut frames, mut over) = (VecDeque::from(wishes), Vec::new(), None);
        while let Some(wish) = wishes.pop_front() {
            match wish {
                Wish::Send(bytes) => frames.push(bytes),
                Wish::Load(ids) => wishes.extend(session.loaded(self.load(&ids))?),
                Wish::Admit(records) => self.due.extend(records),
                Wish::Refresh(day) => {
                    let view = self.view(day);
                    wishes.extend(session.refreshed(view)?);
                }
                Wish::Finished(summary) => over = Some(summary),
            }
        }
        Ok((frames, over))
    }
}

/// What went over the wire.
#[derive(Debug, Default)]
pub struct Traffic {
    pub summaries: [Summary; 2],
    /// Bytes of frames that find the difference.
    pub finding: u64,
    /// Bytes of the records themselves.
    pub records: u64,
    pub frames: usize,
    pub asks: usize,
}

impl Traffic {
    pub fn total(&self) -> u64 {
        self.summaries[0].bytes_in + self.summaries[0].bytes_out
    }

    pub fn overhead(&self) -> u64 {
        self.total() - self.records
    }

    fn note(&mut self, bytes: &[u8]) {
        self.frames += 1;
        let length = bytes.len() as u64;
        match frame::read(bytes).expect("an honest frame") {
            Frame::Records(records) => {
                self.records += records.records.iter().map(|one| one.0.len() as u64).sum::<u64>()
            }
            Frame::Ask(_) => (self.asks, self.finding) = (self.asks + 1, self.finding + length),
            Frame::Sent(_) | Frame::Stored(_) => {}
            _ => self.finding += length,
        }
    }
}

/// Lets Amara's machine begin a session with Binh's; frames of both ends alternate.
pub fn meet(amara: &mut Home, binh: &mut Home, seed: u8) -> Result<Traffic, Breach> {
    let mut traffic = Traffic::default();
    let (mut first, wishes) =
        Session::initiate(Id::of(b"scope"), amara.view(amara.day), Nonce([seed; 16]), amara.day.start());
    let (frames, _) = amara.serve(&mut first, wishes)?;
    traffic.note(&frames[0]);
    let (mut second, wishes) = Session::respond(&Hello::read(&frames[0])?, binh.day.start(), Nonce([!seed; 16]));
    let (frames, mut binhs) = binh.serve(&mut second, wishes)?;
    let (mut to_amara, mut to_binh) = (VecDeque::from(frames), VecDeque::new());
    let mut amaras = None;
    while !(to_amara.is_empty() && to_binh.is_empty() && amara.due.is_empty() && binh.due.is_empty()) {
        step(amara, &mut first, &mut to_amara, &mut to_binh, &mut amaras, &mut traffic)?;
        step(binh, &mut second, &mut to_binh, &mut to_amara, &mut binhs, &mut traffic)?;
    }
    traffic.summaries = [amaras.expect("Amara's session ends"), binhs.expect("Binh's session ends")];
    assert_eq!(traffic.summaries[0].bytes_in, traffic.summaries[1].bytes_out);
    assert_eq!(traffic.summaries[0].bytes_out, traffic.summaries[1].bytes_in);
    Ok(traffic)
}

fn step(
    home: &mut Home,
    session: &mut Session,
    inbox: &mut VecDeque<Vec<u8>>,
    outbox: &mut VecDeque<Vec<u8>>,
    over: &mut Option<Summary>,
    traffic: &mut Traffic,
) -> Result<(), Breach> {
    let wishes = match inbox.pop_front() {
        Some(bytes) => {
            traffic.note(&bytes);
            session.take(&bytes)?
        }
        // Nothing to read: time to store what came.
        None if !home.due.is_empty() => home.settle(session)?,
        None => return Ok(()),
    };
    let (frames, ended) = home.serve(session, wishes)?;
    outbox.extend(frames);
    *over = over.or(ended);
    Ok(())
}
