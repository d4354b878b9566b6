//! What opens a home's door to a machine that it does not list: here a chain of revisions, and what somebody
//! is given who was removed meanwhile.

use protocol::door::introduction::{KNOCKS_MAX, TooLong, introduction};
use protocol::door::{self, chain};
use protocol::envelope::Envelope;
use protocol::founding::{self, Hands};
use protocol::keys::{Key, Secret};
use protocol::local::Role;
use protocol::parting;
use protocol::record::approve::Approve;
use protocol::record::charter::Home as Node;
use protocol::wire::Few;

use crate::fork::{ack, revise, three};
use crate::home::Home;

/// What a home tells at the door of another.
fn told(home: &Home) -> Vec<Envelope> {
    chain::told(home.replica.law(), home.collective(), &home.node.key(), &home.person)
}

/// What goes in of that and is new there.
fn let_in(told: &[Envelope], caller: &Key, at: &Home) -> Vec<Envelope> {
    let mut passed = door::let_in(told, caller, &at.replica.doorway());
    passed.retain(|record| !at.replica.law().contains_key(&record.id()));
    passed
}

fn revised(steward: &mut Home) -> Envelope {
    let tickets = 100 + steward.collective().charter.revision;
    let revision = revise(steward, |charter| charter.tickets = Some(tickets));
    steward.say(revision)
}

/// Chidi's home slept while Dalisay came, was written down, and the charter went on.
fn slept() -> (Home, Home, Home) {
    let [mut amara, _, chidi] = three();
    let mut dalisay = Home::new("Dalisay");
    let (invite, secret) = amara.invite_member(2, 1);
    dalisay.join(&mut amara, &invite, &secret);
    for _ in 0..3 {
        revised(&mut amara);
    }
    amara.meet(&mut dalisay);
    (amara, chidi, dalisay)
}

#[test]
fn who_slept_follows_a_chain_to_a_home_that_it_has_never_heard_of() {
    let (_, mut chidi, dalisay) = slept();
    let (node, told) = (dalisay.node.key(), told(&dalisay));
    assert!(told.len() <= chain::TOLD_MAX);
    assert!(!chidi.collective().nodes.contains_key(&node));
    let passed = let_in(&told, &node, &chidi);
    chidi.hear_all(&passed);
    assert_eq!(chidi.collective().head, dalisay.collective().head);
    assert_eq!(chidi.collective().nodes.get(&node), Some(&dalisay.person));
    // Once it is known, nothing more goes in by the same words.
    assert!(let_in(&told, &node, &chidi).is_empty());
}

#[test]
fn a_chain_opens_only_to_the_machine_that_it_lists() {
    let (amara, chidi, dalisay) = slept();
    let stranger = Secret::from_seed(&[77; 32]).key();
    assert!(let_in(&told(&dalisay), &stranger, &chidi).is_empty());
    assert!(let_in(&told(&amara), &stranger, &chidi).is_empty());
    assert!(!let_in(&told(&amara), &amara.node.key(), &chidi).is_empty());
}

#[test]
fn a_chain_that_the_fold_does_not_follow_opens_nothing() {
    let [amara, mut binh, _] = three();
    let node = Secret::from_seed(&[77; 32]).key();
    // Binh is a member and no steward: a revision of his lists a machine for himself.
    let forged = revise(&mut binh, |charter| {
        let mut nodes: Vec<Node> = charter.nodes.iter().cloned().collect();
        nodes.push(Node { key: node, person: Some(charter.members[0]) });
        nodes.sort();
        charter.nodes = Few::new(nodes).expect("few");
    });
    assert!(let_in(&[forged], &node, &amara).is_empty());
}

#[test]
fn a_chain_that_leads_past_the_revision_in_force_opens_nothing() {
    let (_, mut chidi, dalisay) = slept();
    let own = revise(&mut chidi, |charter| charter.approval = true);
    let [mut amara, _, _] = three();
    // Amara signed another child of the same revision, and Chidi has said that he has seen that one.
    let rival = revise(&mut amara, |charter| charter.approval = true);
    assert_eq!(own.header().names, rival.header().names);
    chidi.hear_all([&rival]);
    let seen = ack(&mut chidi, rival.id());
    chidi.say(seen);
    assert_eq!(chidi.collective().head, rival.id());
    assert!(let_in(&told(&dalisay), &dalisay.node.key(), &chidi).is_empty());
}

#[test]
fn nothing_but_the_chain_goes_in_with_it() {
    let (mut amara, chidi, dalisay) = slept();
    let (invite, _) = amara.invite_member(9, 1);
    let agreed = amara.state("approve", amara.charter, &Approve { note: None }, vec![invite.id()]);
    let mut all = told(&dalisay);
    all.extend([invite.clone(), agreed.clone()]);
    let passed = let_in(&all, &dalisay.node.key(), &chidi);
    assert!(!passed.is_empty());
    assert!(passed.iter().all(|record| record.id() != invite.id() && record.id() != agreed.id()));
}

