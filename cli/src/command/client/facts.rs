//! `talko client facts`: how a client paid others, as far as two of them say so. It is looked up when somebody asks,
//! and for the client they name.

use clap::Args;
use protocol::local::{Reply, Request};
use serde_json::json;

use super::{named, shown};
use crate::desk::{Desk, unfit};
use crate::paint::Answer;
use crate::problem::Outcome;
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
        let told = match desk.ask(Request::Client(keys))? {
            Reply::Client(told) => *told,
            other => return Err(unfit("Client", &other)),
        };
        let counts = &told.counts;
        let reports = told.reports.iter().map(|report| shown::object(desk, report)).collect::<Result<Vec<_>, _>>()?;
        let data = json!({
            "client": self.client,
            "invoices": counts.invoices,
            "in_time": counts.in_time,
            "late": counts.late,
            "unpaid": counts.unpaid,
            "contested": counts.contested,
            "collectives": counts.collectives,
            "reports": reports,
        });
        let mut answer = Answer::new("client", data);
        let sheet = &mut answer.sheet;
        let names = self.client.join(", ");
        match counts.invoices {
            0 => sheet.line(words!("client-facts-none", names = names)),
            _ => sheet.line(desk.paint.strong(&words!(
                "client-facts",
                names = names,
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
        for report in &told.reports {
            sheet.line("");
            sheet.lines(shown::lines(desk, report)?);
        }
        sheet.line("");
        sheet.line(words!("client-facts-what"));
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
