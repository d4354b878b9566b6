//! Owns the end of a run: nothing disturbs any more, and homes meet until nothing is new.

use protocol::envelope::Envelope;
use protocol::time::Moment;

use super::{Failure, World};
use crate::model;
use crate::options::Options;

impl World {
    /// Nothing disturbs any more: everybody is up, can be reached and has the right time.
    pub(super) fn heal(&mut self) -> Result<(), Failure> {
        self.links.clear();
        self.events.clear();
        let undisturbed = Options { latency_ms: 0, lost: 0, doubled: 0, power_cuts: 0, ..self.options.clone() };
        self.options = undisturbed;
        for machine in self.machines.iter().filter(|machine| machine.up && machine.is_honest()) {
            model::folds_alike(machine).map_err(|why| self.failed(why))?;
        }
        for at in 0..self.machines.len() {
            let machine = &mut self.machines[at];
            machine.disk.full_for = 0;
            machine.skew_ms = 0;
            machine.disk.sync();
            machine.set_clock(Moment(self.now));
            machine.restart();
            machine.up = true;
            self.groups[at] = 0;
        }
        // Nobody is dated ahead of the others' clocks any more.
        let latest = self.machines.iter().map(|machine| machine.home.now.0).max().unwrap_or(self.now);
        self.now = latest.max(self.now);
        for at in 0..self.machines.len() {
            self.set_clock(at);
            self.machines[at].turn();
        }
        Ok(())
    }

    /// Honest homes meet until nothing is new: within 50 rounds.
    pub(super) fn settle(&mut self) -> Result<(), Failure> {
        for _ in 0..50 {
            let mut moved = 0;
            for one in 0..self.machines.len() {
                for other in 0..self.machines.len() {
                    if one != other && self.machines[one].is_honest() && self.machines[other].is_honest() {
                        moved += self.meet(one, other)?;
                    }
                }
            }
            if moved == 0 {
                return Ok(());
            }
        }
        Err(self.failed("homes still exchange records after 50 rounds".to_string()))
    }

    /// One home catches up with another on an undisturbed line; how many records were new.
    fn meet(&mut self, one: usize, other: usize) -> Result<u32, Failure> {
        self.moved = 0;
        if self.machines[one].door() == Some(other) {
            self.moved += self.knock(one, other);
        }
        if self.machines[one].errand().is_some_and(|errand| errand.door == other) {
            self.moved += self.come_back(one, other);
        }
        for scope in self.machines[one].shared_with(&self.machines[other]) {
            if self.machines[other].shared_with(&self.machines[one]).contains(&scope) {
                self.begin(one, other, scope)?;
                while !self.events.is_empty() {
                    self.step()?;
                }
                self.links.clear();
            } else {
                self.part(one, other);
            }
        }
        Ok(self.moved)
    }

    /// Who calls and is listed no longer is told why: the law that says so, and nothing else.
    fn part(&mut self, caller: usize, called: usize) {
        self.moved += self.knock(caller, called);
        self.moved += self.retell(caller, called);
        let law: Vec<Envelope> = self.machines[called].home.replica.law().values().cloned().collect();
        self.moved += self.hear(caller, law);
    }
}
