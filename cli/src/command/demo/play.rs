//! Owns the steps of a demonstration, in the order in which a federation comes to be. All people,
//! collectives and leads in it are invented, but for the file that was given.

use std::collections::BTreeMap;
use std::path::PathBuf;

use protocol::fold::pledge::PledgeRow;
use protocol::id::Id;
use protocol::local::{Reply, Request, Sort};
use protocol::text::tidy_line;
use serde_json::Value;

use super::house::House;
use super::stage::Stage;
use super::telling::{Figures, Telling};
use crate::desk::unfit;
use crate::problem::Problem;
use crate::words;

/// The invented leads; cli/data/README.md says whose they are.
const LEADS: &str = include_str!("../../../data/demo-leads.csv");
/// The steward, the collective and the folder of each home.
const CAST: [(&str, &str, &str); 3] =
    [("Ana", "Cebu Desk", "cebu"), ("Ben", "Laguna VAs", "laguna"), ("Carla", "Davao Books", "davao")];
/// Who comes in later, and the folder of her home.
const MEMBER: (&str, &str) = ("Dina", "dina");
/// What is posted while one home is off.
const MEANWHILE: [&str; 3] =
    ["Payroll helper for a bakery in Perth", "Weekend inbox cover for a dentist", "Tidy up 300 invoices by Friday"];
/// Three hours, of the four that are promised.
const CALLED_MINUTES: u64 = 180;
/// Three titles show what a search finds.
const SHOWN: usize = 3;
/// Shorter words are mostly glue.
const LETTERS_MIN: usize = 5;

/// One demonstration.
pub struct Play<'a> {
    telling: &'a mut Telling,
    stage: &'a Stage,
    homes: Vec<House<'a>>,
    leads: Option<PathBuf>,
    figures: Figures,
}

