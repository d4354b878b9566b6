//! Owns the small reference: what was acknowledged, and what every honest screen must show of it in the
//! end. The rules are said here a second time; who belongs is asked of each home's roster.

mod alliances;
pub mod bids;
mod computers;
mod federations;
mod leads;
mod newcomers;

use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::fold::pledge::PledgeRow;
use protocol::held::Standing;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::planted;
use protocol::record::Fold;
use protocol::space::{Scope, Side};
use protocol::time::{DAY_MS, Moment};
use protocol::wire;

use self::alliances::Alliances;
use self::bids::Bids;
use self::computers::Computers;
use self::federations::Federations;
use self::leads::Leads;
use self::newcomers::Newcomers;
use crate::machine::{Machine, replayed, rows};

/// What was said.
#[derive(Default)]
pub struct Model {
    /// All that honest people ever signed.
    signed: BTreeSet<Id>,
    leads: Leads,
    pub bids: Bids,
    pub computers: Computers,
    pub newcomers: Newcomers,
    pub federations: Federations,
    pub alliances: Alliances,
    /// What stays of those who went, as others listed it.
    listed: BTreeSet<Id>,
    /// What a hostile home pushed unasked, and nothing else.
    pushed: BTreeSet<Id>,
}

impl Model {
    /// Somebody signed this; of a lead it says how it reads now.
    pub fn signed(&mut self, at: usize, record: &Envelope, title: Option<String>) {
        self.signed.insert(record.id());
        self.leads.signed(at, record, title);
    }

    /// Somebody was told that this is kept.
    pub fn acknowledged(&mut self, record: &Envelope) {
        self.leads.acknowledged(record);
    }

    pub fn listed(&mut self, kept: &[Id]) {
        self.listed.extend(kept);
    }

    pub fn pushed(&mut self, id: Id) {
        self.pushed.insert(id);
    }

    /// Everything that must hold once all homes are healed.
    pub fn check(&self, machines: &[Machine], now: Moment) -> Result<(), String> {
        agree(machines)?;
        for machine in machines.iter().filter(|machine| machine.is_honest()) {
            folds_alike(machine)?;
            self.lost_nothing(machine, now)?;
            self.holds_nothing_wrong(machine, machines, now)?;
            sums(machine)?;
            self.computers.check(machine, machines, now)?;
            self.newcomers.check(machine, machines)?;
            let versions = |charter: &Id| self.alliances.spoken_for(charter, machines);
            self.federations.check(machine, machines, versions)?;
            self.alliances.check(machine, machines)?;
            let stays = |record: &Id| self.computers.stays(record, machine, machines);
            self.leads.check(machine, machines, now, stays)?;
            self.bids.check(machine, machines, now)?;
        }
        Ok(())
    }

    /// What a person was told is kept is there: on the own machine, and so, since all agree, on all others.
    fn lost_nothing(&self, machine: &Machine, now: Moment) -> Result<(), String> {
        if !machine.belongs() {
            return Ok(());
        }
        let kept = machine.acknowledged.iter().filter(|(id, _)| !machine.taken_by_rot.contains(id));
        for (id, _) in kept.filter(|(_, expires)| **expires >= now.day()) {
            let Some(record) = machine.home.store.get(id) else {
                return Err(format!("an acknowledged record is gone: {id}, of {}", machine.home.person.short(8)));
            };
            let facts = machine.home.replica.held().get(id).ok_or("a record is stored and not held")?;
            if record.header().ticket.is_some() && facts.standing() != Standing::Live {
                return Err(format!("an acknowledged record does not count: {id}: {:?}", facts.standing()));
            }
        }
        Ok(())
    }

