//! Owns schema.org JobPosting as it is met in the wild: salaries as numbers, as texts and as
//! amounts, places as lists, several types, names where titles should be.
//!
//! Source: schema.org/JobPosting, and what job search engines ask of it. A posting that Talko itself
//! wrote goes to [`super::own`] instead, which reads it back unchanged.

use serde_json::{Map, Value};

use super::advert::{Advert, Wage};
use super::jobs::words;
use super::{Basket, ImportFault, Place, own, plain};

/// Members in which other adverts are wrapped.
const WRAPPERS: &[&str] = &["@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage"];

/// Members that have a field of their own, or that say nothing about the work.
const UNDERSTOOD: &[&str] = &[
    "title",
    "name",
    "description",
    "hiringOrganization",
    "jobLocation",
    "jobLocationType",
    "applicantLocationRequirements",
    "inLanguage",
    "baseSalary",
    "salaryCurrency",
    "datePosted",
    "validThrough",
    "jobStartDate",
    "identifier",
    "url",
    "sameAs",
    "employmentType",
    "image",
    "logo",
    "directApply",
    "mainEntityOfPage",
];

/// 48 bytes: a longer piece of a skills text is a sentence and no skill.
const SKILL_PIECE_MAX: usize = 48;

/// True for an object that speaks JSON-LD.
pub fn is_linked(map: &Map<String, Value>) -> bool {
    ["@type", "@context", "@graph"].iter().any(|key| map.contains_key(*key))
}

