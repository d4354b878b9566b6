//! `talko member`: who belongs, who waits, who can do what.

mod keep;
mod pause;
mod replace;
mod role;

use clap::{Args, Subcommand};
use protocol::local::{PersonCard, Reply, Request, Role};
use protocol::text::tidy_line;
use serde_json::{Value, json};

use super::lead::fields::{skills, tag};
use super::me::{profile_object, profile_pairs, role, role_word};
use crate::desk::{Desk, unfit};
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::{choose, trouble, words};

/// The verbs of `talko member`.
#[derive(Clone, Debug, Subcommand)]
pub enum Member {
    /// Lists the people of the own collective.
    List(List),
    /// Shows one.
    Show(Show),
    /// Approves a newcomer; for stewards.
    Approve(Approve),
    /// Makes a member a steward, or a steward a member; for stewards.
    Role(role::SetRole),
    /// Lets a member take on nothing new for a while; for stewards.
    Pause(pause::Pause),
    /// Ends a pause; for stewards.
    Resume(pause::Resume),
    /// Puts a new computer in the place of a lost one; for stewards.
    Replace(replace::Replace),
    /// Takes somebody out of the collective; for stewards.
    Remove(role::Remove),
    /// Lists what somebody wrote who was removed, and lets it stay; for stewards.
    Keep(keep::Keep),
}

/// What `talko member list` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct List {
    /// Only who can do all of these.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub skill: Vec<String>,
    /// Only who speaks this language.
    #[arg(long, value_name = "TAG")]
    pub language: Option<String>,
    /// Also people of other collectives whose names may be seen here.
    #[arg(long)]
    pub all: bool,
}

/// What `talko member show` takes.
#[derive(Clone, Debug, Args)]
pub struct Show {
    /// The member, by name or id.
    pub member: String,
}

/// What `talko member approve` takes.
#[derive(Clone, Debug, Args)]
pub struct Approve {
    /// The newcomer, by name or id.
    pub member: String,
}

impl Member {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Member::List(list) => {
                desk.paint.answer(&list.answer(desk)?)?;
                Ok(0)
            }
            Member::Show(show) => show.run(desk),
            Member::Approve(approve) => approve.run(desk),
            Member::Role(role) => role.run(desk),
            Member::Pause(pause) => pause.run(desk),
            Member::Resume(resume) => resume.run(desk),
            Member::Replace(replace) => replace.run(desk),
            Member::Remove(remove) => remove.run(desk),
            Member::Keep(keep) => keep.run(desk),
        }
    }
}

/// A person as a script reads them.
fn object(desk: &Desk, card: &PersonCard) -> Result<Value, Problem> {
    let mut object = match &card.profile {
        Some(profile) => profile_object(profile),
        None => json!({"skills": [], "languages": []}),
    };
    object["id"] = json!(card.person);
    object["short"] = json!(card.short);
    object["name"] = json!(card.name);
    object["role"] = json!(role_word(card.role));
    object["paused"] = json!(card.paused.map(|until| desk.clock.day(until)));
    object["collective"] = json!({"id": card.collective, "name": desk.collective(&card.collective)?});
    Ok(object)
}

