//! `talko lead comment`: a word about a lead.

use clap::Args;
use protocol::local::Version;
use protocol::record::comment::Comment as Body;
use protocol::space::Side;
use serde_json::json;

use super::find;
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::values::{file, text};
use crate::{trouble, words};

/// What `talko lead comment` takes.
#[derive(Clone, Debug, Args)]
pub struct Comment {
    /// The lead, by id or title.
    pub lead: String,
    /// What is said; `-` reads it from stdin.
    pub text: String,
    /// Who reads it.
    #[arg(long, value_name = "own|federation|NAME")]
    pub share: Option<String>,
}

impl Comment {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead`, or the trouble of the text.
    pub fn run(self, desk: &Desk) -> Outcome {
        let view = find(desk, &self.lead)?;
        let (short, row) = (&view.shown.short, &view.shown.row);
        // Whoever reads the lead reads what is said about it, unless it is said among the own.
        let audience = audience(desk, self.share.as_deref(), Audience::of(row.space, row.audience))?;
        if row.space.side == Side::Inner && audience.side == Side::Open {
            return Err(trouble!("share-wider").into());
        }
        let body = Body { text: text::text("TEXT", &file::typed(&self.text)?)? };
        let drafts = vec![draft("comment", audience, Some(row.id), Vec::new(), Version::New, &body)];
        let written = publish(desk, "lead comment", drafts, Excess::Refuse)?;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("lead-would-comment", short = short),
            false => words!("lead-commented", short = short),
        }];
        lines.extend(written.introduction());
        let data = json!({
            "id": written.first().map(|item| item.id), "lead": row.id, "text": body.text, "share": audience.word(),
        });
        receipt(desk, "comment", lines.join("\n"), data, &written.published)
    }
}
