//! `talko availability show`: when and for what somebody can be asked.

use clap::Args;
use jiff::tz::TimeZone;
use protocol::local::Times;
use protocol::money::Amount;
use protocol::record::availability::{Availability, Exception, Offer};
use protocol::schedule::grid::Slots;
use protocol::schedule::span::{Span, Spans};
use protocol::time::{DAY_MS, MINUTE_MS, Moment};
use serde_json::{Value, json};

use super::{free_in, times, today};
use crate::desk::Desk;
use crate::paint::Answer;
use crate::problem::Outcome;
use crate::values::{span, week};
use crate::{choose, desk, words};

/// Seven days are shown on another clock.
const DAYS_SHOWN: u64 = 7;

/// What `talko availability show` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Show {
    /// Whose; the own where nothing is said.
    #[arg(long, value_name = "MEMBER")]
    pub of: Option<String>,
    /// The coming days on this clock.
    #[arg(long = "in", value_name = "ZONE")]
    pub zone: Option<String>,
}

impl Show {
    /// Runs the command.
    ///
    /// # Errors
    /// Any [`Problem`](crate::problem::Problem) that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        let person = match &self.of {
            Some(typed) => choose::one(desk, protocol::local::Sort::Person, typed)?.id,
            None => desk.me()?.person,
        };
        let times = times(desk, person)?;
        let own = person == desk.me()?.person;
        let zone = self.zone.as_deref().map(desk::zone).transpose()?;
        let name = desk.person(&person)?;
        let mut answer = Answer::new("availability", data(desk, person, &times));
        answer.sheet.line(desk.paint.strong(&name));
        match &times.whole {
            Some(row) => answer.sheet.pairs(pairs(desk, &row.free)),
            None if times.shown.is_none() => {
                answer.sheet.line(if own { words!("availability-unsaid") } else { words!("availability-unseen") });
            }
            None => {}
        }
        let on_clock = zone.is_some() || times.whole.is_none();
        if let Some(spans) = on_clock.then(|| coming(desk, &times)).flatten() {
            let zone = zone.unwrap_or_else(|| desk.clock.zone().clone());
            answer.sheet.line("");
            answer.sheet.line(words!("availability-coming", zone = zone.iana_name().unwrap_or("UTC")));
            answer.sheet.pairs(days(desk, &spans, &zone));
        }
        if own && times.whole.is_some() {
            answer.sheet.line(readers(desk, &times));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

fn readers(desk: &Desk, times: &Times) -> String {
    let Some(shown) = &times.shown else { return words!("availability-own") };
    let last = shown.free.first.plus(u32::try_from(shown.free.days.len()).unwrap_or(u32::MAX).saturating_sub(1));
    let until = desk.clock.day(last);
    match shown.free.roles.iter().any(|wanted| wanted.hour.is_some()) {
        true => words!("availability-shown-priced", until = until),
        false => words!("availability-shown", until = until),
    }
}

/// When somebody is free in the coming days.
fn coming(desk: &Desk, times: &Times) -> Option<Spans> {
    free_in(times, Span { from: desk.clock.now, until: desk.clock.now.after(DAYS_SHOWN * DAY_MS) })
}

/// Spans, a day a line, on the clock of a zone; what goes over midnight stands where it begins.
fn days(desk: &Desk, spans: &Spans, zone: &TimeZone) -> Vec<(String, String)> {
    let clock = crate::values::Clock::at(zone.clone(), desk.clock.now);
    let mut lines: Vec<(String, String)> = Vec::new();
    for span in spans.iter() {
        let day = clock.zoned(span.from).strftime("%a %Y-%m-%d").to_string();
        let hours =
            format!("{}-{}", clock.zoned(span.from).strftime("%H:%M"), clock.zoned(span.until).strftime("%H:%M"));
        match lines.last_mut().filter(|(last, _)| *last == day) {
            Some((_, said)) => *said = format!("{said}, {hours}"),
            None => lines.push((day, hours)),
        }
    }
    lines
}

fn pairs(desk: &Desk, body: &Availability) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (at, line) in week::show(&body.week).into_iter().enumerate() {
        let label = if at == 0 { words!("availability-label-week", zone = &*body.zone) } else { String::new() };
        pairs.push((label, line));
    }
    if let Some(quiet) = &body.quiet {
        let text = format!("{}-{}", week::time(u32::from(quiet.from)), week::time(u32::from(quiet.until)));
        pairs.push((words!("availability-label-quiet"), text));
    }
    if let Some(minutes) = body.notice_minutes {
        pairs.push((words!("availability-label-notice"), span::show(u64::from(minutes) * MINUTE_MS)));
    }
    if let Some(minutes) = body.cap_minutes {
        let hours = span::work(u64::from(minutes));
        pairs.push((words!("availability-label-cap"), words!("availability-a-week", hours = hours)));
    }
    let places = body.area.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let place = match (body.remote, places.is_empty()) {
        (true, true) => words!("availability-remote"),
        (true, false) => words!("availability-remote-and", places = places),
        (false, true) => words!("availability-nowhere"),
        (false, false) => places,
    };
    pairs.push((words!("availability-label-place"), place));
    let now = today(desk, body);
    for day in body.exceptions.iter().filter(|day| day.last >= now) {
        pairs.push((words!("availability-label-away"), otherwise(desk, day)));
    }
    for offer in &body.roles {
        pairs.push((words!("availability-label-role"), role(offer)));
    }
    pairs
}

