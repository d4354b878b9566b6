//! Owns who must be in by an invite: whoever a version lists, and before that those who came while they were no more
//! than it is for.

use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::id::Id;

use crate::home::Home;
use crate::machine::Machine;

/// An invite for one, and who came by it.
struct Invited {
    charter: Id,
    /// The steward's machine, and who that is.
    by: usize,
    steward: Id,
    /// The version that it pins, and whether one steward was enough then.
    pin: Id,
    alone: bool,
    /// By person: their join, and the machines that took it in.
    comers: BTreeMap<Id, (Id, BTreeSet<usize>)>,
}

/// Every invite that was acknowledged.
#[derive(Default)]
pub struct Newcomers(BTreeMap<Id, Invited>);

impl Newcomers {
    /// A steward was told that an invite is kept.
    pub fn invited(&mut self, machine: &Machine, by: usize, invite: Id) {
        let home = &machine.home;
        let ours = home.collective();
        let (pin, alone) = (ours.head, ours.charter.threshold == 1);
        let steward = home.person;
        self.0.insert(invite, Invited { charter: home.charter, by, steward, pin, alone, comers: BTreeMap::new() });
    }

    /// Somebody has its secret.
    pub fn comes(&mut self, home: &Home, invite: Id, records: &[Envelope]) {
        let join = records.iter().find(|record| &*record.header().kind == "join").map(Envelope::id);
        let (Some(invited), Some(join)) = (self.0.get_mut(&invite), join) else { return };
        invited.comers.insert(home.person, (join, BTreeSet::new()));
    }

    /// A home took their join in.
    pub fn let_in(&mut self, person: &Id, host: usize) {
        let of = self.0.values_mut().filter_map(|invited| invited.comers.get_mut(person));
        of.for_each(|(_, hosts)| hosts.extend([host]));
    }

    /// Who came is in at every home of the collective, or at none.
    pub fn check(&self, reader: &Machine, machines: &[Machine]) -> Result<(), String> {
        if !reader.belongs() {
            return Ok(());
        }
        let ours = reader.home.collective();
        for invited in self.0.values().filter(|invited| invited.charter == ours.id) {
            let known = |(join, hosts): &(Id, BTreeSet<usize>)| {
                let keeps = |host: &usize| {
                    let host = &machines[*host];
                    host.is_honest() && host.belongs() && !host.taken_by_rot.contains(join)
                };
                hosts.iter().any(keeps)
            };
            let knocked: Vec<_> = invited.comers.iter().filter(|(_, (_, hosts))| !hosts.is_empty()).collect();
            // What only a lost disk or a home that went has heard of may come out or not.
            if !knocked.iter().all(|(_, comer)| known(comer)) {
                continue;
            }
            let device = machines[invited.by].home.device.key();
            let opens = ours.chain.contains(&invited.pin)
                && invited.alone
                && ours.charter.stewards.contains(&invited.steward)
                && reader.lists(&ours.id, &device, &invited.steward);
            for (person, _) in &knocked {
                let listed = ours.charter.members.contains(person);
                let removed = ours.charter.removed.contains(person);
                let is_in = ours.people.contains_key(person);
                if is_in && !listed && knocked.len() > 1 {
                    return Err("somebody is in by an invite for one by which two came".to_string());
                }
                if !is_in && !removed && (listed || (opens && knocked.len() == 1)) {
                    return Err("somebody came by a good invite, and is not in".to_string());
                }
            }
        }
        Ok(())
    }
}
