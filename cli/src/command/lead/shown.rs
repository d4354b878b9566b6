//! How a lead is shown: its object for scripts, its page, its row in a list.

use protocol::fold::lead::LeadRow;
use protocol::id::Id;
use protocol::local::Shown;
use protocol::record::lead::{Lead, Outcome, Pay, Per, Seats, Workday};
use protocol::schedule::Days;
use serde_json::{Map, Value, json};

use crate::desk::Desk;
use crate::paint::Sheet;
use crate::problem::Problem;
use crate::share::Audience;
use crate::values::{Clock, span, wanted};
use crate::words;

/// The lead itself as a script reads it.
pub fn body(lead: &Lead) -> Map<String, Value> {
    let source = lead.source.as_ref();
    let pay = lead.pay.as_ref().map(|pay| {
        json!({
            "min_minor": pay.min, "max_minor": pay.max, "currency": pay.currency.code(), "per": per_word(pay.per),
            "text": pay_text(pay),
        })
    });
    let fields = json!({
        "title": lead.title,
        "text": lead.text,
        "skills": lead.skills,
        "client": lead.client,
        "place": lead.place,
        "language": lead.language,
        "budget": pay,
        "minutes_week": lead.minutes_week,
        "closes": lead.closes.map(Clock::json),
        "starts": lead.starts.map(Clock::json),
        "posted": lead.posted.map(Clock::json),
        "source": source.map(|source| json!({"origin": source.origin, "id": source.id, "url": source.url})),
        "remote": lead.remote,
        "employment": lead.employment,
        "inferred": lead.inferred,
        "roles": lead.roles.iter().map(seats).collect::<Vec<_>>(),
        "client_hours": lead.hours.as_ref().map(|hours| json!({"week": wanted::hours(hours), "zone": hours.zone})),
        "same_as": lead.same_as,
        "result": lead.result.map(result_word),
    });
    match fields {
        Value::Object(fields) => fields,
        other => Map::from_iter([("title".to_string(), other)]),
    }
}

/// A lead under its id, where it has one by now, as a script reads it.
pub fn named(id: Option<(Id, &str)>, lead: &Lead) -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("id".to_string(), json!(id.map(|(id, _)| id)));
    object.insert("short".to_string(), json!(id.map(|(_, short)| short)));
    object.extend(body(lead));
    object
}

/// A lead with what stands around it, as a script reads it.
///
/// # Errors
/// What the home refused.
pub fn object(desk: &Desk, shown: &Shown<LeadRow>) -> Result<Value, Problem> {
    let row = &shown.row;
    let mut object = Map::new();
    object.insert("id".to_string(), json!(row.id));
    object.insert("short".to_string(), json!(shown.short));
    match &row.lead {
        Some(lead) => object.extend(body(lead)),
        None => {
            object.insert("title".to_string(), Value::Null);
        }
    }
    let around = json!({
        "open": row.is_open(desk.clock.now),
        "withdrawn": row.withdrawn,
        "conflict": row.conflict,
        "erased": row.lead.is_none(),
        "poster": {"id": row.poster, "name": desk.person(&row.poster)?},
        "collective": {"id": row.space.charter, "name": desk.collective(&row.space.charter)?},
        "share": Audience::of(row.space, row.audience).word(),
        "audience": row.audience,
        "since": Clock::json(row.since),
        "revised": Clock::json(row.revised),
        "revision": row.number,
    });
    if let Value::Object(around) = around {
        object.extend(around);
    }
    Ok(Value::Object(object))
}

/// The title, or that it was erased.
pub fn title(row: &LeadRow) -> String {
    row.lead.as_ref().map_or_else(|| words!("lead-erased-title"), |lead| lead.title.to_string())
}

/// The fields of a lead as pairs of a label and a text, those that are there.
pub fn pairs(lead: &Lead, clock: &Clock) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut put = |label: String, value: Option<String>, field: &str| {
        let Some(value) = value else { return };
        // People see which words nobody wrote.
        let inferred = lead.inferred.iter().any(|name| **name == *field);
        pairs.push((label, if inferred { words!("lead-inferred", value = value) } else { value }));
    };
    let skills = lead.skills.iter().map(|skill| skill.to_string()).collect::<Vec<_>>().join(", ");
    let source = lead.source.as_ref();
    let source = source.and_then(|source| source.url.as_deref().or(source.origin.as_deref())).map(str::to_string);
    put(words!("lead-label-client"), lead.client.as_ref().map(ToString::to_string), "client");
    put(words!("lead-label-place"), lead.place.as_ref().map(ToString::to_string), "place");
    let remote = lead.remote.map(|remote| if remote { words!("word-yes") } else { words!("word-no") });
    put(words!("lead-label-remote"), remote, "remote");
    put(words!("lead-label-pay"), lead.pay.as_ref().map(pay_text), "pay");
    put(words!("lead-label-hours"), lead.minutes_week.map(weekly), "minutes_week");
    put(words!("lead-label-skills"), (!skills.is_empty()).then_some(skills), "skills");
    put(words!("lead-label-language"), lead.language.as_ref().map(ToString::to_string), "language");
    for wanted in &lead.roles {
        put(words!("lead-label-role"), Some(seats_text(wanted)), "roles");
    }
    put(words!("lead-label-client-hours"), lead.hours.as_ref().map(|hours| hours_text(hours, clock)), "hours");
    put(words!("lead-label-employment"), lead.employment.as_ref().map(ToString::to_string), "employment");
    put(words!("lead-label-starts"), lead.starts.map(|starts| clock.echo(starts)), "starts");
    put(words!("lead-label-closes"), lead.closes.map(|closes| closing(closes, clock)), "closes");
    put(words!("lead-label-posted"), lead.posted.map(|posted| clock.day(posted.day())), "posted");
    put(words!("lead-label-source"), source, "source");
    pairs
}

