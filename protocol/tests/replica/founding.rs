//! How people and collectives come together: founding, invites, joins, federations.

use protocol::admit::Refusal;
use protocol::envelope::Envelope;
use protocol::founding::{self, Door};
use protocol::held::{Standing, subject};
use protocol::invite_line::OneTime;
use protocol::local::Role;
use protocol::record::Fold;
use protocol::record::approve::Approve;
use protocol::record::invite_revoke::InviteRevoke;
use protocol::space::{Scope, Side};

use crate::home::{Home, days_on};

#[test]
fn a_founder_is_the_one_steward_of_a_collective_with_terms() {
    let amara = Home::founder("Amara", "Cebu Desk");
    assert_eq!(amara.role_of(amara.person), Some(Role::Steward));
    assert_eq!(amara.collective().chain, [amara.charter]);
    let row: protocol::fold::collective::CollectiveRow = amara.row(Fold::Collective, amara.charter).expect("terms");
    let named = amara.collective().charter.terms.expect("the charter names its terms");
    assert_eq!(&*row.terms[&named].name, "Cebu Desk");
}

#[test]
fn an_invite_and_a_join_make_a_member_by_the_fold_alone() {
    let (mut amara, mut binh) = (Home::founder("Amara", "Cebu Desk"), Home::new("Binh"));
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    for home in [&amara, &binh] {
        assert_eq!(home.role_of(binh.person), Some(Role::Member));
        assert_eq!(home.collective().nodes[&binh.node.key()], binh.person);
    }
    let lead = binh.lead("Bookkeeper wanted", Side::Inner);
    amara.meet(&mut binh);
    assert_eq!(amara.standing(lead.id()), Some(Standing::Live), "the new key is listed by the fold");
}

#[test]
fn where_the_charter_asks_for_approval_a_newcomer_may_offer_and_ask_but_not_post() {
    let (mut amara, mut binh) = (Home::founder("Amara", "Cebu Desk"), Home::new("Binh"));
    let mut charter = founding::successor(amara.collective());
    charter.approval = true;
    let now = amara.tick();
    let revision = founding::revision(amara.charter, &amara.hands(), &charter, &[], now).expect("sound");
    amara.say(revision);
    let (invite, secret) = amara.invite_member(1, 1);
    let join = binh.join(&mut amara, &invite, &secret).pop().expect("a join");
    assert_eq!(amara.role_of(binh.person), Some(Role::New));

    let lead = binh.lead("Bookkeeper wanted", Side::Inner);
    let ask = crate::pledge::ask(&mut binh, "Cover my shift");
    let offer = crate::pledge::offer(&mut binh, amara.person, 60);
    amara.meet(&mut binh);
    assert_eq!(amara.standing(lead.id()), Some(Standing::Unlisted));
    assert_eq!(amara.standing(ask.id()), Some(Standing::Live));
    assert_eq!(amara.standing(offer.id()), Some(Standing::Live));

    let approve = amara.state("approve", amara.charter, &Approve { note: None }, vec![join.id()]);
    amara.say(approve);
    assert_eq!(amara.role_of(binh.person), Some(Role::Member));
    assert_eq!(amara.standing(lead.id()), Some(Standing::Live), "what they wrote before shows now");
}

#[test]
fn a_newcomers_tickets_end_earlier_than_a_members() {
    let (mut amara, mut binh) = (Home::founder("Amara", "Cebu Desk"), Home::new("Binh"));
    let mut charter = founding::successor(amara.collective());
    charter.approval = true;
    let now = amara.tick();
    let revision = founding::revision(amara.charter, &amara.hands(), &charter, &[], now).expect("sound");
    amara.say(revision);
    let (invite, secret) = amara.invite_member(1, 1);
    let join = binh.join(&mut amara, &invite, &secret).pop().expect("a join");
    binh.ticket = 49;
    let last = crate::pledge::ask(&mut binh, "The last ask of the week");
    let over = crate::pledge::ask(&mut binh, "One too many");
    amara.meet(&mut binh);
    assert_eq!((amara.standing(last.id()), amara.standing(over.id())), (Some(Standing::Live), Some(Standing::Void)));
    let approve = amara.state("approve", amara.charter, &Approve { note: None }, vec![join.id()]);
    amara.say(approve);
    assert_eq!(amara.standing(over.id()), Some(Standing::Live));
}

