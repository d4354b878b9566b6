//! `talko key`: the twelve recovery words, shown while they are kept here and proven by three of them;
//! new keys for a home whose old ones must not sign any more.

pub(crate) mod device;

pub use self::device::called;

use std::io::{self, BufRead as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use protocol::local::{Passphrase, Reply, Request};
use serde_json::json;

use crate::command::restore;
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State, Table};
use crate::problem::{self, Outcome, Problem};
use crate::prompt::Freshness;
use crate::{prompt, trouble, words};

/// The positions that are asked for; spread, so that half a list does not pass.
const ASKED: [u8; 3] = [2, 7, 11];

/// The verbs of `talko key`.
#[derive(Clone, Debug, Subcommand)]
pub enum Key {
    /// Your computers: those that sign for you.
    #[command(subcommand)]
    Device(Device),
    /// Shows the words.
    Words,
    /// Proves that they were written down.
    WordsCheck {
        /// Three of them as position and word, such as `2=river`; `-` reads them from stdin.
        #[arg(value_name = "N=WORD|-")]
        stdin: Option<String>,
    },
    /// Puts the keys under a passphrase, or takes it off.
    #[command(subcommand)]
    Passphrase(Locking),
    /// Opens the keys for as long as Talko runs.
    Unlock {
        /// A file with the passphrase, `-` for stdin.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Forgets the keys until the passphrase is given again.
    Lock,
    /// Gives this home new keys, where it is a copy or has forgotten what its device has signed.
    Renew {
        /// A file with the twelve words, where they were confirmed before.
        #[arg(long, value_name = "FILE")]
        words_file: Option<PathBuf>,
    },
}

/// The verbs of `talko key passphrase`.
#[derive(Clone, Debug, Subcommand)]
pub enum Locking {
    /// Puts the keys under a passphrase, or under another one.
    Set {
        /// A file with the new one, `-` for stdin.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
        /// A file with the one that they have.
        #[arg(long, value_name = "FILE")]
        old_passphrase_file: Option<PathBuf>,
    },
    /// Takes it off.
    Remove {
        /// A file with the passphrase, `-` for stdin.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
}

/// The verbs of `talko key device`.
#[derive(Clone, Debug, Subcommand)]
pub enum Device {
    /// Lists your devices.
    List {
        /// Those of everybody in the collective.
        #[arg(long)]
        all: bool,
    },
    /// Makes the line by which another computer of yours comes in.
    Add {
        /// How long the line holds.
        #[arg(long, value_name = "WHEN", default_value = "7d")]
        expires: String,
        /// For another member, whose computer is lost.
        #[arg(long, value_name = "NAME")]
        of: Option<String>,
    },
    /// Makes the line by which this computer asks the stewards to be listed.
    Ask,
    /// Says that a device is yours no longer.
    Remove {
        /// Its name or id.
        device: String,
        /// A file with the twelve words, where they are no longer kept here.
        #[arg(long, value_name = "FILE")]
        words_file: Option<PathBuf>,
        /// Its name or id again, instead of the question.
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
        /// What it wrote goes with it.
        #[arg(long)]
        forget: bool,
    },
}

impl Key {
    /// Runs the verb.
    ///
    /// # Errors
    /// `words-gone` where they were confirmed before, or what the home refused.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Key::Device(device) => device::run(device, desk),
            Key::Words => show(desk),
            Key::WordsCheck { stdin } => check(desk, stdin.as_deref()),
            Key::Passphrase(locking) => locking.run(desk),
            Key::Unlock { passphrase_file } => unlock(desk, passphrase_file.as_deref()),
            Key::Lock => done(desk, Request::LockKeys, true, words!("key-locked")),
            Key::Renew { words_file } => renew(desk, words_file.as_deref()),
        }
    }
}

