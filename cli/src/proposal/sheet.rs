//! Owns what a client's file says, section by section, whatever it is written in. Every word of it follows from
//! the signed terms, the language and the look.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use protocol::id::Id;
use protocol::money::Amount;
use protocol::proposal::verify::Verified;
use protocol::text::tidy_line;
use protocol::time::{DAY_MS, Day, Moment};

use super::words::{Language, say};
use crate::template;

/// The digits of a number that a person compares by eye or on the telephone.
const NUMBER: usize = 10;

/// One part of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Running text that somebody wrote, with its line breaks.
    Text(String),
    /// A sentence.
    Line(String),
    /// A table with the words above its columns; the columns of numbers stand at the right.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// A heading with what stands below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands below.
    pub parts: Vec<Part>,
}

/// A client's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// What it is: the word for a proposal.
    pub kind: String,
    /// What is offered.
    pub title: String,
    /// Who offers it, where that is named.
    pub by: Option<String>,
    /// Until when it holds.
    pub holds: String,
    /// The sections.
    pub sections: Vec<Section>,
}

/// What the file of these terms says.
pub fn sheet(terms: &Verified, language: Language) -> Sheet {
    let draft = &terms.draft;
    let said = |key: &str, values: &[(&str, &str)]| say(language, key, values);
    let holds = instant(draft.valid_until);
    let mut sections = Vec::new();
    let mut section = |key: &str, parts: Vec<Part>| {
        if !parts.is_empty() {
            sections.push(Section { heading: said(key, &[]), parts });
        }
    };
    let written = |text: Option<&str>| text.map(|text| Part::Text(text.to_string())).into_iter().collect();
    section("need", written(draft.need.as_deref()));
    section("scope", written(Some(&draft.scope)));
    section("beyond", written(draft.beyond.as_deref()));
    section("team", vec![team(terms, language)]);
    let minutes: u64 = draft.lines.iter().map(|line| u64::from(line.minutes)).sum();
    let (first, last) = (day(draft.first), day(draft.last));
    section(
        "time",
        vec![Part::Line(said("from-to", &[("first", &first), ("last", &last), ("hours", &hours(minutes))]))],
    );
    section("price", price(terms, language));
    section("working", written(draft.working.as_deref()));
    section("cover", written(draft.cover.as_deref()));
    section("paying", paying(terms, language));
    section(
        "accept",
        vec![Part::Line(match &terms.contact {
            Some(contact) => said(
                "accept-write",
                &[("contact", &one_line(contact)), ("number", &number(&terms.id)), ("until", &holds)],
            ),
            None => said("accept-hidden", &[("number", &number(&terms.id)), ("until", &holds)]),
        })],
    );
    section(
        "terms",
        match draft.template.as_ref().map(|id| (id, template::of(id))) {
            Some((_, Some(template))) => vec![Part::Text(template.text.trim_end().to_string())],
            Some((id, None)) => vec![Part::Line(said("terms-unknown", &[("number", &number(id))]))],
            None => Vec::new(),
        },
    );
    section("checked", checked(terms, language));
    Sheet {
        kind: said("offer", &[]),
        title: one_line(&draft.title),
        by: draft.house.as_ref().map(|house| said("offered-by", &[("house", &one_line(house))])),
        holds: said("holds", &[("until", &holds)]),
        sections,
    }
}

/// The name of a line, or its place where the name is hidden.
fn name(terms: &Verified, at: usize, language: Language) -> String {
    match terms.names.get(at).and_then(Option::as_deref) {
        Some(name) => one_line(name),
        None => {
            // A person with several lines is one member.
            let lines = &terms.draft.lines;
            let mut people: Vec<&Id> = lines.iter().map(|line| &line.participant).collect();
            people.dedup();
            let place = people.iter().position(|person| **person == lines[at].participant).unwrap_or(at);
            say(language, "member", &[("number", &(place + 1).to_string())])
        }
    }
}