#[test]
fn a_long_chain_is_told_from_its_newest_end_and_within_its_bounds() {
    let (mut amara, mut chidi, dalisay) = slept();
    for _ in 0..120 {
        revised(&mut amara);
    }
    let told = told(&amara);
    let bytes: usize = told.iter().map(|record| record.bytes().len()).sum();
    assert!(told.len() <= chain::TOLD_MAX && bytes <= chain::TOLD_BYTES_MAX);
    assert!(told.iter().any(|record| record.id() == amara.collective().head));
    assert!(let_in(&told, &amara.node.key(), &chidi).is_empty(), "what leads on from what Chidi knows did not fit");
    chidi.hear_all(dalisay.replica.law().values());
    let known = chidi.collective().chain.len();
    assert_eq!((known, amara.collective().chain.len()), (5, 125));
}

#[test]
fn who_was_removed_is_given_what_removed_them_and_nothing_behind_it() {
    let [mut amara, mut binh, _] = three();
    let before = told(&binh);
    revised(&mut amara);
    let removal = revise(&mut amara, |charter| {
        parting::without_person(charter, binh.person).expect("few");
    });
    amara.say(removal.clone());
    let later = [revised(&mut amara), revised(&mut amara)];
    let node = binh.node.key();
    assert!(let_in(&before, &node, &amara).is_empty());
    let given = door::parted(&before, &node, &amara.replica.doorway()).expect("Binh was listed");
    binh.hear_all(&given);
    assert_eq!(binh.collective().head, removal.id());
    assert_eq!(binh.role_of(binh.person), None);
    assert!(given.iter().all(|record| later.iter().all(|later| later.id() != record.id())));
    // What Binh knows by now is not given again, and nobody else is given anything.
    assert!(door::parted(&told(&binh), &node, &amara.replica.doorway()).is_some_and(|given| given.is_empty()));
    assert!(door::parted(&before, &Secret::from_seed(&[77; 32]).key(), &amara.replica.doorway()).is_none());
    assert!(door::parted(&before, &amara.node.key(), &amara.replica.doorway()).is_none());
}

#[test]
fn a_newcomer_who_was_removed_before_any_revision_named_them_is_told_so_too() {
    let mut amara = Home::founder("Amara", "A");
    let mut binh = Home::new("Binh");
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    assert_eq!(binh.role_of(binh.person), Some(Role::Member));
    let before = told(&binh);
    let mut next = founding::successor(amara.collective());
    parting::without_person(&mut next, binh.person).expect("few");
    let now = amara.tick();
    let removal = founding::revision(amara.charter, &amara.hands(), &next, &[], now).expect("sound");
    amara.say(removal);
    let given = door::parted(&before, &binh.node.key(), &amara.replica.doorway()).expect("Binh was listed");
    binh.hear_all(&given);
    assert_eq!(binh.role_of(binh.person), None);
}

#[test]
fn a_machine_whose_owner_took_it_back_is_given_that_word() {
    let [mut amara, mut binh, _] = three();
    let (device, node) = (Secret::from_seed(&[60; 32]), Secret::from_seed(&[61; 32]));
    let hands = Hands { device: &device, seal: Key::from_bytes([9; 32]), node: &node, person: binh.person };
    let laptop = founding::credentials(&binh.root, &hands, binh.charter, binh.now).expect("small");
    amara.hear_all(&laptop);
    binh.hear_all(&laptop);
    let told = chain::told(binh.replica.law(), binh.collective(), &node.key(), &binh.person);
    assert!(door::parted(&told, &node.key(), &amara.replica.doorway()).is_none(), "it is listed");
    let word = parting::retire(binh.charter, device.key(), Key::from_bytes([9; 32]), &binh.root, binh.now);
    let word = word.expect("small");
    amara.say(word.clone());
    let given = door::parted(&told, &node.key(), &amara.replica.doorway()).expect("it was listed");
    assert!(given.iter().any(|record| record.id() == word.id()));
    binh.hear_all(&given);
    assert!(!binh.collective().devices.contains_key(&device.key()));
}

/// Somebody knocks at a home that may not know them, as often as they have something to tell; true where it lists
/// their machine after that.
fn is_let_in(comer: &Home, host: &mut Home) -> bool {
    let (node, law, roster) = (comer.node.key(), comer.replica.law(), comer.replica.roster());
    for knock in door::told(law, roster, &host.node.key(), &node, &comer.person, comer.collective()) {
        let passed = let_in(&knock, &node, host);
        host.hear_all(&passed);
    }
    let roster = host.replica.roster();
    !roster.shared_with(&roster.scopes_of(host.charter), &node).is_empty()
}

