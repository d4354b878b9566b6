//! `talko client facts`: how a client paid others, as far as two of them say so. It is looked up when somebody asks,
//! and for the client they name.

use clap::Args;
use protocol::client::facts::{Keys, names};
use protocol::fold::report::ReportRow;
use protocol::local::{Reply, Request, SeekReports, Shown};
use serde_json::json;

use super::{named, reports, shown};
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::words;

/// What `talko client facts` takes.
#[derive(Clone, Debug, Args)]
pub struct Facts {
    /// Who the client is: a name, a site or a mail address; several are looked for together.
    #[arg(required = true, value_name = "NAME")]
    pub client: Vec<String>,
}

impl Facts {
    /// Runs the verb.
    ///
    /// # Errors
    /// `client-name` for what has no letter in it.
    pub fn run(self, desk: &Desk) -> Outcome {
        let keys = named::keys(desk, &self.client)?;
        let told = match desk.ask(Request::Client(keys.clone()))? {
            Reply::Client(told) => *told,
            other => return Err(unfit("Client", &other)),
        };
        let counts = &told.counts;
        let reports = told.reports.iter().map(|report| shown::object(desk, report)).collect::<Result<Vec<_>, _>>()?;
        let waiting = waiting(desk, &keys)?;
        let waits = waiting.iter().map(|report| shown::object(desk, report)).collect::<Result<Vec<_>, _>>()?;
        let data = json!({
            "client": self.client,
            "invoices": counts.invoices,
            "in_time": counts.in_time,
            "late": counts.late,
            "unpaid": counts.unpaid,
            "contested": counts.contested,
            "collectives": counts.collectives,
            "reports": reports,
            "waiting": waits,
        });
        let mut answer = Answer::new("client", data);
        let sheet = &mut answer.sheet;
        let called = self.client.join(", ");
        match counts.invoices {
            0 if !waiting.is_empty() => sheet.line(words!("client-facts-waiting", names = called)),
            0 => sheet.line(words!("client-facts-none", names = called)),
            _ => sheet.line(desk.paint.strong(&words!(
                "client-facts",
                names = called,
                invoices = counts.invoices,
                collectives = counts.collectives
            ))),
        }
        for (count, line) in [
            (counts.in_time, words!("client-in-time", count = counts.in_time)),
            (counts.late, words!("client-late", count = counts.late)),
            (counts.unpaid, words!("client-unpaid", count = counts.unpaid)),
            (counts.contested, words!("client-contested", count = counts.contested)),
        ] {
            if count > 0 {
                sheet.line(line);
            }
        }
        for report in told.reports.iter().chain(&waiting) {
            sheet.line("");
            sheet.lines(shown::lines(desk, report)?);
        }
        sheet.line("");
        sheet.line(words!("client-facts-what"));
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// Reports about the client that wait for a second signature: one's own, and those about an invoice that can be
/// opened here.
fn waiting(desk: &Desk, keys: &Keys) -> Result<Vec<Shown<ReportRow>>, Problem> {
    let today = desk.clock.now.day();
    let mut found = reports(desk, SeekReports::Mine)?.reports;
    found.retain(|report| {
        let row = &report.row;
        row.signs.is_empty() && !row.withdrawn && today <= row.expires && names(row, keys)
    });
    Ok(found)
}
