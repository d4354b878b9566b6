//! What can be said of a lead on the line, and how it becomes the fields of the record.

use clap::{Args, ValueEnum};
use protocol::record::lead::{Lead, Pay, Per, Source};
use protocol::text::tidy_line;
use protocol::time::DAY_MS;
use protocol::vocabulary::Vocabulary;
use protocol::wire::Few;

use crate::desk::Desk;
use crate::import::infer;
use crate::problem::Problem;
use crate::values::when::{self, Edge};
use crate::values::{money, span, text, wanted};
use crate::{trouble, words};

/// The fields of a lead, each of them optional.
#[derive(Clone, Debug, Default, Args)]
pub struct Fields {
    /// Who asks.
    #[arg(long, value_name = "NAME")]
    pub client: Option<String>,
    /// Where.
    #[arg(long)]
    pub place: Option<String>,
    /// Skills, with commas between.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub skills: Vec<String>,
    /// Hours a week.
    #[arg(long, value_name = "N/week")]
    pub hours: Option<String>,
    /// What is paid.
    #[arg(long, value_name = "MIN..MAX")]
    pub budget: Option<String>,
    /// For what.
    #[arg(long, value_name = "PERIOD")]
    pub per: Option<Period>,
    /// When it closes.
    #[arg(long, value_name = "WHEN")]
    pub closes: Option<String>,
    /// When the work begins.
    #[arg(long, value_name = "WHEN")]
    pub starts: Option<String>,
    /// The language of the work.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Where it was found.
    #[arg(long, value_name = "URL")]
    pub source: Option<String>,
    /// Whether it can be done from anywhere.
    #[arg(long, value_name = "yes|no")]
    pub remote: Option<Choice>,
    /// Whom the work needs.
    #[arg(long, value_name = "ROLE:HOURS|none")]
    pub role: Vec<String>,
    /// When the client works.
    #[arg(long, value_name = "DAYS HOURS|none")]
    pub client_hours: Option<String>,
    /// On whose clock.
    #[arg(long, value_name = "ZONE")]
    pub client_zone: Option<String>,
}

/// Typed in place of roles or hours, it takes them away.
const NONE: &str = "none";

/// For what a price is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Period {
    /// An hour of work.
    Hour,
    /// A day of work.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
    /// The whole job.
    Project,
}