/// People of one role as a script reads them.
fn seats(seats: &Seats) -> Value {
    json!({"role": seats.role, "minutes_week": seats.minutes_week, "people": seats.people, "markers": seats.markers})
}

/// People of one role: `bookkeeping, 10 h a week, 2 people, who show: Xero Advisor`.
pub fn seats_text(seats: &Seats) -> String {
    let mut parts = vec![seats.role.to_string()];
    parts.extend(seats.minutes_week.map(weekly));
    if seats.people > 1 {
        parts.push(words!("lead-people", count = seats.people));
    }
    if !seats.markers.is_empty() {
        let markers: Vec<String> = seats.markers.iter().map(ToString::to_string).collect();
        parts.push(words!("lead-markers", names = markers.join(", ")));
    }
    parts.join(", ")
}

/// When the client works, on the client's clock and, where it shows another time, on the reader's.
fn hours_text(hours: &Workday, clock: &Clock) -> String {
    let said = words!("lead-client-hours", week = wanted::hours(hours), zone = &*hours.zone);
    let Some(known) = hours.hours() else { return words!("lead-client-hours-unknown", said = said) };
    let first = clock.now.day();
    let next = known.spans(Days { first, last: first.plus(8) });
    let Some(span) = next.iter().next() else { return said };
    let time = |moment| clock.zoned(moment).strftime("%H:%M").to_string();
    let own = format!("{}-{}", time(span.from), time(span.until));
    if said.contains(&own) { said } else { words!("lead-client-hours-own", said = said, own = own) }
}

/// Puts a lead's own words on a sheet.
pub fn page(lead: &Lead, clock: &Clock, sheet: &mut Sheet) {
    sheet.pairs(pairs(lead, clock));
    if let Some(text) = &lead.text {
        sheet.line("");
        sheet.text(text);
    }
}

fn closing(closes: protocol::time::Moment, clock: &Clock) -> String {
    words!("lead-closing", when = clock.echo(closes), distance = clock.distance(closes))
}

/// Where a lead stands, in a word.
pub fn state(row: &LeadRow, clock: &Clock) -> String {
    let result = row.lead.as_ref().and_then(|lead| lead.result);
    match (row.withdrawn, result) {
        (true, _) => words!("lead-state-withdrawn"),
        (false, Some(Outcome::Won)) => words!("lead-state-won"),
        (false, Some(Outcome::Lost)) => words!("lead-state-lost"),
        (false, Some(Outcome::Gone)) => words!("lead-state-gone"),
        (false, Some(Outcome::Scam)) => words!("lead-state-scam"),
        (false, None) if row.lead.is_none() => words!("lead-state-erased"),
        (false, None) if row.is_open(clock.now) => words!("lead-state-open"),
        (false, None) => words!("lead-state-over"),
    }
}

/// Hours a week.
pub fn weekly(minutes: u32) -> String {
    words!("lead-weekly", work = span::work(u64::from(minutes)))
}

/// A sum or a range, and for what: `9.00–12.00 USD an hour`.
pub fn pay_text(pay: &Pay) -> String {
    let most = pay.most().to_string();
    let least = pay.least().to_string();
    let number = least.split(' ').next().unwrap_or_default();
    let sum = if pay.min == pay.max { most } else { format!("{number}–{most}") };
    match pay.per {
        Per::Hour => words!("pay-hour", sum = sum),
        Per::Day => words!("pay-day", sum = sum),
        Per::Week => words!("pay-week", sum = sum),
        Per::Month => words!("pay-month", sum = sum),
        Per::Year => words!("pay-year", sum = sum),
        Per::Project => words!("pay-project", sum = sum),
    }
}

fn per_word(per: Per) -> &'static str {
    match per {
        Per::Hour => "hour",
        Per::Day => "day",
        Per::Week => "week",
        Per::Month => "month",
        Per::Year => "year",
        Per::Project => "project",
    }
}

/// The word for how a lead ended, for scripts and on the line.
pub fn result_word(result: Outcome) -> &'static str {
    match result {
        Outcome::Won => "won",
        Outcome::Lost => "lost",
        Outcome::Gone => "gone",
        Outcome::Scam => "scam",
    }
}
