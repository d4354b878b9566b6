//! What a receipt says is so: an undo that is offered is not refused, one that is not offered would
//! be, and "sent" counts the homes that may read it.

use serde_json::Value;
use tests::talko::running::Running;
use tests::talko::{Home, Town, text};

/// The number behind `Undo: talko undo` in what a member reads.
fn offered(said: &str) -> Option<u64> {
    said.lines().find_map(|line| line.strip_prefix("Undo: talko undo "))?.trim().parse().ok()
}

/// Types a write and holds the receipt to what it says about undo.
fn held_to_its_word(home: &Home<'_>, line: &str) -> bool {
    let said = home.tell(line).stdout;
    let newest = &home.data("log --limit 1")[0]["operation"];
    let undo = home.talko(&format!("undo {newest} --dry-run"));
    assert_eq!(offered(&said).is_some(), undo.exit == 0, "talko {line}\n{said}{undo:?}");
    if offered(&said).is_none() {
        assert!(said.contains("cannot be undone"), "talko {line} does not say that it binds:\n{said}");
    }
    undo.exit == 0
}

#[test]
fn an_undo_is_offered_exactly_where_it_is_not_refused() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    for line in [
        r#"lead new "Payroll helper""#,
        r#"lead edit Payroll --title "Payroll helper, two months""#,
        r#"lead comment Payroll "Who has time?""#,
        r#"pledge ask "cover my shift" --hours 3"#,
        r#"pledge offer "4h bookkeeping" --to "Collective A""#,
        "me edit --headline Books",
        "lead withdraw Payroll",
    ] {
        assert!(held_to_its_word(&a, line), "talko {line} can be undone");
    }
}

