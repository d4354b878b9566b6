//! Owns one catch-up with a neighbour's machine: frames on the stream, bytes from the store, batches
//! into the home. What a session says is `protocol::sync`'s; here it is only carried out, so that both
//! ends read while they write, and nothing waits for a disk that could be read meanwhile.

mod arrived;
pub mod frames;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use futures::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use protocol::admit::Refusal;
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::Trouble;
use protocol::space::Scope;
use protocol::sync::session::Session;
use protocol::sync::view::View;
use protocol::sync::wish::{Settled, Summary, Wish};
use protocol::sync::{Breach, FRAME_BYTES_MAX, LOAD_BYTES, WALL_MS};
use protocol::time::Day;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use self::arrived::Arrived;
use self::frames::{PATIENCE, in_time, read_frame, write_frame};
use crate::home::Home;
use crate::home::ceilings::LineStands;
use crate::intake::{Outcome, Park, Taken};
use crate::turnstile::Errand;

/// 32 frames of 64 KiB wait between the stream and the session, each way.
const FRAMES_WAITING: usize = 32;
/// 2 batches are in the gate at a time: one on its way to the disk, one whose signatures are checked.
const GATES: usize = 2;
/// 256 KiB: what was written here, and finding that the other end lacks it, where the line is to be spared.
const SMALL_BYTES: u64 = 256 << 10;

/// Why a catch-up ended before its end.
#[derive(Debug, thiserror::Error)]
pub enum CatchupFault {
    /// The other end did what no honest one does, or what it cannot know better.
    #[error("the other end broke the protocol: {0}")]
    Breach(#[from] Breach),
    /// It answers no catch-up now: there were too many within a minute.
    #[error("the other end has been asked too often")]
    Later,
    /// It makes this home fold who belongs too often.
    #[error("the other end sends authority records too often")]
    Hurried,
    /// It sent what is no record.
    #[error("the other end sent what is no record")]
    NoRecord,
    /// The stream ended.
    #[error("the stream ended")]
    Ended,
    /// It was taken off the list while the catch-up ran.
    #[error("the other end is listed no longer")]
    Parted,
    /// It handed on what nobody signed.
    #[error("the other end handed on what is forged")]
    Forged,
    /// Nothing came or left for `IDLE_MS`, or it took longer than [`WALL_MS`].
    #[error("the other end is too slow")]
    Slow,
    /// The bytes of this day are used up, and it is no small one.
    #[error("no more is to go over the line today")]
    Spared,
    /// The own disk.
    #[error("the own store failed: {}", .0.code)]
    Store(Trouble),
}

/// The ids that this home shows in a scope as of a day.
pub fn view(home: &Home, scope: &Scope, day: Day) -> View {
    let (law, content) = home.state().replica.view(scope, day);
    View::new(day, law, content)
}

/// Carries a session out over a stream, to its end.
///
/// - `with`: the machine at the other end.
///
/// # Errors
/// [`CatchupFault`]; what was taken in until then stays.
pub async fn run<S>(
    home: Arc<Home>,
    with: Key,
    scope: Scope,
    stream: S,
    session: Session,
    wishes: Vec<Wish>,
) -> Result<Summary, CatchupFault>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (mut reading, mut writing) = stream.split();
    let (frames_out, mut to_write) = mpsc::channel::<Vec<u8>>(FRAMES_WAITING);
    let (came, frames_in) = mpsc::channel::<Vec<u8>>(FRAMES_WAITING);
    let reader = async move {
        loop {
            let frame = read_frame(&mut reading, FRAME_BYTES_MAX).await?;
            if came.send(frame).await.is_err() {
                return Ok(());
            }
        }
    };
    let writer = async move {
        while let Some(frame) = to_write.recv().await {
            in_time(PATIENCE, write_frame(&mut writing, &frame)).await?;
        }
        in_time(PATIENCE, async { writing.close().await.map_err(|_| CatchupFault::Ended) }).await
    };
    let listed = is_listed(&home, &with, &scope);
    let carrier = Carrier {
        home,
        with,
        listed,
        answered: false,
        clock_noted: false,
        scope,
        session,
        out: VecDeque::new(),
        arrived: Arrived::default(),
        load: None,
        gate: VecDeque::new(),
        lawful: false,
        refresh: None,
        summary: None,
    };
    let carried = async move { carrier.carry(wishes, frames_in, frames_out).await };
    let all = async {
        let reader = async { Box::pin(reader).await as Result<(), CatchupFault> };
        let writer = async { Box::pin(writer).await as Result<(), CatchupFault> };
        futures::pin_mut!(reader, writer, carried);
        let mut reading_over = false;
        let mut writing_over = false;
        let summary = loop {
            tokio::select! {
                ended = &mut reader, if !reading_over => { ended.or_else(stream_over)?; reading_over = true; }
                ended = &mut writer, if !writing_over => { ended?; writing_over = true; }
                summary = &mut carried => break summary?,
            }
        };
        // What was said last still has to leave.
        if !writing_over {
            writer.await?;
        }
        Ok(summary)
    };
    tokio::time::timeout(Duration::from_millis(WALL_MS), all).await.map_err(|_| CatchupFault::Slow)?
}

