//! `talko charter seen`: a member says that they have seen a version, which everybody can read. Of two
//! versions that stand against each other it says which one they follow.

use clap::Args;
use protocol::local::{Reply, Request};
use serde_json::json;

use super::{in_force, pick, view};
use crate::desk::{Desk, unfit};
use crate::problem::Outcome;
use crate::receipt::{Back, receipt_with};
use crate::words;

/// What `talko charter seen` takes.
#[derive(Clone, Debug, Args)]
pub struct Seen {
    /// Which version, by its number or id; absent for the one in force.
    #[arg(value_name = "VERSION")]
    pub version: Option<String>,
}

impl Seen {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-revision`; `already-done` where it was said before.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = view(desk)?;
        let card = match &self.version {
            Some(typed) => pick(&view, typed)?,
            None => in_force(&view)?,
        };
        let number = card.revision.charter.revision;
        let data = json!({"id": card.revision.id, "short": card.short, "version": number});
        let published = if desk.global.dry_run {
            protocol::local::Published::default()
        } else {
            match desk.ask(Request::Seen(card.revision.id))? {
                Reply::Published(published) => published,
                other => return Err(unfit("Seen", &other)),
            }
        };
        let line = match desk.global.dry_run {
            true => words!("charter-would-seen", number = number),
            false => words!("charter-seen", number = number),
        };
        receipt_with(desk, "charter", line, data, &published, Back::Instead(words!("instead-of-seen")))
    }
}
