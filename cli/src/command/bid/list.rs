//! `talko bid list`: the bids that can be opened here, and what each waits for.

use clap::Args;
use protocol::fold::bid::Stage;
use protocol::local::Bids;

use super::{all, shown};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::Outcome;
use crate::words;

/// What `talko bid list` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// Only those that one opened.
    #[arg(long)]
    pub mine: bool,
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
        let now = desk.clock.now;
        let Bids { mut bids, passed_over } = all(desk)?;
        bids.retain(|bid| {
            let waits = bid.row.stage(now) == Stage::Waiting && bid.row.missing().contains(&me);
            (!self.mine || bid.row.opener == me) && (!self.waiting || waits)
        });
        let items = bids.iter().map(|bid| shown::summary(desk, bid)).collect::<Result<_, _>>()?;
        let mut answer = Answer::list("bid", items, None);
        if bids.is_empty() {
            answer.sheet.line(words!("bid-none"));
        } else {
            let mut table = Table::new([
                words!("bid-column-id"),
                words!("bid-column-title"),
                words!("bid-column-price"),
                words!("bid-column-stage"),
                words!("bid-column-closes"),
            ]);
            for bid in &bids {
                table.row([
                    bid.short.clone(),
                    bid.row.bid.title.to_string(),
                    bid.row.bid.price().to_string(),
                    shown::stage(desk, &bid.row)?,
                    desk.clock.show(bid.row.bid.closes),
                ]);
            }
            answer.sheet.table(table);
        }
        if passed_over > 0 {
            answer.warn(words!("bid-passed-over", count = passed_over));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}
