//! Reports about clients. Which client somebody asks about comes as keys, and is looked for by trying each report;
//! neither a name nor a key is kept or written to a log.

use std::collections::BTreeSet;

use protocol::client::evidence;
use protocol::client::facts::{Keys, counts, is_about, unpaid};
use protocol::fold::report::ReportRow;
use protocol::id::Id;
use protocol::local::{ClientFacts, REPORTS_MAX, Reply, Reports, SeekReports, Shown, Trouble};
use protocol::record::Fold;

use super::bids;
use super::directory::decode;
use crate::home::Home;
use crate::trouble;

/// Rows in one page while all are read.
const PAGE: usize = 1_000;

/// How a client paid.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn client(home: &Home, keys: &Keys) -> Result<Reply, Trouble> {
    let day = home.now().day();
    let mut rows = all(home)?;
    rows.retain(|row| is_about(row, keys, day));
    let counts = counts(rows.iter(), day);
    Ok(Reply::Client(Box::new(ClientFacts { reports: newest(home, rows), counts })))
}

/// Own reports and those about own invoices, or those of an id; and what is not paid in all of them.
///
/// # Errors
/// [`Trouble`] where rows cannot be read, or the keys are locked.
pub fn reports(home: &Home, wish: &SeekReports) -> Result<Reply, Trouble> {
    let day = home.now().day();
    let mut rows = all(home)?;
    let unpaid = unpaid(rows.iter(), day);
    match wish {
        SeekReports::Named(prefix) => rows.retain(|row| prefix.fits(&row.id)),
        SeekReports::Mine => {
            let me = home.dweller()?.person;
            let known: BTreeSet<Id> = bids::invoices(home)?.iter().map(evidence).collect();
            let about = |row: &ReportRow| row.report.as_ref().is_some_and(|report| known.contains(&report.evidence));
            rows.retain(|row| row.reporter == me || about(row));
        }
    }
    Ok(Reply::Reports(Box::new(Reports { reports: newest(home, rows), unpaid })))
}

/// The reports of collectives that are not blocked here.
fn all(home: &Home) -> Result<Vec<ReportRow>, Trouble> {
    let blocked = home.blocked();
    let mut rows: Vec<ReportRow> = Vec::new();
    let mut after = None;
    loop {
        let page =
            home.store().rows(Fold::Reports.letter(), after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (_, bytes) in page {
            rows.push(decode(&bytes)?);
        }
    }
    rows.retain(|row| !blocked.contains(&row.space.charter));
    for row in &mut rows {
        row.signs.retain(|sign| !blocked.contains(&sign.charter));
        row.replies.retain(|reply| !blocked.contains(&reply.charter));
    }
    Ok(rows)
}

fn newest(home: &Home, mut rows: Vec<ReportRow>) -> Vec<Shown<ReportRow>> {
    rows.sort_by_key(|row| (std::cmp::Reverse(row.revised), row.id));
    rows.truncate(REPORTS_MAX);
    let short = |row: &ReportRow| home.state().replica.short(&row.id);
    rows.into_iter().map(|row| Shown { short: short(&row), row }).collect()
}
