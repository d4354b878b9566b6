//! Who decides which of two revisions counts: stewards, two thirds of the members, acknowledgements.

use protocol::admit::Refusal;
use protocol::envelope::Envelope;
use protocol::founding::{self, Hands};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::Role;
use protocol::parting;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::{Charter, Listed};
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::fork::{drop_person, outsider};
use crate::home::Home;

/// Amara's collective, in which the others are written down.
fn together<const N: usize>(names: [&str; N]) -> (Home, [Home; N]) {
    let mut amara = Home::founder("Amara", "A");
    let mut others = names.map(Home::new);
    let (invite, secret) = amara.invite_member(1, N as u32);
    for home in &mut others {
        home.join(&mut amara, &invite, &secret);
    }
    let written = revise(&mut amara, |_| ());
    amara.say(written.clone());
    for home in &mut others {
        home.meet(&mut amara);
        assert_eq!(home.collective().head, written.id());
    }
    (amara, others)
}

/// A child of the head as this home sees it.
fn revise(home: &mut Home, change: impl FnOnce(&mut Charter)) -> Envelope {
    let mut next = founding::successor(home.collective());
    change(&mut next);
    let now = home.tick();
    let settled = home.replica.roster().to_settle(&home.charter);
    founding::revision(home.charter, &home.hands(), &next, &settled, now).expect("sound")
}

pub fn ack(home: &mut Home, revision: &Envelope) -> Envelope {
    home.state("ack", home.charter, &Ack { note: None }, vec![revision.id()])
}

fn approve(home: &mut Home, revision: &Envelope) -> Envelope {
    home.state("approve", home.charter, &Approve { note: None }, vec![revision.id()])
}

/// Makes somebody the only steward.
fn lead_by(charter: &mut Charter, person: Id) {
    (charter.stewards, charter.threshold) = (Few::new(vec![person]).expect("one"), 1);
}

/// Every order of some things.
pub fn orders<T: Copy>(items: &[T]) -> Vec<Vec<T>> {
    if items.is_empty() {
        return vec![Vec::new()];
    }
    let begin = |at: usize| {
        let rest: Vec<T> = items.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, item)| *item).collect();
        orders(&rest).into_iter().map(move |order| std::iter::once(items[at]).chain(order).collect())
    };
    (0..items.len()).flat_map(begin).collect()
}

#[test]
fn every_delivery_order_of_a_parent_two_children_and_acks_gives_the_same_head() {
    let (mut amara, [mut binh, mut chidi]) = together(["Binh", "Chidi"]);
    let base = outsider(&amara, &[]);
    let parent = revise(&mut amara, |charter| charter.tickets = Some(500));
    amara.say(parent.clone());
    let left = revise(&mut amara, |charter| charter.tickets = Some(600));
    let right = revise(&mut amara, |charter| charter.tickets = Some(700));
    let acks = [ack(&mut binh, &left), ack(&mut chidi, &left), ack(&mut amara, &right)];
    let all = [&parent, &left, &right, &acks[0], &acks[1], &acks[2]];
    let digest = outsider(&base, &all).digest(&Scope::Inner(base.charter));
    for order in orders(&all) {
        let seen = outsider(&base, &order);
        assert_eq!((seen.collective().head, seen.collective().contested), (left.id(), true));
        assert_eq!(seen.collective().rivals, [right.id()]);
        assert_eq!(seen.digest(&Scope::Inner(base.charter)), digest);
    }
}