/// A promise of Amara's for Member C, who serves a home beside hers.
fn promised<'a>(a: &Home<'a>, c: &Home<'a>) -> (Running, Running) {
    let serving = a.serve();
    let line = text(&a.data("invite new --member")["invite"]);
    c.tell(&format!(r#"join {line} --name "Member C" --no-input"#));
    let other = c.serve();
    a.until("member list", |people| people.to_string().contains("Member C"));
    a.tell(r#"pledge offer "4h bookkeeping" --to "Member C""#);
    c.until("pledge list", |rows| rows.to_string().contains("4h bookkeeping"));
    (serving, other)
}

#[test]
fn a_step_of_a_pledge_says_that_it_binds_and_offers_no_undo() {
    let town = Town::new();
    let (a, c) = (town.founds("A", "Collective A", "Steward A"), town.home("C"));
    let _serving = promised(&a, &c);
    for (home, other, line) in [
        (&c, &a, "pledge call bookkeeping --hours 2"),
        (&a, &c, "pledge done bookkeeping"),
        (&c, &a, "pledge confirm bookkeeping"),
        (&c, &a, "pledge release bookkeeping"),
    ] {
        assert!(!held_to_its_word(home, line), "talko {line} binds");
        let said = home.data("pledge show bookkeeping");
        other.until("pledge show bookkeeping", |shown| shown["steps"] == said["steps"]);
    }
}

#[test]
fn a_script_reads_whether_there_is_an_undo() {
    let town = Town::new();
    let (a, c) = (town.founds("A", "Collective A", "Steward A"), town.home("C"));
    let promise = a.data(r#"pledge ask "cover my shift" --hours 3"#);
    assert_eq!(promise["undo"], promise["operation"]);
    let _serving = promised(&a, &c);
    let call = c.data("pledge call bookkeeping --hours 2");
    assert_eq!((call["undo"].is_null(), call["operation"].is_u64()), (true, true), "{call}");
    let refused = c.refused(&format!("undo {}", call["operation"]));
    assert_eq!(refused.as_pair(), ("undo-binding", 6));
    assert!(refused.hint.starts_with("talko pledge show "), "{refused:?}");
}

#[test]
fn how_a_home_began_is_not_undone_and_the_advice_fits() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let refused = a.refused("undo 1");
    assert_eq!(refused.as_pair(), ("undo-founding", 6));
    assert!(!refused.hint.contains("pledge"), "{refused:?}");
}

#[test]
fn an_import_in_two_steps_is_sent_once_to_the_one_other_home() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let _b = b.serve();
    a.until("status", |status| status["connected"] == 1);
    // The third is nearly the first, so it is written in a second step that names the first.
    let rows = "title,client\nPayroll helper,Corner Ltd\nLogo,Studio\nPayroll helper,Corner\n";
    std::fs::write(town.folder().join("three.csv"), rows).expect("written");
    let said = a.tell("lead import three.csv --wait=80s").stdout;
    assert!(said.contains("possibly the same") && said.contains("Sent to one other home"), "{said}");
}

#[test]
fn what_stays_in_the_collective_goes_to_its_own_homes_and_to_no_other() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let _b = b.serve();
    a.until("status", |status| status["connected"] == 1);
    let said = a.tell(r#"lead new "Among ourselves" --share own"#).stdout;
    assert!(said.contains("nobody else is there to send it to"), "B reads nothing inner:\n{said}");
    let line = text(&a.data("invite new --member")["invite"]);
    let c = town.home("C");
    c.tell(&format!(r#"join {line} --name "Member C" --no-input"#));
    // What C came in with is hung up; B stays.
    a.until("status", |status| status["connected"] == 1);
    let said = a.tell(r#"lead new "While C is off" --share own"#).stdout;
    assert!(said.contains("It has not left the house"), "{said}");
    let _c = c.serve();
    let both = |status: &Value| status["connected"] == 2 && status["queued"] == 0;
    a.until("status", both);
    let said = a.tell(r#"lead new "While C is there" --share own"#).stdout;
    // Where it is handed over before the answer is made up, it says that.
    let told = ["being sent to one other home now", "Sent to one other home"].iter().any(|told| said.contains(told));
    assert!(told, "C is connected:\n{said}");
    let said = a.tell(r#"lead new "Waited for" --share own --wait=80s"#).stdout;
    assert!(said.contains("Sent to one other home"), "not to B:\n{said}");
}

#[test]
fn what_is_for_neighbours_as_well_is_kept_for_them_where_nobody_else_is_a_member() {
    let town = Town::new();
    let (a, _a, _b) = town.neighbours("A", "B");
    // What B came in with is hung up.
    a.until("status", |status| status["connected"] == 0);
    let said = a.tell(r#"availability set "mon-fri 05:00-12:00" --zone Asia/Manila --share federation"#).stdout;
    assert!(said.contains("Visible to Collective A, Collective B"), "{said}");
    assert!(said.contains("It has not left the house"), "B reads when A is busy:\n{said}");
}

#[test]
fn a_home_that_is_not_running_says_for_whom_it_keeps_what_is_written() {
    let town = Town::new();
    let (a, serving, _b) = town.neighbours("A", "B");
    assert_eq!(serving.stop(), 0);
    let said = a.tell(r#"lead new "Written offline""#).stdout;
    assert!(said.contains("It has not left the house"), "{said}");
}

#[test]
fn what_closes_in_thirty_days_is_listed_so() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(r#"lead new "Bookkeeper" --closes "in 30 days""#);
    let table = a.tell("lead list").stdout;
    assert!(table.contains("in 30 days"), "{table}");
}

#[test]
fn every_id_that_is_printed_is_read_back_whole() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    for title in ["One", "Two", "Three", "Four"] {
        let id = text(&a.data(&format!("lead new {title}"))["id"]);
        assert_eq!(id.len(), 52, "{id}");
        assert_eq!(a.data(&format!("lead show {id}"))["id"], id.as_str());
        assert_eq!(protocol::id::Id::parse(&id).map(|read| read.to_string()), Some(id));
    }
}
