//! `talko interview`: a guided conversation from a role file that ends in markers. About oneself they are one's own
//! word; somebody who is named for it attests what they were shown.

pub mod file;
mod guided;

use std::collections::BTreeMap;

use clap::Args;
use protocol::fold::marker::State;
use protocol::id::Id;
use protocol::local::{Draft, PrivateTag, Sort as Named, Version};
use protocol::record::marker::{Marker, Sort};
use protocol::search::fold::fold;
use protocol::wire::Few;
use serde_json::{Value, json};

use self::file::{Question, RoleFile};
use super::marker::{about, claim, evidence, sort_word};
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::publish::{Excess, draft, publish};
use crate::receipt::receipt;
use crate::share::{Audience, audience};
use crate::{choose, trouble, words};

/// What `talko interview` takes.
#[derive(Clone, Debug, Default, Args)]
pub struct Interview {
    /// The role; the list of roles where nothing is said.
    pub role: Option<String>,
    /// Who is asked; whoever lives here where nothing is said.
    #[arg(long = "for", value_name = "NAME")]
    pub person: Option<String>,
    /// An answer to one question.
    #[arg(long, value_name = "QUESTION=yes|no")]
    pub answer: Vec<String>,
    /// What was shown for one question.
    #[arg(long, value_name = "QUESTION=FILE|TEXT")]
    pub seen: Vec<String>,
    /// Who reads the markers.
    #[arg(long, value_name = "own|federation|NAME")]
    pub share: Option<String>,
}

/// What was said to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// What shows it, as a file or in words.
    pub shown: Option<String>,
}

impl Interview {
    /// Runs the command.
    ///
    /// # Errors
    /// `interview-role` for a role without a file; `interview-answer` for an answer to no question; `unknown-person`
    /// or `clash`; `interview-nothing` where no answer makes a marker.
    pub fn run(self, desk: &Desk) -> Outcome {
        let Some(role) = &self.role else { return roles(desk) };
        let file = file::named(role).ok_or_else(|| trouble!("interview-role", typed = role, known = file::names()))?;
        let me = desk.me()?.person;
        let person = match &self.person {
            Some(typed) => choose::one(desk, Named::Person, typed)?.id,
            None => me,
        };
        let typed = !self.answer.is_empty() || !self.seen.is_empty();
        let answers = match (typed, desk.paint.asks) {
            (true, _) => self.typed(&file)?,
            (false, true) => guided::ask(desk, &file, person != me)?,
            (false, false) => return questions(desk, &file),
        };
        self.save(desk, &file, person, &answers)
    }

    /// The answers on the line: only what was said yes to, with what was shown.
    fn typed(&self, file: &RoleFile) -> Result<BTreeMap<String, Said>, Problem> {
        let mut answers: BTreeMap<String, Said> = BTreeMap::new();
        let known = || file.questions.iter().map(|question| question.key.as_str()).collect::<Vec<_>>().join(", ");
        let part = |typed: &str| -> Result<(String, String), Problem> {
            let (key, value) = typed.split_once('=').unwrap_or((typed, "yes"));
            match file.questions.iter().any(|question| question.key == key) {
                true => Ok((key.to_string(), value.to_string())),
                false => Err(trouble!("interview-answer", typed = typed, known = known()).into()),
            }
        };
        for typed in &self.answer {
            let (key, value) = part(typed)?;
            match value.as_str() {
                "yes" => drop(answers.insert(key, Said { shown: None })),
                "no" => drop(answers.remove(&key)),
                _ => return Err(trouble!("interview-answer", typed = typed, known = known()).into()),
            }
        }
        for typed in &self.seen {
            let (key, value) = part(typed)?;
            answers.insert(key, Said { shown: Some(value) });
        }
        Ok(answers)
    }