#[test]
fn who_came_in_at_one_door_comes_in_at_another_whose_home_knows_the_invite() {
    let [mut amara, _, mut chidi] = three();
    let (mut dalisay, mut erin) = (Home::new("Dalisay"), Home::new("Erin"));
    let (invite, secret) = amara.invite_member(2, 2);
    amara.meet(&mut chidi);
    dalisay.join(&mut amara, &invite, &secret);
    // Amara's home is off from here on.
    assert!(is_let_in(&dalisay, &mut chidi));
    assert_eq!(chidi.role_of(dalisay.person), Some(Role::Member));

    erin.join(&mut amara, &invite, &secret);
    let removal = revise(&mut amara, |charter| {
        parting::without_person(charter, erin.person).expect("few");
    });
    chidi.hear_all([&removal]);
    assert!(!is_let_in(&erin, &mut chidi), "who was removed does not come in by telling it again");
}

#[test]
fn a_collective_that_came_in_at_one_door_comes_in_at_another_until_a_version_lists_it() {
    let mut amara = Home::founder("Amara", "A");
    let [mut binh, mut chidi] = [("Binh", "B"), ("Chidi", "C")].map(|(name, own)| Home::founder(name, own));
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    binh.join_federation(&mut amara, federation, &invite, &secret);
    let (invite, secret) = amara.invite_collective(federation, 2);
    amara.meet(&mut binh);
    chidi.join_federation(&mut amara, federation, &invite, &secret);
    assert!(!binh.federation(federation).collectives.contains_key(&chidi.charter));
    // Amara's home is off from here on.
    assert!(is_let_in(&chidi, &mut binh));
    assert!(binh.federation(federation).collectives.contains_key(&chidi.charter));
}

/// Binh's collective, whose charter has had so many versions, before it joins Amara's federation.
fn with_a_past(versions: usize) -> (Home, Home, protocol::id::Id, Result<Vec<Vec<Envelope>>, TooLong>) {
    let mut amara = Home::founder("Amara", "A");
    let mut binh = Home::founder("Binh", "B");
    for _ in 0..versions {
        revised(&mut binh);
    }
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    let (now, collective) = (binh.tick(), binh.collective().clone());
    let join = founding::join_collective(federation, invite.id(), &secret.signer(), &collective, &binh.hands(), now);
    let join = join.expect("small");
    let law = binh.replica.law();
    let knocks = introduction(&join, &[], law, &collective, &binh.node.key(), &binh.person);
    (amara, binh, federation, knocks)
}

#[test]
fn a_collective_with_a_long_past_comes_in_by_several_knocks() {
    for (versions, least) in [(3, 1), (150, 2)] {
        let (mut amara, binh, federation, knocks) = with_a_past(versions);
        let knocks = knocks.expect("it fits");
        assert!((least..=KNOCKS_MAX).contains(&knocks.len()), "{}", knocks.len());
        for knock in &knocks {
            let bytes: usize = knock.iter().map(|record| record.bytes().len()).sum();
            assert!(knock.len() <= chain::TOLD_MAX && bytes <= chain::TOLD_BYTES_MAX);
            assert!(!amara.federation(federation).collectives.contains_key(&binh.charter), "not before the last");
            let passed = let_in(knock, &binh.node.key(), &amara);
            amara.hear_all(&passed);
        }
        assert!(amara.federation(federation).collectives.contains_key(&binh.charter), "{versions}");
        // It is told again where the line broke, and changes nothing.
        for knock in &knocks {
            assert!(let_in(knock, &binh.node.key(), &amara).is_empty());
        }
    }
}

#[test]
fn a_past_that_does_not_fit_is_refused_before_a_knock() {
    let (_, mut binh, federation, _) = with_a_past(1);
    let (now, collective) = (binh.tick(), binh.collective().clone());
    let invite = protocol::id::Id::of(b"an invite");
    let key = Secret::from_seed(&[78; 32]);
    let join = founding::join_collective(federation, invite, &key, &collective, &binh.hands(), now).expect("small");
    let mut law = binh.replica.law().clone();
    // More voices for one version than a knock has room for.
    for _ in 0..chain::TOLD_MAX {
        let agreed = binh.state("approve", binh.charter, &Approve { note: None }, vec![collective.head]);
        law.insert(agreed.id(), agreed);
    }
    let knocks = introduction(&join, &[], &law, &collective, &binh.node.key(), &binh.person);
    assert_eq!(knocks.expect_err("no room"), TooLong);
}
