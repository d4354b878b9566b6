//! Owns one run: homes, the network between them, and what befalls both, one event after another.

mod doors;
mod ending;
mod gossip;
mod streams;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::sync::session::Session;
use protocol::time::{DAY_MS, MINUTE_MS, Moment, SECOND_MS};

use crate::chance::Chance;
use crate::home::NOON;
use crate::machine::Machine;
use crate::model::{self, Model};
use crate::options::Options;
use crate::{hostile, people, settlers};

/// What is due at some moment.
enum Event {
    /// A home does something by itself.
    Wake(usize),
    /// A frame arrives at one end of a stream.
    Frame(u64, usize, Vec<u8>),
    /// A stream breaks.
    Cut(u64),
    /// A record arrives by gossip.
    Gossip(usize, Arc<[u8]>),
    /// The network changes.
    Weather,
}

/// A stream between two homes, with the session at each end.
struct Link {
    ends: [usize; 2],
    sessions: [Option<Session>; 2],
    /// When the last frame arrives at each end: frames keep their order.
    last: [u64; 2],
}

/// Why a run failed.
#[derive(Debug)]
pub struct Failure(pub String);

/// What a run came to.
#[derive(Debug, Default)]
pub struct Report {
    /// SHA-256 over every event: equal for equal seeds.
    pub log: [u8; 32],
    /// How often each thing happened.
    pub happened: BTreeMap<&'static str, u64>,
}

/// One run.
pub struct World {
    pub options: Options,
    pub chance: Chance,
    pub machines: Vec<Machine>,
    pub model: Model,
    /// Computers that came since the beginning, beside everybody's first.
    pub computers: usize,
    /// People who have set up a home since, to come by an invite.
    pub comers: usize,
    /// Joint bids that were opened.
    pub bids: usize,
    /// Versions of the federation's charter that were proposed.
    pub versions: usize,
    /// How often a collective has gone out of the federation.
    pub leaves: usize,
    /// Collectives that opened a door for one that came back: who goes then may be the only one who knows it.
    pub hosts: BTreeSet<Id>,
    /// The true time.
    pub now: u64,
    /// The group of the cut network in which each home is.
    groups: Vec<usize>,
    events: BTreeMap<(u64, u64), Event>,
    links: BTreeMap<u64, Link>,
    /// Records that came by sessions since this was looked at.
    moved: u32,
    next: u64,
    log: Id,
    happened: BTreeMap<&'static str, u64>,
}

impl World {
    /// Runs a seed: faults, healing, quiescence, and whether all is as it must be.
    pub fn run(options: Options) -> Result<Report, Failure> {
        let mut world = World::new(options);
        for _ in 0..world.options.steps {
            world.step()?;
        }
        world.heal()?;
        world.settle()?;
        world.model.check(&world.machines, Moment(world.now)).map_err(|why| world.failed(why))?;
        Ok(Report { log: *world.log.as_bytes(), happened: world.happened })
    }

    fn new(options: Options) -> World {
        let mut chance = Chance::of(options.seed);
        let machines = settlers::settle(&options, &mut chance);
        let now = machines.iter().map(|machine| machine.home.now.0).max().unwrap_or(NOON.0);
        let mut world = World {
            groups: vec![0; machines.len()],
            model: Model::default(),
            computers: 0,
            comers: 0,
            bids: 0,
            versions: 0,
            leaves: 0,
            hosts: BTreeSet::new(),
            now,
            events: BTreeMap::new(),
            links: BTreeMap::new(),
            moved: 0,
            next: 0,
            log: Id::of(&options.seed.to_be_bytes()),
            happened: BTreeMap::new(),
            options,
            chance,
            machines,
        };
        for at in 0..world.machines.len() {
            world.wind_up(at);
        }
        world.at(MINUTE_MS, Event::Weather);
        world
    }

    /// A home's clock is off by something, and it begins to do things by itself.
    fn wind_up(&mut self, at: usize) {
        let minutes = self.options.skew_minutes * MINUTE_MS;
        let skew = self.chance.between(0, 2 * minutes) as i64 - minutes as i64;
        self.machines[at].skew_ms = skew;
        let wait = self.chance.between(1, 20 * SECOND_MS);
        self.at(wait, Event::Wake(at));
    }

    /// One more machine, in the same part of the network as another.
    pub fn settle_in(&mut self, machine: Machine, beside: usize) {
        self.machines.push(machine);
        self.groups.push(self.groups[beside]);
        self.wind_up(self.machines.len() - 1);
    }

    /// Counts that something happened.
    pub fn note(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }

    pub fn failed(&self, why: String) -> Failure {
        Failure(format!("{why}\n  in {}", Options::of(self.options.seed)))
    }

    fn logged(&mut self, words: &[&[u8]]) {
        let mut line = self.log.as_bytes().to_vec();
        words.iter().for_each(|word| line.extend_from_slice(word));
        self.log = Id::of(&line);
    }

    fn at(&mut self, wait: u64, event: Event) -> u64 {
        self.next += 1;
        self.events.insert((self.now + wait, self.next), event);
        self.next
    }

