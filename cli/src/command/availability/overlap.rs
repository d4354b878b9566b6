//! `talko availability overlap`: the hours in common with a client's working day, or with a member. Day by
//! day, since clocks are set back and ahead on different days in different places.

use clap::Args;
use protocol::local::Sort;
use protocol::matching::asked::DAYS_USUAL;
use protocol::schedule::grid::{Grid, Slots};
use protocol::schedule::span::Spans;
use protocol::schedule::zone::Zone;
use protocol::schedule::{Days, Hours, Shared, overlap};
use protocol::time::Day;
use serde_json::{Value, json};

use super::{free_in, times};
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::values::{span, week};
use crate::{choose, desk, trouble, words};

/// What `talko availability overlap` takes.
#[derive(Clone, Debug, Args)]
pub struct Overlap {
    /// A time zone, or somebody.
    #[arg(long, value_name = "ZONE|MEMBER")]
    pub with: String,
    /// The working hours there.
    #[arg(long, value_name = "DAYS HOURS", default_value = "mon-fri 09:00-17:00")]
    pub week: Vec<String>,
    /// Only whether so many hours of each day are in common.
    #[arg(long, value_name = "HOURS")]
    pub hours: Option<String>,
}

impl Overlap {
    /// Runs the command.
    ///
    /// # Errors
    /// `availability-none` where the own hours are not said; what else it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let first = desk.clock.now.day();
        let days = Days { first, last: first.plus(DAYS_USUAL - 1) };
        let Some(own) = free_in(&times(desk, me)?, days.around()) else {
            return Err(trouble!("availability-none").into());
        };
        let least = self.hours.as_deref().map(span::hours).transpose()?;
        let (with, wanted) = self.wanted(desk, days)?;
        let shared = overlap(&wanted, &own);
        let enough =
            least.map(|least| shared.iter().all(|day| day.common_minutes >= u64::from(least).min(day.wanted_minutes)));
        let data = json!({"with": with, "days": shared.iter().map(|day| object(desk, day)).collect::<Vec<_>>(), "enough": enough});
        let mut answer = Answer::new("overlap", data);
        answer.sheet.line(words!("overlap-with", with = with));
        if shared.iter().all(|day| day.common_minutes == 0) {
            answer.sheet.line(words!("overlap-none"));
        } else {
            answer.sheet.pairs(alike(desk, &shared));
        }
        match (enough, least) {
            (Some(true), Some(least)) => {
                answer.sheet.line(words!("overlap-enough", hours = span::work(u64::from(least))))
            }
            (Some(false), Some(least)) => {
                answer.sheet.line(words!("overlap-short", hours = span::work(u64::from(least))))
            }
            (None, _) | (_, None) => {}
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }

    /// Whose hours they are compared with, and these, day by day.
    fn wanted(&self, desk: &Desk, days: Days) -> Result<(String, Vec<(Day, Spans)>), Problem> {
        if let Ok(zone) = desk::zone(&self.with)
            && let Some(zone) = zone.iana_name().and_then(Zone::named)
        {
            let hours = Hours { zone, week: week::parse(&self.week)? };
            return Ok((format!("{}, {}", self.with, self.week.join(" ")), hours.by_day(days)));
        }
        let person = choose::one(desk, Sort::Person, &self.with)?.id;
        let Some(theirs) = free_in(&times(desk, person)?, days.around()) else {
            return Err(trouble!("availability-unknown", name = desk.person(&person)?).into());
        };
        // Their days are told on the clock of whoever reads this.
        let zone = desk.clock.zone().iana_name().and_then(Zone::named);
        let zone = zone.or_else(|| Zone::named("Etc/UTC")).expect("UTC is a zone of every program");
        let whole = Hours { zone, week: Grid::of([Slots::ALL; 7]) };
        let each = whole.by_day(days).into_iter().map(|(day, all)| (day, all.common(&theirs)));
        Ok((desk.person(&person)?, each.filter(|(_, spans)| !spans.is_empty()).collect()))
    }
}

fn object(desk: &Desk, day: &Shared) -> Value {
    json!({"day": desk.clock.day(day.day), "wanted_minutes": day.wanted_minutes, "common_minutes": day.common_minutes})
}

/// Days on which as much is in common stand together.
fn alike(desk: &Desk, shared: &[Shared]) -> Vec<(String, String)> {
    let groups = shared.chunk_by(|a, b| (a.common_minutes, a.wanted_minutes) == (b.common_minutes, b.wanted_minutes));
    let line = |group: &[Shared]| {
        let (first, last) = (group.first()?, group.last()?);
        let days = words!("availability-days", first = desk.clock.day(first.day), last = desk.clock.day(last.day));
        let (common, wanted) = (span::work(first.common_minutes), span::work(first.wanted_minutes));
        Some((days, words!("overlap-line", common = common, wanted = wanted)))
    };
    groups.filter_map(line).collect()
}
