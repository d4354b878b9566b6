//! Owns how a collective goes out of the federation and comes back: its stewards say goodbye, others invite it again,
//! its stewards say a join and knock with it until a door opens.

use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::founding::{self, Door};
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::record::approve::Approve;
use protocol::record::join::Join;
use protocol::record::leave::Leave;

use crate::machine::Errand;
use crate::world::World;

/// 3 goodbyes in a run: the others would be alone else.
const LEAVES_MAX: usize = 3;

/// One act of a steward about the federation; false where there is nothing to do.
pub fn act(world: &mut World, at: usize) -> bool {
    let machine = &world.machines[at];
    let home = &machine.home;
    let roster = home.replica.roster();
    let Some(ours) = roster.collective(&home.charter) else { return false };
    if !machine.belongs() || !ours.is_steward(&home.person) {
        return false;
    }
    if let Some(word) = unsaid(world, at).filter(|_| ours.charter.threshold > 1) {
        agree(world, at, word);
        return true;
    }
    let own = roster.federations_of(ours.id).next();
    let Some(federation) = own.map(|federation| federation.id) else { return false };
    let known = roster.federation(&federation).expect("it was found just now");
    let out: Vec<Id> = known.ever.iter().filter(|id| !known.collectives.contains_key(*id)).copied().collect();
    let alone = ours.charter.threshold == 1;
    match world.chance.pick(&out).copied() {
        Some(charter) if alone => ask_back(world, at, federation, charter),
        Some(_) => return false,
        None if world.leaves < LEAVES_MAX && known.collectives.len() > 1 && !world.hosts.contains(&ours.id) => {
            leave(world, at, federation)
        }
        None => return false,
    }
    true
}

/// What another steward has said for the collective in a federation, and this one has not agreed to.
fn unsaid(world: &World, at: usize) -> Option<Id> {
    let home = &world.machines[at].home;
    let law = home.replica.law();
    let of_all = |record: &&Envelope| {
        let leaves = body::<Leave>(record, "leave").map(|leave| leave.collective);
        leaves.or(body::<Join>(record, "join").and_then(|join| join.collective)) == Some(home.charter)
    };
    let agreed = |id: &Id| {
        let said = |record: &Envelope| {
            let header = record.header();
            &*header.kind == "approve" && header.person == home.person && header.names.contains(id)
        };
        law.values().any(said)
    };
    let open = law.values().filter(|record| record.header().person != home.person).filter(of_all);
    open.map(Envelope::id).find(|id| !agreed(id))
}

fn agree(world: &mut World, at: usize, word: Id) {
    let home = &mut world.machines[at].home;
    let Some(beside) = home.replica.law().get(&word).and_then(|record| record.header().space) else { return };
    let record = home.state("approve", beside.charter, &Approve { note: None }, vec![word]);
    world.model.signed(at, &record, None);
    if world.say(at, vec![record]) {
        world.note("goodbye or return agreed to");
    }
}

fn leave(world: &mut World, at: usize, federation: Id) {
    world.leaves += 1;
    let home = &mut world.machines[at].home;
    let now = home.tick();
    let ended = home.replica.roster().ended_by_leave(&home.charter, &federation);
    let known = home.federation(federation);
    let (number, record) = (known.charter.revision, founding::leave(known, home.charter, ended, &home.hands(), now));
    let record = record.expect("not too much");
    world.model.signed(at, &record, None);
    let told = world.say(at, vec![record.clone()]);
    world.note("collective left");
    world.model.federations.left(&world.machines[at].home, at, &record, number, told);
}

/// A collective that went is invited again, by a line that goes from hand to hand.
fn ask_back(world: &mut World, at: usize, federation: Id, charter: Id) {
    let presides = |other: &usize| {
        let machine = &world.machines[*other];
        let home = &machine.home;
        let roster = home.replica.roster();
        machine.is_honest()
            && machine.up
            && !machine.mute
            && machine.errand().is_none()
            && home.charter == charter
            && machine.belongs()
            && roster.collective(&charter).is_some_and(|ours| ours.is_steward(&home.person))
            && roster.federation(&federation).is_some_and(|known| !known.collectives.contains_key(&charter))
    };
    let Some(steward) = (0..world.machines.len()).find(presides) else { return };
    let secret = OneTime(world.chance.bytes());
    let home = &mut world.machines[at].home;
    let now = home.tick();
    let door = Door::Collective(federation, home.federation(federation).head);
    let invite = founding::invite(door, secret.signer().key(), 1, now.day().plus(7), &home.hands(), now);
    let invite = invite.expect("a sound invite");
    world.model.signed(at, &invite, None);
    if !world.say(at, vec![invite.clone()]) {
        return;
    }
    let home = &mut world.machines[steward].home;
    let now = home.tick();
    let signer = secret.signer();
    let join = founding::join_collective(federation, invite.id(), &signer, home.collective(), &home.hands(), now);
    let join = join.expect("small");
    world.model.signed(steward, &join, None);
    world.note("collective asked back");
    world.hosts.insert(world.machines[at].home.charter);
    if world.say(steward, vec![join.clone()]) {
        world.model.federations.asks(&world.machines[steward].home, steward, at, join.id());
        // It is a wish, and ends where another one brings the collective back.
        world.machines[steward].acknowledged.remove(&join.id());
        world.machines[steward].errand = Some(Errand { federation, join: join.id(), door: at });
    }
}
