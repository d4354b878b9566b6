//! Owns how a typed text becomes an account or an invoice in it.

use protocol::fold::account::Invoiced;
use protocol::fold::bid::{Sent, Stage};
use protocol::id::{Id, Prefix};
use protocol::local::{AccountView, Reply, Request};
use protocol::money::Amount;
use protocol::search::fold::fold;
use protocol::text::tidy_line;

use crate::desk::{Desk, unfit};
use crate::problem::Problem;
use crate::trouble;
use crate::values::money;

/// The letters under which people know an invoice, a payment or a payout.
pub fn short(id: &Id) -> String {
    id.short(6)
}

/// The money of every bid that was sent, the one that was sent last first.
///
/// # Errors
/// What the home refused.
pub fn accounts(desk: &Desk) -> Result<Vec<AccountView>, Problem> {
    match desk.ask(Request::Accounts)? {
        Reply::Accounts(accounts) => Ok(accounts),
        other => Err(unfit("Accounts", &other)),
    }
}

/// Finds the money of a bid, by the bid's id or title, or by the id or number of an invoice of it.
///
/// # Errors
/// `unknown-account` where nothing fits, `clash` where several bids do.
pub fn account(desk: &Desk, typed: &str) -> Result<AccountView, Problem> {
    let (text, prefix) = (tidy_line(typed), Prefix::parse(&tidy_line(typed)));
    let by_id = |id: &Id| prefix.as_ref().is_some_and(|prefix| prefix.fits(id));
    let own = |view: &AccountView| {
        let called = fold(&view.bid.row.bid.title).contains(&fold(&text));
        let invoiced = view.account.invoices.iter().any(|invoice| by_id(&invoice.id) || *invoice.number == *text);
        by_id(&view.bid.row.id) || called || invoiced
    };
    let mut found: Vec<AccountView> = accounts(desk)?.into_iter().filter(own).collect();
    match found.len() {
        0 => Err(trouble!("unknown-account", typed = typed).into()),
        1 => Ok(found.remove(0)),
        count => {
            let titles: Vec<String> = found
                .iter()
                .map(|view| format!("{}  {}", view.bid.short, tidy_line(&view.bid.row.bid.title)))
                .collect();
            Err(trouble!("clash", typed = typed, count = count, choices = titles.join("; ")).into())
        }
    }
}

/// Finds one invoice: by its id or number, or the one of a bid that has just one.
///
/// # Errors
/// As [`account`]; `invoice-which` where the bid has none or several.
pub fn invoice(desk: &Desk, typed: &str) -> Result<(AccountView, Invoiced), Problem> {
    let view = account(desk, typed)?;
    let (text, prefix) = (tidy_line(typed), Prefix::parse(&tidy_line(typed)));
    let named = |invoice: &&Invoiced| {
        *invoice.number == *text || prefix.as_ref().is_some_and(|prefix| prefix.fits(&invoice.id))
    };
    let invoices = &view.account.invoices;
    let found = invoices.iter().find(named).or(invoices.first().filter(|_| invoices.len() == 1)).cloned();
    match found {
        Some(invoice) => Ok((view, invoice)),
        None => {
            let ids: Vec<String> =
                invoices.iter().map(|invoice| format!("{} ({})", short(&invoice.id), invoice.number)).collect();
            let trouble = trouble!("invoice-which", short = &view.bid.short, count = ids.len());
            Err(trouble.with("choices", ids.join(", ")).into())
        }
    }
}

/// Refuses whoever is not the contractor of record.
///
/// # Errors
/// `invoice-not-yours`.
pub fn contractor(desk: &Desk, view: &AccountView) -> Result<(), Problem> {
    let me = desk.me()?;
    let contractor = sent(view)?.draft.draft.contractor;
    match [me.person, me.collective].contains(&contractor) {
        true => Ok(()),
        false => {
            let name = desk.party(&contractor)?;
            Err(trouble!("invoice-not-yours", short = &view.bid.short, name = name).into())
        }
    }
}

/// What was sent to the client.
///
/// # Errors
/// `bid-not-sent`.
pub fn sent(view: &AccountView) -> Result<&Sent, Problem> {
    view.bid.row.sent.as_ref().ok_or_else(|| trouble!("bid-not-sent", short = &view.bid.short).into())
}

/// Refuses a bid that the client has not taken.
///
/// # Errors
/// `invoice-not-won`.
pub fn won(desk: &Desk, view: &AccountView) -> Result<(), Problem> {
    match view.bid.row.stage(desk.clock.now) {
        Stage::Won => Ok(()),
        Stage::Drafting
        | Stage::Waiting
        | Stage::Ready
        | Stage::Sent
        | Stage::Lost
        | Stage::Lapsed
        | Stage::Contested
        | Stage::Withdrawn => Err(trouble!("invoice-not-won", short = &view.bid.short).into()),
    }
}

/// A sum in the currency of the bid.
///
/// # Errors
/// `money` and its kin; `invoice-currency` for another one.
pub fn sum(view: &AccountView, typed: &str) -> Result<u64, Problem> {
    let currency = view.account.currency;
    let amount = money::parse(typed, Some(currency))?;
    match amount.currency == currency {
        true => Ok(amount.minor),
        false => {
            Err(trouble!("invoice-currency", typed = typed, currency = currency.code(), short = &view.bid.short).into())
        }
    }
}

/// Minor units in the currency of the account.
pub fn amount(view: &AccountView, minor: u64) -> String {
    Amount { minor, currency: view.account.currency }.to_string()
}
