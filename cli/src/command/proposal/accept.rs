//! `talko proposal accept`: whoever opened a bid records that the client said yes to exactly this file.

use std::path::PathBuf;

use clap::Args;
use protocol::id::Id;
use protocol::record::bid_outcome::Ending;

use super::{refused, verify};
use crate::command::bid::{end, view};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::proposal::file::{Checked, check};
use crate::values::text;
use crate::{trouble, words};

/// What `talko proposal accept` takes.
#[derive(Clone, Debug, Args)]
pub struct Accept {
    /// The file that the client said yes to.
    pub file: PathBuf,
    /// Who said it, and from where: an address.
    #[arg(long, value_name = "MAIL")]
    pub from: String,
    /// What the client wrote, in a file; its hash is recorded.
    #[arg(long, value_name = "FILE")]
    pub reply: Option<PathBuf>,
}

impl Accept {
    /// Runs the verb.
    ///
    /// # Errors
    /// `proposal-invalid` with the check that fails; `proposal-other` where it is none of the bids here, or not
    /// what was sent; `bid-not-yours`, `bid-not-sent`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let terms = match check(&verify::read(&self.file)?) {
            Checked::Valid(proven) => proven.terms,
            Checked::Invalid(found) => return Err(refused(found).into()),
        };
        let found = view(desk, terms.draft.bid)?.ok_or_else(|| trouble!("proposal-other"))?;
        let (row, short) = (&found.shown.row, &found.shown.short);
        if row.opener != desk.me()?.person {
            return Err(trouble!("bid-not-yours", short = short, name = desk.person(&row.opener)?).into());
        }
        let sent = row.sent.as_ref().ok_or_else(|| trouble!("bid-not-sent", short = short))?;
        if sent.draft.id != terms.id {
            return Err(trouble!("proposal-other").into());
        }
        let reply = self.reply.as_deref().map(verify::read).transpose()?.map(|bytes| Id::of(&bytes));
        let note = text::line("--from", &words!("proposal-accepted-by", from = self.from.trim()))?;
        end::record(desk, "proposal accept", &found, Ending::Won, reply, Some(note))
    }
}
