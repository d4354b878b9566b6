//! `talko backup`: an encrypted copy, proven by opening it again.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use protocol::local::{BackupReport, Reply, Request};
use serde_json::{Value, json};

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::Outcome;
use crate::prompt::{self, Freshness};
use crate::values::Clock;
use crate::{trouble, words};

/// The verbs of `talko backup`.
#[derive(Clone, Debug, Subcommand)]
pub enum Backup {
    /// Makes one.
    New {
        /// Where.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// A file with the passphrase, `-` for stdin.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Restores one into a temporary folder and compares.
    Check {
        /// Which.
        file: PathBuf,
        /// A file with the passphrase, `-` for stdin.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
}

impl Backup {
    /// Runs the verb.
    ///
    /// # Errors
    /// A trouble about the file or the passphrase, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Backup::New { output, passphrase_file } => new(desk, output, passphrase_file.as_deref()),
            Backup::Check { file, passphrase_file } => check(desk, &file, passphrase_file.as_deref()),
        }
    }
}

fn new(desk: &Desk, output: Option<PathBuf>, passphrase_file: Option<&Path>) -> Outcome {
    desk.me()?;
    let today = desk.clock.zoned(desk.clock.now).strftime("%Y-%m-%d").to_string();
    let path = output.unwrap_or_else(|| PathBuf::from(format!("talko-backup-{today}.age")));
    let path = std::path::absolute(&path).map_err(|fault| trouble!("file", path = path.display(), reason = fault))?;
    if path.exists() && !desk.global.yes {
        if !desk.paint.asks {
            return Err(trouble!("file-exists", path = path.display()).into());
        }
        prompt::agree(desk, &words!("backup-ask-replace", path = path.display().to_string()))?;
    }
    if desk.global.dry_run {
        let line = words!("backup-would", path = path.display().to_string());
        desk.paint.answer(&Answer::new("backup", json!({"path": path, "dry_run": true})).line(line))?;
        return Ok(0);
    }
    let passphrase = prompt::passphrase(desk, passphrase_file, Freshness::New)?;
    let progress = desk.paint.progress(words!("backup-working"), 0);
    let report = match desk.ask(Request::Backup { path: path.display().to_string(), passphrase })? {
        Reply::Backup(report) => report,
        other => return Err(unfit("Backup", &other)),
    };
    drop(progress);
    let mut answer = Answer::new("backup", object(&report, &path)).state(State::Local);
    answer.sheet.line(words!("backup-done", path = path.display().to_string(), records = report.records));
    if report.proven {
        answer.sheet.line(words!("backup-proven"));
    } else {
        answer.warn(words!("backup-unproven"));
    }
    answer.sheet.line(match report.carries_seed {
        true => words!("backup-with-seed"),
        false => words!("backup-without-seed"),
    });
    desk.paint.answer(&answer)?;
    Ok(if report.proven { 0 } else { 10 })
}

fn check(desk: &Desk, file: &Path, passphrase_file: Option<&Path>) -> Outcome {
    let path = super::restore::existing(file)?;
    let passphrase = prompt::passphrase(desk, passphrase_file, Freshness::Known)?;
    let progress = desk.paint.progress(words!("backup-checking"), 0);
    let report = match desk.ask(Request::BackupCheck { path, passphrase })? {
        Reply::Backup(report) => report,
        other => return Err(unfit("BackupCheck", &other)),
    };
    drop(progress);
    let made = desk.clock.show(report.made);
    let line = match report.proven {
        true => words!("backup-check-good", made = made, records = report.records, held = report.held),
        false => words!("backup-check-bad", made = made, records = report.records, held = report.held),
    };
    desk.paint.answer(&Answer::new("backup", object(&report, file)).line(line))?;
    Ok(if report.proven { 0 } else { 10 })
}

fn object(report: &BackupReport, path: &Path) -> Value {
    json!({
        "path": path,
        "records": report.records,
        "held": report.held,
        "items": report.items,
        "bytes": report.bytes,
        "made": Clock::json(report.made),
        "proven": report.proven,
        "carries_seed": report.carries_seed,
    })
}
