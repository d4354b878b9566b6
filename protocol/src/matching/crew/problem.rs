//! Owns how people and wishes become a problem: hours of the client as cells, floors as one price an hour.

use super::cells::Cells;
use super::{Problem, Rate, SEATS_MAX, Seats, Worker};
use crate::bid::floor::{Exchange, least_minor};
use crate::bid::load::promised;
use crate::matching::asked::{Need, Word};
use crate::matching::candidate::Candidate;
use crate::money::Currency;
use crate::schedule::grid::SLOT_MINUTES;
use crate::schedule::span::Span;
use crate::schedule::{Days, Hours};
use crate::time::{MINUTE_MS, Moment, Week};

/// 56 days are looked at: what others show of their time reaches no further.
pub const DAYS_MAX: u32 = 56;

/// Seats of one role, as somebody asks for them.
#[derive(Clone, Debug)]
pub struct Place {
    /// The role.
    pub role: Word,
    /// How many people.
    pub count: usize,
    /// Minutes a week of each.
    pub minutes_week: u32,
    /// What each must be able to show.
    pub markers: Vec<Need>,
}

/// What a crew is asked for.
#[derive(Clone, Debug)]
pub struct CrewAsked {
    /// Who is wanted; at most [`SEATS_MAX`] seats.
    pub places: Vec<Place>,
    /// The client's hours; absent where any will do.
    pub hours: Option<Hours>,
    /// The days, on the client's clock; the first [`DAYS_MAX`] of them are looked at.
    pub days: Days,
    /// When it begins, where that is known.
    pub begins: Option<Moment>,
    /// The currency of the price.
    pub currency: Currency,
    /// What a week may cost, in minor units.
    pub price_minor: Option<u64>,
    /// Rates for floors in other currencies; whose floor has none is not asked for that role.
    pub rates: Vec<Exchange>,
    /// For which instant it is asked.
    pub now: Moment,
}

/// Why a crew cannot be sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Nobody is wanted, or too many.
    #[error("{0} seats where 1 to 16 fit")]
    Seats(usize),
}

/// Puts a problem together. Who says nothing of their time is nobody whom a crew can count on.
///
/// # Errors
/// [`Misfit::Seats`].
pub fn problem(asked: &CrewAsked, candidates: &[Candidate]) -> Result<Problem, Misfit> {
    let count: usize = asked.places.iter().map(|place| place.count).fold(0, usize::saturating_add);
    if count == 0 || count > SEATS_MAX {
        return Err(Misfit::Seats(count));
    }
    let days = Days { first: asked.days.first, last: asked.days.last.min(asked.days.first.plus(DAYS_MAX - 1)) };
    let cells: Vec<Span> = asked.hours.iter().flat_map(|hours| halves(hours, days)).collect();
    let seats = asked.places.iter().map(|place| Seats {
        role: place.role.key.clone(),
        count: place.count,
        minutes: place.minutes_week,
        markers: place.markers.clone(),
    });
    Ok(Problem {
        seats: seats.collect(),
        hours: Cells::of(cells.len(), |_| true),
        notice_minutes: asked.begins.map(|begins| begins.since(asked.now) / MINUTE_MS),
        price_minor: asked.price_minor,
        workers: candidates.iter().filter_map(|candidate| worker(asked, days, &cells, candidate)).collect(),
    })
}

/// The client's hours in pieces of half an hour; the last one of a run may be shorter.
fn halves(hours: &Hours, days: Days) -> Vec<Span> {
    let half_ms = u64::from(SLOT_MINUTES) * MINUTE_MS;
    let mut halves = Vec::new();
    for span in &hours.spans(days) {
        let mut from = span.from;
        while from < span.until {
            let until = from.after(half_ms).min(span.until);
            halves.push(Span { from, until });
            from = until;
        }
    }
    halves
}

fn worker(asked: &CrewAsked, days: Days, cells: &[Span], candidate: &Candidate) -> Option<Worker> {
    let free = candidate.free(days.around())?;
    let loud = candidate.free_without_quiet(days.around())?;
    let (cap, notice) = candidate.limits();
    let weeks = || (days.first.week().0..=days.last.week().0).map(Week);
    let fullest = weeks().map(|week| promised(&candidate.promised, week)).max().unwrap_or(0);
    let rate = |offered: &crate::matching::candidate::Offered| {
        // An hour by each floor in the currency of the price; the highest one counts.
        let floors = candidate.floors(offered, asked.currency);
        let mut hours = floors.iter().map(|floor| least_minor(floor, 60, asked.currency, &asked.rates));
        let hour_minor = hours.try_fold(0, |most, hour| Some(u64::try_from(hour?).unwrap_or(u64::MAX).max(most)))?;
        Some(Rate { role: offered.role.key.clone(), active: offered.active, hour_minor })
    };
    let needs = asked.places.iter().flat_map(|place| place.markers.iter());
    let shown =
        |need: &&Need| candidate.markers.iter().any(|mark| mark.satisfies(&need.name, need.proof, asked.now.day()));
    Some(Worker {
        person: candidate.person,
        rates: candidate.offers.iter().filter_map(rate).collect(),
        free: Cells::covered(cells, &free),
        loud: Cells::covered(cells, &loud),
        notice_minutes: notice.map_or(0, u64::from),
        left_minutes: cap.map(|cap| u64::from(cap).saturating_sub(fullest)),
        shows: needs.filter(shown).cloned().collect(),
    })
}
