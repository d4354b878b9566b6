//! `talko collective`: the own collective, its words and its public face.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use protocol::amend::Amendment;
use protocol::history::Phase;
use protocol::local::{Amend, Amended, CollectiveCard, Past, Reply, Request, Role, Voice};
use protocol::money::Currency;
use protocol::record::profile::{Profile, Skill};
use protocol::record::terms::Terms;
use protocol::space::Side;
use protocol::wire::Few;
use serde_json::{Value, json};

use super::charter::revise::words_of;
use super::charter::standing;
use super::lead::fields::{Choice, skills};
use super::me::{languages, profile_pairs, set};
use crate::desk::{Desk, unfit};
use crate::face::{self, Faces, Sharing};
use crate::paint::Answer;
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, publish};
use crate::receipt::receipt;
use crate::values::{file, money, text};
use crate::{trouble, words};

/// The verbs of `talko collective`.
#[derive(Clone, Debug, Subcommand)]
pub enum Collective {
    /// Shows it.
    Show,
    /// Changes it; for stewards.
    Edit(Box<Edit>),
}

/// What `talko collective edit` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Edit {
    /// Another name.
    #[arg(long)]
    pub name: Option<String>,
    /// Where its people are.
    #[arg(long)]
    pub place: Option<String>,
    /// The currency in which it counts.
    #[arg(long, value_name = "CUR")]
    pub currency: Option<String>,
    /// What it is for.
    #[arg(long)]
    pub about: Option<String>,
    /// A file with its rules.
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// One line that the federation reads.
    #[arg(long)]
    pub headline: Option<String>,
    /// What its people can do, for the federation.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub skills: Vec<String>,
    /// Languages, best first, for the federation.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub languages: Vec<String>,
    /// Whether the federation sees its members' names and skills.
    #[arg(long, value_name = "yes|no")]
    pub shows_members: Option<Choice>,
}

impl Collective {
    /// Runs the verb.
    ///
    /// # Errors
    /// Any [`Problem`] that it meets.
    pub fn run(self, desk: &Desk) -> Outcome {
        match self {
            Collective::Show => {
                desk.paint.answer(&answer(desk)?)?;
                Ok(0)
            }
            Collective::Edit(edit) => edit.run(desk),
        }
    }
}

/// The own collective as a script and a person read it.
fn answer(desk: &Desk) -> Result<Answer, Problem> {
    let card = desk.own_collective()?;
    let mut stewards = Vec::new();
    for steward in &card.head.stewards {
        stewards.push(json!({"id": steward, "name": desk.person(steward)?}));
    }
    let neighbours: Vec<Value> = desk
        .directory()?
        .federations
        .iter()
        .filter(|(_, listed)| listed.contains(&card.charter))
        .map(|(id, listed)| json!({"id": id, "collectives": listed}))
        .collect();
    let terms = card.terms.as_ref();
    let face = card.profile.as_ref();
    let data = json!({
        "id": card.charter,
        "name": card.name,
        "place": terms.and_then(|terms| terms.place.as_ref()),
        "currency": terms.and_then(|terms| terms.currency).map(|currency| currency.code().to_string()),
        "about": terms.and_then(|terms| terms.about.as_ref()),
        "rules": terms.and_then(|terms| terms.bylaws.as_ref()),
        "people": card.people,
        "stewards": stewards,
        "threshold": card.head.threshold,
        "approval": card.head.approval,
        "tickets": card.head.tickets(),
        "revision": card.head.revision,
        "contested": card.contested,
        "open_leads": card.leads,
        "federations": neighbours,
        "face": face.map(super::me::profile_object),
        "shows_members": face.is_some_and(|face| face.shows_members),
    });
    let mut answer = Answer::new("collective", data);
    answer.sheet.line(desk.paint.strong(&desk.collective(&card.charter)?));
    let names = stewards.iter().filter_map(|steward| steward["name"].as_str()).collect::<Vec<_>>().join(", ");
    let mut pairs = vec![
        (words!("collective-label-people"), card.people.to_string()),
        (words!("collective-label-stewards"), names),
        (words!("collective-label-leads"), card.leads.to_string()),
    ];
    let mut put = |label: String, value: Option<String>| pairs.extend(value.map(|value| (label, value)));
    put(words!("me-label-place"), terms.and_then(|terms| terms.place.as_ref()).map(ToString::to_string));
    let currency = terms.and_then(|terms| terms.currency);
    put(words!("collective-label-currency"), currency.map(|currency: Currency| currency.code().to_string()));
    answer.sheet.pairs(pairs);
    let about = terms.and_then(|terms| terms.about.as_deref());
    let rules = terms.and_then(|terms| terms.bylaws.as_deref());
    for words in about.into_iter().chain(rules) {
        answer.sheet.line("");
        answer.sheet.text(words);
    }
    answer.sheet.line("");
    answer.sheet.line(words!("collective-face"));
    if let Some(face) = face {
        answer.sheet.pairs(profile_pairs(face));
    }
    answer.sheet.line(match face.is_some_and(|face| face.shows_members) {
        true => words!("collective-shows-members"),
        false => words!("collective-hides-members"),
    });
    if card.contested {
        answer.sheet.line(words!("collective-contested"));
    }
    Ok(answer)
}

