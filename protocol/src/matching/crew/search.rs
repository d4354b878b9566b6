//! Owns the search: branch and bound over the hardest hour of the client first.
//!
//! As long as an hour is not covered, one of those who are free in it must sit somewhere: each of them is
//! tried in turn, and put aside for what follows, so that no crew is looked at twice. When all hours are
//! covered the seats that are left go to the cheapest. A branch ends where even the cheapest people for the
//! seats that are left cost too much.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::Cells;
use crate::matching::asked::Need;

use super::{Bond, Crew, Problem, Worker, cost_minor};

/// What is wanted of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aim {
    /// The cheapest crew.
    Cheapest,
    /// Whether there is one.
    Any,
}

/// What a search came to.
#[derive(Clone, Debug)]
pub(super) struct Sought {
    /// The best crew.
    pub(super) crew: Option<Crew>,
    /// No crew is cheaper than this.
    pub(super) bound_minor: u64,
    /// True where there was nothing left to look at.
    pub(super) finished: bool,
    /// How many steps it took.
    pub(super) steps: u64,
}

/// Searches for a crew that keeps some of the bonds; those left out bind nobody. A role that does not bind
/// may be sat in by anybody, for nothing, or stay empty.
pub(super) fn search(problem: &Problem, bonds: &[Bond], aim: Aim, steps: u64) -> Sought {
    let mut search = Search::of(problem, bonds, aim, steps);
    let bound_minor = search.bound().unwrap_or(0);
    search.cover();
    let finished = !search.spent;
    let steps = steps - search.steps;
    let crew = search.best.map(|(cost_minor, seats)| Crew {
        seats: seats.into_iter().map(|group| sorted(group.into_iter().map(|at| search.workers[at].person))).collect(),
        cost_minor,
    });
    Sought { crew, bound_minor, finished, steps }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items
}

/// The seats of one role, and who may sit in them: by cost, then person.
struct Group {
    count: usize,
    minutes: u64,
    optional: bool,
    options: Vec<(u64, usize)>,
    chosen: Vec<usize>,
    /// Whoever sits here, or was put aside, by their place among the workers.
    blocked: Vec<bool>,
}

impl Group {
    fn room(&self) -> usize {
        self.count - self.chosen.len()
    }

    /// What the seats that are left cost at least; `None` where they cannot be filled.
    fn rest(&self) -> Option<u64> {
        let room = self.room();
        if self.optional {
            return Some(0);
        }
        let mut costs = self.options.iter().filter(|(_, worker)| !self.blocked[*worker]).map(|(cost, _)| *cost);
        (0..room).try_fold(0u64, |sum, _| Some(sum + costs.next()?))
    }
}

struct Search<'a> {
    workers: Vec<&'a Worker>,
    groups: Vec<Group>,
    /// The hours that stand for all, the hardest first, each with those who are free in it.
    hours: Vec<Vec<bool>>,
    /// Minutes that each still takes on; absent where that does not bind.
    left: Vec<Option<u64>>,
    cost: u64,
    /// A crew must be below this.
    below: u64,
    best: Option<(u64, Vec<Vec<usize>>)>,
    aim: Aim,
    steps: u64,
    spent: bool,
}

