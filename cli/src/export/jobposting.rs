//! Owns leads as schema.org JobPosting JSON-LD: for job search engines, and back into Talko.
//!
//! What schema.org has a property for stands there; the rest stands under the prefix `talko:`, which
//! the context declares. [`INFERRED`] is always present: by it the importer knows that what is
//! absent was absent. Source: schema.org/JobPosting; surface.md, section 3, names the properties.

use protocol::id::Id;
use protocol::money::Amount;
use protocol::record::lead::{Lead, Outcome, Pay, Per, Seats, Source};
use protocol::time::Moment;
use serde_json::{Map, Value, json};

use super::Row;
use crate::import::when;
use crate::values::wanted;

/// Names of the fields that nobody wrote; its presence marks a posting as Talko's.
pub const INFERRED: &str = "talko:inferred";
/// The lead that this one possibly repeats.
pub const SAME_AS: &str = "talko:sameAs";
/// How it ended.
pub const RESULT: &str = "talko:result";
/// Minutes a week, beside the sentence in `workHours`.
pub const MINUTES: &str = "talko:minutesWeek";
/// False where the work is bound to a place; remote work has its own schema.org word.
pub const REMOTE: &str = "talko:remote";
/// Whom the work needs.
pub const ROLES: &str = "talko:roles";
/// When the client works, on the clock of [`ZONE`].
pub const WORKDAY: &str = "talko:workday";
/// The client's clock.
pub const ZONE: &str = "talko:zone";
/// What stands before a lead's name in `@id`.
pub const LEAD_URN: &str = "urn:talko:lead:";

/// Periods as `unitText`; job search engines know all but the last.
pub const PERIODS: [(Per, &str); 6] = [
    (Per::Hour, "HOUR"),
    (Per::Day, "DAY"),
    (Per::Week, "WEEK"),
    (Per::Month, "MONTH"),
    (Per::Year, "YEAR"),
    (Per::Project, "PROJECT"),
];

/// Endings by their words.
pub const OUTCOMES: [(Outcome, &str); 4] =
    [(Outcome::Won, "won"), (Outcome::Lost, "lost"), (Outcome::Gone, "gone"), (Outcome::Scam, "scam")];

/// Writes leads as one JSON-LD document with a `@graph`, in the order given.
pub fn jobposting<'a>(rows: impl IntoIterator<Item = Row<'a>>) -> Value {
    let postings: Vec<Value> = rows.into_iter().map(posting).collect();
    json!({ "@context": ["https://schema.org", { "talko": "urn:talko:" }], "@graph": postings })
}

fn posting(row: Row) -> Value {
    let lead = row.lead;
    let mut out = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            out.insert(name.to_string(), value);
        }
    };
    let words = |text: &str| Value::from(text);
    put("@type", Some(words("JobPosting")));
    put("@id", row.id.map(|id| Value::from(urn(&id))));
    put("title", Some(words(&lead.title)));
    put("description", lead.text.as_deref().map(|text| Value::from(escape(text))));
    put("skills", (!lead.skills.is_empty()).then(|| lead.skills.iter().map(|skill| words(skill)).collect()));
    put("hiringOrganization", lead.client.as_deref().map(|name| json!({ "@type": "Organization", "name": name })));
    let (place_name, place) = place(lead);
    put(place_name, place);
    put("jobLocationType", (lead.remote == Some(true)).then(|| words("TELECOMMUTE")));
    put(REMOTE, (lead.remote == Some(false)).then_some(Value::Bool(false)));
    put("inLanguage", lead.language.as_deref().map(words));
    put("baseSalary", lead.pay.as_ref().map(salary));
    put("workHours", lead.minutes_week.map(|minutes| Value::from(hours(minutes))));
    put(MINUTES, lead.minutes_week.map(Value::from));
    put("validThrough", lead.closes.map(instant));
    put("jobStartDate", lead.starts.map(instant));
    put("datePosted", lead.posted.map(instant));
    put("identifier", lead.source.as_ref().and_then(identifier));
    put("url", lead.source.as_ref().and_then(|source| source.url.as_deref()).map(words));
    put("employmentType", lead.employment.as_deref().map(words));
    put(SAME_AS, lead.same_as.map(|id| Value::from(urn(&id))));
    put(RESULT, lead.result.map(|result| words(name_of(&OUTCOMES, result))));
    put(ROLES, (!lead.roles.is_empty()).then(|| lead.roles.iter().map(seats).collect()));
    put(WORKDAY, lead.hours.as_ref().map(|hours| Value::from(wanted::hours(hours))));
    put(ZONE, lead.hours.as_ref().map(|hours| words(&hours.zone)));
    put(INFERRED, Some(lead.inferred.iter().map(|name| words(name)).collect()));
    Value::Object(out)
}