#[test]
fn an_invite_used_more_often_than_it_allows_lets_in_only_whom_a_revision_names() {
    let mut amara = Home::founder("Amara", "Cebu Desk");
    let (mut binh, mut mallory) = (Home::new("Binh"), Home::new("Mallory"));
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let before = founding::successor(amara.collective());
    let leaked = mallory.join_records(amara.charter, invite.id(), &secret);
    amara.hear_all(&leaked);
    assert_eq!((amara.role_of(binh.person), amara.role_of(mallory.person)), (None, None), "until one is named: none");
    let now = amara.tick();
    let revision = founding::revision(amara.charter, &amara.hands(), &before, &[], now).expect("sound");
    amara.say(revision);
    assert_eq!(amara.role_of(binh.person), Some(Role::Member));
    assert_eq!(amara.role_of(mallory.person), None);
}

#[test]
fn of_joins_far_beyond_its_uses_every_machine_holds_the_same() {
    let mut amara = Home::founder("Amara", "Cebu Desk");
    let mut twin = Home::founder("Amara", "Cebu Desk");
    let (invite, secret) = amara.invite_member(1, 1);
    twin.hear_all([&invite]);
    let mut joins = Vec::new();
    for number in 0..40 {
        let mut mallory = Home::new(&format!("Mallory {number}"));
        joins.push(mallory.join_records(amara.charter, invite.id(), &secret).pop().expect("a join"));
    }
    amara.hear_all(&joins);
    joins.reverse();
    twin.hear_all(&joins);
    let held = amara.replica.law().keys().filter(|id| joins.iter().any(|join| join.id() == **id)).count();
    assert_eq!(held, 25, "one use and 24 beyond");
    assert!(amara.replica.law().keys().eq(twin.replica.law().keys()), "whichever came first");
}

#[test]
fn a_join_after_the_last_day_of_its_invite_is_refused() {
    let (mut amara, mut binh) = (Home::founder("Amara", "Cebu Desk"), Home::new("Binh"));
    let (invite, secret) = amara.invite_member(1, 1);
    binh.now = days_on(8).start();
    let join = binh.join_records(amara.charter, invite.id(), &secret).pop().expect("a join");
    amara.now = binh.now;
    assert_eq!(amara.hear(&join), Err(Refusal::Unfounded));
}

#[test]
fn an_invite_taken_back_keeps_only_the_joins_that_were_listed() {
    let mut amara = Home::founder("Amara", "Cebu Desk");
    let (mut binh, mut chidi) = (Home::new("Binh"), Home::new("Chidi"));
    let (invite, secret) = amara.invite_member(1, 5);
    let join = binh.join(&mut amara, &invite, &secret).pop().expect("a join");
    let revoke =
        amara.state("invite-revoke", amara.charter, &InviteRevoke { note: None }, vec![invite.id(), join.id()]);
    amara.say(revoke);
    chidi.join(&mut amara, &invite, &secret);
    assert_eq!(amara.role_of(binh.person), Some(Role::Member));
    assert_eq!(amara.role_of(chidi.person), None);
    assert!(amara.replica.roster().invite(&invite.id()).expect("held").revoked);
}

#[test]
fn a_join_whose_proof_is_of_another_secret_is_refused() {
    let (mut amara, mut mallory) = (Home::founder("Amara", "Cebu Desk"), Home::new("Mallory"));
    let (invite, _) = amara.invite_member(1, 1);
    let join = mallory.join_records(amara.charter, invite.id(), &OneTime([9; 16])).pop().expect("a join");
    assert_eq!(amara.hear(&join), Err(Refusal::Unfounded));
}

