//! Attacks by those who belonged once, by a member with another program and by a neighbour: each was seen to break
//! what the law promises.

use std::collections::BTreeSet;

use protocol::envelope::Envelope;
use protocol::founding::{self, Door, Hands};
use protocol::held::Standing;
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::keys::{Key, Secret};
use protocol::parting;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::{Home as Node, Listed};
use protocol::record::pledge::Quantity;
use protocol::record::pledge_call::PledgeCall;
use protocol::roster::GUESTS_MAX;
use protocol::sealed::again::{Found, due, keys_of};
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::bounds::deliver;
use crate::fork::{ack, outsider, revise, three};
use crate::home::Home;
use crate::parting::without;
use crate::pledge;
use crate::sealed::{body, inner, town, wrap};

/// A device and its node, by a number.
fn machine(number: u8) -> (Secret, Secret) {
    (Secret::from_seed(&[number; 32]), Secret::from_seed(&[number + 1; 32]))
}

/// A charter's devices and one more.
fn with_device(devices: &[Listed], key: Key, person: Id, seal: Key) -> Few<Listed, 96> {
    let mut devices = devices.to_vec();
    devices.push(Listed { key, person, seal });
    devices.sort();
    Few::new(devices).expect("few")
}

/// Something of Amara's for everybody in her collective.
fn sealed_for_all(amara: &mut Home) -> Found {
    let lead = protocol::held::subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let readers = [amara.charter];
    let said = body(&readers, "rivera@example.org");
    let inner = inner(amara, lead, protocol::local::Version::New, None, said);
    let outers = vec![wrap(amara, lead, Side::Open)];
    Found { inner, outers }
}

/// The seal keys to which a home would seal something again now.
fn given(home: &Home, found: &Found, by: &Key) -> Vec<Key> {
    let keys = keys_of(home.collective(), home.replica.law());
    let due = due(std::slice::from_ref(found), &keys, by, |_| None, home.now.day());
    due.into_iter().flat_map(|(_, again)| again.keys).collect()
}

#[test]
fn a_machine_listed_as_anothers_does_not_speak_for_its_owner_to_be_given_what_is_sealed() {
    // Given Amara, who decides alone and lists a machine of her own as Binh's.
    let (mut amara, binh, _) = town();
    let found = sealed_for_all(&mut amara);
    let ((device, node), seal) = (machine(70), Key::from_bytes([71; 32]));
    let person = binh.person;
    let listed = revise(&mut amara, |charter| {
        charter.devices = with_device(&charter.devices, device.key(), person, seal);
    });
    amara.say(listed);
    // When that machine says in Binh's name that it is his: by a join, and by a proposal for the charter.
    let (invite, secret) = amara.invite_member(5, 1);
    let hands = Hands { device: &device, seal, node: &node, person };
    let now = amara.tick();
    let join = founding::join_member(amara.charter, invite.id(), &secret.signer(), &hands, now).expect("small");
    let next = founding::successor(amara.collective());
    let proposal = founding::revision(amara.charter, &hands, &next, &[], now).expect("sound");
    amara.hear_all([&join, &proposal]);
    assert!(amara.replica.law().contains_key(&proposal.id()), "it is heard, and changes nothing");
    // Then it is given nothing, alone or along with a key that is.
    assert!(!given(&amara, &found, &binh.device.key()).contains(&seal));
    let (own, home) = machine(80);
    let hands = Hands { device: &own, seal: Key::from_bytes([81; 32]), node: &home, person };
    let now = amara.tick();
    let words = founding::credentials(&binh.root, &hands, amara.charter, now).expect("small");
    amara.hear_all(&words);
    let given = given(&amara, &found, &binh.device.key());
    assert!(given.contains(&hands.seal) && !given.contains(&seal), "{given:?}");
}

#[test]
fn others_seal_for_a_device_to_the_key_that_its_own_person_has_named() {
    // Given Amara, who decides alone and writes a key of her own beside Binh's device.
    let (mut amara, binh, _) = town();
    let (device, mine) = (binh.device.key(), Key::from_bytes([71; 32]));
    let swapped = revise(&mut amara, |charter| {
        let theirs =
            |listed: &Listed| Listed { seal: if listed.key == device { mine } else { listed.seal }, ..listed.clone() };
        charter.devices = Few::new(charter.devices.iter().map(theirs).collect()).expect("few");
    });
    assert!(swapped.body().is_some_and(|body| body.windows(32).any(|bytes| bytes == mine.as_bytes())));
    amara.say(swapped);
    // Then whoever writes to Binh writes to Binh.
    assert_eq!(amara.collective().seals.get(&device), Some(&binh.seal));
}

