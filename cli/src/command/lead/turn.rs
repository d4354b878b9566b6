//! Owns whose turn a lead is, as it is shown: who claimed it, in which order they are asked, and what stands
//! against each other.

use protocol::fold::lead::claims::{Claimed, Turn};
use protocol::fold::lead::{LeadRow, Step, Void};
use protocol::id::Id;
use protocol::local::{Reply, Request, Rotation, Shown};
use serde_json::{Value, json};

use crate::command::matching::findings::{waiver_text, waiver_word};
use crate::desk::{Desk, unfit};
use crate::paint::{Sheet, Table};
use crate::problem::Problem;
use crate::values::Clock;
use crate::{trouble, words};

/// The order in which those who claimed a lead are asked.
///
/// # Errors
/// What the home refused.
pub fn rotation(desk: &Desk, lead: Id) -> Result<Rotation, Problem> {
    match desk.ask(Request::Rotation(lead))? {
        Reply::Rotation(rotation) => Ok(rotation),
        other => Err(unfit("Rotation", &other)),
    }
}

/// Passes where a step would count if it were written now.
///
/// # Errors
/// `lead-gone`, `lead-over`, `claim-twice`, `award-not-yours` or `release-not-yours`, `unknown-claim`,
/// `claim-released`, `award-held`.
pub fn allowed(desk: &Desk, shown: &Shown<LeadRow>, step: &Step) -> Result<(), Problem> {
    let (row, short) = (&shown.row, &shown.short);
    let Some(void) = row.foresee(step, desk.clock.now) else { return Ok(()) };
    Err(match void {
        Void::Closed if row.withdrawn => trouble!("lead-gone", short = short),
        Void::Closed => trouble!("lead-over", short = short),
        Void::Claimed => trouble!("claim-twice", short = short),
        Void::Author => {
            let name = desk.person(&row.poster)?;
            match step {
                Step::Claim(_) | Step::Award { .. } => trouble!("award-not-yours", short = short, name = name),
                Step::Release { .. } => trouble!("release-not-yours", short = short, name = name),
            }
        }
        Void::Object => trouble!("unknown-claim", short = short),
        Void::Released => trouble!("claim-released", short = short),
        Void::Held => {
            let holds = row.claims.iter().filter(|claim| claim.holds(desk.clock.now));
            let names: Vec<String> = holds.map(|claim| desk.person(&claim.claimant)).collect::<Result<_, _>>()?;
            trouble!("award-held", short = short, names = names.join(", "))
        }
    }
    .into())
}

/// Whose turn it is, in a word for scripts.
fn turn_word(turn: &Turn) -> &'static str {
    match turn {
        Turn::Free => "free",
        Turn::Offered => "offered",
        Turn::Awarded(_) => "awarded",
        Turn::Contested(_) => "contested",
        Turn::Lapsed(_) => "lapsed",
    }
}

