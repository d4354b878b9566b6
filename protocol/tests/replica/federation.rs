//! How a federation's charter becomes the next: who agrees, who is put out, which of two counts, and how many
//! strangers its law can name.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::alliance::{self, Change, Misfit, Next};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::{Charter, Pinned};
use protocol::replica::Replica;
use protocol::roster::{GUESTS_MAX, NAMED_MAX};
use protocol::space::Scope;
use protocol::wire::{self, Few};

use crate::home::{Home, NOON};

/// Amara's home, which hears everything, and the founders of other collectives that sign.
pub struct Town {
    pub amara: Home,
    pub others: Vec<Home>,
    pub federation: Id,
}

impl Town {
    /// A federation of Amara's collective and as many others, which came by her invites.
    pub fn of(others: u8) -> Town {
        let mut amara = Home::founder("Amara", "A");
        let federation = amara.found_federation();
        let mut town = Town { amara, others: Vec::new(), federation };
        for _ in 0..others {
            town.come();
        }
        town
    }

    /// One more collective uses an invite of Amara's; its founder's place among the others.
    pub fn come(&mut self) -> usize {
        let at = self.stranger();
        let (invite, secret) = self.amara.invite_collective(self.federation, at as u8 + 1);
        let other = &mut self.others[at];
        let now = other.tick();
        let (signer, hands) = (secret.signer(), other.hands());
        let join = founding::join_collective(self.federation, invite.id(), &signer, other.collective(), &hands, now);
        let theirs: Vec<Envelope> = other.replica.law().values().cloned().collect();
        self.amara.hear_all([&join.expect("small")]);
        self.amara.hear_all(&theirs);
        at
    }

    /// One more collective that nobody has invited.
    pub fn stranger(&mut self) -> usize {
        let name = format!("Founder {}", self.others.len());
        self.others.push(Home::founder(&name, "Another"));
        self.others.len() - 1
    }

    pub fn charter(&self, at: usize) -> Id {
        self.others[at].charter
    }

    pub fn next(&self, changes: &[Change]) -> Result<Next, Misfit> {
        let roster = self.amara.replica.roster();
        alliance::amend(roster, self.amara.federation(self.federation), changes, self.amara.now)
    }

    /// The next revision, signed by Amara and said.
    pub fn propose(&mut self, next: &Next) -> Envelope {
        let now = self.amara.now;
        let hands = self.amara.hands();
        let record = founding::revision(self.federation, &hands, &next.charter, &next.vouches, now);
        let record = record.expect("sound");
        self.amara.hear_all([&record]);
        record
    }

    /// These others agree; whoever was not known is by now.
    pub fn agree(&mut self, record: &Envelope, who: impl IntoIterator<Item = usize>) {
        for at in who {
            let other = &mut self.others[at];
            let approve = other.state("approve", self.federation, &Approve { note: None }, vec![record.id()]);
            let theirs: Vec<Envelope> = other.replica.law().values().cloned().collect();
            self.amara.hear_all(&theirs);
            self.amara.hear_all([&approve]);
        }
    }

    /// Everybody who is in is written down; Amara decides alone until then.
    pub fn write_down(&mut self) -> Envelope {
        let next = self.next(&[]).expect("there are newcomers");
        let record = self.propose(&next);
        assert_eq!(self.head(), record.id());
        record
    }

    /// The same where others decide as well: these agree.
    pub fn write_down_with(&mut self, who: &[usize]) -> Envelope {
        let next = self.next(&[]).expect("there are newcomers");
        let record = self.propose(&next);
        self.agree(&record, who.iter().copied());
        assert_eq!(self.head(), record.id());
        record
    }

    pub fn head(&self) -> Id {
        self.amara.federation(self.federation).head
    }

    /// The places of the others that are in.
    pub fn inside(&self) -> BTreeSet<usize> {
        let federation = self.amara.federation(self.federation);
        let is_in = |at: &usize| federation.collectives.contains_key(&self.charter(*at));
        (0..self.others.len()).filter(is_in).collect()
    }
}

