//! What the commands say of a client's file.

use std::fs;

use crate::fixture::run;

const KEPT: &str = include_str!("../../../../tests/data/proposal.html");

/// A file in a folder of its own.
fn file(text: &[u8]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("offer.html");
    fs::write(&path, text).expect("written");
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn a_file_that_holds_is_told_with_who_signed_and_what_no_file_can_tell() {
    let (_folder, path) = file(KEPT.as_bytes());
    let run = run(&["proposal", "verify", &path], |request| panic!("the home was asked: {request:?}"));
    assert_eq!(run.outcome.expect("it holds"), 0);
    assert!(run.out.starts_with("VALID: ") && run.out.contains("Steward A, Collective A"), "{}", run.out);
    assert!(run.out.contains("no file can tell"), "{}", run.out);
}

#[test]
fn a_file_that_does_not_hold_ends_with_ten_and_names_its_check() {
    let (_folder, path) = file(KEPT.replace("Weekly", "Yearly").as_bytes());
    let told = run(&["proposal", "verify", &path], |_| None);
    assert_eq!(told.outcome.expect("it was checked"), 10);
    assert!(told.out.starts_with("INVALID (page)\n"), "{}", told.out);
    let json = run(&["proposal", "verify", &path, "--json"], |_| None).json();
    assert_eq!((&json["data"]["valid"], &json["data"]["check"]), (&false.into(), &"page".into()));
    let refused = run(&["proposal", "accept", &path, "--from", "rivera@example.org"], |_| None);
    assert_eq!(refused.code(), "proposal-invalid");
    assert!(refused.asked.is_empty(), "a file that does not hold asks nobody anything");
}

#[test]
fn a_file_of_nobodys_bid_here_is_not_accepted() {
    let (_folder, path) = file(KEPT.as_bytes());
    let refused = run(&["proposal", "accept", &path, "--from", "rivera@example.org"], |request| match request {
        protocol::local::Request::Bid(_) => Some(protocol::local::Reply::Bid(None)),
        _ => None,
    });
    assert_eq!(refused.code(), "proposal-other");
    assert!(refused.drafts().is_empty());
}
