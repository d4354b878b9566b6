//! What a collective says for itself in a federation, while several stewards, or several collectives, must agree:
//! `talko federation found` and `approve`, and how everything that waits is told.

use protocol::alliance::told::{Difference, Version};
use protocol::id::{Id, Prefix};
use protocol::local::{Alliance, Reply, Request, Wish, WishCard, Wished};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::{prompt, trouble, words};

/// What waits for stewards of the own collective.
///
/// # Errors
/// What the home refused.
pub fn waiting(desk: &Desk) -> Result<Vec<WishCard>, Problem> {
    match desk.ask(Request::Alliance(Alliance::Wishes))? {
        Reply::Wishes(wishes) => Ok(wishes),
        other => Err(unfit("Wishes", &other)),
    }
}

/// Collectives as a script reads them.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn collectives<'a>(desk: &Desk, ids: impl IntoIterator<Item = &'a Id>) -> Result<Value, Problem> {
    ids.into_iter().map(|id| Ok(json!({"id": id, "name": desk.collective(id)?}))).collect()
}

/// The names of collectives, one behind the other.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn names<'a>(desk: &Desk, ids: impl IntoIterator<Item = &'a Id>) -> Result<String, Problem> {
    let names = ids.into_iter().map(|id| desk.collective(id)).collect::<Result<Vec<_>, _>>()?;
    Ok(names.join(", "))
}

/// A wish as a script reads it, in the list of federations.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn object(desk: &Desk, card: &WishCard) -> Result<Value, Problem> {
    let named = |ids: &[Id]| -> Result<Vec<Value>, Problem> {
        ids.iter().map(|id| Ok(json!({"id": id, "name": desk.person(id)?}))).collect()
    };
    let mut wish = json!({
        "id": card.id,
        "short": card.short,
        "what": word(&card.wish),
        "author": desk.person(&card.author)?,
        "needed": card.needed,
        "agreed": named(&card.agreed)?,
        "missing": named(&card.missing)?,
        "holds": card.holds,
    });
    match &card.wish {
        Wish::Found | Wish::Join => {}
        Wish::Vouch(newcomer) => wish["collective"] = json!({"id": newcomer, "name": desk.collective(newcomer)?}),
        Wish::Revise(version) => wish["version"] = version_object(desk, version)?,
    }
    Ok(json!({"id": card.federation, "short": card.federation.short(4), "others": [], "wish": wish}))
}

/// A version of a federation's charter as a script reads it.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn version_object(desk: &Desk, version: &Version) -> Result<Value, Problem> {
    let Difference { added, put_out, threshold } = &version.difference;
    Ok(json!({
        "id": version.id,
        "number": version.number,
        "added": collectives(desk, added)?,
        "put_out": collectives(desk, put_out)?,
        "threshold": threshold.map(|(_, after)| after),
        "needed": version.needed,
        "agreed": collectives(desk, &version.agreed)?,
        "missing": collectives(desk, &version.missing)?,
    }))
}

fn word(wish: &Wish) -> &'static str {
    match wish {
        Wish::Found => "found",
        Wish::Join => "join",
        Wish::Vouch(_) => "vouch",
        Wish::Revise(_) => "revise",
    }
}

/// A wish in a sentence or two, with whose word is missing.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn line(desk: &Desk, card: &WishCard) -> Result<String, Problem> {
    let (day, short) = (desk.clock.show(card.at), card.federation.short(4));
    let author = desk.person(&card.author)?;
    let what = match &card.wish {
        Wish::Found => words!("federation-wish-found", name = author, when = day),
        Wish::Join => words!("federation-wish-join", name = author, when = day, short = short),
        Wish::Vouch(newcomer) => {
            words!("federation-wish-vouch", name = author, when = day, collective = desk.collective(newcomer)?)
        }
        Wish::Revise(version) => {
            let mut lines = vec![words!("federation-wish-revise", number = version.number, when = day, short = short)];
            lines.extend(changes(desk, &version.difference)?);
            lines.join("\n")
        }
    };
    Ok(format!("{what}\n{}", standing(desk, card)?))
}

/// What a version changes, one sentence each.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn changes(desk: &Desk, difference: &Difference) -> Result<Vec<String>, Problem> {
    let mut lines = Vec::new();
    for id in &difference.put_out {
        lines.push(words!("federation-change-out", name = desk.collective(id)?));
    }
    for id in &difference.added {
        lines.push(words!("federation-change-added", name = desk.collective(id)?));
    }
    if let Some((before, after)) = difference.threshold {
        lines.push(words!("federation-change-threshold", before = before, after = after));
    }
    if lines.is_empty() {
        lines.push(words!("federation-change-written"));
    }
    Ok(lines)
}

