//! `talko pledge`: promised help, from the offer to the thanks.

pub mod accept;
pub mod ask;
pub mod balance;
pub mod list;
pub mod offer;
pub mod quantity;
pub mod show;
pub mod shown;
pub mod steps;
pub mod void;

use clap::Subcommand;
use protocol::fold::ask::AskRow;
use protocol::fold::pledge::PledgeRow;
use protocol::local::{Reply, Request, Shown, Sort};

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::{choose, trouble};

/// The verbs of `talko pledge`.
#[derive(Clone, Debug, Subcommand)]
pub enum Pledge {
    /// Promises help.
    Offer(offer::Offer),
    /// Asks for help.
    Ask(ask::Ask),
    /// Promises what somebody asked for.
    Accept(accept::Accept),
    /// Asks for what was promised.
    Call(steps::Call),
    /// Says that it was given.
    Done(steps::Done),
    /// Confirms that it was given.
    Confirm(steps::Confirm),
    /// Lets somebody off.
    Release(steps::Release),
    /// Says no, with a reason.
    Decline(steps::Decline),
    /// Lists pledges and asks.
    List(list::List),
    /// Shows one.
    Show(show::Show),
    /// Adds up what was promised and given.
    Balance(balance::Balance),
}

impl Pledge {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Pledge::Offer(offer) => offer.run(desk),
            Pledge::Ask(ask) => ask.run(desk),
            Pledge::Accept(accept) => accept.run(desk),
            Pledge::Call(call) => call.run(desk),
            Pledge::Done(done) => done.run(desk),
            Pledge::Confirm(confirm) => confirm.run(desk),
            Pledge::Release(release) => release.run(desk),
            Pledge::Decline(decline) => decline.run(desk),
            Pledge::List(list) => list.run(desk),
            Pledge::Show(show) => show.run(desk),
            Pledge::Balance(balance) => balance.run(desk),
        }
    }
}

/// Pledges and asks that are held, as rows with their short ids.
pub type Held = (Vec<Shown<PledgeRow>>, Vec<Shown<AskRow>>);

/// All pledges and asks that are held.
///
/// # Errors
/// What the home refused.
pub fn held(desk: &Desk) -> Result<Held, Problem> {
    match desk.ask(Request::Pledges)? {
        Reply::Pledges(pledges, asks) => Ok((pledges, asks)),
        other => Err(unfit("Pledges", &other)),
    }
}

/// Finds the one pledge that a text names.
///
/// # Errors
/// `unknown-pledge` or `clash`.
pub fn find(desk: &Desk, typed: &str) -> Result<Shown<PledgeRow>, Problem> {
    let named = choose::one(desk, Sort::Pledge, typed)?;
    let found = held(desk)?.0.into_iter().find(|shown| shown.row.id == named.id);
    found.ok_or_else(|| trouble!("unknown-pledge", typed = typed).into())
}

/// Finds the one ask that a text names, where one does.
///
/// # Errors
/// `clash` where several do.
pub fn asked(desk: &Desk, typed: &str) -> Result<Option<Shown<AskRow>>, Problem> {
    let named = match choose::one(desk, Sort::Ask, typed) {
        Ok(named) => named,
        Err(Problem::Refused(unknown)) if unknown.code == "unknown-ask" => return Ok(None),
        Err(problem) => return Err(problem),
    };
    Ok(held(desk)?.1.into_iter().find(|shown| shown.row.id == named.id))
}

#[cfg(test)]
mod tests;
