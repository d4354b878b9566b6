//! Owns the order of a session between two machines over one ordered stream of frames.
//!
//! The initiator greets; the responder says which set differs and shows it; the initiator finds the
//! difference, names what it wants, and both send at once. A round ends when both have stored what came.
//! After an authority round both take fresh views and another round begins; the content round is the
//! last.
//!
//! What the shell owes a session:
//! - wishes are done in order; it goes on reading frames while it writes, or both ends may wait for each
//!   other; it reads no further while much of what it was told to admit is not yet stored;
//! - after [`Wish::Refresh`] it calls [`Session::refreshed`] before it passes on another frame;
//! - [`IDLE_MS`](super::IDLE_MS) and [`WALL_MS`](super::WALL_MS) are on its clock, and how often a peer
//!   may begin a session is its decision;
//! - a session that returned a [`Breach`] is dropped.

use super::flow::{Incoming, Outgoing};
use super::frame::{self, Ask, Frame, Hello, Listed, Means, Offer, Plan, Stored, Welcome};
use super::mark::{Key, Marks, Nonce};
use super::search::{Search, Showing, Step};
use super::view::{Stand, Tier, View};
use super::{AUTHORITY_ROUNDS_MAX, Breach, IDS_MAX, RECEIVED_BYTES_MAX, VERSION};
use crate::id::Id;
use crate::time::Day;

/// What a session asks of its shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Write one frame.
    Send(Vec<u8>),
    /// Load these records and answer with [`Session::loaded`]; at most [`super::LOAD_IDS_MAX`].
    Load(Vec<Id>),
    /// Pass these records, as they came, through the gate; answer with [`Session::settled`] once they are
    /// durable.
    Admit(Vec<Vec<u8>>),
    /// Take a view as of this day and answer with [`Session::refreshed`].
    Refresh(Day),
    /// The session is over; the stream can be closed.
    Finished(Summary),
}

impl Wish {
    pub(super) fn send(frame: &Frame) -> Wish {
        Wish::Send(frame.to_bytes())
    }
}

/// What became of a record that came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Admitted, and durable.
    Stored(Id),
    /// Held already, and durable.
    Known(Id),
    /// Refused by the gate, or parked.
    Refused,
}

/// How a session ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ending {
    /// It has not.
    #[default]
    Open,
    /// Both hold what the other could give.
    InStep,
    /// The authority sets still differ, so content was not compared.
    AuthorityDiffers,
}

/// What a session did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// How it ended.
    pub ending: Ending,
    /// Records that came and were new.
    pub fresh: u32,
    /// Records that came and were here already.
    pub known: u32,
    /// Records that came and were refused.
    pub refused: u32,
    /// Records that were wanted and that the peer could not give.
    pub not_now: u32,
    /// Records that were sent.
    pub sent: u32,
    /// Bytes of all frames that came.
    pub bytes_in: u64,
    /// Bytes of all frames that were sent.
    pub bytes_out: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Initiator,
    Responder,
}

enum Stage {
    /// The initiator waits for the welcome.
    Greeting,
    /// The shell owes a view.
    Refreshing(After),
    /// The initiator waits for the offer, the responder for a stand.
    Waiting,
    /// The initiator searches.
    Searching(Tier, Search),
    /// The responder shows.
    Showing(Tier, Showing),
    /// Records move.
    Trading(Trade),
    /// Nothing more is expected.
    Over,
}

/// Why a view was asked for.
enum After {
    Hello(Stand),
    Welcome,
    Round,
}

/// The records of one round.
struct Trade {
    tier: Tier,
    out: Outgoing,
    incoming: Incoming,
    /// The responder's marks, and how many the initiator will still want.
    wanted: Option<(Marks, u32)>,
    stored: bool,
    peer_fresh: Option<u32>,
}

/// One end of a session over one scope.
pub struct Session {
    role: Role,
    scope: Id,
    salt: Nonce,
    key: Key,
    view: View,
    /// The counts that the initiator told in this round.
    declared: Stand,
    stage: Stage,
    rounds: u32,
    summary: Summary,
}

