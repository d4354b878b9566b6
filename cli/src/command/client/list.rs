//! `talko client list`: own reports, and those about invoices of one's own: what is shown, and what waits for a
//! second signature.

use clap::Args;
use protocol::local::SeekReports;

use super::{reports, shown};
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::words;

/// What `talko client list` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// Only those that wait for one's own signature.
    #[arg(long)]
    pub waiting: bool,
}

impl List {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let mut found = reports(desk, SeekReports::Mine)?.reports;
        found.retain(|report| !report.row.withdrawn && (!self.waiting || super::sign::waits(&report.row, me)));
        let items = found.iter().map(|report| shown::object(desk, report)).collect::<Result<Vec<_>, _>>()?;
        let mut answer = Answer::list("payment-report", items, None);
        if found.is_empty() {
            answer.sheet.line(words!("client-none"));
        }
        for (at, report) in found.iter().enumerate() {
            if at > 0 {
                answer.sheet.line("");
            }
            answer.sheet.lines(shown::lines(desk, report)?);
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
