//! `talko lead`: work that somebody might take.

pub mod award;
pub mod claim;
pub mod comment;
pub mod contact;
pub mod edit;
pub mod end;
pub mod export;
pub mod fields;
pub mod import;
pub mod list;
pub mod new;
pub mod release;
pub mod show;
pub mod shown;
pub mod turn;

use clap::Subcommand;
use protocol::fold::lead::LeadRow;
use protocol::local::{LeadQuery, LeadView, Order, Reply, Request, Shown, Sort};
use protocol::record::lead::Lead as Body;

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::{choose, trouble};

/// 1,000: the most that one page holds.
pub const PAGE: u32 = 1_000;

/// The verbs of `talko lead`.
#[derive(Clone, Debug, Subcommand)]
pub enum Lead {
    /// Posts one.
    New(Box<new::New>),
    /// Lists them.
    List(list::List),
    /// Finds them by words.
    Search(list::Search),
    /// Shows one.
    Show(show::Show),
    /// Changes an own one.
    Edit(Box<edit::Edit>),
    /// Says how an own one ended.
    Close(end::Close),
    /// Takes an own one back.
    Withdraw(end::Withdraw),
    /// Says something about one.
    Comment(comment::Comment),
    /// Would take one.
    Claim(claim::Claim),
    /// Says whose turn an own one is.
    Award(award::Award),
    /// Gives a claim or an award back.
    Release(release::Release),
    /// Takes in adverts from a file.
    Import(import::Import),
    /// Writes them for other programs.
    Export(export::Export),
}

impl Lead {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Lead::New(new) => new.run(desk),
            Lead::List(list) => list.run(desk),
            Lead::Search(search) => search.run(desk),
            Lead::Show(show) => show.run(desk),
            Lead::Edit(edit) => edit.run(desk),
            Lead::Close(close) => close.run(desk),
            Lead::Withdraw(withdraw) => withdraw.run(desk),
            Lead::Comment(comment) => comment.run(desk),
            Lead::Claim(claim) => claim.run(desk),
            Lead::Award(award) => award.run(desk),
            Lead::Release(release) => release.run(desk),
            Lead::Import(import) => import.run(desk),
            Lead::Export(export) => export.run(desk),
        }
    }
}

/// Walks all leads that are held, closed and withdrawn ones among them, a page at a time.
///
/// # Errors
/// What the home refused.
pub fn each(desk: &Desk, mut take: impl FnMut(&Shown<LeadRow>)) -> Result<(), Problem> {
    let mut offset = 0;
    loop {
        let query = LeadQuery { limit: PAGE, offset, order: Order::New, ..LeadQuery::default() };
        let page = match desk.ask(Request::Leads(query))? {
            Reply::Leads(page) => page,
            other => return Err(unfit("Leads", &other)),
        };
        page.items.iter().for_each(&mut take);
        match page.next {
            Some(next) if next > offset => offset = next,
            Some(_) | None => return Ok(()),
        }
    }
}

/// Finds the one lead that a text names, with its thread.
///
/// # Errors
/// `unknown-lead` or `clash`.
pub fn find(desk: &Desk, typed: &str) -> Result<Box<LeadView>, Problem> {
    let named = choose::one(desk, Sort::Lead, typed)?;
    match desk.ask(Request::Lead(named.id))? {
        Reply::Lead(Some(view)) => Ok(view),
        Reply::Lead(None) => Err(trouble!("unknown-lead", typed = typed).into()),
        other => Err(unfit("Lead", &other)),
    }
}

/// Finds an own lead that can still be changed, with its body.
///
/// # Errors
/// As [`find`]; `lead-not-yours`, `lead-withdrawn` or `lead-erased` where it cannot be changed.
pub fn own(desk: &Desk, typed: &str) -> Result<(Box<LeadView>, Body), Problem> {
    let view = find(desk, typed)?;
    let (row, shown) = (&view.shown.row, &view.shown);
    if row.poster != desk.me()?.person {
        let name = desk.person(&row.poster)?;
        return Err(trouble!("lead-not-yours", short = &shown.short, name = name).into());
    }
    if row.withdrawn {
        return Err(trouble!("lead-withdrawn", short = &shown.short).into());
    }
    match row.lead.clone() {
        Some(lead) => Ok((view, lead)),
        None => Err(trouble!("lead-erased", short = &shown.short).into()),
    }
}

#[cfg(test)]
mod tests;
