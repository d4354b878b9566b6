//! Who speaks for the ninth collective of a federation and every further one, and how often.

use std::collections::BTreeSet;

use protocol::alliance::{self, Change, Misfit, Next};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::id::Id;
use protocol::record::approve::Approve;
use protocol::record::charter::Pinned;
use protocol::record::vouch::Vouch;
use protocol::time::{DAY_MS, Moment};
use protocol::wire::{self, Few};

use crate::bounds::deliver;
use crate::federation::Town;

/// 92 days: no quarter is longer.
const QUARTER_MS: u64 = 92 * DAY_MS;

/// A federation of eight, all written down.
fn eight() -> Town {
    let mut town = Town::of(7);
    town.write_down();
    assert_eq!(town.inside().len(), 7);
    town
}

/// These others speak for a newcomer.
fn vouches(town: &mut Town, newcomer: usize, by: &[usize]) -> Vec<Envelope> {
    let mut said = Vec::new();
    for at in by {
        let now = town.others[*at].tick();
        let speaker = &town.others[*at];
        let newcomer = town.others[newcomer].collective();
        let vouch = alliance::vouch(town.federation, speaker.charter, newcomer, &speaker.hands(), now);
        said.push(vouch.expect("small"));
    }
    town.amara.hear_all(&said);
    said
}

/// The charter that lists a newcomer, whoever speaks for it.
fn listing(town: &mut Town, newcomers: &[usize], vouches: Vec<Id>) -> Next {
    let federation = town.amara.federation(town.federation).clone();
    let mut charter = federation.charter.clone();
    let pins = newcomers
        .iter()
        .map(|at| town.others[*at].collective())
        .map(|newcomer| Pinned { charter: newcomer.id, head: newcomer.head });
    let mut pins: Vec<_> = charter.collectives.iter().cloned().chain(pins).collect();
    pins.sort();
    charter.threshold = charter.threshold.max(pins.len() as u32 / 2 + 1);
    charter.collectives = Few::new(pins).expect("few");
    (charter.revision, charter.parent) = (charter.revision + 1, Some(federation.head));
    Next { charter, vouches }
}

fn ids(records: &[Envelope]) -> Vec<Id> {
    records.iter().map(Envelope::id).collect()
}

/// For whom a vouch speaks, and who does.
fn spoken(record: &Envelope) -> (Id, Id) {
    let vouch: Vouch = wire::decode(record.body().expect("whole")).expect("a vouch");
    (vouch.collective, vouch.by)
}

fn at(town: &mut Town, moment: Moment) {
    town.amara.now = moment;
    town.others.iter_mut().for_each(|other| other.now = moment);
}

#[test]
fn the_ninth_collective_joins_and_stays_outside_until_three_speak_for_it() {
    // Given eight, and a ninth with an invite.
    let mut town = eight();
    let ninth = town.come();
    assert_eq!(town.inside().len(), 7, "the line alone lets eight in");
    // When all agree to a version that lists it and two speak for it, or one does twice.
    let mut two = vouches(&mut town, ninth, &[0, 1]);
    two.extend(vouches(&mut town, ninth, &[1]));
    let next = listing(&mut town, &[ninth], ids(&two));
    let short = town.propose(&next);
    town.agree(&short, 0..7);
    assert!(!town.inside().contains(&ninth));
    assert_eq!(
        town.next(&[Change::List(town.charter(ninth))]),
        Err(Misfit::Vouches { collective: town.charter(ninth), found: 2 })
    );
    // Then three are enough, and those who agree are as many as ever.
    vouches(&mut town, ninth, &[2]);
    let next = town.next(&[Change::List(town.charter(ninth))]).expect("three");
    let version = town.propose(&next);
    assert!(!town.inside().contains(&ninth), "one of eight has agreed");
    town.agree(&version, 0..4);
    assert_eq!(town.head(), version.id());
    assert!(town.inside().contains(&ninth));
}

#[test]
fn a_vouch_for_another_newcomer_or_by_a_stranger_or_in_another_federation_is_none() {
    let mut town = eight();
    let (ninth, tenth) = (town.come(), town.come());
    let stranger = town.stranger();
    let good = vouches(&mut town, ninth, &[0, 1]);
    let other = vouches(&mut town, tenth, &[2]);
    let strange = vouches(&mut town, ninth, &[stranger, tenth]);
    let elsewhere = town.amara.found_federation();
    let newcomer = town.others[ninth].collective();
    let away = alliance::vouch(elsewhere, town.amara.charter, newcomer, &town.amara.hands(), town.amara.now);
    let away = town.amara.say(away.expect("small"));
    for third in [&other[0], &strange[0], &strange[1], &away] {
        let next = listing(&mut town, &[ninth], [ids(&good), vec![third.id()]].concat());
        let version = town.propose(&next);
        town.agree(&version, 0..7);
        assert!(!town.inside().contains(&ninth));
    }
}

