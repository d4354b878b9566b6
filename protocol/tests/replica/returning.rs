//! A collective where several stewards must agree comes back into a federation whose law its homes know: the stewards
//! agree among themselves before the others hear of it.

use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::admit::Refusal;
use protocol::alliance::{self, Change, told};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::record::approve::Approve;
use protocol::space::Scope;
use protocol::time::Moment;

use crate::home::{Home, is_law};
use crate::wishes::two_stewards;

/// Chidi's collective has a federation; Amara and Binh, who must both agree, are in it.
struct Three {
    chidi: Home,
    amara: Home,
    binh: Home,
    federation: Id,
}

fn is_in(home: &Home, federation: Id, collective: Id) -> bool {
    home.replica.roster().federation(&federation).is_some_and(|known| known.collectives.contains_key(&collective))
}

fn agree(home: &mut Home, federation: Id, record: &Envelope) -> Envelope {
    let word = home.state("approve", federation, &Approve { note: None }, vec![record.id()]);
    home.say(word)
}

impl Three {
    fn together() -> Three {
        let mut chidi = Home::founder("Chidi", "C");
        let federation = chidi.found_federation();
        let [amara, binh] = two_stewards("Amara", "Binh", "A");
        let mut three = Three { chidi, amara, binh, federation };
        let join = three.asks(1);
        three.comes(&join);
        three
    }

    fn asks(&mut self, number: u8) -> Envelope {
        let (invite, secret) = self.chidi.invite_collective(self.federation, number);
        join(&mut self.amara, self.federation, &invite, &secret)
    }

    /// Binh agrees, and somebody knocks at Chidi's door.
    fn comes(&mut self, join: &Envelope) -> Envelope {
        self.amara.meet(&mut self.binh);
        let word = agree(&mut self.binh, self.federation, join);
        self.amara.meet(&mut self.binh);
        self.knocks(&[join.clone(), word.clone()]);
        word
    }

    fn knocks(&mut self, words: &[Envelope]) {
        let own: Vec<Envelope> =
            self.amara.shown(&Scope::Inner(self.amara.charter)).into_iter().filter(is_law).collect();
        self.chidi.hear_all(words.iter().chain(&own));
        self.amara.replica.await_charter(Some(self.federation));
        let law: Vec<Envelope> = self.chidi.replica.law().values().cloned().collect();
        self.amara.hear_all(&law);
        self.amara.meet(&mut self.binh);
    }

    fn leaves(&mut self) {
        let leave = self.amara.leave(self.federation);
        self.amara.meet(&mut self.binh);
        let word = agree(&mut self.binh, self.federation, &leave);
        self.chidi.hear_all([&leave, &word]);
        // Binh's home reads the federation no more.
        self.amara.meet(&mut self.binh);
        for home in [&self.chidi, &self.amara, &self.binh] {
            assert!(!is_in(home, self.federation, self.amara.charter));
        }
    }

    fn is_back(&self) -> bool {
        [&self.chidi, &self.amara, &self.binh].iter().all(|home| is_in(home, self.federation, self.amara.charter))
    }

    fn wished(&self, home: &Home) -> Vec<Id> {
        home.replica.roster().wished_by(home.charter).collect()
    }
}

fn join(home: &mut Home, federation: Id, invite: &Envelope, secret: &OneTime) -> Envelope {
    let now = home.tick();
    let signer = secret.signer();
    let join = founding::join_collective(federation, invite.id(), &signer, home.collective(), &home.hands(), now);
    home.say(join.expect("small"))
}

#[test]
fn a_collective_with_several_stewards_that_left_comes_back_when_they_agree() {
    let mut three = Three::together();
    assert!(three.is_back());
    three.leaves();
    assert_eq!((three.wished(&three.amara), three.wished(&three.binh)), (vec![], vec![]), "what ended is no wish");

    let join = three.asks(2);
    three.amara.meet(&mut three.binh);
    assert_eq!(three.wished(&three.binh), [three.federation], "the other steward is asked");
    assert!(three.binh.replica.roster().wants_back(&join.id()));
    assert!(!is_in(&three.amara, three.federation, three.amara.charter), "one of two brings nobody back");
    three.chidi.hear_all([&join]);
    assert!(!is_in(&three.chidi, three.federation, three.amara.charter));

    let word = agree(&mut three.binh, three.federation, &join);
    three.amara.meet(&mut three.binh);
    for home in [&three.amara, &three.binh] {
        assert!(!is_in(home, three.federation, home.charter), "before a door has opened nobody is in");
    }
    three.knocks(&[join, word]);
    assert!(three.is_back());
    assert_eq!(three.wished(&three.binh), []);
    let scope = Scope::Federation(three.federation);
    assert_eq!(three.binh.digest(&scope), three.chidi.digest(&scope));
}

#[test]
fn that_a_collective_has_gone_reaches_its_own_people_by_each_other_alone() {
    let mut three = Three::together();
    three.leaves();
    let inner = Scope::Inner(three.amara.charter);
    assert!(!is_in(&three.amara, three.federation, three.amara.charter));
    assert_eq!(three.amara.digest(&inner), three.binh.digest(&inner));
}