/// Whose word is missing, and how they say it.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn standing(desk: &Desk, card: &WishCard) -> Result<String, Problem> {
    let mut lines = Vec::new();
    match &card.wish {
        Wish::Found if card.holds => lines.push(words!("federation-founded")),
        Wish::Vouch(newcomer) if card.holds => {
            lines.push(words!("federation-vouched", name = desk.collective(newcomer)?));
        }
        Wish::Revise(version) if card.holds => {
            lines.push(words!("federation-version-holds", number = version.number));
        }
        Wish::Join if card.carries() => lines.push(words!("federation-wish-carried")),
        Wish::Revise(version) => {
            let (agreed, needed) = (version.agreed.len(), version.needed);
            let missing = names(desk, &version.missing)?;
            lines.push(words!("federation-version-waits", agreed = agreed, needed = needed, missing = missing));
        }
        Wish::Found | Wish::Join | Wish::Vouch(_) => {}
    }
    if !card.carries() && !card.holds {
        let missing = card.missing.iter().map(|id| desk.person(id)).collect::<Result<Vec<_>, _>>()?.join(", ");
        let (agreed, needed) = (card.agreed.len(), card.needed);
        let short = &card.short;
        lines.push(words!("federation-wish-waits", agreed = agreed, needed = needed, missing = missing, short = short));
    }
    Ok(lines.join("\n"))
}

/// Founds a federation, or says that this is wanted.
///
/// # Errors
/// `federation-there`, `federation-wanted`, `stewards-only`.
pub fn found(desk: &Desk) -> Outcome {
    let found = |dry_run: bool| ask(desk, Alliance::Found { dry_run });
    let preview = found(true)?;
    if desk.global.dry_run {
        return answer(desk, &preview, words!("federation-would-found"));
    }
    prompt::agree(desk, &words!("federation-ask-found"))?;
    let wished = found(false)?;
    answer(desk, &wished, standing(desk, &wished.card)?)
}

/// Agrees to what another steward, or another collective, wants.
///
/// # Errors
/// `federation-nothing-waits`, `federation-several-wait`; `already-done`.
pub fn approve(desk: &Desk, typed: Option<&str>) -> Outcome {
    let mut open = waiting(desk)?;
    if let Some(typed) = typed {
        let prefix = Prefix::parse(typed).ok_or_else(|| trouble!("federation-nothing-waits"))?;
        open.retain(|card| prefix.fits(&card.id));
    } else {
        open.retain(|card| !card.carries());
    }
    let card = match open.as_slice() {
        [card] => card.clone(),
        [] => return Err(trouble!("federation-nothing-waits").into()),
        _ => return Err(trouble!("federation-several-wait").into()),
    };
    let approve = |dry_run: bool| ask(desk, Alliance::Approve { id: card.id, dry_run });
    let preview = approve(true)?;
    if desk.global.dry_run {
        return answer(desk, &preview, line(desk, &card)?);
    }
    if desk.paint.asks && !desk.global.yes {
        desk.paint.note(&line(desk, &card)?)?;
    }
    prompt::agree(desk, &words!("federation-ask-approve"))?;
    let wished = approve(false)?;
    answer(desk, &wished, standing(desk, &wished.card)?)
}

/// Writes a word in a federation, or shows it.
///
/// # Errors
/// What the home refused.
pub fn ask(desk: &Desk, asked: Alliance) -> Result<Wished, Problem> {
    match desk.ask(Request::Alliance(asked))? {
        Reply::Wished(wished) => Ok(*wished),
        other => Err(unfit("Alliance", &other)),
    }
}

/// Answers a word in a federation.
///
/// # Errors
/// As [`receipt_with`].
pub fn answer(desk: &Desk, wished: &Wished, said: String) -> Outcome {
    let mut data = object(desk, &wished.card)?;
    data["founded"] = json!(wished.card.wish == Wish::Found && wished.card.holds);
    let back = match &wished.card.wish {
        Wish::Found | Wish::Join => words!("instead-of-wish"),
        Wish::Vouch(_) => words!("instead-of-vouch"),
        Wish::Revise(_) => words!("instead-of-version"),
    };
    receipt_with(desk, "federation", said, data, &wished.published, Back::Instead(back))
}