#[test]
fn a_rival_that_comes_a_thousand_records_late_changes_the_view_as_if_it_had_come_first() {
    let (mut amara, [mut binh, mut chidi]) = together(["Binh", "Chidi"]);
    let mut base = outsider(&amara, &[]);
    let without_binh = revise(&mut amara, |charter| drop_person(charter, binh.person));
    let rival = revise(&mut amara, |charter| charter.tickets = Some(700));
    let acks = [ack(&mut binh, &rival), ack(&mut chidi, &rival)];
    let leads: Vec<Envelope> = (0..1_000)
        .map(|number| {
            let home = if number % 2 == 0 { &mut amara } else { &mut binh };
            let draft = home.draft("comment", Side::Open, crate::home::comment_body("a word"));
            home.sign(&draft)
        })
        .collect();
    base.now = amara.now.after(10_000_000);
    let late: Vec<&Envelope> = std::iter::once(&without_binh).chain(&leads).chain([&rival]).chain(&acks).collect();
    let early: Vec<&Envelope> = [&rival].into_iter().chain(&acks).chain(&leads).chain([&without_binh]).collect();
    let (late, early) = (outsider(&base, &late), outsider(&base, &early));
    assert_eq!(late.collective().head, rival.id());
    assert_eq!(late.replica.count(protocol::held::Standing::Live), early.replica.count(protocol::held::Standing::Live));
    assert_eq!(late.rows, early.rows);
    let scope = Scope::Inner(base.charter);
    assert_eq!(late.digest(&scope), early.digest(&scope));
}

#[test]
fn keys_that_were_stewards_at_revision_2_do_not_outweigh_revision_9() {
    // Given stewardship that went from Amara to Binh at revision 3, and seven revisions since.
    let (mut amara, [mut binh, mut chidi]) = together(["Binh", "Chidi"]);
    let second = revise(&mut amara, |charter| charter.tickets = Some(500));
    amara.say(second.clone());
    let fork = revise(&mut amara, |charter| charter.tickets = Some(65_536)); // kept for later
    let third = revise(&mut amara, |charter| lead_by(charter, binh.person));
    let mut acks = vec![ack(&mut binh, &third), ack(&mut chidi, &third)];
    binh.hear_all([&second, &third]);
    let mut chain = vec![second, third];
    for tickets in 0..6 {
        let next = revise(&mut binh, |charter| charter.tickets = Some(1_000 + tickets));
        binh.say(next.clone());
        chain.push(next);
    }
    assert_eq!(binh.collective().charter.revision, 9);
    // When Amara's old key shows its own revision 3 and says that it has seen it.
    acks.push(ack(&mut amara, &fork));
    let old = outsider(&binh, &acks.iter().collect::<Vec<_>>());
    let late = outsider(&old, &[&fork]);
    assert_eq!((late.collective().head, late.collective().contested), (chain[7].id(), true));
    // Then a newcomer who hears it first arrives at the same.
    let mut first = outsider(&amara, &[]);
    first.hear_all([&fork]);
    first.hear_all(acks.iter().chain(chain.iter().rev()));
    assert_eq!(first.collective().head, chain[7].id());
}

#[test]
fn a_removed_founder_who_forks_revision_0_takes_nobody_along() {
    let mut amara = Home::founder("Amara", "A");
    let mut past = Home::founder("Amara", "A");
    let (mut binh, mut chidi) = (Home::new("Binh"), Home::new("Chidi"));
    let (invite, secret) = amara.invite_member(1, 2);
    let joins = [binh.join(&mut amara, &invite, &secret), chidi.join(&mut amara, &invite, &secret)];
    past.hear_all([&invite]);
    past.hear_all(joins.iter().flatten());
    // The founder's own acknowledgement cannot be had any more; those who stayed have seen revision 1.
    let first = revise(&mut amara, |charter| lead_by(charter, binh.person));
    binh.hear_all([&first]);
    let seen = [ack(&mut binh, &first)];
    binh.hear_all(&seen);
    let gone = revise(&mut binh, |charter| drop_person(charter, amara.person));
    binh.say(gone.clone());
    let fork = revise(&mut past, |charter| charter.tickets = Some(65_536));
    let own = ack(&mut past, &fork);
    // A newcomer whom Binh invites is pinned to the revision under which the invite was made.
    let (invite, secret) = binh.invite_member(2, 1);
    let mut esi = Home::new("Esi");
    let join = esi.join_records(binh.charter, invite.id(), &secret);
    let base = outsider(&past, &[]);
    for order in orders(&[&first, &gone, &seen[0], &fork, &own]) {
        let mut home = outsider(&base, &order);
        home.replica.settle(esi.person);
        home.hear_all(std::iter::once(&invite).chain(&join));
        assert_eq!((home.collective().head, home.collective().contested), (gone.id(), true));
        assert!(!home.collective().is_steward(&amara.person));
    }
    binh.hear_all([&fork, &own]);
    assert_eq!(binh.collective().head, gone.id(), "who has seen revision 1 never leaves it");
}

