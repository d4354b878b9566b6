//! How an invoice is shown, to people and to programs.

use protocol::fold::account::{Invoiced, State};
use protocol::local::AccountView;
use protocol::time::Day;
use serde_json::{Value, json};

use super::found::short;
use crate::desk::Desk;
use crate::words;

/// Where an invoice stands, in words.
pub fn state(state: State) -> String {
    match state {
        State::Issued => words!("invoice-state-issued"),
        State::Part => words!("invoice-state-part"),
        State::Paid => words!("invoice-state-paid"),
        State::Overdue(days) => words!("invoice-state-overdue", days = days),
    }
}

const fn word(state: State) -> &'static str {
    match state {
        State::Issued => "issued",
        State::Part => "part",
        State::Paid => "paid",
        State::Overdue(_) => "overdue",
    }
}

/// An invoice as a script reads it.
pub fn object(desk: &Desk, view: &AccountView, invoice: &Invoiced, today: Day) -> Value {
    let late = match invoice.state(today) {
        State::Overdue(days) => days,
        State::Issued | State::Part | State::Paid => 0,
    };
    json!({
        "id": invoice.id,
        "short": short(&invoice.id),
        "number": invoice.number,
        "bid": view.bid.row.id,
        "title": view.bid.row.bid.title,
        "minor": invoice.minor,
        "paid_minor": invoice.paid_minor,
        "currency": view.account.currency.code(),
        "issued": desk.clock.day(invoice.issued),
        "due": desk.clock.day(invoice.due),
        "state": word(invoice.state(today)),
        "days_late": late,
    })
}

/// A day: `2026-12-04`.
pub fn date(day: Day) -> String {
    crate::proposal::sheet::day(day)
}
