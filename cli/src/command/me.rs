//! `talko me`: the own face, and what one can do.

pub mod skill;

use clap::{Args, Subcommand};
use protocol::local::Role;
use protocol::record::profile::Profile;
use protocol::text::Line;
use protocol::wire::Few;
use serde_json::{Value, json};

use crate::command::lead::fields::tag;
use crate::command::member::standing;
use crate::desk::Desk;
use crate::face::{self, Faces, Sharing};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, publish};
use crate::receipt::receipt;
use crate::values::{file, text};
use crate::{trouble, words};

/// The verbs of `talko me`.
#[derive(Clone, Debug, Subcommand)]
pub enum Me {
    /// Shows it.
    Show,
    /// Changes it.
    Edit(Box<Edit>),
    /// What one can do.
    #[command(subcommand)]
    Skill(skill::Skill),
}

/// What `talko me edit` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Edit {
    /// Another name.
    #[arg(long)]
    pub name: Option<String>,
    /// One line about the work.
    #[arg(long)]
    pub headline: Option<String>,
    /// A longer word.
    #[arg(long)]
    pub about: Option<String>,
    /// Languages, best first.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub languages: Vec<String>,
    /// The time zone in which one works.
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Where one is.
    #[arg(long)]
    pub place: Option<String>,
    /// Pages that show the work.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub links: Vec<String>,
}

impl Me {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Me::Show => show(desk),
            Me::Edit(edit) => edit.run(desk),
            Me::Skill(skill) => skill.run(desk),
        }
    }
}

fn show(desk: &Desk) -> Outcome {
    let me = desk.me()?.person;
    let faces = Faces::read(desk, me)?;
    let profile = current(desk, &faces)?;
    let card = desk.card(&me)?;
    let collective = desk.own_collective()?;
    let mut data = profile_object(&profile);
    data["id"] = json!(me);
    data["short"] = json!(card.map(|card| &card.short));
    data["role"] = json!(card.map(|card| role_word(card.role)));
    data["paused"] = json!(card.and_then(|card| card.paused).map(|until| desk.clock.day(until)));
    data["collective"] = json!({"id": collective.charter, "name": collective.name});
    data["share"] = json!(if faces.is_open() { "federation" } else { "own" });
    let mut answer = Answer::new("me", data);
    answer.sheet.line(desk.paint.strong(&profile.name));
    let role = card.map_or(Role::New, |card| card.role);
    answer.sheet.line(words!(
        "member-belongs",
        role = card.map_or_else(|| self::role(role), |card| standing(desk, card)),
        collective = desk.collective(&collective.charter)?
    ));
    if card.is_some_and(|card| card.paused.is_some()) {
        answer.sheet.line(words!("me-paused"));
    }
    if role == Role::Former {
        answer.sheet.line(words!("me-removed"));
    }
    answer.sheet.pairs(profile_pairs(&profile));
    if let Some(about) = &profile.about {
        answer.sheet.line("");
        answer.sheet.text(about);
    }
    answer.sheet.line(if faces.is_open() { words!("me-open") } else { words!("me-inner") });
    desk.paint.answer(&answer)?;
    Ok(0)
}

impl Edit {
    fn run(self, desk: &Desk) -> Outcome {
        change(desk, "me edit", |profile| self.apply(profile))
    }

    fn apply(&self, profile: &mut Profile) -> Result<(), Problem> {
        let mut said = false;
        if let Some(name) = &self.name {
            profile.name = text::line("--name", name)?;
            said = true;
        }
        // An empty text takes a line out.
        said |= set(&mut profile.headline, "--headline", self.headline.as_deref())?;
        said |= set(&mut profile.place, "--place", self.place.as_deref())?;
        if let Some(about) = &self.about {
            let about = file::typed(about)?;
            profile.about = if about.trim().is_empty() { None } else { Some(text::text("--about", &about)?) };
            said = true;
        }
        if let Some(zone) = &self.zone {
            let zone = crate::desk::zone(zone)?.iana_name().unwrap_or(zone).to_string();
            profile.zone = Some(text::line("--zone", &zone)?);
            said = true;
        }
        if !self.languages.is_empty() {
            profile.languages = languages(&self.languages)?;
            said = true;
        }
        if !self.links.is_empty() {
            let links: Result<Vec<_>, _> = self.links.iter().map(|link| text::line("--links", link)).collect();
            profile.links = Few::new(links?).map_err(|many| trouble!("links-many", count = many.len(), most = 8))?;
            said = true;
        }
        if said { Ok(()) } else { Err(trouble!("nothing-said").into()) }
    }
}

/// Sets a line, or takes it out where an empty one was typed; true where anything was typed.
///
/// # Errors
/// `long` where it does not fit.
pub fn set<const MAX: usize>(line: &mut Option<Line<MAX>>, field: &str, typed: Option<&str>) -> Result<bool, Problem> {
    let Some(typed) = typed else { return Ok(false) };
    *line = if typed.trim().is_empty() { None } else { Some(text::line(field, typed)?) };
    Ok(true)
}

