//! How one charter becomes the next, and what is told of its revisions.

use protocol::amend::{Admission, Amendment, Misfit, amend};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::history::{Phase, Revision, WISHES_MAX, revisions};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::{Charter, Paused};
use protocol::time::Day;

use crate::fork::three;
use crate::home::Home;

fn signed(steward: &mut Home, charter: &Charter) -> Envelope {
    let now = steward.tick();
    founding::revision(steward.charter, &steward.hands(), charter, &[], now).expect("a sound charter")
}

fn change(steward: &mut Home, amendments: &[Amendment]) -> Envelope {
    let next = amend(steward.collective(), amendments).expect("it fits");
    assert!(next.is_sound(), "{next:?}");
    signed(steward, &next)
}

fn approve(steward: &mut Home, revision: &Envelope) -> Envelope {
    steward.state("approve", steward.charter, &Approve { note: None }, vec![revision.id()])
}

fn told(home: &Home) -> Vec<Revision> {
    revisions(home.replica.law().values(), home.collective())
}

fn of(home: &Home, id: Id) -> Revision {
    told(home).into_iter().find(|revision| revision.id == id).expect("it is told of")
}

/// Three stewards of whom two must agree, everybody with the same law.
fn three_stewards() -> [Home; 3] {
    let [mut amara, mut binh, mut chidi] = three();
    let all = [Amendment::Steward(binh.person), Amendment::Steward(chidi.person)];
    let revision = change(&mut amara, &all);
    for home in [&mut amara, &mut binh, &mut chidi] {
        home.hear_all([&revision]);
        assert_eq!((home.collective().charter.stewards.len(), home.collective().charter.threshold), (3, 2));
    }
    [amara, binh, chidi]
}

#[test]
fn how_many_stewards_must_agree_follows_how_many_there_are() {
    let [amara, binh, chidi] = three();
    let after = |amendments: &[Amendment]| amend(amara.collective(), amendments).map(|next| next.threshold);
    assert_eq!(after(&[Amendment::Steward(binh.person)]), Ok(2), "one of two would be no majority");
    assert_eq!(after(&[Amendment::Steward(binh.person), Amendment::Steward(chidi.person)]), Ok(2));
    let all = [Amendment::Steward(binh.person), Amendment::Steward(chidi.person), Amendment::Threshold(3)];
    assert_eq!(after(&all), Ok(3));
    let few = after(&[Amendment::Steward(binh.person), Amendment::Threshold(1)]);
    assert_eq!(few, Err(Misfit::Threshold { asked: 1, least: 2, stewards: 2 }));
}

#[test]
fn a_change_that_does_not_fit_is_refused_before_it_is_signed() {
    let [amara, binh, _] = three();
    let mallory = Home::new("Mallory");
    let after = |amendments: &[Amendment]| amend(amara.collective(), amendments).map(|_| ());
    assert_eq!(after(&[Amendment::Remove(mallory.person)]), Err(Misfit::NoMember(mallory.person)));
    assert_eq!(after(&[Amendment::Steward(mallory.person)]), Err(Misfit::NoMember(mallory.person)));
    assert_eq!(after(&[Amendment::Remove(amara.person)]), Err(Misfit::LastSteward(amara.person)));
    assert_eq!(after(&[Amendment::Member(amara.person)]), Err(Misfit::LastSteward(amara.person)));
    assert_eq!(after(&[Amendment::Device(mallory.device.key())]), Err(Misfit::NoDevice));
    assert_eq!(after(&[Amendment::Tickets(99)]), Err(Misfit::Tickets(99)));
    assert_eq!(after(&[Amendment::Admission(Admission::OnInvite)]), Err(Misfit::Nothing));
    assert_eq!(after(&vec![Amendment::Steward(binh.person); 17]), Err(Misfit::Large));
}

