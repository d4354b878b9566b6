//! Owns how people come in by an invite: a steward makes one, another agrees where it takes two, and whoever has its
//! secret knocks where they can. Now and then the line leaks, and two people come by an invite for one.

use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::record::approve::Approve;

use crate::home::Home;
use crate::machine::{Coming, Conduct, Machine};
use crate::world::World;

/// 3 newcomers in a run: each of them costs as much as a home.
const COMERS_MAX: usize = 3;

/// One act of a steward about those who come; false where there is nothing to do.
pub fn act(world: &mut World, at: usize) -> bool {
    let home = &world.machines[at].home;
    let roster = home.replica.roster();
    let Some(ours) = roster.collective(&home.charter) else { return false };
    if !world.machines[at].belongs() || !ours.is_steward(&home.person) {
        return false;
    }
    let agreed = |invite: &Id| {
        let said = |record: &Envelope| record.header().person == home.person && record.header().names.contains(invite);
        home.replica.law().values().any(said)
    };
    let waits = roster.invites().filter(|(_, known)| known.charter == ours.id && !known.valid);
    let waits = waits.filter(|(id, known)| known.author != home.person && !agreed(id)).map(|(id, _)| *id).next();
    match waits {
        Some(invite) => agree(world, at, invite),
        None if world.comers < COMERS_MAX => invite(world, at),
        None => return false,
    }
    true
}

fn agree(world: &mut World, at: usize, invite: Id) {
    let home = &mut world.machines[at].home;
    let record = home.state("approve", home.charter, &Approve { note: None }, vec![invite]);
    world.model.signed(at, &record, None);
    if world.say(at, vec![record]) {
        world.note("invite agreed to");
    }
}

fn invite(world: &mut World, at: usize) {
    let secret = OneTime(world.chance.bytes());
    let home = &mut world.machines[at].home;
    let invite = home.sign_invite(&secret, 1);
    world.model.signed(at, &invite, None);
    if !world.say(at, vec![invite.clone()]) {
        return;
    }
    world.note("invite");
    world.model.newcomers.invited(&world.machines[at], at, invite.id());
    come(world, at, &invite, &secret);
    if world.chance.happens(500) {
        // Whoever else has the line tries a door of which the first one need not know.
        let charter = world.machines[at].home.charter;
        let doors: Vec<usize> =
            (0..world.machines.len()).filter(|door| world.machines[*door].home.charter == charter).collect();
        let door = world.chance.pick(&doors).copied().unwrap_or(at);
        world.note("invite leaked");
        come(world, door, &invite, &secret);
    }
}

/// Somebody sets up a home, and knocks at a door until it opens.
fn come(world: &mut World, door: usize, invite: &Envelope, secret: &OneTime) {
    world.comers += 1;
    let host = &world.machines[door].home;
    let mut home = Home::new(&format!("Newcomer {}", world.comers));
    (home.charter, home.now) = (host.charter, host.now.max(invite.header().created));
    let records = home.join_records(home.charter, invite.id(), secret);
    let mut machine = Machine::new(home, Conduct::Honest);
    let at = world.machines.len();
    for record in &records {
        world.model.signed(at, record, None);
    }
    world.model.newcomers.comes(&machine.home, invite.id(), &records);
    machine.coming = Some(Coming { records, door });
    world.settle_in(machine, door);
}
