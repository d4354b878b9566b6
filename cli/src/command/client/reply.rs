//! `talko client reply`: what a client answers to a report, written down for them by a steward. Whoever is shown the
//! report is shown the answer.

use clap::Args;
use protocol::local::{Role, Version};
use protocol::record::client_reply::ClientReply;
use protocol::space::Side;
use serde_json::json;

use super::find;
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::values::{file, text};
use crate::{trouble, words};

/// What `talko client reply` takes.
#[derive(Clone, Debug, Args)]
pub struct Reply {
    /// The report, by the beginning of its id.
    pub report: String,
    /// What the client answers, in their words; `-` reads it from stdin.
    pub text: String,
}

impl Reply {
    /// Runs the verb: in the place of an earlier answer that the same steward wrote down.
    ///
    /// # Errors
    /// `unknown-report`; `client-steward` for somebody who is none; the trouble of the text.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let steward = desk.card(&me)?.is_some_and(|card| card.role == Role::Steward);
        let report = find(desk, &self.report)?;
        if !steward {
            return Err(trouble!("client-steward").into());
        }
        let body = ClientReply { text: text::text("TEXT", &file::typed(&self.text)?)? };
        let before = report.row.replies.iter().find(|reply| reply.steward == me);
        let version = before.map_or(Version::New, |reply| Version::Next(reply.id));
        let audience = Audience { side: Side::Open, federation: report.row.audience };
        let drafts = vec![draft("client-reply", audience, Some(report.row.id), Vec::new(), version, &body)];
        let written = publish(desk, "client reply", drafts, Excess::Refuse)?;
        let short = &report.short;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("client-would-reply", short = short),
            false => words!("client-replied", short = short),
        }];
        lines.extend(written.introduction());
        let data = json!({"report": report.row.id, "short": short, "text": body.text});
        receipt(desk, "client-reply", lines.join("\n"), data, &written.published)
    }
}