#[test]
fn who_is_removed_goes_with_everything_that_is_listed_of_them() {
    let [mut amara, binh, _] = three();
    let revision = change(&mut amara, &[Amendment::Remove(binh.person)]);
    amara.say(revision);
    assert_eq!(amara.role_of(binh.person), None);
    let charter = &amara.collective().charter;
    assert!(charter.removed.contains(&binh.person), "their old join must not let them in again");
    assert!(charter.devices.iter().all(|device| device.person != binh.person));
    assert!(charter.nodes.iter().all(|node| node.person != Some(binh.person)));
}

#[test]
fn a_device_that_stewards_drop_takes_its_home_along_and_leaves_it_where_another_device_came_with_it() {
    let [mut amara, binh, _] = three();
    let listed = |charter: &Charter| charter.nodes.iter().any(|home| home.key == binh.node.key());
    assert!(listed(&amara.collective().charter));
    let dropped = [Amendment::Device(binh.device.key())];
    assert!(!listed(&amend(amara.collective(), &dropped).expect("it fits")));
    // A second device of Binh's that serves by the same home.
    let now = amara.tick();
    let tablet = Secret::from_seed(&[90; 32]);
    let hands = founding::Hands { device: &tablet, ..binh.hands() };
    let words = founding::credentials(&binh.root, &hands, amara.charter, now).expect("small");
    amara.hear_all(&words);
    assert_eq!(amara.collective().devices.get(&tablet.key()), Some(&binh.person));
    assert!(listed(&amend(amara.collective(), &dropped).expect("it fits")));
}

#[test]
fn a_change_waits_for_the_stewards_whom_it_needs_and_says_who_is_missing() {
    let [mut amara, mut binh, chidi] = three_stewards();
    let change = change(&mut amara, &[Amendment::Tickets(500)]);
    amara.say(change.clone());
    let waiting = of(&amara, change.id());
    assert_eq!((waiting.phase, waiting.needed), (Phase::Proposed, 2));
    assert_eq!(waiting.agreed, [amara.person].into());
    assert_eq!(waiting.missing, [binh.person, chidi.person].into());
    binh.hear_all([&change]);
    let word = approve(&mut binh, &change);
    amara.hear_all([&word]);
    let carried = of(&amara, change.id());
    assert_eq!((carried.phase, carried.agreed), (Phase::InForce, [amara.person, binh.person].into()));
    assert_eq!(amara.collective().head, change.id());
    assert_eq!(told(&amara).iter().filter(|revision| revision.phase == Phase::InForce).count(), 1);
}

#[test]
fn a_proposal_beside_the_one_that_came_to_hold_is_overtaken() {
    let [mut amara, mut binh, _] = three_stewards();
    let (left, right) = (change(&mut amara, &[Amendment::Tickets(500)]), change(&mut binh, &[Amendment::Tickets(600)]));
    amara.hear_all([&left, &right]);
    binh.hear_all([&left, &right]);
    let word = approve(&mut binh, &left);
    amara.hear_all([&word]);
    assert_eq!((of(&amara, left.id()).phase, of(&amara, right.id()).phase), (Phase::InForce, Phase::Overtaken));
}

#[test]
fn two_that_were_carried_while_cut_off_are_told_as_rivals_with_who_has_seen_which() {
    let [mut amara, mut binh, mut chidi] = three_stewards();
    let (left, right) = (change(&mut amara, &[Amendment::Tickets(500)]), change(&mut binh, &[Amendment::Tickets(600)]));
    chidi.hear_all([&left, &right]);
    let words = [approve(&mut chidi, &left), approve(&mut chidi, &right)];
    amara.hear_all([&left, &right, &words[0], &words[1]]);
    assert!(amara.collective().contested);
    assert_eq!(
        [of(&amara, left.id()).phase, of(&amara, right.id()).phase],
        [Phase::Rival; 2],
        "a tie keeps the parent"
    );
    let seen = amara.state("ack", amara.charter, &Ack { note: None }, vec![left.id()]);
    amara.hear_all([&seen]);
    assert_eq!((of(&amara, left.id()).phase, of(&amara, right.id()).phase), (Phase::InForce, Phase::Rival));
    assert_eq!(of(&amara, left.id()).seen, [amara.person].into());
}