fn seats(seats: &Seats) -> Value {
    json!({ "role": seats.role, "minutesWeek": seats.minutes_week, "people": seats.people, "markers": seats.markers })
}

fn name_of<T: PartialEq>(names: &[(T, &'static str)], item: T) -> &'static str {
    names.iter().find(|(known, _)| *known == item).map(|(_, name)| *name).expect("the table names every item")
}

/// A record's whole name: hexadecimal, because the short form for people leaves out the last bit.
fn urn(id: &Id) -> String {
    let digits: String = id.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{LEAD_URN}{digits}")
}

/// Remote work has no place of work: its place says from where one may apply.
fn place(lead: &Lead) -> (&'static str, Option<Value>) {
    let name = lead.place.as_deref();
    match lead.remote {
        Some(true) => {
            let area = name.map(|name| json!({ "@type": "AdministrativeArea", "name": name }));
            ("applicantLocationRequirements", area)
        }
        Some(false) | None => ("jobLocation", name.map(|name| json!({ "@type": "Place", "address": name }))),
    }
}

fn salary(pay: &Pay) -> Value {
    json!({
        "@type": "MonetaryAmount",
        "currency": pay.currency.code(),
        "value": {
            "@type": "QuantitativeValue",
            "minValue": sum(pay.least()),
            "maxValue": sum(pay.most()),
            "unitText": name_of(&PERIODS, pay.per),
        },
    })
}

/// Whole units as a number; others as a text, which no reader turns into a float on the way.
fn sum(amount: Amount) -> Value {
    let unit = 10u64.pow(amount.currency.digits());
    if amount.minor.is_multiple_of(unit) {
        return Value::from(amount.minor / unit);
    }
    let width = amount.currency.digits() as usize;
    Value::from(format!("{}.{:0width$}", amount.minor / unit, amount.minor % unit))
}

fn hours(minutes: u32) -> String {
    match minutes % 60 {
        0 => format!("{} hours per week", minutes / 60),
        rest => format!("{}:{rest:02} hours per week", minutes / 60),
    }
}

/// RFC 3339; milliseconds beyond the year 9999.
fn instant(moment: Moment) -> Value {
    when::written(moment).map_or_else(|| Value::from(moment.0), Value::from)
}

/// A source with nothing in it is still a source: an empty identifier says so.
fn identifier(source: &Source) -> Option<Value> {
    if source.origin.is_none() && source.id.is_none() && source.url.is_some() {
        return None;
    }
    let mut out = Map::new();
    out.insert("@type".into(), "PropertyValue".into());
    out.extend(source.origin.as_deref().map(|origin| ("name".into(), origin.into())));
    out.extend(source.id.as_deref().map(|id| ("value".into(), id.into())));
    Some(Value::Object(out))
}

/// What HTML reserves, as readers of `description` expect HTML.
const ESCAPES: [(&str, &str); 4] = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\n", "<br>")];

fn escape(text: &str) -> String {
    ESCAPES.iter().fold(text.to_string(), |text, (plain, escaped)| text.replace(plain, escaped))
}

/// Undoes [`jobposting()`]'s escaping of a description.
pub fn unescape(text: &str) -> String {
    ESCAPES.iter().rev().fold(text.to_string(), |text, (plain, escaped)| text.replace(escaped, plain))
}
