//! How a pledge and an ask are shown: their objects for scripts, their figures, their stage.

use protocol::fold::ask::AskRow;
use protocol::fold::pledge::{PledgeRow, Stage};
use protocol::local::Shown;
use protocol::time::Moment;
use serde_json::{Value, json};

use super::quantity::{currency, in_unit, say, word};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::share::Audience;
use crate::values::Clock;
use crate::words;

/// The figures of a pledge as a script reads them: whole numbers of `unit`, and what people read.
pub fn figures(row: &PledgeRow, now: Moment) -> Value {
    let mut figures = json!({
        "unit": word(row.unit),
        "currency": currency(row.unit),
        "stage": stage_word(row.stage(now)),
        "text": figures_line(row, now),
    });
    let counted = [
        ("promised", row.promised),
        ("called", row.called),
        ("given", row.given),
        ("confirmed", row.confirmed),
        ("open", row.open(now)),
    ];
    for (name, many) in counted {
        figures[name] = json!(many);
        figures[in_unit(name, row.unit)] = json!(many);
    }
    figures
}

/// The figures as a person reads them.
pub fn figures_line(row: &PledgeRow, now: Moment) -> String {
    words!(
        "pledge-figures",
        promised = say(row.promised, row.unit),
        called = say(row.called, row.unit),
        given = say(row.given, row.unit),
        confirmed = say(row.confirmed, row.unit),
        open = say(row.open(now), row.unit)
    )
}

/// A pledge as a script reads it.
///
/// # Errors
/// What the home refused.
pub fn object(desk: &Desk, shown: &Shown<PledgeRow>) -> Result<Value, Problem> {
    let row = &shown.row;
    let pledge = row.pledge.as_ref();
    let to = match pledge {
        Some(pledge) => json!({"id": pledge.to, "name": desk.party(&pledge.to)?}),
        None => Value::Null,
    };
    let mut object = json!({
        "id": row.id,
        "short": shown.short,
        "text": pledge.map(|pledge| pledge.text.to_string()),
        "erased": pledge.is_none(),
        "pledger": {"id": row.pledger, "name": desk.person(&row.pledger)?},
        "to": to,
        "since": Clock::json(row.since),
        "until": pledge.map(|pledge| Clock::json(pledge.until)),
        "calls": pledge.and_then(|pledge| pledge.calls),
        "notice_hours": pledge.and_then(|pledge| pledge.notice_hours),
        "answers": row.answers,
        "declined": row.declined,
        "share": Audience::of(row.space, row.audience).word(),
        "audience": row.audience,
    });
    let figures = figures(row, desk.clock.now);
    object["figures_text"] = figures["text"].clone();
    if let (Value::Object(object), Value::Object(figures)) = (&mut object, figures) {
        object.extend(figures.into_iter().filter(|(name, _)| name != "text"));
    }
    Ok(object)
}

/// An ask as a script reads it.
///
/// # Errors
/// What the home refused.
pub fn ask_object(desk: &Desk, shown: &Shown<AskRow>) -> Result<Value, Problem> {
    let row = &shown.row;
    let ask = row.ask.as_ref();
    Ok(json!({
        "id": row.id,
        "short": shown.short,
        "text": ask.map(|ask| ask.text.to_string()),
        "erased": ask.is_none(),
        "asker": {"id": row.asker, "name": desk.person(&row.asker)?},
        "minutes": ask.and_then(|ask| ask.minutes),
        "when": ask.and_then(|ask| ask.when).map(Clock::json),
        "until": ask.and_then(|ask| ask.until).map(Clock::json),
        "open": is_open(row, desk.clock.now),
        "withdrawn": row.withdrawn,
        "since": Clock::json(row.since),
        "share": Audience::of(row.space, row.audience).word(),
        "audience": row.audience,
    }))
}

/// True where an ask can still be answered.
pub fn is_open(row: &AskRow, now: Moment) -> bool {
    let open = |ask: &protocol::record::ask::Ask| !ask.closed && ask.until.is_none_or(|end| end > now);
    !row.withdrawn && row.ask.as_ref().is_some_and(open)
}

/// The words of a pledge, or that they were erased.
pub fn title(row: &PledgeRow) -> String {
    row.pledge.as_ref().map_or_else(|| words!("pledge-erased-title"), |pledge| pledge.text.to_string())
}

/// Where a pledge stands, for people.
pub fn stage(stage: Stage) -> String {
    match stage {
        Stage::Open => words!("pledge-stage-open"),
        Stage::Called => words!("pledge-stage-called"),
        Stage::Given => words!("pledge-stage-given"),
        Stage::Kept => words!("pledge-stage-kept"),
        Stage::Released => words!("pledge-stage-released"),
        Stage::Declined => words!("pledge-stage-declined"),
        Stage::Lapsed => words!("pledge-stage-lapsed"),
    }
}

/// Where a pledge stands, for scripts.
pub fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Open => "open",
        Stage::Called => "called",
        Stage::Given => "given",
        Stage::Kept => "kept",
        Stage::Released => "released",
        Stage::Declined => "declined",
        Stage::Lapsed => "lapsed",
    }
}
