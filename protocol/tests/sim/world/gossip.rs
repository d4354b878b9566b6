//! Owns gossip, and how what a person says goes from their disk to everybody who reads it.

use std::sync::Arc;

use protocol::envelope::Envelope;
use protocol::space::Side;
use protocol::sync::wish::Settled;

use super::{Event, Failure, World};
use crate::machine::syncs_late;

impl World {
    pub(super) fn gossip_arrived(&mut self, to: usize, bytes: Arc<[u8]>) -> Result<(), Failure> {
        if !self.machines[to].up {
            return Ok(());
        }
        self.set_clock(to);
        let Ok(record) = Envelope::parse(bytes) else {
            self.note("gossip that is no record");
            return Ok(());
        };
        if record.header().space.is_some_and(|space| !space.is_gossiped()) {
            self.note("gossip of what stands inside a collective");
            return Ok(());
        }
        if self.machines[to].take_in(vec![record], true).is_ok() {
            self.note("gossip");
        }
        self.machines[to].disk.sync();
        Ok(())
    }

    /// Hands a record to one home, as far as the network lets it.
    pub fn hand(&mut self, from: usize, to: usize, bytes: &Arc<[u8]>) {
        if !self.reach(from, to) {
            return;
        }
        if self.chance.happens(self.options.lost) {
            self.note("gossip lost");
            return;
        }
        let copies = if self.chance.happens(self.options.doubled) { 2 } else { 1 };
        for _ in 0..copies {
            let wait = self.chance.between(1, 1 + self.options.latency_ms);
            self.at(wait, Event::Gossip(to, bytes.clone()));
        }
    }

    /// Hands what was written to everybody who reads it.
    ///
    /// - `readers`: who did before it was said: a goodbye is told to those to whom it is said.
    fn publish(&mut self, from: usize, records: &[Envelope], readers: &[usize]) {
        let inner = |record: &&Envelope| record.header().space.is_none_or(|space| space.side != Side::Inner);
        for record in records.iter().filter(inner) {
            for to in readers {
                self.hand(from, *to, record.bytes());
            }
        }
    }

    /// A person says something: signed, taken in, synced, acknowledged, handed on. True where it was
    /// acknowledged.
    pub fn say(&mut self, at: usize, records: Vec<Envelope>) -> bool {
        if syncs_late() {
            self.machines[at].acknowledge(&records);
        }
        let reads = |to: &usize| *to != at && !self.machines[at].shared_with(&self.machines[*to]).is_empty();
        let readers: Vec<usize> = (0..self.machines.len()).filter(reads).collect();
        let taken = self.machines[at].say(records.clone());
        let Ok(settled) = taken else {
            self.note("own write refused by a full disk");
            self.machines[at].disk.sync();
            return false;
        };
        if self.chance.happens(self.options.power_cuts) {
            self.note("power cut while writing");
            self.stop(at);
            return false;
        }
        self.machines[at].disk.sync();
        if settled.contains(&Settled::Refused) {
            self.note("own write refused");
            return false;
        }
        self.machines[at].acknowledge(&records);
        self.logged(&[records[0].id().as_bytes()]);
        self.publish(at, &records, &readers);
        true
    }
}
