//! What an undo took is brought back by a redo, step by step, and the log says which is which.

use tests::talko::{Home, Town, text};

use crate::spine::{count, lists};

fn title(home: &Home<'_>, lead: &str) -> String {
    text(&home.data(&format!("lead show {lead}"))["title"])
}

#[test]
fn undo_and_redo_walk_back_and_forth_through_the_changes_of_a_lead() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let id = text(&a.data(r#"lead new "First title""#)["id"]);
    a.tell(&format!(r#"lead edit {id} --title "Second title""#));
    a.tell(&format!(r#"lead edit {id} --title "Third title""#));
    let mut seen = Vec::new();
    for step in ["undo", "undo", "redo", "redo", "undo", "redo", "undo"] {
        a.tell(step);
        seen.push(title(&a, &id));
    }
    let wanted = ["Second", "First", "Second", "Third", "Second", "Third", "Second"];
    assert_eq!(seen, wanted.map(|word| format!("{word} title")));
}

#[test]
fn a_lead_that_was_taken_back_is_there_again_after_a_redo() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let lead = a.data(r#"lead new "Payroll helper""#);
    let said = a.tell("undo").stdout;
    assert!(said.contains("Bring it back: talko redo"), "{said}");
    assert!(!lists(&a.data("lead list"), &lead["id"]));
    let back = a.data("redo");
    assert_eq!(back["redone"], lead["operation"]);
    assert!(lists(&a.data("lead list"), &lead["id"]));
    a.tell("undo");
    assert!(!lists(&a.data("lead list"), &lead["id"]), "what was brought back can be taken back again");
}

#[test]
fn an_undo_is_taken_back_by_its_own_number_as_well() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let lead = a.data(r#"lead new "Payroll helper""#);
    let undone = a.data("undo");
    assert_eq!(undone["undone"], lead["operation"]);
    a.tell(&format!("undo {}", undone["operation"]));
    assert!(lists(&a.data("lead list"), &lead["id"]));
    assert_eq!(a.refused("redo").as_pair(), ("nothing-to-redo", 6));
}

#[test]
fn a_promise_that_was_taken_back_is_over_and_a_redo_says_so() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    assert_eq!(a.refused("redo").as_pair(), ("nothing-to-redo", 6));
    a.tell(r#"pledge offer "4h bookkeeping" --to "Collective A""#);
    let said = a.tell("undo").stdout;
    assert!(!said.contains("talko redo"), "a promise does not come back:\n{said}");
    assert_eq!(a.refused("redo").as_pair(), ("redo-binding", 6));
    assert_eq!(count(&a.data("pledge list --open")), 0);
}

#[test]
fn what_was_changed_since_is_not_brought_back_over_it() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let id = text(&a.data(r#"lead new "First title""#)["id"]);
    a.tell(&format!(r#"lead edit {id} --title "Second title""#));
    a.tell("undo");
    a.tell(&format!(r#"lead edit {id} --title "Another title""#));
    assert_eq!(a.refused("redo").as_pair(), ("changed-since", 7));
    assert_eq!(title(&a, &id), "Another title");
}

#[test]
fn the_log_says_what_was_taken_back_and_what_was_brought_back() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let number = a.data(r#"lead new "Payroll helper""#)["operation"].clone();
    a.tell("undo");
    a.tell("redo");
    let table = a.tell("log").stdout;
    assert!(table.contains(&format!("redo of {number}")), "{table}");
    assert!(table.contains(&format!("undo of {number} (brought back)")), "{table}");
    let log = a.data("log");
    assert_eq!((&log[0]["redoes"], &log[1]["undoes"], &log[2]["undone"]), (&number, &number, &false.into()), "{log}");
}