impl<'a> Search<'a> {
    fn of(problem: &'a Problem, bonds: &[Bond], aim: Aim, steps: u64) -> Search<'a> {
        let binds = |bond: &Bond| bonds.contains(bond);
        let mut workers: Vec<&Worker> = problem.workers.iter().collect();
        workers.sort_by_key(|worker| worker.person);
        let cap = binds(&Bond::Cap);
        let group = |seats: &super::Seats| {
            let role = binds(&Bond::Role(seats.role.clone()));
            let needs: Vec<&Need> = seats.markers.iter().filter(|name| binds(&Bond::Marker((*name).clone()))).collect();
            let late = |worker: &Worker| {
                binds(&Bond::Notice) && problem.notice_minutes.is_some_and(|given| given < worker.notice_minutes)
            };
            let full = |worker: &Worker| cap && worker.left_minutes.is_some_and(|left| left < u64::from(seats.minutes));
            let able = |worker: &Worker| {
                !late(worker) && !full(worker) && needs.iter().all(|name| worker.shows.contains(name))
            };
            let cost = |worker: &Worker| {
                let rates = worker.rates.iter().filter(|rate| rate.active && rate.role == seats.role);
                let cheapest = rates.map(|rate| rate.hour_minor).min();
                if role { cheapest.map(|hour| cost_minor(hour, seats.minutes)) } else { Some(0) }
            };
            let people = workers.iter().enumerate().filter(|(_, worker)| able(worker));
            let options = sorted(people.filter_map(|(at, worker)| Some((cost(worker)?, at))));
            let (minutes, blocked) = (u64::from(seats.minutes), vec![false; workers.len()]);
            Group { count: seats.count, minutes, optional: !role, options, chosen: Vec::new(), blocked }
        };
        let groups: Vec<Group> = problem.seats.iter().map(group).collect();
        let price = problem.price_minor.filter(|_| binds(&Bond::Price));
        let hours = if binds(&Bond::Hours) {
            let masks: Vec<&Cells> =
                workers.iter().map(|worker| if binds(&Bond::Quiet) { &worker.free } else { &worker.loud }).collect();
            hardest(&problem.hours, &masks, &groups)
        } else {
            Vec::new()
        };
        Search {
            left: workers.iter().map(|worker| worker.left_minutes.filter(|_| cap)).collect(),
            workers,
            groups,
            hours,
            cost: 0,
            below: price.map_or(u64::MAX, |price| price.saturating_add(1)),
            best: None,
            aim,
            steps,
            spent: false,
        }
    }

    /// What the crew costs at least; `None` where the seats cannot all be taken.
    fn bound(&self) -> Option<u64> {
        self.groups.iter().try_fold(self.cost, |sum, group| Some(sum + group.rest()?))
    }

    /// True where this branch leads nowhere, or nothing more is wanted.
    fn is_over(&mut self) -> bool {
        if self.steps == 0 {
            self.spent = true;
            return true;
        }
        self.steps -= 1;
        let enough = self.aim == Aim::Any && self.best.is_some();
        enough || self.bound().is_none_or(|bound| bound >= self.below)
    }

    fn cover(&mut self) {
        if self.is_over() {
            return;
        }
        let seated: Vec<usize> = self.groups.iter().flat_map(|group| group.chosen.iter().copied()).collect();
        let bare = self.hours.iter().find(|free| !seated.iter().any(|worker| free[*worker]));
        let Some(free) = bare else { return self.fill(0, 0) };
        let mut choices = Vec::new();
        for (at, group) in self.groups.iter().enumerate().filter(|(_, group)| group.room() > 0) {
            let able = group.options.iter().filter(|(_, worker)| free[*worker] && self.fits(at, *worker));
            choices.extend(able.map(|(cost, worker)| (*cost, at, *worker)));
        }
        choices.sort_unstable();
        for (cost, at, worker) in &choices {
            self.sit(*at, *worker, *cost);
            self.cover();
            self.rise(*at, *worker, *cost);
            self.groups[*at].blocked[*worker] = true;
        }
        for (_, at, worker) in &choices {
            self.groups[*at].blocked[*worker] = false;
        }
    }

    /// All hours are covered: takes the seats that are left, each group from its next option on.
    fn fill(&mut self, at: usize, from: usize) {
        let Some(group) = self.groups.get(at) else {
            if self.cost < self.below {
                self.below = self.cost;
                self.best = Some((self.cost, self.groups.iter().map(|group| group.chosen.clone()).collect()));
            }
            return;
        };
        if group.room() == 0 || group.optional {
            return self.fill(at + 1, 0);
        }
        for next in from..group.options.len() {
            let (cost, worker) = self.groups[at].options[next];
            if !self.fits(at, worker) {
                continue;
            }
            self.sit(at, worker, cost);
            if !self.is_over() {
                self.fill(at, next + 1);
            }
            self.rise(at, worker, cost);
            // What comes next costs no less: where this one was too dear, all are.
            let enough = self.spent || (self.aim == Aim::Any && self.best.is_some());
            if enough || self.bound_from(at, next + 1).is_none_or(|bound| bound >= self.below) {
                return;
            }
        }
    }

    /// The bound where the seats of one group are filled from an option on.
    fn bound_from(&self, at: usize, from: usize) -> Option<u64> {
        let others = self.groups.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.map(|(_, group)| group.rest()).try_fold(self.cost, |sum, rest| Some(sum + rest?))?;
        let group = &self.groups[at];
        let mut costs =
            group.options[from..].iter().filter(|(_, worker)| !group.blocked[*worker]).map(|(cost, _)| *cost);
        (0..group.room()).try_fold(others, |sum, _| Some(sum + costs.next()?))
    }

    fn fits(&self, at: usize, worker: usize) -> bool {
        let group = &self.groups[at];
        let room = self.left[worker].is_none_or(|left| left >= group.minutes);
        room && !group.blocked[worker]
    }

    fn sit(&mut self, at: usize, worker: usize, cost: u64) {
        self.cost += cost;
        self.groups[at].chosen.push(worker);
        self.groups[at].blocked[worker] = true;
        let minutes = self.groups[at].minutes;
        self.left[worker] = self.left[worker].map(|left| left - minutes);
    }

    fn rise(&mut self, at: usize, worker: usize, cost: u64) {
        self.cost -= cost;
        self.groups[at].chosen.pop();
        self.groups[at].blocked[worker] = false;
        let minutes = self.groups[at].minutes;
        self.left[worker] = self.left[worker].map(|left| left + minutes);
    }
}

/// For each hour who is free in it, of those who may sit anywhere; an hour that is covered whenever
/// another one is, is left out. Those with the fewest people come first.
fn hardest(hours: &Cells, masks: &[&Cells], groups: &[Group]) -> Vec<Vec<bool>> {
    let seated: BTreeSet<usize> =
        groups.iter().flat_map(|group| group.options.iter().map(|(_, worker)| *worker)).collect();
    let column = |cell: usize| Cells::of(masks.len(), |worker| seated.contains(&worker) && masks[worker].holds(cell));
    let distinct: BTreeMap<Cells, usize> = hours.iter().map(|cell| (column(cell), cell)).collect();
    let mut columns: Vec<(usize, Cells)> = distinct.into_keys().map(|column| (column.iter().count(), column)).collect();
    columns.sort();
    let mut kept: Vec<Cells> = Vec::new();
    for (_, column) in columns {
        if !kept.iter().any(|harder| harder.within(&column)) {
            kept.push(column);
        }
    }
    kept.iter().map(|column| (0..masks.len()).map(|worker| column.holds(worker)).collect()).collect()
}