impl Session {
    /// Begins a session.
    ///
    /// - `scope`: [`crate::space::Scope::id`]; `view`: as of today; `nonce`: 16 fresh random bytes.
    pub fn initiate(scope: Id, view: View, nonce: Nonce) -> (Session, Vec<Wish>) {
        let stand = view.stand(&nonce);
        let hello = Frame::Hello(Hello { version: VERSION, scope, nonce, day: view.day(), stand });
        let mut session = Session {
            role: Role::Initiator,
            scope,
            salt: nonce,
            // Replaced by the welcome, before any mark is made.
            key: Key::derive(&scope, &nonce, &nonce),
            view,
            declared: stand,
            stage: Stage::Greeting,
            rounds: 0,
            summary: Summary::default(),
        };
        let wishes = session.counted(vec![Wish::send(&hello)]);
        (session, wishes)
    }

    /// Answers a session, after the shell has found that the caller may read the scope.
    ///
    /// - `today`: this end's UTC day; `nonce`: 16 fresh random bytes.
    pub fn respond(hello: &Hello, today: Day, nonce: Nonce) -> (Session, Vec<Wish>) {
        let day = today.min(hello.day);
        let mut session = Session {
            role: Role::Responder,
            scope: hello.scope,
            salt: hello.nonce,
            key: Key::derive(&hello.scope, &hello.nonce, &nonce),
            view: View::new(day, Vec::new(), Vec::new()),
            declared: hello.stand,
            stage: Stage::Refreshing(After::Hello(hello.stand)),
            rounds: 0,
            summary: Summary::default(),
        };
        session.summary.bytes_in = Frame::Hello(*hello).to_bytes().len() as u64;
        let wishes = session.counted(vec![Wish::send(&Frame::Welcome(Welcome { nonce, day })), Wish::Refresh(day)]);
        (session, wishes)
    }

    /// The scope that is reconciled.
    pub fn scope(&self) -> Id {
        self.scope
    }

    /// True where frames may be passed on: no view is owed, and the session is not over.
    pub fn is_ready(&self) -> bool {
        !matches!(self.stage, Stage::Refreshing(_) | Stage::Over)
    }

    /// What the session has done so far.
    pub fn summary(&self) -> Summary {
        self.summary
    }

    /// Takes one frame of the peer.
    ///
    /// # Errors
    /// [`Breach`]: the session is to be dropped.
    pub fn take(&mut self, bytes: &[u8]) -> Result<Vec<Wish>, Breach> {
        if matches!(self.stage, Stage::Refreshing(_)) {
            return Err(Breach::Early);
        }
        self.summary.bytes_in += bytes.len() as u64;
        let frame = frame::read(bytes)?;
        // A breach leaves the session over.
        let wishes = match (std::mem::replace(&mut self.stage, Stage::Over), frame) {
            (Stage::Greeting, Frame::Welcome(welcome)) => self.welcomed(&welcome),
            (Stage::Waiting, Frame::Offer(offer)) if self.role == Role::Initiator => self.offered(&offer),
            (Stage::Waiting, Frame::Stand(stand)) if self.role == Role::Responder => self.offer(stand),
            (Stage::Searching(tier, mut search), Frame::Cells(cells)) => {
                let step = search.cells(&cells.cells()?)?;
                self.searched(tier, search, step)
            }
            (Stage::Searching(tier, mut search), Frame::Listing(marks)) => {
                let step = search.marks(&marks.marks()?)?;
                self.searched(tier, search, step)
            }
            (Stage::Showing(tier, showing), Frame::Ask(ask)) => self.show_more(tier, showing, &ask),
            (Stage::Showing(tier, showing), Frame::Plan(plan)) => self.planned(tier, showing, &plan),
            (Stage::Trading(trade), frame) => self.traded(trade, frame),
            // All other pairs of stage and frame.
            (_, _) => Err(Breach::OutOfPlace),
        }?;
        Ok(self.counted(wishes))
    }