/// The other end may hang up once all is said; whether it was too early shows in the session.
fn stream_over(fault: CatchupFault) -> Result<(), CatchupFault> {
    match fault {
        CatchupFault::Ended => Ok(()),
        other => Err(other),
    }
}

/// A session with what waits around it.
struct Carrier {
    home: Arc<Home>,
    with: Key,
    /// True where the other end was listed at the beginning.
    listed: bool,
    /// True once the other end has said a word.
    answered: bool,
    /// True once it is noted what the clock of the other end said.
    clock_noted: bool,
    scope: Scope,
    session: Session,
    /// Frames that are to be written.
    out: VecDeque<Vec<u8>>,
    /// Records that came, checked to be due, and wait for the gate.
    arrived: Arrived,
    /// Records that are to be loaded once what was loaded before has left.
    load: Option<Vec<Id>>,
    /// The batches in the gate, the oldest first.
    gate: VecDeque<JoinHandle<Result<Taken, Trouble>>>,
    /// True where the newest of them may say who belongs: the next one waits for it.
    lawful: bool,
    refresh: Option<Day>,
    summary: Option<Summary>,
}

impl Carrier {
    async fn carry(
        mut self,
        wishes: Vec<Wish>,
        mut frames_in: mpsc::Receiver<Vec<u8>>,
        frames_out: mpsc::Sender<Vec<u8>>,
    ) -> Result<Summary, CatchupFault> {
        self.note_clock().await?;
        self.wish(wishes)?;
        loop {
            self.go_on()?;
            let passed = self.session.summary();
            if passed.bytes_in + passed.bytes_out > SMALL_BYTES && self.home.line_stands() != LineStands::Free {
                return Err(CatchupFault::Spared);
            }
            if let Some(summary) = self.summary.filter(|_| self.out.is_empty()) {
                return Ok(summary);
            }
            let readable = self.session.is_ready() && !self.arrived.is_full();
            tokio::select! {
                permit = frames_out.reserve(), if !self.out.is_empty() => {
                    let permit = permit.map_err(|_| CatchupFault::Ended)?;
                    permit.send(self.out.pop_front().expect("the queue is not empty in this arm"));
                }
                taken = finished(&mut self.gate), if !self.gate.is_empty() => {
                    self.gate.pop_front();
                    let taken = taken?;
                    if is_forged(&taken) {
                        return Err(CatchupFault::Forged);
                    }
                    let settled = settled(&taken);
                    let wishes = self.session.settled(&settled)?;
                    self.wish(wishes)?;
                }
                frame = next_frame(&mut frames_in), if readable => {
                    let frame = frame?;
                    if !std::mem::replace(&mut self.answered, true) && frame.is_empty() {
                        return Err(CatchupFault::Later);
                    }
                    let wishes = self.session.take(&frame)?;
                    self.note_clock().await?;
                    self.wish(wishes)?;
                }
            }
        }
    }

    /// Notes what the clock of the other end said, at once: what it says is of now.
    async fn note_clock(&mut self) -> Result<(), CatchupFault> {
        let Some(theirs) = self.session.told().filter(|_| !self.clock_noted) else { return Ok(()) };
        self.clock_noted = true;
        let (home, with) = (self.home.clone(), self.with);
        match tokio::task::spawn_blocking(move || home.heard_clock(with, theirs)).await {
            Ok(noted) => noted.map_err(CatchupFault::Store),
            Err(fault) if fault.is_panic() => std::panic::resume_unwind(fault.into_panic()),
            Err(_) => Err(CatchupFault::Ended), // the runtime is ending
        }
    }

    fn wish(&mut self, wishes: Vec<Wish>) -> Result<(), CatchupFault> {
        for wish in wishes {
            match wish {
                Wish::Send(frame) => self.out.push_back(frame),
                Wish::Load(ids) => self.load = Some(ids),
                Wish::Admit(records) => {
                    for bytes in records {
                        let record = Envelope::parse(bytes.into()).map_err(|_| CatchupFault::NoRecord)?;
                        self.session.expect(&record.id())?;
                        if !self.scope.may_bring(record.header().space.as_ref()) {
                            return Err(CatchupFault::Breach(Breach::Unasked));
                        }
                        self.arrived.push(record);
                    }
                }
                Wish::Refresh(day) => self.refresh = Some(day),
                Wish::Finished(summary) => self.summary = Some(summary),
            }
        }
        Ok(())
    }

