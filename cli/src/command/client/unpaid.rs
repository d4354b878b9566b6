//! `talko client unpaid`: what clients owe in all that this home can read, by currency, without saying who they are.

use clap::Args;
use protocol::local::SeekReports;
use protocol::money::Amount;
use serde_json::json;

use super::reports;
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::words;

/// What `talko client unpaid` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Unpaid {}

impl Unpaid {
    /// Runs the verb.
    ///
    /// # Errors
    /// What the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        let totals = reports(desk, SeekReports::Mine)?.unpaid;
        let items = totals.iter().map(|total| {
            json!({
                "currency": total.currency.code(),
                "invoices": total.invoices,
                "collectives": total.collectives,
                "least_minor": total.least_minor,
                "most_minor": total.most_minor,
            })
        });
        let mut answer = Answer::list("unpaid", items.collect(), None);
        if totals.is_empty() {
            answer.sheet.line(words!("client-unpaid-none"));
        }
        for total in &totals {
            let [least, most] = [total.least_minor, total.most_minor]
                .map(|minor| Amount { minor, currency: total.currency }.to_string());
            let (invoices, collectives) = (total.invoices, total.collectives);
            answer.sheet.line(words!(
                "client-unpaid-total",
                least = least,
                most = most,
                invoices = invoices,
                collectives = collectives
            ));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
