//! The collective's words and face against a home that answers from a function.

use protocol::amend::Amendment;
use protocol::local::*;
use protocol::record::profile::Profile;
use protocol::space::Side;

use crate::fixture::{Run, id, run, run_as};

fn nothing(_: &Request) -> Option<Reply> {
    None
}

fn terms(run: &Run) -> Option<protocol::record::terms::Terms> {
    run.asked.iter().find_map(|request| match request {
        Request::Amend(wish) if !wish.dry_run => wish.amendments.iter().find_map(|amendment| match amendment {
            Amendment::Terms(terms) => Some(terms.clone()),
            _ => None,
        }),
        _ => None,
    })
}

#[test]
fn its_words_go_into_the_charter_and_its_face_before_the_federation() {
    let worded = run(&["collective", "edit", "--name", "Cebu Books", "--currency", "php"], nothing);
    let words = terms(&worded).expect("the words were changed");
    assert_eq!(
        (&*words.name, words.currency.map(|currency| currency.code().to_string()).as_deref()),
        ("Cebu Books", Some("PHP"))
    );
    assert!(worded.drafts().is_empty());
    assert!(worded.out.contains("Undo: talko undo 7"), "words alone are taken back: {}", worded.out);
    let faced =
        run(&["collective", "edit", "--headline", "Books kept well", "--shows-members", "yes", "--json"], nothing);
    assert!(terms(&faced).is_none());
    let draft = &faced.drafts()[0];
    assert_eq!((draft.side, draft.subject), (Side::Open, Some(id("Cebu Desk"))));
    let face: Profile = faced.body("profile");
    assert!(face.shows_members && &*face.name == "Cebu Desk");
    assert_eq!(faced.json()["data"]["shows_members"], true);
}

#[test]
fn only_stewards_change_it_and_a_dry_run_changes_nothing() {
    assert_eq!(run_as("Binh", &["collective", "edit", "--name", "Ours"], nothing).code(), "stewards-only");
    assert_eq!(run(&["collective", "edit"], nothing).code(), "nothing-said");
    assert_eq!(run(&["collective", "edit", "--name", "Cebu Desk"], nothing).code(), "nothing-changes");
    assert_eq!(run(&["collective", "edit", "--currency", "shells"], nothing).code(), "currency");
    let dry = run(&["collective", "edit", "--name", "Cebu Books", "--dry-run"], nothing);
    assert!(terms(&dry).is_none());
    assert!(dry.out.contains("nothing was written"), "{}", dry.out);
}

#[test]
fn what_is_shown_is_what_the_charter_says() {
    let json = run(&["collective", "show", "--json"], nothing).json();
    let data = &json["data"];
    assert_eq!((&data["name"], &data["stewards"][0]["name"]), (&"Cebu Desk".into(), &"Amara".into()));
    assert_eq!((&data["people"], &data["shows_members"]), (&2.into(), &false.into()));
    assert_eq!(data["federations"].as_array().map(Vec::len), Some(1));
}
