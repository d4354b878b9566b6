//! Owns the explanation why there is no crew: the smallest set of bonds that nobody can keep together.
//!
//! All sets are looked at, small before large. What some crew keeps, it keeps in part too: a set that can be
//! kept is made as large as it goes, and everything in it is passed over from then on. So few sets are
//! searched for, however many there are.

use super::search::{Aim, search};
use super::{Answer, Bond, Problem};

/// A search for one set takes at most this part of all steps, so that a hard one leaves some to the others.
const PART: u64 = 16;

/// The first set, by size and then in the order of the bonds, that cannot be kept. The whole set cannot, so
/// there always is one while the steps last.
pub(super) fn smallest(problem: &Problem, bonds: &[Bond], steps: u64) -> Answer {
    let mut sieve = Sieve { problem, bonds, part: steps.div_ceil(PART), left: steps, kept: Vec::new() };
    let mut sure = true;
    for size in 0..=bonds.len() {
        let mut set: Vec<usize> = (0..size).collect();
        loop {
            sieve.left = sieve.left.saturating_sub(1);
            match if sieve.is_known(&set) { Some(true) } else { sieve.can_be_kept(&set) } {
                Some(true) => sieve.grow(&set),
                Some(false) => return Answer::Conflict { bonds: sieve.named(&set), smallest: sure },
                None => sure = false,
            }
            if sieve.left == 0 {
                return Answer::Conflict { bonds: bonds.to_vec(), smallest: false };
            }
            if !advance(&mut set, bonds.len()) {
                break;
            }
        }
    }
    Answer::Conflict { bonds: bonds.to_vec(), smallest: false }
}

struct Sieve<'a> {
    problem: &'a Problem,
    bonds: &'a [Bond],
    part: u64,
    left: u64,
    /// Sets that some crew keeps, as places among the bonds, ascending.
    kept: Vec<Vec<usize>>,
}

impl Sieve<'_> {
    fn named(&self, set: &[usize]) -> Vec<Bond> {
        set.iter().map(|at| self.bonds[*at].clone()).collect()
    }

    fn is_known(&self, set: &[usize]) -> bool {
        self.kept.iter().any(|kept| set.iter().all(|at| kept.binary_search(at).is_ok()))
    }

    /// Whether a crew keeps a set; `None` where the steps ran out before that was known.
    fn can_be_kept(&mut self, set: &[usize]) -> Option<bool> {
        let sought = search(self.problem, &self.named(set), Aim::Any, self.part.min(self.left));
        self.left = self.left.saturating_sub(sought.steps);
        if sought.crew.is_some() { Some(true) } else { sought.finished.then_some(false) }
    }

    /// Adds to a set that can be kept whatever can be kept with it.
    fn grow(&mut self, set: &[usize]) {
        if self.is_known(set) {
            return;
        }
        let mut grown = set.to_vec();
        for at in 0..self.bonds.len() {
            let Err(place) = grown.binary_search(&at) else { continue };
            grown.insert(place, at);
            if !self.is_known(&grown) && self.can_be_kept(&grown) != Some(true) {
                grown.remove(place);
            }
        }
        self.kept.push(grown);
    }
}

/// The next set of the same size, in order; false behind the last.
fn advance(set: &mut [usize], count: usize) -> bool {
    let size = set.len();
    let Some(moved) = (0..size).rev().find(|place| set[*place] < count - size + place) else { return false };
    set[moved] += 1;
    for place in moved + 1..size {
        set[place] = set[place - 1] + 1;
    }
    true
}