/// The next revision, in which everybody is written down.
fn revise(home: &mut Home) -> Envelope {
    let next = founding::successor(home.collective());
    let now = home.tick();
    founding::revision(home.charter, &home.hands(), &next, &[], now).expect("sound")
}

#[test]
fn an_invite_by_somebody_who_is_no_steward_lets_nobody_in() {
    let mut amara = Home::founder("Amara", "Cebu Desk");
    let (mut mallory, mut friend) = (Home::new("Mallory"), Home::new("Mallory's friend"));
    let (invite, secret) = amara.invite_member(1, 1);
    mallory.join(&mut amara, &invite, &secret);
    let (door, secret) = (Door::Member(amara.charter, amara.collective().head), OneTime([2; 16]));
    let now = mallory.tick();
    let forged = founding::invite(door, secret.signer().key(), 1, now.day().plus(7), &mallory.hands(), now);
    let forged = forged.expect("a sound invite");
    let written = revise(&mut amara);
    for home in [&mut amara, &mut mallory] {
        assert_eq!(home.hear(&forged), Err(Refusal::Unknown), "written down nowhere");
        home.hear_all([&written]);
        assert_eq!(home.hear(&forged), Err(Refusal::Unknown), "never a steward");
    }
    friend.join(&mut amara, &forged, &secret);
    assert_eq!(amara.role_of(friend.person), None);
}

#[test]
fn a_join_for_somebody_elses_person_lets_nobody_in() {
    let (mut amara, mut mallory) = (Home::founder("Amara", "Cebu Desk"), Home::new("Mallory"));
    let (invite, secret) = amara.invite_member(1, 1);
    let binh = Home::new("Binh");
    mallory.person = binh.person; // signed by Mallory's device; no root key of Binh's named it
    let join = mallory.join_records(amara.charter, invite.id(), &secret).pop().expect("a join");
    amara.hear_all([&join]);
    assert_eq!(amara.role_of(binh.person), None);
}

#[test]
fn a_newcomer_cannot_take_a_stewards_node_or_key() {
    let (mut amara, mut mallory) = (Home::founder("Amara", "Cebu Desk"), Home::new("Mallory"));
    let (invite, secret) = amara.invite_member(1, 2);
    mallory.node = protocol::keys::Secret::from_seed(&amara.device.seed());
    mallory.join(&mut amara, &invite, &secret);
    let (second, _) = amara.invite_member(2, 1); // would be refused if the key were Mallory's now
    assert!(amara.replica.roster().invite(&second.id()).expect("held").valid);
    mallory.node = protocol::keys::Secret::from_seed(&amara.node.seed());
    let again = mallory.join_records(amara.charter, second.id(), &OneTime([2; 16]));
    amara.hear_all(&again);
    assert_eq!(amara.collective().nodes[&amara.node.key()], amara.person);
}

#[test]
fn two_collectives_meet_in_a_federation_and_the_second_invites_the_third() {
    let mut amara = Home::founder("Amara", "A");
    let (mut binh, mut chidi) = (Home::founder("Binh", "B"), Home::founder("Chidi", "C"));
    let before = binh.lead("Posted before joining", Side::Open);
    let inner = binh.lead("Not for others", Side::Inner);
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    binh.join_federation(&mut amara, federation, &invite, &secret);
    assert!(amara.federation(federation).collectives.contains_key(&binh.charter));
    assert_eq!(amara.standing(before.id()), Some(Standing::Live), "a newcomer brings its open leads along");
    assert_eq!(amara.standing(inner.id()), None);

    let (invite, secret) = binh.invite_collective(federation, 2);
    chidi.join_federation(&mut binh, federation, &invite, &secret);
    amara.meet(&mut binh);
    amara.meet(&mut binh);
    for home in [&amara, &binh, &chidi] {
        assert_eq!(home.federation(federation).collectives.len(), 3);
    }
    let lead = amara.lead("For all three", Side::Open);
    amara.meet(&mut binh);
    binh.meet(&mut chidi);
    assert_eq!(chidi.standing(lead.id()), Some(Standing::Live));
    let scope = Scope::Federation(federation);
    assert_eq!(amara.digest(&scope), binh.digest(&scope));
    assert_eq!(amara.digest(&scope), chidi.digest(&scope));
}

