//! Owns what people do about their computers: a second one comes by its owner's root key, and is taken back by it.

use protocol::founding;
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::Role;
use protocol::parting;
use protocol::replica::Replica;

use crate::home::Home;
use crate::machine::{Conduct, Machine};
use crate::world::World;

/// 2 computers more in a run: each of them costs as much as a home.
const MORE_MAX: usize = 2;

/// One act of one person about their computers.
pub fn act(world: &mut World, at: usize) {
    let machine = &world.machines[at];
    if !machine.belongs() {
        return;
    }
    let own = |other: &usize| *other != at && world.machines[*other].home.person == machine.home.person;
    let in_force = |other: &usize| {
        let home = &world.machines[*other].home;
        machine.lists(&home.charter, &home.device.key(), &home.person)
    };
    let others: Vec<usize> = (0..world.machines.len()).filter(own).collect();
    match others.iter().copied().find(in_force) {
        Some(other) if world.chance.happens(200) => take_back(world, at, other),
        None if world.computers < MORE_MAX => add(world, at),
        Some(_) | None => {}
    }
}

/// Somebody writes on a second computer from now on. It begins with what the first one knows of the law.
fn add(world: &mut World, at: usize) {
    world.computers += 1;
    let mut home = another(&world.machines[at].home, world.computers);
    let first = &mut world.machines[at].home;
    let now = first.tick();
    home.now = now;
    let words = founding::credentials(&home.root, &home.hands(), home.charter, now);
    let [_, device] = words.expect("a sound word");
    world.model.signed(at, &device, None);
    if !world.say(at, vec![device.clone()]) {
        return;
    }
    world.model.acknowledged(&device);
    world.model.computers.added(&home, at, device.id());
    world.note("second computer");
    home.replica.await_charter(Some(home.charter));
    let law = world.machines[at].home.replica.law().values().cloned().collect();
    let mut machine = Machine::new(home, Conduct::Honest);
    machine.take_in(law, false).expect("a new disk has room");
    machine.disk.sync();
    world.settle_in(machine, at);
}

/// The same person with other keys and an empty disk.
fn another(first: &Home, number: usize) -> Home {
    let keys = Home::new(&format!("{} with computer {number}", first.person));
    let root = Secret::from_seed(&first.root.seed());
    Home {
        root,
        person: first.person,
        charter: first.charter,
        nonces: (number as u32) << 24,
        replica: Replica::new(Some(first.person), first.replica.day()),
        ..keys
    }
}

/// A computer is lost, sold or stolen: its owner takes it back, and lists what stays of it. It goes on all the same.
fn take_back(world: &mut World, at: usize, other: usize) {
    let lost = &world.machines[other].home;
    let (key, seal) = (lost.device.key(), lost.seal);
    let home = &mut world.machines[at].home;
    let stays: Vec<Id> = parting::said_by(&home.replica, home.charter, &key);
    let now = home.tick();
    let word = parting::retire(home.charter, key, seal, &home.root, now).expect("a sound word");
    let pages = parting::cuts(home.charter, key, None, &stays, &home.hands(), now).expect("few pages");
    let records: Vec<_> = std::iter::once(word).chain(pages).collect();
    world.note("computer taken back");
    world.model.listed(&stays);
    for record in &records {
        world.model.signed(at, record, None);
    }
    let told = world.say(at, records.clone());
    let home = &world.machines[at].home;
    world.model.computers.taken_back(home, at, key, records[0].id(), stays, told);
    // A thief of the only steward's computer decides for all until a revision leaves it out.
    let presides = home.role_of(home.person) == Some(Role::Steward);
    if !presides && world.chance.happens(500) {
        world.note("computer stolen");
        world.machines[other].conduct = Conduct::Hostile;
    }
}
