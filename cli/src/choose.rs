//! Owns how a typed id, title or name becomes one thing: by asking the home, and where several fit
//! by asking the person, or refusing with the list.

use protocol::id::Prefix;
use protocol::local::{Named, PersonCard, Pick, Reply, Request, Role, Sort};
use protocol::text::tidy_line;

use crate::desk::{Desk, unfit};
use crate::problem::Problem;
use crate::{prompt, trouble, words};

/// 9: a list that is longer is no choice; more letters are typed instead.
const CHOICES_MAX: usize = 9;

/// Finds the one thing that a text names.
///
/// # Errors
/// `unknown` where nothing fits, `clash` where several do and nobody can be asked.
pub fn one(desk: &Desk, sort: Sort, typed: &str) -> Result<Named, Problem> {
    let text = tidy_line(typed);
    let pick = Pick { prefix: Prefix::parse(&text), text: text.clone() };
    let mut found = match desk.ask(Request::Find(sort, pick))? {
        Reply::Found(found) => found,
        other => return Err(unfit("Find", &other)),
    };
    match found.len() {
        0 => Err(unknown(sort, &text).into()),
        1 => Ok(found.remove(0)),
        _ => several(desk, &text, found),
    }
}

/// Finds the one thing that a text names among several sorts. A whole title beats a part of one.
///
/// # Errors
/// `erase-unknown` where nothing fits, `clash` where several do and nobody can be asked.
pub fn among(desk: &Desk, sorts: &[Sort], typed: &str) -> Result<Named, Problem> {
    let text = tidy_line(typed);
    let mut found = found(desk, sorts, &text)?;
    match found.len() {
        0 => Err(trouble!("erase-unknown", typed = text).into()),
        1 => Ok(found.remove(0)),
        _ => several(desk, &text, found),
    }
}

/// What fits a text among several sorts; whole titles alone where there are any.
fn found(desk: &Desk, sorts: &[Sort], text: &str) -> Result<Vec<Named>, Problem> {
    let mut found = Vec::new();
    for sort in sorts {
        let pick = Pick { prefix: Prefix::parse(text), text: text.to_string() };
        match desk.ask(Request::Find(*sort, pick))? {
            Reply::Found(named) => found.extend(named),
            other => return Err(unfit("Find", &other)),
        }
    }
    let whole = |named: &Named| tidy_line(&named.title).to_lowercase() == text.to_lowercase();
    if found.iter().any(whole) {
        found.retain(whole);
    }
    Ok(found)
}

/// Finds the one person or collective that a text names. A whole name beats a part of one.
///
/// # Errors
/// `unknown-party` where nothing fits, `clash` where several do and nobody can be asked.
pub fn party(desk: &Desk, typed: &str) -> Result<Named, Problem> {
    let text = tidy_line(typed);
    let mut found = found(desk, &[Sort::Person, Sort::Collective], &text)?;
    match found.len() {
        0 => Err(trouble!("unknown-party", typed = text).into()),
        1 => Ok(found.remove(0)),
        _ => several(desk, &text, found),
    }
}

/// Finds the one person that a text names; whoever belongs to the own collective now stands before others of the name.
///
/// # Errors
/// As [`one`].
pub fn member(desk: &Desk, typed: &str) -> Result<Named, Problem> {
    let text = tidy_line(typed);
    let pick = Pick { prefix: Prefix::parse(&text), text: text.clone() };
    let mut found = match desk.ask(Request::Find(Sort::Person, pick))? {
        Reply::Found(found) => found,
        other => return Err(unfit("Find", &other)),
    };
    let own = desk.me()?.collective;
    let people = &desk.directory()?.persons;
    let here = |named: &Named| {
        let belongs = |card: &PersonCard| card.collective == own && card.role != Role::Former;
        people.iter().any(|card| card.person == named.id && belongs(card))
    };
    if found.iter().any(here) {
        found.retain(here);
    }
    match found.len() {
        0 => Err(unknown(Sort::Person, &text).into()),
        1 => Ok(found.remove(0)),
        _ => several(desk, &text, found),
    }
}

/// The trouble where nothing of a sort fits what was typed.
pub fn unknown(sort: Sort, typed: &str) -> protocol::local::Trouble {
    match sort {
        Sort::Lead => trouble!("unknown-lead", typed = typed),
        Sort::Pledge => trouble!("unknown-pledge", typed = typed),
        Sort::Ask => trouble!("unknown-ask", typed = typed),
        Sort::Person => trouble!("unknown-person", typed = typed),
        Sort::Collective => trouble!("unknown-collective", typed = typed),
        Sort::Invite => trouble!("unknown-invite", typed = typed),
        Sort::Bid => trouble!("unknown-bid", typed = typed),
    }
}

fn several(desk: &Desk, typed: &str, mut found: Vec<Named>) -> Result<Named, Problem> {
    let count = found.len();
    found.truncate(CHOICES_MAX);
    let lines: Vec<String> =
        found.iter().map(|named| format!("{}  {}", named.short, tidy_line(&named.title))).collect();
    if !desk.paint.asks {
        return Err(trouble!("clash", typed = typed, count = count, choices = lines.join("; ")).into());
    }
    let chosen = prompt::choose(desk, &words!("choose-which", typed = typed), &lines, 0)?;
    Ok(found.swap_remove(chosen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::id::Id;

    fn home(found: Vec<Named>) -> Desk {
        Desk::fake(move |request| match request {
            Request::Find(..) => Ok(Reply::Found(found.clone())),
            other => panic!("{other:?} was not expected"),
        })
    }

    fn named(title: &str) -> Named {
        let id = Id::of(title.as_bytes());
        Named { id, short: id.short(4), title: title.to_string() }
    }

    #[test]
    fn a_text_that_names_one_thing_finds_it() {
        let found = one(&home(vec![named("Payroll helper")]), Sort::Lead, " payroll ").expect("one fits");
        assert_eq!(found.title, "Payroll helper");
    }

    #[test]
    fn several_are_listed_and_none_is_guessed() {
        let desk = home(vec![named("Payroll helper"), named("Payroll clerk")]);
        let Err(Problem::Refused(trouble)) = one(&desk, Sort::Lead, "payroll") else { panic!("guessed") };
        assert_eq!((trouble.code.as_str(), trouble.exit), ("clash", 2));
        assert!(trouble.facts["choices"].contains("Payroll clerk"));
    }

    #[test]
    fn what_nothing_fits_is_unknown() {
        let Err(Problem::Refused(trouble)) = one(&home(Vec::new()), Sort::Person, "Mallory") else { panic!("found") };
        assert_eq!((trouble.code.as_str(), trouble.exit), ("unknown-person", 2));
    }
}
