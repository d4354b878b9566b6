//! Owns catch-up between homes: a stream of frames that may be late, break, or come from a changed program.

use std::collections::VecDeque;

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::space::Scope;
use protocol::sync::frame::Hello;
use protocol::sync::mark::Nonce;
use protocol::sync::session::Session;
use protocol::sync::wish::{Settled, Wish};
use protocol::sync::{Breach, LOAD_BYTES};

use super::{Event, Failure, Link, World};
use crate::hostile;

impl World {
    pub(super) fn call(&mut self, at: usize) -> Result<(), Failure> {
        let caller = &self.machines[at];
        let callable = |other: &usize| *other != at && !caller.shared_with(&self.machines[*other]).is_empty();
        let others: Vec<usize> = (0..self.machines.len()).filter(callable).collect();
        if let Some(door) = self.machines[at].door().filter(|door| others.is_empty() && self.reach(at, *door)) {
            self.knock(at, door);
        }
        if let Some(door) = self.machines[at].errand().map(|errand| errand.door).filter(|door| self.reach(at, *door)) {
            self.come_back(at, door);
        }
        let Some(other) = self.chance.pick(&others).copied() else { return Ok(()) };
        let scopes = self.machines[at].shared_with(&self.machines[other]);
        let Some(scope) = self.chance.pick(&scopes).copied() else { return Ok(()) };
        if !self.reach(at, other) {
            return Ok(());
        }
        self.begin(at, other, scope)
    }

    pub(super) fn begin(&mut self, at: usize, other: usize, scope: Scope) -> Result<(), Failure> {
        self.note("catch-up");
        let day = self.machines[at].home.now.day();
        let view = self.machines[at].view(&scope, day);
        let nonce = Nonce(self.chance.bytes());
        let (session, wishes) = Session::initiate(scope.id(), view, nonce, self.machines[at].home.now);
        self.next += 1;
        let number = self.next;
        let now = self.now;
        self.links.insert(number, Link { ends: [at, other], sessions: [Some(session), None], last: [now; 2] });
        self.serve(number, 0, scope, wishes)
    }

    pub(super) fn arrived(&mut self, number: u64, end: usize, bytes: &[u8]) -> Result<(), Failure> {
        let Some(link) = self.links.get_mut(&number) else { return Ok(()) };
        let (at, other) = (link.ends[end], link.ends[1 - end]);
        if !self.reach(at, other) {
            self.links.remove(&number);
            return Ok(());
        }
        self.set_clock(at);
        let scopes = self.machines[at].shared_with(&self.machines[other]);
        let link = self.links.get_mut(&number).expect("it was there just now");
        let result = match &mut link.sessions[end] {
            Some(session) => {
                // Who is listed no longer is spoken to no longer.
                let scope = scopes.iter().find(|scope| scope.id() == session.scope()).copied();
                scope.map(|scope| session.take(bytes).map(|wishes| (scope, wishes)))
            }
            None => {
                let nonce = Nonce(self.chance.bytes());
                let now = self.machines[at].home.now;
                match Hello::read(bytes) {
                    Ok(hello) => scopes.iter().find(|scope| scope.id() == hello.scope).map(|scope| {
                        let (session, wishes) = Session::respond(&hello, now, nonce);
                        link.sessions[end] = Some(session);
                        Ok((*scope, wishes))
                    }),
                    Err(breach) => Some(Err(breach)),
                }
            }
        };
        match result {
            Some(Ok((scope, wishes))) => self.serve(number, end, scope, wishes),
            Some(Err(breach)) => {
                self.links.remove(&number);
                self.note("breach");
                if breach.fault().is_some() && self.machines[at].is_honest() && self.machines[other].is_honest() {
                    return Err(self.failed(format!("an honest home broke the protocol: {breach}")));
                }
                Ok(())
            }
            None => {
                self.links.remove(&number);
                if end == 1 && scopes.is_empty() {
                    self.knock(other, at);
                }
                Ok(())
            }
        }
    }

