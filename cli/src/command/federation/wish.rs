//! `talko federation found` and `approve`: what a collective says for itself in a federation, while several stewards
//! must agree.

use protocol::id::{Id, Prefix};
use protocol::local::{Reply, Request, Wish, WishCard, Wished};
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
    match desk.ask(Request::Wishes)? {
        Reply::Wishes(wishes) => Ok(wishes),
        other => Err(unfit("Wishes", &other)),
    }
}

/// A wish as a script reads it, in the list of federations.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn object(desk: &Desk, card: &WishCard) -> Result<Value, Problem> {
    let named = |ids: &[Id]| -> Result<Vec<Value>, Problem> {
        ids.iter().map(|id| Ok(json!({"id": id, "name": desk.person(id)?}))).collect()
    };
    Ok(json!({
        "id": card.federation,
        "short": card.federation.short(4),
        "others": [],
        "wish": {
            "id": card.id,
            "short": card.short,
            "what": word(card.wish),
            "author": desk.person(&card.author)?,
            "needed": card.needed,
            "agreed": named(&card.agreed)?,
            "missing": named(&card.missing)?,
        },
    }))
}

fn word(wish: Wish) -> &'static str {
    match wish {
        Wish::Found => "found",
        Wish::Join => "join",
    }
}

/// A wish in one sentence, with whose word is missing.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn line(desk: &Desk, card: &WishCard) -> Result<String, Problem> {
    let (author, day) = (desk.person(&card.author)?, desk.clock.show(card.at));
    let what = match card.wish {
        Wish::Found => words!("federation-wish-found", name = author, when = day),
        Wish::Join => words!("federation-wish-join", name = author, when = day, short = card.federation.short(4)),
    };
    Ok(format!("{what}\n{}", standing(desk, card)?))
}

/// Whose word is missing, and how they say it.
///
/// # Errors
/// What the home refused while it was asked for names.
pub fn standing(desk: &Desk, card: &WishCard) -> Result<String, Problem> {
    if card.carries() {
        return Ok(words!("federation-wish-carried"));
    }
    let missing = card.missing.iter().map(|id| desk.person(id)).collect::<Result<Vec<_>, _>>()?.join(", ");
    let (agreed, needed) = (card.agreed.len(), card.needed);
    Ok(words!("federation-wish-waits", agreed = agreed, needed = needed, missing = missing, short = &card.short))
}

/// Founds a federation, or says that this is wanted.
///
/// # Errors
/// `federation-there`, `federation-wanted`, `stewards-only`.
pub fn found(desk: &Desk) -> Outcome {
    let wished = ask(desk, Request::FoundFederation { dry_run: true })?;
    if !desk.global.dry_run {
        prompt::agree(desk, &words!("federation-ask-found"))?;
    }
    let wished = match desk.global.dry_run {
        true => wished,
        false => ask(desk, Request::FoundFederation { dry_run: false })?,
    };
    let said = match (desk.global.dry_run, wished.card.carries()) {
        (true, _) => words!("federation-would-found"),
        (false, true) => words!("federation-founded"),
        (false, false) => standing(desk, &wished.card)?,
    };
    answer(desk, &wished, said)
}

/// Agrees to what another steward wants.
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
    let preview = ask(desk, Request::ApproveWish { id: card.id, dry_run: true })?;
    if desk.global.dry_run {
        return answer(desk, &preview, line(desk, &card)?);
    }
    if desk.paint.asks && !desk.global.yes {
        desk.paint.note(&line(desk, &card)?)?;
    }
    prompt::agree(desk, &words!("federation-ask-approve"))?;
    let wished = ask(desk, Request::ApproveWish { id: card.id, dry_run: false })?;
    let said = match (wished.card.carries(), wished.card.wish) {
        (true, Wish::Found) => words!("federation-founded"),
        (true, Wish::Join) | (false, Wish::Found | Wish::Join) => standing(desk, &wished.card)?,
    };
    answer(desk, &wished, said)
}

fn ask(desk: &Desk, request: Request) -> Result<Wished, Problem> {
    match desk.ask(request)? {
        Reply::Wished(wished) => Ok(*wished),
        other => Err(unfit("FoundFederation", &other)),
    }
}

fn answer(desk: &Desk, wished: &Wished, said: String) -> Outcome {
    let mut data = object(desk, &wished.card)?;
    data["founded"] = json!(wished.card.wish == Wish::Found && wished.card.carries());
    receipt_with(desk, "federation", said, data, &wished.published, Back::Instead(words!("instead-of-wish")))
}