impl Edit {
    /// Runs the verb: the words by a revision of the charter, the public face by its next revision.
    ///
    /// # Errors
    /// `stewards-only`, `more-stewards`; the trouble of each value.
    fn run(self, desk: &Desk) -> Outcome {
        let me = desk.me()?.person;
        let card = desk.own_collective()?.clone();
        if desk.card(&me)?.is_none_or(|own| own.role != Role::Steward) {
            return Err(trouble!("stewards-only").into());
        }
        let before = words_of(card.terms.as_ref(), &card.head, &card.name)?;
        let mut terms = before.clone();
        let worded = self.word(&mut terms)?;
        let mut face = card.profile.clone().unwrap_or_else(|| blank(&terms));
        let old_face = card.profile.clone();
        let faced = self.show(&mut face)?;
        if !worded && !faced {
            return Err(trouble!("nothing-said").into());
        }
        face.name.clone_from(&terms.name);
        face.place.clone_from(&terms.place);
        if terms == before && (!faced || old_face.as_ref() == Some(&face)) {
            return Err(trouble!("nothing-changes", short = &*card.name).into());
        }
        let changed = terms != before;
        let worded = if changed { Some(amend(desk, &terms)?) } else { None };
        let waits = worded.as_ref().is_some_and(|amended| amended.revision.revision.phase == Phase::Proposed);
        let mut lines = vec![match (desk.global.dry_run, waits) {
            (true, _) => words!("collective-would-edit", name = terms.name.to_string()),
            (false, true) => words!("collective-proposed", name = card.name.clone()),
            (false, false) => words!("collective-edited", name = terms.name.to_string()),
        }];
        let mut data = object(&card, &terms, &face);
        if let Some(amended) = &worded {
            lines.push(words!("collective-edit-readers"));
            if waits {
                lines.push(standing(desk, &amended.revision)?);
                lines.push(words!("charter-approve-how", short = &amended.revision.short));
            }
            data["version"] = json!(amended.revision.revision.charter.revision);
            data["words_operation"] = json!(amended.published.operation);
        }
        if !faced {
            let published = worded.map(|amended| amended.published).unwrap_or_default();
            return receipt(desk, "collective", lines.join("\n"), data, &published);
        }
        if let Some(number) = worded.and_then(|amended| amended.published.operation) {
            lines.push(words!("collective-words-undo", operation = number));
        }
        // Read behind the terms: the home has renewed the face with the new name by then.
        let faces = Faces::read(desk, card.charter)?;
        let mut drafts = vec![faces.draft(card.charter, Side::Open, &face)];
        if face.shows_members && !old_face.is_some_and(|old| old.shows_members) {
            drafts.extend(own_face(desk)?);
        }
        let written = publish(desk, "collective edit", drafts, Excess::Refuse)?;
        receipt(desk, "collective", lines.join("\n"), data, &written.published)
    }

