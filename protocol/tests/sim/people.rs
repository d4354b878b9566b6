//! Owns what honest people do on a day: leads, words about them, help promised and given, and the law.

use protocol::amend::{Amendment, amend};
use protocol::envelope::Envelope;
use protocol::fold::RowKey;
use protocol::fold::lead::LeadRow;
use protocol::fold::pledge::PledgeRow;
use protocol::founding;
use protocol::id::Id;
use protocol::local::Version;
use protocol::parting;
use protocol::record::Fold;
use protocol::record::ack::Ack;
use protocol::record::pledge::{Pledge, Quantity};
use protocol::record::pledge_ack::PledgeAck;
use protocol::record::pledge_call::PledgeCall;
use protocol::record::pledge_fulfil::PledgeFulfil;
use protocol::space::Side;
use protocol::text::Text;
use protocol::time::DAY_MS;
use protocol::wire;

use crate::alliances;
use crate::bidders;
use crate::computers;
use crate::federations;
use crate::home::{comment_body, lead_body};
use crate::machine::Machine;
use crate::newcomers;
use crate::settlers::approval;
use crate::world::{Failure, World};

/// 128 records by one home are enough to meet every rule; more of them only cost time.
const SAID_MAX: usize = 128;

/// One act of one person.
pub fn act(world: &mut World, at: usize) -> Result<(), Failure> {
    let newcomers = world.options.newcomers;
    if world.chance.happens(newcomers) && newcomers::act(world, at) {
        return Ok(());
    }
    let federations = world.options.federations;
    if world.chance.happens(federations) && federations::act(world, at) {
        return Ok(());
    }
    let alliances = world.options.alliances;
    if world.chance.happens(alliances) && alliances::act(world, at) {
        return Ok(());
    }
    let law = world.options.law;
    if world.chance.happens(law) {
        return rule(world, at);
    }
    if world.machines[at].acknowledged.len() >= SAID_MAX || !world.machines[at].belongs() {
        return Ok(());
    }
    let computers = world.options.computers;
    if world.chance.happens(computers) {
        computers::act(world, at);
        return Ok(());
    }
    let bids = world.options.bids;
    if world.chance.happens(bids) {
        bidders::act(world, at);
        return Ok(());
    }
    match world.chance.below(10) {
        0..3 => post(world, at),
        3 | 4 => revise(world, at, false),
        5 => revise(world, at, true),
        6 | 7 => comment(world, at),
        8 => promise(world, at),
        _ => help(world, at),
    }
    Ok(())
}

fn side(world: &mut World) -> Side {
    if world.chance.happens(300) { Side::Inner } else { Side::Open }
}

fn post(world: &mut World, at: usize) {
    let side = side(world);
    let title = format!("Work {} of {at}", world.machines[at].home.ticket);
    let home = &mut world.machines[at].home;
    let draft = home.draft("lead", side, lead_body(&title));
    let record = home.sign(&draft);
    world.note("lead posted");
    tell(world, at, record, Some(title));
}

/// The rows of one fold that a home shows.
pub fn rows<T: serde::de::DeserializeOwned>(machine: &Machine, fold: Fold) -> Vec<(Id, T)> {
    let of_fold = machine.home.rows.iter().filter(|(key, _)| key.fold == fold);
    of_fold.map(|(key, row)| (key.subject, wire::lenient(row).expect("own rows read back"))).collect()
}

fn revise(world: &mut World, at: usize, back: bool) {
    let me = world.machines[at].home.person;
    let leads: Vec<(Id, LeadRow)> = rows(&world.machines[at], Fold::Lead);
    let own: Vec<Id> = leads.iter().filter(|(_, row)| row.poster == me && !row.withdrawn).map(|(id, _)| *id).collect();
    let Some(name) = world.chance.pick(&own).copied() else { return };
    let home = &mut world.machines[at].home;
    let Some(row) = home.row::<LeadRow>(Fold::Lead, name) else { return };
    let title = format!("Work {} of {at}, again", home.ticket);
    let mut draft = home.draft("lead", row.space.side, lead_body(&title));
    draft.document = if back { Version::Withdraw(name) } else { Version::Next(name) };
    let record = home.sign(&draft);
    world.note(if back { "lead withdrawn" } else { "lead revised" });
    tell(world, at, record, Some(title));
}

fn comment(world: &mut World, at: usize) {
    let leads: Vec<(Id, LeadRow)> = rows(&world.machines[at], Fold::Lead);
    let side = side(world);
    let Some((about, _)) = world.chance.pick(&leads) else { return };
    let home = &mut world.machines[at].home;
    let mut draft = home.draft("comment", side, comment_body("I worked for them"));
    draft.subject = Some(*about);
    let record = home.sign(&draft);
    world.note("comment");
    tell(world, at, record, None);
}

fn promise(world: &mut World, at: usize) {
    let machine = &world.machines[at];
    let others: Vec<Id> = match machine.home.replica.roster().collective(&machine.home.charter) {
        Some(ours) => ours.people.keys().filter(|person| **person != machine.home.person).copied().collect(),
        None => Vec::new(),
    };
    let Some(to) = world.chance.pick(&others).copied() else { return };
    let home = &mut world.machines[at].home;
    let body = Pledge {
        text: Text::new("Help with the books").expect("short"),
        to,
        what: Quantity::of_minutes(240),
        until: home.now.after(60 * DAY_MS),
        calls: None,
        notice_hours: None,
    };
    let draft = home.binding("pledge", None, &[], &body);
    let record = home.sign(&draft);
    world.note("pledge");
    tell(world, at, record, None);
}

