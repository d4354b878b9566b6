//! What is meant for few is read by few: the planted contact stands in no file, no log and no byte on
//! the way, neither at the home that may read it nor at the one that may not.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;
use tests::talko::{Home, Town, text, words};

use crate::spine::count;

/// Stands nowhere else.
const PLANTED: &str = "rivera-7731@client.example";
const PLANTED_TOO: &str = "+63-2-555-7731";
const TITLE: &str = "Bookkeeper for a quiet client";

/// Every file under a folder that has one of the texts in it.
pub fn holding(folder: &Path, wanted: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(holding(&path, wanted));
        } else if path.is_file() {
            let bytes = fs::read(&path).expect("a file");
            let has = |text: &&str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            found.extend(wanted.iter().any(has).then_some(path));
        }
    }
    found
}

/// Serves a home in the background, and logs all that can be logged into its folder.
pub fn start(town: &Town, name: &str) {
    let line = format!("--home {name} node start");
    let mut command = town.command(&words::split(&line));
    command.env("TALKO_LOG", "trace");
    town.run(command, &line, None).good();
}

/// A and B of two collectives, both serving; C is a member of A's.
fn town_of_three(town: &Town) -> [Home<'_>; 3] {
    let a = town.founds("A", "Collective A", "Steward A");
    start(town, "A");
    let line = text(&a.data("invite new --collective")["invite"]);
    let b = town.founds("B", "Collective B", "Steward B");
    b.tell(&format!("join {line} --exchange full --no-input"));
    start(town, "B");
    let c = town.home("C");
    let line = text(&a.data("invite new --member")["invite"]);
    c.tell(&format!(r#"join {line} --name "Member C" --no-input"#));
    start(town, "C");
    a.until("member list", |members| count(members) == 2);
    [a, b, c]
}

#[test]
fn a_contact_is_read_by_those_on_its_list_and_stands_nowhere_in_plain_text() {
    let town = Town::new();
    let [a, b, c] = town_of_three(&town);
    let posted = a.data(&format!(r#"lead new "{TITLE}" --contact "{PLANTED}""#));
    assert_eq!(posted["sealed_for"], serde_json::json!(["Collective A"]), "{posted}");
    let show = format!("lead show {}", text(&posted["id"]));
    assert_eq!(a.data(&show)["contact"]["text"], PLANTED);
    // Those of the own collective read it, and all of them the same.
    let known = |home: &Home<'_>| home.talko(&format!("{show} --json")).exit == 0;
    c.until("lead list", |rows| count(rows) == 1);
    let at_c = c.until(&show, |lead| lead["contact"]["text"] == PLANTED);
    assert_eq!(at_c["contact"]["digest"], a.data(&show)["contact"]["digest"]);
    // The other collective holds it too, and cannot read it.
    b.until("lead list", |rows| count(rows) == 1);
    assert!(known(&b));
    let at_b = b.until(&show, |lead| lead["contact"]["state"] == "closed");
    assert_eq!(at_b["contact"]["devices_max"], 8, "{at_b}");
    assert!(b.tell(&show).stdout.contains("not for this one"));
    // Then Steward B is told, and Member C is not.
    a.tell(&format!(r#"lead edit {} --contact "{PLANTED_TOO}" --contact-to "Steward B""#, text(&posted["id"])));
    b.until(&show, |lead| lead["contact"]["text"] == PLANTED_TOO);
    assert_eq!(a.data(&show)["contact"]["text"], PLANTED_TOO);
    assert_eq!(c.data(&show)["contact"]["text"], PLANTED, "what C has read stays read");
    for home in [&a, &b, &c] {
        home.tell("node stop");
        assert_eq!(holding(&home.path(), &[PLANTED, PLANTED_TOO]), Vec::<PathBuf>::new());
        assert!(!holding(&home.path(), &[TITLE]).is_empty(), "the search finds what does stand there");
    }
    assert!(a.path().join("log").is_file(), "the log was searched as well");
}

/// A home that serves what came in by a line from another and the twelve words of whoever lost theirs.
fn restored<'a>(town: &'a Town, name: &'a str, host: &Home<'_>, whose: &str, words: &Path) -> Home<'a> {
    let line = text(&host.data(&format!("key device add --of {whose}"))["line"]);
    let home = town.home(name);
    let joined = home.data(&format!("join {line} --words-file {} --no-input", words.display()));
    assert_eq!(joined["reached"], true, "{joined}");
    start(town, name);
    home
}

#[test]
fn who_comes_back_from_the_words_reads_again_what_was_theirs_to_read_and_nothing_else() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    start(&town, "A");
    let line = text(&a.data("invite new --member")["invite"]);
    let b = town.home("B");
    b.tell(&format!("join {line} --name Binh --no-input"));
    let words: Vec<String> = {
        let words = b.data("key words --yes");
        words["words"].as_array().expect("twelve").iter().map(text).collect()
    };
    let file = town.folder().join("binhs-words");
    fs::write(&file, words.join(" ")).expect("written");
    start(&town, "B");
    a.until("member list", |members| members.to_string().contains("Binh"));
    // One of Amara's that all may read, one of Binh's, and one that Binh may not read.
    let post =
        |home: &Home<'_>, title: &str, more: &str| text(&home.data(&format!(r#"lead new "{title}" {more}"#))["id"]);
    let shared = post(&a, "For all", &format!(r#"--contact "{PLANTED}""#));
    let own = post(&b, "Binh's own", r#"--contact "binhs-client@example.org""#);
    let hers = post(&a, "For Amara alone", &format!(r#"--contact "{PLANTED_TOO}" --contact-to Amara"#));
    b.until("lead list", |rows| count(rows) == 3);
    a.until("lead list", |rows| count(rows) == 3);
    let reads = |home: &Home<'_>, lead: &str| home.data(&format!("lead show {lead}"))["contact"]["text"].clone();
    b.until(&format!("lead show {shared}"), |lead| lead["contact"]["text"] == PLANTED);
    a.until(&format!("lead show {own}"), |lead| lead["contact"]["text"] == "binhs-client@example.org");
    // Binh's laptop is lost. The twelve words bring Binh back, with other keys.
    b.tell("node stop");
    let again = restored(&town, "N", &a, "Binh", &file);
    again.until(&format!("lead show {shared}"), |lead| lead["contact"]["text"] == PLANTED);
    // Whose home seals it first, Amara's or Binh's lost one, is a hash of keys: where it is the lost one, Amara's
    // waits for its turn, a minute, and for its next look.
    let own_again = |lead: &Value| lead["contact"]["text"] == "binhs-client@example.org";
    again.until_within(Duration::from_secs(180), &format!("lead show {own}"), own_again);
    assert_ne!(reads(&again, &hers), PLANTED_TOO, "it was not for Binh");
    // And goes on from there.
    again.tell(&format!(r#"lead edit {own} --contact "another@example.org""#));
    a.until(&format!("lead show {own}"), |lead| lead["contact"]["text"] == "another@example.org");
    for home in [&a, &again] {
        home.tell("node stop");
        assert_eq!(holding(&home.path(), &[PLANTED, PLANTED_TOO]), Vec::<PathBuf>::new());
    }
}
