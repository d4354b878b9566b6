//! `talko privacy`: what leaves this house, and who reads it. What is said stands in the table of kinds
//! and in the roster, so that a kind that is added, or a collective that joins, is told without a word
//! being changed here. A kind for which the catalogue names a command (`kind-NAME.by`) that this program does not have
//! is not told: nothing of it leaves.

use clap::{Args, CommandFactory as _};
use protocol::id::Id;
use protocol::record::{Kind, Place, TABLE};
use serde_json::{Value, json};

use crate::args::Line;
use crate::desk::Desk;
use crate::paint::{Answer, Table};
use crate::problem::{Outcome, Problem};
use crate::{trouble, words};

/// What `talko privacy` takes.
#[derive(Clone, Debug, Args)]
pub struct Privacy {
    /// Only this kind, by its name or a part of it.
    pub kind: Option<String>,
}

/// Who reads what stands in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Readers {
    /// The own collective.
    Own,
    /// The own collective, or its federations too, as the author chose.
    Chosen,
    /// The own collective and the collectives of its federations.
    Federations,
    /// Those on its list; others carry it and cannot open it.
    Listed,
}

impl Readers {
    const ALL: [Readers; 4] = [Readers::Listed, Readers::Own, Readers::Chosen, Readers::Federations];

    /// What follows from the place of a kind; see docs/architecture.md and `Roster::holds`.
    const fn of(kind: &Kind) -> Readers {
        match kind.place {
            Place::Inner => Readers::Own,
            Place::Either => Readers::Chosen,
            Place::Sealed => Readers::Listed,
            // The law is what others verify who belongs by; whom it names stands beside it.
            Place::Law | Place::Charter | Place::Nowhere | Place::Open => Readers::Federations,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Readers::Own => "collective",
            Readers::Chosen => "chosen",
            Readers::Federations => "federations",
            Readers::Listed => "listed",
        }
    }
}

/// The collectives that read something, by name; the own first.
struct Houses {
    own: (Id, String),
    others: Vec<(Id, String)>,
}

impl Houses {
    fn read(desk: &Desk) -> Result<Houses, Problem> {
        let own = desk.me()?.collective;
        let federations = desk.directory()?.federations.values().filter(|listed| listed.contains(&own));
        let mut ids: Vec<Id> = federations.flatten().copied().filter(|id| *id != own).collect();
        ids.sort_unstable();
        ids.dedup();
        let named = |id: Id| Ok::<_, Problem>((id, desk.collective(&id)?));
        let mut others = ids.into_iter().map(named).collect::<Result<Vec<_>, _>>()?;
        others.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(Houses { own: named(own)?, others })
    }

    fn of(&self, readers: Readers) -> Vec<&(Id, String)> {
        match readers {
            // The list is the author's, and may name single people.
            Readers::Listed => Vec::new(),
            Readers::Own => vec![&self.own],
            Readers::Chosen | Readers::Federations => std::iter::once(&self.own).chain(&self.others).collect(),
        }
    }

    fn sentence(&self, readers: Readers) -> String {
        let names =
            |houses: &[(Id, String)]| houses.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join(", ");
        let (own, others) = (self.own.1.as_str(), names(&self.others));
        match (readers, self.others.is_empty()) {
            (Readers::Own, _) => words!("privacy-own", name = own),
            (Readers::Listed, _) => words!("privacy-listed", name = own),
            (Readers::Chosen, true) => words!("privacy-chosen-alone", name = own),
            (Readers::Chosen, false) => words!("privacy-chosen", name = own, others = others),
            (Readers::Federations, true) => words!("privacy-federations-alone", name = own),
            (Readers::Federations, false) => words!("privacy-federations", name = own, others = others),
        }
    }
}

/// A kind in words that people use.
fn called(kind: &Kind) -> String {
    words::maybe(&format!("kind-{}", kind.name), None, &[]).unwrap_or_else(|| kind.name.to_string())
}

/// True where this version can write a kind: no command is named for it, or one that there is.
fn is_written(kind: &Kind) -> bool {
    let by = words::maybe(&format!("kind-{}", kind.name), Some("by"), &[]);
    by.is_none_or(|path| is_command(&path))
}

/// True where the tree of commands has this path, such as "lead new".
fn is_command(path: &str) -> bool {
    let tree = Line::command();
    let mut at = Some(&tree);
    for name in path.split_whitespace() {
        at = at.and_then(|command| command.find_subcommand(name));
    }
    at.is_some()
}

/// The kinds that this version can write, in the order of the table.
fn told() -> impl Iterator<Item = &'static Kind> {
    TABLE.iter().copied().filter(|kind| is_written(kind))
}

