//! `talko me skill`: what one can do.

use clap::{Args, Subcommand};
use protocol::record::profile::{Profile, Skill as Claimed};
use protocol::text::tidy_line;
use protocol::vocabulary::Vocabulary;
use protocol::wire::Few;

use super::change;
use crate::desk::Desk;
use crate::problem::{Outcome, Problem};
use crate::values::text;
use crate::{trouble, words};

/// The verbs of `talko me skill`.
#[derive(Clone, Debug, Subcommand)]
pub enum Skill {
    /// Says that one can do something.
    Add(Add),
    /// Says it no longer.
    Remove(Remove),
}

/// What `talko me skill add` takes.
#[derive(Clone, Debug, Args)]
pub struct Add {
    /// The skill.
    pub name: String,
    /// How well.
    #[arg(long)]
    pub level: Option<String>,
    /// Since which year.
    #[arg(long, value_name = "YEAR")]
    pub since: Option<u32>,
}

/// What `talko me skill remove` takes.
#[derive(Clone, Debug, Args)]
pub struct Remove {
    /// The skill.
    pub name: String,
}

impl Skill {
    /// Runs the verb.
    ///
    /// # Errors
    /// `skill-unknown` for one that is not there; `year` for one that cannot be.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Skill::Add(add) => {
                let this_year = u32::try_from(desk.clock.zoned(desk.clock.now).year()).unwrap_or(u32::MAX);
                change(desk, "me skill add", |profile| add.apply(profile, this_year))
            }
            Skill::Remove(remove) => change(desk, "me skill remove", |profile| remove.apply(profile)),
        }
    }
}

/// The name under which everybody files a skill, or as typed.
fn filed(typed: &str) -> String {
    let typed = tidy_line(typed);
    Vocabulary::embedded().canonical(&typed).map_or(typed, str::to_string)
}

impl Add {
    fn apply(&self, profile: &mut Profile, this_year: u32) -> Result<(), Problem> {
        if let Some(since) = self.since.filter(|since| !(1900..=this_year).contains(since)) {
            return Err(trouble!("year", typed = since, last = this_year).into());
        }
        let skill = Claimed {
            name: text::line("NAME", &filed(&self.name))?,
            level: text::maybe_line("--level", self.level.as_deref())?,
            since: self.since,
        };
        let mut skills = profile.skills.to_vec();
        // Named again, it says the newer thing; what is not said anew stands.
        match skills.iter_mut().find(|known| known.name == skill.name) {
            Some(known) => {
                known.level = skill.level.or(known.level.take());
                known.since = skill.since.or(known.since);
            }
            None => skills.push(skill),
        }
        profile.skills = Few::new(skills).map_err(|many| trouble!("skills-many", count = many.len(), most = 64))?;
        Ok(())
    }
}

impl Remove {
    fn apply(&self, profile: &mut Profile) -> Result<(), Problem> {
        let name = filed(&self.name);
        let mut skills = profile.skills.to_vec();
        skills.retain(|known| known.name.to_lowercase() != name.to_lowercase());
        if skills.len() == profile.skills.len() {
            return Err(trouble!("skill-unknown", typed = name).into());
        }
        profile.skills = Few::new(skills).map_err(|many| trouble!("skills-many", count = many.len(), most = 64))?;
        Ok(())
    }
}

/// A skill as people read it: `Xero (10 years, since 2016)`.
pub fn text(skill: &Claimed) -> String {
    let name = skill.name.to_string();
    match (&skill.level, skill.since) {
        (None, None) => name,
        (Some(level), None) => words!("skill-level", name = name, level = level.to_string()),
        (None, Some(since)) => words!("skill-since", name = name, since = since.to_string()),
        (Some(level), Some(since)) => {
            words!("skill-both", name = name, level = level.to_string(), since = since.to_string())
        }
    }
}