#[test]
fn what_was_written_down_takes_more_than_half_of_the_collectives_to_change() {
    let mut town = Town::of(2);
    town.write_down();
    let next = town.next(&[Change::PutOut(town.charter(1))]).expect("it is in");
    let gone = town.propose(&next);
    let waiting = &town.amara.federation(town.federation).waiting;
    assert_eq!(waiting[&gone.id()], BTreeSet::from([town.amara.charter]));
    assert_eq!(town.inside(), BTreeSet::from([0, 1]));
    town.agree(&gone, [0]);
    assert_eq!((town.head(), town.inside()), (gone.id(), BTreeSet::from([0])));
}

#[test]
fn whoever_is_put_out_comes_not_back_by_the_join_of_before_and_those_whom_it_let_in_stay() {
    // Given a collective that came by a join, and another that it let in.
    let mut town = Town::of(1);
    let (invite, secret) = {
        let mut binh = std::mem::replace(&mut town.others[0], Home::new("Nobody"));
        binh.replica.await_charter(Some(town.federation));
        binh.hear_all(&town.amara.replica.law().values().cloned().collect::<Vec<_>>());
        let made = binh.invite_collective(town.federation, 9);
        town.amara.hear_all([&made.0]);
        town.others[0] = binh;
        made
    };
    let chidi = town.stranger();
    let other = &mut town.others[chidi];
    let now = other.tick();
    let signer = secret.signer();
    let join =
        founding::join_collective(town.federation, invite.id(), &signer, other.collective(), &other.hands(), now);
    town.amara.hear_all([&join.expect("small")]);
    town.amara.hear_all(&town.others[chidi].replica.law().values().cloned().collect::<Vec<_>>());
    assert_eq!(town.inside(), BTreeSet::from([0, 1]));

    // When it is put out, neither its join nor its own invite counts.
    let next = town.next(&[Change::PutOut(town.charter(0))]).expect("it is in");
    let gone = town.propose(&next);
    assert_eq!((town.head(), town.inside()), (gone.id(), BTreeSet::from([1])));

    // It comes back where a later version lists it and it agrees.
    let next = town.next(&[Change::List(town.charter(0))]).expect("it is known");
    let back = town.propose(&next);
    town.agree(&back, [1]);
    assert_eq!((town.head(), town.inside()), (back.id(), BTreeSet::from([0, 1])));
}

#[test]
fn a_change_that_does_not_fit_a_federation_is_refused_before_it_is_signed() {
    let mut town = Town::of(2);
    let nobody = Id::of(b"nobody");
    assert_eq!(town.next(&[Change::List(nobody)]), Err(Misfit::Unknown(nobody)));
    assert_eq!(town.next(&[Change::PutOut(nobody)]), Err(Misfit::Outside(nobody)));
    let least = Misfit::Threshold { asked: 1, least: 2, seats: 3 };
    assert_eq!(town.next(&[Change::Threshold(1)]), Err(least));
    town.write_down();
    assert_eq!(town.next(&[]), Err(Misfit::Nothing));
    let out = [Change::PutOut(town.amara.charter), Change::PutOut(town.charter(0)), Change::PutOut(town.charter(1))];
    assert_eq!(town.next(&out), Err(Misfit::Empty));
    town.amara.now = NOON;
    assert_eq!(town.next(&[Change::Threshold(3)]), Err(Misfit::Early));
}

/// Two rival versions: Amara's collective agreed to both, two others to one each; the rest has seen one.
fn rivals() -> (Town, [Envelope; 2]) {
    let mut town = Town::of(2);
    town.write_down();
    let versions = [Change::PutOut(town.charter(1)), Change::PutOut(town.charter(0))];
    let nexts = versions.map(|change| town.next(&[change]).expect("it is in"));
    let records = nexts.map(|next| town.propose(&next));
    town.agree(&records[0], [0]);
    town.agree(&records[1], [1]);
    (town, records)
}

#[test]
fn of_two_versions_of_a_federation_the_one_that_more_collectives_have_acknowledged_counts() {
    let (mut town, [first, second]) = rivals();
    let before = town.amara.federation(town.federation).charter.revision;
    assert!(town.amara.federation(town.federation).contested && before == 1, "a tie keeps the parent");
    let federation = town.federation;
    let ack = |town: &mut Town, at: usize, seen: &Envelope| {
        let ack = town.others[at].state("ack", federation, &Ack { note: None }, vec![seen.id()]);
        town.amara.hear_all([&ack]);
    };
    ack(&mut town, 1, &second);
    assert_eq!(town.head(), second.id());
    ack(&mut town, 1, &first);
    assert_eq!(town.amara.federation(federation).charter.revision, 1, "who acknowledged both counts for neither");
    ack(&mut town, 0, &first);
    assert_eq!(town.head(), first.id());
}