    /// Does what can be done now without waiting.
    fn go_on(&mut self) -> Result<(), CatchupFault> {
        while self.gate_is_free() {
            let batch = self.arrived.batch();
            self.lawful = batch.iter().any(|record| record.header().ticket.is_none());
            if self.lawful && !self.home.lets(Errand::Law(self.with)) {
                return Err(CatchupFault::Hurried);
            }
            let (home, scope) = (self.home.clone(), self.scope);
            self.gate.push_back(tokio::task::spawn_blocking(move || take_in(&home, &scope, batch)));
        }
        while let Some(day) = self.refresh.take() {
            let view = view(&self.home, &self.scope, day);
            let wishes = self.session.refreshed(view)?;
            self.wish(wishes)?;
        }
        // A quarter of the queue free: the next window is read while the last one leaves.
        while self.out.len() < FRAMES_WAITING / 4 {
            let Some(ids) = self.load.take() else { break };
            let loaded = self.load(&ids)?;
            let wishes = self.session.loaded(loaded)?;
            self.wish(wishes)?;
        }
        Ok(())
    }

    /// True where a batch waits and may go in. A second one enters only while whole batches come: its
    /// signatures are checked while the first is written. What says who belongs goes alone.
    fn gate_is_free(&self) -> bool {
        match self.gate.len() {
            0 => !self.arrived.is_empty(),
            one if one < GATES => !self.lawful && self.arrived.has_whole_batch_of_content(),
            _ => false,
        }
    }

    /// As many records of the window as make [`LOAD_BYTES`], at least one.
    fn load(&self, ids: &[Id]) -> Result<Vec<Option<Vec<u8>>>, CatchupFault> {
        if self.listed && !is_listed(&self.home, &self.with, &self.scope) {
            return Err(CatchupFault::Parted);
        }
        let mut bytes = 0;
        let mut loaded = Vec::with_capacity(ids.len());
        for id in ids {
            let record =
                self.home.store().record(id).map_err(|fault| CatchupFault::Store(crate::trouble::store(&fault)))?;
            bytes += record.as_ref().map_or(0, Vec::len);
            loaded.push(record);
            if bytes >= LOAD_BYTES {
                break;
            }
        }
        Ok(loaded)
    }
}

/// Passes a batch through the gate, but content that the scope does not hold by what is known now: it is refused, and
/// nobody's fault, since the other end may know more or less of who belongs. It is offered again at every catch-up.
fn take_in(home: &Home, scope: &Scope, batch: Vec<Envelope>) -> Result<Taken, Trouble> {
    let fits: Vec<bool> = {
        let state = home.state();
        batch.iter().map(|record| state.replica.roster().takes(scope, record)).collect()
    };
    let within = batch.into_iter().zip(&fits).filter(|(_, fits)| **fits).map(|(record, _)| record).collect();
    let mut taken = home.take_in(within, Park::Nothing)?;
    let mut outcomes = std::mem::take(&mut taken.outcomes).into_iter();
    taken.outcomes = fits.iter().map(|fits| if *fits { outcomes.next().flatten() } else { None }).collect();
    Ok(taken)
}

async fn next_frame(frames: &mut mpsc::Receiver<Vec<u8>>) -> Result<Vec<u8>, CatchupFault> {
    match tokio::time::timeout(PATIENCE, frames.recv()).await {
        Ok(Some(frame)) => Ok(frame),
        Ok(None) => Err(CatchupFault::Ended),
        Err(_) => Err(CatchupFault::Slow),
    }
}

/// True where a machine is listed in a scope now.
fn is_listed(home: &Home, machine: &Key, scope: &Scope) -> bool {
    home.state().replica.roster().nodes_in(scope).contains_key(machine)
}

async fn finished(gate: &mut VecDeque<JoinHandle<Result<Taken, Trouble>>>) -> Result<Taken, CatchupFault> {
    match gate.front_mut() {
        Some(running) => match running.await {
            Ok(taken) => taken.map_err(CatchupFault::Store),
            Err(fault) if fault.is_panic() => std::panic::resume_unwind(fault.into_panic()),
            Err(_) => Err(CatchupFault::Ended), // the runtime is ending
        },
        None => std::future::pending().await,
    }
}

/// True where a signature is not its author's: no fault of a disk, and no newer program's.
fn is_forged(taken: &Taken) -> bool {
    let forged = |outcome: &Option<Outcome>| matches!(outcome, Some(Outcome::Refused(Refusal::Signature(_))));
    taken.outcomes.iter().any(forged)
}

fn settled(taken: &Taken) -> Vec<Settled> {
    let outcome = |outcome: &Option<Outcome>| match outcome {
        Some(Outcome::Stored(id)) => Settled::Stored(*id),
        Some(Outcome::Known(id)) => Settled::Known(*id),
        Some(Outcome::Refused(_)) | None => Settled::Refused,
    };
    taken.outcomes.iter().map(outcome).collect()
}

#[cfg(test)]
pub(crate) mod tests;
