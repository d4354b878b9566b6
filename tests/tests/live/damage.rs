//! Files of the home that have rotted: it opens and has everything, or says what is wrong.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tests::talko::{Home, Town, jobs};

use crate::spine::{count, lists};

/// Every file of a home with its bytes.
pub fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
}

/// Puts every file back as it was; folders stay, so that the home is not taken for a copy of itself.
pub fn put_back(home: &Home<'_>, before: &BTreeMap<PathBuf, Vec<u8>>) {
    let mut now = BTreeMap::new();
    files(&home.path(), &mut now);
    for path in now.keys().filter(|path| !before.contains_key(*path)) {
        fs::remove_file(path).expect("removed");
    }
    for (path, bytes) in before {
        if now.get(path) != Some(bytes) {
            fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("its folder");
            fs::write(path, bytes).expect("put back");
        }
    }
}

#[test]
fn one_damaged_file_loses_nothing_or_is_named() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(&format!("lead import {}", jobs().display()));
    let leads = count(&a.data("lead list --limit 1000"));
    let mut before = BTreeMap::new();
    files(&a.path(), &mut before);
    for (path, bytes) in before.iter().filter(|(_, bytes)| !bytes.is_empty()) {
        let name = path.strip_prefix(a.path()).expect("a file of the home").display().to_string();
        let mut damaged = bytes.clone();
        for at in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
            damaged[at] ^= 0x5a;
        }
        fs::write(path, damaged).expect("damaged");
        let opened = a.talko("status --json");
        if opened.exit == 0 {
            assert_eq!(count(&a.data("lead list --limit 1000")), leads, "{name} was damaged");
            let written = a.talko(r#"lead new "It can be written to as well" --json"#);
            // Without the book of what this device has signed, it reads and must not sign.
            let unsigned = name == "keys/guard" && written.exit != 0 && written.refused().exit == 4;
            assert!(written.exit == 0 || unsigned, "{name} was damaged: {written:?}");
        } else {
            let refused = opened.refused();
            let fits = match name.as_str() {
                "config.toml" => refused.exit == 2,
                name if name.starts_with("keys/") => refused.exit == 4,
                _ => refused.exit == 9,
            };
            assert!(fits, "{name} was damaged: {refused:?}");
            println!("{name}: {}", refused.message);
        }
        put_back(&a, &before);
    }
    assert_eq!(count(&a.data("lead list --limit 1000")), leads, "and nothing is left of it");
}

#[test]
fn a_home_that_forgot_what_it_signed_says_so_and_writes_again_with_new_keys() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let lead = a.data(r#"lead new "Before""#);
    let guard = a.path().join("keys/guard");
    let mut bytes = fs::read(&guard).expect("a guard");
    bytes[50] ^= 1;
    fs::write(&guard, bytes).expect("damaged");
    assert_eq!(a.refused(r#"lead new "Not now""#).as_pair(), ("guard-missing", 4));
    let told = a.json("status")["warnings"].to_string();
    assert!(told.contains("talko key renew"), "{told}");
    let checked = a.talko("doctor");
    assert!(checked.exit == 10 && checked.stdout.contains("talko key renew"), "{checked:?}");

    let serving = a.serve();
    assert_eq!(a.refused("key renew --yes").as_pair(), ("stop-first", 5));
    assert_eq!(serving.stop(), 0);
    assert_eq!(a.data("key renew --yes")["renewed"], true);
    let after = a.data(r#"lead new "Afterwards""#);
    let leads = a.data("lead list");
    assert!(lists(&leads, &lead["id"]) && lists(&leads, &after["id"]), "{leads}");
    assert_eq!(a.talko("doctor").exit, 0);
}

#[test]
fn rot_after_an_end_in_order_is_found_by_doctor_and_mended_by_the_next_start() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(r#"lead new "Kept twice""#);
    let journal = |home: &Home<'_>| {
        let checks = home.json("doctor")["data"].clone();
        let checks = checks.as_array().expect("checks").clone();
        checks.into_iter().find(|check| check["check"] == "journal").expect("it is read through")
    };
    assert_eq!(journal(&a)["verdict"], "green");
    let mut all = BTreeMap::new();
    files(&a.path(), &mut all);
    let file = all.keys().find(|path| path.components().any(|part| part.as_os_str() == "journal"));
    let file = file.expect("a journal file");
    let mut bytes = all[file].clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(file, bytes).expect("damaged");
    // The first look finds it, and so makes the next opening mend it.
    let found = journal(&a);
    assert_eq!((&found["verdict"], &found["facts"]["damaged"]), (&"amber".into(), &"1".into()), "{found}");
    assert_eq!(journal(&a)["verdict"], "green");
    assert_eq!(count(&a.data("lead list")), 1);
}

#[test]
fn a_repair_is_told() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(r#"lead new "Kept twice""#);
    // After an end in order nothing is scanned; what is then read is checked when it is read.
    a.serve().kill();
    let mut all = BTreeMap::new();
    files(&a.path(), &mut all);
    let journal = all.keys().find(|path| path.components().any(|part| part.as_os_str() == "journal"));
    let journal = journal.expect("a journal file");
    let mut bytes = all[journal].clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(journal, bytes).expect("damaged");
    let told = a.json("status");
    assert!(told["warnings"].as_array().is_some_and(|warnings| !warnings.is_empty()), "{told}");
    assert_eq!(count(&a.data("lead list")), 1);
}
