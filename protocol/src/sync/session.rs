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

use super::frame::{self, Ask, Frame, Hello, Listed, Means, Offer, Plan, Welcome};
use super::mark::{Key, Marks, Nonce};
use super::search::{Search, Showing, Step};
use super::trade::Trade;
use super::view::{Stand, Tier, View};
use super::wish::{Ending, Settled, Summary, Wish};
use super::{AUTHORITY_ROUNDS_MAX, Breach, IDS_MAX, VERSION};
use crate::id::Id;
use crate::time::Moment;

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
    /// What the other end's clock said.
    told: Option<Moment>,
}

impl Session {
    /// Begins a session.
    ///
    /// - `scope`: [`crate::space::Scope::id`]; `view`: as of today; `nonce`: 16 fresh random bytes; `now`: this
    ///   end's clock.
    pub fn initiate(scope: Id, view: View, nonce: Nonce, now: Moment) -> (Session, Vec<Wish>) {
        let stand = view.stand(&nonce);
        let hello = Frame::Hello(Hello { version: VERSION, scope, nonce, day: view.day(), stand, now });
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
            told: None,
        };
        let wishes = session.counted(vec![Wish::send(&hello)]);
        (session, wishes)
    }

    /// Answers a session, after the shell has found that the caller may read the scope.
    ///
    /// - `now`: this end's clock; `nonce`: 16 fresh random bytes.
    pub fn respond(hello: &Hello, now: Moment, nonce: Nonce) -> (Session, Vec<Wish>) {
        let day = now.day().min(hello.day);
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
            told: Some(hello.now),
        };
        session.summary.bytes_in = Frame::Hello(*hello).to_bytes().len() as u64;
        let wishes =
            session.counted(vec![Wish::send(&Frame::Welcome(Welcome { nonce, day, now })), Wish::Refresh(day)]);
        (session, wishes)
    }

    /// The scope that is reconciled.
    pub fn scope(&self) -> Id {
        self.scope
    }

    /// What the other end's clock said when it greeted; nothing before it has.
    pub fn told(&self) -> Option<Moment> {
        self.told
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
        self.summary.received(bytes.len())?;
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
            (Stage::Trading(mut trade), frame) => {
                let mut wishes = trade.take(frame, &self.view)?;
                wishes.extend(self.went_on(trade));
                Ok(wishes)
            }
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
                let mut wishes = trade.loaded(&self.key, &self.view, records)?;
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
        let Stage::Trading(trade) = &self.stage else { return Err(Breach::Unasked) };
        trade.expect(&self.key, &self.view, id)
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
                    trade.settle(&self.key, &self.view, one)?;
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
        self.told = Some(welcome.now);
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
            let mut wishes = vec![offer(Means::Everything, count)];
            wishes.extend(self.trade(Trade::giving_all(tier, count)));
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
            (Means::Everything, tier) if declared == 0 => Ok(self.trade(Trade::getting_all(tier, offer.count))),
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
        wishes.extend(self.trade(Trade::wanting(tier, difference)));
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
        Ok(self.trade(Trade::wanted(tier, showing.into_marks(), plan)))
    }

    fn trade(&mut self, mut trade: Trade) -> Vec<Wish> {
        let mut wishes = trade.go_on(&self.view);
        wishes.extend(self.went_on(trade));
        wishes
    }

    /// Keeps the trade, or ends the round where both directions have come to their end.
    fn went_on(&mut self, mut trade: Trade) -> Vec<Wish> {
        let mut wishes: Vec<Wish> = trade.say_stored().into_iter().collect();
        match trade.moved() {
            Some(moved) => {
                trade.tell(&mut self.summary);
                wishes.extend(self.round_ended(trade.tier(), moved));
            }
            None => self.stage = Stage::Trading(trade),
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
