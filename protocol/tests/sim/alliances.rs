//! Owns how the federation's own charter changes: stewards of a collective that it lists propose the next version,
//! those of others agree to it, and some acknowledge the one in force, all of it while lines are cut.

use protocol::alliance::{self, Change};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::roster::Federation;

use crate::home::Home;
use crate::world::World;

/// 8 versions in a run: how many are proposed beside each other counts, not how many follow each other.
const VERSIONS_MAX: usize = 8;

/// One act of a steward about the federation's charter; false where there is nothing to do.
pub fn act(world: &mut World, at: usize) -> bool {
    let machine = &world.machines[at];
    let home = &machine.home;
    let roster = home.replica.roster();
    let Some(ours) = roster.collective(&home.charter) else { return false };
    let Some(federation) = roster.federations_of(ours.id).next() else { return false };
    if !machine.belongs() || !ours.is_steward(&home.person) || !federation.charter.lists(&ours.id) {
        return false;
    }
    let open = |(id, seats): &(&Id, &std::collections::BTreeSet<Id>)| {
        !seats.contains(&ours.id) && !has_said(home, federation, "approve", id)
    };
    let waiting: Vec<Id> = federation.waiting.iter().filter(open).map(|(id, _)| *id).collect();
    let (id, head) = (federation.id, federation.head);
    let seen = has_said(home, federation, "ack", &head);
    if let Some(version) = world.chance.pick(&waiting).copied() {
        let home = &mut world.machines[at].home;
        let record = home.state("approve", id, &Approve { note: None }, vec![version]);
        world.note("version of the federation agreed to");
        tell(world, at, record);
    } else if !seen && world.chance.happens(300) {
        let home = &mut world.machines[at].home;
        let record = home.state("ack", id, &Ack { note: None }, vec![head]);
        world.note("version of the federation acknowledged");
        tell(world, at, record);
    } else if world.versions < VERSIONS_MAX {
        return propose(world, at, id);
    } else {
        return false;
    }
    true
}

fn has_said(home: &Home, federation: &Federation, kind: &str, about: &Id) -> bool {
    let law = home.replica.law().values();
    let mut said = law.filter(|record| {
        let header = record.header();
        &*header.kind == kind && header.person == home.person && header.names.first() == Some(about)
    });
    said.any(|record| record.header().space.is_some_and(|space| space.charter == federation.id))
}

fn tell(world: &mut World, at: usize, record: Envelope) {
    world.model.signed(at, &record, None);
    let told = world.say(at, vec![record.clone()]);
    world.model.alliances.said(at, &record, told);
}

/// Proposes the next version: how many must agree, or one more that is listed; whoever is in is written down.
fn propose(world: &mut World, at: usize, id: Id) -> bool {
    let home = &world.machines[at].home;
    let known = home.federation(id);
    let ever: Vec<Id> = known.ever.iter().copied().collect();
    let seats = known.collectives.len() as u64;
    let threshold = world.chance.between(seats / 2 + 1, seats) as u32;
    let lists = world.chance.happens(300);
    let other = world.chance.pick(&ever).copied().filter(|_| lists);
    let change = other.map_or(Change::Threshold(threshold), Change::List);
    let home = &mut world.machines[at].home;
    let now = home.tick();
    let roster = home.replica.roster();
    // A change that does not fit is refused before it is signed.
    let Ok(next) = alliance::amend(roster, home.federation(id), &[change], now) else { return false };
    let revision = founding::revision(id, &home.hands(), &next.charter, &next.vouches, now).expect("a sound charter");
    world.versions += 1;
    world.note("version of the federation proposed");
    tell(world, at, revision);
    true
}
