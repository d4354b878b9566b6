//! `talko charter`: what the collective has agreed on about itself, in versions that stewards approve.

mod approve;
pub mod change;
mod diff;
mod history;
mod numbers;
pub mod propose;
pub mod revise;
pub(crate) mod said;
mod seen;
pub mod show;

use clap::Subcommand;
use protocol::history::Phase;
use protocol::id::Prefix;
use protocol::local::{CharterView, Reply, Request, RevisionCard, Trouble};

pub use self::said::standing;
use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::trouble;

/// The verbs of `talko charter`.
#[derive(Clone, Debug, Subcommand)]
pub enum Charter {
    /// Shows the version in force, and what waits.
    Show,
    /// Lists every version.
    History,
    /// Says what differs between two versions.
    Diff(diff::Diff),
    /// Changes it; for stewards.
    Revise(Box<revise::Revise>),
    /// Agrees to a change; for stewards.
    Approve(approve::Approve),
    /// Says that you have seen a version.
    Seen(seen::Seen),
}

impl Charter {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Charter::Show => show::run(desk),
            Charter::History => history::run(desk),
            Charter::Diff(diff) => diff.run(desk),
            Charter::Revise(revise) => revise.run(desk),
            Charter::Approve(approve) => approve.run(desk),
            Charter::Seen(seen) => seen.run(desk),
        }
    }
}

/// The own collective's charter with its history.
///
/// # Errors
/// What the home refused.
pub fn view(desk: &Desk) -> Result<CharterView, Problem> {
    desk.me()?;
    match desk.ask(Request::Charter)? {
        Reply::Charter(view) => Ok(*view),
        other => Err(unfit("Charter", &other)),
    }
}

/// The version that holds.
///
/// # Errors
/// `unknown-revision` where the home does not know it yet.
pub fn in_force(view: &CharterView) -> Result<&RevisionCard, Trouble> {
    let found = view.revisions.iter().find(|card| card.revision.phase == Phase::InForce);
    found.ok_or_else(|| trouble!("unknown-revision", typed = ""))
}

/// The version that somebody typed: by its number, that which held; else by the beginning of its id.
///
/// # Errors
/// `unknown-revision` where there is none, or several.
pub fn pick<'a>(view: &'a CharterView, typed: &str) -> Result<&'a RevisionCard, Trouble> {
    let unknown = || trouble!("unknown-revision", typed = typed);
    let typed = typed.trim();
    // Ids are shown with four characters at least; fewer digits are a number.
    if let Ok(number) = typed.parse::<u32>() {
        let numbered = view.revisions.iter().filter(|card| card.revision.charter.revision == number);
        let mut held = numbered.filter(|card| matches!(card.revision.phase, Phase::Past | Phase::InForce));
        if let Some(found) = held.next() {
            return Ok(found);
        }
        if typed.len() < 4 {
            return Err(unknown());
        }
    }
    let prefix = Prefix::parse(typed).ok_or_else(unknown)?;
    let mut found = view.revisions.iter().filter(|card| prefix.fits(&card.revision.id));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(unknown()),
    }
}

/// The version before another one.
pub fn before<'a>(view: &'a CharterView, card: &RevisionCard) -> Option<&'a RevisionCard> {
    view.revisions.iter().find(|earlier| Some(earlier.revision.id) == card.revision.charter.parent)
}

#[cfg(test)]
mod tests;
