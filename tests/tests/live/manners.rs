//! How commands behave towards scripts and towards second thoughts: pipes, dry runs, undo.

use std::process::Stdio;

use serde_json::Value;
use tests::talko::{Home, Town, jobs, running, text, words};

use crate::spine::{count, lists};

#[test]
fn a_reader_that_hangs_up_is_no_failure() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(&format!("lead import {}", jobs().display()));
    for line in [
        "lead list",
        "lead list --json",
        "lead list --plain",
        "lead export --format jsonld",
        "log",
        "help",
        "--help",
        "status",
    ] {
        let mut command = town.command(&words::split(&format!("--home A {line}")));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        // As `| head -0` would: nobody reads a single line.
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((running::exit(output.status), String::from_utf8_lossy(&output.stderr).as_ref()), (0, ""), "{line}");
    }
}

/// What shows that something was written: the log, and what is held.
fn traces(home: &Home<'_>) -> (Value, Value, Value) {
    let status = home.data("status");
    (home.data("log"), status["records"].clone(), status["tickets_left"].clone())
}

#[test]
fn a_dry_run_writes_nothing() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let lead = text(&a.data(r#"lead new "Kept as it is""#)["id"]);
    let pledge = text(&a.data(r#"pledge offer "4h help" --to "Collective A""#)["id"]);
    let invite = text(&a.data("invite new")["id"]);
    std::fs::write(town.folder().join("secret"), "a long passphrase\n").expect("written");
    let before = traces(&a);
    for line in [
        r#"lead new "Not written""#.to_string(),
        format!("lead edit {lead} --title Other"),
        format!("lead close {lead} --result won"),
        format!("lead withdraw {lead}"),
        format!("lead comment {lead} Hello"),
        format!("lead import {}", jobs().display()),
        r#"pledge offer "2h more" --to "Collective A""#.to_string(),
        r#"pledge ask "cover my shift""#.to_string(),
        format!("pledge decline {pledge} --why because"),
        "invite new --member".to_string(),
        "invite new --collective".to_string(),
        format!("invite revoke {invite}"),
        "me edit --headline Books".to_string(),
        "collective edit --name Other".to_string(),
        "undo".to_string(),
        "config set currency PHP".to_string(),
        "backup new -o backup.age --passphrase-file secret".to_string(),
        "export all -o everything".to_string(),
    ] {
        a.json(&format!("{line} --dry-run"));
        assert_eq!(traces(&a), before, "{line}");
    }
    assert_eq!(a.data("config get currency")["value"], Value::Null);
    assert!(!town.folder().join("backup.age").exists() && !town.folder().join("everything").exists());
}

#[test]
fn a_dry_run_of_the_ways_in_leaves_no_home() {
    let town = Town::new();
    town.talko(r#"--home N setup --start "Collective N" --name Nobody --no-input --dry-run"#).good();
    assert!(!town.folder().join("N").exists());
    let a = town.founds("A", "Collective A", "Steward A");
    let _serving = a.serve();
    let line = text(&a.data("invite new --member")["invite"]);
    town.talko(&format!("--home N join {line} --name Nobody --no-input --dry-run")).good();
    assert!(!town.folder().join("N").exists());
}

#[test]
fn what_was_written_can_be_taken_back_step_by_step() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let lead = a.data(r#"lead new "First title""#);
    let id = text(&lead["id"]);
    let title = || text(&a.data(&format!("lead show {id}"))["title"]);
    a.tell(&format!(r#"lead edit {id} --title "Second title""#));
    a.tell(&format!(r#"lead edit {id} --title "Third title""#));
    a.tell("undo");
    assert_eq!(title(), "Second title");
    a.tell("undo");
    assert_eq!(title(), "First title");
    a.tell(&format!("lead withdraw {id}"));
    assert!(!lists(&a.data("lead list"), &lead["id"]));
    a.tell("undo");
    assert!(lists(&a.data("lead list"), &lead["id"]));
    a.tell("undo");
    assert!(!lists(&a.data("lead list"), &lead["id"]), "the lead itself is taken back");
}

#[test]
fn a_promise_can_be_taken_back_until_somebody_relies_on_it() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let promise = a.data(r#"pledge offer "4h bookkeeping" --to "Collective A""#);
    assert_eq!(count(&a.data("pledge list --open")), 1);
    a.tell("undo");
    assert_eq!(count(&a.data("pledge list --open")), 0, "{promise}");
}

#[test]
fn an_invite_is_taken_back_by_its_id_and_by_undo() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let named = text(&a.data("invite new --member")["id"]);
    let states =
        || a.data("invite list").as_array().expect("a list").iter().map(|row| row["revoked"] == true).collect();
    let states: &dyn Fn() -> Vec<bool> = &states;
    a.tell(&format!("invite revoke {named}"));
    assert_eq!(states(), [true]);
    let other = a.data("invite new --collective");
    let said = a.tell("undo").stdout;
    assert!(said.starts_with(&format!("Taken back: {}", &text(&other["id"])[..4])), "{said}");
    assert_eq!(states(), [true, true]);
    let log = a.data("log");
    let named = log[1]["shorts"].as_array().expect("ids").iter().any(|short| *short == text(&other["id"])[..6]);
    assert!(named, "the log names the invite: {log}");
    assert_eq!(a.data("status")["process"], Value::Null, "nothing is running");
}

#[test]
fn a_face_can_be_changed_and_changed_back() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell("me edit --name Amara");
    a.tell("me edit --headline Books");
    a.tell("undo");
    a.tell("undo");
    assert_eq!(text(&a.data("me show")["name"]), "Steward A");
}

#[test]
fn wrong_use_is_told_to_a_script_as_one_object() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    for (line, code, exit) in [
        ("led list", "command-guess", 2),
        ("lead list --jsn", "option-guess", 2),
        ("lead show", "needs", 2),
        ("lead show nothing", "unknown-lead", 2),
        ("pledge call nothing", "unknown-pledge", 2),
        ("lead list --limit many", "value-shape", 2),
        (r#"setup --start "Again" --name Again --no-input"#, "already-set-up", 7),
        ("node watch", "stopped", 5),
        ("lead new x --tz Mars/Olympus", "zone", 2),
    ] {
        assert_eq!(a.refused(line).as_pair(), (code, exit), "{line}");
    }
    let empty = town.home("N");
    for line in ["lead list", "lead new x", "node start", "undo", "log", "pledge list", "me show", "backup new"] {
        assert_eq!(empty.refused(line).as_pair(), ("no-identity", 4), "{line}");
    }
}
