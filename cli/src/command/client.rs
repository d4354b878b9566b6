//! `talko client`: how clients pay. Two who took part report it; whoever can say who the client is finds it; the
//! report does not name the client, a lead that does stands beside it. Facts and counts, never a mark; the client's
//! answer stands beside.

pub mod facts;
pub mod list;
pub mod named;
pub mod reply;
pub mod report;
pub mod said;
pub mod shown;
pub mod sign;
pub mod unpaid;

use clap::Subcommand;
use protocol::fold::report::ReportRow;
use protocol::id::Prefix;
use protocol::local::{Reply, Reports, Request, SeekReports, Shown};

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::trouble;

/// The verbs of `talko client`.
#[derive(Clone, Debug, Subcommand)]
pub enum Client {
    /// How a client paid others.
    Facts(facts::Facts),
    /// Reports how an invoice was paid.
    Report(report::Report),
    /// Signs another's report.
    Sign(sign::Sign),
    /// Writes the client's answer down.
    Reply(reply::Reply),
    /// Own reports, and those about invoices of one's own.
    List(list::List),
    /// What is not paid in the whole federation.
    Unpaid(unpaid::Unpaid),
}

impl Client {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Client::Facts(facts) => facts.run(desk),
            Client::Report(report) => report.run(desk),
            Client::Sign(sign) => sign.run(desk),
            Client::Reply(reply) => reply.run(desk),
            Client::List(list) => list.run(desk),
            Client::Unpaid(unpaid) => unpaid.run(desk),
        }
    }
}

/// Reports, shown or not.
///
/// # Errors
/// What the home refused.
pub fn reports(desk: &Desk, wish: SeekReports) -> Result<Reports, Problem> {
    match desk.ask(Request::Reports(wish))? {
        Reply::Reports(reports) => Ok(*reports),
        other => Err(unfit("Reports", &other)),
    }
}

/// The one report whose id begins so.
///
/// # Errors
/// `unknown-report`, or `clash` where several do.
pub fn find(desk: &Desk, typed: &str) -> Result<Shown<ReportRow>, Problem> {
    let unknown = || trouble!("unknown-report", typed = typed);
    let prefix = Prefix::parse(typed.trim()).ok_or_else(unknown)?;
    let mut found = reports(desk, SeekReports::Named(prefix))?.reports;
    match found.len() {
        0 => Err(unknown().into()),
        1 => Ok(found.remove(0)),
        count => {
            let choices: Vec<&str> = found.iter().map(|report| report.short.as_str()).collect();
            Err(trouble!("clash", typed = typed, count = count, choices = choices.join("; ")).into())
        }
    }
}
