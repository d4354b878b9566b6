//! Two revisions with one parent, and people who were removed.

use protocol::envelope::Envelope;
use protocol::founding;
use protocol::held::Standing;
use protocol::id::Id;
use protocol::record::ack::Ack;
use protocol::record::charter::Charter;
use protocol::record::pledge::Quantity;
use protocol::record::pledge_call::PledgeCall;
use protocol::space::Side;
use protocol::wire::Few;

use crate::home::Home;
use crate::pledge;

/// Amara's collective, in whose revision 1 Binh and Chidi are written down.
pub fn three() -> [Home; 3] {
    let mut amara = Home::founder("Amara", "A");
    let (mut binh, mut chidi) = (Home::new("Binh"), Home::new("Chidi"));
    let (invite, secret) = amara.invite_member(1, 2);
    binh.join(&mut amara, &invite, &secret);
    chidi.join(&mut amara, &invite, &secret);
    let revision = revise(&mut amara, |_| ());
    amara.say(revision);
    amara.meet(&mut binh);
    amara.meet(&mut chidi);
    [amara, binh, chidi]
}

pub fn revise(steward: &mut Home, change: impl Fn(&mut Charter)) -> Envelope {
    let mut charter = founding::successor(steward.collective());
    change(&mut charter);
    let now = steward.tick();
    founding::revision(steward.charter, &steward.hands(), &charter, &[], now).expect("a sound charter")
}

pub fn ack(home: &mut Home, revision: Id) -> Envelope {
    home.state("ack", home.charter, &Ack { note: None }, vec![revision])
}

/// Something that is signed and not taken in where it was.
fn unheard(home: &mut Home, kind: &str, body: Vec<u8>) -> Envelope {
    let draft = home.draft(kind, Side::Inner, body);
    home.sign(&draft)
}

/// What somebody who belongs to nothing sees after hearing records in this order.
pub fn outsider(parent: &Home, records: &[&Envelope]) -> Home {
    let mut home = Home::new("Daria");
    home.charter = parent.charter;
    home.now = parent.now.after(1_000_000);
    home.replica.await_charter(Some(parent.charter));
    home.hear_all(parent.replica.law().values().collect::<Vec<_>>());
    home.hear_all(records.iter().copied());
    home
}

#[test]
fn of_two_revisions_with_one_parent_the_one_with_more_acks_counts_in_every_order() {
    let [mut amara, mut binh, mut chidi] = three();
    let parent = amara.collective().head;
    let (left, right) = (revise(&mut amara, |c| c.tickets = Some(500)), revise(&mut amara, |c| c.tickets = Some(600)));
    let for_left = [ack(&mut binh, left.id()), ack(&mut chidi, left.id())];
    let for_right = ack(&mut amara, right.id());
    let tie = outsider(&amara, &[&left, &right]);
    assert_eq!((tie.collective().head, tie.collective().contested), (parent, true), "a tie keeps the parent");
    let tie = outsider(&amara, &[&left, &right, &for_left[0], &for_right]);
    assert_eq!(tie.collective().head, parent, "one each is a tie");
    let all = [&left, &right, &for_left[0], &for_left[1], &for_right];
    for turn in 0..all.len() {
        let mut order = all;
        order.rotate_left(turn);
        assert_eq!(outsider(&amara, &order).collective().head, left.id());
        order.reverse();
        assert_eq!(outsider(&amara, &order).collective().head, left.id());
    }
}

#[test]
fn who_acknowledges_both_counts_for_neither() {
    let [mut amara, mut binh, mut chidi] = three();
    let revisions = [500, 600, 700].map(|tickets| revise(&mut amara, |c| c.tickets = Some(tickets)));
    let [one, two, three] = &revisions;
    let acks =
        [ack(&mut binh, one.id()), ack(&mut chidi, one.id()), ack(&mut chidi, two.id()), ack(&mut amara, three.id())];
    let mut seen = outsider(&amara, &[one, two, three]);
    seen.hear_all(&acks);
    assert_eq!(seen.collective().head, amara.collective().head, "one for the first, one for the third: a tie");
}