impl<'a> Play<'a> {
    /// A demonstration with 2 to 3 collectives.
    pub fn new(stage: &'a Stage, telling: &'a mut Telling, collectives: u8, leads: Option<PathBuf>) -> Play<'a> {
        let homes =
            CAST.iter().take(usize::from(collectives)).map(|(_, _, folder)| House::new(stage, folder)).collect();
        Play { telling, stage, homes, leads, figures: Figures::default() }
    }

    /// Plays it to its end.
    ///
    /// # Errors
    /// `demo-step` where a command fails, `demo-late` where something never comes.
    pub fn run(mut self) -> Result<Figures, Problem> {
        self.found()?;
        for guest in 1..self.homes.len() {
            self.join(guest)?;
        }
        self.figures.collectives = self.homes.len();
        let words = self.share()?;
        self.arrive()?;
        let lead = self.search(&words)?;
        self.comment(lead)?;
        let member = self.member()?;
        self.pledge(&member)?;
        self.catch_up()?;
        self.figures.processes.extend(self.homes.iter().chain([&member]).filter_map(House::process));
        Ok(self.figures)
    }

    fn found(&mut self) -> Result<(), Problem> {
        let (steward, collective, _) = CAST[0];
        self.telling.begin_step(words!("demo-found", person = steward, collective = collective))?;
        let home = &mut self.homes[0];
        home.talko(self.telling, &["setup", "--start", collective, "--name", steward])?;
        home.start(self.telling)?;
        self.telling.end_step(&[words!("demo-found-came", collective = collective)])
    }

    fn join(&mut self, guest: usize) -> Result<(), Problem> {
        let (steward, collective, _) = CAST[guest];
        let (inviter, first, _) = CAST[0];
        self.telling.begin_step(words!("demo-join", person = steward, collective = collective, inviter = inviter))?;
        let invited = self.homes[0].talko(self.telling, &["invite", "new", "--collective"])?;
        let line = text(&invited, "/data/invite")?;
        let home = &mut self.homes[guest];
        home.talko(self.telling, &["setup", "--start", collective, "--name", steward])?;
        let joined = home.talko(self.telling, &["join", &line, "--exchange", "full"])?;
        home.start(self.telling)?;
        for home in &self.homes[..=guest] {
            // With the third, the second and the third find each other through what the first told them.
            home.until(|home| {
                let standing = home.status()?;
                let all = guest as u32;
                Ok((standing.listed >= all && standing.connected >= standing.listed).then_some(()))
            })?;
        }
        let size = joined.pointer("/data/size").and_then(Value::as_u64).unwrap_or_default();
        self.telling.end_step(&[words!("demo-join-came", first = first, collective = collective, size = size)])
    }

    /// Shares the leads of the file; a word that many of their titles have.
    fn share(&mut self) -> Result<String, Problem> {
        let home = &self.homes[0];
        let file = match &self.leads {
            Some(file) => file.clone(),
            None => {
                let file = home.beside("leads.csv");
                std::fs::write(&file, LEADS).map_err(|fault| Problem::unexpected("write the invented leads", fault))?;
                file
            }
        };
        self.telling.begin_step(match self.leads {
            Some(_) => words!("demo-share", person = CAST[0].0),
            None => words!("demo-share-invented", person = CAST[0].0),
        })?;
        let imported = home.talko(self.telling, &["lead", "import", &file.display().to_string()])?;
        let count = |name: &str| imported["data"][name].as_u64().unwrap_or_default();
        (self.figures.leads, self.figures.waiting) = (count("taken"), count("waiting"));
        let mut came = vec![words!("demo-share-came", count = self.figures.leads)];
        if count("possibly_same") > 0 {
            came.push(words!("demo-share-same", count = count("possibly_same")));
        }
        if self.figures.waiting > 0 {
            came.push(words!("demo-share-waiting", count = self.figures.waiting));
        }
        self.telling.end_step(&came)?;
        let leads = imported["data"]["leads"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(searched(leads.iter().filter_map(|lead| lead["title"].as_str())))
    }

    fn arrive(&mut self) -> Result<(), Problem> {
        self.telling.begin_step(words!("demo-arrive"))?;
        let begun = self.stage.elapsed();
        let mut came = Vec::new();
        for (home, (_, collective, _)) in self.homes.iter().zip(CAST).skip(1) {
            home.until(|home| Ok((home.leads()? >= self.figures.leads).then_some(())))?;
            let ms = (self.stage.elapsed() - begun).as_millis() as u64;
            came.push(words!("demo-arrive-came", collective = collective, count = self.figures.leads, ms = ms));
        }
        self.homes[1].talko(self.telling, &["status"])?;
        self.telling.end_step(&came)
    }

    /// Searches at the second home; the first lead that is found.
    fn search(&mut self, word: &str) -> Result<Id, Problem> {
        self.telling.begin_step(words!("demo-search", person = CAST[1].0, collective = CAST[0].1))?;
        // An old file holds leads that nobody can answer any more.
        let all = self.homes[1].status()?.open_leads == 0;
        let mut typed = vec!["lead", "search", word];
        typed.extend(all.then_some("--all"));
        let found = self.homes[1].talko(self.telling, &typed)?;
        let leads = found["data"].as_array().map(Vec::as_slice).unwrap_or_default();
        let Some(first) = leads.first() else {
            return Err(self.failed(&words!("demo-search-nothing", word = word)));
        };
        let id = self.homes[1].named(Sort::Lead, first["id"].as_str().unwrap_or_default())?;
        let shown = leads.iter().take(SHOWN).map(|lead| {
            let title = lead["title"].as_str().map(tidy_line).unwrap_or_default();
            words!("demo-search-lead", short = lead["short"].as_str().unwrap_or_default(), title = title)
        });
        let mut came = vec![words!("demo-search-came", count = leads.len(), word = word)];
        came.extend(shown);
        self.telling.end_step(&came)?;
        Ok(id)
    }

    fn comment(&mut self, lead: Id) -> Result<(), Problem> {
        let said = words!("demo-comment-text");
        self.telling.begin_step(words!("demo-comment", person = CAST[1].0))?;
        let short = lead.short(8);
        self.homes[1].talko(self.telling, &["lead", "comment", &short, &said])?;
        let read = self.homes[0].until(|home| match home.ask(Request::Thread(lead))? {
            Reply::Thread(thread) => {
                Ok(thread.and_then(|thread| thread.comments.into_iter().find_map(|said| said.text)))
            }
            other => Err(unfit("Thread", &other)),
        })?;
        self.telling.end_step(&[words!("demo-comment-came", person = CAST[0].0, text = tidy_line(&read))])
    }

    fn member(&mut self) -> Result<House<'a>, Problem> {
        let ((member, folder), (steward, collective, _)) = (MEMBER, CAST[0]);
        self.telling.begin_step(words!("demo-member", person = member, collective = collective))?;
        let invited = self.homes[0].talko(self.telling, &["invite", "new", "--member"])?;
        let line = text(&invited, "/data/invite")?;
        let mut home = House::new(self.stage, folder);
        home.talko(self.telling, &["join", &line, "--name", member])?;
        home.start(self.telling)?;
        let wanted = self.figures.leads;
        home.until(|home| match home.ask(Request::Directory)? {
            Reply::Directory(directory) => {
                let knows = directory.persons.iter().any(|card| card.name.as_deref() == Some(steward));
                Ok((knows && home.leads()? >= wanted).then_some(()))
            }
            other => Err(unfit("Directory", &other)),
        })?;
        self.telling.end_step(&[words!("demo-member-came", person = member, count = wanted)])?;
        Ok(home)
    }

    fn pledge(&mut self, member: &House) -> Result<(), Problem> {
        let ((giver, _), (steward, _, _)) = (MEMBER, CAST[0]);
        self.telling.begin_step(words!("demo-pledge", person = giver, steward = steward))?;
        let promise = words!("demo-pledge-text");
        let offer = ["pledge", "offer", &promise, "--to", steward, "--valid", "90d", "--share", "federation"];
        let offered = member.talko(self.telling, &offer)?;
        let id = member.named(Sort::Pledge, &text(&offered, "/data/id")?)?;
        let short = id.short(8);
        let steward_home = &self.homes[0];
        steward_home.until(|home| pledge_where(home, id, |_| true))?;
        steward_home.talko(self.telling, &["pledge", "call", &short, "--hours", "3"])?;
        member.until(|home| pledge_where(home, id, |row| row.called >= CALLED_MINUTES))?;
        member.talko(self.telling, &["pledge", "done", &short, "--hours", "3"])?;
        steward_home.until(|home| pledge_where(home, id, |row| row.given >= CALLED_MINUTES))?;
        steward_home.talko(self.telling, &["pledge", "confirm", &short])?;
        self.telling.end_step(&[words!("demo-pledge-came", person = steward)])?;
        self.telling.begin_step(words!("demo-balance", person = CAST[1].0, giver = giver))?;
        self.homes[1].until(|home| pledge_where(home, id, |row| row.confirmed >= CALLED_MINUTES))?;
        let balance = self.homes[1].talko(self.telling, &["pledge", "balance", "--of", giver])?;
        self.figures.balance = text(&balance, "/data/text")?;
        self.telling.end_step(&[words!("demo-balance-came", person = giver, text = &self.figures.balance)])
    }

    /// Stops the second home, posts meanwhile, and starts it again.
    fn catch_up(&mut self) -> Result<(), Problem> {
        let (steward, collective, _) = CAST[1];
        self.telling.begin_step(words!("demo-away", person = steward))?;
        let before = self.homes[1].leads()?;
        self.figures.processes.extend(self.homes[1].process());
        self.homes[1].stop(self.telling)?;
        for title in MEANWHILE {
            self.homes[0].talko(self.telling, &["lead", "new", title, "--closes", "in 30 days"])?;
        }
        let missed = MEANWHILE.len() as u64;
        self.telling.end_step(&[words!("demo-away-came", count = missed)])?;
        self.telling.begin_step(words!("demo-back", person = steward))?;
        let begun = self.stage.elapsed();
        self.homes[1].start(self.telling)?;
        self.homes[1].until(|home| Ok((home.leads()? >= before + missed).then_some(())))?;
        self.figures.caught_up = missed;
        let ms = (self.stage.elapsed() - begun).as_millis() as u64;
        self.telling.end_step(&[words!("demo-back-came", collective = collective, count = missed, ms = ms)])
    }

    /// A step whose command answered, but not with what it should.
    fn failed(&self, reason: &str) -> Problem {
        let step = self.telling.step();
        crate::trouble!("demo-step", step = step, command = "talko lead search", reason = reason).into()
    }
}

