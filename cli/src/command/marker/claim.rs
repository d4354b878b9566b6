//! `talko marker claim`: something that one can show of oneself. A confidential tag is kept on this computer.

use clap::Args;
use protocol::local::{PrivateTag, Reply, Request, Version};
use protocol::record::marker::{Marker, Sort};
use protocol::text::Line;
use protocol::time::Day;
use protocol::wire::Few;
use serde_json::json;

use super::{SortWord, evidence, short, sort_word, written};
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, State};
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::values::when::{self, Edge};
use crate::values::{span, text};
use crate::{trouble, words};

/// What `talko marker claim` takes.
#[derive(Clone, Debug, Args)]
pub struct Claim {
    /// What it says.
    pub name: String,
    /// What sort of statement it is.
    #[arg(long, value_name = "SORT", default_value = "verification")]
    pub sort: SortWord,
    /// Stays on this computer.
    #[arg(long, conflicts_with_all = ["share", "evidence", "until", "expires", "since", "same_as"])]
    pub confidential: bool,
    /// When it holds, what shows it, who reads it.
    #[command(flatten)]
    pub said: Said,
}

/// What can be said beside what a marker says.
#[derive(Clone, Debug, Default, Args)]
pub struct Said {
    /// A word with it.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// What shows it.
    #[arg(long, value_name = "FILE|TEXT")]
    pub evidence: Option<String>,
    /// The first day.
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// The last day.
    #[arg(long, value_name = "WHEN", conflicts_with = "expires")]
    pub until: Option<String>,
    /// For how long.
    #[arg(long, value_name = "SPAN")]
    pub expires: Option<String>,
    /// The same in a public vocabulary.
    #[arg(long, value_name = "URI")]
    pub same_as: Vec<String>,
    /// Who reads it.
    #[arg(long, value_name = "own|federation|NAME")]
    pub share: Option<String>,
}

impl Said {
    /// The body of a marker of this name.
    ///
    /// # Errors
    /// The trouble of each value; `marker-turned` where it ends before it begins.
    pub fn body(&self, desk: &Desk, class: Sort, name: Line<64>) -> Result<Marker, Problem> {
        let day = |typed: &Option<String>, edge: Edge| -> Result<Option<Day>, Problem> {
            Ok(typed.as_deref().map(|typed| when::parse(typed, edge, &desk.clock)).transpose()?.map(|at| at.day()))
        };
        let (since, mut until) = (day(&self.since, Edge::Start)?, day(&self.until, Edge::End)?);
        if let Some(expires) = &self.expires {
            until = Some(desk.clock.now.after(span::parse(expires)?).day());
        }
        if since.zip(until).is_some_and(|(since, until)| since > until) {
            return Err(trouble!("marker-turned").into());
        }
        let alignment = self.same_as.iter().map(|uri| text::line("--same-as", uri)).collect::<Result<Vec<_>, _>>()?;
        let alignment = Few::new(alignment).map_err(|many| trouble!("marker-uris", count = many.len(), most = 4))?;
        Ok(Marker {
            class,
            name,
            note: text::maybe_line("--note", self.note.as_deref())?,
            evidence: self.evidence.as_deref().map(evidence).transpose()?,
            since,
            until,
            alignment,
        })
    }
}

impl Claim {
    /// Runs the verb.
    ///
    /// # Errors
    /// The trouble of each value; `marker-confidential` for a confidential marker that is no tag.
    pub fn run(self, desk: &Desk) -> Outcome {
        let name: Line<64> = text::line("NAME", &self.name)?;
        if self.confidential {
            let note = text::maybe_line("--note", self.said.note.as_deref())?;
            return match self.sort {
                SortWord::Preference => Err(trouble!("marker-confidential").into()),
                // A fact that nobody is told is a tag: nobody can confirm it.
                SortWord::Verification | SortWord::Tag => {
                    keep(desk, vec![PrivateTag { name, note, at: desk.clock.now }])
                }
            };
        }
        let me = desk.me()?.person;
        let audience = audience(desk, self.said.share.as_deref(), Audience::OWN)?;
        let body = self.said.body(desk, self.sort.into(), name)?;
        let drafts = vec![draft("marker", audience, Some(me), Vec::new(), Version::New, &body)];
        let done = publish(desk, "marker claim", drafts, Excess::Refuse)?;
        let id = written(desk, me, done.first())?;
        let label = body.name.to_string();
        let mut lines = vec![match &id {
            None => words!("marker-would-claim", name = label),
            Some(id) => words!("marker-claim-saved", name = label, short = short(id)),
        }];
        lines.extend(done.introduction());
        let data = json!({
            "id": id, "short": id.as_ref().map(short), "name": body.name, "sort": sort_word(body.class),
            "evidence": body.evidence, "share": audience.word(),
        });
        receipt(desk, "marker", lines.join("\n"), data, &done.published)
    }
}

/// Hands confidential tags to the home, which sends them nowhere.
///
/// # Errors
/// `tags-many`; what the home refused.
pub fn store(desk: &Desk, tags: Vec<PrivateTag>) -> Result<(), Problem> {
    for tag in tags {
        match desk.ask(Request::KeepTag(tag))? {
            Reply::Done => {}
            other => return Err(unfit("KeepTag", &other)),
        }
    }
    Ok(())
}

/// Keeps confidential tags on this computer, and says so.
///
/// # Errors
/// `tags-many`; what the home refused.
pub fn keep(desk: &Desk, tags: Vec<PrivateTag>) -> Outcome {
    let names: Vec<String> = tags.iter().map(|tag| tag.name.to_string()).collect();
    if !desk.global.dry_run {
        store(desk, tags)?;
    }
    let data = json!({"names": names, "sort": "tag", "share": "local"});
    let name = names.join(", ");
    let line = match desk.global.dry_run {
        true => words!("marker-would-keep", name = name),
        false => words!("marker-kept", name = name),
    };
    desk.paint.answer(&Answer::new("marker", data).state(State::Local).line(line))?;
    Ok(0)
}
