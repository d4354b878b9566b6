//! `talko lead release`: gives a claim or an award back, so that it is somebody else's turn.

use clap::Args;
use protocol::fold::lead::Step;
use protocol::fold::lead::claims::Claimed;
use protocol::id::Id;
use protocol::local::{Sort, Version};
use protocol::record::claim_release::ClaimRelease;
use serde_json::json;

use super::{find, turn};
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::Audience;
use crate::values::text;
use crate::{choose, trouble, words};

/// What `talko lead release` takes.
#[derive(Clone, Debug, Args)]
pub struct Release {
    /// The lead, by id or title.
    pub lead: String,
    /// Whose award; for the poster.
    #[arg(long, value_name = "NAME")]
    pub of: Option<String>,
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

impl Release {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-lead`, `unknown-person` or `clash`; `release-nothing` where there is nothing of one's own to give
    /// back; `release-whose` where several are awarded it; `release-not-yours`.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let view = find(desk, &self.lead)?;
        let (row, short) = (&view.shown.row, &view.shown.short);
        let of =
            self.of.as_deref().map(|typed| choose::one(desk, Sort::Person, typed)).transpose()?.map(|named| named.id);
        let own = row.claims.iter().find(|claim| claim.claimant == me && !claim.released);
        let (claim, named) = match (of.filter(|of| *of != me), own) {
            (None, Some(own)) => (own, vec![own.id]),
            (None, None) if row.poster == me => self.awarded(row.claims.iter().collect(), short)?,
            (Some(of), _) => self.awarded(row.claims.iter().filter(|claim| claim.claimant == of).collect(), short)?,
            (None, None) => return Err(trouble!("release-nothing", short = short).into()),
        };
        for of in &named {
            turn::allowed(desk, &view.shown, &Step::Release { author: me, of: *of })?;
        }
        let body = ClaimRelease { note: text::maybe_line("--note", self.note.as_deref())? };
        let audience = Audience::of(row.space, row.audience);
        let release = |of: &Id| draft("claim-release", audience, Some(row.id), vec![*of], Version::Binding, &body);
        let written = publish(desk, "lead release", named.iter().map(release).collect(), Excess::Refuse)?;
        let name = desk.person(&claim.claimant)?;
        let whole = named == [claim.id];
        let saved = match (desk.global.dry_run, whole) {
            (true, _) => words!("lead-would-release", short = short, name = name),
            (false, true) => words!("lead-released", short = short),
            (false, false) => words!("lead-award-released", short = short, name = name),
        };
        let data = json!({"id": row.id, "short": short, "of": claim.claimant, "released": named});
        receipt(desk, "release", saved, data, &written.published)
    }

    /// The one claim that is awarded, with all of its awards that stand.
    fn awarded<'a>(&self, claims: Vec<&'a Claimed>, short: &str) -> Result<(&'a Claimed, Vec<Id>), Problem> {
        let standing: Vec<&Claimed> = claims.into_iter().filter(|claim| claim.until().is_some()).collect();
        match standing.as_slice() {
            [] => Err(trouble!("release-nothing", short = short).into()),
            [one] => {
                let awards = one.awards.iter().filter(|award| !award.released).map(|award| award.id);
                Ok((one, awards.collect()))
            }
            _ => Err(trouble!("release-whose", short = short).into()),
        }
    }
}