/// Whose turn it is and who claimed it, as a script reads it.
///
/// # Errors
/// What the home refused.
pub fn object(desk: &Desk, row: &LeadRow, rotation: &Rotation) -> Result<Value, Problem> {
    let rank = |person: &Id| rotation.ranked.iter().position(|ranked| ranked.person == *person).map(|at| at + 1);
    let claim = |claim: &Claimed| -> Result<Value, Problem> {
        let said = claim.claim.as_ref();
        Ok(json!({
            "id": claim.id,
            "by": {"id": claim.claimant, "name": desk.person(&claim.claimant)?},
            "collective": {"id": claim.charter, "name": desk.collective(&claim.charter)?},
            "since": Clock::json(claim.at),
            "team": said.map(|said| said.team),
            "message": said.and_then(|said| said.message.clone()),
            "despite": said.map(|said| said.despite.iter().map(|bond| waiver_word(*bond)).collect::<Vec<_>>()),
            "why": said.and_then(|said| said.why.clone()),
            "released": claim.released,
            "rank": rank(&claim.claimant).filter(|_| !claim.released),
            "awards": claim.awards.iter().map(|award| json!({
                "id": award.id, "at": Clock::json(award.at), "until": Clock::json(award.until),
                "released": award.released, "note": award.note,
                "rank": award.rank.iter().map(|ranked| json!({"person": ranked.person, "awards": ranked.awards})).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        }))
    };
    let turn = row.turn(desk.clock.now);
    let whose: Vec<Id> = match &turn {
        Turn::Free | Turn::Offered => Vec::new(),
        Turn::Awarded(claim) | Turn::Lapsed(claim) => vec![claim.claimant],
        Turn::Contested(claims) => claims.iter().map(|claim| claim.claimant).collect(),
    };
    Ok(json!({
        "turn": turn_word(&turn),
        "of": whose,
        "until": match &turn {
            Turn::Awarded(claim) => claim.until().map(Clock::json),
            Turn::Free | Turn::Offered | Turn::Contested(_) | Turn::Lapsed(_) => None,
        },
        "order": rotation.ranked.iter().map(|ranked| {
            Ok(json!({"id": ranked.person, "name": desk.person(&ranked.person)?, "awards": ranked.awards}))
        }).collect::<Result<Vec<_>, Problem>>()?,
        "claims": row.claims.iter().map(claim).collect::<Result<Vec<_>, _>>()?,
    }))
}

/// Puts whose turn it is and who claimed it on a sheet.
///
/// # Errors
/// What the home refused.
pub fn page(desk: &Desk, shown: &Shown<LeadRow>, rotation: &Rotation, sheet: &mut Sheet) -> Result<(), Problem> {
    let (row, short) = (&shown.row, &shown.short);
    sheet.line("");
    sheet.line(sentence(desk, row, short, rotation)?);
    let mut claims: Vec<&Claimed> = row.claims.iter().collect();
    let rank = |claim: &Claimed| rotation.ranked.iter().position(|ranked| ranked.person == claim.claimant);
    claims.sort_by_key(|claim| (claim.released, rank(claim), claim.id));
    let mut table = Table::default();
    for claim in claims {
        let place = rank(claim).filter(|_| !claim.released).map(|at| format!("{}.", at + 1)).unwrap_or_default();
        let awards = rotation.ranked.iter().find(|ranked| ranked.person == claim.claimant).map(|ranked| ranked.awards);
        table.row([
            place,
            words!("claim-by", name = desk.person(&claim.claimant)?, collective = desk.collective(&claim.charter)?),
            state(desk, claim),
            awards.filter(|_| !claim.released).map(|count| words!("claim-awards", count = count)).unwrap_or_default(),
            said(claim),
        ]);
    }
    sheet.table(table);
    Ok(())
}

fn sentence(desk: &Desk, row: &LeadRow, short: &str, rotation: &Rotation) -> Result<String, Problem> {
    let until = |claim: &Claimed| claim.until().map(|until| desk.clock.echo(until)).unwrap_or_default();
    Ok(match row.turn(desk.clock.now) {
        Turn::Free => words!("turn-free"),
        Turn::Offered => {
            let first = rotation.ranked.first().map(|ranked| desk.person(&ranked.person)).transpose()?;
            words!("turn-offered", count = rotation.ranked.len(), first = first.unwrap_or_default())
        }
        Turn::Awarded(claim) => words!("turn-awarded", name = desk.person(&claim.claimant)?, until = until(claim)),
        Turn::Lapsed(claim) => words!("turn-lapsed", name = desk.person(&claim.claimant)?, until = until(claim)),
        Turn::Contested(claims) => {
            let names = claims.iter().map(|claim| desk.person(&claim.claimant)).collect::<Result<Vec<_>, _>>()?;
            words!("turn-contested", names = names.join(", "), short = short)
        }
    })
}

fn state(desk: &Desk, claim: &Claimed) -> String {
    match (claim.released, claim.until()) {
        (true, _) => words!("claim-given-back"),
        (false, Some(until)) if claim.holds(desk.clock.now) => words!("claim-awarded", until = desk.clock.echo(until)),
        (false, Some(until)) => words!("claim-was-awarded", until = desk.clock.echo(until)),
        (false, None) => words!("claim-offered"),
    }
}

fn said(claim: &Claimed) -> String {
    let Some(body) = &claim.claim else { return words!("claim-erased") };
    let mut parts = Vec::new();
    if body.team {
        parts.push(words!("claim-team"));
    }
    parts.extend(body.message.as_ref().map(ToString::to_string));
    if let Some(why) = &body.why {
        let bonds: Vec<String> = body.despite.iter().map(|bond| waiver_text(*bond)).collect();
        parts.push(words!("claim-despite", bonds = bonds.join(", "), why = &**why));
    }
    parts.join("; ")
}
