//! `talko lead close` and `talko lead withdraw`: how an own lead ends.

use clap::{Args, ValueEnum};
use protocol::local::Version;
use protocol::record::lead::Outcome as Ending;
use serde_json::json;

use super::{own, shown};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::{trouble, words};

/// What `talko lead close` takes.
#[derive(Clone, Debug, Args)]
pub struct Close {
    /// The lead, by id or title.
    pub lead: String,
    /// How it ended.
    #[arg(long, value_name = "RESULT")]
    pub result: ResultWord,
}

/// How a lead ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ResultWord {
    /// The collective got it.
    Won,
    /// Somebody else got it.
    Lost,
    /// The client no longer wants it.
    Gone,
    /// It was a fraud.
    Scam,
}

impl From<ResultWord> for Ending {
    fn from(word: ResultWord) -> Ending {
        match word {
            ResultWord::Won => Ending::Won,
            ResultWord::Lost => Ending::Lost,
            ResultWord::Gone => Ending::Gone,
            ResultWord::Scam => Ending::Scam,
        }
    }
}

/// What `talko lead withdraw` takes.
#[derive(Clone, Debug, Args)]
pub struct Withdraw {
    /// The lead, by id or title.
    pub lead: String,
}

impl Close {
    /// Runs the verb.
    ///
    /// # Errors
    /// `lead-not-yours` and its kin; `lead-closed` where it has ended already.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (view, mut lead) = own(desk, &self.lead)?;
        let shown = &view.shown;
        if let Some(before) = lead.result {
            return Err(trouble!("lead-closed", short = &shown.short, result = shown::result_word(before)).into());
        }
        let ending = Ending::from(self.result);
        lead.result = Some(ending);
        let audience = Audience::of(shown.row.space, shown.row.audience);
        let drafts = vec![draft("lead", audience, None, Vec::new(), Version::Next(shown.row.id), &lead)];
        let written = publish(desk, "lead close", drafts, Excess::Refuse)?;
        let result = shown::result_word(ending);
        let saved = match desk.global.dry_run {
            true => words!("lead-would-close", short = &shown.short, result = result),
            false => words!("lead-closed", short = &shown.short, result = result),
        };
        let data = json!({"id": shown.row.id, "short": shown.short, "title": lead.title, "result": result});
        receipt(desk, "lead", saved, data, &written.published)
    }
}

impl Withdraw {
    /// Runs the verb.
    ///
    /// # Errors
    /// `lead-not-yours` and its kin.
    pub fn run(self, desk: &Desk) -> Outcome {
        let (view, lead) = own(desk, &self.lead)?;
        let shown = &view.shown;
        let audience = Audience::of(shown.row.space, shown.row.audience);
        let drafts = vec![draft("lead", audience, None, Vec::new(), Version::Withdraw(shown.row.id), &lead)];
        let written = publish(desk, "lead withdraw", drafts, Excess::Refuse)?;
        let saved = match desk.global.dry_run {
            true => words!("lead-would-withdraw", short = &shown.short),
            false => words!("lead-withdrawn", short = &shown.short),
        };
        let data = json!({"id": shown.row.id, "short": shown.short, "title": lead.title, "withdrawn": true});
        receipt(desk, "lead", saved, data, &written.published)
    }
}