fn otherwise(desk: &Desk, day: &Exception) -> String {
    let days = words!("availability-days", first = desk.clock.day(day.first), last = desk.clock.day(day.last));
    match day.free.filter(|slots| *slots != Slots::NONE) {
        None => days,
        Some(slots) => format!("{days}: {}", week::hours(slots)),
    }
}

fn role(offer: &Offer) -> String {
    let floors: Vec<String> = offer.floors.iter().map(|least| least.amount().to_string()).collect();
    let name = offer.role.to_string();
    match (offer.active, floors.is_empty()) {
        (false, _) => words!("availability-role-off", role = name),
        (true, true) => name,
        (true, false) => words!("availability-role-floor", role = name, floor = floors.join(", ")),
    }
}

fn data(desk: &Desk, person: protocol::id::Id, times: &Times) -> Value {
    let shown = times.shown.as_ref().map(|row| {
        let spans: Vec<Value> =
            row.free.spans().iter().map(|span| json!([json_moment(span.from), json_moment(span.until)])).collect();
        json!({"first": desk.clock.day(row.free.first), "days": row.free.days.len(), "free": spans})
    });
    json!({
        "id": person,
        "availability": times.whole.as_ref().map(|row| object(desk, &row.free)),
        "free_busy": shown,
    })
}

fn json_moment(moment: Moment) -> String {
    crate::values::Clock::json(moment)
}

/// An availability as a script reads it.
pub fn object(desk: &Desk, body: &Availability) -> Value {
    let away = |day: &Exception| json!({"first": desk.clock.day(day.first), "last": desk.clock.day(day.last), "free": day.free.map(week::hours)});
    let floors = |offer: &Offer| offer.floors.iter().map(|least| money(least.amount())).collect::<Vec<_>>();
    let roles = |offer: &Offer| json!({"role": offer.role, "active": offer.active, "floors": floors(offer)});
    json!({
        "zone": body.zone,
        "week": week::show(&body.week),
        "away": body.exceptions.iter().map(away).collect::<Vec<_>>(),
        "quiet": body.quiet.as_ref().map(|quiet| {
            format!("{}-{}", week::time(u32::from(quiet.from)), week::time(u32::from(quiet.until)))
        }),
        "notice_minutes": body.notice_minutes,
        "cap_minutes": body.cap_minutes,
        "remote": body.remote,
        "area": body.area.iter().collect::<Vec<_>>(),
        "roles": body.roles.iter().map(roles).collect::<Vec<_>>(),
    })
}

fn money(amount: Amount) -> Value {
    json!({"minor": amount.minor, "currency": amount.currency, "text": amount.to_string()})
}
