//! What it costs to say who could do a lead: every constraint of one lead for 5,000 members, and a crew of six
//! roles out of 500. Of the members all is known that their collective reads; they are made by a fixed stride, so
//! that each run asks the same.

use std::hint::black_box;
use std::time::Instant;

use protocol::fold::availability::{AvailabilityRow, FreeRow};
use protocol::id::Id;
use protocol::matching::asked::{Asked, Wishes, Word};
use protocol::matching::candidate::{Candidate, Known};
use protocol::matching::crew::problem::{CrewAsked, Place, problem};
use protocol::matching::crew::{Answer, STEPS_USUAL, find};
use protocol::matching::{Fit, fit, judge};
use protocol::money::Currency;
use protocol::record::availability::{Availability, Least, Offer, Quiet};
use protocol::record::lead::{Lead, Pay, Per};
use protocol::schedule::grid::{Grid, Slots};
use protocol::schedule::zone::Zone;
use protocol::schedule::{Days, Hours};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::time::{DAY_MS, Day, Moment};
use protocol::vocabulary::Vocabulary;
use protocol::wire::Few;

use super::fault::BenchFault;

/// Members that one lead is compared with.
pub const MEMBERS: u64 = 5_000;
/// Members out of whom a crew is sought.
pub const CREW_MEMBERS: u64 = 500;
/// Rounds that are timed; the middle one counts.
const ROUNDS: usize = 11;
/// 2026-11-22 at midnight.
const NOW: Moment = Moment(20_779 * DAY_MS);

const ROLES: [&str; 6] =
    ["bookkeeping", "customer service", "data entry", "graphic design", "translation", "web development"];
const ZONES: [&str; 5] = ["Asia/Manila", "Asia/Kolkata", "Africa/Lagos", "Europe/Warsaw", "America/Bogota"];

/// What was measured.
pub struct Measured {
    /// Milliseconds in which one lead was compared with all, each constraint with its verdict.
    pub match_ms: Vec<f64>,
    /// How many of them fit.
    pub fitting: usize,
    /// Milliseconds in which a crew was sought.
    pub crew_ms: Vec<f64>,
    /// How much cheaper another crew could be at most, in minor units a week; zero where it is the cheapest.
    pub gap_minor: u64,
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).expect("the texts of the bench are short lines")
}

fn usd() -> Currency {
    Currency::new("USD").expect("it is in the list of currencies")
}

fn few<T: std::fmt::Debug, const MAX: usize>(items: Vec<T>) -> Few<T, MAX> {
    Few::new(items).expect("the bench makes short lists")
}

/// Somebody out of a crowd: role, zone, hours and floor follow from the number.
fn member(at: u64) -> Candidate {
    let mixed = at.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let pick = |of: u64, shift: u64| (mixed >> shift) % of;
    let small = |of: u64, shift: u64| u32::try_from(pick(of, shift)).unwrap_or(0);
    let index = |count: usize, shift: u64| usize::try_from(pick(count as u64, shift)).unwrap_or(0);
    let offer = |role: usize, active: bool, shift: u64| Offer {
        role: line(ROLES[role]),
        active,
        floors: few(vec![Least { currency: usd(), minor: 500 + pick(1_500, shift) }]),
    };
    let (first, second) = (index(6, 8), index(6, 27));
    let mut roles = vec![offer(first, pick(7, 11) != 0, 14)];
    if second != first {
        roles.push(offer(second, true, 17));
    }
    roles.sort_by(|a, b| a.role.cmp(&b.role));
    let start = small(20, 3);
    let free = Availability {
        zone: line(ZONES[index(5, 5)]),
        week: Grid::weekdays(Slots::between(start, start + 12)),
        exceptions: Few::default(),
        quiet: Some(Quiet { from: 46, until: 10 }),
        notice_minutes: Some(small(4_000, 23)),
        cap_minutes: Some(600 + small(1_800, 19)),
        remote: true,
        area: Few::default(),
        roles: few(roles),
    };
    let (person, space) = (Id::of(&at.to_be_bytes()), Space { side: Side::Inner, charter: Id::of(b"bench") });
    let row: AvailabilityRow = FreeRow { person, document: person, head: person, space, revised: NOW, free };
    let known = Known { availability: Some(&row), ..Known::default() };
    Candidate::of(person, &known, Vocabulary::embedded())
}

fn hours() -> Result<Hours, BenchFault> {
    let zone = Zone::named("Australia/Melbourne").ok_or(BenchFault::Ended)?;
    Ok(Hours { zone, week: Grid::weekdays(Slots::between(18, 34)) })
}

/// Measures both.
///
/// # Errors
/// [`BenchFault`] where no crew can be sought, which does not happen.
pub fn measure() -> Result<Measured, BenchFault> {
    let members: Vec<Candidate> = (0..MEMBERS).map(member).collect();
    let days = Days { first: Day(20_787), last: Day(20_814) };
    let pay = Pay { min: 900, max: 1_200, currency: usd(), per: Per::Hour };
    let starts = Some(Day(20_787).start());
    let lead = Lead { pay: Some(pay), minutes_week: Some(900), starts, ..Lead::titled(line("Bookkeeper for a café")) };
    let wishes = Wishes {
        roles: vec!["bookkeeping".into()],
        hours: Some((hours()?, 120)),
        days: Some(days),
        ..Wishes::default()
    };
    let (mut match_ms, mut crew_ms, mut fitting, mut gap_minor) = (Vec::new(), Vec::new(), 0, 0);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let asked = Asked::of(Id::of(b"lead"), &lead, &wishes, Vocabulary::embedded(), NOW);
        let found: Vec<_> = members.iter().map(|member| judge(&asked, member)).collect();
        match_ms.push(begun.elapsed().as_secs_f64() * 1e3);
        fitting = black_box(found).iter().filter(|findings| fit(findings) == Fit::Fits).count();
    }
    let few = &members[..usize::try_from(CREW_MEMBERS).unwrap_or(usize::MAX).min(members.len())];
    let place = |role: &&str| Place {
        role: Word::of(role, Vocabulary::embedded()),
        count: 1,
        minutes_week: 600,
        markers: Vec::new(),
    };
    let asked = CrewAsked {
        places: ROLES.iter().map(place).collect(),
        hours: Some(hours()?),
        days,
        begins: starts,
        currency: usd(),
        price_minor: None,
        rates: Vec::new(),
        now: NOW,
    };
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let problem = problem(&asked, few).map_err(|misfit| BenchFault::Peer(misfit.to_string()))?;
        let answer = black_box(find(&problem, STEPS_USUAL));
        crew_ms.push(begun.elapsed().as_secs_f64() * 1e3);
        let Answer::Found { gap_minor: gap, .. } = answer else { return Err(BenchFault::Ended) };
        gap_minor = gap;
    }
    Ok(Measured { match_ms, fitting, crew_ms, gap_minor })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_finds_people_and_proves_its_crew() {
        let measured = measure().expect("people enough");
        println!("{:.1} and {:.1} ms", measured.match_ms[5], measured.crew_ms[5]);
        assert!((1..1_000).contains(&measured.fitting), "{} of 5,000 fit", measured.fitting);
        assert_eq!(measured.gap_minor, 0);
    }
}
