//! Who belongs, against a home that answers from a function.

use protocol::local::*;

use crate::fixture::{Run, directory, id, run, run_as};

fn nothing(_: &Request) -> Option<Reply> {
    None
}

#[test]
fn the_list_holds_the_own_people_and_with_all_the_others() {
    let own = run(&["member", "list", "--json"], nothing).json();
    let names = |json: &serde_json::Value| -> Vec<String> {
        let rows = json["data"].as_array().expect("a list");
        rows.iter().filter_map(|row| row["name"].as_str().map(str::to_string)).collect()
    };
    assert_eq!(names(&own), ["Amara", "Binh", "Dalisay"]);
    assert_eq!(own["data"][2]["role"], "new");
    let all = run(&["member", "list", "--all", "--json"], nothing).json();
    assert_eq!(names(&all), ["Amara", "Binh", "Dalisay", "Chidi"]);
    let text = run(&["member", "list"], nothing).out;
    assert!(text.contains("One newcomer waits"), "{text}");
    let skilled = run(&["member", "list", "--skill", "Xero", "--json"], nothing).json();
    assert_eq!(skilled["data"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_steward_approves_a_newcomer_of_their_own_collective() {
    let approved = run(&["member", "approve", "Dalisay", "--json"], nothing);
    assert!(
        approved.asked.iter().any(|request| matches!(request, Request::Approve(person) if *person == id("Dalisay")))
    );
    assert_eq!(approved.json()["schema"], "talko.member/1");
    let dry = run(&["member", "approve", "Dalisay", "--dry-run"], nothing);
    assert!(!dry.asked.iter().any(|request| matches!(request, Request::Approve(_))));
    assert_eq!(run_as("Binh", &["member", "approve", "Dalisay"], nothing).code(), "stewards-only");
    assert_eq!(run(&["member", "approve", "Binh"], nothing).code(), "already-member");
    assert_eq!(run(&["member", "approve", "Chidi"], nothing).code(), "member-elsewhere");
    assert_eq!(run(&["member", "approve", "Mallory"], nothing).code(), "unknown-person");
}

/// Cebu Desk with a second Binh, who came later, and a third who was taken out.
fn three_of_one_name() -> Directory {
    let mut directory = directory("Amara");
    let second = |person: &str, name: &str, role| {
        let short = id(person).short(4);
        let name = Some(name.to_string());
        PersonCard { person: id(person), short, name, collective: id("Cebu Desk"), role, paused: None, profile: None }
    };
    directory.persons.push(second("another Binh", "binh", Role::Member));
    directory.persons.push(second("an earlier Binh", "Binh", Role::Former));
    directory
}

fn where_three_have_one_name(words: &[&str]) -> Run {
    run(words, |request| match request {
        Request::Directory => Some(Reply::Directory(Box::new(three_of_one_name()))),
        Request::Find(Sort::Person, pick) => {
            let fits = |card: &PersonCard| {
                let named = card.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(&pick.text));
                named || card.short == pick.text
            };
            let found = three_of_one_name().persons.into_iter().filter(fits);
            let named =
                found.map(|card| Named { id: card.person, short: card.short, title: card.name.unwrap_or_default() });
            Some(Reply::Found(named.collect()))
        }
        _ => None,
    })
}

#[test]
fn two_of_one_name_are_told_apart_wherever_one_is_meant() {
    let (first, second) = (id("Binh").short(4), id("another Binh").short(4));
    let asked = where_three_have_one_name(&["member", "remove", "Binh", "--confirm", "Binh"]);
    assert_eq!(asked.code(), "clash", "nobody is guessed");
    let Err(crate::problem::Problem::Refused(trouble)) = &asked.outcome else { panic!("it was done") };
    assert!(trouble.facts["choices"].contains(&first) && trouble.facts["choices"].contains(&second), "{trouble:?}");
    assert!(!trouble.facts["choices"].contains(&id("an earlier Binh").short(4)), "whoever went is not meant");
    let listed = where_three_have_one_name(&["member", "list"]).out;
    assert!(listed.contains(&format!("Binh ({first})")) && listed.contains(&format!("binh ({second})")), "{listed}");
    let bare = where_three_have_one_name(&["member", "remove", &second, "--confirm", "Binh"]);
    assert_eq!(bare.code(), "confirm-differs", "the name alone could be the other one");
    for meant in [second.clone(), format!("binh ({second})")] {
        let run = where_three_have_one_name(&["member", "remove", &second, "--confirm", &meant]);
        let removed = run.asked.iter().any(|request| {
            matches!(request, Request::Amend(wish) if !wish.dry_run
                && wish.amendments == [protocol::amend::Amendment::Remove(id("another Binh"))])
        });
        assert!(removed, "{meant}: {:?}", run.outcome);
    }
}

fn charter_of_two(request: &Request) -> Option<Reply> {
    match request {
        Request::Charter => {
            let Reply::Amended(amended) = Reply::Amended(Box::new(crate::fixture::amended(&Amend {
                amendments: Vec::new(),
                voice: Voice::Steward,
                label: String::new(),
                past: Past::Kept,
                dry_run: true,
            }))) else {
                return None;
            };
            let (collective, revisions) = (id("Cebu Desk"), vec![amended.revision]);
            let view = CharterView { collective, contested: false, revisions, news: None, devices: Vec::new() };
            Some(Reply::Charter(Box::new(view)))
        }
        _ => None,
    }
}

#[test]
fn a_pause_says_who_until_when_and_why() {
    let paused =
        run(&["member", "pause", "Binh", "--why", "moving house", "--until", "in 3 days", "--yes"], charter_of_two);
    let wish = paused.asked.iter().find_map(|request| match request {
        Request::Amend(wish) if !wish.dry_run => Some(wish.clone()),
        _ => None,
    });
    let wish = wish.unwrap_or_else(|| panic!("{:?}", paused.outcome));
    let [protocol::amend::Amendment::Pause(pause), protocol::amend::Amendment::Terms(terms)] = &*wish.amendments else {
        panic!("{wish:?}");
    };
    assert_eq!((pause.person, pause.until), (id("Binh"), crate::fixture::NOW.day().plus(3)));
    assert_eq!(terms.why(&id("Binh")), Some("moving house"));
    assert!(
        paused.out.contains("they keep their voice") && paused.out.contains("talko member resume"),
        "{}",
        paused.out
    );
}

#[test]
fn whoever_pauses_is_shown_so() {
    let mut known = directory("Amara");
    let until = crate::fixture::NOW.day().plus(3);
    known.persons.iter_mut().filter(|card| card.person == id("Binh")).for_each(|card| card.paused = Some(until));
    let at = |words: &[&str]| {
        let known = known.clone();
        run(words, move |request| match request {
            Request::Directory => Some(Reply::Directory(Box::new(known.clone()))),
            _ => None,
        })
    };
    assert!(at(&["member", "list"]).out.contains("pausing until"));
    let json = at(&["member", "show", "Binh", "--json"]).json();
    assert_eq!((&json["data"]["role"], &json["data"]["paused"]), (&"member".into(), &"2026-11-25".into()));
}
