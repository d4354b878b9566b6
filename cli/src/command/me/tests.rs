//! The own face against a home that answers from a function.

use protocol::local::*;
use protocol::record::profile::Profile;
use protocol::space::Side;

use crate::face::tests::records;
use crate::fixture::{id, profile, run};

fn home(faces: Vec<(Side, Profile)>) -> impl Fn(&Request) -> Option<Reply> {
    move |request| match request {
        Request::Records(_) => Some(Reply::Records(records(&faces))),
        _ => None,
    }
}

#[test]
fn a_change_is_the_next_revision_on_each_side_where_the_face_stands() {
    let inner = run(&["me", "edit", "--headline", "Book-keeping"], home(vec![(Side::Inner, profile("Amara"))]));
    let drafts = inner.drafts();
    assert_eq!(drafts.len(), 1);
    assert!(matches!((drafts[0].side, drafts[0].document), (Side::Inner, Version::Next(_))));
    let both = vec![(Side::Inner, profile("Amara")), (Side::Open, profile("Amara"))];
    let shared = run(&["me", "edit", "--headline", "Book-keeping", "--languages", "en,Filipino"], home(both));
    let drafts = shared.drafts();
    assert_eq!(drafts.iter().map(|draft| draft.side).collect::<Vec<_>>(), [Side::Inner, Side::Open]);
    let open: Profile = protocol::wire::lenient(&drafts[1].body.0).expect("a profile");
    assert_eq!(open.headline, None, "only name, skills and languages leave the house");
    assert_eq!(open.languages.iter().map(|tag| tag.to_string()).collect::<Vec<_>>(), ["en", "fil"]);
    assert_eq!(drafts[0].subject, Some(id("Amara")));
}

#[test]
fn the_first_face_is_a_new_document() {
    let run = run(&["me", "edit", "--name", "Amara O."], |_| None);
    assert_eq!(run.drafts()[0].document, Version::New);
    assert_eq!(&*run.body::<Profile>("profile").name, "Amara O.");
}

#[test]
fn a_skill_is_filed_under_its_usual_name_and_once() {
    let mut known = profile("Amara");
    let add = |known: &Profile, words: &[&str]| {
        run(&[&["me", "skill", "add"], words].concat(), home(vec![(Side::Inner, known.clone())]))
            .body::<Profile>("profile")
    };
    known = add(&known, &["quickbooks", "--since", "2019"]);
    known = add(&known, &["Intuit QuickBooks", "--level", "daily"]);
    assert_eq!(known.skills.len(), 1);
    let skill = &known.skills[0];
    assert_eq!((&*skill.name, skill.level.as_deref(), skill.since), ("Intuit QuickBooks", Some("daily"), Some(2019)));
    let gone = run(&["me", "skill", "remove", "QuickBooks"], home(vec![(Side::Inner, known.clone())]));
    assert!(gone.body::<Profile>("profile").skills.is_empty());
    let unknown = run(&["me", "skill", "remove", "Juggling"], home(vec![(Side::Inner, known)]));
    assert_eq!(unknown.code(), "skill-unknown");
}

#[test]
fn what_changes_nothing_or_cannot_be_is_refused() {
    for (words, code) in [
        (vec!["me", "edit"], "nothing-said"),
        (vec!["me", "edit", "--name", "Amara"], "nothing-changes"),
        (vec!["me", "edit", "--zone", "Mars/Olympus"], "zone"),
        (vec!["me", "edit", "--languages", "???"], "language-tag"),
        (vec!["me", "skill", "add", "Xero", "--since", "3000"], "year"),
    ] {
        let run = run(&words, home(vec![(Side::Inner, profile("Amara"))]));
        assert_eq!(run.code(), code);
        assert!(run.drafts().is_empty(), "{code}");
    }
}

#[test]
fn a_face_says_who_sees_it() {
    let inner = run(&["me", "show", "--json"], home(vec![(Side::Inner, profile("Amara"))])).json();
    assert_eq!((&inner["schema"], &inner["data"]["share"]), (&"talko.me/1".into(), &"own".into()));
    let both = vec![(Side::Inner, profile("Amara")), (Side::Open, profile("Amara"))];
    let open = run(&["me", "show", "--json"], home(both)).json();
    assert_eq!((&open["data"]["share"], &open["data"]["role"]), (&"federation".into(), &"steward".into()));
}