impl Privacy {
    /// Runs the command.
    ///
    /// # Errors
    /// `unknown-kind` where nothing is called so.
    pub fn run(self, desk: &Desk) -> Outcome {
        let houses = Houses::read(desk)?;
        let kinds = self.kinds()?;
        let items = kinds.iter().map(|kind| object(kind, &houses)).collect();
        let mut answer = Answer::list("privacy", items, None);
        for readers in Readers::ALL {
            let mut table = Table::default();
            for kind in kinds.iter().filter(|kind| Readers::of(kind) == readers) {
                table.row([String::new(), called(kind)]);
            }
            if table.is_empty() {
                continue;
            }
            answer.sheet.line(houses.sentence(readers));
            answer.sheet.table(table);
            answer.sheet.line("");
        }
        if self.kind.is_none() {
            answer.sheet.line(words!("privacy-machine"));
            answer.sheet.line("");
            answer.sheet.line(words!("privacy-nobody"));
            answer.sheet.line(words!("privacy-remembers"));
            answer.sheet.line(words!("privacy-address"));
        }
        desk.paint.answer(&answer)?;
        Ok(0)
    }

    /// The kinds that are meant: all, or those that are called so.
    fn kinds(&self) -> Result<Vec<&'static Kind>, Problem> {
        let Some(typed) = &self.kind else { return Ok(told().collect()) };
        let wanted = typed.trim().to_lowercase();
        let exact: Vec<&'static Kind> = told().filter(|kind| kind.name == wanted).collect();
        if !exact.is_empty() {
            return Ok(exact);
        }
        let part = |kind: &&Kind| !wanted.is_empty() && called(kind).to_lowercase().contains(&wanted);
        let found: Vec<&'static Kind> = told().filter(part).collect();
        if found.is_empty() {
            return Err(trouble!("unknown-kind", typed = typed).into());
        }
        Ok(found)
    }
}

fn object(kind: &Kind, houses: &Houses) -> Value {
    let readers = Readers::of(kind);
    let collectives: Vec<Value> =
        houses.of(readers).into_iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
    json!({
        "kind": kind.name,
        "name": called(kind),
        "readers": readers.word(),
        "collectives": collectives,
        "days": kind.life_days,
        "text": houses.sentence(readers),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{id, run, run_as};

    #[test]
    fn every_kind_has_words_and_readers() {
        for kind in TABLE {
            let words = words::maybe(&format!("kind-{}", kind.name), None, &[]);
            assert!(words.is_some(), "the catalogue has no kind-{}", kind.name);
        }
        let json = run(&["privacy", "--json"], |_| None).json();
        let kinds: Vec<&str> =
            json["data"].as_array().expect("a list").iter().filter_map(|row| row["kind"].as_str()).collect();
        let here = TABLE.iter().filter(|kind| {
            let by = words::maybe(&format!("kind-{}", kind.name), Some("by"), &[]);
            by.is_none_or(|path| is_command(&path))
        });
        assert_eq!(kinds, here.map(|kind| kind.name).collect::<Vec<_>>());
        assert!(["lead", "erase", "vouch", "charter"].iter().all(|sent| kinds.contains(sent)), "{kinds:?}");
    }

    #[test]
    fn what_no_command_of_this_version_writes_is_not_told() {
        assert!(is_command("lead new") && is_command("erase") && is_command("federation vouch"));
        assert!(!is_command("lead teleport") && !is_command("telepathy"));
        for kind in TABLE {
            let code = run(&["privacy", kind.name], |_| None).outcome.is_ok();
            assert_eq!(code, is_written(kind), "{}", kind.name);
        }
    }

    #[test]
    fn what_is_inner_is_read_by_the_own_collective_alone() {
        let json = run(&["privacy", "--json"], |_| None).json();
        for row in json["data"].as_array().expect("a list") {
            let kind = protocol::record::kind(row["kind"].as_str().expect("a name")).expect("a kind");
            let readers = row["collectives"].as_array().expect("a list");
            let others = readers.iter().any(|house| house["id"] == id("Laguna VAs").to_string());
            assert_eq!(others, !matches!(kind.place, Place::Inner | Place::Sealed), "{row}");
        }
    }

    #[test]
    fn without_a_federation_nobody_else_is_named() {
        let alone = |request: &protocol::local::Request| match request {
            protocol::local::Request::Directory => {
                let mut directory = crate::fixture::directory("Amara");
                directory.federations.clear();
                Some(protocol::local::Reply::Directory(Box::new(directory)))
            }
            _ => None,
        };
        assert!(!run(&["privacy"], alone).out.contains("Laguna"));
        assert!(run_as("Chidi", &["privacy"], |_| None).out.contains("Cebu Desk"));
    }

    #[test]
    fn one_kind_is_found_by_its_name_and_by_its_words() {
        let named = run(&["privacy", "lead", "--json"], |_| None).json();
        assert_eq!(named["data"].as_array().map(Vec::len), Some(1));
        assert_eq!(named["data"][0]["readers"], "chosen");
        let worded = run(&["privacy", "rules", "--json"], |_| None).json();
        assert_eq!(worded["data"][0]["kind"], "terms");
        assert_eq!(run(&["privacy", "telepathy"], |_| None).code(), "unknown-kind");
    }
}
