//! Owns what a machine tells at the door of a home that does not list it, and what it is told there.

use protocol::door;
use protocol::door::introduction::introduction;
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
        let told = told(&self.machines[caller]);
        let node = self.machines[caller].home.node.key();
        let doorway = self.machines[called].home.replica.doorway();
        let new = self.hear(called, door::let_in(&told, &node, &doorway));
        if new > 0 {
            self.note("knock that opened");
        }
        let comer = self.machines[caller].home.person;
        if told.iter().any(|record| &*record.header().kind == "join" && self.is_kept(called, record)) {
            self.model.newcomers.let_in(&comer, called);
        }
        if !self.machines[called].shared_with(&self.machines[caller]).is_empty() {
            return new + self.answer(caller, called);
        }
        let Some(why) = door::parted(&told, &node, &doorway) else { return new };
        let heard = self.hear(caller, why);
        if heard > 0 {
            self.note("told at a door why it is off the list");
        }
        new + heard
    }

    /// The authority of the scopes that two homes share, as the one that is called sees it.
    fn authority(&mut self, caller: usize, called: usize, mut beside: Vec<Envelope>) -> u32 {
        let host = &self.machines[called];
        let day = host.home.now.day();
        let scopes = host.shared_with(&self.machines[caller]);
        let ids = scopes.iter().flat_map(|scope| host.home.replica.view(scope, day).0);
        beside.extend(ids.map(|id| host.home.store[&id].clone()));
        self.hear(caller, beside)
    }

    /// A home that the other one does not know tells by which joins it came, until it is known.
    pub(super) fn retell(&mut self, caller: usize, called: usize) -> u32 {
        let home = &self.machines[caller].home;
        if !self.machines[caller].belongs() {
            return 0;
        }
        let (host, node) = (self.machines[called].home.node.key(), home.node.key());
        let (law, roster) = (home.replica.law(), home.replica.roster());
        let mut moved = 0;
        for records in door::told(law, roster, &host, &node, &home.person, home.collective()) {
            let doorway = self.machines[called].home.replica.doorway();
            moved += self.hear(called, door::let_in(&records, &node, &doorway));
            if !self.machines[called].shared_with(&self.machines[caller]).is_empty() {
                self.note("known by what it told of itself");
                break;
            }
        }
        moved
    }

    fn is_kept(&self, at: usize, record: &Envelope) -> bool {
        self.machines[at].disk.kept().contains_key(&record.id())
    }

    /// A steward tells a join of the own collective, with what its law says, and hears the federation's.
    pub(super) fn come_back(&mut self, caller: usize, called: usize) -> u32 {
        let home = &self.machines[caller].home;
        let Some((federation, join)) = self.machines[caller].errand().map(|errand| (errand.federation, errand.join))
        else {
            return 0;
        };
        let law = home.replica.law();
        let Some(record) = law.get(&join) else { return 0 };
        let agrees = |said: &&Envelope| &*said.header().kind == "approve" && said.header().names.contains(&join);
        let agreed: Vec<Envelope> = law.values().filter(agrees).cloned().collect();
        let node = home.node.key();
        let knocks = introduction(record, &agreed, law, home.collective(), &node, &home.person);
        let mut moved = 0;
        for told in knocks.unwrap_or_default() {
            let doorway = self.machines[called].home.replica.doorway();
            moved += self.hear(called, door::let_in(&told, &node, &doorway));
        }
        if self.machines[called].disk.kept().contains_key(&join) {
            self.model.federations.heard(&join);
        }
        self.machines[caller].home.replica.await_charter(Some(federation));
        moved += self.authority(caller, called, Vec::new());
        if self.machines[caller].errand().is_none() {
            self.note("collective back");
        }
        moved
    }

    /// Who comes in is given the authority of what they read from now on.
    fn answer(&mut self, caller: usize, called: usize) -> u32 {
        let Some(own) = self.machines[caller].coming.as_ref().map(|coming| coming.records.clone()) else { return 0 };
        if self.machines[caller].belongs() {
            return 0;
        }
        let charter = self.machines[caller].home.charter;
        self.machines[caller].home.replica.await_charter(Some(charter));
        let heard = self.authority(caller, called, own);
        if self.machines[caller].belongs() {
            self.note("newcomer let in");
        }
        heard
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

/// What a machine tells: what it says of itself, and who comes in says by which invite.
fn told(machine: &Machine) -> Vec<Envelope> {
    let mut told = own_words(machine);
    told.extend(machine.coming.iter().flat_map(|coming| coming.records.clone()));
    told
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