    /// Takes the records of the last [`Wish::Load`], in its order: all, or as many of the first as make
    /// [`super::LOAD_BYTES`], at least one; `None` for what cannot be given now. The rest is wished again.
    ///
    /// # Errors
    /// [`Breach::Unwished`] where nothing was to be loaded.
    pub fn loaded(&mut self, records: Vec<Option<Vec<u8>>>) -> Result<Vec<Wish>, Breach> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Trading(mut trade) => {
                let mut wishes = trade.out.loaded(&self.key, self.view.ids(trade.tier), records)?;
                wishes.extend(self.went_on(trade));
                Ok(self.counted(wishes))
            }
            other => {
                self.stage = other;
                Err(Breach::Unwished)
            }
        }
    }

    /// Checks that a record with this id is due, before the shell does any dear work on it.
    ///
    /// # Errors
    /// [`Breach::Unasked`] where it is not: the session is to be dropped.
    pub fn expect(&self, id: &Id) -> Result<(), Breach> {
        match &self.stage {
            Stage::Trading(trade) => trade.incoming.expect(&self.key, &self.view, trade.tier, id),
            Stage::Greeting
            | Stage::Refreshing(_)
            | Stage::Waiting
            | Stage::Searching(..)
            | Stage::Showing(..)
            | Stage::Over => Err(Breach::Unasked),
        }
    }

    /// Takes what became of records that were to be admitted: one entry each, in the order in which they
    /// came; batches may be cut at will. To be called once they are durable.
    ///
    /// # Errors
    /// [`Breach`]: the session is to be dropped.
    pub fn settled(&mut self, settled: &[Settled]) -> Result<Vec<Wish>, Breach> {
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Trading(mut trade) => {
                for one in settled {
                    trade.incoming.settle(&self.key, &self.view, trade.tier, one)?;
                }
                let wishes = self.went_on(trade);
                Ok(self.counted(wishes))
            }
            other => {
                self.stage = other;
                Err(Breach::Unwished)
            }
        }
    }

    /// Takes the view that was asked for.
    ///
    /// # Errors
    /// [`Breach::Unwished`] where none was; other breaches where the peer's set is above the limits.
    pub fn refreshed(&mut self, view: View) -> Result<Vec<Wish>, Breach> {
        let after = match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Refreshing(after) => after,
            other => {
                self.stage = other;
                return Err(Breach::Unwished);
            }
        };
        self.view = view;
        self.stage = Stage::Waiting;
        let wishes = match (after, self.role) {
            (After::Hello(stand), _) => self.offer(stand)?,
            (After::Round, Role::Initiator) => {
                self.declared = self.view.stand(&self.salt);
                vec![Wish::send(&Frame::Stand(self.declared))]
            }
            (After::Welcome, _) | (After::Round, Role::Responder) => Vec::new(),
        };
        Ok(self.counted(wishes))
    }

    fn welcomed(&mut self, welcome: &Welcome) -> Result<Vec<Wish>, Breach> {
        self.key = Key::derive(&self.scope, &self.salt, &welcome.nonce);
        if welcome.day > self.view.day() {
            return Err(Breach::Miscount);
        }
        if welcome.day == self.view.day() {
            self.stage = Stage::Waiting;
            return Ok(Vec::new());
        }
        self.stage = Stage::Refreshing(After::Welcome);
        Ok(vec![Wish::Refresh(welcome.day)])
    }

    /// The responder compares, offers, and shows.
    fn offer(&mut self, stand: Stand) -> Result<Vec<Wish>, Breach> {
        self.declared = stand;
        let own = self.view.stand(&self.salt);
        let equal = own.authority == stand.authority;
        let tier = if equal { Tier::Content } else { Tier::Authority };
        let declared = stand.count(tier);
        if declared > IDS_MAX {
            return Err(Breach::TooMany(declared));
        }
        let offer = |means, count| Wish::send(&Frame::Offer(Offer { tier, means, count }));
        if equal && own.content == stand.content {
            let mut wishes = vec![offer(Means::Equal, own.content_count)];
            wishes.extend(self.finish(Ending::InStep));
            return Ok(wishes);
        }
        if declared == 0 {
            let count = own.count(tier);
            let mut out = Outgoing::default();
            out.owe(0..count);
            out.close();
            let mut wishes = vec![offer(Means::Everything, count)];
            wishes.extend(self.trade(tier, out, Incoming::pushed(0), None));
            return Ok(wishes);
        }
        let mut showing = Showing::new(Marks::of(&self.key, self.view.ids(tier)), declared);
        let mut wishes = vec![offer(showing.means(), showing.count())];
        wishes.extend(showing.begin().iter().map(Wish::send));
        self.stage = Stage::Showing(tier, showing);
        Ok(wishes)
    }

    fn offered(&mut self, offer: &Offer) -> Result<Vec<Wish>, Breach> {
        if offer.count > IDS_MAX {
            return Err(Breach::TooMany(offer.count));
        }
        let declared = self.declared.count(offer.tier);
        match (offer.means, offer.tier) {
            (Means::Equal, Tier::Content) => Ok(self.finish(Ending::InStep)),
            (Means::Everything, tier) if declared == 0 => {
                let mut out = Outgoing::default();
                out.close();
                Ok(self.trade(tier, out, Incoming::all(offer.count), None))
            }
            (Means::Equal, Tier::Authority) | (Means::Everything, _) => Err(Breach::OutOfPlace),
            (Means::Sketch | Means::List, tier) => {
                let marks = Marks::of(&self.key, self.view.ids(tier));
                let mut search = Search::new(marks, offer.means, offer.count, declared)?;
                let step = search.begin();
                self.searched(tier, search, step)
            }
        }
    }

    fn searched(&mut self, tier: Tier, search: Search, step: Step) -> Result<Vec<Wish>, Breach> {
        let difference = match step {
            Step::Wait => {
                self.stage = Stage::Searching(tier, search);
                return Ok(Vec::new());
            }
            Step::Ask(ask) => {
                self.stage = Stage::Searching(tier, search);
                return Ok(vec![Wish::send(&Frame::Ask(ask))]);
            }
            Step::Found(difference) => difference,
        };
        let (wanted, pushed) = (difference.wants.len() as u32, difference.pushes.len() as u32);
        if wanted > search.offered() {
            return Err(Breach::Miscount);
        }
        let mut wishes = vec![Wish::send(&Frame::Plan(Plan { wanted, pushed }))];
        let pages = Listed::pages(difference.wants.iter().copied());
        wishes.extend(pages.into_iter().map(|page| Wish::send(&Frame::Want(page))));
        let mut out = Outgoing::default();
        out.owe(difference.pushes.into_iter());
        out.close();
        wishes.extend(self.trade(tier, out, Incoming::asked(difference.wants), None));
        Ok(wishes)
    }

    fn show_more(&mut self, tier: Tier, mut showing: Showing, ask: &Ask) -> Result<Vec<Wish>, Breach> {
        let wishes = showing.more(ask)?.iter().map(Wish::send).collect();
        self.stage = Stage::Showing(tier, showing);
        Ok(wishes)
    }

    fn planned(&mut self, tier: Tier, showing: Showing, plan: &Plan) -> Result<Vec<Wish>, Breach> {
        if plan.wanted > showing.count() {
            return Err(Breach::Miscount);
        }
        if plan.pushed > IDS_MAX {
            return Err(Breach::TooMany(plan.pushed));
        }
        let mut out = Outgoing::default();
        if plan.wanted == 0 {
            out.close();
        }
        let wanted = Some((showing.into_marks(), plan.wanted));
        Ok(self.trade(tier, out, Incoming::pushed(plan.pushed), wanted))
    }

    fn trade(&mut self, tier: Tier, out: Outgoing, incoming: Incoming, wanted: Option<(Marks, u32)>) -> Vec<Wish> {
        let mut trade = Trade { tier, out, incoming, wanted, stored: false, peer_fresh: None };
        let mut wishes = trade.out.go_on(self.view.ids(tier));
        wishes.extend(self.went_on(trade));
        wishes
    }

    fn traded(&mut self, mut trade: Trade, frame: Frame) -> Result<Vec<Wish>, Breach> {
        let mut wishes = Vec::new();
        match frame {
            Frame::Want(page) => {
                self.want(&mut trade, &page)?;
                wishes.extend(trade.out.go_on(self.view.ids(trade.tier)));
            }
            Frame::Records(records) => {
                let records: Vec<Vec<u8>> = records.records.into_vec().into_iter().map(|blob| blob.0).collect();
                if records.is_empty() || records.iter().any(Vec::is_empty) {
                    return Err(Breach::Standstill);
                }
                if self.summary.bytes_in > RECEIVED_BYTES_MAX {
                    return Err(Breach::TooMuch);
                }
                trade.incoming.came(records.len() as u32)?;
                wishes.push(Wish::Admit(records));
            }
            Frame::NotNow(page) => trade.incoming.declined(&page.marks()?)?,
            Frame::Sent(sent) => trade.incoming.sent(&sent)?,
            Frame::Stored(stored) => {
                if !trade.out.is_over() || trade.peer_fresh.is_some() {
                    return Err(Breach::OutOfPlace);
                }
                if stored.fresh > trade.out.sent() {
                    return Err(Breach::Miscount);
                }
                trade.peer_fresh = Some(stored.fresh);
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
        wishes.extend(self.went_on(trade));
        Ok(wishes)
    }

    fn want(&self, trade: &mut Trade, page: &Listed) -> Result<(), Breach> {
        let (marks, left) = trade.wanted.as_mut().ok_or(Breach::OutOfPlace)?;
        let wanted = page.marks()?;
        *left = left.checked_sub(wanted.len() as u32).ok_or(Breach::Miscount)?;
        let mut places = Vec::with_capacity(wanted.len());
        for mark in wanted {
            match marks.place(mark) {
                Some(place) => places.push(place),
                None => trade.out.owe_not_now(mark),
            }
        }
        // In the order of the ids: the other end stores them in sorted batches.
        places.sort_unstable();
        trade.out.owe(places.into_iter());
        if *left == 0 {
            trade.out.close();
        }
        Ok(())
    }

    /// Keeps the trade, or ends the round where both directions have come to their end.
    fn went_on(&mut self, mut trade: Trade) -> Vec<Wish> {
        let mut wishes = Vec::new();
        let [fresh, known, refused, not_now] = trade.incoming.counts();
        if trade.out.is_over() && trade.incoming.is_over() && !trade.stored {
            trade.stored = true;
            wishes.push(Wish::send(&Frame::Stored(Stored { fresh })));
        }
        match trade.peer_fresh {
            Some(peer_fresh) if trade.stored => {
                self.summary.fresh += fresh;
                self.summary.known += known;
                self.summary.refused += refused;
                self.summary.not_now += not_now;
                self.summary.sent += trade.out.sent();
                wishes.extend(self.round_ended(trade.tier, fresh + peer_fresh));
            }
            Some(_) | None => self.stage = Stage::Trading(trade),
        }
        wishes
    }

    /// Both ends know the same numbers and so go on, or end, together.
    fn round_ended(&mut self, tier: Tier, moved: u32) -> Vec<Wish> {
        self.rounds += 1;
        match tier {
            Tier::Content => self.finish(Ending::InStep),
            Tier::Authority if moved == 0 || self.rounds == AUTHORITY_ROUNDS_MAX => {
                self.finish(Ending::AuthorityDiffers)
            }
            Tier::Authority => {
                self.stage = Stage::Refreshing(After::Round);
                vec![Wish::Refresh(self.view.day())]
            }
        }
    }

    fn finish(&mut self, ending: Ending) -> Vec<Wish> {
        self.stage = Stage::Over;
        self.summary.ending = ending;
        vec![Wish::Finished(self.summary)]
    }

    fn counted(&mut self, mut wishes: Vec<Wish>) -> Vec<Wish> {
        for wish in &mut wishes {
            match wish {
                Wish::Send(bytes) => self.summary.bytes_out += bytes.len() as u64,
                Wish::Finished(summary) => *summary = self.summary,
                Wish::Load(_) | Wish::Admit(_) | Wish::Refresh(_) => {}
            }
        }
        wishes
    }
}
