//! `talko marker`: what somebody can show of themselves, who says so, and whether it holds.

pub mod attest;
pub mod claim;
pub mod forget;
pub mod hide;
pub mod list;
pub mod revoke;
pub mod show;

use std::io::Read as _;
use std::path::Path;

use clap::{Subcommand, ValueEnum};
use protocol::fold::marker::Marked;
use protocol::id::{Id, Prefix};
use protocol::local::{FoundMarkers, Item, Markers, Pick, Reply, Request, SeekMarker};
use protocol::record::marker::Sort;
use protocol::text::tidy_line;
use serde_json::{Value, json};

use super::matching::findings::{state_text, state_word};
use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::share::Audience;
use crate::values::Clock;
use crate::{prompt, trouble, words};

/// The verbs of `talko marker`.
#[derive(Clone, Debug, Subcommand)]
pub enum Marker {
    /// Lists them.
    List(list::List),
    /// Says something of oneself.
    #[command(visible_alias = "add")]
    Claim(claim::Claim),
    /// Confirms something of somebody else.
    Attest(attest::Attest),
    /// Takes an own word back.
    Revoke(revoke::Revoke),
    /// Shows one.
    Show(show::Show),
    /// Shows others no more what is said of oneself.
    Hide(hide::Hide),
    /// Forgets a confidential tag.
    Forget(forget::Forget),
}

impl Marker {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Marker::List(list) => list.run(desk),
            Marker::Claim(claim) => claim.run(desk),
            Marker::Attest(attest) => attest.run(desk),
            Marker::Revoke(revoke) => revoke.run(desk),
            Marker::Show(show) => show.run(desk),
            Marker::Hide(hide) => hide.run(desk),
            Marker::Forget(forget) => forget.run(desk),
        }
    }
}

/// What sort of statement a marker is, as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SortWord {
    /// A fact that somebody can confirm.
    Verification,
    /// A word for programmes and reports.
    Tag,
    /// What somebody likes.
    Preference,
}

impl From<SortWord> for Sort {
    fn from(word: SortWord) -> Sort {
        match word {
            SortWord::Verification => Sort::Verification,
            SortWord::Tag => Sort::Tag,
            SortWord::Preference => Sort::Preference,
        }
    }
}

/// The word of a sort, for scripts.
pub fn sort_word(sort: Sort) -> &'static str {
    match sort {
        Sort::Verification => "verification",
        Sort::Tag => "tag",
        Sort::Preference => "preference",
    }
}

fn sort_text(sort: Sort) -> String {
    match sort {
        Sort::Verification => words!("marker-verification"),
        Sort::Tag => words!("marker-tag"),
        Sort::Preference => words!("marker-preference"),
    }
}

/// 6 characters tell a marker from every other one that a home holds.
const SHORT: usize = 6;

/// The beginning of a marker's id, as it is typed.
pub fn short(id: &Id) -> String {
    id.short(SHORT)
}

/// The markers about somebody.
///
/// # Errors
/// What the home refused.
pub fn about(desk: &Desk, person: Id) -> Result<Markers, Problem> {
    match desk.ask(Request::Markers(person))? {
        Reply::Markers(markers) => Ok(*markers),
        other => Err(unfit("Markers", &other)),
    }
}

/// Finds the one marker that a text names.
///
/// - `issuer`: only those that this person issued.
///
/// # Errors
/// `unknown-marker`; `clash` where it names several and nobody can be asked.
pub fn one(desk: &Desk, typed: &str, issuer: Option<Id>) -> Result<Marked, Problem> {
    let text = tidy_line(typed);
    let pick = Pick { prefix: Prefix::parse(&text), text: text.clone() };
    let mut found: FoundMarkers = match desk.ask(Request::FindMarkers(SeekMarker { pick, issuer }))? {
        Reply::FoundMarkers(found) => found,
        other => return Err(unfit("FindMarkers", &other)),
    };
    // What was taken back is meant only where nothing else is.
    if found.iter().any(|mark| !mark.revoked) {
        found.retain(|mark| !mark.revoked);
    }
    if found.len() <= 1 {
        return found.pop().ok_or_else(|| trouble!("unknown-marker", typed = text).into());
    }
    let lines: Vec<String> = found
        .iter()
        .map(|mark| Ok(format!("{}  {} – {}", short(&mark.id), name(mark), desk.person(&mark.person)?)))
        .collect::<Result<_, Problem>>()?;
    if !desk.paint.asks {
        return Err(trouble!("clash", typed = text, count = found.len(), choices = lines.join("; ")).into());
    }
    let chosen = prompt::choose(desk, &words!("choose-which", typed = text), &lines, 0)?;
    Ok(found.swap_remove(chosen))
}

