//! Owns how a constraint, its verdict and what it rests on are said.

use protocol::bid::floor::{Refusal, Rule};
use protocol::fold::marker::State;
use protocol::matching::waiver::{Waiver, wanted};
use protocol::matching::{Because, Constraint, Finding, Overlap, Verdict};
use protocol::time::MINUTE_MS;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::values::span;
use crate::words;

/// A finding as a label with its verdict, and the reason.
pub fn line(desk: &Desk, found: &Finding, waived: &[Waiver]) -> (String, String) {
    let what = constraint(&found.constraint);
    let bonds = wanted(std::slice::from_ref(found));
    let aside = !bonds.is_empty() && bonds.iter().all(|bond| waived.contains(bond));
    let label = match found.verdict {
        Verdict::Met => words!("verdict-yes", what = what),
        Verdict::Unmet if aside => words!("verdict-aside", what = what),
        Verdict::Unmet => words!("verdict-no", what = what),
        Verdict::Unsaid => words!("verdict-unsaid", what = what),
    };
    (label, because(desk, &found.because))
}

/// A finding as a script reads it.
pub fn object(desk: &Desk, found: &Finding) -> Value {
    let (word, of) = match &found.constraint {
        Constraint::Role => ("role", None),
        Constraint::Skill(name) => ("skill", Some(name)),
        Constraint::Language(tag) => ("language", Some(tag)),
        Constraint::Marker(name) => ("marker", Some(name)),
        Constraint::Place => ("place", None),
        Constraint::Notice => ("notice", None),
        Constraint::Floor => ("floor", None),
        Constraint::Load => ("load", None),
        Constraint::Hours => ("hours", None),
    };
    json!({
        "constraint": word,
        "of": of,
        "verdict": verdict_word(found.verdict),
        "because": because(desk, &found.because),
        "figures": figures(desk, &found.because),
    })
}

/// A verdict for scripts.
pub fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Unmet => "unmet",
        Verdict::Unsaid => "unsaid",
    }
}

/// What somebody sets aside, as it is typed and as scripts read it.
pub fn waiver_word(waiver: Waiver) -> &'static str {
    match waiver {
        Waiver::Role => "role",
        Waiver::Notice => "notice",
        Waiver::Quiet => "quiet",
    }
}

/// What somebody sets aside, as a person reads it.
pub fn waiver_text(waiver: Waiver) -> String {
    match waiver {
        Waiver::Role => words!("waiver-role"),
        Waiver::Notice => words!("waiver-notice"),
        Waiver::Quiet => words!("waiver-quiet"),
    }
}

/// What is asked, as a person reads it.
pub fn constraint(constraint: &Constraint) -> String {
    match constraint {
        Constraint::Role => words!("constraint-role"),
        Constraint::Skill(name) => words!("constraint-skill", name = name),
        Constraint::Language(tag) => words!("constraint-language", name = tag),
        Constraint::Marker(name) => words!("constraint-marker", name = name),
        Constraint::Place => words!("constraint-place"),
        Constraint::Notice => words!("constraint-notice"),
        Constraint::Floor => words!("constraint-floor"),
        Constraint::Load => words!("constraint-load"),
        Constraint::Hours => words!("constraint-hours"),
    }
}

fn because(desk: &Desk, because: &Because) -> String {
    match because {
        Because::Said(what) => what.clone(),
        Because::Missing => words!("because-missing"),
        Because::Silent => words!("because-silent"),
        Because::Inactive(role) => words!("because-inactive", role = role),
        Because::Marker(None) => words!("because-no-marker"),
        Because::Marker(Some(state)) => state_text(*state),
        Because::Notice { given, asked } => {
            let (given, asked) = (span::show(given * MINUTE_MS), span::show(asked * MINUTE_MS));
            words!("because-notice", given = given, asked = asked)
        }
        Because::Paid => words!("because-paid"),
        Because::Floors(refusals) => refusals.iter().map(floor).collect::<Vec<_>>().join("; "),
        Because::Unpriced => words!("because-unpriced"),
        Because::Room => words!("because-room"),
        Because::Full(full) => words!(
            "because-full",
            day = desk.clock.day(full.week.start()),
            promised = span::work(full.promised),
            wanted = span::work(u64::from(full.wanted)),
            cap = span::work(u64::from(full.cap))
        ),
        Because::Overlap(found) => overlap(desk, found),
        Because::Zone(zone) => words!("because-zone", zone = zone),
    }
}

