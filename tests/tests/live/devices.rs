//! A person's second laptop: it comes in by a line from the first and the twelve words, writes as the
//! same person, is told to all members, and can be taken back.

use std::path::PathBuf;

use serde_json::Value;
use tests::talko::{Home, Running, Town, text};

/// The twelve words of a home, in a file.
fn words(town: &Town, home: &Home<'_>, file: &str) -> PathBuf {
    let words = home.data("key words --yes");
    let words: Vec<String> = words["words"].as_array().expect("twelve").iter().map(text).collect();
    let path = town.folder().join(file);
    std::fs::write(&path, words.join(" ")).expect("written");
    path
}

/// Amara's second laptop, beside her first one that serves.
fn second<'a>(town: &'a Town, a: &Home<'a>) -> Home<'a> {
    let words = words(town, a, "words");
    let line = text(&a.data("key device add")["line"]);
    let laptop = town.home("L");
    let joined =
        laptop.data(&format!(r#"join {line} --words-file {} --label "old laptop" --no-input"#, words.display()));
    assert_eq!((&joined["reached"], &joined["role"]), (&true.into(), &"steward".into()), "{joined}");
    laptop
}

fn member<'a>(town: &'a Town, a: &Home<'a>) -> (Home<'a>, Running) {
    let line = text(&a.data("invite new --member")["invite"]);
    let b = town.home("B");
    b.tell(&format!("join {line} --name Binh --no-input"));
    let serving = b.serve();
    // What somebody is called stands in a record of its own, which may come behind the join.
    a.until("member list", |people| people.to_string().contains("Binh"));
    b.until("member list", |people| people.to_string().contains("Amara"));
    (b, serving)
}

#[test]
fn a_second_laptop_writes_as_the_same_person_and_everybody_is_told() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let (b, _b) = member(&town, &a);
    let laptop = second(&town, &a);
    let _laptop = laptop.serve();
    assert_eq!(text(&laptop.data("me show")["id"]), text(&a.data("me show")["id"]));
    let lead = text(&laptop.data(r#"lead new "From the laptop" --share own"#)["id"]);
    let seen = b.until("lead list", |rows| rows.to_string().contains(&lead));
    assert_eq!(seen[0]["poster"]["name"], "Amara");
    // What one of the two has written, the other one changes.
    a.until("lead list", |rows| rows.to_string().contains(&lead));
    a.tell(&format!(r#"lead edit {lead} --title "From the first one""#));
    b.until("lead list", |rows| rows[0]["title"] == "From the first one");
    for (home, told) in [(&a, "You also sign on old laptop, since"), (&b, "Amara signs on another device, old laptop")]
    {
        home.until("status", |status| status["devices"].as_array().is_some_and(|devices| devices.len() == 1));
        let said = home.tell("status").stdout;
        assert!(said.contains(told), "{said}");
    }
    let devices = a.data("key device list");
    let here = |devices: &Value| -> Vec<bool> {
        devices.as_array().expect("a list").iter().map(|device| device["here"] == true).collect()
    };
    assert_eq!(here(&devices), [true, false], "{devices}");
    assert_eq!(here(&laptop.data("key device list")), [false, true]);
}

#[test]
fn a_laptop_that_was_lost_signs_no_more_and_everybody_is_told() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let (b, _b) = member(&town, &a);
    let laptop = second(&town, &a);
    let lost = laptop.serve();
    b.until("status", |status| status["devices"].as_array().is_some_and(|devices| devices.len() == 1));
    let honest = text(&laptop.data(r#"lead new "Before the loss" --share own"#)["id"]);
    for home in [&a, &b] {
        home.until("lead list", |rows| rows.to_string().contains(&honest));
    }
    assert_eq!(lost.stop(), 0);
    assert_eq!(a.refused(r#"key device remove "old laptop" --no-input"#).as_pair(), ("needs", 2));
    let first = text(&a.data("key device list")[0]["id"]);
    assert_eq!(a.refused(&format!("key device remove {first} --confirm {first}")).as_pair(), ("device-here", 6));
    // The version that leaves it out writes down who came meanwhile: whoever types this sees whom, and who waits.
    let shown = a.tell(r#"key device remove "old laptop" --dry-run"#).stdout;
    assert!(!shown.contains("newcomer"), "{shown}");
    a.tell("charter revise --admission stewards --yes");
    let _dalisay = town.joins(&a, "D", "Dalisay");
    let waits = a.tell(r#"key device remove "old laptop" --dry-run"#).stdout;
    assert!(waits.contains("A newcomer waits for the stewards."), "{waits}");
    assert!(shown.contains("Binh is written down as a member."), "{shown}");
    let gone = a.data(r#"key device remove "old laptop" --confirm "old laptop""#);
    assert!(gone["charter"]["phase"] == "in-force", "{gone}");
    assert!(gone["undo"].is_null(), "{gone}");
    b.until("status", |status| !status["devices"][0]["ended"].is_null());
    let said = b.tell("status").stdout;
    assert!(said.contains("Amara no longer signs on old laptop"), "{said}");
    // Whoever found it goes on writing.
    let stolen = text(&laptop.data(r#"lead new "By whoever found it" --share own"#)["id"]);
    let _found = laptop.serve();
    let after = text(&a.data(r#"lead new "After the loss" --share own"#)["id"]);
    b.until("lead list", |rows| rows.to_string().contains(&after));
    for home in [&a, &b] {
        assert!(!home.data("lead list").to_string().contains(&stolen), "a lost laptop writes for nobody");
        assert!(home.data("lead list").to_string().contains(&honest), "what its owner wrote on it stays");
    }
}

#[test]
fn the_line_alone_opens_nothing() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let line = text(&a.data("key device add")["line"]);
    let laptop = town.home("L");
    assert_eq!(laptop.refused(&format!("join {line} --no-input")).as_pair(), ("needs", 2));
    let stranger = town.founds("S", "Another one", "Mallory");
    let other = words(&town, &stranger, "other-words");
    let refused = laptop.refused(&format!("join {line} --words-file {} --no-input", other.display()));
    assert_eq!(refused.as_pair(), ("words-other", 6));
    assert_eq!(laptop.refused("me show").as_pair(), ("no-identity", 4));
    assert_eq!(stranger.refused(&format!("join {line} --no-input")).as_pair(), ("invite-member-taken", 6));
    assert_eq!(a.data("key device list").as_array().map(Vec::len), Some(1));
}

#[test]
fn stewards_put_a_new_computer_in_the_place_of_one_that_was_lost_with_the_words() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let (b, lost) = member(&town, &a);
    let person = text(&b.data("me show")["id"]);
    let before = text(&b.data(r#"lead new "Before the loss" --share own"#)["id"]);
    a.until("lead list", |rows| rows.to_string().contains(&before));
    assert_eq!(lost.stop(), 0);
    // Binh has neither the computer nor the words; Amara sends a line, and the new computer answers with one.
    let line = text(&a.data("member replace Binh")["line"]);
    let new = town.home("N");
    let asked = new.data(&format!("join {line} --no-input"));
    assert_eq!(asked["reached"], false, "nobody has agreed yet: {asked}");
    let request = text(&asked["request"]);
    assert_eq!(text(&new.data("key device ask")["line"]), request, "it says the same again");
    let serving = new.serve();
    let stranger = format!("member replace Amara --with {request} --confirm Amara");
    assert_eq!(a.refused(&stranger).as_pair(), ("replace-self", 6));
    assert_eq!(a.refused(&format!("join {request} --no-input")).as_pair(), ("invite-request", 2));
    assert_eq!(a.refused("member replace Binh --with talko1qq --confirm Binh").as_pair(), ("request-line", 2));
    let shown = a.tell(&format!("member replace Binh --with {request} --confirm Binh --yes")).stdout;
    assert!(shown.contains(&text(&asked["check"])) && shown.contains("holds"), "{shown}");
    new.until("status", |status| status["role"] == "member");
    // The own face comes with the rest, a moment later.
    new.until("member list", |people| people.to_string().contains("Binh"));
    assert_eq!(text(&new.data("me show")["id"]), person, "the same person goes on");
    let after = text(&new.data(r#"lead new "After the loss" --share own"#)["id"]);
    a.until("lead list", |rows| rows.to_string().contains(&after));
    assert!(a.data("lead list").to_string().contains(&before), "what was written on the lost one stays");
    let said = a.tell("status").stdout;
    assert!(said.contains("The stewards listed another computer for Binh"), "{said}");
    assert!(said.contains("of Binh off the list"), "{said}");
    // Whoever found the lost one goes on writing.
    let stolen = text(&b.data(r#"lead new "By whoever found it" --share own"#)["id"]);
    let _found = b.serve();
    let last = text(&new.data(r#"lead new "Later" --share own"#)["id"]);
    a.until("lead list", |rows| rows.to_string().contains(&last));
    assert!(!a.data("lead list").to_string().contains(&stolen), "a lost computer writes for nobody");
    drop(serving);
}
