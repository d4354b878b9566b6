//! Owns reading back what [`mod@crate::export::jobposting`] wrote: field by field, nothing inferred.
//!
//! A file may claim to be ours and be a stranger's; every field passes the same types as a record.

use protocol::id::Id;
use protocol::money::Currency;
use protocol::record::lead::{Lead, Outcome, Pay, Per, ROLES_MAX, Seats, Source, Workday};
use protocol::text::{Line, Text};
use protocol::time::Moment;
use protocol::wire::Few;
use serde_json::{Map, Value};

use super::{Flaw, Found, Place};
use crate::export::jobposting::{
    INFERRED, LEAD_URN, MINUTES, OUTCOMES, PERIODS, REMOTE, RESULT, ROLES, SAME_AS, WORKDAY, ZONE, unescape,
};
use crate::values::week;

/// True for a posting that says which of its fields were inferred: only Talko does.
pub fn is_own(posting: &Map<String, Value>) -> bool {
    posting.contains_key(INFERRED)
}

/// Reads a posting that Talko wrote.
///
/// # Errors
/// [`Flaw::Own`] for a field that Talko does not write so; [`Flaw::Closed`].
pub fn read(posting: &Map<String, Value>, place: Place, now: Moment) -> Result<Found, Flaw> {
    let lead = Lead {
        title: line(posting, "title")?.ok_or(Flaw::NoTitle)?,
        text: text(posting)?,
        skills: lines(posting, "skills")?,
        client: named(posting, "hiringOrganization", "name")?,
        place: place_of(posting)?,
        language: line(posting, "inLanguage")?,
        pay: posting.get("baseSalary").map(|salary| pay(salary).ok_or(Flaw::Own("baseSalary"))).transpose()?,
        minutes_week: posting.get(MINUTES).map(|value| minutes(value).ok_or(Flaw::Own(MINUTES))).transpose()?,
        closes: moment(posting, "validThrough")?,
        starts: moment(posting, "jobStartDate")?,
        posted: moment(posting, "datePosted")?,
        source: source(posting)?,
        remote: remote(posting)?,
        employment: line(posting, "employmentType")?,
        inferred: lines(posting, INFERRED)?,
        same_as: posting.get(SAME_AS).map(|value| id(value).ok_or(Flaw::Own(SAME_AS))).transpose()?,
        result: posting.get(RESULT).map(|value| outcome(value).ok_or(Flaw::Own(RESULT))).transpose()?,
        roles: roles(posting)?,
        hours: workday(posting)?,
    };
    if let Some(on) = lead.closes.filter(|on| *on <= now) {
        return Err(Flaw::Closed { on });
    }
    let named = posting.get("@id").and_then(id);
    Ok(Found { lead, place, original: Value::Object(posting.clone()).to_string(), notes: Vec::new(), id: named })
}

fn roles(posting: &Map<String, Value>) -> Result<Few<Seats, ROLES_MAX>, Flaw> {
    let items = posting.get(ROLES).map(|value| value.as_array().ok_or(Flaw::Own(ROLES))).transpose()?;
    let seats = |item: &Value| {
        let map = item.as_object().ok_or(Flaw::Own(ROLES))?;
        let number = |name: &str| map.get(name).filter(|value| !value.is_null()).map(minutes);
        let seats = Seats {
            role: line(map, "role")?.ok_or(Flaw::Own(ROLES))?,
            minutes_week: number("minutesWeek").map(|read| read.ok_or(Flaw::Own(ROLES))).transpose()?,
            people: number("people").flatten().and_then(|count| u8::try_from(count).ok()).ok_or(Flaw::Own(ROLES))?,
            markers: lines(map, "markers")?,
        };
        if seats.is_sound() { Ok(seats) } else { Err(Flaw::Own(ROLES)) }
    };
    Few::new(items.into_iter().flatten().map(seats).collect::<Result<_, _>>()?).map_err(|_| Flaw::Own(ROLES))
}

fn workday(posting: &Map<String, Value>) -> Result<Option<Workday>, Flaw> {
    match (string(posting, WORKDAY)?, line(posting, ZONE)?) {
        (Some(typed), Some(zone)) => {
            let (days, from, until) = week::workday(typed).map_err(|_| Flaw::Own(WORKDAY))?;
            Ok(Some(Workday { zone, days, from, until }))
        }
        (None, None) => Ok(None),
        (Some(_), None) | (None, Some(_)) => Err(Flaw::Own(WORKDAY)),
    }
}

fn string<'a>(map: &'a Map<String, Value>, name: &'static str) -> Result<Option<&'a str>, Flaw> {
    map.get(name).map(|value| value.as_str().ok_or(Flaw::Own(name))).transpose()
}

fn line<const MAX: usize>(map: &Map<String, Value>, name: &'static str) -> Result<Option<Line<MAX>>, Flaw> {
    string(map, name)?.map(|text| Line::new(text).map_err(|_| Flaw::Own(name))).transpose()
}

