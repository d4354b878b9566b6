//! `talko repair clock`: a clock that ran ahead was set right; what was written meanwhile is dated in the
//! future, so others do not take it and nothing more can be written. It is said again as of now.

use clap::Args;
use protocol::local::{ClockRepaired, Reply, Request};
use serde_json::json;

use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::values::Clock as Zone;
use crate::{prompt, words};

/// What `talko repair clock` takes.
#[derive(Clone, Debug, Args)]
pub struct Clock {}

impl Clock {
    /// Runs the verb.
    ///
    /// # Errors
    /// `clock-behind` where waiting is enough, `clock-unconfirmed` where nobody says which is right, `clock-wrong` where
    /// the neighbours say that this clock is wrong.
    pub fn run(self, desk: &Desk) -> Outcome {
        let preview = ask(desk, true)?;
        let nothing = preview.again + preview.erased == 0 && preview.last <= preview.now;
        if desk.global.dry_run || nothing {
            return answer(desk, &preview);
        }
        let now = desk.clock.show(preview.now);
        // Where nobody confirms the clock, its owner must.
        desk.paint.note(&match preview.machines {
            0 => words!("repair-clock-alone", now = &now),
            machines => words!("repair-clock-confirmed", now = &now, machines = machines),
        })?;
        prompt::agree(desk, &words!("repair-clock-ask", again = preview.again, erased = preview.erased))?;
        answer(desk, &ask(desk, false)?)
    }
}

fn ask(desk: &Desk, dry_run: bool) -> Result<ClockRepaired, Problem> {
    match desk.ask(Request::RepairClock { dry_run })? {
        Reply::ClockRepaired(repaired) => Ok(repaired),
        other => Err(unfit("RepairClock", &other)),
    }
}

fn answer(desk: &Desk, repaired: &ClockRepaired) -> Outcome {
    let mut answer = Answer::new(
        "clock",
        json!({
            "now": Zone::json(repaired.now),
            "last": Zone::json(repaired.last),
            "machines": repaired.machines,
            "again": repaired.again,
            "erased": repaired.erased,
            "operations": repaired.operations,
        }),
    );
    let (again, erased) = (repaired.again, repaired.erased);
    let behind = repaired.last > repaired.now || again + erased > 0;
    answer.sheet.line(match (behind, desk.global.dry_run) {
        (false, _) => words!("repair-clock-well"),
        (true, true) => words!("repair-clock-would", again = again, erased = erased),
        (true, false) => words!("repair-clock-done", again = again, erased = erased),
    });
    desk.paint.answer(&answer)?;
    Ok(0)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use protocol::time::{DAY_MS, Moment};

    use super::*;

    /// A home whose last record is this far ahead; what it was asked is noted.
    fn home(ahead_ms: u64, yes: bool) -> (Desk, Rc<RefCell<Vec<bool>>>) {
        let asked = Rc::new(RefCell::new(Vec::new()));
        let (noted, now) = (asked.clone(), Moment(1_800_000_000_000));
        let mut desk = Desk::fake(move |request| {
            let Request::RepairClock { dry_run } = request else { panic!("{request:?}") };
            noted.borrow_mut().push(dry_run);
            let (last, operations) = (now.after(ahead_ms), if dry_run { Vec::new() } else { vec![7] });
            let again = u32::from(ahead_ms > 0);
            Ok(Reply::ClockRepaired(ClockRepaired { now, last, machines: 0, again, erased: 0, operations }))
        });
        desk.global.yes = yes;
        (desk, asked)
    }

    #[test]
    fn nothing_is_taken_back_before_its_owner_confirms_the_clock() {
        let (desk, asked) = home(3 * DAY_MS, false);
        assert!(Clock {}.run(&desk).is_err(), "nobody can be asked");
        assert_eq!(*asked.borrow(), [true]);
        let (desk, asked) = home(3 * DAY_MS, true);
        assert_eq!(Clock {}.run(&desk).expect("repaired"), 0);
        assert_eq!(*asked.borrow(), [true, false]);
    }

    #[test]
    fn a_clock_that_is_right_asks_for_nothing() {
        let (desk, asked) = home(0, false);
        assert_eq!(Clock {}.run(&desk).expect("told"), 0);
        assert_eq!(*asked.borrow(), [true]);
    }
}