/// Takes every JobPosting in a value; other things that a page says about itself are passed over.
///
/// # Errors
/// [`ImportFault::Many`].
pub fn take(value: &Value, place: &Place, basket: &mut Basket) -> Result<(), ImportFault> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| take(item, place, basket)),
        Value::Object(map) if is_posting(map) => {
            let place = Place { item: basket.count() + 1, ..place.clone() };
            match own::is_own(map) {
                true => basket.put(own::read(map, place.clone(), basket.options.now), place),
                false => basket.advert(advert(map), place),
            }
        }
        Value::Object(map) => {
            let mut inner = WRAPPERS.iter().filter_map(|name| map.get(*name));
            inner.try_for_each(|item| take(item, place, basket))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// True where one of the types is JobPosting, bare or with the address of either schema in front.
fn is_posting(map: &Map<String, Value>) -> bool {
    let named =
        |value: &Value| value.as_str().and_then(|name| name.rsplit(['/', ':', '#']).next()) == Some("JobPosting");
    match map.get("@type") {
        Some(Value::Array(types)) => types.iter().any(named),
        Some(one) => named(one),
        None => false,
    }
}

/// Sorts a posting's members by field.
fn advert(posting: &Map<String, Value>) -> Advert {
    let text = |name: &str| posting.get(name).map(words).unwrap_or_default();
    let either =
        |one: &str, other: &str| Some(text(one)).filter(|text| !text.is_empty()).unwrap_or_else(|| text(other));
    let (listed, is_list) = skills(posting.get("skills"));
    let remote = text("jobLocationType").to_uppercase().contains("TELECOMMUTE");
    let (origin, id) = identifier(posting);
    let url = either("url", "sameAs");
    let named = posting.get("@id").and_then(Value::as_str).unwrap_or_default();
    Advert {
        title: either("title", "name"),
        text: described(posting, is_list),
        original: Value::Object(posting.clone()).to_string(),
        skills: listed,
        client: client(posting),
        place: places(posting),
        language: text("inLanguage"),
        pay: wage(posting.get("baseSalary"), &text("salaryCurrency")),
        hours: text("workHours"),
        closes: text("validThrough"),
        starts: text("jobStartDate"),
        posted: text("datePosted"),
        origin,
        url: if url.is_empty() && named.starts_with("http") { named.to_string() } else { url },
        id,
        remote: remote.then_some(true),
        employment: text("employmentType").replace("; ", ", "),
        ..Advert::default()
    }
}

/// The description and, below it, every other thing that the posting says in words.
fn described(posting: &Map<String, Value>, skills_are_listed: bool) -> String {
    let mut parts = vec![plain::text(&posting.get("description").map(words).unwrap_or_default())];
    for (name, value) in posting {
        let known =
            UNDERSTOOD.contains(&name.as_str()) || name.starts_with('@') || (name == "skills" && skills_are_listed);
        let text = if known { String::new() } else { plain::text(&spoken(value)) };
        if !text.trim().is_empty() && !text.starts_with("http") {
            parts.push(format!("{}: {text}", heading(name)));
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n")
}

/// What a value says: its name, else every text in it.
fn spoken(value: &Value) -> String {
    let named = words(value);
    match value {
        Value::Object(map) if named.is_empty() => {
            let texts = map.iter().filter(|(name, _)| !name.starts_with('@')).map(|(_, value)| spoken(value));
            texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ")
        }
        Value::Bool(said) => said.to_string(),
        _ => named,
    }
}

/// `educationRequirements` as "Education requirements".
fn heading(name: &str) -> String {
    let name = name.rsplit(':').next().unwrap_or(name);
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        match (at, letter.is_ascii_uppercase()) {
            (0, _) => out.push(letter.to_ascii_uppercase()),
            (_, true) => out.extend([' ', letter.to_ascii_lowercase()]),
            (_, false) => out.push(letter),
        }
    }
    out
}

fn client(posting: &Map<String, Value>) -> String {
    let name = |key: &str| match posting.get(key) {
        Some(Value::Array(several)) => several.first().map(words).unwrap_or_default(),
        Some(one) => words(one),
        None => String::new(),
    };
    let hiring = name("hiringOrganization");
    if hiring.is_empty() { name("employmentUnit") } else { hiring }
}

/// The places of work, else those from where one may apply.
fn places(posting: &Map<String, Value>) -> String {
    let each = |key: &str| -> Vec<String> {
        let value = posting.get(key).cloned().unwrap_or_default();
        let several = if let Value::Array(several) = value { several } else { vec![value] };
        several.iter().map(place).filter(|place| !place.is_empty()).collect()
    };
    let work = each("jobLocation");
    if work.is_empty() { each("applicantLocationRequirements").join("; ") } else { work.join("; ") }
}

fn place(value: &Value) -> String {
    let Value::Object(map) = value else { return words(value) };
    let address = match map.get("address") {
        Some(Value::Array(several)) => several.first(),
        other => other,
    };
    let parts = match address {
        Some(Value::Object(address)) => address,
        Some(written) => return words(written),
        None => map,
    };
    let names = ["addressLocality", "addressRegion", "addressCountry"];
    let lines: Vec<String> =
        names.iter().filter_map(|name| parts.get(*name)).map(words).filter(|text| !text.is_empty()).collect();
    if lines.is_empty() { words(value) } else { lines.join(", ") }
}

/// The board and its number: a text, a number, or a PropertyValue.
fn identifier(posting: &Map<String, Value>) -> (String, String) {
    let one = match posting.get("identifier") {
        Some(Value::Array(several)) => several.first(),
        other => other,
    };
    match one {
        Some(Value::Object(map)) => {
            let part = |key: &str| map.get(key).map(words).unwrap_or_default();
            (part("name"), part("value"))
        }
        other => (String::new(), other.map(words).unwrap_or_default()),
    }
}

/// Skills one by one, and whether the posting lists them; a sentence goes to the text instead.
fn skills(value: Option<&Value>) -> (Vec<String>, bool) {
    let pieces: Vec<String> = match value {
        Some(Value::Array(items)) => items.iter().map(words).collect(),
        Some(Value::String(text)) => {
            plain::text(text).split([',', ';', '|', '•', '\n']).map(|piece| piece.trim().to_string()).collect()
        }
        Some(other) => vec![words(other)],
        None => Vec::new(),
    };
    let pieces: Vec<String> = pieces.into_iter().filter(|piece| !piece.is_empty()).collect();
    let listed = pieces.iter().all(|piece| piece.len() <= SKILL_PIECE_MAX);
    if listed { (pieces, true) } else { (Vec::new(), false) }
}

fn wage(value: Option<&Value>, currency: &str) -> Wage {
    match value {
        None | Some(Value::Null | Value::Bool(_)) => Wage::Silent,
        Some(Value::Array(several)) => wage(several.first(), currency),
        Some(Value::Object(amount)) => {
            let inner = match amount.get("value") {
                Some(Value::Object(inner)) => inner,
                _ => amount,
            };
            let part = |names: &[&str]| {
                let told = names.iter().filter_map(|name| inner.get(*name).or_else(|| amount.get(*name)));
                told.map(words).find(|text| !text.is_empty()).unwrap_or_default()
            };
            let min = part(&["minValue", "value"]);
            let code = part(&["currency", "salaryCurrency"]);
            let currency = if code.is_empty() { currency.to_string() } else { code };
            Wage::Parts { min, max: part(&["maxValue"]), currency, per: part(&["unitText", "unitCode"]) }
        }
        Some(Value::String(text)) if text.chars().any(|c| !c.is_ascii_digit() && !".,- ".contains(c)) => {
            Wage::Text(text.clone())
        }
        Some(number) => {
            Wage::Parts { min: words(number), max: String::new(), currency: currency.to_string(), per: String::new() }
        }
    }
}