#[test]
fn every_member_of_a_collective_that_joined_finds_the_federation() {
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::founder("Binh", "B"));
    let mut chidi = Home::new("Chidi");
    let (invite, secret) = binh.invite_member(1, 1);
    chidi.join(&mut binh, &invite, &secret);
    let federation = amara.found_federation();
    let lead = amara.lead("For both", Side::Open);
    let (invite, secret) = amara.invite_collective(federation, 2);
    binh.join_federation(&mut amara, federation, &invite, &secret);
    chidi.meet(&mut binh); // Chidi's home was never told of the federation, and never met Amara's
    assert_eq!(chidi.federation(federation).collectives.len(), 2);
    chidi.meet(&mut binh);
    assert_eq!(chidi.standing(lead.id()), Some(Standing::Live));
}

#[test]
fn a_collectives_join_with_a_wrong_secret_joins_nothing_and_is_held_by_nobody() {
    let (mut amara, mut mallory) = (Home::founder("Amara", "A"), Home::founder("Mallory", "M"));
    let federation = amara.found_federation();
    let (invite, _) = amara.invite_collective(federation, 1);
    mallory.join_federation(&mut amara, federation, &invite, &OneTime([9; 16]));
    assert_eq!(amara.federation(federation).collectives.len(), 1);
    assert_eq!(mallory.federation(federation).collectives.len(), 1);
    let joins = |home: &Home| home.replica.law().values().filter(|record| &*record.header().kind == "join").count();
    assert_eq!((joins(&amara), joins(&mallory)), (0, 0), "else their authority would never be equal");
}

#[test]
fn a_root_keys_word_waits_where_its_person_has_not_joined_though_they_are_known_elsewhere() {
    let (mut amara, mut chidi) = (Home::founder("Amara", "A"), Home::founder("Chidi", "C"));
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    chidi.join_federation(&mut amara, federation, &invite, &secret);
    let [_, device, _] = amara.join_records(chidi.charter, invite.id(), &secret).try_into().expect("three");
    assert_eq!(chidi.hear(&device), Err(Refusal::Unknown), "those who read C's law without A's would never take it");
}

#[test]
fn who_comes_after_a_collective_has_left_takes_in_what_it_said() {
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::founder("Binh", "B"));
    let federation = amara.found_federation();
    let (first, secret) = amara.invite_collective(federation, 1);
    binh.join_federation(&mut amara, federation, &first, &secret);
    binh.invite_collective(federation, 2);
    amara.meet(&mut binh);
    let revoke = amara.state("invite-revoke", federation, &InviteRevoke { note: None }, vec![first.id()]);
    amara.say(revoke);
    assert_eq!(amara.federation(federation).collectives.len(), 1, "B has left");
    // A newcomer takes in what the scope shows, no more.
    let scope = Scope::Federation(federation);
    let law = |home: &Home| {
        let mut law = home.replica.view(&scope, home.now.day()).0;
        law.sort();
        law
    };
    let mut chidi = Home::new("Chidi");
    chidi.replica.await_charter(Some(federation));
    chidi.hear_all(&amara.shown(&scope));
    assert_eq!(law(&amara), law(&chidi));
}

#[test]
fn a_collective_that_has_not_joined_takes_nothing_in() {
    let mut amara = Home::founder("Amara", "A");
    let mut mallory = Home::founder("Mallory", "M");
    let lead = amara.lead("Not yours", Side::Open);
    assert_eq!(mallory.hear(&lead), Err(Refusal::Unknown));
    for record in amara.replica.law().values() {
        assert_eq!(mallory.hear(record), Err(Refusal::Unknown), "{}", &*record.header().kind);
    }
    assert!(mallory.federations().is_empty());
    assert!(!mallory.rows.keys().any(|key| key.subject == subject(&lead)));
}

