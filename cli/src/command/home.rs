//! `talko` alone: with nothing on disk the three ways in, with a join that is kept how it
//! stands, else what needs you now.

use protocol::local::{Reply, Request};

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::{prompt, trouble, words};

use super::join::Join;
use super::restore::Restore;
use super::setup::Setup;
use super::status;

/// Answers `talko` alone.
///
/// # Errors
/// What the home refused; `no-identity` (exit 4) where nothing is set up and nobody can be asked.
pub fn run(desk: &Desk) -> Outcome {
    if let Some(me) = &desk.directory()?.me {
        let (collective, person) = (desk.collective(&me.collective)?, desk.person(&me.person)?);
        let head = desk.paint.strong(&words!("home-head", collective = collective, person = person));
        desk.paint.answer(&status::answer(desk, false, Some(head))?)?;
        return Ok(0);
    }
    if joining(desk)? {
        desk.paint.answer(&status::answer(desk, false, None)?)?;
        return Ok(0);
    }
    desk.paint.note(&words!("first-run"))?;
    ways_in(desk)
}

/// True where a join is kept and retried, and nobody lives here before it is let in.
///
/// # Errors
/// What the home refused.
pub fn joining(desk: &Desk) -> Result<bool, Problem> {
    if desk.directory()?.me.is_some() {
        return Ok(false);
    }
    match desk.client.ask(Request::Status) {
        Ok(Reply::Status(standing)) => Ok(standing.joining > 0),
        Ok(other) => Err(unfit("Status", &other)),
        Err(trouble) if trouble.code == "no-identity" => Ok(false),
        Err(trouble) => Err(trouble.into()),
    }
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
