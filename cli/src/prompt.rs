//! Owns questions: asked on a terminal only, each with an option that answers it, and left at once
//! by Ctrl-C with nothing half saved. Passphrases come from here, a file or stdin; never from an
//! option's value or the environment.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Once;

use dialoguer::{Confirm, Input, Password, Select};
use protocol::local::Passphrase;

use crate::desk::Desk;
use crate::problem::Problem;
use crate::{trouble, words};

/// 4 KiB: no passphrase is longer; what is longer is the wrong file.
const SECRET_MAX: u64 = 4096;

/// Asks for a line of text.
///
/// - `option`: what to type instead where nobody can be asked: `--name`.
///
/// # Errors
/// `needs` where nobody can be asked; [`Problem::Interrupted`] on Ctrl-C.
pub fn text(desk: &Desk, question: &str, option: &str, usual: Option<&str>) -> Result<String, Problem> {
    if !desk.paint.asks {
        return Err(trouble!("needs", what = option).into());
    }
    guard();
    let mut input = Input::<String>::new().with_prompt(question);
    if let Some(usual) = usual {
        input = input.default(usual.to_string());
    }
    input.interact_text().map_err(left)
}

/// Asks for a name to be typed before something that cannot be taken back is done.
///
/// - `names`: what may be typed, the first one is shown; `confirm`: what `--confirm` said.
///
/// # Errors
/// `confirm-differs` for another name; `needs` where nobody can be asked; [`Problem::Interrupted`] on Ctrl-C.
pub fn named(desk: &Desk, question: &str, names: &[String], confirm: Option<String>) -> Result<(), Problem> {
    let typed = match confirm {
        Some(typed) => typed,
        None => text(desk, question, "--confirm NAME", None)?,
    };
    let bare = |name: &str| name.trim().to_lowercase();
    match names.iter().any(|name| bare(name) == bare(&typed)) {
        true => Ok(()),
        false => {
            let wanted = names.first().map_or("", String::as_str);
            Err(trouble!("confirm-differs", typed = typed.trim(), name = wanted).into())
        }
    }
}

/// Asks for a line that may stay empty; whoever calls has looked whether somebody can be asked.
///
/// # Errors
/// [`Problem::Interrupted`] on Ctrl-C.
pub fn optional(question: &str) -> Result<Option<String>, Problem> {
    guard();
    let typed = Input::<String>::new().with_prompt(question).allow_empty(true).interact_text().map_err(left)?;
    Ok(Some(typed).filter(|typed| !typed.trim().is_empty()))
}

/// Asks for yes or no. `--yes` answers yes; where nobody can be asked it is refused.
///
/// # Errors
/// `cancelled` for a no; `needs` where nobody can be asked; [`Problem::Interrupted`] on Ctrl-C.
pub fn agree(desk: &Desk, question: &str) -> Result<(), Problem> {
    if desk.global.yes {
        return Ok(());
    }
    if !desk.paint.asks {
        return Err(trouble!("needs", what = "--yes").into());
    }
    guard();
    match Confirm::new().with_prompt(question).default(false).interact().map_err(left)? {
        true => Ok(()),
        false => Err(trouble!("cancelled").into()),
    }
}

/// Asks which of several; gives the place in the list.
///
/// # Errors
/// `terminal` where nobody can be asked; [`Problem::Interrupted`] on Ctrl-C.
pub fn choose(desk: &Desk, question: &str, choices: &[String], usual: usize) -> Result<usize, Problem> {
    if !desk.paint.asks {
        return Err(trouble!("terminal").into());
    }
    guard();
    Select::new().with_prompt(question).items(choices).default(usual).interact().map_err(left)
}

/// Reads a passphrase: from the file, from stdin for `-`, else by asking; a new one twice.
///
/// # Errors
/// `file` where it cannot be read, `needs` where nobody can be asked, `empty` for none.
pub fn passphrase(desk: &Desk, file: Option<&Path>, new: Freshness) -> Result<Passphrase, Problem> {
    let typed = match file {
        Some(path) if path.as_os_str() == "-" => secret(&mut io::stdin().lock(), "-")?,
        Some(path) => {
            let shown = path.display().to_string();
            let mut file = File::open(path).map_err(|fault| trouble!("file", path = &shown, reason = fault))?;
            secret(&mut file, &shown)?
        }
        None if !desk.paint.asks => return Err(trouble!("needs", what = "--passphrase-file").into()),
        None => {
            guard();
            let prompt = Password::new().with_prompt(words!("ask-passphrase"));
            let prompt = match new {
                Freshness::New => {
                    prompt.with_confirmation(words!("ask-passphrase-again"), words!("ask-passphrase-differs"))
                }
                Freshness::Known => prompt,
            };
            prompt.interact().map_err(left)?
        }
    };
    if typed.is_empty() { Err(trouble!("empty", field = "passphrase").into()) } else { Ok(Passphrase(typed)) }
}

/// Asks for the passphrase of this home's keys; whoever calls has looked whether somebody can be asked.
///
/// # Errors
/// `empty` for none; [`Problem::Interrupted`] on Ctrl-C.
pub fn keys_passphrase() -> Result<Passphrase, Problem> {
    guard();
    let typed = Password::new().with_prompt(words!("ask-keys-passphrase")).interact().map_err(left)?;
    if typed.is_empty() { Err(trouble!("empty", field = "passphrase").into()) } else { Ok(Passphrase(typed)) }
}

/// Whether a passphrase is chosen now or was chosen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Chosen now: typed twice.
    New,
    /// Chosen before: typed once.
    Known,
}

/// The first line; an editor's line end behind it is not part of the secret.
fn secret(from: &mut dyn Read, shown: &str) -> Result<String, Problem> {
    let mut text = String::new();
    let read = from.take(SECRET_MAX).read_to_string(&mut text);
    read.map_err(|fault| trouble!("file", path = shown, reason = fault))?;
    Ok(text.lines().next().unwrap_or_default().to_string())
}

/// Makes Ctrl-C at a question end the program with 130 and the cursor shown again: whoever draws
/// the question hides it, and would leave it hidden. Begins with the first question.
fn guard() {
    static GUARDED: Once = Once::new();
    GUARDED.call_once(|| {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        std::thread::spawn(move || {
            if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
                show_cursor();
                std::process::exit(130);
            }
        });
    });
}

fn show_cursor() {
    // A terminal that is gone needs no cursor.
    dialoguer::console::Term::stderr().show_cursor().unwrap_or(());
}

fn left(fault: dialoguer::Error) -> Problem {
    let dialoguer::Error::IO(fault) = fault;
    match fault.kind() {
        io::ErrorKind::Interrupted => {
            show_cursor();
            // What is said next begins below the question.
            dialoguer::console::Term::stderr().write_line("").unwrap_or(());
            Problem::Interrupted
        }
        io::ErrorKind::UnexpectedEof => trouble!("cancelled").into(),
        _ => Problem::unexpected("ask a question on the terminal", fault),
    }
}