#[test]
fn two_thirds_of_the_members_replace_a_steward_who_is_lost() {
    let (amara, [mut binh, mut chidi, esi]) = together(["Binh", "Chidi", "Esi"]);
    let rescue = revise(&mut binh, |charter| {
        drop_person(charter, amara.person);
        lead_by(charter, esi.person);
    });
    let second = approve(&mut chidi, &rescue);
    let seen = outsider(&amara, &[&rescue, &second]);
    assert_eq!(seen.collective().head, amara.collective().head, "two of four are too few");
    assert_eq!(seen.collective().waiting[&rescue.id()], [binh.person, chidi.person].into());
    let mut esi = esi;
    let third = approve(&mut esi, &rescue);
    for order in orders(&[&rescue, &second, &third]) {
        let seen = outsider(&amara, &order);
        assert_eq!(seen.collective().head, rescue.id());
        assert!(seen.collective().is_steward(&esi.person) && seen.collective().waiting.is_empty());
    }
}

#[test]
fn one_person_who_agrees_from_two_devices_is_still_one() {
    let (amara, [mut binh, mut chidi]) = together(["Binh", "Chidi"]);
    let rescue = revise(&mut binh, |charter| lead_by(charter, chidi.person));
    let again = approve(&mut binh, &rescue);
    assert_eq!(outsider(&amara, &[&rescue, &again]).collective().head, amara.collective().head);
    let other = approve(&mut chidi, &rescue);
    assert_eq!(outsider(&amara, &[&rescue, &other]).collective().head, rescue.id(), "two of three");
}

#[test]
fn two_members_never_outvote_their_stewards() {
    let (amara, [mut binh]) = together(["Binh"]);
    let coup = revise(&mut binh, |charter| lead_by(charter, binh_person(charter, amara.person)));
    let again = approve(&mut binh, &coup);
    assert_eq!(outsider(&amara, &[&coup, &again]).collective().head, amara.collective().head);
}

fn binh_person(charter: &Charter, other: Id) -> Id {
    *charter.members.iter().find(|person| **person != other).expect("two members")
}

#[test]
fn the_members_route_wins_against_a_late_child_of_the_steward_unless_most_members_saw_that() {
    let (mut amara, [mut binh, mut chidi, mut esi]) = together(["Binh", "Chidi", "Esi"]);
    let members = revise(&mut binh, |charter| lead_by(charter, chidi.person));
    let agreed = [approve(&mut chidi, &members), approve(&mut esi, &members)];
    let steward = revise(&mut amara, |charter| charter.tickets = Some(600));
    let two = [ack(&mut amara, &steward), ack(&mut esi, &steward)];
    let third = ack(&mut chidi, &steward);
    let head = |records: &[&Envelope]| outsider(&amara, records).collective().head;
    for order in orders(&[&members, &agreed[0], &agreed[1], &steward]) {
        assert_eq!(head(&order), members.id(), "without an ack");
    }
    for order in orders(&[&members, &agreed[0], &agreed[1], &steward, &two[0], &two[1]]).into_iter().step_by(7) {
        assert_eq!(head(&order), members.id(), "half of four is not more than half");
    }
    let all = [&members, &agreed[0], &agreed[1], &steward, &two[0], &two[1], &third];
    for order in orders(&all).into_iter().step_by(97) {
        assert_eq!(head(&order), steward.id());
    }
    // Who has seen both counts for neither.
    let both = ack(&mut chidi, &members);
    assert_eq!(head(&[&members, &agreed[0], &agreed[1], &steward, &two[0], &two[1], &third, &both]), members.id());
}

