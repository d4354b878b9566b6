//! `talko lead claim`: somebody would take a lead. Nobody claims against a kind of work that they switched off,
//! their notice or their quiet hours, unless they set that aside in writing.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use protocol::fold::lead::Step;
use protocol::local::{Compare, Matched, Version};
use protocol::matching::Verdict;
use protocol::matching::waiver::{Waiver, lacking};
use protocol::record::claim::Claim as Body;
use protocol::wire::Few;
use serde_json::json;

use super::{find, turn};
use crate::command::matching::compare;
use crate::command::matching::findings::{constraint, waiver_text, waiver_word};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::{Back, receipt_with};
use crate::share::Audience;
use crate::values::text;
use crate::{trouble, words};

/// What `talko lead claim` takes.
#[derive(Clone, Debug, Args)]
pub struct Claim {
    /// The lead, by id or title.
    pub lead: String,
    /// Together with others.
    #[arg(long)]
    pub team: bool,
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub message: Option<String>,
    /// What is set aside.
    #[arg(long, value_delimiter = ',', value_name = "BOND")]
    pub despite: Vec<Bond>,
    /// Why.
    #[arg(long, value_name = "TEXT", requires = "despite")]
    pub why: Option<String>,
}

/// A bond of one's own that can be set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Bond {
    /// The work is switched off.
    Role,
    /// It begins too soon.
    Notice,
    /// It is in quiet hours.
    Quiet,
}

impl From<Bond> for Waiver {
    fn from(bond: Bond) -> Waiver {
        match bond {
            Bond::Role => Waiver::Role,
            Bond::Notice => Waiver::Notice,
            Bond::Quiet => Waiver::Quiet,
        }
    }
}

impl Claim {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead` or `clash`; `lead-gone` or `lead-over`; `claim-twice`; `claim-bonds` where something
    /// of one's own stands against it; `claim-why` where that is set aside without a reason; `newcomer`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let view = find(desk, &self.lead)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        turn::allowed(desk, &view.shown, &Step::Claim(me))?;
        let despite: BTreeSet<Waiver> = self.despite.iter().map(|bond| Waiver::from(*bond)).collect();
        let despite: Vec<Waiver> = despite.into_iter().collect();
        let Some(matched) = fit(desk, row.id, me)? else { return Err(trouble!("newcomer").into()) };
        let left = lacking(&matched.findings, &despite);
        if !left.is_empty() {
            let said: Vec<String> = left.iter().map(|bond| waiver_text(*bond)).collect();
            let typed: Vec<&str> = left.iter().map(|bond| waiver_word(*bond)).collect();
            return Err(trouble!("claim-bonds", short = short, bonds = said.join(", "), typed = typed.join(",")).into());
        }
        let why = text::maybe_line("--why", self.why.as_deref())?;
        if why.is_none() && !despite.is_empty() {
            return Err(trouble!("claim-why", short = short).into());
        }
        let body = Body {
            team: self.team,
            message: text::maybe_line("--message", self.message.as_deref())?,
            despite: Few::new(despite).expect("each bond once"),
            why,
        };
        let audience = Audience::of(row.space, row.audience);
        let drafts = vec![draft("claim", audience, Some(row.id), vec![row.head], Version::Binding, &body)];
        let written = publish(desk, "lead claim", drafts, Excess::Refuse)?;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("lead-would-claim", short = short),
            false => words!("lead-claimed", short = short),
        }];
        let unmet = matched.findings.iter().filter(|found| found.verdict == Verdict::Unmet);
        let unmet: Vec<String> = unmet.map(|found| constraint(&found.constraint)).collect();
        if !unmet.is_empty() {
            lines.push(words!("lead-claimed-unmet", short = short, what = unmet.join(", ")));
        }
        lines.extend(written.introduction());
        let data = json!({
            "id": row.id, "short": short, "claim": written.published.operation.and(written.published.items.first()).map(|item| item.record),
            "team": self.team,
        });
        let back = Back::Instead(words!("lead-release-how", short = short));
        receipt_with(desk, "claim", lines.join("\n"), data, &written.published, back)
    }
}

/// How somebody stands to a lead; nothing where they cannot read it or take on nothing yet.
///
/// # Errors
/// What the home refused.
pub fn fit(desk: &Desk, lead: protocol::id::Id, person: protocol::id::Id) -> Result<Option<Matched>, Problem> {
    let wish = Compare { lead: Some(lead), person: Some(person), least_minutes: None, own_word: false, misses: true };
    Ok(compare(desk, wish)?.items.into_iter().next())
}