/// How a marker stands, as a person reads it.
pub fn state_text(state: State) -> String {
    match state {
        State::Claimed => words!("marker-claimed"),
        State::Stated => words!("marker-stated"),
        State::Attested => words!("marker-attested"),
        State::Future => words!("marker-future"),
        State::Expired => words!("marker-expired"),
        State::Revoked => words!("marker-revoked"),
        State::Void => words!("marker-void"),
    }
}

/// How a marker stands, for scripts.
pub fn state_word(state: State) -> &'static str {
    match state {
        State::Claimed => "claimed",
        State::Stated => "stated",
        State::Attested => "attested",
        State::Future => "future",
        State::Expired => "expired",
        State::Revoked => "revoked",
        State::Void => "void",
    }
}

fn floor(refusal: &Refusal) -> String {
    let whose = |rule: Rule| match rule {
        Rule::Member => words!("floor-member"),
        Rule::Bylaws => words!("floor-bylaws"),
        Rule::Pact => words!("floor-pact"),
    };
    match refusal {
        Refusal::Low { floor, minor, minutes, .. } => {
            let pays = protocol::money::Amount { minor: *minor, ..floor.hour };
            let work = span::work(u64::from(*minutes));
            words!(
                "because-low",
                pays = pays.to_string(),
                work = work,
                whose = whose(floor.rule),
                hour = floor.hour.to_string()
            )
        }
        Refusal::Rateless { floor } => {
            words!("because-rateless", whose = whose(floor.rule), hour = floor.hour.to_string())
        }
    }
}

fn overlap(desk: &Desk, found: &Overlap) -> String {
    let Some(worst) = &found.worst else { return words!("because-no-hours") };
    let (common, wanted) = (span::work(worst.common_minutes), span::work(worst.wanted_minutes));
    let day = desk.clock.day(worst.day);
    if found.short == 0 {
        return words!("because-shared", days = found.days, common = common, wanted = wanted, day = day);
    }
    let least = span::work(found.least_minutes);
    let said =
        words!("because-short", short = found.short, days = found.days, least = least, common = common, day = day);
    if found.quiet == 0 { said } else { words!("because-quiet", said = said, quiet = found.quiet) }
}

fn figures(desk: &Desk, because: &Because) -> Value {
    match because {
        Because::Notice { given, asked } => json!({"given_minutes": given, "asked_minutes": asked}),
        Because::Floors(refusals) => refusals
            .iter()
            .map(|refusal| match refusal {
                Refusal::Low { floor, minor, minutes, least_minor } => json!({
                    "pays_minor": minor, "minutes": minutes, "least_minor": least_minor.to_string(),
                    "currency": floor.hour.currency, "source": floor.source,
                }),
                Refusal::Rateless { floor } => json!({"currency": floor.hour.currency, "source": floor.source}),
            })
            .collect(),
        Because::Full(full) => json!({
            "week": desk.clock.day(full.week.start()), "cap_minutes": full.cap, "promised_minutes": full.promised,
            "wanted_minutes": full.wanted, "with": full.with,
        }),
        Because::Overlap(found) => json!({
            "least_minutes": found.least_minutes, "days": found.days, "short": found.short, "quiet": found.quiet,
            "worst": found.worst.as_ref().map(|worst| json!({
                "day": desk.clock.day(worst.day), "wanted_minutes": worst.wanted_minutes,
                "common_minutes": worst.common_minutes,
            })),
        }),
        Because::Marker(Some(state)) => json!({"state": state_word(*state)}),
        Because::Said(_)
        | Because::Missing
        | Because::Silent
        | Because::Inactive(_)
        | Because::Marker(None)
        | Because::Paid
        | Because::Unpriced
        | Because::Room
        | Because::Zone(_) => Value::Null,
    }
}
