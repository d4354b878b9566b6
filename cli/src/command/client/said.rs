//! Owns what an invoice says of how it was paid: the figures of a report, from the account that whoever lives here
//! can open.

use protocol::client::band::Band;
use protocol::fold::account::Invoiced;
use protocol::id::Id;
use protocol::local::AccountView;
use protocol::money::Currency;
use protocol::record::payment_report::PaymentReport;
use protocol::time::Day;

use crate::command::invoice::found::sent;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::trouble;

/// How an invoice was paid, as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Of the invoice.
    pub currency: Currency,
    /// About how much it is over.
    pub band: Band,
    /// The last day on which it is paid in time.
    pub due: Day,
    /// As of which day.
    pub seen: Day,
    /// When the last of it came; absent while some is missing.
    pub paid: Option<Day>,
}

impl Said {
    /// What is so as of a day, whatever came later.
    ///
    /// # Errors
    /// `client-nothing` for an invoice over nothing.
    pub fn on(view: &AccountView, invoice: &Invoiced, seen: Day) -> Result<Said, Problem> {
        let band = Band::of(invoice.minor).ok_or_else(|| trouble!("client-nothing", number = &invoice.number))?;
        let mut came: Vec<(Day, u64)> = view
            .account
            .payments
            .iter()
            .filter(|payment| payment.invoice == Some(invoice.id) && payment.day <= seen)
            .map(|payment| (payment.day, payment.minor))
            .collect();
        came.sort_unstable();
        let mut sum = 0u64;
        let paid = came.into_iter().find_map(|(day, minor)| {
            sum = sum.saturating_add(minor);
            (sum >= invoice.minor).then_some(day)
        });
        Ok(Said { currency: view.account.currency, band, due: invoice.due, seen, paid })
    }

    /// What a report says.
    pub fn of(report: &PaymentReport) -> Said {
        let PaymentReport { currency, band, due, seen, paid, .. } = report;
        Said { currency: *currency, band: *band, due: *due, seen: *seen, paid: *paid }
    }
}

/// Refuses whoever takes no part in a bid: those who read it and did no work of it are no witnesses.
///
/// # Errors
/// `client-stranger`.
pub fn takes_part(desk: &Desk, view: &AccountView) -> Result<(), Problem> {
    let me: Id = desk.me()?.person;
    match me == view.bid.row.opener || sent(view)?.draft.draft.participants().contains(&me) {
        true => Ok(()),
        false => Err(trouble!("client-stranger", short = &view.bid.short).into()),
    }
}