#[test]
fn a_newcomer_with_old_dates_is_given_nothing_from_before_they_came() {
    let (mut amara, _, _) = town();
    let early = amara.now;
    let found = sealed_for_all(&mut amara);
    let (invite, secret) = amara.invite_member(5, 1);
    // Chidi's clock says a time before the invite, also in a proposal that lists Chidi.
    let mut chidi = Home::new("Chidi");
    chidi.now = early;
    chidi.join(&mut amara, &invite, &secret);
    let mut next = founding::successor(amara.collective());
    assert!(next.members.contains(&chidi.person));
    next.tickets = Some(700);
    let backdated = founding::revision(amara.charter, &chidi.hands(), &next, &[], early).expect("sound");
    let written = revise(&mut amara, |_| ());
    amara.say(written);
    amara.hear_all([&backdated]);
    let (device, node) = machine(80);
    let hands = Hands { device: &device, seal: Key::from_bytes([81; 32]), node: &node, person: chidi.person };
    let words = founding::credentials(&chidi.root, &hands, amara.charter, amara.tick()).expect("small");
    amara.hear_all(&words);
    assert_eq!(given(&amara, &found, &amara.device.key()), []);
}

/// Amara decided alone once, gave that to Binh, and was removed; all have seen both.
fn founder_gone() -> [Home; 3] {
    let [mut amara, mut binh, mut chidi] = three();
    let own = binh.person;
    let handed = loop {
        let handed = revise(&mut amara, |charter| {
            (charter.stewards, charter.threshold) = (Few::new(vec![own]).expect("one"), 1);
        });
        // Of those to which a pin leads the lowest id was followed.
        if handed.id().as_bytes()[0] > 0x80 {
            break handed;
        }
    };
    binh.hear_all([&handed]);
    let gone = without(&mut binh, amara.person);
    binh.say(gone.clone());
    chidi.hear_all([&handed, &gone]);
    let seen = [&handed, &gone].map(|revision| ack(&mut chidi, revision.id()));
    chidi.hear_all(&seen);
    [amara, binh, chidi]
}

#[test]
fn a_branch_that_lists_a_device_in_somebodys_name_does_not_lead_their_home_away() {
    // Given a founder who was removed and begins a branch that lists a machine of hers as Chidi's.
    let [mut amara, _, mut chidi] = founder_gone();
    let (device, _) = machine(70);
    let (person, head) = (chidi.person, chidi.collective().head);
    let branch = loop {
        let branch = revise(&mut amara, |charter| {
            charter.devices = with_device(&charter.devices, device.key(), person, Key::from_bytes([71; 32]));
        });
        if branch.id().as_bytes()[0] < 0x80 {
            break branch;
        }
    };
    // When that machine says in Chidi's name that they have seen it.
    let now = amara.tick();
    let said = founding::statement("ack", amara.charter, person, &Ack { note: None }, vec![branch.id()], now, &device);
    chidi.hear_all([&branch, &said.expect("small")]);
    // Then Chidi's home stays where Chidi is.
    assert_eq!(chidi.collective().head, head);
}

#[test]
fn stewards_whom_a_branch_of_the_past_invents_bring_no_more_people_than_one_steward() {
    // Given a founder who was removed, and begins a branch with four stewards of her own making.
    let [mut amara, mut binh, _] = founder_gone();
    let invented: Vec<Home> = (0..4).map(|number| Home::new(&format!("Mallory {number}"))).collect();
    let branch = revise(&mut amara, |charter| {
        let ids = || invented.iter().map(|home| home.person);
        let sorted = |mut ids: Vec<Id>| {
            ids.sort();
            Few::new(ids).expect("few")
        };
        charter.members = sorted(charter.members.iter().copied().chain(ids()).collect());
        (charter.stewards, charter.threshold) = (sorted(ids().collect()), 3);
        for home in &invented {
            charter.devices = with_device(&charter.devices, home.device.key(), home.person, home.seal);
        }
    });
    // When each of them invites more than their line allows.
    let mut flood = vec![branch.clone()];
    for (number, home) in invented.iter().enumerate() {
        let (secret, now) = (OneTime([number as u8; 16]), amara.tick());
        let door = Door::Member(amara.charter, branch.id());
        let key = secret.signer().key();
        let invite = founding::invite(door, key, 24, now.day().plus(7), &home.hands(), now).expect("sound");
        let joins = (0..30).flat_map(|guest| {
            let mut guest = Home::new(&format!("Guest {number} {guest}"));
            guest.join_records(amara.charter, invite.id(), &secret)
        });
        let joins: Vec<Envelope> = joins.collect();
        flood.push(invite);
        flood.extend(joins);
    }
    binh.now = amara.now;
    for _ in 0..2 {
        deliver(&mut binh, &flood.iter().collect::<Vec<_>>(), usize::MAX);
    }
    // Then of them all as many are held as of one person.
    let came = flood.iter().filter(|record| &*record.header().kind == "join");
    let held = came.filter(|record| binh.store.contains_key(&record.id())).count();
    assert_eq!(held, GUESTS_MAX);
}

