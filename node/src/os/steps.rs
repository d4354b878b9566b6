//! The seam at which tests let a disk fail: every write, cut, sync, rename and removal of this thread is a step, and
//! one of them does not happen. What sled does inside is not counted.

use std::cell::Cell;
use std::io;

/// What follows the step that fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// The next ones go well.
    GoOn,
    /// No step reaches the disk any more, as when the process was killed there.
    Nothing,
}

/// What becomes of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Done,
    /// Half of it, then an error.
    Torn,
    Failed,
}

#[derive(Clone, Copy)]
struct Plan {
    taken: u64,
    /// The step that fails; none where nothing is planned.
    fails: Option<u64>,
    then: Then,
    watched: bool,
}

const NONE: Plan = Plan { taken: 0, fails: None, then: Then::GoOn, watched: false };

thread_local! {
    static PLAN: Cell<Plan> = const { Cell::new(NONE) };
}

/// Counts steps from here on; one of them fails, if one is given. Syncs are counted and left out: nothing here ends
/// the machine.
pub(crate) fn watch(fails: Option<u64>, then: Then) {
    PLAN.set(Plan { taken: 0, fails, then, watched: true });
}

/// Ends that; returns how many steps there were.
pub(crate) fn end() -> u64 {
    PLAN.replace(NONE).taken
}

/// Whether the step that was to fail has come.
pub(crate) fn has_failed() -> bool {
    let plan = PLAN.get();
    plan.fails.is_some_and(|at| plan.taken > at)
}

pub(super) fn is_watched() -> bool {
    PLAN.get().watched
}

pub(super) fn next() -> Fate {
    let plan = PLAN.get();
    if !plan.watched {
        return Fate::Done;
    }
    PLAN.set(Plan { taken: plan.taken + 1, ..plan });
    match plan.fails {
        Some(at) if plan.taken == at => Fate::Torn,
        Some(at) if plan.taken > at && plan.then == Then::Nothing => Fate::Failed,
        Some(_) | None => Fate::Done,
    }
}

pub(super) fn fault() -> io::Error {
    io::Error::other("the disk failed here")
}