/// Languages as tags, each once.
///
/// # Errors
/// `language-tag` for one that is none.
pub fn languages(typed: &[String]) -> Result<Few<Line<35>, 16>, Problem> {
    let mut tags: Vec<Line<35>> = Vec::new();
    for language in typed.iter().filter(|language| !language.trim().is_empty()) {
        let line = text::line("--languages", &tag(language)?)?;
        if !tags.contains(&line) {
            tags.push(line);
        }
    }
    Ok(Few::new(tags).map_err(|many| trouble!("languages-many", count = many.len(), most = 16))?)
}

/// The own profile as it stands: from the own records, else what the home knows from elsewhere.
///
/// # Errors
/// `no-identity` where there is none.
fn current(desk: &Desk, faces: &Faces) -> Result<Profile, Problem> {
    let me = desk.me()?.person;
    if let Some(profile) = faces.profile() {
        return Ok(profile.clone());
    }
    let known = desk.card(&me)?.and_then(|card| card.profile.clone());
    known.ok_or_else(|| trouble!("me-nameless").into())
}

/// Changes the own profile on each side where it stands.
///
/// # Errors
/// What the change refuses; `nothing-changes` where it changes nothing.
pub fn change(desk: &Desk, label: &str, change: impl FnOnce(&mut Profile) -> Result<(), Problem>) -> Outcome {
    let me = desk.me()?.person;
    let faces = Faces::read(desk, me)?;
    let before = match current(desk, &faces) {
        Ok(profile) => Some(profile),
        Err(Problem::Refused(trouble)) if trouble.code == "me-nameless" => None,
        Err(other) => return Err(other),
    };
    let mut profile = before.clone().unwrap_or_else(|| nameless(me));
    change(&mut profile)?;
    if before.as_ref() == Some(&profile) {
        return Err(trouble!("nothing-changes", short = &*profile.name).into());
    }
    let shows = desk.own_collective()?.profile.as_ref().is_some_and(|face| face.shows_members);
    let drafts = face::drafts(&faces, me, &profile, shows, Sharing::NotNow);
    let written = publish(desk, label, drafts, Excess::Refuse)?;
    let mut data = profile_object(&profile);
    data["id"] = json!(me);
    let saved = match desk.global.dry_run {
        true => words!("me-would-edit"),
        false => words!("me-edited"),
    };
    receipt(desk, "me", saved, data, &written.published)
}

/// A profile for somebody who restored a home without their words: the beginning of their id.
fn nameless(me: protocol::id::Id) -> Profile {
    Profile::named(Line::new(me.short(6)).expect("six letters are a line"))
}

/// A profile as a script reads it.
pub fn profile_object(profile: &Profile) -> Value {
    let skills =
        profile.skills.iter().map(|skill| json!({"name": skill.name, "level": skill.level, "since": skill.since}));
    json!({
        "name": profile.name,
        "headline": profile.headline,
        "about": profile.about,
        "languages": profile.languages,
        "skills": skills.collect::<Vec<_>>(),
        "zone": profile.zone,
        "place": profile.place,
        "links": profile.links,
    })
}

/// A profile as pairs of a label and a text, those that are there.
pub fn profile_pairs(profile: &Profile) -> Vec<(String, String)> {
    let skills = profile.skills.iter().map(skill::text).collect::<Vec<_>>().join(", ");
    let join = |lines: Vec<String>| Some(lines.join(", ")).filter(|text| !text.is_empty());
    let languages = join(profile.languages.iter().map(ToString::to_string).collect());
    let links = join(profile.links.iter().map(ToString::to_string).collect());
    let text = |line: &Option<Line<160>>| line.as_ref().map(ToString::to_string);
    [
        (words!("me-label-headline"), text(&profile.headline)),
        (words!("me-label-skills"), Some(skills).filter(|skills| !skills.is_empty())),
        (words!("me-label-languages"), languages),
        (words!("me-label-place"), profile.place.as_ref().map(ToString::to_string)),
        (words!("me-label-zone"), profile.zone.as_ref().map(ToString::to_string)),
        (words!("me-label-links"), links),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

/// What somebody is in a collective, for people.
pub fn role(role: Role) -> String {
    match role {
        Role::New => words!("role-new"),
        Role::Member => words!("role-member"),
        Role::Steward => words!("role-steward"),
        Role::Former => words!("role-former"),
    }
}

/// What somebody is in a collective, for scripts.
pub fn role_word(role: Role) -> &'static str {
    match role {
        Role::New => "new",
        Role::Member => "member",
        Role::Steward => "steward",
        Role::Former => "former",
    }
}

#[cfg(test)]
mod tests;