fn show(desk: &Desk) -> Outcome {
    desk.me()?;
    if desk.paint.asks {
        prompt::agree(desk, &words!("key-ask-show"))?;
    } else if !desk.global.yes {
        return Err(trouble!("needs", what = "--yes").into());
    }
    let Passphrase(kept) = match desk.ask(Request::Words)? {
        Reply::Words(Some(kept)) => kept,
        Reply::Words(None) => return Err(trouble!("words-gone").into()),
        other => return Err(unfit("Words", &other)),
    };
    let list: Vec<&str> = kept.split_whitespace().collect();
    let mut answer = Answer::new("words", json!({ "words": list }));
    let mut table = Table::default();
    for (row, pair) in list.chunks(3).enumerate() {
        table.row(pair.iter().enumerate().map(|(at, word)| format!("{:>2}  {word}", row * 3 + at + 1)));
    }
    if desk.paint.plain {
        // Whoever pipes them wants the words and no sentence among them.
        answer.sheet.table(table);
    } else {
        answer.sheet.line(words!("key-words"));
        answer.sheet.table(table);
        answer.sheet.line(words!("key-words-next"));
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn check(desk: &Desk, stdin: Option<&str>) -> Outcome {
    desk.me()?;
    let typed = match stdin {
        Some("-") => from_stdin()?,
        Some(_) => return Err(trouble!("words-typed").into()),
        None => {
            let mut typed = Vec::new();
            for position in ASKED {
                let (asked, needed) = (words!("key-ask-word", position = position), words!("key-words-needed"));
                let word = prompt::text(desk, &asked, &needed, None)?;
                typed.push((position, word.trim().to_lowercase()));
            }
            typed
        }
    };
    match desk.ask(Request::WordsCheck(typed))? {
        Reply::Done => {}
        other => return Err(unfit("WordsCheck", &other)),
    }
    let answer = Answer::new("words", json!({"confirmed": true})).state(State::Local).line(words!("key-confirmed"));
    desk.paint.answer(&answer)?;
    Ok(0)
}

impl Locking {
    fn run(self, desk: &Desk) -> Outcome {
        desk.me()?;
        match self {
            Locking::Set { passphrase_file, old_passphrase_file } => {
                let old = old_passphrase_file.map(|file| prompt::passphrase(desk, Some(&file), Freshness::Known));
                let new = prompt::passphrase(desk, passphrase_file.as_deref(), Freshness::New)?;
                let set = |old| Request::SetPassphrase { old, new: new.clone() };
                let answer = match desk.client.ask(set(old.transpose()?)) {
                    Err(has) if has.code == "passphrase-old" && desk.paint.asks => {
                        desk.client.ask(set(Some(prompt::keys_passphrase()?)))
                    }
                    answer => answer,
                };
                told(desk, "SetPassphrase", &answer?, true, words!("key-passphrase-set"))
            }
            Locking::Remove { passphrase_file } => {
                let passphrase = prompt::passphrase(desk, passphrase_file.as_deref(), Freshness::Known)?;
                done(desk, Request::RemovePassphrase(passphrase), false, words!("key-passphrase-removed"))
            }
        }
    }
}

fn unlock(desk: &Desk, passphrase_file: Option<&Path>) -> Outcome {
    let standing = match desk.ask(Request::Status)? {
        Reply::Status(standing) => standing,
        other => return Err(unfit("Status", &other)),
    };
    if !standing.running {
        // Keys stay open as long as a process; a command asks for the passphrase itself.
        return Err(trouble!("stopped").into());
    }
    let passphrase = prompt::passphrase(desk, passphrase_file, Freshness::Known)?;
    done(desk, Request::UnlockKeys(passphrase), false, words!("key-unlocked"))
}

fn done(desk: &Desk, request: Request, locked: bool, line: String) -> Outcome {
    told(desk, "Lock", &desk.ask(request)?, locked, line)
}

/// What became of the keys.
fn told(desk: &Desk, asked: &str, reply: &Reply, locked: bool, line: String) -> Outcome {
    let Reply::Done = reply else { return Err(unfit(asked, reply)) };
    let answer = Answer::new("keys", json!({ "locked": locked })).state(State::Local).line(line);
    desk.paint.answer(&answer)?;
    Ok(0)
}

fn renew(desk: &Desk, words_file: Option<&Path>) -> Outcome {
    let me = desk.me()?;
    prompt::agree(desk, &words!("key-ask-renew"))?;
    let words = match words_file {
        Some(path) => Some(restore::words(path)?),
        None if desk.paint.asks && !me.words_unconfirmed => prompt::optional(&words!("ask-words"))?.map(Passphrase),
        None => None,
    };
    let pending = match desk.ask(Request::RenewKeys { words })? {
        Reply::Renewed(pending) => pending,
        other => return Err(unfit("RenewKeys", &other)),
    };
    let data = json!({"renewed": true, "pending": pending.as_ref().map(|pending| &pending.code)});
    let mut answer = Answer::new("keys", data).state(State::Local).line(words!("key-renewed"));
    match &pending {
        Some(pending) => answer.warn(problem::text(&problem::tell(pending, &desk.clock)).trim_end().to_string()),
        None => answer.sheet.line(words!("key-renew-next")),
    }
    desk.paint.answer(&answer)?;
    Ok(0)
}

/// `2=river` a line or a blank; a secret never stands on the command's own line.
fn from_stdin() -> Result<Vec<(u8, String)>, Problem> {
    let mut typed = Vec::new();
    // 3 lines hold three words; whoever pipes a book is not read to its end.
    for line in io::stdin().lock().lines().take(3) {
        let line = line.map_err(|fault| trouble!("file", path = "-", reason = fault))?;
        for part in line.split_whitespace().take(3) {
            let (position, word) = part.split_once('=').ok_or_else(|| trouble!("words-typed"))?;
            let position = position.parse().map_err(|_| trouble!("words-typed"))?;
            typed.push((position, word.to_lowercase()));
        }
    }
    Ok(typed)
}

#[cfg(test)]
mod tests {
    use crate::fixture::run;
    use crate::problem::Problem;

    #[test]
    fn words_that_nobody_can_be_asked_for_are_named_with_the_way_to_give_them() {
        let run = run(&["key", "words-check"], |_| None);
        let Err(Problem::Refused(trouble)) = &run.outcome else { panic!("it went on: {:?}", run.outcome) };
        assert_eq!((trouble.code.as_str(), trouble.exit), ("needs", 2));
        assert!(trouble.facts["what"].contains("talko key words-check -"), "{trouble:?}");
    }
}
