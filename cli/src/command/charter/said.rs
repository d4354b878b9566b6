//! What was said of a version: who agreed, who is missing, who has seen it.

use std::collections::BTreeSet;

use protocol::history::{Phase, Revision};
use protocol::id::Id;
use protocol::local::RevisionCard;
use serde_json::{Value, json};

use super::change::{Difference, Side};
use super::numbers;
use crate::desk::Desk;
use crate::problem::Problem;
use crate::values::Clock;
use crate::words;

/// The names of people, with commas between.
pub fn names<'a>(desk: &Desk, people: impl IntoIterator<Item = &'a Id>) -> Result<String, Problem> {
    let names = people.into_iter().map(|person| desk.person(person)).collect::<Result<Vec<String>, Problem>>()?;
    Ok(names.join(", "))
}

/// Whether a version holds, or whose word is missing.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn standing(desk: &Desk, card: &RevisionCard) -> Result<String, Problem> {
    let revision = &card.revision;
    let number = revision.charter.revision;
    Ok(match revision.phase {
        Phase::InForce => words!("charter-holds", number = number),
        Phase::Past => words!("charter-held", number = number),
        Phase::Overtaken => words!("charter-overtaken-line", short = &card.short),
        Phase::Rival => words!("charter-rival-line", short = &card.short, number = number),
        Phase::Proposed => missing(desk, revision)?,
    })
}

/// "This change needs 2 of 3 stewards; one has agreed; one more of these two is missing: …"
fn missing(desk: &Desk, revision: &Revision) -> Result<String, Problem> {
    let agreed = revision.agreed.len();
    let by_members = match revision.by_members() {
        Some(members) => Some(words!(
            "charter-needs-members",
            needed = members.needed,
            members = members.agreed.len() + members.missing.len(),
            agreed = members.agreed.len(),
            more = (members.needed as usize).saturating_sub(members.agreed.len()),
            missing = members.missing.len(),
            names = names(desk, &members.missing)?,
        )),
        None => None,
    };
    let by_stewards = match by_members.is_some() && revision.agreed.is_empty() {
        true => None,
        false => Some(by_stewards(desk, revision, agreed)?),
    };
    Ok(by_stewards.into_iter().chain(by_members).collect::<Vec<String>>().join("\n"))
}

fn by_stewards(desk: &Desk, revision: &Revision, agreed: usize) -> Result<String, Problem> {
    Ok(words!(
        "charter-needs",
        needed = revision.needed,
        stewards = agreed + revision.missing.len(),
        agreed = agreed,
        more = (revision.needed as usize).saturating_sub(agreed),
        missing = revision.missing.len(),
        names = names(desk, &revision.missing)?,
    ))
}

/// Nobody.
static NOBODY: BTreeSet<Id> = BTreeSet::new();

/// Who has seen a version: who said so, and who agreed to it.
pub fn seen(revision: &Revision) -> BTreeSet<Id> {
    let members = revision.members.iter().flat_map(|members| &members.agreed);
    revision.seen.iter().chain(&revision.agreed).chain(members).copied().collect()
}

/// Whose agreement is told: the stewards', and with members who carry it, theirs.
pub fn carriers(revision: &Revision) -> BTreeSet<Id> {
    let members = revision.by_members().into_iter().flat_map(|members| &members.agreed);
    revision.agreed.iter().chain(members).copied().collect()
}

/// The members whom it lists and who have not seen it.
pub fn unseen(revision: &Revision) -> BTreeSet<Id> {
    let seen = seen(revision);
    revision.charter.members.iter().filter(|member| !seen.contains(member)).copied().collect()
}

/// The word of a phase for scripts.
pub const fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Past => "past",
        Phase::InForce => "in-force",
        Phase::Proposed => "proposed",
        Phase::Overtaken => "overtaken",
        Phase::Rival => "rival",
    }
}

/// The word of a phase in a table.
pub fn phase_said(phase: Phase) -> String {
    match phase {
        Phase::Past => words!("phase-past"),
        Phase::InForce => words!("phase-in-force"),
        Phase::Proposed => words!("phase-proposed"),
        Phase::Overtaken => words!("phase-overtaken"),
        Phase::Rival => words!("phase-rival"),
    }
}

/// One side of a comparison, from a version.
pub fn side(card: &RevisionCard) -> Side<'_> {
    Side { charter: &card.revision.charter, terms: card.terms.as_ref() }
}

/// Who pauses by a version, until when and why.
fn pauses(desk: &Desk, card: &RevisionCard) -> Result<Value, Problem> {
    let each = card.revision.charter.paused.iter().map(|pause| {
        let why = card.terms.as_ref().and_then(|terms| terms.why(&pause.person));
        let (name, until) = (desk.person(&pause.person)?, desk.clock.day(pause.until));
        Ok(json!({"id": pause.person, "name": name, "until": until, "why": why}))
    });
    Ok(Value::Array(each.collect::<Result<Vec<Value>, Problem>>()?))
}

/// A version as a script reads it.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn object(desk: &Desk, card: &RevisionCard, changes: &[Difference]) -> Result<Value, Problem> {
    let revision = &card.revision;
    let charter = &revision.charter;
    let people = |ids: &mut dyn Iterator<Item = &Id>| -> Result<Value, Problem> {
        let each = ids.map(|id| Ok(json!({"id": id, "name": desk.person(id)?})));
        Ok(Value::Array(each.collect::<Result<Vec<Value>, Problem>>()?))
    };
    // What stewards have not said matters only while it decides.
    let (mut missing, more) = match revision.phase {
        Phase::Proposed => (revision.missing.iter(), (revision.needed as usize).saturating_sub(revision.agreed.len())),
        Phase::Past | Phase::InForce | Phase::Overtaken | Phase::Rival => (NOBODY.iter(), 0),
    };
    Ok(json!({
        "id": revision.id,
        "short": card.short,
        "version": charter.revision,
        "phase": phase_word(revision.phase),
        "author": {"id": revision.author, "name": desk.person(&revision.author)?},
        "at": Clock::json(revision.at),
        "by_members": revision.by_members().is_some(),
        "needed": revision.needed,
        "agreed": people(&mut revision.agreed.iter())?,
        "more": more,
        "members_needed": revision.members.as_ref().map(|members| members.needed),
        "members_agreed": revision.members.as_ref().map(|members| people(&mut members.agreed.iter())).transpose()?,
        "missing": people(&mut missing)?,
        "seen": people(&mut seen(revision).iter())?,
        "unseen": people(&mut unseen(revision).iter())?,
        "said_seen": people(&mut revision.seen.iter())?,
        "members": people(&mut charter.members.iter())?,
        "stewards": people(&mut charter.stewards.iter())?,
        "removed": people(&mut charter.removed.iter())?,
        "paused": pauses(desk, card)?,
        "threshold": charter.threshold,
        "admission": if charter.approval { "stewards" } else { "invite" },
        "tickets": charter.tickets(),
        "devices": charter.devices.len(),
        "name": card.terms.as_ref().map(|terms| terms.name.to_string()),
        "numbers": numbers::object(card.terms.as_ref()),
        "rules": card.terms.as_ref().and_then(|terms| terms.bylaws.as_ref()),
        "changes": changes.iter().map(Difference::object).collect::<Vec<Value>>(),
    }))
}
