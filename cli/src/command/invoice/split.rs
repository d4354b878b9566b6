//! `talko invoice split`: what of the money that came in is whose.

use clap::Args;
use protocol::fold::account::Answer as Word;
use protocol::local::AccountView;
use serde_json::{Value, json};

use super::found::{account, amount, short};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::words;

/// What `talko invoice split` takes.
#[derive(Clone, Debug, Args)]
pub struct Split {
    /// The bid or an invoice of it.
    pub bid: String,
}

impl Split {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-account` or `clash`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = account(desk, &self.bid)?;
        let mut answer = Answer::new("account", object(desk, &view)?);
        let title = view.bid.row.bid.title.to_string();
        answer.sheet.line(desk.paint.strong(&words!("account-title", short = &view.bid.short, title = title)));
        let (came, price) = (amount(&view, view.account.received_minor), amount(&view, view.account.price_minor));
        answer.sheet.line(words!("account-came", came = came, price = price));
        if view.account.over_minor > 0 {
            answer.sheet.line(words!("account-over", over = amount(&view, view.account.over_minor)));
        }
        let mut table = Table::new([
            words!("account-column-who"),
            words!("account-column-whole"),
            words!("account-column-now"),
            words!("account-column-sent"),
            words!("account-column-came"),
        ]);
        for due in &view.account.dues {
            let sums = [due.whole_minor, due.now_minor, due.sent_minor, due.acknowledged_minor];
            let sums = sums.map(|minor| amount(&view, minor));
            table.row(std::iter::once(desk.party(&due.to)?).chain(sums));
        }
        answer.sheet.table(table);
        answer.sheet.lines(to_pass_on(desk, &view)?);
        for payment in &view.account.payments {
            let (id, day) = (short(&payment.id), desk.clock.day(payment.day));
            let (sum, note) = (amount(&view, payment.minor), payment.note.clone().unwrap_or_default());
            answer.sheet.line(words!("account-payment", id = id, day = day, sum = sum, note = note));
        }
        for payout in &view.account.payouts {
            let (id, day, to) = (short(&payout.id), desk.clock.day(payout.day), desk.party(&payout.to)?);
            let (sum, note) = (amount(&view, payout.minor), payout.note.clone().unwrap_or_default());
            answer.sheet.line(match payout.answer {
                Word::Open => words!("account-payout", id = id, day = day, sum = sum, to = to, note = note),
                Word::Came => words!("account-payout-came", id = id, day = day, sum = sum, to = to, note = note),
                Word::Disputed(_) => {
                    words!("account-payout-disputed", id = id, day = day, sum = sum, to = to, note = note)
                }
            });
            if let Word::Disputed(why) = &payout.answer {
                let (name, sum) = (desk.party(&payout.to)?, amount(&view, payout.minor));
                answer.sheet.line(words!("account-disputed", name = name, sum = sum, why = why));
            }
        }
        if view.passed_over > 0 {
            answer.warn(words!("bid-passed-over", count = view.passed_over));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// Who is still to get how much of what came in.
///
/// # Errors
/// What the home refused when it was asked for names.
pub fn to_pass_on(desk: &Desk, view: &AccountView) -> Result<Option<String>, Problem> {
    let mut open = Vec::new();
    for due in view.account.dues.iter().filter(|due| due.open_minor() > 0) {
        open.push(words!("account-open", name = desk.party(&due.to)?, sum = amount(view, due.open_minor())));
    }
    Ok((!open.is_empty()).then(|| words!("account-pass-on", parts = open.join(", "))))
}

/// The money of a bid as a script reads it.
///
/// # Errors
/// As [`to_pass_on`].
pub fn object(desk: &Desk, view: &AccountView) -> Result<Value, Problem> {
    let account = &view.account;
    let dues = account.dues.iter().map(|due| {
        Ok::<Value, Problem>(json!({
            "to": {"id": due.to, "name": desk.party(&due.to)?},
            "whole_minor": due.whole_minor,
            "now_minor": due.now_minor,
            "sent_minor": due.sent_minor,
            "acknowledged_minor": due.acknowledged_minor,
            "open_minor": due.open_minor(),
        }))
    });
    let payouts = account.payouts.iter().map(|payout| {
        let (answer, why) = match &payout.answer {
            Word::Open => ("open", None),
            Word::Came => ("came", None),
            Word::Disputed(why) => ("disputed", Some(why)),
        };
        let (to, day) = (payout.to, desk.clock.day(payout.day));
        json!({"id": payout.id, "short": short(&payout.id), "to": to, "minor": payout.minor, "day": day, "note": payout.note, "answer": answer, "why": why})
    });
    let payments = account.payments.iter().map(|payment| {
        let day = desk.clock.day(payment.day);
        json!({"id": payment.id, "short": short(&payment.id), "invoice": payment.invoice, "minor": payment.minor, "day": day, "note": payment.note})
    });
    Ok(json!({
        "bid": account.bid,
        "short": view.bid.short,
        "title": view.bid.row.bid.title,
        "currency": account.currency.code(),
        "price_minor": account.price_minor,
        "received_minor": account.received_minor,
        "over_minor": account.over_minor,
        "dues": dues.collect::<Result<Value, _>>()?,
        "payments": payments.collect::<Value>(),
        "payouts": payouts.collect::<Value>(),
    }))
}
