//! Crews, against trying everything.

use proptest::prelude::*;
use protocol::fold::marker::Proof;
use protocol::id::Id;
use protocol::matching::asked::Need;
use protocol::matching::crew::cells::Cells;
use protocol::matching::crew::{Answer, Bond, Crew, Problem, Rate, STEPS_USUAL, Seats, Worker, find};

fn person(at: usize) -> Id {
    Id::of(format!("worker {at}").as_bytes())
}

fn need() -> Need {
    Need { name: "first aid".to_string(), proof: Proof::Attested }
}

fn bits(count: usize, bits: u8) -> Cells {
    Cells::of(count, |cell| bits >> cell & 1 == 1)
}

/// Every assignment of people to seats that keeps some bonds, with its cost; a seat whose role does not
/// bind may be empty. Written down plainly, without the search.
fn crews(problem: &Problem, bonds: &[Bond]) -> Vec<(u64, Vec<Vec<usize>>)> {
    let seats: Vec<usize> = problem.seats.iter().enumerate().flat_map(|(at, seats)| vec![at; seats.count]).collect();
    let mut found = Vec::new();
    let mut chosen: Vec<Option<usize>> = Vec::new();
    try_all(problem, bonds, &seats, &mut chosen, &mut found);
    found
}

type Chosen = Vec<(u64, Vec<Vec<usize>>)>;

fn try_all(problem: &Problem, bonds: &[Bond], seats: &[usize], chosen: &mut Vec<Option<usize>>, found: &mut Chosen) {
    if chosen.len() < seats.len() {
        for worker in (0..problem.workers.len()).map(Some).chain([None]) {
            chosen.push(worker);
            try_all(problem, bonds, seats, chosen, found);
            chosen.pop();
        }
        return;
    }
    let binds = |bond: &Bond| bonds.contains(bond);
    let mut cost = 0;
    let mut crew = vec![Vec::new(); problem.seats.len()];
    let mut minutes = vec![0u64; problem.workers.len()];
    for (at, worker) in seats.iter().zip(chosen.iter()) {
        let seats = &problem.seats[*at];
        let role = binds(&Bond::Role(seats.role.clone()));
        let Some(worker) = worker else {
            if role {
                return;
            }
            continue;
        };
        let who = &problem.workers[*worker];
        if crew[*at].contains(worker) {
            return;
        }
        crew[*at].push(*worker);
        minutes[*worker] += u64::from(seats.minutes);
        if role {
            let rates = who.rates.iter().filter(|rate| rate.role == seats.role && rate.active);
            let Some(hour) = rates.map(|rate| rate.hour_minor).min() else { return };
            cost += (hour * u64::from(seats.minutes)).div_ceil(60);
        }
        if seats.markers.iter().any(|need| binds(&Bond::Marker(need.clone())) && !who.shows.contains(need)) {
            return;
        }
        if binds(&Bond::Notice) && problem.notice_minutes.is_some_and(|given| given < who.notice_minutes) {
            return;
        }
    }
    if binds(&Bond::Cap) {
        let full =
            |(who, minutes): (&Worker, &u64)| *minutes > 0 && who.left_minutes.is_some_and(|left| left < *minutes);
        if problem.workers.iter().zip(&minutes).any(full) {
            return;
        }
    }
    if binds(&Bond::Price) && problem.price_minor.is_some_and(|price| cost > price) {
        return;
    }
    if binds(&Bond::Hours) {
        let free = |worker: &usize, hour: usize| {
            let who = &problem.workers[*worker];
            if binds(&Bond::Quiet) { who.free.holds(hour) } else { who.loud.holds(hour) }
        };
        if problem.hours.iter().any(|hour| !crew.iter().flatten().any(|worker| free(worker, hour))) {
            return;
        }
    }
    found.push((cost, crew));
}

/// All bonds of the problem, in their order.
fn all_bonds(problem: &Problem) -> Vec<Bond> {
    let mut bonds: Vec<Bond> = problem.seats.iter().map(|seats| Bond::Role(seats.role.clone())).collect();
    bonds.extend(problem.seats.iter().flat_map(|seats| seats.markers.iter().cloned().map(Bond::Marker)));
    if !problem.hours.is_empty() {
        bonds.extend([Bond::Hours, Bond::Quiet]);
    }
    if problem.notice_minutes.is_some() {
        bonds.push(Bond::Notice);
    }
    bonds.push(Bond::Cap);
    if problem.price_minor.is_some() {
        bonds.push(Bond::Price);
    }
    bonds.sort();
    bonds.dedup();
    bonds
}

/// The smallest sets of bonds that nobody keeps.
fn smallest(problem: &Problem, bonds: &[Bond]) -> Vec<Vec<Bond>> {
    let mut sets: Vec<Vec<Bond>> = (0u32..1 << bonds.len())
        .map(|mask| {
            bonds.iter().enumerate().filter(|(at, _)| mask >> at & 1 == 1).map(|(_, bond)| bond.clone()).collect()
        })
        .collect();
    sets.sort_by_key(Vec::len);
    let mut size = usize::MAX;
    let mut found = Vec::new();
    for set in sets {
        if set.len() > size {
            break;
        }
        if crews(problem, &set).is_empty() {
            size = set.len();
            found.push(set);
        }
    }
    found
}