/// True where a home holds the pledge, and it has come as far as that.
fn pledge_where(home: &House, id: Id, far: impl Fn(&PledgeRow) -> bool) -> Result<Option<()>, Problem> {
    match home.ask(Request::Pledges)? {
        Reply::Pledges(pledges, _) => {
            Ok(pledges.iter().any(|shown| shown.row.id == id && far(&shown.row)).then_some(()))
        }
        other => Err(unfit("Pledges", &other)),
    }
}

/// A text that an answer has in any case.
fn text(answer: &Value, pointer: &str) -> Result<String, Problem> {
    let missing = || Problem::unexpected("understand an answer", std::io::Error::other(format!("no {pointer}")));
    answer.pointer(pointer).and_then(Value::as_str).map(str::to_string).ok_or_else(missing)
}

/// The word that most titles have, so that a search finds something in any file; a whole title
/// where none has a word that is long enough.
fn searched<'t>(titles: impl Iterator<Item = &'t str>) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut first = None;
    for title in titles {
        first.get_or_insert_with(|| tidy_line(title));
        let words = title.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase);
        let words: std::collections::BTreeSet<String> =
            words.filter(|word| word.chars().count() >= LETTERS_MIN).collect();
        for word in words {
            *counts.entry(word).or_default() += 1;
        }
    }
    // Of several, the first in the alphabet: the same file always shows the same.
    let most = counts.into_iter().max_by_key(|(word, count)| (*count, std::cmp::Reverse(word.clone())));
    most.map(|(word, _)| word).or(first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_that_is_searched_stands_in_most_titles() {
        let titles = ["Senior Engineer", "Engineer, data, engineer", "Bookkeeper"];
        assert_eq!(searched(titles.into_iter()), "engineer");
        assert_eq!(searched(["薪资助理"].into_iter()), "薪资助理");
    }
}