impl List {
    /// The answer: stewards, members, newcomers, each group by name.
    ///
    /// # Errors
    /// The trouble of a value.
    fn answer(&self, desk: &Desk) -> Result<Answer, Problem> {
        let own = desk.me()?.collective;
        let wanted: Vec<String> = skills(&self.skill)?.iter().map(|skill| skill.to_lowercase()).collect();
        let language = self.language.as_deref().map(tag).transpose()?.map(|tag| tag.to_lowercase());
        let fits = |card: &&PersonCard| {
            let profile = card.profile.as_ref();
            let can = |skill: &String| {
                profile.is_some_and(|profile| profile.skills.iter().any(|own| own.name.to_lowercase() == *skill))
            };
            let speaks = |tag: &String| {
                let own =
                    |line: &str| line.to_lowercase() == *tag || line.to_lowercase().starts_with(&format!("{tag}-"));
                profile.is_some_and(|profile| profile.languages.iter().any(|line| own(line)))
            };
            (self.all || card.collective == own)
                && card.role != Role::Former
                && wanted.iter().all(can)
                && language.as_ref().is_none_or(speaks)
        };
        let mut cards: Vec<&PersonCard> = desk.directory()?.persons.iter().filter(fits).collect();
        cards
            .sort_by_key(|card| (card.collective != own, std::cmp::Reverse(card.role), card.name.clone(), card.person));
        let objects: Result<Vec<Value>, Problem> = cards.iter().map(|card| object(desk, card)).collect();
        let mut answer = Answer::list("member", objects?, None);
        if cards.is_empty() {
            if !desk.paint.plain {
                answer.sheet.line(words!("member-list-empty"));
            }
            return Ok(answer);
        }
        let mut head = vec![
            words!("column-id"),
            words!("member-column-name"),
            words!("member-column-role"),
            words!("member-column-skills"),
            words!("member-column-languages"),
        ];
        head.extend(self.all.then(|| words!("lead-column-from")));
        let mut table = Table::new(head);
        for card in &cards {
            let profile = card.profile.as_ref();
            let skills = profile.map(|profile| profile.skills.iter().map(|skill| skill.name.to_string()).collect());
            let languages = profile.map(|profile| profile.languages.iter().map(ToString::to_string).collect());
            let joined = |lines: Option<Vec<String>>| lines.unwrap_or_default().join(", ");
            let mut cells = vec![
                card.short.clone(),
                desk.person(&card.person)?,
                standing(desk, card),
                joined(skills),
                joined(languages),
            ];
            if self.all {
                cells.push(desk.collective(&card.collective)?);
            }
            table.row(cells);
        }
        answer.sheet.table(table);
        let newcomers = cards.iter().filter(|card| card.role == Role::New && card.collective == own).count();
        if newcomers > 0 && !desk.paint.plain {
            answer.sheet.line(words!("member-newcomers", count = newcomers));
        }
        Ok(answer)
    }
}

/// What somebody is, and that they pause where they do.
pub fn standing(desk: &Desk, card: &PersonCard) -> String {
    match card.paused {
        Some(until) => words!("role-paused", role = role(card.role), day = desk.clock.day(until)),
        None => role(card.role),
    }
}

fn card<'a>(desk: &'a Desk, typed: &str) -> Result<&'a PersonCard, Problem> {
    let named = choose::member(desk, typed)?;
    desk.card(&named.id)?.ok_or_else(|| trouble!("unknown-person", typed = typed).into())
}

impl Show {
    fn run(self, desk: &Desk) -> Outcome {
        let card = card(desk, &self.member)?;
        let mut answer = Answer::new("member", object(desk, card)?);
        answer.sheet.line(desk.paint.strong(&desk.person(&card.person)?));
        let collective = desk.collective(&card.collective)?;
        answer.sheet.line(words!("member-belongs", role = standing(desk, card), collective = collective));
        if let Some(profile) = &card.profile {
            answer.sheet.pairs(profile_pairs(profile));
            if let Some(about) = &profile.about {
                answer.sheet.line("");
                answer.sheet.text(about);
            }
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }
}

impl Approve {
    /// Runs the verb.
    ///
    /// # Errors
    /// `stewards-only`, `already-member`; what the home refused.
    fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?;
        let card = card(desk, &self.member)?;
        if desk.card(&me.person)?.is_none_or(|own| own.role != Role::Steward) {
            return Err(trouble!("stewards-only").into());
        }
        if card.collective != me.collective {
            let name = desk.collective(&card.collective)?;
            return Err(trouble!("member-elsewhere", name = desk.person(&card.person)?, collective = name).into());
        }
        if card.role != Role::New {
            return Err(trouble!("already-member").into());
        }
        let name = tidy_line(&desk.person(&card.person)?);
        let needed = desk.own_collective()?.head.threshold;
        let data = json!({"id": card.person, "short": card.short, "name": card.name, "needed": needed});
        if desk.global.dry_run {
            desk.paint.answer(&Answer::new("member", data).line(words!("member-would-approve", name = name)))?;
            return Ok(0);
        }
        let published = match desk.ask(Request::Approve(card.person))? {
            Reply::Published(published) => published,
            other => return Err(unfit("Approve", &other)),
        };
        let instead = words!("instead-of-approve", name = &name);
        let line = match needed {
            1 => words!("member-approved", name = name),
            needed => words!("member-approved-one", name = name, needed = needed),
        };
        receipt_with(desk, "member", line, data, &published, Back::Instead(instead))
    }
}

#[cfg(test)]
mod tests;