    /// Puts what was said into the words of the charter; true where anything was said.
    fn word(&self, terms: &mut Terms) -> Result<bool, Problem> {
        let mut said = set(&mut terms.place, "--place", self.place.as_deref())?;
        if let Some(name) = &self.name {
            terms.name = text::line("--name", name)?;
            said = true;
        }
        if let Some(currency) = &self.currency {
            terms.currency = Some(money::currency(currency)?);
            said = true;
        }
        if let Some(about) = &self.about {
            terms.about = optional(&file::typed(about)?, |words| Ok(text::text("--about", words)?))?;
            said = true;
        }
        if let Some(rules) = &self.rules {
            terms.bylaws = optional(&file::text(rules)?, |words| Ok(text::text("--rules", words)?))?;
            said = true;
        }
        Ok(said)
    }

    /// Puts what was said into the public face; true where anything was said.
    fn show(&self, face: &mut Profile) -> Result<bool, Problem> {
        let mut said = set(&mut face.headline, "--headline", self.headline.as_deref())?;
        if !self.skills.is_empty() {
            let named = skills(&self.skills)?.into_iter().map(|name| Skill { name, level: None, since: None });
            face.skills =
                Few::new(named.collect()).map_err(|many| trouble!("skills-many", count = many.len(), most = 64))?;
            said = true;
        }
        if !self.languages.is_empty() {
            face.languages = languages(&self.languages)?;
            said = true;
        }
        if let Some(shows) = self.shows_members {
            face.shows_members = shows == Choice::Yes;
            said = true;
        }
        Ok(said)
    }
}

/// Changes the words of the charter, or says what that would be.
fn amend(desk: &Desk, terms: &Terms) -> Result<Amended, Problem> {
    let dry_run = desk.global.dry_run;
    let amendments = vec![Amendment::Terms(terms.clone())];
    match desk.ask(Request::Amend(Amend {
        voice: Voice::Steward,
        amendments,
        label: "collective edit".to_string(),
        past: Past::Kept,
        dry_run,
    }))? {
        Reply::Amended(amended) => Ok(*amended),
        other => Err(unfit("Amend", &other)),
    }
}

/// A text, or nothing where it is empty.
fn optional<T>(words: &str, read: impl FnOnce(&str) -> Result<T, Problem>) -> Result<Option<T>, Problem> {
    if words.trim().is_empty() { Ok(None) } else { read(words).map(Some) }
}

fn blank(terms: &Terms) -> Profile {
    Profile { place: terms.place.clone(), ..Profile::named(terms.name.clone()) }
}

/// The steward's own open face, which stands where the collective shows its members.
fn own_face(desk: &Desk) -> Result<Option<protocol::local::Draft>, Problem> {
    let me = desk.me()?.person;
    let faces = Faces::read(desk, me)?;
    let Some(profile) = faces.profile().cloned() else { return Ok(None) };
    let drafts = face::drafts(&faces, me, &profile, true, Sharing::NotNow);
    Ok(drafts.into_iter().find(|draft| draft.side == Side::Open).filter(|_| !faces.is_open()))
}

fn object(card: &CollectiveCard, terms: &Terms, face: &Profile) -> Value {
    json!({
        "id": card.charter,
        "name": terms.name,
        "place": terms.place,
        "currency": terms.currency.map(|currency| currency.code().to_string()),
        "about": terms.about,
        "rules": terms.bylaws,
        "face": super::me::profile_object(face),
        "shows_members": face.shows_members,
    })
}

#[cfg(test)]
mod tests;
