//! What a machine is told whose collective was put out of a federation, and whose machine is whose for those who
//! block a neighbour.

use std::collections::BTreeSet;

use protocol::alliance::{Change, Misfit};
use protocol::door;
use protocol::envelope::Envelope;
use protocol::keys::Key;
use protocol::record::charter::Home as Node;
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::federation::Town;
use crate::fork::revise;
use crate::home::Home;

#[test]
fn whoever_was_put_out_unheard_is_told_so_at_a_door_and_nothing_behind_it() {
    let mut town = Town::of(2);
    town.write_down();
    let next = town.next(&[Change::PutOut(town.charter(1))]).expect("it is in");
    // The third one slept since: it knows what there was before.
    let before: Vec<Envelope> = town.amara.replica.law().values().cloned().collect();
    let federation = town.federation;
    town.others[1].replica.await_charter(Some(federation));
    town.others[1].hear_all(&before);
    let inside = |home: &Home| home.federation(federation).collectives.contains_key(&home.charter);
    assert!(inside(&town.others[1]));
    let gone = town.propose(&next);
    let node = town.others[1].node.key();
    assert!(door::parted(&[], &node, &town.amara.replica.doorway()).is_none(), "it is only proposed");
    town.agree(&gone, [0]);
    let later = town.next(&[Change::Threshold(2)]);
    assert_eq!(later, Err(Misfit::Nothing));
    let newcomer = town.come();
    let version = town.write_down_with(&[0]);
    // And one of those who decided goes on with its own charter.
    let decider = town.others[0].charter;
    let theirs = revise(&mut town.others[0], |charter| charter.tickets = charter.tickets.map(|tickets| tickets + 1));
    town.amara.hear_all([&theirs]);
    assert_eq!(town.amara.replica.roster().collective(&decider).expect("it is in").head, theirs.id());

    let given = door::parted(&[], &node, &town.amara.replica.doorway()).expect("it was in");
    let later = [version.id(), town.charter(newcomer), theirs.id()];
    assert!(!given.iter().any(|record| later.contains(&record.id())), "nothing of those who came later");
    town.others[1].hear_all(&given);
    assert!(!inside(&town.others[1]));
    assert!(door::parted(&[], &town.others[0].node.key(), &town.amara.replica.doorway()).is_none(), "it is in");
}

/// A collective lists a machine among its own, proved or not.
fn claim(home: &mut Home, machine: Key) -> Envelope {
    revise(home, |charter| {
        let mut nodes = charter.nodes.to_vec();
        nodes.push(Node { key: machine, person: None });
        nodes.sort_by_key(|node| node.key);
        charter.nodes = Few::new(nodes).expect("few");
    })
}

#[test]
fn a_neighbour_that_lists_a_colleagues_machine_cuts_nobody_off() {
    // Given a neighbour that claims a machine of Amara's collective among its own.
    let mut town = Town::of(2);
    let (colleague, own, evil) = (town.amara.node.key(), town.amara.charter, town.charter(0));
    let claimed = claim(&mut town.others[0], colleague);
    town.amara.hear_all([&claimed]);
    // When that one is blocked, its own machines are, and Amara's are not.
    let (blocked, machine) = (BTreeSet::from([evil]), town.others[0].node.key());
    let is_blocked = |town: &Town, machine| town.amara.replica.roster().is_of_any(machine, &blocked, Some(&own));
    assert!(is_blocked(&town, &machine) && !is_blocked(&town, &colleague));
    // And a third one that lists the blocked machine as well does not hide it.
    let claimed = claim(&mut town.others[1], machine);
    town.amara.hear_all([&claimed]);
    assert!(is_blocked(&town, &machine) && !is_blocked(&town, &town.others[1].node.key()));
}

#[test]
fn what_is_written_in_a_collective_that_was_put_out_comes_by_its_federation_no_more() {
    let mut town = Town::of(2);
    town.write_down();
    let (federation, own) = (town.federation, town.others[1].charter);
    let lead = town.others[1].lead("After it was put out", Side::Open);
    let scope = Scope::Federation(federation);
    assert!(town.amara.replica.roster().takes(&scope, &lead), "it is in");
    let next = town.next(&[Change::PutOut(own)]).expect("it is in");
    let gone = town.propose(&next);
    town.agree(&gone, [0]);
    for home in [&town.amara, &town.others[0]] {
        let roster = home.replica.roster();
        assert!(!roster.takes(&scope, &lead), "whoever hands it on");
        let law = town.others[1].replica.law().values();
        assert!(law.into_iter().all(|record| roster.takes(&scope, record)), "what says who belongs comes still");
    }
    // In its own collective it stays what it is.
    let roster = town.others[1].replica.roster();
    assert!(roster.takes(&Scope::Inner(own), &lead) && !roster.takes(&Scope::Inner(federation), &lead));
}