fn lines<const MAX: usize, const COUNT: usize>(
    map: &Map<String, Value>,
    name: &'static str,
) -> Result<Few<Line<MAX>, COUNT>, Flaw> {
    let items = map.get(name).map(|value| value.as_array().ok_or(Flaw::Own(name))).transpose()?;
    let line = |item: &Value| item.as_str().and_then(|text| Line::new(text).ok()).ok_or(Flaw::Own(name));
    let lines: Vec<Line<MAX>> = items.into_iter().flatten().map(line).collect::<Result<_, _>>()?;
    Few::new(lines).map_err(|_| Flaw::Own(name))
}

fn text(posting: &Map<String, Value>) -> Result<Option<Text<12000>>, Flaw> {
    let name = "description";
    string(posting, name)?.map(|text| Text::new(unescape(text)).map_err(|_| Flaw::Own(name))).transpose()
}

fn named<const MAX: usize>(
    posting: &Map<String, Value>,
    name: &'static str,
    inner: &'static str,
) -> Result<Option<Line<MAX>>, Flaw> {
    let object = posting.get(name).map(|value| value.as_object().ok_or(Flaw::Own(name))).transpose()?;
    object.map(|object| line(object, inner)?.ok_or(Flaw::Own(name))).transpose()
}

fn place_of(posting: &Map<String, Value>) -> Result<Option<Line<160>>, Flaw> {
    match named(posting, "jobLocation", "address")? {
        Some(place) => Ok(Some(place)),
        None => named(posting, "applicantLocationRequirements", "name"),
    }
}

fn remote(posting: &Map<String, Value>) -> Result<Option<bool>, Flaw> {
    match (string(posting, "jobLocationType")?, posting.get(REMOTE)) {
        (Some("TELECOMMUTE"), None) => Ok(Some(true)),
        (None, Some(Value::Bool(said))) => Ok(Some(*said)),
        (None, None) => Ok(None),
        _ => Err(Flaw::Own("jobLocationType")),
    }
}

fn source(posting: &Map<String, Value>) -> Result<Option<Source>, Flaw> {
    let name = "identifier";
    let number = posting.get(name).map(|value| value.as_object().ok_or(Flaw::Own(name))).transpose()?;
    let url = line(posting, "url")?;
    if number.is_none() && url.is_none() {
        return Ok(None);
    }
    let empty = Map::new();
    let number = number.unwrap_or(&empty);
    Ok(Some(Source { origin: line(number, "name")?, id: line(number, "value")?, url }))
}

fn pay(salary: &Value) -> Option<Pay> {
    let currency = Currency::new(salary.get("currency")?.as_str()?)?;
    let value = salary.get("value")?;
    let (min, max) = (value.get("minValue")?, value.get("maxValue")?);
    let unit = value.get("unitText")?.as_str()?;
    let per: Per = PERIODS.iter().find(|(_, name)| *name == unit)?.0;
    let pay = Pay { min: minor(min, currency)?, max: minor(max, currency)?, currency, per };
    (pay.min <= pay.max && pay.max <= protocol::money::MINOR_MAX).then_some(pay)
}

/// A number of whole units, or a text with exactly the currency's decimals.
fn minor(value: &Value, currency: Currency) -> Option<u64> {
    let digits = currency.digits();
    match value {
        Value::Number(whole) => whole.as_u64()?.checked_mul(10u64.checked_pow(digits)?),
        Value::String(text) => {
            let (whole, part) = text.split_once('.')?;
            let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            (part.len() == digits as usize && plain(whole) && plain(part))
                .then(|| format!("{whole}{part}").parse().ok())?
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn minutes(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok()
}

/// RFC 3339, or a number of milliseconds beyond the calendar.
fn moment(posting: &Map<String, Value>, name: &'static str) -> Result<Option<Moment>, Flaw> {
    let read = |value: &Value| match value {
        Value::String(text) => {
            let instant: jiff::Timestamp = text.parse().ok()?;
            u64::try_from(instant.as_millisecond()).ok().map(Moment)
        }
        Value::Number(number) => number.as_u64().map(Moment),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    posting.get(name).map(|value| read(value).ok_or(Flaw::Own(name))).transpose()
}

fn outcome(value: &Value) -> Option<Outcome> {
    let word = value.as_str()?;
    OUTCOMES.iter().find(|(_, name)| *name == word).map(|(outcome, _)| *outcome)
}

/// A record's name as 64 hexadecimal digits behind the mark of a lead.
fn id(value: &Value) -> Option<Id> {
    let digits = value.as_str()?.strip_prefix(LEAD_URN)?;
    if digits.len() != 64 || !digits.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).ok()?;
    }
    Some(Id::from_bytes(bytes))
}
