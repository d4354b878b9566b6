use std::path::Path;

use protocol::record::Fold;
use protocol::time::{DAY_MS, HOUR_MS};

use super::*;
use crate::clock::Clock;
use crate::pen::tests::{comment, founded};

/// Amara writes by a clock that is ahead, closes, and opens her home by the right one.
fn after_a_clock_ran_ahead(ahead_ms: i64) -> (tempfile::TempDir, Home, Id) {
    let (folder, home) = founded();
    let me = home.dweller().expect("Amara").person;
    home.close().expect("closed");
    drop(home);
    let ahead = by(folder.path(), ahead_ms);
    ahead.publish(comment(me, "written too early".to_string())).expect("written");
    ahead.close().expect("closed");
    drop(ahead);
    let home = by(folder.path(), 0);
    (folder, home, me)
}

fn by(path: &Path, ahead_ms: i64) -> Home {
    Home::open_by(path, Clock::wrong_by(ahead_ms)).expect("opens")
}

fn repaired(home: &Home, dry_run: bool) -> Result<ClockRepaired, Trouble> {
    match repair(home, dry_run)?.reply {
        Reply::ClockRepaired(repaired) => Ok(repaired),
        other => panic!("{other:?}"),
    }
}

fn code<T>(result: Result<T, Trouble>) -> String {
    result.err().map(|trouble| trouble.code).unwrap_or_default()
}

fn texts(home: &Home, about: &Id) -> Vec<(Option<String>, Moment)> {
    let row: Option<protocol::fold::thread::ThreadRow> =
        crate::desk::directory::row(home, Fold::Thread, about).expect("readable");
    let created = |id: &Id| home.record(id).expect("readable").expect("held").header().created;
    let comments = row.map(|row| row.comments).unwrap_or_default().into_iter();
    comments.map(|said| (said.text, created(&said.head))).collect()
}

#[test]
fn up_to_ten_minutes_ahead_nothing_is_written_and_nothing_is_repaired() {
    let (_folder, home, me) = after_a_clock_ran_ahead(9 * 60_000);
    assert_eq!(code(home.publish(comment(me, "now".to_string()))), "clock-behind");
    assert_eq!(code(repair(&home, false)), "clock-behind", "waiting is enough");
}

#[test]
fn what_was_written_by_a_clock_hours_or_days_ahead_is_said_again_and_writing_goes_on() {
    is_said_again(2 * HOUR_MS, true, "clock-behind");
    is_said_again(3 * DAY_MS, false, "clock-far-behind");
}

fn is_said_again(ahead_ms: u64, confirmed: bool, refused: &str) {
    let (_folder, home, me) = after_a_clock_ran_ahead(ahead_ms as i64);
    if confirmed {
        assert_eq!(code(repair(&home, false)), "clock-unconfirmed", "it may be this clock that is wrong");
        home.heard_clock(Key::from_bytes([7; 32]), home.now()).expect("noted");
    }
    assert_eq!(code(home.publish(comment(me, "now".to_string()))), refused);

    let shown = repaired(&home, true).expect("shown");
    assert_eq!((shown.again, shown.erased, shown.operations.len()), (1, 0, 0));
    assert_eq!(code(home.publish(comment(me, "now".to_string()))), refused, "it was only shown");

    let done = repaired(&home, false).expect("repaired");
    assert_eq!((done.again, done.operations.len()), (1, 1));
    let said = texts(&home, &me);
    assert_eq!(said.len(), 1);
    assert_eq!(said[0].0.as_deref(), Some("written too early"));
    assert!(said[0].1 <= home.now(), "dated as of now");
    home.publish(comment(me, "now".to_string())).expect("goes on");
    let again = repaired(&home, false).expect("told");
    assert_eq!((again.again, again.erased, again.operations.len()), (0, 0, 0), "nothing is left");
}

#[test]
fn a_repair_that_was_cut_off_goes_on() {
    let (_folder, home, me) = after_a_clock_ran_ahead(3 * DAY_MS as i64);
    let now = home.now();
    home.state().guard.as_mut().expect("a guard").set_clock(now).expect("set, and then the power went");
    assert_eq!(repaired(&home, false).expect("goes on").again, 1);
    assert!(texts(&home, &me)[0].1 <= home.now());
}

#[test]
fn a_clock_that_the_neighbours_call_wrong_repairs_nothing() {
    let (_folder, home, _) = after_a_clock_ran_ahead(3 * DAY_MS as i64);
    home.heard_clock(Key::from_bytes([7; 32]), home.now().after(3 * DAY_MS)).expect("noted");
    assert_eq!(code(repair(&home, false)), "clock-wrong");
}

#[test]
fn what_is_over_stays_until_a_neighbour_confirms_the_day() {
    let (folder, home) = founded();
    let me = home.dweller().expect("Amara").person;
    home.publish(comment(me, "until next year".to_string())).expect("written");
    let records = home.store().counts().records;
    home.heard_clock(Key::from_bytes([7; 32]), home.now()).expect("noted");
    home.close().expect("closed");
    drop(home);
    let years = 3 * 365 * DAY_MS;

    let ahead = by(folder.path(), years as i64);
    assert_eq!(texts(&ahead, &me).len(), 0, "it does not show any more");
    assert_eq!(ahead.store().counts().records, records, "by a clock that nobody confirms nothing goes");
    ahead.heard_clock(Key::from_bytes([7; 32]), Moment(ahead.now().0 - years)).expect("noted");
    assert_eq!(ahead.store().counts().records, records);

    ahead.heard_clock(Key::from_bytes([7; 32]), ahead.now()).expect("noted");
    assert!(ahead.store().counts().records < records, "the day is confirmed");
}