    fn save(&self, desk: &Desk, file: &RoleFile, person: Id, answers: &BTreeMap<String, Said>) -> Outcome {
        let me = desk.me()?.person;
        let audience = audience(desk, self.share.as_deref(), Audience::OWN)?;
        let known = about(desk, person)?.row.map(|row| row.markers).unwrap_or_default();
        let today = desk.clock.now.day();
        let standing = |name: &str| {
            let stands = known.iter().filter(|mark| mark.issuer == me);
            let mut stands = stands.filter(|mark| {
                matches!(mark.state(today), State::Claimed | State::Stated | State::Attested | State::Future)
            });
            stands.any(|mark| mark.marker.as_ref().is_some_and(|marker| fold(&marker.name) == fold(name)))
        };
        let (mut drafts, mut tags, mut made, mut left): (Vec<Draft>, Vec<PrivateTag>, Vec<Value>, Vec<String>) =
            Default::default();
        for (question, said) in file.questions.iter().filter_map(|one| Some((one, answers.get(&one.key)?))) {
            // Nobody can say for another what they like or keep to themselves, nor attest what was not shown.
            let for_another = question.sort != Sort::Preference && !question.confidential && said.shown.is_some();
            if standing(&question.marker) || (person != me && !for_another) {
                left.push(question.marker.to_string());
            } else if question.confidential {
                tags.push(PrivateTag { name: question.marker.clone(), note: None, at: desk.clock.now });
            } else {
                let body = body(question, said)?;
                made.push(json!({"name": body.name, "sort": sort_word(body.class), "evidence": body.evidence}));
                drafts.push(draft("marker", audience, Some(person), Vec::new(), Version::New, &body));
            }
        }
        let mut lines = Vec::new();
        if !left.is_empty() {
            lines.push(words!("interview-left", names = left.join(", ")));
        }
        if drafts.is_empty() && tags.is_empty() {
            return Err(trouble!("interview-nothing").into());
        }
        let names: Vec<String> = tags.iter().map(|tag| tag.name.to_string()).collect();
        if drafts.is_empty() {
            return claim::keep(desk, tags);
        }
        let done = publish(desk, "interview", drafts, Excess::Refuse)?;
        if !tags.is_empty() {
            if !desk.global.dry_run {
                claim::store(desk, tags)?;
            }
            lines.push(words!("marker-kept", name = names.join(", ")));
        }
        let (count, name) = (made.len(), desk.person(&person)?);
        let first = match (desk.global.dry_run, person == me) {
            (true, _) => words!("interview-would-save", count = count),
            (false, true) => words!("interview-saved", count = count, role = &file.role),
            (false, false) => words!("interview-attested", count = count, name = name),
        };
        lines.insert(0, first);
        lines.extend(done.introduction());
        let data = json!({"role": file.role, "of": person, "markers": made, "kept": names, "left": left});
        receipt(desk, "interview", lines.join("\n"), data, &done.published)
    }
}

fn body(question: &Question, said: &Said) -> Result<Marker, Problem> {
    Ok(Marker {
        class: question.sort,
        name: question.marker.clone(),
        note: None,
        evidence: said.shown.as_deref().map(evidence).transpose()?,
        since: None,
        until: None,
        alignment: Few::new(question.same_as.iter().cloned().collect()).expect("one at most"),
    })
}

/// Which roles there are.
fn roles(desk: &Desk) -> Outcome {
    let files = file::all();
    let items = files.iter().map(|file| json!({"name": file.name, "role": file.role, "title": file.title}));
    let mut answer = Answer::list("interview", items.collect(), None);
    let mut table = Table::default();
    for file in &files {
        table.row([file.name.to_string(), file.title.clone(), words!("interview-count", count = file.questions.len())]);
    }
    answer.sheet.table(table);
    desk.paint.answer(&answer)?;
    Ok(0)
}

/// The questions, for whoever prepares for them.
fn questions(desk: &Desk, file: &RoleFile) -> Outcome {
    let items = file.questions.iter().map(|question| {
        json!({
            "key": question.key, "ask": question.ask, "marker": question.marker, "sort": sort_word(question.sort),
            "confidential": question.confidential, "proof": question.proof,
        })
    });
    let mut answer = Answer::list("interview", items.collect(), None);
    answer.sheet.line(desk.paint.strong(&file.title));
    for question in &file.questions {
        answer.sheet.line("");
        answer.sheet.line(words!("interview-question", key = &question.key, ask = &question.ask));
        if let Some(proof) = &question.proof {
            answer.sheet.line(words!("interview-proof", proof = proof));
        }
    }
    answer.sheet.line("");
    answer.sheet.line(words!("interview-how", name = file.name));
    desk.paint.answer(&answer)?;
    Ok(0)
}

#[cfg(test)]
mod tests;
