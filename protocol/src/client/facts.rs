//! Owns what is told of a client, and of what a federation is owed: reports that count, found by the client's keys
//! alone, and sums of bands. Counts, never a mark.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Key, realm};
use crate::fold::report::{ReportRow, Standing};
use crate::id::Id;
use crate::money::Currency;
use crate::record::payment_report::PaymentReport;
use crate::time::Day;

/// The keys of what somebody asks for, by realm.
pub type Keys = BTreeMap<Id, Vec<Key>>;

/// How many invoices stand how, and how many collectives say so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Invoices, each once.
    pub invoices: u32,
    /// Those that were paid in time.
    pub in_time: u32,
    /// Those that were paid late.
    pub late: u32,
    /// Those that were not paid when that was last said.
    pub unpaid: u32,
    /// Those of which two reports say different things.
    pub contested: u32,
    /// Collectives whose members report or sign.
    pub collectives: u32,
}

/// What is not paid, in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unpaid {
    /// Which.
    pub currency: Currency,
    /// Invoices.
    pub invoices: u32,
    /// Collectives whose members report or sign.
    pub collectives: u32,
    /// The sum at the least: where each is at the lower end of its band.
    pub least_minor: u64,
    /// The sum at the most.
    pub most_minor: u64,
}

/// True where a report that counts is about the client with these keys.
pub fn is_about(row: &ReportRow, keys: &Keys, day: Day) -> bool {
    row.shown(day).is_some() && names(row, keys)
}

/// True where a report that was written, shown or not, is about the client with these keys.
pub fn names(row: &ReportRow, keys: &Keys) -> bool {
    let keys = keys.get(&realm(row.audience, row.space.charter)).into_iter().flatten();
    let holds = |report: &PaymentReport| keys.into_iter().any(|key| report.tags.contains(&key.tag(&report.salt)));
    row.report.as_ref().is_some_and(holds)
}

/// Counts reports: each invoice once, however many report it.
pub fn counts<'a>(rows: impl Iterator<Item = &'a ReportRow>, day: Day) -> Counts {
    let mut counts = Counts::default();
    let mut collectives = BTreeSet::new();
    for invoice in by_invoice(rows, day).into_values() {
        counts.invoices += 1;
        match agreed(&invoice, day) {
            Some(Paid::InTime) => counts.in_time += 1,
            Some(Paid::Late) => counts.late += 1,
            Some(Paid::Not) => counts.unpaid += 1,
            None => counts.contested += 1,
        }
        collectives.extend(invoice.into_iter().flat_map(speakers));
    }
    counts.collectives = u32::try_from(collectives.len()).unwrap_or(u32::MAX);
    counts
}

/// What is not paid, by currency: each invoice once, without those that are contested.
pub fn unpaid<'a>(rows: impl Iterator<Item = &'a ReportRow>, day: Day) -> Vec<Unpaid> {
    let mut totals: BTreeMap<Currency, (Unpaid, BTreeSet<Id>)> = BTreeMap::new();
    for invoice in by_invoice(rows, day).into_values() {
        let owed = agreed(&invoice, day) == Some(Paid::Not);
        let Some(report) = invoice.first().and_then(|row| row.shown(day)).filter(|_| owed) else { continue };
        let empty = Unpaid { currency: report.currency, invoices: 0, collectives: 0, least_minor: 0, most_minor: 0 };
        let (total, collectives) = totals.entry(report.currency).or_insert_with(|| (empty, BTreeSet::new()));
        total.invoices += 1;
        total.least_minor = total.least_minor.saturating_add(report.band.least());
        total.most_minor = total.most_minor.saturating_add(report.band.most());
        collectives.extend(invoice.into_iter().flat_map(speakers));
    }
    let with = |(total, collectives): (Unpaid, BTreeSet<Id>)| Unpaid {
        collectives: u32::try_from(collectives.len()).unwrap_or(u32::MAX),
        ..total
    };
    totals.into_values().map(with).collect()
}

/// What the reports about one invoice have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Paid {
    InTime,
    Late,
    Not,
}

/// The reports that count, by the invoice that they are about, each list by (revised, id).
fn by_invoice<'a>(rows: impl Iterator<Item = &'a ReportRow>, day: Day) -> BTreeMap<Id, Vec<&'a ReportRow>> {
    let mut invoices: BTreeMap<Id, Vec<&ReportRow>> = BTreeMap::new();
    for row in rows {
        if let Some(report) = row.shown(day) {
            invoices.entry(report.evidence).or_default().push(row);
        }
    }
    invoices.values_mut().for_each(|rows| rows.sort_by_key(|row| (row.revised, row.id)));
    invoices
}

/// How an invoice was paid, where all who report it say the same of it: sum, day and outcome.
fn agreed(invoice: &[&ReportRow], day: Day) -> Option<Paid> {
    let said = invoice.iter().filter_map(|row| row.shown(day)).map(|report| {
        let paid = match report.standing() {
            Standing::InTime => Paid::InTime,
            Standing::Late(_) => Paid::Late,
            Standing::Unpaid(_) => Paid::Not,
        };
        (paid, report.currency, report.band, report.due)
    });
    let said: BTreeSet<_> = said.collect();
    said.first().filter(|_| said.len() == 1).map(|(paid, ..)| *paid)
}

/// The collectives of those who report and sign.
fn speakers(row: &ReportRow) -> impl Iterator<Item = Id> + '_ {
    std::iter::once(row.space.charter).chain(row.signs.iter().map(|sign| sign.charter))
}
