//! `talko bid`: a joint offer to a client, from the first price to how it ended. Who may take part reads it,
//! and the lead's poster; nobody else.

pub mod check;
pub mod edit;
pub mod end;
pub mod entry;
pub mod fields;
pub mod invite;
pub mod list;
pub mod misfit;
pub mod new;
pub mod role;
pub mod send;
pub mod show;
pub mod shown;
pub mod sign;
pub mod split;

use clap::Subcommand;
use protocol::fold::bid::{BidRow, Stage};
use protocol::id::Id;
use protocol::local::{BidView, Bids, Draft, Reply, Request, Sort, Version};

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::publish::draft;
use crate::share::Audience;
use crate::{choose, trouble};

/// The verbs of `talko bid`.
#[derive(Clone, Debug, Subcommand)]
pub enum Bid {
    /// Opens a bid on a lead.
    New(Box<new::New>),
    /// Lists bids.
    List(list::List),
    /// Shows one.
    Show(show::Show),
    /// Changes an own one.
    Edit(Box<edit::Edit>),
    /// Who does what in it.
    #[command(subcommand)]
    Role(role::Role),
    /// Lets others take part, or leaves somebody out.
    Invite(invite::Invite),
    /// How the price is divided.
    Split(split::Split),
    /// What is missing, and what speaks against the own signature.
    Check(check::Check),
    /// Signs it as it stands.
    Sign(sign::Sign),
    /// Takes the own signature back.
    Unsign(sign::Unsign),
    /// Says that it went to the client.
    Send(send::Send),
    /// Says how it ended.
    Result(end::Said),
    /// Takes it back.
    Withdraw(end::Withdraw),
}

impl Bid {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Bid::New(new) => new.run(desk),
            Bid::List(list) => list.run(desk),
            Bid::Show(show) => show.run(desk),
            Bid::Edit(edit) => edit.run(desk),
            Bid::Role(role) => role.run(desk),
            Bid::Invite(invite) => invite.run(desk),
            Bid::Split(split) => split.run(desk),
            Bid::Check(check) => check.run(desk),
            Bid::Sign(sign) => sign.run(desk),
            Bid::Unsign(unsign) => unsign.run(desk),
            Bid::Send(send) => send.run(desk),
            Bid::Result(result) => result.run(desk),
            Bid::Withdraw(withdraw) => withdraw.run(desk),
        }
    }
}

/// Every bid that can be opened here, the one that changed last first.
///
/// # Errors
/// What the home refused.
pub fn all(desk: &Desk) -> Result<Bids, Problem> {
    match desk.ask(Request::Bids)? {
        Reply::Bids(bids) => Ok(bids),
        other => Err(unfit("Bids", &other)),
    }
}

/// Finds the one bid that a text names.
///
/// # Errors
/// `unknown-bid` or `clash`.
pub fn find(desk: &Desk, typed: &str) -> Result<BidView, Problem> {
    let named = choose::one(desk, Sort::Bid, typed)?;
    view(desk, named.id)?.ok_or_else(|| trouble!("unknown-bid", typed = typed).into())
}

/// One bid, where it can be opened here.
///
/// # Errors
/// What the home refused.
pub fn view(desk: &Desk, id: Id) -> Result<Option<BidView>, Problem> {
    match desk.ask(Request::Bid(id))? {
        Reply::Bid(found) => Ok(found.map(|view| *view)),
        other => Err(unfit("Bid", &other)),
    }
}

/// The same, where whoever lives here opened it and has not taken it back.
///
/// # Errors
/// `bid-not-yours` with the opener's name, `bid-withdrawn`.
pub fn own(desk: &Desk, typed: &str) -> Result<BidView, Problem> {
    let view = standing(desk, typed)?;
    let row = &view.shown.row;
    if row.opener != desk.me()?.person {
        return Err(trouble!("bid-not-yours", short = &view.shown.short, name = desk.person(&row.opener)?).into());
    }
    Ok(view)
}

/// A bid that its opener has not taken back.
///
/// # Errors
/// `unknown-bid`, `clash`, `bid-withdrawn`.
pub fn standing(desk: &Desk, typed: &str) -> Result<BidView, Problem> {
    let view = find(desk, typed)?;
    match view.shown.row.withdrawn {
        true => Err(trouble!("bid-withdrawn", short = &view.shown.short).into()),
        false => Ok(view),
    }
}

/// A bid that the client has not taken: what was won stays as everybody signed it.
///
/// # Errors
/// `bid-won`.
pub fn unsettled(desk: &Desk, view: BidView) -> Result<BidView, Problem> {
    match view.shown.row.stage(desk.clock.now) == Stage::Won {
        true => Err(trouble!("bid-won", short = &view.shown.short).into()),
        false => Ok(view),
    }
}

/// Who reads what is said about a bid: carriers stand where the bid's own do.
pub fn audience(row: &BidRow) -> Audience {
    Audience { side: row.side, federation: row.audience }
}

/// A draft of something that is said about a bid.
pub fn about<T: serde::Serialize>(row: &BidRow, kind: &str, names: Vec<Id>, version: Version, body: &T) -> Draft {
    draft(kind, audience(row), Some(row.id), names, version, body)
}

/// The next revision of a bid.
pub fn revision(row: &BidRow, body: &protocol::record::bid::Bid) -> Draft {
    draft("bid", audience(row), Some(row.lead), Vec::new(), Version::Next(row.id), body)
}

/// A problem about a bid with the bid in it, so that its sentences can name it.
pub fn named(problem: Problem, short: &str) -> Problem {
    match problem {
        Problem::Refused(trouble) if trouble.code.starts_with("bid-") => trouble.with("short", short).into(),
        other => other,
    }
}

#[cfg(test)]
mod tests;
