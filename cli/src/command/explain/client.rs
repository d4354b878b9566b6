//! `talko explain client NAME`: the records behind what is told of a client: each report, who signed it, and what
//! the client answers.

use clap::Args;
use protocol::fold::report::ReportRow;
use protocol::local::{Ground, Reply, Request};
use protocol::record::{client_reply, payment_report, report_sign};
use serde_json::{Value, json};

use super::object;
use super::offer::rests;
use crate::command::client::{named, shown};
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::words;

/// What `talko explain client` takes.
#[derive(Clone, Debug, Args)]
pub struct Client {
    /// Who the client is: a name, a site or a mail address; several are looked for together.
    #[arg(required = true, value_name = "NAME")]
    pub client: Vec<String>,
}

impl Client {
    /// Runs the verb.
    ///
    /// # Errors
    /// `client-name` for what has no letter in it.
    pub fn run(self, desk: &Desk) -> Outcome {
        let told = match desk.ask(Request::Client(named::keys(desk, &self.client)?))? {
            Reply::Client(told) => *told,
            other => return Err(unfit("Client", &other)),
        };
        let names = self.client.join(", ");
        let reports = told.reports.iter().map(|report| {
            let mut item = shown::object(desk, report)?;
            let grounds =
                grounds(&report.row).iter().map(|ground| object(desk, ground)).collect::<Result<Vec<_>, _>>()?;
            item["grounds"] = json!(grounds);
            Ok::<Value, Problem>(item)
        });
        let data = json!({"client": self.client, "reports": reports.collect::<Result<Vec<_>, _>>()?});
        let mut answer = Answer::new("explain", data);
        if told.reports.is_empty() {
            answer.sheet.line(words!("client-facts-none", names = &names));
        } else {
            let (invoices, collectives) = (told.counts.invoices, told.counts.collectives);
            let line = words!("client-facts", names = &names, invoices = invoices, collectives = collectives);
            answer.sheet.line(desk.paint.strong(&line));
            answer.sheet.line(words!("explain-client"));
        }
        for report in &told.reports {
            answer.sheet.line("");
            answer.sheet.lines(shown::lines(desk, report)?);
            rests(desk, &grounds(&report.row), &mut answer.sheet)?;
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// The records behind one report.
fn grounds(row: &ReportRow) -> Vec<Ground> {
    let word =
        |kind: &str, record, author, at| Ground { kind: kind.to_string(), record, author, at: Some(at), version: None };
    let report = word(payment_report::KIND.name, row.head, row.reporter, row.revised);
    let signs = row.signs.iter().map(|sign| word(report_sign::KIND.name, sign.id, sign.person, sign.at));
    let replies = row.replies.iter().map(|reply| word(client_reply::KIND.name, reply.head, reply.steward, reply.at));
    std::iter::once(report).chain(signs).chain(replies).collect()
}
