//! Enough people for the figures that the product promises: counted in steps here, measured elsewhere.

use protocol::id::Id;
use protocol::matching::asked::{Asked, Wishes, Word};
use protocol::matching::candidate::{Candidate, Known};
use protocol::matching::crew::problem::{CrewAsked, Misfit, Place, problem};
use protocol::matching::crew::{Answer, Bond, STEPS_USUAL, find};
use protocol::matching::{Fit, quick};
use protocol::record::availability::{Availability, Quiet};
use protocol::schedule::grid::{Grid, Slots};
use protocol::schedule::zone::Zone;
use protocol::schedule::{Days, Hours};
use protocol::time::Day;
use protocol::vocabulary::Vocabulary;

use crate::people::{NOON, face, few, lead, offer, row, usd, week};

const ROLES: [&str; 6] =
    ["bookkeeping", "customer service", "data entry", "graphic design", "translation", "web development"];
const ZONES: [&str; 5] = ["Asia/Manila", "Asia/Kolkata", "Africa/Lagos", "Europe/Warsaw", "America/Bogota"];

/// Somebody out of a crowd: role, zone, hours and floor follow from the number, by a fixed stride.
fn one_of_many(at: u64) -> Availability {
    let mixed = at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let pick = |of: u64, shift: u64| (mixed >> shift) % of;
    let start = u32::try_from(pick(20, 3)).expect("small");
    let index = |count: usize, shift| usize::try_from(pick(count as u64, shift)).expect("small");
    let mut roles = vec![offer(ROLES[index(6, 8)], pick(7, 11) != 0, Some(500 + pick(1_500, 14)))];
    let second = ROLES[index(6, 27)];
    if roles[0].role.to_string() != second {
        roles.push(offer(second, true, Some(500 + pick(1_500, 17))));
    }
    roles.sort_by(|a, b| a.role.cmp(&b.role));
    Availability {
        zone: crate::people::line(ZONES[index(5, 5)]),
        week: Grid::weekdays(Slots::between(start, start + 12)),
        quiet: Some(Quiet { from: 46, until: 10 }),
        cap_minutes: Some(u32::try_from(600 + pick(1_800, 19)).expect("small")),
        notice_minutes: Some(u32::try_from(pick(4_000, 23)).expect("small")),
        roles: few(roles),
        ..week()
    }
}

fn crowd(count: u64) -> Vec<Candidate> {
    let profile = face();
    let one = |at: u64| {
        let row = row(one_of_many(at));
        let known = Known { profile: Some(&profile), availability: Some(&row), ..Known::default() };
        Candidate::of(Id::of(&at.to_be_bytes()), &known, Vocabulary::embedded())
    };
    (0..count).map(one).collect()
}

fn melbourne(days: Days) -> (Hours, Days) {
    let zone = Zone::named("Australia/Melbourne").expect("embedded");
    (Hours { zone, week: Grid::weekdays(Slots::between(18, 34)) }, days)
}

fn crew_asked(from: u32, until: u32) -> CrewAsked {
    let (hours, days) = melbourne(Days { first: Day(20_787), last: Day(20_814) });
    let place = |role: &&str| Place {
        role: Word::of(role, Vocabulary::embedded()),
        count: 1,
        minutes_week: 600,
        markers: Vec::new(),
    };
    CrewAsked {
        places: ROLES.iter().map(place).collect(),
        hours: Some(Hours { week: Grid::weekdays(Slots::between(from, until)), ..hours }),
        days,
        begins: Some(Day(20_787).start()),
        currency: usd(),
        price_minor: None,
        rates: Vec::new(),
        now: NOON,
    }
}

#[test]
fn one_lead_is_matched_against_five_thousand_members() {
    let people = crowd(5_000);
    let (hours, days) = melbourne(Days { first: Day(20_787), last: Day(20_814) });
    let wishes = Wishes { hours: Some((hours, 120)), days: Some(days), ..Wishes::default() };
    let asked = Asked::of(Id::of(b"lead"), &lead(), &wishes, Vocabulary::embedded(), NOON);
    let fitting = people.iter().filter(|candidate| quick(&asked, candidate) == Fit::Fits).count();
    assert!((1..1_000).contains(&fitting), "{fitting} of 5,000 fit");
}

#[test]
fn six_roles_from_five_hundred_members_are_found_and_proved_within_the_usual_steps() {
    let asked = crew_asked(18, 34);
    let problem = problem(&asked, &crowd(500)).expect("six seats");
    let Answer::Found { crew, gap_minor } = find(&problem, STEPS_USUAL) else { panic!("there are people enough") };
    println!("six roles cost {} a week, at most {gap_minor} above the cheapest", crew.cost_minor);
    assert_eq!(crew.seats.len(), 6);
    assert_eq!(gap_minor, 0);
}

#[test]
fn a_price_that_is_too_low_is_the_conflict_and_a_night_that_nobody_works_too() {
    let people = crowd(500);
    let mut asked = crew_asked(18, 34);
    asked.price_minor = Some(6 * 10 * 500 - 1);
    let Answer::Conflict { bonds, smallest } = find(&problem(&asked, &people).expect("six"), STEPS_USUAL) else {
        panic!("nobody is below 5.00 an hour")
    };
    assert!(smallest && bonds.contains(&Bond::Price) && bonds.len() > 1, "{bonds:?}");
    let few = &people[..9];
    let missing = find(&problem(&crew_asked(18, 34), few).expect("six"), STEPS_USUAL);
    assert!(matches!(missing, Answer::Conflict { .. } | Answer::Found { .. }), "{missing:?}");
}

#[test]
fn seats_are_counted_before_anybody_is_sought() {
    let mut asked = crew_asked(18, 34);
    asked.places.iter_mut().for_each(|place| place.count = 3);
    assert_eq!(problem(&asked, &[]), Err(Misfit::Seats(18)));
    asked.places.clear();
    assert_eq!(problem(&asked, &[]), Err(Misfit::Seats(0)));
    asked = crew_asked(18, 34);
    asked.places[0].count = usize::MAX;
    assert!(problem(&asked, &[]).is_err());
}