    fn step(&mut self) -> Result<(), Failure> {
        let Some(((due, number), event)) = self.events.pop_first() else {
            return Err(self.failed("nothing is due any more".to_string()));
        };
        self.now = self.now.max(due);
        self.logged(&[&due.to_be_bytes(), &number.to_be_bytes()]);
        match event {
            Event::Wake(at) => self.wake(at)?,
            Event::Frame(link, end, bytes) => self.arrived(link, end, &bytes)?,
            Event::Cut(link) => drop(self.links.remove(&link)),
            Event::Gossip(to, bytes) => self.gossip_arrived(to, bytes)?,
            Event::Weather => self.weather(),
        }
        Ok(())
    }

    fn wake(&mut self, at: usize) -> Result<(), Failure> {
        let wait = self.chance.between(SECOND_MS, 30 * SECOND_MS);
        self.at(wait, Event::Wake(at));
        if !self.machines[at].up {
            if self.chance.happens(500) {
                self.start(at);
            }
            return Ok(());
        }
        self.set_clock(at);
        if self.machines[at].turn() && self.machines[at].is_honest() {
            model::nothing_is_over(&self.machines[at]).map_err(|why| self.failed(why))?;
        }
        if self.befalls(at) {
            return Ok(());
        }
        match self.chance.below(10) {
            0..5 => self.call(at),
            _ if !self.machines[at].is_honest() => hostile::act(self, at),
            _ if self.machines[at].mute => Ok(()),
            _ => people::act(self, at),
        }
    }

    pub fn set_clock(&mut self, at: usize) {
        let now = Moment(self.now);
        self.machines[at].set_clock(now);
    }

    /// What may happen to a home before it does anything; true where it then does nothing.
    fn befalls(&mut self, at: usize) -> bool {
        let options = self.options.clone();
        if self.chance.happens(20) {
            self.machines[at].disk.copy();
        }
        let set_back = self.chance.happens(options.set_back) && self.machines[at].is_honest();
        if let Some(gone) = set_back.then(|| self.machines[at].disk.set_back()).flatten() {
            self.note("disk set back");
            self.stop(at);
            let machine = &mut self.machines[at];
            // What others hold comes back; what only this disk held is gone with it.
            machine.taken_by_rot.extend(gone);
            // The guard stands beside the store and remembers more than it: it signs nothing more.
            machine.mute = true;
            return true;
        }
        if self.chance.happens(options.full) {
            self.note("disk full");
            self.machines[at].disk.full_for = 3;
        }
        if self.chance.happens(options.jumps) {
            self.note("clock jumped");
            let days = self.chance.between(0, 4) as i64 - 2;
            self.machines[at].skew_ms = days * DAY_MS as i64;
        } else if self.machines[at].skew_ms.unsigned_abs() > DAY_MS / 2 && self.chance.happens(300) {
            self.machines[at].skew_ms = 0;
        }
        false
    }

    fn start(&mut self, at: usize) {
        self.note("start");
        self.set_clock(at);
        if self.chance.happens(self.options.rot) {
            let machine = &self.machines[at];
            let content: Vec<Id> = machine
                .home
                .store
                .values()
                .filter(|record| record.header().ticket.is_some())
                .map(Envelope::id)
                .collect();
            if let Some(id) = self.chance.pick(&content).copied() {
                self.note("record rotted");
                self.machines[at].disk.rot(&id);
                self.machines[at].taken_by_rot.insert(id);
            }
        }
        self.machines[at].restart();
        self.machines[at].up = true;
    }

    /// The power of a home fails.
    fn stop(&mut self, at: usize) {
        let reached = self.chance.below(self.machines[at].disk.unsynced() + 1);
        self.machines[at].disk.cut(reached);
        self.machines[at].up = false;
        self.links.retain(|_, link| !link.ends.contains(&at));
    }

    fn weather(&mut self) {
        let wait = self.chance.between(MINUTE_MS, 5 * MINUTE_MS);
        self.at(wait, Event::Weather);
        let parts = if self.chance.happens(self.options.parted) { self.chance.between(2, 3) as usize } else { 1 };
        if parts > 1 {
            self.note("network cut");
        }
        for at in 0..self.groups.len() {
            self.groups[at] = self.chance.below(parts);
        }
        if self.chance.happens(self.options.nights) {
            self.note("night");
            // Now and then everybody is away for weeks.
            let days = if self.chance.happens(300) { self.chance.between(30, 120) } else { 1 };
            self.now += days * DAY_MS;
            self.links.clear();
            // Everything that was under way has arrived, or not, by the morning.
            self.events = std::mem::take(&mut self.events)
                .into_iter()
                .map(|((due, number), event)| ((due + days * DAY_MS, number), event))
                .collect();
        }
    }

    /// True where two homes can reach each other now.
    pub fn reach(&self, one: usize, other: usize) -> bool {
        self.machines[one].up && self.machines[other].up && self.groups[one] == self.groups[other]
    }
}