    fn holds_nothing_wrong(&self, machine: &Machine, machines: &[Machine], now: Moment) -> Result<(), String> {
        let honest: BTreeSet<Key> =
            machines.iter().filter(|machine| machine.is_honest()).map(|machine| machine.home.device.key()).collect();
        let collective = machine.home.replica.roster().collective(&machine.home.charter);
        for (id, record) in &machine.home.store {
            let header = record.header();
            if planted::without(|| Envelope::parse(record.bytes().clone())).is_err() {
                return Err(format!("{id} is held in a second spelling"));
            }
            if record.body().is_none() {
                return Err(format!("{id} is held without its body, and nobody erased it"));
            }
            if planted::without(|| record.verify()).is_err() {
                return Err(format!("{id} is held and its signature is not good"));
            }
            if header.created > now.after(3 * DAY_MS) {
                return Err(format!("{id} is held and dated {} days ahead", header.created.since(now) / DAY_MS));
            }
            let foreign =
                header.space.is_some_and(|space| space.side == Side::Inner && space.charter != machine.home.charter);
            if foreign {
                return Err(format!("{id} of another collective's inner space is held"));
            }
            let settled = header.created <= crate::home::NOON.after(DAY_MS / 4) && header.ticket.is_none();
            if honest.contains(&header.key) && !self.signed.contains(id) && !settled {
                return Err(format!("{id} stands under the key of somebody who never signed it"));
            }
            if self.pushed.contains(id) {
                return Err(format!("{id} came unasked, and was taken"));
            }
            let facts = machine.home.replica.held().get(id).ok_or("a record is stored and not held")?;
            let live = facts.standing() == Standing::Live;
            let Some(space) = header.space.filter(|_| live && header.ticket.is_some()) else { continue };
            let number = header.ticket.map_or(0, u32::from);
            if number >= machine.home.replica.roster().tickets(&space, &header.key, &header.person) {
                return Err(format!("{id} counts beyond the tickets of its author"));
            }
            let removed = collective
                .is_some_and(|ours| ours.id == space.charter && ours.devices.get(&header.key) != Some(&header.person));
            let bound = || {
                machine
                    .home
                    .store
                    .values()
                    .any(|other| other.header().names.contains(id) && other.header().person != header.person)
            };
            if removed && !self.listed.contains(id) && !bound() {
                return Err(format!("{id} counts, its author or their computer was removed, and nobody listed it"));
            }
        }
        Ok(())
    }
}

/// What is over counts no longer, from midnight on.
pub fn nothing_is_over(machine: &Machine) -> Result<(), String> {
    let home = &machine.home;
    let counts = |id: &Id| home.standing(*id) == Some(Standing::Live);
    let over = |record: &Envelope| record.header().expires < home.replica.day();
    match home.store.iter().find(|(id, record)| over(record) && counts(id)) {
        Some((id, _)) => Err(format!("{id} counts after its last day")),
        None => Ok(()),
    }
}

/// A home refolded from nothing is the home that came to be step by step.
pub fn folds_alike(machine: &Machine) -> Result<(), String> {
    let home = &machine.home;
    let mut records: Vec<Envelope> = home.store.values().cloned().collect();
    records.reverse();
    let again = replayed(home, &records);
    for (id, facts) in home.store.keys().filter_map(|id| Some((id, home.replica.held().get(id)?))) {
        let other = again.held().get(id).map(|facts| facts.standing());
        if other != Some(facts.standing()) {
            return Err(format!("{id} stands as {:?}, and after a start as {other:?}", facts.standing()));
        }
    }
    if home.store.len() != home.replica.held().len() {
        return Err(format!("{} records are held and {} stored", home.replica.held().len(), home.store.len()));
    }
    if rows(home) != home.rows {
        return Err("rows that were refolded one by one differ from all rows folded anew".to_string());
    }
    Ok(())
}