#[test]
fn a_federation_outlives_the_device_of_its_founder() {
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::founder("Binh", "B"));
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    binh.join_federation(&mut amara, federation, &invite, &secret);
    // Amara's machine is lost; her new one is listed and the old one is not.
    let new = protocol::keys::Secret::from_seed(&[77; 32]);
    let mut charter = founding::successor(amara.collective());
    let listed = protocol::record::charter::Listed { key: new.key(), person: amara.person, seal: amara.seal };
    charter.devices = protocol::wire::Few::new(vec![listed]).expect("one");
    let now = amara.tick();
    let settled = amara.replica.roster().to_settle(&amara.charter);
    let revision = founding::revision(amara.charter, &amara.hands(), &charter, &settled, now).expect("sound");
    amara.say(revision);
    amara.device = new;
    assert_eq!(amara.federation(federation).collectives.len(), 2);
    let (again, secret) = amara.invite_collective(federation, 2);
    assert!(amara.replica.roster().invite(&again.id()).expect("held").valid, "{secret:?}");
    amara.meet(&mut binh);
    assert_eq!(binh.federation(federation).collectives.len(), 2);
}

/// The person's new machine: new keys, and the root key's word for them.
fn restored(name: &str, charter: protocol::id::Id) -> (Home, Vec<Envelope>) {
    let mut home = Home::new(name);
    home.charter = charter;
    home.device = protocol::keys::Secret::from_seed(&[77; 32]);
    home.node = protocol::keys::Secret::from_seed(&[78; 32]);
    let now = home.tick().after(60_000);
    home.now = now;
    let words = founding::credentials(&home.root, &home.hands(), charter, now).expect("small");
    (home, words.to_vec())
}

#[test]
fn a_restored_home_comes_back_in_by_its_own_words() {
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::new("Binh"));
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let (mut again, words) = restored("Amara", amara.charter);
    again.replica.await_charter(Some(amara.charter));
    again.hear_all(binh.replica.law().values().collect::<Vec<_>>());
    again.hear_all(&words);
    again.meet(&mut binh);
    let lead = again.lead("From the new machine", Side::Open);
    let (invite, _) = again.invite_member(2, 1);
    again.meet(&mut binh);
    assert_eq!(binh.standing(lead.id()), Some(Standing::Live));
    assert!(binh.replica.roster().invite(&invite.id()).expect("held").valid, "she is still the steward");
    assert_eq!(binh.collective().nodes[&again.node.key()], amara.person);
}

#[test]
fn a_device_that_stewards_took_off_the_list_stays_off() {
    let mut amara = Home::founder("Amara", "A");
    let (mut again, words) = restored("Amara", amara.charter);
    amara.hear_all(&words);
    // The new machine writes itself down and leaves the lost one out.
    let mut charter = founding::successor(amara.collective());
    let devices = charter.devices.iter().filter(|device| device.key == again.device.key()).cloned().collect();
    charter.devices = protocol::wire::Few::new(devices).expect("one");
    let now = again.tick();
    let revision = founding::revision(amara.charter, &again.hands(), &charter, &[], now).expect("sound");
    amara.hear_all([&revision]);
    assert_eq!(amara.collective().head, revision.id());
    assert!(!amara.collective().devices.contains_key(&amara.device.key()), "its record by the root key still exists");
    let stolen = amara.state("invite-revoke", amara.charter, &InviteRevoke { note: None }, vec![amara.charter]);
    amara.hear_all([&stolen]);
    let mut coup = founding::successor(amara.collective());
    coup.tickets = Some(500);
    let now = amara.tick();
    let coup = founding::revision(amara.charter, &amara.hands(), &coup, &[], now).expect("sound");
    amara.hear_all([&coup]);
    assert_eq!(amara.collective().head, revision.id());
}
