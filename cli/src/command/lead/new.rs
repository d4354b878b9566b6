//! `talko lead new`: one advert, typed or pasted.

use std::path::{Path, PathBuf};

use clap::Args;
use protocol::id::Id;
use protocol::local::{LeadQuery, Reply, Request, Version};
use protocol::record::lead::Lead;
use protocol::text::tidy_line;
use serde_json::{Value, json};

use super::fields::Fields;
use super::{contact, shown};
use crate::desk::{Desk, unfit};
use crate::import::{nearly_same, sources};
use crate::paint::Sheet;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::values::{file, text};
use crate::{prompt, trouble, words};

/// 200: near leads have nearly the same title, so the first hits of a search hold them.
const NEAR_MAX: u32 = 200;

/// What `talko lead new` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct New {
    /// What is wanted.
    pub title: Option<String>,
    /// The advert's own words.
    #[arg(long, conflicts_with = "from_file")]
    pub text: Option<String>,
    /// A file with the advert.
    #[arg(long, value_name = "FILE")]
    pub from_file: Option<PathBuf>,
    /// Everything else.
    #[command(flatten)]
    pub fields: Fields,
    /// Whom to write to.
    #[command(flatten)]
    pub contact: contact::Wish,
    /// Who reads it.
    #[arg(long, value_name = "own|federation|NAME")]
    pub share: Option<String>,
    /// Does not look for leads that are the same.
    #[arg(long)]
    pub not_duplicate: bool,
}

impl New {
    /// Runs the verb.
    ///
    /// # Errors
    /// The trouble of each value; `lead-known` where the same page was posted before.
    pub fn run(self, desk: &Desk) -> Outcome {
        let audience = audience(desk, self.share.as_deref(), Audience::FEDERATION)?;
        let (mut lead, mut said) = self.lead(desk)?;
        if !self.not_duplicate {
            refuse_known(desk, &lead)?;
            if let Some((other, line)) = near(desk, &lead)? {
                lead.same_as = Some(other);
                said.push(line);
            }
        }
        let mut drafts = vec![draft("lead", audience, None, Vec::new(), Version::New, &lead)];
        drafts.extend(self.contact.draft(desk, audience, None, None)?);
        let written = publish(desk, "lead new", drafts, Excess::Refuse)?;
        let mut lines = vec![match desk.global.dry_run {
            true => words!("lead-would-new", title = lead.title.to_string()),
            false => words!("lead-new", short = written.short(), title = lead.title.to_string()),
        }];
        if desk.global.dry_run {
            let mut sheet = Sheet::default();
            shown::page(&lead, &desk.clock, &mut sheet);
            lines.push(sheet.render(&desk.paint).trim_end().to_string());
        }
        lines.extend(said);
        lines.extend(written.introduction());
        let mut data = shown::named(written.first().map(|item| (item.id, item.short.as_str())), &lead);
        data.insert("share".to_string(), json!(audience.word()));
        receipt(desk, "lead", lines.join("\n"), Value::Object(data), &written.published)
    }

    /// The lead that was described, and sentences about what was read out of it.
    ///
    /// # Errors
    /// The trouble of each value; `needs` where nothing says what is wanted.
    pub fn lead(&self, desk: &Desk) -> Result<(Lead, Vec<String>), Problem> {
        let advert = self.advert()?;
        let first = || advert.as_deref().and_then(|text| text.lines().map(tidy_line).find(|line| !line.is_empty()));
        let title = match self.title.as_deref().filter(|title| *title != "-") {
            Some(title) => title.to_string(),
            None => match first() {
                Some(line) => line,
                None => prompt::text(desk, &words!("lead-ask-title"), "TITLE", None)?,
            },
        };
        let mut lead = Lead::titled(text::line("TITLE", &title)?);
        if let Some(advert) = advert.filter(|advert| !advert.trim().is_empty()) {
            lead.text = Some(text::text("--text", &advert)?);
        }
        let said = self.fields.apply(desk, &mut lead)?;
        Ok((lead, said))
    }

    fn advert(&self) -> Result<Option<String>, Problem> {
        let text = match (&self.text, &self.from_file, self.title.as_deref()) {
            (Some(text), _, _) => Some(file::typed(text)?),
            (None, Some(path), _) => Some(file::text(path)?),
            (None, None, Some("-")) => Some(file::text(Path::new("-"))?),
            (None, None, _) => None,
        };
        Ok(text)
    }
}

/// Refuses a page that was posted before; asked only where a page is named.
fn refuse_known(desk: &Desk, lead: &Lead) -> Result<(), Problem> {
    let Some(page) = sources(lead).page else { return Ok(()) };
    let mut known = None;
    super::each(desk, |shown| {
        if known.is_none() && shown.row.lead.as_ref().is_some_and(|other| sources(other).page.as_ref() == Some(&page)) {
            known = Some((shown.short.clone(), shown::title(&shown.row)));
        }
    })?;
    match known {
        Some((short, title)) => Err(trouble!("lead-known", short = short, title = title).into()),
        None => Ok(()),
    }
}

/// A lead of nearly the same title and client, and the sentence about it.
fn near(desk: &Desk, lead: &Lead) -> Result<Option<(Id, String)>, Problem> {
    if lead.client.is_none() {
        return Ok(None);
    }
    let query = LeadQuery { words: lead.title.to_string(), limit: NEAR_MAX, ..LeadQuery::default() };
    let page = match desk.ask(Request::Leads(query))? {
        Reply::Leads(page) => page,
        other => return Err(unfit("Leads", &other)),
    };
    let near = |row: &protocol::fold::lead::LeadRow| {
        !row.withdrawn && row.lead.as_ref().is_some_and(|other| nearly_same(lead, other))
    };
    let found = page.items.into_iter().find(|shown| near(&shown.row));
    Ok(found.map(|shown| {
        let line = words!("lead-possibly-same", short = &shown.short, title = shown::title(&shown.row));
        (shown.row.id, line)
    }))
}