#[test]
fn a_replica_never_leaves_a_branch_that_its_own_person_acknowledged() {
    let [mut amara, mut binh, mut chidi] = three();
    let (left, right) = (revise(&mut amara, |c| c.tickets = Some(500)), revise(&mut amara, |c| c.tickets = Some(600)));
    let mine = ack(&mut binh, right.id());
    let theirs = [ack(&mut amara, left.id()), ack(&mut chidi, left.id())];
    binh.hear_all([&right, &mine, &left, &theirs[0], &theirs[1]]);
    assert_eq!(binh.collective().head, right.id());
    chidi.hear_all([&right, &mine, &left, &theirs[0], &theirs[1]]);
    assert_eq!(chidi.collective().head, left.id());
}

#[test]
fn a_founder_who_was_removed_cannot_fork_the_past() {
    let [mut amara, mut binh, mut chidi] = three();
    // Binh becomes a steward beside Amara, then Amara goes.
    let first = revise(&mut amara, |c| c.stewards = Few::new(vec![binh.person]).expect("one"));
    amara.say(first.clone());
    binh.hear_all([&first]);
    let gone = revise(&mut binh, |c| drop_person(c, amara.person));
    binh.say(gone.clone());
    let acks = [ack(&mut binh, first.id()), ack(&mut chidi, first.id())];
    let mut old = outsider(&binh, &[&acks[0], &acks[1]]);
    assert_eq!(old.collective().head, gone.id());
    // A late sibling of `first`, by the founder's key of that time.
    let mut past = Home::founder("Amara", "A");
    past.hear_all(amara.replica.law().values().filter(|record| record.id() != first.id()).collect::<Vec<_>>());
    let fork = revise(&mut past, |c| c.tickets = Some(65_536));
    old.hear_all([&fork]);
    assert_eq!((old.collective().head, old.collective().contested), (gone.id(), true));
    // Nor open a door by an invite under an old revision.
    let (invite, secret) = past.invite_member(9, 5);
    let mut mallory = Home::new("Mallory");
    let join = mallory.join_records(binh.charter, invite.id(), &secret);
    old.hear_all([&invite]);
    old.hear_all(&join);
    assert!(!old.replica.roster().invite(&invite.id()).expect("held").valid);
    assert_eq!(old.role_of(mallory.person), None);
}

pub fn drop_person(charter: &mut Charter, person: Id) {
    protocol::parting::without_person(charter, person).expect("others are left");
}

#[test]
fn what_a_removed_member_writes_no_longer_shows_but_what_others_bound_stays() {
    let [mut amara, mut binh, _] = three();
    let old = binh.lead("Posted while a member", Side::Inner);
    let promise = pledge::offer(&mut binh, amara.person, 60);
    amara.meet(&mut binh);
    let call = PledgeCall { what: Quantity::of_minutes(10), when: None, note: None };
    let call = amara.bind("pledge-call", Some(promise.id()), &[], &call);
    let revision = revise(&mut amara, |c| drop_person(c, binh.person));
    amara.say(revision.clone());

    let mut backdated = unheard(&mut binh, "lead", crate::home::lead_body("Backdated"));
    amara.hear_all([&backdated]);
    assert_eq!(amara.role_of(binh.person), None, "the join still exists and counts no more");
    for id in [old.id(), backdated.id()] {
        assert_eq!(amara.standing(id), Some(Standing::Unlisted));
    }
    assert_eq!(amara.standing(promise.id()), Some(Standing::Live), "Amara bound herself to it");
    assert_eq!(amara.standing(call.id()), Some(Standing::Live));

    // In the other order: the record comes before the removal.
    let [mut twin, mut again, _] = three();
    backdated = again.lead("Written in time", Side::Inner);
    twin.hear_all([&backdated]);
    assert_eq!(twin.standing(backdated.id()), Some(Standing::Live));
    let revision = revise(&mut twin, |c| drop_person(c, again.person));
    twin.say(revision);
    assert_eq!(twin.standing(backdated.id()), Some(Standing::Unlisted));
}

