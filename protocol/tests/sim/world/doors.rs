//! Owns what a machine tells at the door of a home that does not list it, and what it is told there.

use protocol::door;
use protocol::envelope::Envelope;
use protocol::sync::wish::Settled;

use super::World;
use crate::machine::Machine;

impl World {
    /// A machine that is not listed knocks: what opens goes on to the gate, and who was put off the list is told why.
    /// How many records were new.
    pub(super) fn knock(&mut self, caller: usize, called: usize) -> u32 {
        if !self.machines[caller].is_honest() {
            return 0;
        }
        let told = own_words(&self.machines[caller]);
        let node = self.machines[caller].home.node.key();
        let doorway = self.machines[called].home.replica.doorway();
        let new = self.hear(called, door::let_in(&told, &node, &doorway));
        if new > 0 {
            self.note("knock that opened");
        }
        if !self.machines[called].shared_with(&self.machines[caller]).is_empty() {
            return new;
        }
        let Some(why) = door::parted(&told, &node, &doorway) else { return new };
        let heard = self.hear(caller, why);
        if heard > 0 {
            self.note("told at a door why it is off the list");
        }
        new + heard
    }

    /// Takes in what was told at a door; how much of it was new.
    pub(super) fn hear(&mut self, at: usize, records: Vec<Envelope>) -> u32 {
        let fresh = records.iter().filter(|record| !self.machines[at].home.store.contains_key(&record.id())).count();
        let taken = self.machines[at].take_in(records, false);
        self.machines[at].disk.sync();
        let settled = taken.unwrap_or_default();
        settled.iter().filter(|one| matches!(one, Settled::Stored(_))).count().min(fresh) as u32
    }
}

/// What a machine says of itself: who its person is, which computers they have, and the revisions that it knows.
fn own_words(machine: &Machine) -> Vec<Envelope> {
    let home = &machine.home;
    let own = |record: &&Envelope| match &*record.header().kind {
        "person" | "device" => record.header().person == home.person,
        "charter" | "approve" | "ack" => {
            record.header().space.map_or(record.id(), |space| space.charter) == home.charter
        }
        _ => false,
    };
    home.replica.law().values().filter(own).cloned().collect()
}
