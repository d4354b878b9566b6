//! `talko explain bid BID` and `talko explain invoice INVOICE`: the records behind every figure of a bid and of its
//! money, how the sums follow from them, and the versions of the rules.

use clap::Args;
use protocol::bid::split::Basis;
use protocol::id::Id;
use protocol::local::{Ground, Reply, Request};
use serde_json::json;

use super::{object, row};
use crate::command::bid::{find, shown};
use crate::command::invoice::found::{account, amount};
use crate::command::invoice::split;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Sheet, Table};
use crate::problem::{Outcome, Problem};
use crate::values::percent;
use crate::words;

/// What `talko explain bid` takes.
#[derive(Clone, Debug, Args)]
pub struct Bid {
    /// The bid, by id or title.
    pub bid: String,
}

/// What `talko explain invoice` takes.
#[derive(Clone, Debug, Args)]
pub struct Invoice {
    /// The invoice, by id or number; or the bid.
    pub invoice: String,
}

/// What a bid itself follows from, and its rules.
const OFFER: [&str; 7] = ["lead", "bid", "share", "assent", "bid-submit", "bid-outcome", "charter"];
/// What the money of a bid follows from.
const MONEY: [&str; 7] = ["bid", "share", "bid-submit", "invoice", "payment", "payout", "payout-ack"];

impl Bid {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-bid` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = find(desk, &self.bid)?;
        let bid = &view.shown.row;
        let grounds = grounds(desk, &bid.id, &OFFER)?;
        let data = json!({"id": bid.id, "short": view.shown.short, "grounds": objects(desk, &grounds)?});
        let mut answer = Answer::new("explain", data);
        let (short, title) = (&view.shown.short, bid.bid.title.to_string());
        answer.sheet.line(desk.paint.strong(&words!("explain-bid", short = short, title = title)));
        shown::sums(desk, bid, &mut answer.sheet)?;
        let levy = percent::show(bid.bid.levy_points);
        answer.sheet.line(match bid.bid.basis {
            Basis::Hours => words!("explain-split-hours", levy = levy),
            Basis::Equal => words!("explain-split-equal", levy = levy),
            Basis::Set => words!("explain-split-set", levy = levy),
        });
        rests(desk, &grounds, &mut answer.sheet)?;
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

impl Invoice {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-account` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.invoice)?;
        let bid = view.bid.row.id;
        let grounds = grounds(desk, &bid, &MONEY)?;
        let mut data = split::object(desk, &view)?;
        data["grounds"] = json!(objects(desk, &grounds)?);
        let mut answer = Answer::new("explain", data);
        let title = view.bid.row.bid.title.to_string();
        answer.sheet.line(desk.paint.strong(&words!("account-title", short = &view.bid.short, title = title)));
        let (came, price) = (amount(&view, view.account.received_minor), amount(&view, view.account.price_minor));
        answer.sheet.line(words!("account-came", came = &came, price = &price));
        if view.account.over_minor > 0 {
            answer.sheet.line(words!("account-over", over = amount(&view, view.account.over_minor)));
        }
        // What came in above the price is not divided.
        let came = amount(&view, view.account.received_minor.min(view.account.price_minor));
        for due in &view.account.dues {
            let (whole, now) = (amount(&view, due.whole_minor), amount(&view, due.now_minor));
            let name = desk.party(&due.to)?;
            answer.sheet.line(words!(
                "explain-due",
                name = name,
                whole = whole,
                came = &came,
                price = &price,
                now = now
            ));
        }
        answer.sheet.line(words!("explain-dues"));
        rests(desk, &grounds, &mut answer.sheet)?;
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// The records behind a bid, of some kinds.
fn grounds(desk: &Desk, bid: &Id, kinds: &[&str]) -> Result<Vec<Ground>, Problem> {
    let mut grounds = match desk.ask(Request::Grounds(*bid))? {
        Reply::Grounds(grounds) => grounds,
        other => return Err(unfit("Grounds", &other)),
    };
    grounds.retain(|ground| kinds.contains(&ground.kind.as_str()));
    Ok(grounds)
}

fn objects(desk: &Desk, grounds: &[Ground]) -> Result<Vec<serde_json::Value>, Problem> {
    grounds.iter().map(|ground| object(desk, ground)).collect()
}

/// The table of what it rests on.
///
/// # Errors
/// What the home refused when it was asked for names.
pub fn rests(desk: &Desk, grounds: &[Ground], sheet: &mut Sheet) -> Result<(), Problem> {
    sheet.line("");
    sheet.line(words!("explain-rests"));
    let mut table = Table::default();
    for ground in grounds {
        table.row(row(desk, ground)?);
    }
    sheet.table(table);
    Ok(())
}
