//! `talko availability pause`: days on which one is away.

use clap::Args;
use protocol::record::availability::{Availability, EXCEPTIONS_MAX, Exception};
use protocol::schedule::zone::Zone;
use protocol::time::Day;
use protocol::wire::Few;

use super::{Prices, Shown, change, today};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::trouble;
use crate::values::when::{self, Edge};

/// What `talko availability pause` takes.
#[derive(Clone, Debug, Args)]
pub struct Pause {
    /// The last day.
    #[arg(long, value_name = "DATE")]
    pub until: Option<String>,
    /// The first day; today where nothing is said.
    #[arg(long, value_name = "DATE")]
    pub from: Option<String>,
    /// Is back: no day from today on is otherwise than the week says.
    #[arg(long, conflicts_with_all = ["until", "from"])]
    pub end: bool,
}

impl Pause {
    /// Runs the command.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        change(desk, "availability pause", Shown::AsBefore, Prices::AsBefore, |body| {
            if body.week.minutes() == 0 {
                return Err(trouble!("availability-none").into());
            }
            let now = today(desk, body);
            // Days that are over matter to nobody.
            let mut kept: Vec<Exception> = body.exceptions.iter().filter(|day| day.last >= now).cloned().collect();
            if self.end {
                kept.clear();
            } else {
                let (first, last) = self.days(desk, body, now)?;
                kept = around(&kept, first, last);
                kept.push(Exception { first, last, free: None });
                kept.sort_by_key(|exception| exception.first);
            }
            let most = EXCEPTIONS_MAX;
            body.exceptions = Few::new(kept).map_err(|many| trouble!("days-many", count = many.len(), most = most))?;
            Ok(())
        })
    }

    fn days(&self, desk: &Desk, body: &Availability, now: Day) -> Result<(Day, Day), Problem> {
        let zone = Zone::named(&body.zone).ok_or_else(|| trouble!("zone", typed = &*body.zone))?;
        let Some(until) = &self.until else { return Err(trouble!("needs", what = "--until <DATE>").into()) };
        let (last, _) = zone.clock(when::future(until, Edge::End, &desk.clock)?);
        let first = match &self.from {
            Some(from) => zone.clock(when::future(from, Edge::End, &desk.clock)?).0,
            None => now,
        };
        if first <= last { Ok((first, last)) } else { Err(trouble!("days-turned", typed = until).into()) }
    }
}

/// What is left of the days that are otherwise, around those that are said anew.
fn around(kept: &[Exception], first: Day, last: Day) -> Vec<Exception> {
    let before = |old: &Exception| {
        (old.first < first).then(|| Exception { last: old.last.min(Day(first.0 - 1)), ..old.clone() })
    };
    let after =
        |old: &Exception| (old.last > last).then(|| Exception { first: old.first.max(last.plus(1)), ..old.clone() });
    kept.iter().flat_map(|old| [before(old), after(old)].into_iter().flatten()).collect()
}