/// Rates, free and quiet half-hours, notice, what is left in the week, and whether they show what is needed.
type Drawn = (Vec<(u8, bool, u64)>, u8, u8, u64, u64, bool);

fn problems() -> impl Strategy<Value = Problem> {
    let rate = (0u8..2, any::<bool>(), 0..8u64);
    let worker = (prop::collection::vec(rate, 0..3), any::<u8>(), any::<u8>(), 0..4u64, 0..4u64, any::<bool>());
    let seats = (0u8..2, 1..3usize, prop::sample::select(vec![30u32, 60, 90]), prop::bool::weighted(0.3));
    let wishes = (0..6usize, proptest::option::of(0..4u64), proptest::option::of(0..30u64));
    (prop::collection::vec(worker, 0..5), prop::collection::vec(seats, 1..3), wishes).prop_map(
        |(workers, seats, (hours, notice_minutes, price_minor))| {
            let role = |role: u8| ["bookkeeping", "design"][usize::from(role)].to_string();
            let worker = |(at, (rates, free, quiet, notice_minutes, left, shows)): (usize, Drawn)| Worker {
                person: person(at),
                rates: rates
                    .into_iter()
                    .map(|(name, active, hour)| Rate { role: role(name), active, hour_minor: hour })
                    .collect(),
                free: bits(hours, free & !quiet),
                loud: bits(hours, free),
                notice_minutes,
                left_minutes: (left > 0).then_some(left * 45),
                shows: shows.then(need).into_iter().collect(),
            };
            let seat = |(name, count, minutes, marker): (u8, usize, u32, bool)| Seats {
                role: role(name),
                count,
                minutes,
                markers: marker.then(need).into_iter().collect(),
            };
            Problem {
                seats: seats.into_iter().map(seat).collect(),
                hours: bits(hours, 0xFF),
                notice_minutes,
                price_minor,
                workers: workers.into_iter().enumerate().map(worker).collect(),
            }
        },
    )
}

/// What a crew costs, if it keeps all bonds.
fn cost(problem: &Problem, crew: &Crew) -> Option<u64> {
    let wanted: Vec<Vec<Id>> = crew.seats.clone();
    let sorted = |seats: &[Vec<usize>]| -> Vec<Vec<Id>> {
        let ids = |group: &Vec<usize>| {
            let mut ids: Vec<Id> = group.iter().map(|at| problem.workers[*at].person).collect();
            ids.sort();
            ids
        };
        seats.iter().map(ids).collect()
    };
    crews(problem, &all_bonds(problem)).into_iter().find(|(_, seats)| sorted(seats) == wanted).map(|(cost, _)| cost)
}

proptest! {
    #![proptest_config(crate::cases(500))]

    #[test]
    fn a_crew_is_the_cheapest_and_a_conflict_the_smallest_as_trying_everything_finds(problem in problems()) {
        let bonds = all_bonds(&problem);
        let best = crews(&problem, &bonds).into_iter().map(|(cost, _)| cost).min();

        let answer = find(&problem, STEPS_USUAL);

        match (best, answer) {
            (Some(best), Answer::Found { crew, gap_minor }) => {
                prop_assert_eq!((crew.cost_minor, gap_minor), (best, 0));
                prop_assert_eq!(cost(&problem, &crew), Some(best));
            }
            (None, Answer::Conflict { bonds: found, smallest: sure }) => {
                prop_assert!(sure);
                let all = smallest(&problem, &bonds);
                prop_assert!(all.contains(&found), "{:?} is none of {:?}", found, all);
            }
            (best, answer) => prop_assert!(false, "{best:?} costs the best, and the answer is {answer:?}"),
        }
    }

    #[test]
    fn the_order_of_the_people_changes_nothing(problem in problems(), turn in 0..5usize) {
        let answer = find(&problem, STEPS_USUAL);
        let mut turned = problem;
        let at = turn % turned.workers.len().max(1);
        turned.workers.rotate_left(at);
        turned.workers.reverse();
        prop_assert_eq!(find(&turned, STEPS_USUAL), answer);
    }

    #[test]
    fn with_few_steps_no_claim_is_false(problem in problems(), steps in 0..40u64) {
        let best = crews(&problem, &all_bonds(&problem)).into_iter().map(|(cost, _)| cost).min();
        match find(&problem, steps) {
            Answer::Found { crew, gap_minor } => {
                let best = best.expect("a crew is a crew");
                prop_assert_eq!(cost(&problem, &crew), Some(crew.cost_minor));
                prop_assert!(crew.cost_minor - gap_minor <= best && best <= crew.cost_minor);
            }
            Answer::Conflict { bonds, .. } => {
                prop_assert_eq!(best, None);
                prop_assert!(crews(&problem, &bonds).is_empty());
            }
            Answer::Open => {}
        }
    }
}