/// The next step of a pledge of one's own or to oneself.
fn help(world: &mut World, at: usize) {
    let me = world.machines[at].home.person;
    let pledges: Vec<(Id, PledgeRow)> = rows(&world.machines[at], Fold::Pledge);
    let mine =
        |(_, row): &&(Id, PledgeRow)| row.pledger == me || row.pledge.as_ref().is_some_and(|pledge| pledge.to == me);
    let mine: Vec<&(Id, PledgeRow)> = pledges.iter().filter(mine).collect();
    let minutes = world.chance.between(1, 120) as u32;
    let Some((id, row)) = world.chance.pick(&mine) else { return };
    let home = &mut world.machines[at].home;
    let given = row.steps.iter().find(|step| step.author == row.pledger);
    let (draft, what) = if row.pledger == me {
        let body = PledgeFulfil { what: Quantity::of_minutes(minutes), note: None };
        (home.binding("pledge-fulfil", Some(*id), &[], &body), "help given")
    } else if let Some(given) = given.filter(|_| minutes.is_multiple_of(2)) {
        (home.binding("pledge-ack", Some(*id), &[given.id], &PledgeAck { note: None }), "help confirmed")
    } else {
        let body = PledgeCall { what: Quantity::of_minutes(minutes), when: None, note: None };
        (home.binding("pledge-call", Some(*id), &[], &body), "help called")
    };
    let record = home.sign(&draft);
    world.note(what);
    tell(world, at, record, None);
}

fn tell(world: &mut World, at: usize, record: Envelope, title: Option<String>) {
    world.model.signed(at, &record, title);
    if world.say(at, vec![record.clone()]) {
        world.model.acknowledged(&record);
    }
}

/// What members and stewards do about the law.
fn rule(world: &mut World, at: usize) -> Result<(), Failure> {
    let machine = &world.machines[at];
    let home = &machine.home;
    let Some(ours) = home.replica.roster().collective(&home.charter) else { return Ok(()) };
    if !ours.people.contains_key(&home.person) {
        return Ok(());
    }
    let steward = ours.charter.stewards.contains(&home.person);
    let waiting: Vec<Id> =
        ours.waiting.iter().filter(|(_, agreed)| !agreed.contains(&home.person)).map(|(id, _)| *id).collect();
    let head = ours.head;
    let others: Vec<Id> = ours.charter.members.iter().filter(|person| **person != home.person).copied().collect();
    let acked = |record: &Envelope| {
        let header = record.header();
        &*header.kind == "ack" && header.person == home.person && header.names.contains(&head)
    };
    let acked = home.replica.law().values().any(acked);
    if let Some(revision) = world.chance.pick(&waiting).copied().filter(|_| steward) {
        let record = approval(&mut world.machines[at].home, revision);
        world.note("change agreed to");
        tell(world, at, record, None);
    } else if !acked && world.chance.happens(500) {
        let home = &mut world.machines[at].home;
        let record = home.state("ack", home.charter, &Ack { note: None }, vec![head]);
        world.note("charter acknowledged");
        tell(world, at, record, None);
    } else if steward && world.chance.happens(300) {
        let one = world.chance.pick(&others).copied();
        let tickets = world.chance.between(500, 2_000) as u32;
        match (one, world.chance.below(6)) {
            (Some(person), 0) if others.len() > 1 => remove(world, at, person),
            (Some(person), 1) => change(world, at, Amendment::Steward(person)),
            (Some(person), 2) => change(world, at, Amendment::Member(person)),
            (_, _) => change(world, at, Amendment::Tickets(tickets)),
        }
    }
    Ok(())
}

fn change(world: &mut World, at: usize, amendment: Amendment) {
    if let Some(revision) = revision(world, at, amendment) {
        world.note("charter revised");
        tell(world, at, revision, None);
    }
}

fn revision(world: &mut World, at: usize, amendment: Amendment) -> Option<Envelope> {
    let home = &mut world.machines[at].home;
    // A change that does not fit is refused before it is signed.
    let Ok(charter) = amend(home.collective(), &[amendment]) else { return None };
    let settled = home.replica.roster().to_settle(&home.charter);
    let now = home.tick();
    Some(founding::revision(home.charter, &home.hands(), &charter, &settled, now).expect("a sound charter"))
}

/// Removes somebody and lists what stays of them: all that this home shows of them.
fn remove(world: &mut World, at: usize, person: Id) {
    let keys: Vec<protocol::keys::Key> = {
        let ours = world.machines[at].home.collective();
        ours.ever.iter().filter(|(_, owner)| *owner == person).map(|(key, _)| *key).collect()
    };
    let Some(removal) = revision(world, at, Amendment::Remove(person)) else { return };
    let home = &mut world.machines[at].home;
    let mut records = vec![removal.clone()];
    let mut kept = Vec::new();
    for key in keys {
        let ids = parting::said_by(&home.replica, home.charter, &key);
        let now = home.tick();
        let pages = parting::cuts(home.charter, key, Some(removal.id()), &ids, &home.hands(), now).expect("small");
        kept.extend(ids);
        records.extend(pages);
    }
    world.note("member removed");
    world.model.listed(&kept);
    for record in &records {
        world.model.signed(at, record, None);
    }
    world.say(at, records);
}

/// Under which a lead's row is kept.
pub fn lead_key(name: Id) -> RowKey {
    RowKey { fold: Fold::Lead, subject: name }
}
