//! `talko key device`: the computers that sign for a person. Another one comes in by a line from the
//! first and the twelve words; every one that comes or goes is told to all members.

use std::path::PathBuf;

use protocol::history::Phase;
use protocol::id::Prefix;
use protocol::invite_line::{DeviceRequest, LINE_MAX};
use protocol::local::{Amended, CalledFrom, DeviceCard, Invited, Opens, Passphrase, Past, Reply, Request};
use protocol::text::tidy_line;
use serde_json::{Value, json};

use super::Device;
use crate::command::charter;
use crate::command::charter::change::Difference;
use crate::command::invite::{code_of, warn_of};
use crate::command::restore::needed_words;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::values::{Clock, when};
use crate::{choose, prompt, trouble, words};

/// Runs the verb.
///
/// # Errors
/// Any [`Problem`] that it meets.
pub fn run(device: Device, desk: &Desk) -> Outcome {
    match device {
        Device::List { all } => list(desk, all),
        Device::Add { expires, of } => add(desk, &expires, of.as_deref()),
        Device::Ask => ask(desk),
        Device::Remove { device, words_file, confirm, forget } => {
            let past = if forget { Past::Forgotten } else { Past::Kept };
            remove(desk, &device, words_file, confirm, past)
        }
    }
}

/// What to call a device: its owner's name for it, else the beginning of its key.
pub fn called(card: &DeviceCard) -> String {
    let short = short(card);
    card.label.as_deref().map_or_else(|| words!("device-unnamed", short = short), tidy_line)
}

fn short(card: &DeviceCard) -> String {
    protocol::id::Id::from_bytes(*card.key.as_bytes()).short(4)
}

/// A device as a script reads it.
pub fn object(desk: &Desk, card: &DeviceCard) -> Result<Value, Problem> {
    Ok(json!({
        "id": protocol::id::Id::from_bytes(*card.key.as_bytes()),
        "short": short(card),
        "label": card.label,
        "person": {"id": card.person, "name": desk.person(&card.person)?},
        "since": card.since.map(Clock::json),
        "ended": card.ended.map(Clock::json),
        "here": card.here,
        "added": card.added,
        "by_stewards": card.by_stewards,
    }))
}

