//! Owns leads as CSV: ISO dates, sums as minor units beside their currency, one header row.
//!
//! The importer reads the same headings back. Source: surface.md, section 3.

use protocol::record::lead::Lead;
use protocol::time::Moment;

use super::Row;
use super::jobposting::{OUTCOMES, PERIODS};
use crate::import::when;
use crate::values::wanted;

/// What begins the file, for spreadsheets that take everything else for an old encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A byte order mark.
    Utf8,
    /// Nothing.
    None,
}

/// The headings, in order; `min` and `max` are for people, the minor units for sums.
#[rustfmt::skip]
const HEADER: [&str; 26] = [
    "lead", "title", "text", "skills", "client", "place", "language", "min", "max", "min_minor", "max_minor", "currency",
    "per", "hours", "closes", "starts", "posted", "origin", "id", "url", "remote", "employment", "roles", "workday", "zone",
    "result",
];

/// Writes leads as CSV, in the order given.
pub fn csv<'a>(rows: impl IntoIterator<Item = Row<'a>>, mark: Mark) -> Vec<u8> {
    let mut out = match mark {
        Mark::Utf8 => vec![0xEF, 0xBB, 0xBF],
        Mark::None => Vec::new(),
    };
    let mut writer = ::csv::Writer::from_writer(&mut out);
    let mut write = |cells: &[String]| {
        writer.write_record(cells).expect("a vector takes every byte, and all rows are of one length")
    };
    write(&HEADER.map(str::to_string));
    rows.into_iter().for_each(|row| write(&cells(row)));
    writer.flush().expect("a vector takes every byte");
    drop(writer);
    out
}

fn cells(row: Row) -> [String; 26] {
    let lead: &Lead = row.lead;
    let text = |words: Option<&str>| harmless(words.unwrap_or_default());
    let day =
        |moment: Option<Moment>| moment.map(|moment| when::written(moment).unwrap_or_default()).unwrap_or_default();
    let skills: Vec<&str> = lead.skills.iter().map(|skill| &**skill).collect();
    let pay = lead.pay.as_ref();
    let source = lead.source.as_ref();
    let word = |said: bool| if said { "yes" } else { "no" };
    let per = pay.and_then(|pay| PERIODS.iter().find(|(per, _)| *per == pay.per)).map(|(_, name)| name.to_lowercase());
    let result =
        OUTCOMES.iter().find(|(outcome, _)| Some(*outcome) == lead.result).map(|(_, name)| (*name).to_string());
    [
        row.id.map(|id| id.to_string()).unwrap_or_default(),
        harmless(&lead.title),
        text(lead.text.as_deref()),
        harmless(&skills.join("; ")),
        text(lead.client.as_deref()),
        text(lead.place.as_deref()),
        text(lead.language.as_deref()),
        pay.map(|pay| sum(&pay.least().to_string())).unwrap_or_default(),
        pay.map(|pay| sum(&pay.most().to_string())).unwrap_or_default(),
        pay.map(|pay| pay.min.to_string()).unwrap_or_default(),
        pay.map(|pay| pay.max.to_string()).unwrap_or_default(),
        pay.map(|pay| pay.currency.code().to_string()).unwrap_or_default(),
        per.unwrap_or_default(),
        lead.minutes_week.map(hours).unwrap_or_default(),
        day(lead.closes),
        day(lead.starts),
        day(lead.posted),
        text(source.and_then(|source| source.origin.as_deref())),
        text(source.and_then(|source| source.id.as_deref())),
        text(source.and_then(|source| source.url.as_deref())),
        lead.remote.map(word).unwrap_or_default().to_string(),
        text(lead.employment.as_deref()),
        harmless(&lead.roles.iter().map(wanted::typed).collect::<Vec<_>>().join("; ")),
        lead.hours.as_ref().map(wanted::hours).unwrap_or_default(),
        lead.hours.as_ref().map(|hours| hours.zone.to_string()).unwrap_or_default(),
        result.unwrap_or_default(),
    ]
}

/// Minutes as hours with at most three decimals: enough to come back as the same minutes.
fn hours(minutes: u32) -> String {
    let part = format!("{:03}", (minutes % 60 * 1000 + 30) / 60);
    format!("{}.{part}", minutes / 60).trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The number of an amount that is written with its currency behind.
fn sum(amount: &str) -> String {
    amount.split(' ').next().unwrap_or_default().to_string()
}

/// A stranger's words as a spreadsheet may see them: what would begin a formula gets an apostrophe,
/// which a spreadsheet does not show.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) { format!("'{text}") } else { text.to_string() }
}
