//! `talko federation vouch`, `revise` and `seen`: a collective's word for a newcomer, and about the versions of a
//! federation's charter.

use protocol::alliance::Change;
use protocol::id::{Id, Prefix};
use protocol::local::{Alliance, FederationView, Reply, Request, Sort, Wish};

use super::wish::{answer, ask, changes, standing};
use super::{pick, show};
use crate::choose;
use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::{prompt, trouble, words};

/// What is wanted of the next version, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Collectives that are listed.
    pub list: Vec<String>,
    /// One that is put out.
    pub remove: Option<String>,
    /// How many must agree.
    pub threshold: Option<u32>,
    /// What `--confirm` said.
    pub confirm: Option<String>,
}

/// Speaks for a collective that wants in.
///
/// # Errors
/// `vouch-inside`, `vouch-unlisted`, `vouch-begun`; `unknown-collective`.
pub fn vouch(desk: &Desk, typed: &str, federation: Option<&str>) -> Outcome {
    let (federation, _) = pick(desk, federation)?;
    let newcomer = choose::one(desk, Sort::Collective, typed)?.id;
    let name = desk.collective(&newcomer)?;
    let vouch = |dry_run: bool| ask(desk, Alliance::Vouch { federation, newcomer, dry_run });
    let preview = vouch(true)?;
    let view = show::view(desk, federation)?;
    let spent = spent(desk, &view)?;
    if desk.global.dry_run {
        let would = words!("federation-would-vouch", name = &name);
        return answer(desk, &preview, std::iter::once(would).chain(spent).collect::<Vec<_>>().join("\n"));
    }
    if let (true, Some(spent)) = (desk.paint.asks, &spent) {
        desk.paint.note(spent)?;
    }
    prompt::agree(desk, &words!("federation-ask-vouch", name = &name))?;
    let wished = vouch(false)?;
    let mut lines = vec![standing(desk, &wished.card)?];
    lines.extend(spent);
    if wished.card.holds {
        // Its own word stands in the view that was asked for before.
        let before = view.outside.iter().find(|outsider| outsider.collective == newcomer);
        let speakers = before.map_or(0, |outsider| outsider.speakers.len()) + 1;
        lines.push(show::speaking(view.seats.len(), speakers, &newcomer));
    }
    answer(desk, &wished, lines.join("\n"))
}

/// That the own word of this quarter is used, where it is.
fn spent(desk: &Desk, view: &FederationView) -> Result<Option<String>, Problem> {
    let own = desk.me()?.collective;
    let used = view.seats.iter().any(|seat| seat.collective == own && seat.written && !seat.free);
    Ok(used.then(|| words!("federation-vouch-spent", day = desk.clock.day(view.quarter_ends))))
}

/// Proposes the next version of a federation's charter.
///
/// # Errors
/// What does not fit: `federation-vouches`, `federation-threshold`, `federation-outside`; `confirm-differs`.
pub fn revise(desk: &Desk, federation: Option<&str>, wanted: Wanted) -> Outcome {
    let (federation, _) = pick(desk, federation)?;
    let mut listed = Vec::new();
    for typed in &wanted.list {
        listed.push(Change::List(choose::one(desk, Sort::Collective, typed)?.id));
    }
    let gone: Option<Id> = match &wanted.remove {
        Some(typed) => Some(choose::one(desk, Sort::Collective, typed)?.id),
        None => None,
    };
    let wished: Vec<Change> =
        listed.into_iter().chain(gone.map(Change::PutOut)).chain(wanted.threshold.map(Change::Threshold)).collect();
    let revise = |dry_run: bool| ask(desk, Alliance::Revise { federation, changes: wished.clone(), dry_run });
    let preview = revise(true)?;
    let mut lines = match &preview.card.wish {
        Wish::Revise(version) => changes(desk, &version.difference)?,
        Wish::Found | Wish::Join | Wish::Vouch(_) => Vec::new(),
    };
    lines.extend(gone.map(|_| words!("federation-out-follows")));
    if desk.global.dry_run {
        lines.insert(0, words!("federation-would-revise"));
        return answer(desk, &preview, lines.join("\n"));
    }
    if desk.paint.asks && !desk.global.yes {
        desk.paint.note(&lines.join("\n"))?;
    }
    match gone {
        Some(id) => {
            let name = desk.collective(&id)?;
            let question = words!("federation-ask-out", name = &name);
            prompt::named(desk, &question, std::slice::from_ref(&name), wanted.confirm)?;
        }
        None => prompt::agree(desk, &words!("federation-ask-revise"))?,
    }
    let written = revise(false)?;
    lines.push(standing(desk, &written.card)?);
    answer(desk, &written, lines.join("\n"))
}

/// Says that a version was seen.
///
/// # Errors
/// `federation-not-held`, `federation-other-seen`, `already-done`.
pub fn seen(desk: &Desk, typed: Option<&str>, federation: Option<&str>) -> Outcome {
    let (federation, _) = pick(desk, federation)?;
    let view = show::view(desk, federation)?;
    let version = match typed {
        Some(typed) => {
            let prefix = Prefix::parse(typed).ok_or_else(|| trouble!("federation-not-held"))?;
            let mut known = std::iter::once(view.version).chain(view.rivals.iter().map(|rival| rival.id));
            Some(known.find(|id| prefix.fits(id)).ok_or_else(|| trouble!("federation-not-held"))?)
        }
        None => None,
    };
    let published = match desk.ask(Request::Alliance(Alliance::Seen { federation, version }))? {
        Reply::Published(published) => published,
        other => return Err(unfit("Seen", &other)),
    };
    let seen = version.unwrap_or(view.version);
    let data = serde_json::json!({"id": federation, "version": seen});
    let said = words!("federation-seen", short = seen.short(4));
    receipt_with(desk, "federation", said, data, &published, Back::Instead(words!("instead-of-version")))
}