/// Homes that read a scope together see the same.
fn agree(machines: &[Machine]) -> Result<(), String> {
    let mut seen: BTreeMap<Scope, Vec<(usize, Id)>> = BTreeMap::new();
    let honest: Vec<usize> =
        (0..machines.len()).filter(|at| machines[*at].is_honest() && machines[*at].belongs()).collect();
    for at in &honest {
        let home = &machines[*at].home;
        for scope in home.replica.roster().scopes_of(home.charter) {
            seen.entry(scope).or_default().push((*at, home.digest(&scope)));
        }
    }
    for (scope, digests) in &seen {
        if let Some((other, _)) = digests.iter().find(|(_, digest)| *digest != digests[0].1) {
            let (one, other) = (&machines[digests[0].0], &machines[*other]);
            return Err(format!("two homes see {scope:?} differently: {}", difference(one, other, scope)));
        }
    }
    for one in &honest {
        for other in &honest {
            let (one, other) = (&machines[*one], &machines[*other]);
            let together = one.home.charter == other.home.charter && one.home.device.key() != other.home.device.key();
            let contested = one.home.collective().contested || other.home.collective().contested;
            if together && !contested && one.shared_with(other).is_empty() {
                return Err("two members of one collective no longer know each other's machines".to_string());
            }
            // Whoever acknowledged one of two that stand against each other stays with it, and is told.
            let (ours, theirs) = (one.home.collective(), other.home.collective());
            if together && ours.head != theirs.head && !(ours.contested && theirs.contested) {
                return Err("two members of one collective go by different charters, and nobody says so".to_string());
            }
        }
    }
    Ok(())
}

/// In what two homes differ, for whoever looks for the cause.
fn difference(one: &Machine, other: &Machine, scope: &Scope) -> String {
    let kinds = |machine: &Machine, ids: Vec<Id>, without: &BTreeSet<Id>| -> Vec<String> {
        let told = |id: &Id| {
            let record = &machine.home.store[id];
            let standing = machine.home.replica.held().get(id).map(|facts| facts.standing());
            let header = record.header();
            format!("{} {} of {} {standing:?}", &*header.kind, id.short(6), header.person.short(4))
        };
        ids.iter().filter(|id| !without.contains(id)).map(told).collect()
    };
    let ids = |machine: &Machine| {
        let (law, content) = machine.home.replica.view(scope, machine.home.now.day());
        law.into_iter().chain(content).collect::<Vec<Id>>()
    };
    let (here, there) = (ids(one), ids(other));
    let (here_set, there_set) = (here.iter().copied().collect(), there.iter().copied().collect());
    let rows = |machine: &Machine| machine.home.replica.rows_in(scope, machine.home.now.day());
    let (one_rows, other_rows) = (rows(one), rows(other));
    let differ: Vec<String> = one_rows
        .keys()
        .chain(other_rows.keys())
        .filter(|key| one_rows.get(key) != other_rows.get(key))
        .map(|key| {
            let told = |machine: &Machine, ids: Option<&Vec<Id>>| {
                let kinds = ids.into_iter().flatten().map(|id| {
                    let record = &machine.home.store[id];
                    format!("{} {}", &*record.header().kind, id.short(6))
                });
                kinds.collect::<Vec<String>>()
            };
            format!("{key:?} from {:?} and {:?}", told(one, one_rows.get(key)), told(other, other_rows.get(key)))
        })
        .collect();
    format!(
        "only in {}: {:?}; only in {}: {:?}; rows: {differ:?}",
        one.home.person.short(4),
        kinds(one, here, &there_set),
        other.home.person.short(4),
        kinds(other, there, &here_set)
    )
}

/// What a pledge row says adds up.
fn sums(machine: &Machine) -> Result<(), String> {
    for (key, row) in machine.home.rows.iter().filter(|(key, _)| key.fold == Fold::Pledge) {
        let row: PledgeRow = wire::lenient(row).expect("own rows read back");
        if !(row.confirmed <= row.given && row.given <= row.called && row.called <= row.promised) {
            return Err(format!("pledge {} does not add up", key.subject));
        }
    }
    Ok(())
}
