//! `talko` alone: with nothing on disk the three ways in, else what needs you now.

use crate::desk::Desk;
use crate::problem::Outcome;
use crate::{trouble, words};

/// Answers `talko` alone.
///
/// # Errors
/// What the home refused; `no-home` (exit 4) where nothing is set up and nobody can be asked.
pub fn run(desk: &Desk) -> Outcome {
    if desk.directory()?.me.is_none() {
        desk.paint.note(&words!("first-run"))?;
        return Err(trouble!("no-home").into());
    }
    super::status::Status::default().run(desk)
}
