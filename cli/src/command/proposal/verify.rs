//! `talko proposal verify`: checks a file that a client was given. It needs no home, no account and no network.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use protocol::local::Trouble;
use protocol::proposal::verify::Verified;
use serde_json::{Value, json};

use super::fault;
use crate::desk::Desk;
use crate::paint::{Answer, Sheet};
use crate::problem::Outcome;
use crate::proposal::file::{Checked, FILE_MAX, check};
use crate::proposal::sheet::number;
use crate::values::Clock;
use crate::{trouble, words};

/// What a check ends with where it found something.
const FOUND: u8 = 10;

/// What `talko proposal verify` takes.
#[derive(Clone, Debug, Args)]
pub struct Verify {
    /// The file; - for stdin.
    pub file: PathBuf,
}

impl Verify {
    /// Runs the verb; ends with 10 where the file does not hold.
    ///
    /// # Errors
    /// `file` where it cannot be read.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (answer, exit) = match check(&read(&self.file)?) {
            Checked::Valid(proven) => (valid(desk, &proven.terms), 0),
            Checked::Invalid(found) => {
                let data = json!({"valid": false, "check": found.word()});
                let mut answer = Answer::new("proposal-check", data);
                answer.sheet.line(desk.paint.strong(&words!("proposal-invalid", check = found.word())));
                answer.sheet.line(fault(found));
                answer.sheet.line(words!("proposal-invalid-next"));
                (answer, FOUND)
            }
        };
        desk.paint.answer(&answer)?;
        Ok(exit)
    }
}

/// Reads a file that somebody was given.
///
/// # Errors
/// `file` where it cannot be read, `long` where it is too large to be one.
pub fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    let shown = path.display().to_string();
    let failed = |fault: std::io::Error| trouble!("file", path = &shown, reason = fault);
    let mut bytes = Vec::new();
    match shown.as_str() {
        "-" => std::io::stdin().lock().take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(failed)?,
        _ => std::fs::File::open(path).map_err(failed)?.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(failed)?,
    };
    if bytes.len() as u64 > FILE_MAX {
        return Err(trouble!("long", field = shown, bytes = bytes.len(), max = FILE_MAX));
    }
    Ok(bytes)
}

fn valid(desk: &Desk, terms: &Verified) -> Answer {
    let draft = &terms.draft;
    let holds = draft.valid_until >= desk.clock.now;
    let mut answer = Answer::new("proposal-check", data(terms, holds));
    let sheet: &mut Sheet = &mut answer.sheet;
    sheet.line(desk.paint.strong(&words!("proposal-valid")));
    let mut pairs = vec![
        (words!("proposal-label-number"), number(&terms.id)),
        (words!("proposal-label-title"), draft.title.to_string()),
        (words!("bid-label-price"), draft.price().to_string()),
    ];
    let mut named: Vec<(protocol::id::Id, String)> = Vec::new();
    for (line, name) in draft.lines.iter().zip(&terms.names) {
        let name = name.clone().unwrap_or_else(|| words!("name-unknown-person", short = number(&line.participant)));
        if named.iter().all(|(person, _)| *person != line.participant) {
            named.push((line.participant, name));
        }
    }
    for (person, name) in named {
        let when = terms.signed.get(&person).map(|moment| desk.clock.echo(*moment)).unwrap_or_default();
        pairs.push((words!("proposal-label-signed"), words!("proposal-signed", name = name, when = when)));
    }
    let mut collectives: Vec<String> = draft.lines.iter().map(|line| number(&line.charter)).collect();
    collectives.sort();
    collectives.dedup();
    pairs.push((words!("proposal-label-collectives"), collectives.join(", ")));
    sheet.pairs(pairs);
    let until = desk.clock.echo(draft.valid_until);
    sheet.line(match holds {
        true => words!("proposal-holds", until = until),
        false => words!("proposal-over", until = until),
    });
    sheet.line(words!("proposal-who"));
    answer
}

fn data(terms: &Verified, holds: bool) -> Value {
    let draft = &terms.draft;
    let signed = terms.signed.iter().map(|(person, at)| json!({"person": person, "at": Clock::json(*at)}));
    let collectives: std::collections::BTreeSet<_> = draft.lines.iter().map(|line| line.charter).collect();
    json!({
        "valid": true,
        "check": Value::Null,
        "id": terms.id,
        "bid": draft.bid,
        "title": draft.title,
        "price_minor": draft.price_minor,
        "currency": draft.currency.code(),
        "signed": signed.collect::<Value>(),
        "collectives": collectives,
        "names": terms.names,
        "contact": terms.contact,
        "valid_until": Clock::json(draft.valid_until),
        "holds": holds,
    })
}
