//! Owns the search for a crew: the cheapest people who together fill every seat of a lead and are free in
//! all of the client's hours, each above their floors, within their caps, outside their quiet hours. Where
//! there are none, the smallest set of constraints that cannot be met together.
//!
//! Exact: what it calls cheapest is, and what it calls a conflict cannot be met by anybody. The work is
//! counted in steps, never in time, so that every machine gives the same answer; where the steps run out it
//! gives the best crew so far and how much cheaper another could be at most.

pub mod cells;
mod conflict;
pub mod problem;
mod search;

use serde::{Deserialize, Serialize};

use cells::Cells;

use super::asked::Need;
use crate::id::Id;

/// 200,000 steps: well below a second for six seats and 500 people.
pub const STEPS_USUAL: u64 = 200_000;
/// 16 seats: more people than one client talks to.
pub const SEATS_MAX: usize = 16;

/// Seats of one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seats {
    /// The role, as it is compared.
    pub role: String,
    /// How many people.
    pub count: usize,
    /// Minutes a week of each.
    pub minutes: u32,
    /// What each must be able to show.
    pub markers: Vec<Need>,
}

/// What somebody does, and for how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The role, as it is compared.
    pub role: String,
    /// False where it is switched off.
    pub active: bool,
    /// Minor units an hour: the highest of their floors.
    pub hour_minor: u64,
}

/// Somebody who could sit somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// Who.
    pub person: Id,
    /// What they do.
    pub rates: Vec<Rate>,
    /// When they are free, quiet hours left out.
    pub free: Cells,
    /// The same with quiet hours.
    pub loud: Cells,
    /// Minutes of notice that they ask for.
    pub notice_minutes: u64,
    /// Minutes a week that they still take on; absent without a cap.
    pub left_minutes: Option<u64>,
    /// What they can show.
    pub shows: Vec<Need>,
}

/// Who is wanted, and who there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Seats, at most [`SEATS_MAX`] together.
    pub seats: Vec<Seats>,
    /// The client's hours; somebody must be free in each.
    pub hours: Cells,
    /// Minutes until it begins; absent where that is open.
    pub notice_minutes: Option<u64>,
    /// What a week may cost, in minor units.
    pub price_minor: Option<u64>,
    /// Who there is, in any order, each once.
    pub workers: Vec<Worker>,
}

/// What a crew must keep.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Bond {
    /// The seats of this role are taken by people who do it and have it switched on, those of one
    /// [`Seats`] each by another one.
    Role(String),
    /// Whoever sits in a seat that asks for it can show this.
    Marker(Need),
    /// Somebody is free in each of the client's hours.
    Hours,
    /// Nobody is counted as free in their quiet hours.
    Quiet,
    /// Nobody is asked with less notice than they want.
    Notice,
    /// Nobody works more than they take on.
    Cap,
    /// All floors together are within the price.
    Price,
}

/// Who sits where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crew {
    /// For each of [`Problem::seats`], who; each ascending.
    pub seats: Vec<Vec<Id>>,
    /// What a week costs at least, in minor units.
    pub cost_minor: u64,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// A crew.
    Found {
        /// Who.
        crew: Crew,
        /// How much cheaper another one could be at most; zero where this is the cheapest.
        gap_minor: u64,
    },
    /// None can be: these cannot be met together, and no smaller set is in conflict.
    Conflict {
        /// Which, in the order of the [`Bond`]s.
        bonds: Vec<Bond>,
        /// False where the steps ran out before all smaller sets were looked at.
        smallest: bool,
    },
    /// The steps ran out before there was one.
    Open,
}

/// Searches for a crew.
///
/// - `steps`: how much work it may be; [`STEPS_USUAL`] for an answer while somebody waits.
pub fn find(problem: &Problem, steps: u64) -> Answer {
    let bonds = bonds(problem);
    let sought = search::search(problem, &bonds, search::Aim::Cheapest, steps);
    match sought {
        search::Sought { crew: Some(crew), bound_minor, finished, .. } => {
            let gap_minor = if finished { 0 } else { crew.cost_minor.saturating_sub(bound_minor) };
            Answer::Found { crew, gap_minor }
        }
        search::Sought { crew: None, finished: true, .. } => conflict::smallest(problem, &bonds, steps),
        search::Sought { crew: None, finished: false, .. } => Answer::Open,
    }
}

/// Everything that a problem asks for.
fn bonds(problem: &Problem) -> Vec<Bond> {
    let mut bonds: Vec<Bond> = problem.seats.iter().map(|seats| Bond::Role(seats.role.clone())).collect();
    bonds.extend(problem.seats.iter().flat_map(|seats| seats.markers.iter().cloned().map(Bond::Marker)));
    if !problem.hours.is_empty() {
        bonds.extend([Bond::Hours, Bond::Quiet]);
    }
    bonds.extend(problem.notice_minutes.map(|_| Bond::Notice));
    bonds.push(Bond::Cap);
    bonds.extend(problem.price_minor.map(|_| Bond::Price));
    bonds.sort();
    bonds.dedup();
    bonds
}

/// 2^59 minor units: more than any price, and 16 seats of it are still a number.
const DEAREST_MINOR: u64 = 1 << 59;

/// What minutes of a week cost at an hourly price, rounded up.
fn cost_minor(hour_minor: u64, minutes: u32) -> u64 {
    let minor = (u128::from(hour_minor) * u128::from(minutes)).div_ceil(60);
    u64::try_from(minor).map_or(DEAREST_MINOR, |minor| minor.min(DEAREST_MINOR))
}
