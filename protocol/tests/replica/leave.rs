//! A collective goes out of a federation, in every order of arrival.

use std::collections::BTreeSet;

use protocol::alliance::{self, Change};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::parting;
use protocol::record::approve::Approve;
use protocol::record::charter::Charter;
use protocol::replica::Replica;
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::home::Home;

/// Amara's collective has invited Binh's, and Binh's has invited Chidi's.
fn three() -> (Home, Home, Home, Id) {
    let mut amara = Home::founder("Amara", "A");
    let (mut binh, mut chidi) = (Home::founder("Binh", "B"), Home::founder("Chidi", "C"));
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    binh.join_federation(&mut amara, federation, &invite, &secret);
    let (invite, secret) = binh.invite_collective(federation, 2);
    chidi.join_federation(&mut binh, federation, &invite, &secret);
    for _ in 0..2 {
        amara.meet(&mut binh);
        binh.meet(&mut chidi);
    }
    (amara, binh, chidi, federation)
}

fn listed(home: &Home, federation: Id) -> BTreeSet<Id> {
    home.federation(federation).collectives.keys().copied().collect()
}

#[test]
fn a_collective_that_leaves_is_out_everywhere_and_those_it_let_in_stay() {
    let (mut amara, mut binh, mut chidi, federation) = three();
    let lead = binh.lead("Posted while together", Side::Open);
    amara.meet(&mut binh);
    let scope = Scope::Federation(federation);
    let carried = |home: &Home| home.replica.view(&scope, home.now.day()).1.contains(&lead.id());
    assert!(carried(&amara));

    let leave = binh.leave(federation);
    assert!(!binh.federations().contains(&scope), "it reads the federation no more");
    for home in [&mut amara, &mut chidi] {
        home.hear(&leave).expect("a listed steward said it");
        assert_eq!(listed(home, federation), BTreeSet::from([home_id("A"), home_id("C")]));
    }
    assert!(!carried(&amara), "what it had posted is not handed on");
    amara.meet(&mut chidi);
    assert_eq!(amara.digest(&scope), chidi.digest(&scope));
}

#[test]
fn the_founder_of_a_federation_can_leave_it_to_the_others() {
    let (mut amara, mut binh, mut chidi, federation) = three();
    let leave = amara.leave(federation);
    for home in [&mut binh, &mut chidi] {
        home.hear(&leave).expect("a listed steward said it");
        assert_eq!(listed(home, federation), BTreeSet::from([home_id("B"), home_id("C")]));
    }
}

#[test]
fn a_collective_that_left_comes_back_by_a_new_invite_alone() {
    let (mut amara, mut binh, _, federation) = three();
    let leave = binh.leave(federation);
    amara.hear(&leave).expect("a listed steward said it");
    // What it said before, told again, changes nothing.
    amara.hear_all(binh.store.values().cloned().collect::<Vec<_>>().iter());
    assert!(!listed(&amara, federation).contains(&binh.charter));

    let (invite, secret) = amara.invite_collective(federation, 3);
    binh.join_federation(&mut amara, federation, &invite, &secret);
    assert!(listed(&amara, federation).contains(&binh.charter));
    assert!(listed(&binh, federation).contains(&binh.charter));
}

#[test]
fn whoever_goes_is_not_brought_back_by_a_version_to_which_they_agreed_before() {
    let (mut amara, mut binh, mut chidi, federation) = three();
    let version = |amara: &mut Home, threshold: u32| {
        let (now, roster) = (amara.tick(), amara.replica.roster());
        let next = alliance::amend(roster, amara.federation(federation), &[Change::Threshold(threshold)], now);
        let charter = next.expect("three are in").charter;
        let record = founding::revision(federation, &amara.hands(), &charter, &[], now).expect("sound");
        amara.say(record)
    };
    let agree = |home: &mut Home, version: &Envelope| {
        let record = home.state("approve", federation, &Approve { note: None }, vec![version.id()]);
        home.say(record)
    };
    // Given a version that lists all three, and waits for the last of them.
    let all = version(&mut amara, 3);
    let open = version(&mut amara, 2);
    for home in [&mut binh, &mut chidi] {
        home.hear_all([&all, &open]);
    }
    let agreed = agree(&mut binh, &open);
    // When one of those who agreed to it goes, and then it comes into force.
    let leave = binh.leave(federation);
    let last = agree(&mut chidi, &open);
    for home in [&mut amara, &mut binh, &mut chidi] {
        home.hear_all([&agreed, &leave, &last]);
        // Then they are out.
        assert_eq!(home.federation(federation).head, open.id());
        assert_eq!(listed(home, federation), BTreeSet::from([home_id("A"), home_id("C")]));
    }
}

#[test]
fn nobody_leaves_for_another_collective() {
    let (mut amara, binh, chidi, federation) = three();
    let before = listed(&amara, federation);
    let ended = amara.replica.roster().ended_by_leave(&binh.charter, &federation);
    let forged = founding::leave(chidi.federation(federation), binh.charter, ended, &chidi.hands(), chidi.now);
    amara.hear(&forged.expect("not too much")).expect("it is held, and says nothing");
    assert_eq!(listed(&amara, federation), before);
}

