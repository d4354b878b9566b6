//! A collective where several stewards must agree founds a federation, or comes into one: first its own stewards
//! know of it and agree, then the others.

use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::record::approve::Approve;
use protocol::space::Scope;

use crate::home::{Home, is_law};

/// Two stewards of one collective who must both agree.
pub fn two_stewards(one: &str, other: &str, collective: &str) -> [Home; 2] {
    let (mut first, mut second) = (Home::founder(one, collective), Home::new(other));
    let (invite, secret) = first.invite_member(1, 1);
    second.join(&mut first, &invite, &secret);
    let mut next = founding::successor(first.collective());
    next.stewards = next.members.clone();
    next.threshold = 2;
    let now = first.tick();
    let revision = founding::revision(first.charter, &first.hands(), &next, &[], now).expect("sound");
    first.say(revision);
    first.meet(&mut second);
    [first, second]
}

fn agree(home: &mut Home, federation: Id, record: Id) -> Envelope {
    let word = home.state("approve", federation, &Approve { note: None }, vec![record]);
    home.say(word)
}

fn founded(home: &mut Home) -> Envelope {
    let now = home.tick();
    let founding = founding::federation(home.collective(), &home.hands(), now).expect("small");
    home.say(founding)
}

fn is_in(home: &Home, federation: Id, collective: Id) -> bool {
    home.replica.roster().federation(&federation).is_some_and(|known| known.collectives.contains_key(&collective))
}

#[test]
fn what_one_of_two_stewards_founds_is_known_to_the_other_and_stands_when_both_agree() {
    let [mut amara, mut binh] = two_stewards("Amara", "Binh", "A");
    let founding = founded(&mut amara);
    assert!(amara.replica.roster().federation(&founding.id()).is_none(), "one of two founds nothing");
    amara.meet(&mut binh);
    assert_eq!(binh.replica.roster().wished_by(binh.charter).collect::<Vec<_>>(), [founding.id()]);
    agree(&mut binh, founding.id(), founding.id());
    amara.meet(&mut binh);
    for home in [&amara, &binh] {
        assert!(is_in(home, founding.id(), home.charter));
        assert_eq!(home.replica.roster().wished_by(home.charter).count(), 0, "it is, and is wanted no more");
    }
}

#[test]
fn a_collective_comes_in_when_its_stewards_have_agreed_and_not_before() {
    let mut host = Home::founder("Chidi", "C");
    let [mut amara, mut binh] = two_stewards("Amara", "Binh", "A");
    let federation = host.found_federation();
    let (invite, secret) = host.invite_collective(federation, 1);
    let now = amara.tick();
    let signer = secret.signer();
    let join = founding::join_collective(federation, invite.id(), &signer, amara.collective(), &amara.hands(), now);
    let join = amara.say(join.expect("small"));
    amara.meet(&mut binh);
    let word = agree(&mut binh, federation, join.id());
    amara.meet(&mut binh);
    assert!(amara.replica.law().contains_key(&word.id()), "whoever knocks brings it along");

    let own: Vec<Envelope> = amara.shown(&Scope::Inner(amara.charter)).into_iter().filter(is_law).collect();
    host.hear_all(own.iter().filter(|record| record.id() != word.id()));
    assert!(!is_in(&host, federation, amara.charter), "one of two brings nobody in");
    host.hear_all([&word]);
    assert!(is_in(&host, federation, amara.charter));
    amara.replica.await_charter(Some(federation));
    amara.hear_all(host.replica.law().values().collect::<Vec<_>>());
    amara.meet(&mut binh);
    for home in [&amara, &binh] {
        assert!(is_in(home, federation, home.charter) && is_in(home, federation, host.charter));
    }
    let scope = Scope::Federation(federation);
    assert_eq!(amara.digest(&scope), host.digest(&scope));
}

#[test]
fn a_member_who_is_no_steward_wishes_nothing_in_the_collectives_name() {
    let [mut amara, mut binh, mut chidi] = crate::fork::three();
    let founding = founded(&mut chidi);
    chidi.meet(&mut amara);
    amara.meet(&mut binh);
    for home in [&amara, &binh] {
        assert_eq!(home.replica.roster().wished_by(home.charter).count(), 0);
    }
    assert!(!binh.replica.law().contains_key(&founding.id()), "nor does it travel");
}

#[test]
fn in_whatever_order_a_founding_and_its_agreement_come_the_view_is_the_same() {
    let [mut amara, mut binh] = two_stewards("Amara", "Binh", "A");
    let law: Vec<Envelope> = amara.replica.law().values().cloned().collect();
    let founding = founded(&mut amara);
    amara.meet(&mut binh);
    let word = agree(&mut binh, founding.id(), founding.id());
    let mut all: Vec<&Envelope> = law.iter().chain([&founding, &word]).collect();
    let mut digests = std::collections::BTreeSet::new();
    for turn in 0..all.len() {
        all.rotate_left(1);
        let mut home = Home::new(&format!("reader {turn}"));
        home.charter = amara.charter;
        home.replica.await_charter(Some(amara.charter));
        // What waits for its author is offered again, as catch-up does.
        for _ in 0..all.len() {
            home.hear_all(all.iter().copied());
        }
        assert!(is_in(&home, founding.id(), amara.charter), "turn {turn}");
        digests.insert(home.digest(&Scope::Inner(amara.charter)));
    }
    assert_eq!(digests.len(), 1);
}
