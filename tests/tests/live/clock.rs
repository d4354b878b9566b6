//! The clock of a computer jumps while its home is running, as one without a battery does, and is set right again.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests::clock::WrongClock;
use tests::talko::{DEADLINE, Home, Town, text};

use crate::spine::lists;

const DAY: Duration = Duration::from_secs(86_400);
/// How long to wait before a home is asked again.
const LOOK: Duration = Duration::from_millis(200);

/// Waits until the doctor says so of this home's clock; the doctor ends otherwise than a command that succeeds.
fn until_clock(home: &Home<'_>, wanted: impl Fn(&Value) -> bool) {
    let begun = Instant::now();
    loop {
        let found = home.talko("doctor --json").json();
        let mut checks = found["data"].as_array().expect("checks").iter();
        let clock = checks.find(|check| check["check"] == "clock").expect("the clock is checked");
        if wanted(&clock["facts"]) {
            return;
        }
        assert!(begun.elapsed() < DEADLINE, "{clock}");
        thread::sleep(LOOK);
    }
}

#[test]
fn a_clock_that_jumps_while_a_home_runs_costs_nothing_that_was_written() {
    let town = Town::new();
    let clock = WrongClock::build(town.folder()).expect("a C compiler");
    let (a, serving, b) = town.neighbours("A", "B");
    let _b = b.serve();
    assert_eq!(serving.stop(), 0);
    let a = a.by(&clock);
    let serving = a.serve();
    let first = a.data(r#"lead new "Before the clock jumped""#);
    b.until("lead list", |rows| lists(rows, &first["id"]));
    b.until_told_where(&a);
    let records = || a.data("status")["records"].as_u64().expect("a number");
    let held = records();

    // Half a year ahead: by that clock the lead has ended long ago, and its grace too.
    clock.ahead(180 * DAY).expect("set");
    a.until("lead list", |rows| !lists(rows, &first["id"]));
    until_clock(&a, |facts| facts["machines"] == "1" && facts["minutes"] != "0" && facts["side"] == "ahead");
    assert!(records() >= held, "nothing went from the disk");
    clock.ahead(Duration::ZERO).expect("set");
    a.until("lead list", |rows| lists(rows, &first["id"]));

    // Before anything was ever written.
    clock.behind(22_000 * DAY).expect("set");
    assert_eq!(a.refused(r#"lead new "Long ago""#).as_pair(), ("clock-behind", 6));
    assert!(lists(&a.data("lead list"), &first["id"]), "it reads on");
    clock.ahead(Duration::ZERO).expect("set");
    let second = a.data(r#"lead new "Set right again""#);
    b.until("lead list", |rows| lists(rows, &second["id"]));

    // Three hours ahead, and something is written by that clock, which nobody takes yet.
    clock.ahead(Duration::from_secs(3 * 3_600)).expect("set");
    let early = a.data(r#"lead new "Three hours too early""#);
    clock.ahead(Duration::ZERO).expect("set");
    assert_eq!(a.refused(r#"lead new "Now""#).as_pair(), ("clock-behind", 6));
    until_clock(&a, |facts| facts["machines"] == "1" && facts["minutes"] == "0");
    assert!(!lists(&b.data("lead list"), &early["id"]));
    a.tell("repair clock --yes");
    b.until("lead list", |rows| lists(rows, &early["id"]));
    let third = text(&a.data(r#"lead new "Now""#)["id"]);
    b.until("lead list", |rows| rows.to_string().contains(&third));
    assert_eq!(serving.stop(), 0);
}