fn list(desk: &Desk, all: bool) -> Outcome {
    let me = desk.me()?.person;
    let view = charter::view(desk)?;
    let mine = |card: &&DeviceCard| all || card.person == me;
    let mut table = Table::new([
        words!("column-id"),
        words!("device-column-name"),
        words!("device-column-owner"),
        words!("device-column-since"),
        words!("invite-column-state"),
    ]);
    let mut items = Vec::new();
    for card in view.devices.iter().filter(mine) {
        items.push(object(desk, card)?);
        let state = match (card.ended, card.here) {
            (Some(at), _) if card.by_stewards => words!("device-dropped", when = desk.clock.show(at)),
            (Some(at), _) => words!("device-ended", when = desk.clock.show(at)),
            (None, true) => words!("device-here"),
            (None, false) => words!("device-in-force"),
        };
        let since = card.since.map(|at| desk.clock.show(at)).unwrap_or_default();
        table.row([short(card), called(card), desk.person(&card.person)?, since, state]);
    }
    let mut answer = Answer::list("device", items, None);
    answer.sheet.table(table);
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn add(desk: &Desk, expires: &str, of: Option<&str>) -> Outcome {
    let me = desk.me()?.person;
    let person = of.map(|name| choose::member(desk, name)).transpose()?.map_or(me, |named| named.id);
    let until = when::until(expires, &desk.clock)?.day();
    let Invited { line, until, called_from, .. } =
        match desk.ask(Request::DeviceLine { person, until, opens: Opens::Words })? {
            Reply::Invited(invited) => invited,
            other => return Err(unfit("DeviceLine", &other)),
        };
    debug_assert!(line.len() <= LINE_MAX, "the longest line fits a chat message");
    let data = json!({
        "line": line,
        "until": desk.clock.day(until),
        "reachable": called_from != CalledFrom::Nowhere,
        "called_from": code_of(called_from),
    });
    let mut answer = Answer::new("device-line", data);
    answer.sheet.line(match person == me {
        true => words!("device-add-how", day = desk.clock.day(until)),
        false => words!("device-add-for", name = desk.person(&person)?, day = desk.clock.day(until)),
    });
    answer.sheet.line("");
    answer.sheet.line(words!("device-add-command", line = &line));
    answer.sheet.line("");
    answer.sheet.line(match person == me {
        true => words!("device-add-words"),
        false => words!("device-add-their-words", name = desk.person(&person)?),
    });
    warn_of(called_from, &mut answer);
    desk.paint.answer(&answer)?;
    Ok(0)
}

/// 12 letters of the key: what two people read to each other takes years to make again.
const CHECK: usize = 12;

/// What two people read to each other, so that nobody swaps the line on its way.
pub fn check(request: &DeviceRequest) -> String {
    protocol::id::Id::from_bytes(*request.key.as_bytes()).short(CHECK)
}

/// What a new computer says that asks the stewards to be listed.
pub fn asking(request: &DeviceRequest) -> Vec<String> {
    vec![
        words!("device-ask-how"),
        String::new(),
        words!("device-ask-line", line = request.encode()),
        String::new(),
        words!("device-ask-check", check = check(request)),
    ]
}

fn ask(desk: &Desk) -> Outcome {
    let request = match desk.ask(Request::DeviceRequest)? {
        Reply::DeviceRequest(request) => request,
        other => return Err(unfit("DeviceRequest", &other)),
    };
    let data = json!({"line": request.encode(), "check": check(&request)});
    let mut answer = Answer::new("device-request", data);
    asking(&request).into_iter().for_each(|line| answer.sheet.line(line));
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn remove(desk: &Desk, typed: &str, words_file: Option<PathBuf>, confirm: Option<String>, past: Past) -> Outcome {
    let me = desk.me()?;
    let view = charter::view(desk)?;
    let prefix = Prefix::parse(typed.trim());
    let fits = |card: &&DeviceCard| {
        let id = protocol::id::Id::from_bytes(*card.key.as_bytes());
        let named = card.label.as_deref().is_some_and(|label| label.to_lowercase() == typed.trim().to_lowercase());
        card.person == me.person && card.ended.is_none() && (named || prefix.as_ref().is_some_and(|p| p.fits(&id)))
    };
    let mut found = view.devices.iter().filter(fits);
    let (Some(card), None) = (found.next(), found.next()) else {
        return Err(trouble!("unknown-device", typed = typed).into());
    };
    if card.here {
        return Err(trouble!("device-here").into());
    }
    let name = called(card);
    let words = match (&words_file, me.words_unconfirmed) {
        (None, true) => None,
        (file, _) => Some(needed_words(desk, file.as_deref())?),
    };
    let retire = |dry_run: bool, words: Option<Passphrase>| match desk.ask(Request::RetireDevice {
        key: card.key,
        words,
        past,
        dry_run,
    })? {
        Reply::Published(published) => Ok::<_, Problem>((published, None)),
        Reply::Amended(amended) => Ok((amended.published.clone(), Some(*amended))),
        other => Err(unfit("RetireDevice", &other)),
    };
    let back = Back::Instead(words!("instead-of-device"));
    let (published, version) = retire(true, words.clone())?;
    // The version writes down who has joined meanwhile, also by a line that was made on the lost computer.
    let told = version.as_ref().map_or(Ok(Vec::new()), |amended| charter::propose::differences_of(desk, amended))?;
    let (mut lines, data) = listed(desk, card, version.as_ref(), &told)?;
    lines.insert(0, words!("device-would-remove", name = &name));
    let waiting = charter::show::newcomers(desk, &view)?.len();
    lines.extend((version.is_some() && waiting > 0).then(|| words!("device-newcomers", count = waiting)));
    if desk.global.dry_run {
        return receipt_with(desk, "device", lines.join("\n"), data, &published, back);
    }
    if desk.paint.asks && !desk.global.yes {
        desk.paint.note(&lines.join("\n"))?;
    }
    let question = words!("device-ask-name", name = typed.trim());
    prompt::named(desk, &question, &[name.clone(), typed.trim().to_string()], confirm)?;
    let (published, version) = retire(false, words)?;
    let stays = match past {
        Past::Kept => words!("device-removed-keeps"),
        Past::Forgotten => words!("device-removed-forgets"),
    };
    let (told, data) = listed(desk, card, version.as_ref(), &told)?;
    let lines: Vec<String> = [words!("device-removed", name = &name), stays].into_iter().chain(told).collect();
    receipt_with(desk, "device", lines.join("\n"), data, &published, back)
}

/// Whether the charter lists a device no longer that its owner took back: until then what it agrees to counts there.
///
/// - `told`: what the version changes, if there is one.
fn listed(
    desk: &Desk,
    card: &DeviceCard,
    version: Option<&Amended>,
    told: &[Difference],
) -> Result<(Vec<String>, Value), Problem> {
    let mut data = object(desk, card)?;
    let Some(Amended { revision: version, .. }) = version else {
        let id = protocol::id::Id::from_bytes(*card.key.as_bytes());
        return Ok((vec![words!("device-ask-stewards", id = id.short(8))], data));
    };
    data["charter"] = charter::said::object(desk, version, told)?;
    let mut lines: Vec<String> = told.iter().map(|difference| difference.line.clone()).collect();
    lines.push(charter::said::standing(desk, version)?);
    if version.revision.phase == Phase::Proposed {
        lines.push(words!("device-until-agreed"));
        lines.push(words!("charter-approve-how", short = &version.short));
    }
    Ok((lines, data))
}