impl From<Period> for Per {
    fn from(period: Period) -> Per {
        match period {
            Period::Hour => Per::Hour,
            Period::Day => Per::Day,
            Period::Week => Per::Week,
            Period::Month => Per::Month,
            Period::Year => Per::Year,
            Period::Project => Per::Project,
        }
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Choice {
    /// It holds.
    Yes,
    /// It does not.
    No,
}

impl Fields {
    /// True where nothing was said.
    pub fn is_empty(&self) -> bool {
        let Fields { client, place, skills, hours, budget, per, closes, starts, language, source, remote, .. } = self;
        let texts =
            [client, place, hours, budget, closes, starts, language, source, &self.client_hours, &self.client_zone];
        let lists = skills.is_empty() && self.role.is_empty();
        texts.iter().all(|text| text.is_none()) && lists && per.is_none() && remote.is_none()
    }

    /// Puts what was said into a lead, over what stands there.
    ///
    /// - Returns sentences for the receipt: what was read out of dates and bare numbers.
    ///
    /// # Errors
    /// The trouble of each value; `per` for a sum of which nobody says for what.
    pub fn apply(&self, desk: &Desk, lead: &mut Lead) -> Result<Vec<String>, Problem> {
        let mut said = Vec::new();
        let mut wrote = Vec::new();
        if let Some(client) = &self.client {
            lead.client = Some(text::line("--client", client)?);
            wrote.push("client");
        }
        if let Some(place) = &self.place {
            lead.place = Some(text::line("--place", place)?);
            wrote.push("place");
        }
        if !self.skills.is_empty() {
            lead.skills = Few::new(skills(&self.skills)?)
                .map_err(|many| trouble!("skills-many", count = many.len(), most = 32))?;
            wrote.push("skills");
        }
        if let Some(hours) = &self.hours {
            lead.minutes_week = Some(span::weekly(hours)?);
            wrote.push("minutes_week");
        }
        if self.budget.is_some() || self.per.is_some() {
            lead.pay = Some(self.pay(desk, lead.pay.as_ref(), &mut said)?);
            wrote.push("pay");
        }
        if let Some(closes) = &self.closes {
            let closes = when::future(closes, Edge::End, &desk.clock)?;
            said.push(words!("lead-said-closes", when = desk.clock.echo(closes)));
            lead.closes = Some(closes);
            wrote.push("closes");
        }
        if let Some(starts) = &self.starts {
            let starts = when::parse(starts, Edge::Start, &desk.clock)?;
            said.push(words!("lead-said-starts", when = desk.clock.echo(starts)));
            lead.starts = Some(starts);
            wrote.push("starts");
        }
        if let Some(language) = &self.language {
            lead.language = Some(text::line("--language", &tag(language)?)?);
            wrote.push("language");
        }
        if let Some(source) = &self.source {
            lead.source = Some(found_at(source)?);
        }
        if let Some(remote) = self.remote {
            lead.remote = Some(remote == Choice::Yes);
            wrote.push("remote");
        }
        self.wanted(lead)?;
        // What somebody wrote is no longer inferred.
        let inferred: Vec<_> = lead.inferred.iter().filter(|name| !wrote.contains(&&***name)).cloned().collect();
        lead.inferred = Few::new(inferred).unwrap_or_default();
        Ok(said)
    }

    /// Whom the client wants, and when: none of it is ever inferred.
    fn wanted(&self, lead: &mut Lead) -> Result<(), Problem> {
        if !self.role.is_empty() {
            let typed: Vec<String> = self.role.iter().filter(|typed| *typed != NONE).cloned().collect();
            lead.roles = wanted::roles(&typed)?;
        }
        let before = lead.hours.as_ref();
        let zone = self.client_zone.clone().or_else(|| before.map(|hours| hours.zone.to_string()));
        let typed = self.client_hours.clone().or_else(|| before.map(wanted::hours));
        lead.hours = match (self.client_hours.as_deref(), &self.client_zone, typed, zone) {
            (None, None, _, _) => return Ok(()),
            (Some(NONE), None, _, _) => None,
            (_, _, Some(hours), Some(zone)) => Some(wanted::workday(&hours, &zone)?),
            (_, _, None, _) => return Err(trouble!("client-hours").into()),
            (_, _, Some(_), None) => return Err(trouble!("client-zone").into()),
        };
        Ok(())
    }

    fn pay(&self, desk: &Desk, before: Option<&Pay>, said: &mut Vec<String>) -> Result<Pay, Problem> {
        let per = self.per.map(Per::from).or_else(|| before.map(|pay| pay.per));
        let Some(budget) = &self.budget else {
            let (Some(pay), Some(per)) = (before, per) else { return Err(trouble!("per-alone").into()) };
            return Ok(Pay { per, ..pay.clone() });
        };
        let usual = desk.currency();
        let (least, most) = money::range(budget, usual)?;
        let per = per.ok_or_else(|| trouble!("per", typed = budget))?;
        if money::is_bare(budget) {
            said.push(words!("said-currency", currency = least.currency.code()));
        }
        Ok(Pay { min: least.minor, max: most.minor, currency: least.currency, per })
    }
}

/// Skills as the vocabulary writes them; what it does not know stands as typed. Each once.
///
/// # Errors
/// `empty` or `long` for one that is no skill.
pub fn skills(typed: &[String]) -> Result<Vec<protocol::text::Line<64>>, Problem> {
    let mut found: Vec<protocol::text::Line<64>> = Vec::new();
    for skill in typed.iter().map(|skill| tidy_line(skill)).filter(|skill| !skill.is_empty()) {
        let name = Vocabulary::embedded().canonical(&skill).unwrap_or(&skill);
        let line = text::line("--skills", name)?;
        if !found.contains(&line) {
            found.push(line);
        }
    }
    Ok(found)
}

/// A language as its tag: "Filipino", "en-AU".
///
/// # Errors
/// `language-tag` for anything else.
pub fn tag(typed: &str) -> Result<String, Problem> {
    infer::language_tag(typed).ok_or_else(|| trouble!("language-tag", typed = typed).into())
}

/// Where a lead was found: a page, whose host is the board, or the name of a board.
fn found_at(typed: &str) -> Result<Source, Problem> {
    let typed = tidy_line(typed);
    let page = typed.strip_prefix("https://").or_else(|| typed.strip_prefix("http://"));
    let Some(rest) = page else {
        return Ok(Source { origin: Some(text::line("--source", &typed)?), id: None, url: None });
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host).to_lowercase();
    // A host that is longer than its place says nothing that the page does not say.
    let origin = if host.len() <= 64 { Some(text::line("--source", &host)?) } else { None };
    Ok(Source { origin, id: None, url: Some(text::line("--source", &typed)?) })
}

/// An upper bound for "closes within": that many milliseconds from now.
///
/// # Errors
/// `span` where it is none.
pub fn within(desk: &Desk, typed: &str) -> Result<protocol::time::Moment, Problem> {
    // "3" means days: nobody looks for what closes within three milliseconds.
    let days = typed.trim().parse::<u64>().map(|days| days.saturating_mul(DAY_MS));
    let span_ms = match days {
        Ok(span_ms) => span_ms,
        Err(_) => span::parse(typed)?,
    };
    Ok(desk.clock.now.after(span_ms))
}
