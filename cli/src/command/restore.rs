//! `talko restore`: makes this empty home from a backup, with new keys.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args;
use protocol::local::{Passphrase, Reply, Request, Restore as Restoring};
use serde_json::json;

use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::{self, Outcome, Problem};
use crate::prompt::{self, Freshness};
use crate::{trouble, words};

/// 4 KiB: twelve words are far shorter; what is longer is the wrong file.
const WORDS_MAX: u64 = 4096;

/// What `talko restore` takes.
#[derive(Clone, Debug, Args)]
pub struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// A file with the passphrase, `-` for stdin.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A file with the twelve words.
    #[arg(long, value_name = "FILE")]
    pub words_file: Option<PathBuf>,
}

impl Restore {
    /// A restore of a file that was typed at a question.
    pub fn asked(file: PathBuf) -> Restore {
        Restore { file, passphrase_file: None, words_file: None }
    }

    /// Runs the command.
    ///
    /// # Errors
    /// A trouble about the file or the passphrase, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        if desk.directory()?.me.is_some() {
            return Err(trouble!("already-set-up").into());
        }
        let path = existing(&self.file)?;
        let passphrase = prompt::passphrase(desk, self.passphrase_file.as_deref(), Freshness::Known)?;
        let words = match &self.words_file {
            Some(path) => Some(words(path)?),
            None if desk.paint.asks => prompt::optional(&words!("ask-words"))?.map(Passphrase),
            None => None,
        };
        let progress = desk.paint.progress(words!("restore-working"), 0);
        let restoring = Restoring { path, passphrase, words, dry_run: desk.global.dry_run };
        let founded = match desk.ask(Request::Restore(restoring))? {
            Reply::Founded(founded) => founded,
            other => return Err(unfit("Restore", &other)),
        };
        drop(progress);
        let data = json!({
            "collective": {"id": founded.collective},
            "member": {"id": founded.person},
            "records": founded.records,
            "pending": founded.pending.as_ref().map(|pending| &pending.code),
        });
        let mut answer = Answer::new("restore", data).state(State::Local);
        answer.sheet.line(match desk.global.dry_run {
            true => words!("restore-would", records = founded.records),
            false => words!("restore-done", records = founded.records),
        });
        if let Some(pending) = &founded.pending {
            answer.warn(problem::text(&problem::tell(pending, &desk.clock)).trim_end().to_string());
        } else if !desk.global.dry_run {
            answer.sheet.line(words!("restore-next"));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

/// The absolute path of a file that is there.
///
/// # Errors
/// `file` where it is not.
pub fn existing(path: &Path) -> Result<String, Problem> {
    let found = path.canonicalize().map_err(|fault| trouble!("file", path = path.display(), reason = fault))?;
    Ok(found.display().to_string())
}

/// Reads the twelve words from a file.
///
/// # Errors
/// `file` where it cannot be read.
pub fn words(path: &Path) -> Result<Passphrase, Problem> {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(WORDS_MAX).read_to_string(&mut text));
    read.map_err(|fault| trouble!("file", path = path.display(), reason = fault))?;
    Ok(Passphrase(text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()))
}

/// The twelve words where nothing goes without them: from a file, else asked for.
///
/// # Errors
/// `needs` where nobody can be asked; `file` where it cannot be read.
pub(crate) fn needed_words(desk: &Desk, file: Option<&Path>) -> Result<Passphrase, Problem> {
    match file {
        Some(path) => words(path),
        None => Ok(Passphrase(prompt::text(desk, &words!("ask-words-needed"), "--words-file FILE", None)?)),
    }
}
