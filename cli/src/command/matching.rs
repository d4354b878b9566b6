//! `talko match`: who could do which lead, told constraint by constraint. There is no score: what fits is
//! counted, and what does not says why.

pub mod crew;
pub mod findings;
pub mod lead;
pub mod mine;

use clap::{Args, Subcommand};
use protocol::local::{Compare, Matched, Matches, Reply, Request};
use protocol::matching::Fit;
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::words;

/// What `talko match` takes: a lead, or one of its verbs.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct Match {
    /// A verb in place of a lead.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// Who could do one lead.
    #[command(flatten)]
    pub lead: lead::OfLead,
}

/// The verbs of `talko match`.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Which leads one could do oneself.
    ForMe(mine::ForMe),
    /// Who could do one together.
    Crew(crew::Crew),
}

impl Match {
    /// Runs the command.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self.verb {
            Some(Verb::ForMe(mine)) => mine.run(desk),
            Some(Verb::Crew(crew)) => crew.run(desk),
            None => self.lead.run(desk),
        }
    }
}

/// Asks the home to compare.
///
/// # Errors
/// What the home refused.
pub fn compare(desk: &Desk, wish: Compare) -> Result<Matches, Problem> {
    match desk.ask(Request::Match(wish))? {
        Reply::Matches(matches) => Ok(matches),
        other => Err(unfit("Match", &other)),
    }
}

/// What follows, in a word for scripts.
pub fn fit_word(fit: Fit) -> &'static str {
    match fit {
        Fit::Fits => "fits",
        Fit::Open => "open",
        Fit::Misses => "misses",
    }
}

/// What follows, as a person reads it.
pub fn fit_text(fit: Fit) -> String {
    match fit {
        Fit::Fits => words!("match-fits"),
        Fit::Open => words!("match-open"),
        Fit::Misses => words!("match-misses"),
    }
}

/// One person and one lead as a script reads them.
///
/// # Errors
/// What the home refused.
pub fn object(desk: &Desk, matched: &Matched) -> Result<Value, Problem> {
    let findings = matched.findings.iter().map(|found| findings::object(desk, found)).collect::<Vec<_>>();
    Ok(json!({
        "lead": {"id": matched.lead.id, "short": matched.lead.short, "title": matched.lead.title},
        "person": {"id": matched.person, "name": desk.person(&matched.person)?},
        "collective": {"id": matched.collective, "name": desk.collective(&matched.collective)?},
        "role": matched.role,
        "fit": fit_word(matched.fit),
        "hour": matched.hour.map(|hour| {
            json!({"minor": hour.minor, "currency": hour.currency, "text": hour.to_string()})
        }),
        "closes": matched.closes.map(Clock::json),
        "findings": findings,
        "waived": matched.waived.iter().map(|waiver| findings::waiver_word(*waiver)).collect::<Vec<_>>(),
        "why": matched.why,
        "paused_until": matched.paused.map(|day| desk.clock.day(day)),
    }))
}

/// The constraints of one person and one lead as lines; with `unmet` only those that are not met.
pub fn lines(desk: &Desk, matched: &Matched, unmet: bool) -> Vec<(String, String)> {
    let shown = |found: &&protocol::matching::Finding| !unmet || found.verdict != protocol::matching::Verdict::Met;
    let mut lines: Vec<(String, String)> =
        matched.findings.iter().filter(shown).map(|found| findings::line(desk, found, &matched.waived)).collect();
    if let Some(day) = matched.paused {
        let until = desk.clock.day(day);
        lines.push((words!("verdict-no", what = words!("constraint-paused")), words!("because-paused", until = until)));
    }
    if let Some(why) = &matched.why {
        lines.push((words!("match-waived"), why.clone()));
    }
    lines
}

#[cfg(test)]
mod tests;