#[test]
fn who_has_a_laptop_that_was_taken_back_leads_its_owners_home_nowhere() {
    // Given Chidi, who came back on another laptop and has seen one of two versions with it.
    let [mut amara, _, mut chidi] = three();
    let stolen = Secret::from_seed(&chidi.device.seed());
    let now = chidi.tick();
    let (device, node) = machine(70);
    (chidi.device, chidi.node) = (device, node);
    let words = founding::credentials(&chidi.root, &chidi.hands(), chidi.charter, now).expect("small");
    let back = parting::retire(chidi.charter, stolen.key(), chidi.seal, &chidi.root, now).expect("small");
    let seen = loop {
        let seen = revise(&mut amara, |charter| charter.tickets = Some(500));
        if seen.id().as_bytes()[0] > 0x80 {
            break seen;
        }
    };
    let rival = loop {
        let rival = revise(&mut amara, |charter| charter.tickets = Some(600));
        if rival.id().as_bytes()[0] < 0x80 {
            break rival;
        }
    };
    chidi.hear_all(words.iter().chain([&back, &seen]));
    let mine = ack(&mut chidi, seen.id());
    chidi.hear_all([&mine]);
    // When whoever has the old one says that Chidi has seen the other.
    let said =
        founding::statement("ack", amara.charter, chidi.person, &Ack { note: None }, vec![rival.id()], now, &stolen);
    chidi.hear_all([&rival, &said.expect("small")]);
    assert_eq!(chidi.collective().head, seen.id());
}

#[test]
fn what_somebody_acknowledged_on_a_laptop_that_they_gave_away_still_holds_their_home() {
    let [mut amara, mut binh, mut chidi] = three();
    let [seen, rival] = [500, 600].map(|tickets| revise(&mut amara, |charter| charter.tickets = Some(tickets)));
    let mine = ack(&mut chidi, seen.id());
    let theirs = [ack(&mut amara, rival.id()), ack(&mut binh, rival.id())];
    let now = chidi.tick();
    let given_away = parting::retire(chidi.charter, chidi.device.key(), chidi.seal, &chidi.root, now);
    chidi.hear_all([&seen, &mine, &rival, &theirs[0], &theirs[1], &given_away.expect("small")]);
    assert_eq!(chidi.collective().head, seen.id());
}

#[test]
fn who_has_a_laptop_that_was_taken_back_brings_governance_to_no_halt() {
    // Given Amara, who decides alone, and a laptop of hers that was stolen and that her words took back.
    let [mut amara, binh, _] = three();
    let parent = amara.collective().clone();
    let stolen = Secret::from_seed(&amara.device.seed());
    let (device, node) = machine(70);
    let now = amara.tick();
    let hands = Hands { device: &device, seal: amara.seal, node: &node, person: amara.person };
    let words = founding::credentials(&amara.root, &hands, amara.charter, now).expect("small");
    let back = parting::retire(amara.charter, stolen.key(), amara.seal, &amara.root, now).expect("small");
    let mut without = founding::successor(&parent);
    parting::without_device(&mut without, &stolen.key(), None);
    without.devices = with_device(&without.devices, device.key(), amara.person, amara.seal);
    let next = founding::revision(amara.charter, &hands, &without, &[], now).expect("sound");
    let seen = |revision: Id, by: &Secret| {
        let said =
            founding::statement("ack", amara.charter, amara.person, &Ack { note: None }, vec![revision], now, by);
        said.expect("small")
    };
    // When the thief writes a version beside hers, and says in her name that it was seen.
    let thief = Hands { device: &stolen, ..amara.hands() };
    let mut theirs = founding::successor(&parent);
    theirs.tickets = Some(65_536);
    let rival = founding::revision(amara.charter, &thief, &theirs, &[], now).expect("sound");
    let said = [seen(next.id(), &device), seen(rival.id(), &stolen)];
    let all: Vec<&Envelope> = words.iter().chain([&back, &next, &rival]).chain(&said).collect();
    // Then hers counts, in every order.
    for turn in 0..all.len() {
        let mut order = all.clone();
        order.rotate_left(turn);
        assert_eq!(outsider(&binh, &order).collective().head, next.id(), "turn {turn}");
    }
}

