//! `talko export all`: everything as plain files that are readable without Talko: tables as CSV, and
//! every record as a line of JSON with its own bytes, so that its signature can be checked elsewhere.

mod plain;
mod tables;

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::local::{Reply, Request};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::{Outcome, Problem};
use crate::values::Clock;
use crate::{trouble, words};

/// The verbs of `talko export`.
#[derive(Clone, Debug, Subcommand)]
pub enum Export {
    /// Everything.
    All {
        /// The folder.
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
    },
}

impl Export {
    /// Runs the verb.
    ///
    /// # Errors
    /// A trouble about the folder, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Export::All { output } => all(desk, &output),
        }
    }
}

fn all(desk: &Desk, folder: &Path) -> Outcome {
    desk.me()?;
    let taken = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if taken && !desk.global.yes {
        return Err(trouble!("folder-full", path = folder.display()).into());
    }
    let shown = folder.display().to_string();
    if desk.global.dry_run {
        let line = words!("export-would", path = &shown);
        desk.paint.answer(&Answer::new("export", json!({"path": shown, "dry_run": true})).line(line))?;
        return Ok(0);
    }
    fs::create_dir_all(folder).map_err(|fault| unwritten(folder, &fault))?;
    let mut files = tables::write(desk, folder)?;
    files.push(("records.jsonl".to_string(), records(desk, &folder.join("records.jsonl"))?));
    let items: Vec<Value> = files.iter().map(|(name, rows)| json!({"file": name, "rows": rows})).collect();
    let mut answer = Answer::new("export", json!({"path": shown, "files": items})).state(State::Local);
    answer.sheet.line(words!("export-done", path = &shown));
    answer.sheet.pairs(files.iter().map(|(name, rows)| (name.clone(), words!("export-rows", count = *rows))));
    answer.sheet.line(words!("export-care"));
    desk.paint.answer(&answer)?;
    Ok(0)
}

/// Writes every record, a line each; says how many.
fn records(desk: &Desk, path: &Path) -> Result<u64, Problem> {
    let mut out = BufWriter::new(private(path).map_err(|fault| unwritten(path, &fault))?);
    let progress = desk.paint.progress(words!("export-working"), 0);
    let (mut after, mut count) = (None, 0);
    loop {
        let page = match desk.ask(Request::Export { after })? {
            Reply::Records(page) => page,
            other => return Err(unfit("Export", &other)),
        };
        let before: Option<Id> = after;
        for blob in page {
            let record = Envelope::parse(blob.0.into()).map_err(|fault| Problem::unexpected("read a record", fault))?;
            after = Some(record.id());
            count += 1;
            writeln!(out, "{}", object(&record)).map_err(|fault| unwritten(path, &fault))?;
        }
        progress.at(count);
        if after == before {
            break;
        }
    }
    out.into_inner()
        .map_err(|fault| unwritten(path, fault.error()))
        .and_then(|file| file.sync_all().map_err(|fault| unwritten(path, &fault)))?;
    Ok(count)
}

fn object(record: &Envelope) -> Value {
    let header = record.header();
    json!({
        "id": record.id(),
        "kind": &*header.kind,
        "version": header.version,
        "author": header.person,
        "key": Id::from_bytes(*header.key.as_bytes()),
        "created": Clock::json(header.created),
        "expires_day": header.expires.0,
        "side": header.space.map(|space| format!("{:?}", space.side).to_lowercase()),
        "charter": header.space.map(|space| space.charter),
        "audience": header.audience,
        "subject": header.subject,
        "names": header.names.to_vec(),
        "document": header.name(),
        "revision": header.document.as_ref().map(|revision| revision.number),
        "withdrawn": header.document.as_ref().is_some_and(|revision| revision.withdrawn),
        "body": record.body().map(plain::json),
        "cose_hex": plain::hex(record.bytes()),
    })
}

/// A new file that its owner alone may read: it holds what the home holds.
fn private(path: &Path) -> std::io::Result<File> {
    node::os::private(File::options().write(true).create(true).truncate(true)).open(path)
}

fn unwritten(path: &Path, fault: &std::io::Error) -> Problem {
    trouble!("unwritten", path = path.display(), reason = fault).into()
}
