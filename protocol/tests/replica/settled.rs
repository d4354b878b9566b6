//! Branches of a collective that old keys begin, as its neighbours in a federation see them.

use proptest::prelude::*;
use protocol::alliance::{self, Change};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::record::approve::Approve;
use protocol::record::charter::Charter;
use protocol::space::Scope;
use protocol::wire::Few;

use crate::fork::{ack, outsider, revise, three};
use crate::home::Home;
use crate::parting::without;

/// Amara's collective, and what two of its three members sign in the end who were put out: a branch that begins
/// where they were two thirds.
struct Quarrel {
    amara: Home,
    binh: Home,
    branch: [Envelope; 2],
}

fn quarrel() -> Quarrel {
    let [mut amara, mut binh, mut chidi] = three();
    let own = Few::new(vec![binh.person]).expect("one");
    let fork = revise(&mut binh, |charter| charter.stewards = own.clone());
    let agreed = chidi.state("approve", chidi.charter, &Approve { note: None }, vec![fork.id()]);
    for person in [binh.person, chidi.person] {
        let gone = without(&mut amara, person);
        amara.say(gone);
    }
    let head = amara.collective().head;
    let seen = ack(&mut amara, head);
    amara.say(seen);
    Quarrel { amara, binh, branch: [fork, agreed] }
}

/// Dora's collective joins a federation that Amara's has founded, and hears of nothing since.
fn joined(amara: &mut Home) -> (Id, Home, OneTime) {
    let federation = amara.found_federation();
    let mut dora = Home::founder("Dora", "D");
    let (invite, secret) = amara.invite_collective(federation, 7);
    dora.join_federation(amara, federation, &invite, &secret);
    (federation, dora, secret)
}

fn lists(home: &Home, federation: Id, collective: Id) -> bool {
    let known = home.replica.roster().federation(&federation);
    known.is_some_and(|known| known.collectives.contains_key(&collective))
}

fn head(home: &Home, collective: Id) -> Id {
    home.replica.roster().collective(&collective).expect("a neighbour").head
}

/// The newcomer of a federation hears its law and the branch in some order.
fn heard(dora: &Home, records: &[Envelope], order: &[usize]) -> Home {
    let mut home = Home::new("Dora");
    home.charter = dora.charter;
    home.now = dora.now.after(1_000_000);
    home.replica.await_charter(Some(dora.charter));
    home.hear_all(dora.replica.law().values().filter(|record| {
        record.header().space.map_or(record.id(), |space| space.charter) == dora.charter
            || record.header().space.is_none()
    }));
    let ordered: Vec<&Envelope> = order.iter().map(|at| &records[*at]).collect();
    for _ in 0..6 {
        home.hear_all(ordered.iter().copied());
    }
    home
}

#[test]
fn two_removed_members_put_no_collective_out_of_its_federation() {
    let Quarrel { mut amara, branch, .. } = quarrel();
    let (federation, mut dora, _) = joined(&mut amara);
    let before = amara.collective().head;
    dora.hear_all(&branch);
    amara.hear_all(&branch);
    assert_eq!((head(&amara, amara.charter), head(&dora, amara.charter)), (before, before));
    assert!(lists(&amara, federation, amara.charter) && lists(&dora, federation, amara.charter));
    assert!(dora.replica.roster().collective(&amara.charter).expect("known").contested, "it is told all the same");
    let scope = Scope::Federation(federation);
    assert_eq!(amara.digest(&scope), dora.digest(&scope));
}

#[test]
fn a_joining_collectives_own_word_settles_its_branch_for_those_who_let_it_in() {
    // Given: it did not found the federation, it joined; no version lists it.
    let Quarrel { mut amara, branch, .. } = quarrel();
    let mut dora = Home::founder("Dora", "D");
    let federation = dora.found_federation();
    let (invite, secret) = dora.invite_collective(federation, 7);
    amara.join_federation(&mut dora, federation, &invite, &secret);
    let before = amara.collective().head;
    dora.hear_all(&branch);
    assert_eq!(head(&dora, amara.charter), before);
    assert!(lists(&dora, federation, amara.charter));
}

#[test]
fn a_federation_of_the_branchs_own_settles_nothing_for_others() {
    let Quarrel { mut amara, mut binh, branch } = quarrel();
    let (federation, mut dora, _) = joined(&mut amara);
    binh.hear_all(&branch);
    assert_eq!(binh.collective().head, branch[0].id());
    let theirs = binh.found_federation();
    let founding = binh.store[&theirs].clone();
    dora.hear_all(branch.iter().chain([&founding]));
    assert_eq!(head(&dora, amara.charter), amara.collective().head);
    assert!(lists(&dora, federation, amara.charter));
}

