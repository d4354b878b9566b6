//! Processes that are killed at any moment: what was acknowledged is there afterwards.
//!
//! `TALKO_KILL_ROUNDS` sets how often; 3 times in the ordinary run.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

use serde_json::Value;
use tests::talko::{DEADLINE, Town, text};

use crate::absence::table;
use crate::spine::count;

fn rounds() -> usize {
    std::env::var("TALKO_KILL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3)
}

fn ids(rows: &Value) -> BTreeSet<String> {
    rows.as_array().into_iter().flatten().map(|row| text(&row["id"])).collect()
}

#[test]
fn what_was_acknowledged_is_there_after_a_kill() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let mut known = BTreeSet::new();
    for round in 0..rounds() {
        let serving = a.serve();
        let killed = AtomicBool::new(false);
        let (send, saved) = mpsc::channel();
        thread::scope(|scope| {
            // Another write is always under way when the process is killed.
            scope.spawn(|| {
                for number in 0.. {
                    if killed.load(Ordering::SeqCst) {
                        break;
                    }
                    let answer =
                        a.talko(&format!(r#"lead new "Lead {number} of round {round}" --not-duplicate --json"#));
                    match answer.exit {
                        0 => send.send(text(&answer.json()["data"]["id"])).expect("the test waits"),
                        _ => assert_eq!(answer.refused().exit, 5, "only the process was gone"),
                    }
                }
                drop(send);
            });
            for _ in 0..3 + round % 5 {
                known.insert(saved.recv_timeout(DEADLINE).expect("a write is acknowledged"));
            }
            serving.kill();
            killed.store(true, Ordering::SeqCst);
            known.extend(saved);
        });
        let there = ids(&a.data("lead list --limit 1000"));
        let lost: Vec<&String> = known.difference(&there).collect();
        assert!(lost.is_empty(), "round {round}: {lost:?} of {} are lost", known.len());
    }
}

#[test]
fn an_import_that_was_cut_short_is_finished_by_running_it_again() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    std::fs::write(town.folder().join("many.csv"), table(500)).expect("written");
    for _ in 0..rounds().min(20) {
        let serving = a.serve();
        let before = a.data("status")["records"].clone();
        let first = thread::scope(|scope| {
            let imported = scope.spawn(|| a.talko("lead import many.csv --json"));
            a.until("status", |status| status["records"] != before || imported.is_finished());
            serving.kill();
            imported.join().expect("the import ends")
        });
        assert!(first.exit == 0 || first.exit == 5, "{first:?}");
    }
    a.data("lead import many.csv");
    let again = a.data("lead import many.csv");
    assert_eq!((&again["taken"], &again["known"]), (&0.into(), &500.into()));
    assert_eq!(count(&a.data("lead list --limit 1000")), 500);
}

#[test]
fn a_home_that_is_killed_while_it_catches_up_has_everything_in_the_end() {
    let town = Town::new();
    let (a, _serving, b) = town.neighbours("A", "B");
    std::fs::write(town.folder().join("many.csv"), table(500)).expect("written");
    a.data("lead import many.csv");
    for round in 0..rounds() {
        let serving = b.serve();
        b.until("status", |status| status["open_leads"].as_u64() > Some(round as u64));
        serving.kill();
    }
    let _back = b.serve();
    b.until("lead list --limit 1000", |rows| count(rows) == 500);
}