#[test]
fn a_member_who_came_back_on_a_new_machine_still_has_a_say() {
    let (amara, [mut binh, mut chidi]) = together(["Binh", "Chidi"]);
    binh.device = Secret::from_seed(&[90; 32]);
    binh.node = Secret::from_seed(&[91; 32]);
    let now = binh.tick();
    let words = founding::credentials(&binh.root, &binh.hands(), binh.charter, now).expect("small");
    let rescue = revise(&mut chidi, |charter| lead_by(charter, binh.person));
    let agreed = approve(&mut binh, &rescue);
    let seen = outsider(&amara, &[&words[1], &rescue, &agreed]);
    assert_eq!(seen.collective().head, rescue.id());
    // Unless a revision took that machine off the list.
    let mut charter = founding::successor(seen.collective());
    let new = Listed { key: binh.device.key(), person: binh.person, seal: binh.seal };
    assert!(charter.devices.contains(&new));
    charter.devices =
        Few::new(charter.devices.iter().filter(|device| **device != new).cloned().collect()).expect("few");
    assert!(charter.is_sound());
}

#[test]
fn a_device_that_is_taken_back_takes_no_decision_along() {
    let (mut amara, [mut binh]) = together(["Binh"]);
    let laptop = Secret::from_seed(&[42; 32]);
    let now = amara.tick();
    let hands = Hands { device: &laptop, seal: amara.seal, node: &amara.node, person: amara.person };
    let [_, device] = founding::credentials(&amara.root, &hands, amara.charter, now).expect("small");
    let mut next = founding::successor(amara.collective());
    next.tickets = Some(700);
    let decided = founding::revision(amara.charter, &hands, &next, &[], now).expect("sound");
    let back = parting::retire(amara.charter, laptop.key(), amara.seal, &amara.root, now.after(1)).expect("small");
    for order in orders(&[&device, &decided, &back]) {
        let mut home = outsider(&binh, &[]);
        home.hear_all(order);
        assert_eq!(home.collective().head, decided.id(), "a laptop that is given away undoes nothing");
    }
    binh.hear_all([&device, &decided, &back]);
    assert!(!binh.collective().devices.contains_key(&laptop.key()));
}

#[test]
fn nobody_pins_anothers_home_by_claiming_to_be_them() {
    let (mut amara, [mut binh, mut mallory]) = together(["Binh", "Mallory"]);
    let (invite, secret) = amara.invite_member(5, 1);
    mallory.hear_all([&invite]);
    let one = revise(&mut amara, |charter| charter.tickets = Some(500));
    let other = revise(&mut amara, |charter| charter.tickets = Some(900));
    let seen = ack(&mut amara, &one);
    let key = Secret::from_seed(&[43; 32]);
    let now = mallory.tick();
    let claimed = Hands { device: &key, seal: mallory.seal, node: &mallory.node, person: binh.person };
    let join = founding::join_member(amara.charter, invite.id(), &secret.signer(), &claimed, now).expect("small");
    let nothing = Ack { note: None };
    let forged = founding::statement("ack", amara.charter, binh.person, &nothing, vec![other.id()], now, &key);
    let forged = forged.expect("small");
    binh.hear_all([&invite, &one, &other, &seen, &join]);
    assert_eq!(binh.hear(&forged), Err(Refusal::Unknown), "a join brings no key: Binh's root key would");
    assert_eq!(binh.collective().head, one.id());
}

#[test]
fn who_once_decided_alone_lets_nobody_in_alone_any_more() {
    let (mut amara, [mut binh]) = together(["Binh"]);
    let (invite, secret) = amara.invite_member(7, 1);
    let three = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (charter.members.clone(), 2);
        charter.approval = true;
    });
    amara.say(three);
    let mut chidi = Home::new("Chidi");
    let joins = chidi.join(&mut amara, &invite, &secret);
    binh.meet(&mut amara);
    let join = joins.last().expect("a join");
    let one = approve(&mut amara, join);
    for home in [&mut amara, &mut binh] {
        home.hear_all([&one]);
        assert_eq!(home.role_of(chidi.person), Some(Role::New));
    }
    let other = approve(&mut binh, join);
    for home in [&mut amara, &mut binh] {
        home.hear_all([&other]);
        assert_eq!(home.role_of(chidi.person), Some(Role::Member));
    }
}