#[test]
fn a_collective_that_gives_up_its_stewards_takes_no_version_back_that_others_have_built_on() {
    // Given a version that Amara's and one other collective made, and a later one of the two others.
    let mut town = Town::of(2);
    town.write_down();
    let next = town.next(&[Change::Threshold(3)]).expect("three can");
    let first = town.propose(&next);
    town.agree(&first, [0]);
    assert_eq!(town.head(), first.id());
    let next = town.next(&[Change::Threshold(2)]).expect("two can");
    let second = town.propose(&next);
    town.agree(&second, [0, 1]);
    assert_eq!(town.head(), second.id());

    // When the first other one hands its collective to new stewards and writes nothing down.
    let other = &mut town.others[0];
    let mut friend = Home::new("Friend");
    let (invite, secret) = other.invite_member(7, 1);
    friend.join(other, &invite, &secret);
    let handed = crate::fork::revise(other, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![friend.person]).expect("one"), 1);
    });
    let theirs: Vec<Envelope> = other.replica.law().values().cloned().collect();
    town.amara.hear_all(&theirs);
    town.amara.hear_all([&handed]);

    // Then of the second version, which took all three, it takes its word back; the first one stands.
    assert_eq!(town.head(), first.id());
}

/// Everything that was said in a federation with a fork, put-outs and comers, in the order of the ids.
fn quarrel() -> &'static (Id, Vec<Envelope>, Id) {
    static QUARREL: OnceLock<(Id, Vec<Envelope>, Id)> = OnceLock::new();
    QUARREL.get_or_init(|| {
        let (mut town, [_, second]) = rivals();
        let ack = town.others[1].state("ack", town.federation, &Ack { note: None }, vec![second.id()]);
        town.amara.hear_all([&ack]);
        let late = town.stranger();
        let theirs: Vec<Envelope> = town.others[late].replica.law().values().cloned().collect();
        let next = town.next(&[]).expect_err("all who are in are written down");
        assert_eq!(next, Misfit::Nothing);
        let law = town.amara.replica.law().values().cloned().chain(theirs).collect();
        (town.federation, law, town.amara.charter)
    })
}

fn told(order: &[usize], batch: usize) -> Home {
    let (_, law, charter) = quarrel();
    let mut home = Home::new("Daria");
    (home.charter, home.now) = (*charter, NOON.after(10_000_000));
    home.replica = Replica::new(None, home.now.day());
    home.replica.await_charter(Some(*charter));
    let records: Vec<&Envelope> = order.iter().map(|at| &law[*at]).collect();
    for _ in 0..3 {
        crate::bounds::deliver(&mut home, &records, batch); // a neighbour offers again what was not taken
    }
    home
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn in_whatever_order_a_federations_law_comes_the_view_is_the_same(
        order in Just((0..quarrel().1.len()).collect::<Vec<usize>>()).prop_shuffle(),
        batch in 1..20usize,
    ) {
        static EXPECTED: OnceLock<(Id, Id)> = OnceLock::new();
        let sight = |home: &Home| {
            let federation = quarrel().0;
            (home.federation(federation).head, home.digest(&Scope::Federation(federation)))
        };
        let all: Vec<usize> = (0..quarrel().1.len()).collect();
        let expected = EXPECTED.get_or_init(|| sight(&told(&all, usize::MAX)));
        prop_assert_eq!(&sight(&told(&order, batch)), expected);
    }
}

#[test]
fn a_federation_is_founded_by_one_collective() {
    let mut amara = Home::founder("Amara", "A");
    let mallory = Home::founder("Mallory", "M");
    let now = amara.tick();
    let good = founding::federation(amara.collective(), &amara.hands(), now).expect("small");
    let mut charter: Charter = wire::decode(good.body().expect("whole")).expect("a charter");
    let mut pins = vec![charter.collectives[0].clone(), Pinned { charter: mallory.charter, head: mallory.charter }];
    pins.sort();
    (charter.collectives, charter.threshold) = (Few::new(pins).expect("two"), 2);
    assert!(!charter.is_sound(), "who is named in it need not have agreed");
}