/// What a marker says, or that it was erased.
pub fn name(mark: &Marked) -> String {
    mark.marker.as_ref().map_or_else(|| words!("marker-erased"), |marker| marker.name.to_string())
}

/// The document that a draft about somebody became; absent in a dry run.
///
/// # Errors
/// What the home refused.
pub fn written(desk: &Desk, person: Id, item: Option<&Item>) -> Result<Option<Id>, Problem> {
    let Some(item) = item else { return Ok(None) };
    let row = about(desk, person)?.row;
    Ok(row.and_then(|row| row.markers.into_iter().find(|mark| mark.head == item.record)).map(|mark| mark.id))
}

/// 64 MiB: a scanned paper, even a film of it; what is longer is the wrong file.
const EVIDENCE_MAX: u64 = 64 << 20;

/// The hash of what shows something: of the file of this name, else of the words themselves.
///
/// # Errors
/// `file` where there is such a file and it cannot be read; `long` above 64 MiB.
pub fn evidence(typed: &str) -> Result<Id, Problem> {
    let path = Path::new(typed);
    if !path.is_file() {
        return Ok(Id::of(tidy_line(typed).as_bytes()));
    }
    let failed = |fault: std::io::Error| trouble!("file", path = typed, reason = fault);
    let mut bytes = Vec::new();
    std::fs::File::open(path).map_err(failed)?.take(EVIDENCE_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > EVIDENCE_MAX {
        return Err(trouble!("long", field = typed, bytes = bytes.len(), max = EVIDENCE_MAX).into());
    }
    Ok(Id::of(&bytes))
}

/// A marker as a script reads it.
///
/// # Errors
/// What the home refused.
pub fn object(desk: &Desk, mark: &Marked) -> Result<Value, Problem> {
    let marker = mark.marker.as_ref();
    let day = |day: Option<protocol::time::Day>| day.map(|day| desk.clock.day(day));
    Ok(json!({
        "id": mark.id,
        "short": short(&mark.id),
        "name": marker.map(|marker| &marker.name),
        "sort": marker.map(|marker| sort_word(marker.class)),
        "state": state_word(mark.state(desk.clock.now.day())),
        "of": {"id": mark.person, "name": desk.person(&mark.person)?},
        "by": {"id": mark.issuer, "name": desk.person(&mark.issuer)?},
        "collective": {"id": mark.space.charter, "name": desk.collective(&mark.space.charter)?},
        "share": Audience::of(mark.space, None).word(),
        "note": marker.and_then(|marker| marker.note.clone()),
        "evidence": marker.and_then(|marker| marker.evidence),
        "since": day(marker.and_then(|marker| marker.since)),
        "until": day(marker.and_then(|marker| marker.until)),
        "alignment": marker.map(|marker| marker.alignment.to_vec()),
        "revised": Clock::json(mark.revised),
        "record": mark.head,
        "hidden": mark.hidden,
    }))
}

/// A marker as a row: id, what it says, its sort, how it stands, who says so, until when.
///
/// # Errors
/// What the home refused.
pub fn row(desk: &Desk, mark: &Marked) -> Result<[String; 6], Problem> {
    let marker = mark.marker.as_ref();
    let state = state_text(mark.state(desk.clock.now.day()));
    let state = if mark.hidden { words!("marker-hidden", state = state) } else { state };
    let by = match mark.issuer == mark.person {
        true => String::new(),
        false => {
            words!("marker-by", name = desk.person(&mark.issuer)?, collective = desk.collective(&mark.space.charter)?)
        }
    };
    let until = marker.and_then(|marker| marker.until);
    let until = until.map(|day| words!("marker-until", day = desk.clock.day(day))).unwrap_or_default();
    Ok([
        short(&mark.id),
        name(mark),
        marker.map(|marker| sort_text(marker.class)).unwrap_or_default(),
        state,
        by,
        until,
    ])
}

#[cfg(test)]
mod tests;