fn team(terms: &Verified, language: Language) -> Part {
    let shown = terms.pays.iter().all(Option::is_some);
    let mut head = vec!["who", "work", "hours"];
    head.extend(shown.then_some("pay"));
    let row = |(at, line): (usize, &protocol::bid::draft::DraftLine)| {
        let mut row = vec![name(terms, at, language), one_line(&line.role), hours(u64::from(line.minutes))];
        let pay = terms.pays.get(at).and_then(Option::as_ref).filter(|_| shown);
        row.extend(pay.map(|pay| money(terms, pay.minor)));
        row
    };
    let rows = terms.draft.lines.iter().enumerate().map(row).collect();
    Part::Table(head.into_iter().map(|key| say(language, key, &[])).collect(), rows)
}

fn price(terms: &Verified, language: Language) -> Vec<Part> {
    let price = terms.draft.price().to_string();
    let mut parts = vec![Part::Line(say(language, "together", &[("price", &price)]))];
    if let Some(sums) = &terms.sums {
        if sums.levy_minor > 0 {
            parts.push(Part::Line(say(language, "levy", &[("sum", &money(terms, sums.levy_minor))])));
        }
        if sums.remainder_minor > 0 {
            parts.push(Part::Line(say(language, "rest", &[("count", &sums.remainder_minor.to_string())])));
        }
    }
    parts
}

fn paying(terms: &Verified, language: Language) -> Vec<Part> {
    let draft = &terms.draft;
    let days = draft.payment_days.to_string();
    let line = match &draft.house {
        Some(house) => say(language, "invoice", &[("house", &one_line(house)), ("days", &days)]),
        None => say(language, "invoice-unnamed", &[("house", &number(&draft.contractor)), ("days", &days)]),
    };
    let ways = draft.paying.as_deref().map(|text| Part::Text(text.to_string()));
    std::iter::once(Part::Line(line)).chain(ways).collect()
}

fn checked(terms: &Verified, language: Language) -> Vec<Part> {
    let lines = &terms.draft.lines;
    let mut names: Vec<String> = (0..lines.len())
        .map(|at| {
            let when = terms.signed.get(&lines[at].participant).map(|moment| instant(*moment)).unwrap_or_default();
            format!("{} ({when})", name(terms, at, language))
        })
        .collect();
    names.dedup();
    let mut collectives: Vec<String> = lines.iter().map(|line| number(&line.charter)).collect();
    collectives.sort();
    collectives.dedup();
    let line = |key: &str, name: &str, value: &str| Part::Line(say(language, key, &[(name, value)]));
    vec![
        line("checked-signed", "names", &names.join(", ")),
        line("checked-what", "number", &number(&terms.id)),
        Part::Line(say(language, "checked-how", &[])),
        line("checked-who", "collectives", &collectives.join(", ")),
    ]
}

fn money(terms: &Verified, minor: u64) -> String {
    Amount { minor, currency: terms.draft.currency }.to_string()
}

/// Minutes as hours: `60`, `7:30`.
fn hours(minutes: u64) -> String {
    match (minutes / 60, minutes % 60) {
        (hours, 0) => hours.to_string(),
        (hours, rest) => format!("{hours}:{rest:02}"),
    }
}

/// The beginning of an id, as people compare it.
pub fn number(id: &Id) -> String {
    id.short(NUMBER)
}

/// A day: `2026-12-04`.
pub fn day(day: Day) -> String {
    let ms = i64::from(day.0).saturating_mul(DAY_MS as i64);
    zoned(ms).strftime("%Y-%m-%d").to_string()
}

/// An instant, on the same clock for every reader: `2026-12-04 17:00 UTC`.
pub fn instant(moment: Moment) -> String {
    zoned(i64::try_from(moment.0).unwrap_or(i64::MAX)).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn zoned(ms: i64) -> jiff::Zoned {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::MAX).to_zoned(TimeZone::UTC)
}

fn one_line(text: &str) -> String {
    tidy_line(text)
}