#[test]
fn a_steward_who_names_collectives_without_end_lets_a_bounded_number_of_strangers_speak() {
    // Given Mallory's collective in Amara's federation, and revisions of hers to which nobody agrees.
    let mut town = Town::of(1);
    town.write_down();
    let named = |flood: u32, at: u32| Id::of(format!("stranger {flood} {at}").as_bytes());
    for flood in 0..8 {
        let mut charter = town.amara.federation(town.federation).charter.clone();
        let pins = (0..120).map(|at| Pinned { charter: named(flood, at), head: named(flood, at) });
        let mut pins: Vec<Pinned> = pins.chain(charter.collectives.iter().cloned()).collect();
        pins.sort();
        (charter.revision, charter.parent) = (charter.revision + 1, Some(town.head()));
        (charter.collectives, charter.threshold) = (Few::new(pins).expect("122"), 100);
        let mallory = &mut town.others[0];
        let now = mallory.tick();
        let record = founding::revision(town.federation, &mallory.hands(), &charter, &[], now).expect("sound");
        let vouch =
            protocol::record::vouch::Vouch { by: mallory.charter, collective: named(99, flood), head: record.id() };
        let vouch = mallory.state("vouch", town.federation, &vouch, Vec::new());
        town.amara.hear_all([&record, &vouch]);
    }
    // Then the first charters of a bounded number of them would be taken in, and of all who are in.
    let roster = town.amara.replica.roster();
    let referred = (0..8).flat_map(|flood| (0..120).map(move |at| named(flood, at))).filter(|id| roster.refers_to(id));
    let referred = referred.count();
    assert!((1..=NAMED_MAX).contains(&referred), "{referred}");
    assert!(!(0..8).any(|flood| roster.refers_to(&named(99, flood))), "a vouch alone names nobody");
    assert!(roster.refers_to(&town.charter(0)));
}

#[test]
fn a_collective_in_two_federations_is_put_out_of_one_and_stays_in_the_other() {
    let mut town = Town::of(1);
    let second = town.amara.found_federation();
    let (invite, secret) = town.amara.invite_collective(second, 90);
    let other = &mut town.others[0];
    let (now, signer) = (other.tick(), secret.signer());
    let join = founding::join_collective(second, invite.id(), &signer, other.collective(), &other.hands(), now);
    town.amara.hear_all([&join.expect("small")]);
    let other = town.charter(0);
    assert_eq!(town.amara.replica.roster().federations_of(other).count(), 2);
    let next = town.next(&[Change::PutOut(other)]).expect("it is in");
    town.propose(&next);
    let left: Vec<Id> = town.amara.replica.roster().federations_of(other).map(|federation| federation.id).collect();
    assert_eq!(left, [second]);
}

#[test]
fn whom_collectives_bring_that_no_version_lists_counts_within_one_bound_of_the_federation() {
    // Given two collectives that came by joins alone, and each invites forty.
    let mut town = Town::of(2);
    let made_up = Home::founder("Made up", "Z");
    for host in 0..2 {
        for number in 0..2 {
            let other = &mut town.others[host];
            let secret = protocol::invite_line::OneTime([100 + 2 * host as u8 + number; 16]);
            let (signer, now) = (secret.signer(), other.tick());
            let door = founding::Door::Collective(town.federation, town.federation);
            let invite = founding::invite(door, signer.key(), 20, now.day().plus(7), &other.hands(), now);
            let invite = invite.expect("sound");
            town.amara.hear_all([&invite]);
            let mut joins = Vec::new();
            for guest in 0..20 {
                let mut theirs = made_up.collective().clone();
                theirs.id = Id::of(format!("{host} {number} {guest}").as_bytes());
                let hands = made_up.hands();
                let join = founding::join_collective(town.federation, invite.id(), &signer, &theirs, &hands, now);
                joins.push(join.expect("small"));
            }
            town.amara.hear_all(&joins);
        }
    }
    // Then of the eighty as many are held as of one person's guests, and of those whom Amara brought both.
    let joins = town.amara.replica.law().values().filter(|record| &*record.header().kind == "join").count();
    assert_eq!(joins, GUESTS_MAX + 2);
    assert_eq!(town.inside(), BTreeSet::from([0, 1]));
}
