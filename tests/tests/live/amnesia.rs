//! Homes that were copied or set back: they are read, and sign nothing before they have new keys.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tests::talko::{Home, Town};

use crate::damage::{files, put_back};
use crate::spine::lists;

/// Copies a folder as a careful person would, with everything that can be copied.
fn copy(from: &Path, to: &Path) {
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp runs");
    assert!(done.success());
}

/// Refuses to write for this reason, says so in its status, and is read all the same.
fn assert_stopped(home: &Home<'_>, code: &str, known: &serde_json::Value) {
    assert_eq!(home.refused(r#"lead new "Not with these keys""#).as_pair(), (code, 4));
    let told = home.json("status")["warnings"].to_string();
    assert!(told.contains("talko key renew"), "{told}");
    assert!(lists(&home.data("lead list"), known), "it is read");
}

#[test]
fn a_cloned_home_directory_signs_nothing_before_it_has_new_keys() {
    let town = Town::new();
    let (a, serving, b) = town.neighbours("A", "B");
    let _b = b.serve();
    let before = a.data(r#"lead new "Before the copy""#)["id"].clone();
    b.until("lead list", |leads| lists(leads, &before));
    a.until_told_where(&b);
    assert_eq!(serving.stop(), 0);
    copy(&a.path(), &town.folder().join("C"));
    let c = town.home("C");
    assert_stopped(&c, "home-copied", &before);
    // The original goes on as ever.
    let original = a.data(r#"lead new "By the original""#)["id"].clone();

    assert_eq!(c.data("key renew --yes")["renewed"], true);
    let clone = c.data(r#"lead new "By the copy with keys of its own""#)["id"].clone();
    let _a = a.serve();
    let _c = c.serve();
    // The person is the same; the name stands in a record of its own.
    let named = |leads: &serde_json::Value| {
        leads.as_array().is_some_and(|leads| leads.iter().all(|lead| lead["poster"]["name"] == "Steward A"))
    };
    b.until("lead list", |leads| lists(leads, &original) && lists(leads, &clone) && named(leads));
    a.until("lead list", |leads| lists(leads, &clone));
}

#[test]
fn a_day_old_copy_in_the_place_of_a_home_signs_nothing_before_it_has_new_keys() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let before = a.data(r#"lead new "Before the copy""#)["id"].clone();
    let old = town.folder().join("yesterday");
    copy(&a.path(), &old);
    a.tell(r#"lead new "Forgotten by the copy""#);
    // The disk may give the new folder the number of the one that is gone.
    fs::remove_dir_all(a.path()).expect("removed");
    copy(&old, &a.path());
    assert_stopped(&a, "home-copied", &before);
    a.tell("key renew --yes");
    a.tell(r#"lead new "With new keys""#);
}

#[test]
fn a_home_set_back_in_place_stops_once_a_neighbour_shows_what_it_has_forgotten() {
    let town = Town::new();
    let (a, serving, b) = town.neighbours("A", "B");
    let b_serves = b.serve();
    let before = a.data(r#"lead new "Before the copy""#)["id"].clone();
    b.until("lead list", |leads| lists(leads, &before));
    a.until_told_where(&b);
    assert_eq!(serving.stop(), 0);
    let mut yesterday: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
    files(&a.path(), &mut yesterday);
    let serving = a.serve();
    let forgotten = a.data(r#"lead new "Forgotten in a moment""#)["id"].clone();
    b.until("lead list", |leads| lists(leads, &forgotten));
    assert_eq!(serving.stop(), 0);
    // Every file as it was, in the same folders: from here alone it cannot be seen.
    put_back(&a, &yesterday);
    assert!(!lists(&a.data("lead list"), &forgotten));

    let serving = a.serve();
    a.until("lead list", |leads| lists(leads, &forgotten));
    assert_stopped(&a, "home-set-back", &before);
    assert_eq!(a.talko("doctor").exit, 10);
    assert_eq!(serving.stop(), 0);
    assert_stopped(&a, "home-set-back", &before);

    a.tell("key renew --yes");
    let _serving = a.serve();
    let after = a.data(r#"lead new "With new keys""#)["id"].clone();
    b.until("lead list", |leads| lists(leads, &after) && lists(leads, &forgotten) && lists(leads, &before));
    drop(b_serves);
}