#[test]
fn in_whatever_order_a_leave_comes_the_view_is_the_same() {
    let (mut amara, mut binh, chidi, federation) = three();
    binh.lead("Posted while together", Side::Open);
    amara.meet(&mut binh);
    let leave = binh.leave(federation);
    let mut all: Vec<Envelope> = amara.store.values().chain(chidi.store.values()).cloned().collect();
    all.push(leave);
    all.sort_by_key(Envelope::id);
    all.dedup_by_key(|record| record.id());
    let scope = Scope::Federation(federation);
    let mut digests = BTreeSet::new();
    for turn in 0..all.len() {
        let mut home = Home::new("Amara");
        home.charter = amara.charter;
        home.now = binh.now;
        home.replica = Replica::new(Some(home.person), home.now.day());
        home.replica.await_charter(Some(amara.charter));
        let (first, then) = all.split_at(turn);
        home.hear_all(then.iter().chain(first));
        assert_eq!(listed(&home, federation), BTreeSet::from([home_id("A"), home_id("C")]), "begun at {turn}");
        digests.insert(home.digest(&scope));
    }
    assert_eq!(digests.len(), 1);
}

/// The charter of the collective that is called so in these tests.
fn home_id(collective: &str) -> Id {
    let founder = match collective {
        "A" => "Amara",
        "B" => "Binh",
        _ => "Chidi",
    };
    Home::founder(founder, collective).charter
}

/// Binh is made the only steward of Amara's collective, and Amara is removed; what stays said is written down.
fn without_amara(amara: &mut Home, binh: &mut Home) -> Vec<Envelope> {
    let handed = revise(amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    binh.hear_all([&handed]);
    let person = amara.person;
    let gone = revise(binh, |charter| parting::without_person(charter, person).expect("others stay"));
    amara.hear_all([&gone]);
    vec![handed, gone]
}

fn revise(home: &mut Home, change: impl FnOnce(&mut Charter)) -> Envelope {
    let mut next = founding::successor(home.collective());
    change(&mut next);
    let settled = home.replica.roster().to_settle(&home.charter);
    let now = home.tick();
    let revision = founding::revision(home.charter, &home.hands(), &next, &settled, now).expect("sound");
    home.say(revision)
}

/// Amara and Binh in one collective, which has founded a federation and let Chidi's in.
fn two_and_one() -> (Home, Home, Home, Id) {
    let (mut amara, mut chidi) = (Home::founder("Amara", "A"), Home::founder("Chidi", "C"));
    let mut binh = Home::new("Binh");
    let (invite, secret) = amara.invite_member(9, 1);
    binh.join(&mut amara, &invite, &secret);
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    chidi.join_federation(&mut amara, federation, &invite, &secret);
    binh.meet(&mut amara);
    chidi.meet(&mut amara);
    (amara, binh, chidi, federation)
}

#[test]
fn a_collective_keeps_its_neighbours_when_whoever_invited_them_is_removed() {
    let (mut amara, mut binh, mut chidi, federation) = two_and_one();
    let both = BTreeSet::from([home_id("A"), home_id("C")]);
    for revision in without_amara(&mut amara, &mut binh) {
        chidi.hear_all([&revision]);
        assert_eq!(listed(&chidi, federation), both, "at no moment do neighbours lose each other");
    }
    assert_eq!(listed(&binh, federation), both);
}

#[test]
fn a_founder_who_was_removed_takes_nobody_out_of_a_federation() {
    let (mut amara, mut binh, mut chidi, federation) = two_and_one();
    let before = listed(&chidi, federation);
    for revision in without_amara(&mut amara, &mut binh) {
        chidi.hear_all([&revision]);
    }
    let ended = chidi.replica.roster().ended_by_leave(&amara.charter, &federation);
    let leave =
        founding::leave(chidi.federation(federation), amara.charter, ended, &amara.hands(), amara.now).expect("small");
    for home in [&mut binh, &mut chidi] {
        home.hear_all([&leave]);
        assert_eq!(listed(home, federation), before);
    }
}

#[test]
fn a_founder_who_was_removed_takes_nobody_into_a_strangers_federation() {
    let (mut amara, mut binh, _, _) = two_and_one();
    without_amara(&mut amara, &mut binh);
    let mut mallory = Home::founder("Mallory", "M");
    let theirs = mallory.found_federation();
    let (invite, secret) = mallory.invite_collective(theirs, 1);
    // Signed under the first revision, when Amara alone decided.
    let past = Home::founder("Amara", "A");
    let signer = secret.signer();
    let join = founding::join_collective(theirs, invite.id(), &signer, past.collective(), &amara.hands(), binh.now);
    let join = join.expect("small");
    for _ in 0..3 {
        binh.hear_all([&join]);
        binh.hear_all(mallory.replica.law().values().cloned().collect::<Vec<_>>().iter());
        mallory.hear_all(binh.replica.law().values().cloned().collect::<Vec<_>>().iter());
        mallory.hear_all([&join]);
    }
    assert!(!binh.federations().contains(&Scope::Federation(theirs)));
    assert!(!listed(&mallory, theirs).contains(&binh.charter));
}

#[test]
fn a_collective_that_left_stays_out_when_whoever_said_so_is_removed() {
    let (mut amara, mut binh, mut chidi, federation) = two_and_one();
    let leave = amara.leave(federation);
    binh.hear_all([&leave]);
    chidi.hear_all([&leave]);
    for revision in without_amara(&mut amara, &mut binh) {
        chidi.hear_all([&revision]);
    }
    assert!(!listed(&chidi, federation).contains(&amara.charter));
    assert!(!binh.federations().contains(&Scope::Federation(federation)));
}