    /// Does what a session asks for; frames go on their way.
    fn serve(&mut self, number: u64, end: usize, scope: Scope, wishes: Vec<Wish>) -> Result<(), Failure> {
        let mut wishes = VecDeque::from(wishes);
        while let Some(wish) = wishes.pop_front() {
            let Some(link) = self.links.get(&number) else { return Ok(()) };
            let (at, other) = (link.ends[end], link.ends[1 - end]);
            let honest = self.machines[at].is_honest() && self.machines[other].is_honest();
            let more = match wish {
                Wish::Send(bytes) => {
                    self.send(number, end, bytes);
                    continue;
                }
                Wish::Finished(summary) => {
                    self.moved += summary.fresh;
                    continue;
                }
                Wish::Load(ids) => {
                    let records = self.load(at, &ids);
                    self.session(number, end).loaded(records)
                }
                Wish::Refresh(day) => {
                    let view = self.machines[at].view(&scope, day);
                    self.session(number, end).refreshed(view)
                }
                Wish::Admit(records) => {
                    let mut batch = Vec::with_capacity(records.len());
                    let mut due = Ok(());
                    for bytes in records {
                        let Ok(record) = Envelope::parse(bytes.into()) else {
                            self.links.remove(&number);
                            let why = "an honest home sent what is no record".to_string();
                            return if honest { Err(self.failed(why)) } else { Ok(()) };
                        };
                        let brought = scope.may_bring(record.header().space.as_ref());
                        due = due.and(self.session(number, end).expect(&record.id()));
                        due = due.and(if brought { Ok(()) } else { Err(Breach::Unasked) });
                        batch.push(record);
                    }
                    match due {
                        Ok(()) => match self.admit_by(at, &scope, batch) {
                            Some(settled) => self.session(number, end).settled(&settled),
                            // The power failed, or the disk is full: the stream breaks.
                            None => {
                                self.links.remove(&number);
                                return Ok(());
                            }
                        },
                        Err(breach) => Err(breach),
                    }
                }
            };
            match more {
                Ok(more) => wishes.extend(more),
                Err(breach) => {
                    self.links.remove(&number);
                    self.note("breach");
                    if breach.fault().is_some() && honest {
                        return Err(self.failed(format!("an honest home broke the protocol: {breach}")));
                    }
                }
            }
        }
        Ok(())
    }

    fn session(&mut self, number: u64, end: usize) -> &mut Session {
        let link = self.links.get_mut(&number).expect("looked up by who asks");
        link.sessions[end].as_mut().expect("it asked for something")
    }

    fn load(&mut self, at: usize, ids: &[Id]) -> Vec<Option<Vec<u8>>> {
        // A hostile home says that it has nothing to give.
        let withholds = !self.machines[at].is_honest() && self.chance.happens(200);
        let (mut loaded, mut bytes) = (Vec::new(), 0);
        for id in ids {
            let record = self.machines[at].home.store.get(id).filter(|_| !withholds);
            bytes += record.map_or(0, |record| record.bytes().len());
            loaded.push(record.map(|record| record.bytes().to_vec()));
            if bytes >= LOAD_BYTES {
                break;
            }
        }
        loaded
    }

    /// The same of what the scope holds; the rest is refused.
    fn admit_by(&mut self, at: usize, scope: &Scope, batch: Vec<Envelope>) -> Option<Vec<Settled>> {
        let roster = self.machines[at].home.replica.roster();
        let (within, outside): (Vec<_>, Vec<_>) = batch.into_iter().partition(|record| roster.takes(scope, record));
        let mut settled = self.admit(at, within)?;
        settled.extend(outside.iter().map(|_| Settled::Refused));
        Some(settled)
    }

    /// Takes a batch in and makes it durable; nothing where that did not come about.
    fn admit(&mut self, at: usize, batch: Vec<Envelope>) -> Option<Vec<Settled>> {
        let Ok(settled) = self.machines[at].take_in(batch, false) else {
            self.machines[at].disk.sync();
            return None;
        };
        if self.chance.happens(self.options.power_cuts) {
            self.note("power cut while taking in");
            self.stop(at);
            return None;
        }
        self.machines[at].disk.sync();
        Some(settled)
    }

    fn send(&mut self, number: u64, end: usize, bytes: Vec<u8>) {
        let from = self.links[&number].ends[end];
        let latency = self.chance.between(1, 1 + self.options.latency_ms);
        let lost = self.chance.happens(self.options.lost / 10);
        let caller = self.links[&number].ends[0];
        let full = self.machines[caller].home.store.values().any(|record| record.header().ticket.is_some());
        let asked = end == 1 && full;
        let bytes = if self.machines[from].is_honest() { bytes } else { hostile::frame(self, from, asked, bytes) };
        let now = self.now;
        let link = self.links.get_mut(&number).expect("looked up by who asks");
        let due = (now + latency).max(link.last[1 - end]);
        link.last[1 - end] = due;
        let event = if lost { Event::Cut(number) } else { Event::Frame(number, 1 - end, bytes) };
        if lost {
            self.note("stream broke");
        }
        self.at(due - now, event);
    }
}
