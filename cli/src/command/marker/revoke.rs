//! `talko marker revoke`: whoever said something of themselves or of another takes it back.

use clap::Args;
use protocol::local::Version;
use serde_json::json;

use super::{name, one, short};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::values::text;
use crate::{trouble, words};

/// What `talko marker revoke` takes.
#[derive(Clone, Debug, Args)]
pub struct Revoke {
    /// The marker, by id or name.
    pub marker: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
}

impl Revoke {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-marker` or `clash` among those that one issued; `marker-revoked` where it is taken back already.
    pub fn run(self, desk: &Desk) -> Outcome {
        let mark = one(desk, &self.marker, Some(desk.me()?.person))?;
        let (short, label) = (short(&mark.id), name(&mark));
        let Some(mut body) = mark.marker.clone().filter(|_| !mark.revoked) else {
            return Err(trouble!("marker-revoked", short = short).into());
        };
        if let Some(why) = &self.why {
            body.note = Some(text::line("--why", why)?);
        }
        let audience = Audience::of(mark.space, None);
        let drafts = vec![draft("marker", audience, Some(mark.person), Vec::new(), Version::Withdraw(mark.id), &body)];
        let done = publish(desk, "marker revoke", drafts, Excess::Refuse)?;
        let saved = match desk.global.dry_run {
            true => words!("marker-would-revoke", name = label, short = &short),
            false => words!("marker-revoke-saved", name = label, short = &short),
        };
        let data = json!({"id": mark.id, "short": short, "name": body.name, "of": mark.person});
        receipt(desk, "marker", saved, data, &done.published)
    }
}