#[test]
fn what_only_a_removed_member_bound_goes_with_them() {
    let [mut amara, mut binh, mut chidi] = three();
    let promise = pledge::offer(&mut binh, chidi.person, 60);
    chidi.hear_all([&promise]);
    let call = PledgeCall { what: Quantity::of_minutes(10), when: None, note: None };
    let call = chidi.bind("pledge-call", Some(promise.id()), &[], &call);
    amara.hear_all([&promise, &call]);
    for (gone, standing) in [(binh.person, Standing::Live), (chidi.person, Standing::Unlisted)] {
        let revision = revise(&mut amara, |charter| drop_person(charter, gone));
        amara.say(revision);
        assert_eq!(amara.standing(promise.id()), Some(standing));
    }
}

#[test]
fn a_key_of_the_losing_branch_stays_known_whichever_came_first() {
    let [mut amara, mut binh, mut chidi] = three();
    let mut daria = Home::new("Daria's second person");
    daria.charter = amara.charter;
    let listed = protocol::record::charter::Listed { key: daria.device.key(), person: daria.person, seal: daria.seal };
    let left = revise(&mut amara, |c| {
        let mut members = c.members.to_vec();
        members.push(daria.person);
        members.sort();
        c.members = Few::new(members).expect("four");
        let mut devices = c.devices.to_vec();
        devices.push(listed.clone());
        devices.sort();
        c.devices = Few::new(devices).expect("four");
    });
    let right = revise(&mut amara, |c| c.tickets = Some(600));
    let acks = [ack(&mut binh, right.id()), ack(&mut chidi, right.id())];
    let word = unheard(&mut daria, "comment", crate::home::comment_body("hello"));
    let first = outsider(&amara, &[&left, &word, &right, &acks[0], &acks[1]]);
    let last = outsider(&amara, &[&right, &acks[0], &acks[1], &left, &word]);
    assert_eq!(first.collective().head, right.id());
    assert_eq!(first.standing(word.id()), Some(Standing::Unlisted));
    assert_eq!(first.standing(word.id()), last.standing(word.id()));
}

#[test]
fn a_revision_or_an_ack_among_another_charters_records_does_not_count() {
    let [mut amara, mut binh, _] = three();
    let (left, right) = (revise(&mut amara, |c| c.tickets = Some(500)), revise(&mut amara, |c| c.tickets = Some(600)));
    // Amara and Binh belong to another collective too, whose law the others of theirs never see.
    let mut other = Home::founder("Daria", "D");
    let (invite, secret) = other.invite_member(1, 2);
    let joins = [&mut amara, &mut binh].map(|home| home.join_records(other.charter, invite.id(), &secret));
    other.hear_all(joins.iter().flatten());
    let written = revise(&mut other, |_| ()); // whom no revision lists revises nothing
    other.say(written);
    let mut seen = outsider(&amara, &[]);
    seen.replica.await_charter(Some(other.charter));
    seen.hear_all(other.replica.law().values().collect::<Vec<_>>());

    let mut header = left.header().clone();
    header.space = Some(protocol::space::Space { side: Side::Law, charter: other.charter });
    let elsewhere = protocol::envelope::seal(header, left.body().expect("whole"), &amara.device).expect("small");
    assert_eq!(seen.hear(&elsewhere), Ok(true));
    assert_eq!(seen.collective().head, amara.collective().head);

    let ack = binh.state("ack", other.charter, &Ack { note: None }, vec![left.id()]);
    seen.hear_all([&left, &right]);
    assert_eq!(seen.hear(&ack), Ok(true));
    assert_eq!(seen.collective().head, amara.collective().head, "a tie");
}
