//! `talko lead award`: the poster says whose turn it is, for a while. Whoever was awarded least comes first; to
//! ask another one takes a word why, which everybody reads.

use clap::Args;
use protocol::fold::lead::claims::Claimed;
use protocol::fold::lead::{LeadRow, Step};
use protocol::local::{Shown, Sort, Version};
use protocol::matching::waiver::lacking;
use protocol::record::claim_award::{ClaimAward, RANKED_MAX};
use protocol::record::terms::CLAIM_DAYS_MAX;
use protocol::time::{DAY_MS, Moment};
use protocol::wire::Few;
use serde_json::json;

use super::{claim, find, turn};
use crate::command::matching::findings::waiver_text;
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::{Back, receipt_with};
use crate::share::Audience;
use crate::values::when::{self, Edge};
use crate::values::{Clock, text};
use crate::{choose, trouble, words};

/// What `talko lead award` takes.
#[derive(Clone, Debug, Args)]
pub struct Award {
    /// The own lead, by id or title.
    pub lead: String,
    /// Who claimed it.
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// Until when.
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

impl Award {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead`, `unknown-person` or `clash`; `lead-gone` or `lead-over`; `award-not-yours`,
    /// `award-unclaimed`, `award-held`, `award-paused`, `award-bonds`; `award-turn` where another one's turn it is
    /// and nothing says why; `award-long`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let view = find(desk, &self.lead)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        let person = choose::one(desk, Sort::Person, &self.to)?.id;
        let name = desk.person(&person)?;
        let claim = row.claims.iter().find(|claim| claim.claimant == person && !claim.released);
        // Whoever may not award it is told that first, whatever was claimed.
        let step = Step::Award { author: me, claim: claim.map_or(row.id, |claim| claim.id) };
        let claim = match (claim, turn::allowed(desk, &view.shown, &step)) {
            (Some(claim), Ok(())) => claim,
            (None, Err(Problem::Refused(trouble))) if trouble.code != "unknown-claim" => return Err(trouble.into()),
            (Some(_), Err(problem)) => return Err(problem),
            (None, _) => return Err(trouble!("award-unclaimed", name = name, short = short).into()),
        };
        self.check(desk, &view.shown, claim, &name)?;
        let rotation = turn::rotation(desk, row.id)?;
        let first = rotation.ranked.first().map_or(person, |ranked| ranked.person);
        if first != person && self.note.is_none() {
            let first = desk.person(&first)?;
            return Err(trouble!("award-turn", first = first, name = name, short = short).into());
        }
        let until = self.until(desk, rotation.lease_days)?;
        let rank = rotation.ranked.into_iter().take(RANKED_MAX).collect();
        let body = ClaimAward {
            until,
            rank: Few::new(rank).expect("cut to as many as fit"),
            note: text::maybe_line("--note", self.note.as_deref())?,
        };
        let audience = Audience::of(row.space, row.audience);
        let drafts = vec![draft("claim-award", audience, Some(row.id), vec![claim.id], Version::Binding, &body)];
        let written = publish(desk, "lead award", drafts, Excess::Refuse)?;
        let until = desk.clock.echo(until);
        let saved = match desk.global.dry_run {
            true => words!("lead-would-award", short = short, name = &name, until = &until),
            false => words!("lead-awarded", short = short, name = &name, until = &until),
        };
        let data = json!({
            "id": row.id, "short": short, "claim": claim.id, "to": {"id": person, "name": name},
            "until": Clock::json(body.until), "first": first == person,
        });
        let back = Back::Instead(words!("lead-release-how", short = short));
        receipt_with(desk, "award", saved, data, &written.published, back)
    }

    /// Refuses somebody who takes on nothing, or not this.
    fn check(&self, desk: &Desk, shown: &Shown<LeadRow>, claim: &Claimed, name: &str) -> Result<(), Problem> {
        if let Some(until) = desk.card(&claim.claimant)?.and_then(|card| card.paused) {
            return Err(trouble!("award-paused", name = name, until = desk.clock.day(until)).into());
        }
        let Some(matched) = claim::fit(desk, shown.row.id, claim.claimant)? else { return Ok(()) };
        let despite = claim.claim.as_ref().map(|said| said.despite.to_vec()).unwrap_or_default();
        let left = lacking(&matched.findings, &despite);
        if left.is_empty() {
            return Ok(());
        }
        let bonds: Vec<String> = left.iter().map(|bond| waiver_text(*bond)).collect();
        Err(trouble!("award-bonds", name = name, short = &shown.short, bonds = bonds.join(", ")).into())
    }

    fn until(&self, desk: &Desk, lease_days: u32) -> Result<Moment, Problem> {
        let now = desk.clock.now;
        let until = match &self.until {
            Some(typed) => when::future(typed, Edge::End, &desk.clock)?,
            None => now.after(u64::from(lease_days) * DAY_MS),
        };
        if until > now.after(u64::from(CLAIM_DAYS_MAX) * DAY_MS) {
            return Err(trouble!("award-long", most = CLAIM_DAYS_MAX).into());
        }
        Ok(until)
    }
}