#[test]
fn a_join_said_again_on_another_branch_settles_nothing_until_a_version_does() {
    // Given: whoever knows the line by which the collective came says its join again, for their own branch.
    let Quarrel { mut amara, mut binh, branch } = quarrel();
    let mut dora = Home::founder("Dora", "D");
    let federation = dora.found_federation();
    let (invite, secret) = dora.invite_collective(federation, 7);
    amara.join_federation(&mut dora, federation, &invite, &secret);
    let before = amara.collective().head;
    binh.hear_all(&branch);
    let now = binh.tick();
    let again =
        founding::join_collective(federation, invite.id(), &secret.signer(), binh.collective(), &binh.hands(), now)
            .expect("small");
    // When a version of the federation lists the collective as it was, the branch comes too late.
    let mut written = outsider_of(&dora);
    dora.now = amara.now.after(60_000);
    let now = dora.now;
    let next = alliance::amend(dora.replica.roster(), dora.federation(federation), &[], now).expect("newcomers");
    let version = founding::revision(federation, &dora.hands(), &next.charter, &next.vouches, now).expect("sound");
    written.hear_all(branch.iter().chain([&again, &version]));
    assert_eq!(head(&written, amara.charter), before);
    // Until then nothing stands against it.
    dora.hear_all(branch.iter().chain([&again]));
    assert_eq!(head(&dora, amara.charter), branch[0].id());
    dora.hear_all([&version]);
    assert_eq!(head(&dora, amara.charter), before);
}

/// The same person's home, which has heard the same.
fn outsider_of(dora: &Home) -> Home {
    let mut home = outsider(dora, &[]);
    home.replica.settle(dora.person);
    home
}

#[test]
fn a_later_version_settles_another_branch_where_the_collective_itself_went_there() {
    // Given a collective whose stewards made one version and two thirds of its members another, and a federation
    // that pins the stewards' one.
    let [mut amara, mut binh, mut chidi] = three();
    let route = revise(&mut binh, |charter| charter.approval = true);
    let agreed = chidi.state("approve", chidi.charter, &Approve { note: None }, vec![route.id()]);
    let stewards = revise(&mut amara, |charter| charter.tickets = Some(500));
    amara.say(stewards.clone());
    let mut dora = Home::founder("Dora", "D");
    let federation = dora.found_federation();
    let (invite, secret) = dora.invite_collective(federation, 7);
    amara.join_federation(&mut dora, federation, &invite, &secret);
    let mut eve = Home::founder("Eve", "E");
    let (invite, secret) = dora.invite_collective(federation, 8);
    eve.join_federation(&mut dora, federation, &invite, &secret);
    dora.now = amara.now.after(60_000);
    let pin = |dora: &mut Home, head: Id| {
        let now = dora.tick();
        let mut next = successor(dora, federation);
        let pins = next.collectives.iter().cloned().map(|mut pin| {
            pin.head = if pin.charter == amara.charter { head } else { pin.head };
            pin
        });
        next.collectives = Few::new(pins.collect()).expect("few");
        let version = founding::revision(federation, &dora.hands(), &next, &[], now).expect("sound");
        dora.say(version.clone());
        version
    };
    pin(&mut dora, stewards.id());
    dora.hear_all([&route, &agreed]);
    assert_eq!(head(&dora, amara.charter), stewards.id(), "as it was when it came");
    // When more than half of the collectives, without it, list the other branch.
    let version = pin(&mut dora, route.id());
    let agreed = eve.state("approve", federation, &Approve { note: None }, vec![version.id()]);
    dora.hear_all([&agreed]);
    assert_eq!(dora.federation(federation).head, version.id());
    assert_eq!(head(&dora, amara.charter), route.id());
}

/// The next version of a federation, with everybody written down who has joined.
fn successor(home: &Home, federation: Id) -> Charter {
    let known = home.federation(federation);
    let roster = home.replica.roster();
    let mut next = match alliance::amend(roster, known, &[], home.now) {
        Ok(next) => return next.charter,
        Err(_) => known.charter.clone(),
    };
    (next.revision, next.parent) = (next.revision + 1, Some(known.head));
    next
}

#[test]
fn the_first_charter_of_a_federation_settles_before_anybody_else_is_put_out() {
    // Given a member put out by a version of the federation; the branch of old keys does not undo that.
    let Quarrel { mut amara, branch, .. } = quarrel();
    let (federation, mut dora, _) = joined(&mut amara);
    let mut eve = Home::founder("Eve", "E");
    let (invite, secret) = amara.invite_collective(federation, 9);
    eve.join_federation(&mut amara, federation, &invite, &secret);
    let next = alliance::amend(
        amara.replica.roster(),
        amara.federation(federation),
        &[Change::PutOut(eve.charter)],
        amara.now.after(60_000),
    );
    let now = amara.now.after(60_000);
    let version = founding::revision(federation, &amara.hands(), &next.expect("it is in").charter, &[], now);
    let version = version.expect("sound");
    amara.now = now;
    amara.say(version.clone());
    amara.meet(&mut dora);
    dora.hear_all(&branch);
    assert_eq!(dora.federation(federation).head, version.id());
    assert!(!lists(&dora, federation, eve.charter) && lists(&dora, federation, amara.charter));
}

proptest! {
    #![proptest_config(crate::cases(32))]

    #[test]
    fn in_whatever_order_a_branch_and_a_federation_come_its_people_see_the_same(
        order in Just((0..64).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let Quarrel { mut amara, branch, .. } = quarrel();
        let (federation, dora, _) = joined(&mut amara);
        let records: Vec<Envelope> = amara.replica.law().values().chain(&branch).cloned().collect();
        let order: Vec<usize> = order.into_iter().filter(|at| *at < records.len()).collect();
        let home = heard(&dora, &records, &order);
        prop_assert_eq!(head(&home, amara.charter), amara.collective().head);
        prop_assert!(lists(&home, federation, amara.charter));
        let first = heard(&dora, &records, &(0..records.len()).collect::<Vec<usize>>());
        let scope = Scope::Federation(federation);
        prop_assert_eq!(home.digest(&scope), first.digest(&scope));
    }
}
