//! `talko lead edit`: the next revision of an own lead.

use std::path::PathBuf;

use clap::Args;
use protocol::local::Version;
use serde_json::Value;

use super::fields::Fields;
use super::{contact, own, shown};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::values::{file, text};
use crate::{trouble, words};

/// What `talko lead edit` takes.
#[derive(Clone, Debug, Args)]
pub struct Edit {
    /// The lead, by id or title.
    pub lead: String,
    /// Another title.
    #[arg(long)]
    pub title: Option<String>,
    /// Another text.
    #[arg(long, conflicts_with = "from_file")]
    pub text: Option<String>,
    /// A file with another text.
    #[arg(long, value_name = "FILE")]
    pub from_file: Option<PathBuf>,
    /// Everything else.
    #[command(flatten)]
    pub fields: Fields,
    /// Whom to write to.
    #[command(flatten)]
    pub contact: contact::Wish,
}

impl Edit {
    /// Runs the verb.
    ///
    /// # Errors
    /// The trouble of each value; `lead-not-yours` and its kin; `needs` where nothing is to change.
    pub fn run(self, desk: &Desk) -> Outcome {
        let texts = self.title.is_none() && self.text.is_none() && self.from_file.is_none();
        if texts && self.fields.is_empty() && self.contact.is_empty() {
            return Err(trouble!("nothing-said").into());
        }
        let (view, mut lead) = own(desk, &self.lead)?;
        let shown = &view.shown;
        if let Some(title) = &self.title {
            lead.title = text::line("--title", title)?;
        }
        let words = match (&self.text, &self.from_file) {
            (Some(typed), _) => Some(file::typed(typed)?),
            (None, Some(path)) => Some(file::text(path)?),
            (None, None) => None,
        };
        if let Some(words) = words {
            lead.text = Some(text::text("--text", &words)?);
        }
        let said = self.fields.apply(desk, &mut lead)?;
        let audience = Audience::of(shown.row.space, shown.row.audience);
        let mut drafts = Vec::new();
        if shown.row.lead.as_ref() != Some(&lead) {
            drafts.push(draft("lead", audience, None, Vec::new(), Version::Next(shown.row.id), &lead));
        }
        drafts.extend(self.contact.draft(desk, audience, Some(shown.row.id), view.contact.as_ref())?);
        if drafts.is_empty() {
            return Err(trouble!("nothing-changes", short = &shown.short).into());
        }
        let mut written = publish(desk, "lead edit", drafts, Excess::Refuse)?;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("lead-would-edit", short = &shown.short),
            false => words!("lead-edited", short = &shown.short),
        }];
        lines.extend(said);
        if self.contact.takes_away() {
            written.published.sealed_for.clear();
            lines.push(words!("lead-contact-gone"));
        }
        let data = shown::named(Some((shown.row.id, &shown.short)), &lead);
        receipt(desk, "lead", lines.join("\n"), Value::Object(data), &written.published)
    }
}