#[test]
fn a_collective_speaks_for_one_newcomer_in_a_quarter() {
    let mut town = eight();
    let (ninth, tenth) = (town.come(), town.come());
    vouches(&mut town, ninth, &[0, 1, 2]);
    let again = vouches(&mut town, tenth, &[0, 1, 2]);
    let both = [Change::List(town.charter(ninth)), Change::List(town.charter(tenth))];
    assert!(matches!(town.next(&both), Err(Misfit::Vouches { found: 0, .. })));
    let next = town.next(&[Change::List(town.charter(ninth))]).expect("three");
    let first = town.propose(&next);
    town.agree(&first, 0..7);
    assert_eq!(town.head(), first.id());

    let next = listing(&mut town, &[tenth], ids(&again));
    let soon = town.propose(&next);
    town.agree(&soon, 0..7);
    assert_eq!(town.head(), first.id(), "they have spoken this quarter");

    let then = town.amara.now.after(QUARTER_MS);
    at(&mut town, then);
    let next = town.next(&[Change::List(town.charter(tenth))]).expect("a new quarter");
    let late = town.propose(&next);
    town.agree(&late, 0..7);
    assert_eq!(town.head(), late.id());
    assert!(town.inside().contains(&tenth));
}

#[test]
fn a_version_dated_before_the_one_that_it_follows_is_none() {
    let mut town = eight();
    let (then, before) = (town.amara.now.after(QUARTER_MS), town.amara.now);
    at(&mut town, then);
    let next = town.next(&[Change::Threshold(6)]).expect("six of eight");
    let first = town.propose(&next);
    town.agree(&first, 0..7);
    assert_eq!(town.head(), first.id());
    // A quarter in which nobody had spoken would be at hand again.
    let next = town.next(&[Change::Threshold(5)]).expect("five of eight");
    town.amara.now = before;
    let back = town.propose(&next);
    town.amara.now = then;
    town.agree(&back, 0..7);
    assert_eq!(town.head(), first.id());
}

#[test]
fn colluding_vouchers_for_eight_quarters_bring_one_in_a_quarter_for_every_three_of_them() {
    // Given nine collectives, three of which speak for whomever they make up; and the others agree to anything.
    let mut town = eight();
    let ninth = town.come();
    vouches(&mut town, ninth, &[0, 1, 2]);
    let next = town.next(&[Change::List(town.charter(ninth))]).expect("three");
    let version = town.propose(&next);
    town.agree(&version, 0..7);
    let mut colluding: Vec<usize> = vec![0, 1, 2];
    let mut grown = Vec::new();
    for quarter in 1..=8 {
        // When each of them speaks for every one that is made up, quarter after quarter.
        let then = town.amara.now.after(QUARTER_MS);
        at(&mut town, then);
        let room = colluding.len() / 3;
        let made_up: Vec<usize> = (0..=room).map(|_| town.stranger()).collect();
        let mut said = Vec::new();
        for newcomer in &made_up {
            let theirs = town.others[*newcomer].collective();
            said.extend(colluding.iter().map(|by| {
                let speaker = &town.others[*by];
                let vouch = alliance::vouch(town.federation, speaker.charter, theirs, &speaker.hands(), then);
                vouch.expect("small")
            }));
        }
        let names: Vec<Id> = said.iter().take(15).map(Envelope::id).collect();
        let try_with = |town: &mut Town, newcomers: &[usize], names: Vec<Id>| {
            let next = listing(town, newcomers, names);
            let hands = town.amara.hands();
            let record =
                founding::revision(town.federation, &hands, &next.charter, &next.vouches, then).expect("sound");
            let mut records = vec![record.clone()];
            for at in 0..town.others.len() {
                let other = &mut town.others[at];
                let approve = Approve { note: None };
                let approve = other.state("approve", town.federation, &approve, vec![record.id()]);
                records.extend(other.replica.law().values().cloned().chain([approve]));
            }
            records.extend(said.iter().cloned());
            deliver(&mut town.amara, &records.iter().collect::<Vec<_>>(), usize::MAX);
            deliver(&mut town.amara, &records.iter().collect::<Vec<_>>(), usize::MAX);
        };
        // All of them at once: one too many for those who speak.
        try_with(&mut town, &made_up, names);
        assert!(made_up.iter().all(|at| !town.inside().contains(at)), "quarter {quarter}");
        // As many as three speak for, each for one.
        let mut fresh = colluding.clone();
        let names = made_up[..room].iter().flat_map(|newcomer| {
            let theirs = town.charter(*newcomer);
            let three: BTreeSet<Id> = fresh.drain(..3).map(|by| town.charter(by)).collect();
            said.iter().filter(move |record| {
                let (newcomer, speaker) = spoken(record);
                newcomer == theirs && three.contains(&speaker)
            })
        });
        let names: Vec<Id> = names.map(Envelope::id).collect();
        try_with(&mut town, &made_up[..room], names);
        let came = made_up.iter().filter(|at| town.inside().contains(at)).count();
        assert_eq!(came, room, "quarter {quarter}");
        // The same three once more, for the one that is left.
        let left = made_up[room];
        let by: BTreeSet<Id> = colluding[..3].iter().map(|by| town.charter(*by)).collect();
        let names = said.iter().filter(|record| {
            let (theirs, speaker) = spoken(record);
            theirs == town.charter(left) && by.contains(&speaker)
        });
        let names: Vec<Id> = names.map(Envelope::id).collect();
        assert_eq!(names.len(), 3);
        try_with(&mut town, &[left], names);
        assert!(!town.inside().contains(&left), "quarter {quarter}: each speaks for one");
        colluding.extend(&made_up[..room]);
        grown.push(colluding.len());
    }
    // Then they have grown as the rule says, and no faster.
    assert_eq!(grown, [4, 5, 6, 8, 10, 13, 17, 22]);
}
