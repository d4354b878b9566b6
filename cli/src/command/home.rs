//! `talko` alone: with nothing on disk the three ways in, else what needs you now.

use crate::desk::Desk;
use crate::problem::Outcome;
use crate::{prompt, trouble, words};

use super::join::Join;
use super::restore::Restore;
use super::setup::Setup;
use super::status::Status;

/// Answers `talko` alone.
///
/// # Errors
/// What the home refused; `no-identity` (exit 4) where nothing is set up and nobody can be asked.
pub fn run(desk: &Desk) -> Outcome {
    if desk.directory()?.me.is_some() {
        return Status::default().run(desk);
    }
    desk.paint.note(&words!("first-run"))?;
    ways_in(desk)
}

/// Asks which of the three ways in, and goes it; nothing is written before the last answer.
///
/// # Errors
/// `no-identity` (exit 4) where nobody can be asked, and what the chosen way meets.
pub fn ways_in(desk: &Desk) -> Outcome {
    if !desk.paint.asks {
        return Err(trouble!("no-identity").into());
    }
    let ways = [words!("first-run-invite"), words!("first-run-start"), words!("first-run-restore")];
    match prompt::choose(desk, &words!("first-run-ask"), &ways, 0)? {
        0 => Join::asked(prompt::text(desk, &words!("ask-invite"), "INVITE", None)?).run(desk),
        1 => Setup::default().found(desk),
        _ => Restore::asked(prompt::text(desk, &words!("ask-backup-file"), "FILE", None)?.into()).run(desk),
    }
}
