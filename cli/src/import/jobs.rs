//! Owns plain lists of jobs: objects whose members are named much alike on every board.
//!
//! Made for ConorsCode/open-jobs-data; the same names cover JSON Feed 1.1 and the public lists of
//! common boards. Where there is no description the lead keeps the object itself, line by line.

use serde_json::{Map, Value};

use super::advert::{Advert, Wage};
use super::plain;

/// A name that several boards use, in the order of trust.
type Names = &'static [&'static str];

const TITLE: Names = &["title", "position", "job_title", "jobTitle", "name", "text"];
const TEXT: Names =
    &["description", "content", "content_html", "content_text", "jobDescription", "descriptionPlain", "summary"];
const CLIENT: Names = &["company", "companyName", "company_name", "client", "employer", "organization", "authors"];
const PLACE: Names = &["locations", "location", "candidate_required_location", "jobGeo", "country", "city", "place"];
const URL: Names = &["applyUrl", "url", "absolute_url", "hostedUrl", "apply_url", "link", "jobUrl"];
const ID: Names = &["jobId", "id", "job_id", "slug", "guid", "uuid"];
const ORIGIN: Names = &["platform", "origin", "board", "source"];
const POSTED: Names =
    &["postedAt", "posted", "date_published", "publication_date", "pubDate", "createdAt", "date", "updated_at"];
const CLOSES: Names = &["closesAt", "closes", "validThrough", "expires", "expiresAt", "deadline", "closing_date"];
const STARTS: Names = &["startsAt", "starts", "start_date", "startDate"];
const EMPLOYMENT: Names = &["employmentType", "employment", "job_type", "jobType", "type", "contract"];
const SKILLS: Names = &["skills", "tags"];
const LANGUAGE: Names = &["language", "lang"];
const HOURS: Names = &["hours", "hoursPerWeek", "hours_per_week", "workHours"];
const PAY: Names = &["salary", "pay", "budget", "rate", "compensation"];
const PAY_MIN: Names = &["salary_min", "salaryMin", "min_salary", "annualSalaryMin"];
const PAY_MAX: Names = &["salary_max", "salaryMax", "max_salary", "annualSalaryMax"];
const CURRENCY: Names = &["currency", "salaryCurrency", "salary_currency"];
const PERIOD: Names = &["salaryPeriod", "salary_period", "per", "payPeriod"];
const REMOTE: Names = &["isRemote", "remote", "is_remote"];

/// Members that read well without their name in front.
const SPEAKING: &[Names] = &[TITLE, CLIENT, PLACE, EMPLOYMENT, &["department"]];

/// Sorts an object's members by field.
pub fn advert(job: &Map<String, Value>) -> Advert {
    let get = |names: Names| {
        names.iter().map(|name| job.get(*name).map(words).unwrap_or_default()).find(|text| !text.is_empty())
    };
    let text = |names: Names| get(names).unwrap_or_default();
    let described = plain::text(&text(TEXT));
    let skills = SKILLS.iter().find_map(|name| job.get(*name)?.as_array());
    let remote = REMOTE.iter().find_map(|name| job.get(*name)?.as_bool());
    Advert {
        title: text(TITLE),
        text: if described.trim().is_empty() { lines(job) } else { described },
        original: Value::Object(job.clone()).to_string(),
        skills: skills.into_iter().flatten().map(words).collect(),
        client: text(CLIENT),
        place: text(PLACE),
        language: text(LANGUAGE),
        pay: wage(&text(PAY), [text(PAY_MIN), text(PAY_MAX)], text(CURRENCY), text(PERIOD)),
        hours: text(HOURS),
        closes: text(CLOSES),
        starts: text(STARTS),
        posted: text(POSTED),
        origin: text(ORIGIN),
        id: text(ID),
        url: text(URL),
        remote,
        employment: text(EMPLOYMENT),
        ..Advert::default()
    }
}

fn wage(sentence: &str, [min, max]: [String; 2], currency: String, per: String) -> Wage {
    match (sentence.is_empty(), min.is_empty() && max.is_empty()) {
        (_, false) => Wage::Parts { min, max, currency, per },
        (true, true) => Wage::Silent,
        (false, true) if currency.is_empty() && per.is_empty() => Wage::Text(sentence.to_string()),
        (false, true) => Wage::Parts { min: sentence.to_string(), max: String::new(), currency, per },
    }
}

/// What a value says, in one text; empty for null, true and false.
pub fn words(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) => String::new(),
        Value::Number(number) => decimal(number),
        Value::String(text) => text.trim().to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(words).filter(|item| !item.is_empty()).collect();
            items.join("; ")
        }
        Value::Object(map) => {
            let named = ["name", "@value", "value", "title", "text"].iter().find_map(|key| map.get(*key));
            named.map(words).unwrap_or_default()
        }
    }
}

/// A JSON number, whose point is always a decimal mark: three decimals get a fourth, so that nobody
/// reads them as thousands.
fn decimal(number: &serde_json::Number) -> String {
    let text = number.to_string();
    match text.split_once('.') {
        Some((whole, "0")) => whole.to_string(),
        Some((_, part)) if part.len() == 3 => format!("{text}0"),
        _ => text,
    }
}

/// The members of an advert without a description, one a line, as they stand there.
fn lines(job: &Map<String, Value>) -> String {
    let speaking = |name: &str| SPEAKING.iter().any(|names| names.contains(&name));
    let line = |(name, value): (&String, &Value)| match value {
        Value::Bool(said) => Some(format!("{name}: {said}")),
        value => {
            let text = plain::line(&words(value));
            (!text.is_empty()).then(|| if speaking(name) { text } else { format!("{name}: {text}") })
        }
    };
    job.iter().filter_map(line).collect::<Vec<_>>().join("\n")
}