#[test]
fn what_a_member_proposes_waits_for_two_thirds_of_the_members() {
    let [amara, mut binh, mut chidi] = three();
    let instead = [Amendment::Steward(binh.person), Amendment::Member(amara.person)];
    let revision = change(&mut binh, &instead);
    chidi.hear_all([&revision]);
    let known = of(&chidi, revision.id());
    assert_eq!((known.phase, known.agreed.len()), (Phase::Proposed, 0), "no steward stands behind it");
    let members = known.by_members().expect("one who is no steward has agreed");
    assert_eq!((members.needed, members.agreed.len(), members.missing.len()), (2, 1, 2));
    assert!(known.asks(&chidi.person) && known.asks(&amara.person) && !known.asks(&binh.person));
    let agreed = approve(&mut chidi, &revision);
    chidi.say(agreed);
    assert_eq!(of(&chidi, revision.id()).phase, Phase::InForce);
    assert_eq!(chidi.collective().head, revision.id());
}

#[test]
fn before_a_revision_has_named_them_what_newcomers_write_is_no_proposal() {
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::new("Binh"));
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let revision = change(&mut binh, &[Amendment::Tickets(600)]);
    amara.hear_all([&revision]);
    assert!(told(&amara).iter().all(|known| known.id != revision.id()));
}

#[test]
fn nobody_buries_what_holds_under_wishes() {
    let [mut amara, mut binh, _] = three();
    let wishes: Vec<Envelope> = (0..2 * WISHES_MAX as u32)
        .map(|more| {
            let next = amend(binh.collective(), &[Amendment::Tickets(700 + more)]).expect("it fits");
            signed(&mut binh, &next)
        })
        .collect();
    amara.hear_all(&wishes);
    let shown: Vec<Id> =
        told(&amara).iter().filter(|known| known.phase == Phase::Proposed).map(|known| known.id).collect();
    assert_eq!(shown.len(), WISHES_MAX);
    assert!(wishes[WISHES_MAX..].iter().all(|wish| shown.contains(&wish.id())), "the newest are shown");
    assert!(told(&amara).iter().any(|known| known.phase == Phase::InForce));
}

#[test]
fn who_pauses_belongs_and_keeps_their_voice() {
    let [mut amara, mut binh, mut chidi] = three();
    let who = binh.person;
    let pause = |person| Amendment::Pause(Paused { person, until: Day(30_000) });
    let after = |amendments: &[Amendment]| amend(amara.collective(), amendments).map(|_| ());
    assert_eq!(after(&[pause(amara.person)]), Err(Misfit::Steward(amara.person)));
    assert_eq!(after(&[Amendment::Resume(who)]), Err(Misfit::NotPaused(who)));
    assert_eq!(after(&[pause(Home::new("Mallory").person)]), Err(Misfit::NoMember(Home::new("Mallory").person)));
    let revision = change(&mut amara, &[pause(who)]);
    for home in [&mut amara, &mut binh, &mut chidi] {
        home.hear_all([&revision]);
        assert_eq!(home.collective().charter.paused(&who, Day(30_000)), Some(Day(30_000)));
    }
    // With one other member, whoever pauses ends it: two of three.
    let ended = change(&mut binh, &[Amendment::Resume(who)]);
    let agreed = approve(&mut chidi, &ended);
    for home in [&mut amara, &mut binh, &mut chidi] {
        home.hear_all([&ended, &agreed]);
        assert_eq!((home.collective().head, home.collective().charter.paused.len()), (ended.id(), 0));
    }
    let gone = amend(amara.collective(), &[pause(who), Amendment::Remove(who)]).expect("it fits");
    assert!(gone.paused.is_empty() && gone.is_sound(), "whoever goes pauses no more");
    let leads = amend(amara.collective(), &[pause(who), Amendment::Steward(who)]).expect("it fits");
    assert!(leads.paused.is_empty() && leads.is_sound(), "whoever decides takes things on");
}
