//! The main job: two collectives that have never met join by one pasted line, and what one publishes
//! is read, searched and answered at the other. The commands stand here as they are typed.

use std::path::Path;

use serde_json::Value;
use tests::talko::{Home, Town, jobs, text};

/// True where a list has the id.
pub fn lists(rows: &Value, id: &Value) -> bool {
    rows.as_array().is_some_and(|rows| rows.iter().any(|row| row["id"] == *id))
}

/// How many rows a list has.
pub fn count(rows: &Value) -> usize {
    rows.as_array().map_or(0, Vec::len)
}

/// How many adverts the file has.
fn adverts(file: &Path) -> usize {
    let read = std::fs::read(file).expect("the file with adverts");
    let read: Value = serde_json::from_slice(&read).expect("a JSON file");
    count(&read).max(count(&read["jobs"]))
}

/// A and B as in the first commands: A serves, B has joined and serves.
fn federation(town: &Town) -> (Home<'_>, Home<'_>) {
    let (a, b) = (town.home("A"), town.home("B"));
    a.tell(r#"setup --start "Collective A" --name "Steward A" --place Cebu --currency PHP --no-input"#);
    a.tell("node start");
    let line = text(&a.data("invite new --collective")["invite"]);
    b.tell(r#"setup --start "Collective B" --name "Steward B" --no-input"#);
    b.tell(&format!("join {line} --exchange full --no-input"));
    b.tell("node start");
    (a, b)
}

#[test]
fn a_lead_of_one_collective_is_read_at_the_other() {
    let town = Town::new();
    let (a, b) = federation(&town);
    let lead = a.json(
        r#"lead new "Bookkeeper for a café in Melbourne" --skills bookkeeping,xero --hours 15/week --budget "9..12 USD" --per hour --closes "in 30 days""#,
    );
    let id = &lead["data"]["id"];
    // Whoever posts it is named by a record of their own, which may come behind it.
    let seen = b.until("lead list", |rows| lists(rows, id) && rows[0]["poster"]["name"] == "Steward A");
    let seen = seen.as_array().expect("a list").iter().find(|row| row["id"] == *id).expect("just found");
    assert_eq!(seen["title"], "Bookkeeper for a café in Melbourne");
    assert_eq!(seen["minutes_week"], 15 * 60);
    assert_eq!((&seen["budget"]["min_minor"], &seen["budget"]["max_minor"]), (&900.into(), &1200.into()));
    assert_eq!((&seen["budget"]["currency"], &seen["budget"]["per"]), (&"USD".into(), &"hour".into()));
    assert_eq!(seen["poster"]["name"], "Steward A");
    assert_eq!(seen["collective"]["name"], "Collective A");
}

#[test]
fn real_adverts_are_taken_once_and_found_at_the_other_end() {
    let town = Town::new();
    let (a, b) = federation(&town);
    let file = jobs();
    let first = a.data(&format!("lead import {}", file.display()));
    assert_eq!(first["taken"], adverts(&file), "{first}");
    let second = a.data(&format!("lead import {}", file.display()));
    assert_eq!(second["taken"], 0, "{second}");
    let all = |rows: &Value| count(rows) == adverts(&file);
    b.until("lead list --limit 1000", all);
    let found = b.data(r#"lead search "customer service""#);
    assert!(count(&found) > 0, "nothing found");
    for row in found.as_array().expect("a list") {
        let words = row.to_string().to_lowercase();
        assert!(words.contains("customer") && words.contains("service"), "{row}");
    }
}

#[test]
fn a_promise_is_called_done_confirmed_and_added_up_at_the_other_collective() {
    let town = Town::new();
    let (a, b) = federation(&town);
    let c = town.home("C");
    let line = text(&a.data("invite new --member")["invite"]);
    c.tell(&format!(r#"join {line} --name "Member C" --no-input"#));
    c.tell("node start");
    c.until("member list", |members| count(members) == 2);
    let promise = c.data(r#"pledge offer "4h bookkeeping" --to "Steward A" --valid 90d --share federation"#);
    let id = text(&promise["id"]);
    a.until("pledge list", |rows| lists(rows, &promise["id"]));
    // Whoever goes on has heard of the step before, as both who type would have.
    let show = format!("pledge show {id}");
    a.tell(&format!("pledge call {id} --hours 3"));
    c.until(&show, |shown| shown["steps"] == a.data(&show)["steps"]);
    c.tell(&format!("pledge done {id} --hours 3"));
    a.until(&show, |shown| shown["steps"] == c.data(&show)["steps"]);
    a.tell(&format!("pledge confirm {id}"));
    // Each step is a record of its own, and so is the promise.
    let balance = b.until(r#"pledge balance --of "Member C""#, |balance| {
        balance["confirmed"] == 180 && balance["promised"] == 240 && balance["given"] == 180
    });
    assert_eq!((&balance["promised"], &balance["given"], &balance["open"]), (&240.into(), &180.into(), &60.into()));
    assert_eq!(balance["text"], "4 h promised, 3 h given, 1 h open");
}
