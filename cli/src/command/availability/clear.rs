//! `talko availability clear`: takes back what one has said of one's time.

use clap::Args;
use protocol::local::Version;
use serde_json::json;

use super::times;
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::{trouble, words};

/// What `talko availability clear` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Clear {}

impl Clear {
    /// Runs the command.
    ///
    /// # Errors
    /// Any [`Problem`](crate::problem::Problem) that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let before = times(desk, me)?;
        let whole = before.whole.map(|row| {
            draft("availability", Audience::OWN, Some(me), Vec::new(), Version::Withdraw(row.document), &row.free)
        });
        let shown = before.shown.map(|row| {
            draft("free-busy", Audience::FEDERATION, Some(me), Vec::new(), Version::Withdraw(row.document), &row.free)
        });
        let drafts: Vec<_> = whole.into_iter().chain(shown).collect();
        if drafts.is_empty() {
            return Err(trouble!("availability-none").into());
        }
        let written = publish(desk, "availability clear", drafts, Excess::Refuse)?;
        let saved = match desk.global.dry_run {
            true => words!("availability-would-clear"),
            false => words!("availability-cleared"),
        };
        receipt(desk, "availability", saved, json!({"id": me, "availability": null}), &written.published)
    }
}
