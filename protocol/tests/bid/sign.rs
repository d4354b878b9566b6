//! What stands between somebody and their signature, each with its figures.

use protocol::bid::draft::{Drafted, compute};
use protocol::bid::floor::{Floor, Refusal, Rule};
use protocol::bid::load::Commitment;
use protocol::bid::sign::{Obstacle, Rules, Signer, commitments, obstacles};
use protocol::bid::split::Ask;
use protocol::id::Id;
use protocol::matching::waiver::Waiver;
use protocol::matching::{Because, Constraint, Finding, Verdict};
use protocol::money::Amount;

use crate::people::{NOON, bid, person, share, terms, usd};

/// Amara with 10 hours, Binh with 5: 633.33 and 316.67 USD.
fn drafted() -> Drafted {
    let shares = [share("Amara", 2, 600, Ask::Divided), share("Binh", 3, 300, Ask::Divided)];
    compute(&bid(&terms()), &shares.each_ref()).expect("a draft")
}

fn binh(drafted: &Drafted) -> Signer {
    let own = drafted.draft.lines.iter().filter(|line| line.participant == person("Binh"));
    Signer {
        person: person("Binh"),
        read: drafted.id,
        now: NOON,
        paused: false,
        lead_open: true,
        withdrawn: false,
        cap: None,
        promised: Vec::new(),
        rules: own.map(|line| Rules { share: Some(line.share), ..Rules::default() }).collect(),
        rates: Vec::new(),
    }
}

fn floor(minor: u64) -> Floor {
    Floor { rule: Rule::Member, source: Id::of(b"availability"), hour: Amount { minor, currency: usd() } }
}

#[test]
fn a_floor_broken_by_one_cent_is_broken() {
    let drafted = drafted();
    let line = drafted.draft.lines.iter().position(|line| line.participant == person("Binh")).expect("a line");
    let minor = drafted.split.lines[line].minor;
    let signer = |hour: u64| {
        let mut signer = binh(&drafted);
        signer.rules[0].floors = vec![floor(hour)];
        signer
    };
    // 5 hours at a fifth of the line: exactly the floor, or below it by the units that do not divide.
    assert_eq!(obstacles(&drafted, &signer(minor / 5)), []);
    let found = obstacles(&drafted, &signer(minor / 5 + 1));
    let expected =
        Refusal::Low { floor: floor(minor / 5 + 1), minor, minutes: 300, least_minor: u128::from(minor / 5 + 1) * 5 };
    assert_eq!(found, [Obstacle::Floor(expected)]);
}

#[test]
fn whoever_is_over_their_cap_is_told_what_collides() {
    let drafted = drafted();
    let (first, last) = (drafted.draft.first.week(), drafted.draft.last.week());
    let other = Commitment { what: Id::of(b"another bid"), first, last, minutes: 400 };
    let signer = |cap: u32| Signer { cap: Some(cap), promised: vec![other], ..binh(&drafted) };
    // 300 minutes over the weeks beside 400.
    let mine = commitments(&drafted.draft, &person("Binh"))[0];
    let cap = mine.minutes_in(first) + other.minutes_in(first);
    assert_eq!(obstacles(&drafted, &signer(cap)), []);
    let found = obstacles(&drafted, &signer(cap - 1));
    assert!(matches!(&found[..], [Obstacle::Load(full)] if full.with == [other.what] && full.cap == cap - 1));
}

#[test]
fn two_lines_of_one_person_weigh_together() {
    let shares = [share("Amara", 2, 600, Ask::Divided), share("Amara", 3, 600, Ask::Divided)];
    let drafted = compute(&bid(&terms()), &shares.each_ref()).expect("a draft");
    let rules = drafted.draft.lines.iter().map(|line| Rules { share: Some(line.share), ..Rules::default() });
    let signer = Signer { person: person("Amara"), cap: Some(500), rules: rules.collect(), ..binh(&drafted) };
    assert!(matches!(&obstacles(&drafted, &signer)[..], [Obstacle::Load(_)]), "300 and 300 in a week of 500");
}

#[test]
fn what_one_switched_off_is_signed_only_with_a_written_word() {
    let drafted = drafted();
    let inactive = Finding {
        constraint: Constraint::Role,
        verdict: Verdict::Unmet,
        because: Because::Inactive("bookkeeping".into()),
    };
    let mut signer = binh(&drafted);
    signer.rules[0].findings = vec![inactive];
    assert_eq!(obstacles(&drafted, &signer), [Obstacle::Bond(Waiver::Role)]);
    signer.rules[0].waived = vec![Waiver::Role];
    assert_eq!(obstacles(&drafted, &signer), []);
}

#[test]
fn nothing_is_signed_unseen_late_or_by_whom_it_does_not_concern() {
    let drafted = drafted();
    let fine = binh(&drafted);
    assert_eq!(obstacles(&drafted, &fine), []);
    let closes = drafted.draft.closes;
    let share = fine.rules[0].share.expect("named");
    let cases = [
        (Signer { read: Id::of(b"before"), ..fine.clone() }, Obstacle::Changed),
        (Signer { now: closes.after(1), ..fine.clone() }, Obstacle::Late { closes }),
        (Signer { withdrawn: true, ..fine.clone() }, Obstacle::Withdrawn),
        (Signer { lead_open: false, ..fine.clone() }, Obstacle::Lead),
        (Signer { paused: true, ..fine.clone() }, Obstacle::Paused),
        (Signer { rules: Vec::new(), ..fine.clone() }, Obstacle::Unchecked(share)),
        (Signer { person: person("Mallory"), ..fine.clone() }, Obstacle::Stranger),
    ];
    for (signer, obstacle) in cases {
        assert_eq!(obstacles(&drafted, &signer), [obstacle]);
    }
    assert_eq!(obstacles(&drafted, &Signer { now: closes, ..fine }), [], "the last moment is in time");
}