#[test]
fn whoever_has_left_is_heard_again_with_what_changed_since() {
    let mut three = Three::together();
    three.leaves();
    let mut next = founding::successor(three.amara.collective());
    next.tickets = Some(500);
    let now = three.amara.tick();
    let revision = founding::revision(three.amara.charter, &three.amara.hands(), &next, &[], now).expect("sound");
    let revision = three.amara.say(revision);
    three.amara.meet(&mut three.binh);
    let charter = three.amara.charter;
    agree(&mut three.binh, charter, &revision);
    three.amara.meet(&mut three.binh);

    let join = three.asks(2);
    three.amara.meet(&mut three.binh);
    let word = agree(&mut three.binh, three.federation, &join);
    three.amara.meet(&mut three.binh);
    // A door hears one join at a time: by whom the members came in, catch-up tells.
    let own = three.amara.shown(&Scope::Inner(charter)).into_iter();
    let own = own.filter(|record| is_law(record) && !["join", "approve"].contains(&&*record.header().kind));
    let agreed =
        three.binh.replica.law().values().filter(|record| record.header().names.first() == Some(&revision.id()));
    let told: Vec<Envelope> = [join, word].into_iter().chain(own).chain(agreed.cloned()).collect();
    let passed = protocol::door::let_in(&told, &three.amara.node.key(), &three.chidi.replica.doorway());
    assert!(passed.iter().any(|record| record.id() == revision.id()), "a door hears it");
    three.chidi.hear_all(&passed);
    assert!(is_in(&three.chidi, three.federation, charter));
}

#[test]
fn before_its_invite_is_known_only_the_own_people_hear_a_join_by_stewards_of_now() {
    let mut three = Three::together();
    three.leaves();
    let (invite, secret) = three.chidi.invite_collective(three.federation, 2);
    let mut dora = Home::founder("Dora", "D");
    let (of_dora, line) = three.chidi.invite_collective(three.federation, 3);
    dora.join_federation(&mut three.chidi, three.federation, &of_dora, &line);

    // By another hand in the collective's name, and at a home that is none of its own.
    let now = three.amara.tick();
    let signer = secret.signer();
    let forged =
        founding::join_collective(three.federation, invite.id(), &signer, three.amara.collective(), &dora.hands(), now);
    assert_eq!(three.binh.hear(&forged.expect("small")), Err(Refusal::Unknown));
    let mut other = Home::new("Dora's other home");
    (other.person, other.charter) = (dora.person, dora.charter);
    other.replica = protocol::replica::Replica::new(Some(dora.person), other.now.day());
    other.replica.await_charter(Some(dora.charter));
    let known = dora.replica.law().values().filter(|record| record.id() != invite.id()).cloned().collect::<Vec<_>>();
    other.hear_all(&known);
    other.hear_all(&known);
    let own = join(&mut three.amara, three.federation, &invite, &secret);
    assert_eq!(other.hear(&own), Err(Refusal::Unknown), "the invite comes first");
    other.hear_all([&invite, &own]);
    assert!(other.replica.law().contains_key(&own.id()));
}

#[test]
fn whoever_was_put_out_asks_to_come_back_and_a_version_lets_them() {
    let mut three = Three::together();
    let change = |three: &mut Three, change: Change| {
        let now = three.chidi.tick();
        let known = three.chidi.federation(three.federation);
        let next = alliance::amend(three.chidi.replica.roster(), known, &[change], now).expect("it fits");
        let record = founding::revision(three.federation, &three.chidi.hands(), &next.charter, &next.vouches, now);
        three.chidi.say(record.expect("sound"))
    };
    let theirs = three.amara.charter;
    let out = change(&mut three, Change::PutOut(theirs));
    for home in [&mut three.amara, &mut three.binh] {
        home.hear_all([&out]);
        assert!(!is_in(home, three.federation, home.charter));
    }
    let outside = |three: &Three| {
        let roster = three.chidi.replica.roster();
        told::outsiders(three.chidi.replica.law(), roster, three.chidi.federation(three.federation)).len()
    };
    assert_eq!((outside(&three), three.wished(&three.amara)), (0, vec![]), "what they said before asks for nothing");

    let join = three.asks(2);
    let word = three.comes(&join);
    assert!(!is_in(&three.chidi, three.federation, theirs), "a version has to list it");
    assert_eq!(outside(&three), 1, "and those who are in see that it asks");
    change(&mut three, Change::List(theirs));
    three.knocks(&[join, word]);
    assert!(three.is_back());
}

/// The collective, the federation, what Binh's home holds while his word is asked for, and his clock.
fn story() -> &'static (Id, Id, Vec<Envelope>, Moment) {
    static STORY: OnceLock<(Id, Id, Vec<Envelope>, Moment)> = OnceLock::new();
    STORY.get_or_init(|| {
        let mut three = Three::together();
        three.leaves();
        three.asks(2);
        three.amara.meet(&mut three.binh);
        let law = three.binh.replica.law().values().cloned().collect();
        (three.binh.charter, three.federation, law, three.amara.now)
    })
}

/// What Binh's home makes of it in an order: what is wanted, and the digest of the inner side.
fn told(order: &[usize], batch: usize) -> (Vec<Id>, Id) {
    let (charter, _, law, now) = story();
    let mut home = Home::new("Binh");
    (home.charter, home.now) = (*charter, now.after(10_000));
    home.replica.await_charter(Some(*charter));
    let records: Vec<&Envelope> = order.iter().map(|at| &law[*at]).collect();
    for _ in 0..3 {
        crate::bounds::deliver(&mut home, &records, batch); // a neighbour offers again what was not taken
    }
    (home.replica.roster().wished_by(*charter).collect(), home.digest(&Scope::Inner(*charter)))
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn in_whatever_order_a_wish_to_come_back_comes_its_people_see_the_same(
        order in Just((0..story().2.len()).collect::<Vec<usize>>()).prop_shuffle(),
        batch in 1..8usize,
    ) {
        static EXPECTED: OnceLock<(Vec<Id>, Id)> = OnceLock::new();
        let all: Vec<usize> = (0..story().2.len()).collect();
        let expected = EXPECTED.get_or_init(|| told(&all, usize::MAX));
        let seen = told(&order, batch);
        prop_assert_eq!(&seen.0, &vec![story().1]);
        prop_assert_eq!(&seen, expected);
    }
}
