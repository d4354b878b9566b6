//! `talko erase`: takes text away, of one's own, or as many stewards as must of anybody's.

use clap::Args;
use protocol::id::Id;
use protocol::local::{Erase as Wish, Erased, Named, Reply, Request, Sort};
use serde_json::json;

use crate::desk::{Desk, unfit};
use crate::problem::{Outcome, Problem};
use crate::receipt::{Back, receipt_with};
use crate::values::text;
use crate::{choose, prompt, words};

/// What `talko erase` takes.
#[derive(Clone, Debug, Args)]
pub struct Erase {
    /// The lead, promise or request, by id or words; or any record by its whole id.
    pub what: String,
    /// Why, for those who read the collective's law.
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
}

impl Erase {
    /// Runs the command.
    ///
    /// # Errors
    /// `erase-not-yours`, `erase-elsewhere`, `already-done`; `cancelled` for a no.
    pub fn run(self, desk: &Desk) -> Outcome {
        desk.me()?;
        let named = self.named(desk)?;
        let why = self.why.as_deref().map(|why| text::line("--why", why)).transpose()?;
        let erase = |dry_run: bool| ask(desk, Wish { what: named.id, why: why.clone(), dry_run });
        let preview = erase(true)?;
        let means = means(desk, &named, &preview)?;
        if desk.global.dry_run {
            return answer(desk, &named, &preview, [vec![words!("erase-would")], means].concat());
        }
        if desk.paint.asks && !desk.global.yes {
            desk.paint.note(&means.join("\n"))?;
        }
        prompt::agree(desk, &words!("erase-ask", title = &named.title))?;
        let erased = erase(false)?;
        let lines = match erased.hidden {
            true => [vec![words!("erase-hidden", title = &named.title)], self::means(desk, &named, &erased)?].concat(),
            false => {
                let missing =
                    erased.missing.iter().map(|id| desk.person(id)).collect::<Result<Vec<_>, _>>()?.join(", ");
                let (agreed, needed) = (erased.agreed, erased.needed);
                vec![words!("erase-waits", agreed = agreed, needed = needed, missing = missing, short = &named.short)]
            }
        };
        answer(desk, &named, &erased, lines)
    }

    /// What was meant: what the home lists under these words, or a record.
    fn named(&self, desk: &Desk) -> Result<Named, Problem> {
        let found = choose::among(desk, &[Sort::Lead, Sort::Pledge, Sort::Ask], &self.what);
        match (found, Id::parse(self.what.trim())) {
            (Ok(named), _) => Ok(named),
            (Err(Problem::Refused(trouble)), Some(id)) if trouble.code == "erase-unknown" => {
                let short = id.short(6);
                Ok(Named { id, title: short.clone(), short })
            }
            (Err(problem), _) => Err(problem),
        }
    }
}

/// What it means for the text, and for whom.
fn means(desk: &Desk, named: &Named, erased: &Erased) -> Result<Vec<String>, Problem> {
    let mut lines = Vec::new();
    if erased.author != desk.me()?.person {
        lines.push(words!("erase-whose", title = &named.title, name = desk.person(&erased.author)?));
    }
    lines.push(words!("erase-gone", day = desk.clock.day(erased.gone)));
    lines.push(words!("erase-keeps"));
    Ok(lines)
}

fn ask(desk: &Desk, wish: Wish) -> Result<Erased, Problem> {
    match desk.ask(Request::Erase(wish))? {
        Reply::Erased(erased) => Ok(*erased),
        other => Err(unfit("Erase", &other)),
    }
}

fn answer(desk: &Desk, named: &Named, erased: &Erased, lines: Vec<String>) -> Outcome {
    let data = json!({
        "id": named.id,
        "short": named.short,
        "author": {"id": erased.author, "name": desk.person(&erased.author)?},
        "erased": erased.records,
        "needed": erased.needed,
        "agreed": erased.agreed,
        "missing": erased.missing,
        "hidden": erased.hidden,
        "gone": desk.clock.day(erased.gone),
    });
    let back = Back::Instead(words!("instead-of-erase"));
    receipt_with(desk, "erase", lines.join("\n"), data, &erased.published, back)
}

#[cfg(test)]
mod tests {
    use protocol::local::Published;

    use super::*;
    use crate::fixture::{NOW, Run, id, run};

    fn erases(own: bool, agreed: u32) -> impl Fn(&Request) -> Option<Reply> + Clone {
        move |request| match request {
            Request::Find(Sort::Lead, _) => {
                Some(Reply::Found(vec![Named { id: id("lead"), short: "7K3Q".into(), title: "Payroll".into() }]))
            }
            Request::Find(..) => Some(Reply::Found(Vec::new())),
            Request::Erase(_) => Some(Reply::Erased(Box::new(Erased {
                published: Published { operation: Some(1), binds: true, ..Published::default() },
                records: 2,
                author: id(if own { "Amara" } else { "Binh" }),
                needed: if own { 1 } else { 2 },
                agreed,
                missing: if own { Vec::new() } else { vec![id("Binh")] },
                hidden: agreed >= if own { 1 } else { 2 },
                gone: NOW.day().plus(7),
            }))),
            _ => None,
        }
    }

    fn written(ran: &Run) -> bool {
        ran.asked.iter().any(|request| matches!(request, Request::Erase(wish) if !wish.dry_run))
    }

    #[test]
    fn nothing_is_erased_before_it_is_agreed_to() {
        let ran = run(&["erase", "payroll"], erases(true, 1));
        assert!(ran.code() == "needs" && !written(&ran));
        let ran = run(&["erase", "payroll", "--yes"], erases(true, 1));
        assert!(written(&ran), "{}", ran.out);
        for said in ["hidden", "seven days", "backups"] {
            assert!(ran.out.contains(said), "{said}: {}", ran.out);
        }
    }

    #[test]
    fn where_others_must_agree_it_says_who_and_how_and_hides_nothing() {
        let ran = run(&["erase", "payroll", "--yes"], erases(false, 1));
        assert!(ran.out.contains("1 of 2") && ran.out.contains("talko erase 7K3Q"), "{}", ran.out);
        assert!(!ran.out.contains("is hidden from now on"), "{}", ran.out);
        let data = run(&["erase", "payroll", "--yes", "--json"], erases(false, 1)).json()["data"].clone();
        assert_eq!(data["hidden"], false, "{data}");
    }

    #[test]
    fn what_nobody_knows_is_refused_and_a_whole_id_names_a_record() {
        let nothing = |request: &Request| match request {
            Request::Find(..) => Some(Reply::Found(Vec::new())),
            other => erases(true, 1)(other),
        };
        assert_eq!(run(&["erase", "telepathy", "--yes"], nothing).code(), "erase-unknown");
        let record = id("a comment").to_string();
        assert!(written(&run(&["erase", &record, "--yes"], nothing)));
    }
}