#[test]
fn a_promise_on_which_somebody_relies_stands_when_a_version_grants_fewer_tickets() {
    let [mut amara, mut binh, _] = three();
    binh.ticket = 150;
    let [relied, loose] = [60, 90].map(|minutes| pledge::offer(&mut binh, amara.person, minutes));
    amara.hear_all([&relied, &loose]);
    let call = PledgeCall { what: Quantity::of_minutes(10), when: None, note: None };
    amara.bind("pledge-call", Some(relied.id()), &[], &call);
    let fewer = revise(&mut amara, |charter| charter.tickets = Some(100));
    amara.say(fewer);
    let standing = [&relied, &loose].map(|record| amara.standing(record.id()));
    assert_eq!(standing, [Some(Standing::Live), Some(Standing::Void)]);
}

#[test]
fn a_neighbour_that_lists_anothers_machines_does_not_take_them() {
    // Given neighbours, the charter of one of whom lists a machine of the other as its own.
    for name in ["Dora", "Esi", "Farid", "Goran"] {
        let mut amara = Home::founder("Amara", "A");
        let federation = amara.found_federation();
        let mut other = Home::founder(name, name);
        let (invite, secret) = amara.invite_collective(federation, 7);
        other.join_federation(&mut amara, federation, &invite, &secret);
        let node = amara.node.key();
        let takes = revise(&mut other, |charter| {
            let mut nodes = charter.nodes.to_vec();
            nodes.push(Node { key: node, person: None });
            nodes.sort();
            charter.nodes = Few::new(nodes).expect("few");
        });
        other.say(takes);
        other.meet(&mut amara);
        // Then for everybody it is the machine of those for whom it has signed.
        for home in [&amara, &other] {
            let roster = home.replica.roster();
            assert_eq!(roster.homes_of(&node), BTreeSet::from([amara.charter]), "{name}");
            assert_eq!(roster.nodes_in(&Scope::Federation(federation)).get(&node), Some(&amara.charter), "{name}");
            assert!(roster.nodes_in(&Scope::Inner(other.charter)).contains_key(&node), "who lists it lets it in");
        }
    }
}

#[test]
fn a_federation_that_a_neighbour_founds_unsettles_nothing_that_another_one_settles() {
    // Given two of three members of Amara's collective, put out since, who sign a version beside it in the end; and
    // Dora, in a federation with Amara's.
    let [mut amara, mut binh, mut chidi] = three();
    let own = Few::new(vec![binh.person]).expect("one");
    let fork = revise(&mut binh, |charter| charter.stewards = own.clone());
    let agreed = chidi.state("approve", chidi.charter, &Approve { note: None }, vec![fork.id()]);
    for person in [binh.person, chidi.person] {
        let gone = without(&mut amara, person);
        amara.say(gone);
    }
    let federation = amara.found_federation();
    let mut dora = Home::founder("Dora", "D");
    let (invite, secret) = amara.invite_collective(federation, 7);
    dora.join_federation(&mut amara, federation, &invite, &secret);
    // When Eve founds another one, which Dora joins, and lets the branch in there.
    let mut eve = Home::founder("Eve", "E");
    let theirs = eve.found_federation();
    let (invite, secret) = eve.invite_collective(theirs, 8);
    dora.join_federation(&mut eve, theirs, &invite, &secret);
    let (invite, secret) = eve.invite_collective(theirs, 9);
    binh.hear_all([&fork, &agreed]);
    assert_eq!(binh.collective().head, fork.id());
    let now = binh.tick();
    let join = founding::join_collective(theirs, invite.id(), &secret.signer(), binh.collective(), &binh.hands(), now);
    dora.hear_all([&fork, &agreed, &invite, &join.expect("small")]);
    // Then Dora's home stays with the branch that her federation with Amara names.
    let known = dora.replica.roster();
    assert_eq!(known.collective(&amara.charter).expect("a neighbour").head, amara.collective().head);
    assert!(known.federation(&federation).expect("joined").collectives.contains_key(&amara.charter));
}
