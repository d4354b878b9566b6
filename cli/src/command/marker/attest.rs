//! `talko marker attest`: a member confirms something of somebody else, with their name under it.

use clap::Args;
use protocol::fold::marker::State;
use protocol::local::{Sort as Named, Version};
use protocol::record::marker::{Marker, Sort};
use protocol::search::fold::fold;
use protocol::text::Line;
use serde_json::json;

use super::claim::Said;
use super::{SortWord, about, short, sort_word, written};
use crate::desk::Desk;
use crate::problem::Outcome;
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::values::text;
use crate::{choose, trouble, words};

/// What `talko marker attest` takes.
#[derive(Clone, Debug, Args)]
pub struct Attest {
    /// Of whom.
    #[arg(value_name = "MEMBER")]
    pub member: String,
    /// What it says.
    pub name: String,
    /// What sort of statement it is.
    #[arg(long, value_name = "SORT")]
    pub sort: Option<SortWord>,
    /// When it holds, what shows it, who reads it.
    #[command(flatten)]
    pub said: Said,
}

impl Attest {
    /// Runs the verb.
    ///
    /// # Errors
    /// `unknown-person` or `clash`; `marker-self` for oneself; `marker-likes` for a preference, which nobody else
    /// can say; `marker-attested` where one has said so already; `marker-unshown` without evidence.
    pub fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let member = choose::one(desk, Named::Person, &self.member)?.id;
        let label = desk.person(&member)?;
        if member == me {
            return Err(trouble!("marker-self").into());
        }
        if self.said.evidence.is_none() {
            return Err(trouble!("marker-unshown", name = label).into());
        }
        let name: Line<64> = text::line("NAME", &self.name)?;
        let marks = about(desk, member)?.row.map(|row| row.markers).unwrap_or_default();
        let same = |marker: &Marker| fold(&marker.name) == fold(&name);
        let standing = marks.iter().filter(|mark| mark.marker.as_ref().is_some_and(same));
        let mut standing = standing.filter(|mark| {
            matches!(mark.state(desk.clock.now.day()), State::Claimed | State::Stated | State::Attested | State::Future)
        });
        let claim = standing.clone().find(|mark| mark.issuer == member);
        if let Some(mark) = standing.find(|mark| mark.issuer == me) {
            return Err(trouble!("marker-attested", name = label, short = short(&mark.id)).into());
        }
        let own = claim.and_then(|mark| mark.marker.as_ref());
        let class = self.sort.map(Sort::from).or_else(|| own.map(|marker| marker.class)).unwrap_or(Sort::Verification);
        if class == Sort::Preference {
            return Err(trouble!("marker-likes", name = label).into());
        }
        // Whoever reads the word of the member reads that it was confirmed.
        let usual = claim.map_or(Audience::OWN, |mark| Audience::of(mark.space, None));
        let audience = audience(desk, self.said.share.as_deref(), usual)?;
        let mut body = self.said.body(desk, class, own.map_or(name, |marker| marker.name.clone()))?;
        if let (true, Some(marker)) = (body.alignment.is_empty(), own) {
            body.alignment = marker.alignment.clone();
        }
        let drafts = vec![draft("marker", audience, Some(member), Vec::new(), Version::New, &body)];
        let done = publish(desk, "marker attest", drafts, Excess::Refuse)?;
        let id = written(desk, member, done.first())?;
        let what = body.name.to_string();
        let mut lines = vec![match &id {
            None => words!("marker-would-attest", name = label, what = what),
            Some(id) => words!("marker-attest-saved", name = label, what = what, short = short(id)),
        }];
        lines.extend(done.introduction());
        let data = json!({
            "id": id, "short": id.as_ref().map(short), "of": member, "name": body.name, "sort": sort_word(body.class),
            "evidence": body.evidence, "share": audience.word(),
        });
        receipt(desk, "marker", lines.join("\n"), data, &done.published)
    }
}
