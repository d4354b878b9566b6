//! Interviews against a home that answers from a function.

use protocol::local::*;
use protocol::record::marker::{Marker, Sort as Class};
use protocol::space::Side;

use crate::fixture::{Run, id, run};

fn interview(words: &[&str]) -> Run {
    run(&[&["interview"], words].concat(), |request| match request {
        Request::Markers(_) => Some(Reply::Markers(Box::default())),
        Request::KeepTag(_) => Some(Reply::Done),
        _ => None,
    })
}

#[test]
fn a_yes_becomes_a_claimed_marker_and_a_no_nothing() {
    let line = ["carer", "--answer", "first-aid=yes", "--answer", "animals=yes", "--answer", "dementia=no"];
    let ran = interview(&line);
    let drafts = ran.drafts();
    assert_eq!(drafts.len(), 2);
    assert!(drafts.iter().all(|draft| draft.subject == Some(id("Amara")) && draft.side == Side::Inner));
    let first: Marker = ran.body("marker");
    assert_eq!((&*first.name, first.class, first.evidence), ("first aid", Class::Verification, None));
}

#[test]
fn what_is_confidential_is_kept_and_not_written() {
    let ran = interview(&["carer", "--answer", "own-family=yes", "--answer", "first-aid=yes"]);
    assert_eq!(ran.drafts().len(), 1);
    assert!(
        ran.asked.iter().any(|asked| matches!(asked, Request::KeepTag(tag) if &*tag.name == "cares for own family"))
    );
    assert!(ran.out.contains("never sent"), "{}", ran.out);
}

#[test]
fn of_somebody_else_only_what_they_showed_is_attested() {
    let ran = interview(&[
        "carer",
        "--for",
        "Binh",
        "--seen",
        "first-aid=her card",
        "--answer",
        "dementia=yes",
        "--answer",
        "animals=yes",
    ]);
    let body: Marker = ran.body("marker");
    assert_eq!((ran.drafts().len(), ran.drafts()[0].subject, &*body.name), (1, Some(id("Binh")), "first aid"));
    assert_eq!(body.evidence, Some(protocol::id::Id::of(b"her card")));
    assert!(ran.out.contains("dementia care, animals"), "what was left out is named: {}", ran.out);
    assert_eq!(interview(&["carer", "--for", "Binh", "--answer", "animals=yes"]).code(), "interview-nothing");
}

#[test]
fn roles_and_questions_are_listed_for_whoever_prepares() {
    assert!(interview(&[]).out.contains("translator"));
    let questions = interview(&["book-keeper"]).out;
    assert!(questions.contains("reconciliation: Have you reconciled"), "{questions}");
    assert_eq!(interview(&["astronaut"]).code(), "interview-role");
    assert_eq!(interview(&["carer", "--answer", "flying=yes"]).code(), "interview-answer");
}
