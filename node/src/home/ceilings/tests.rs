use std::path::Path;

use super::*;
use crate::clock::Clock;

/// 2026-11-22.
const TODAY: Day = Day(20_779);
const ALLOWED: u64 = 16 << 20;

fn opened(folder: &Path, day: Day) -> Home {
    let home = Home::open_by(folder, Clock::noon_of(day)).expect("opened");
    home.allow(Allowance { line_bytes: ALLOWED, ..Allowance::default() });
    home
}

#[test]
fn the_bytes_of_a_day_are_kept_over_a_restart_and_begin_anew_at_midnight() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = opened(folder.path(), TODAY);
    home.count_line(1_000_000).expect("counted");
    home.count_line(1_000).expect("counted");
    home.note_line().expect("noted");
    home.close().expect("closed");
    drop(home);
    let home = opened(folder.path(), TODAY);
    assert_eq!(home.line_bytes().expect("read"), 1_001_000);
    home.close().expect("closed");
    drop(home);
    let home = opened(folder.path(), TODAY.plus(1));
    assert_eq!(home.line_bytes().expect("read"), 0, "a new day");
    home.count_line(7).expect("counted");
    assert_eq!(home.line_bytes().expect("read"), 7);
    home.close().expect("closed");
}

#[test]
fn midnight_of_utc_begins_the_count_anew_while_the_home_is_open() {
    let spent = Today { bytes: ALLOWED, ..Today::begun(TODAY) };
    assert_eq!(spent.as_of(TODAY).stands(ALLOWED), LineStands::OwnWrites);
    assert_eq!(spent.as_of(TODAY.plus(1)), Today::begun(TODAY.plus(1)));
}

#[test]
fn a_process_that_is_killed_forgets_no_more_than_a_thousandth() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = opened(folder.path(), TODAY);
    for _ in 0..1_000 {
        home.count_line(10_000).expect("counted");
    }
    // Dropped without closing.
    drop(home);
    let kept = opened(folder.path(), TODAY).line_bytes().expect("read");
    assert!((10_000_000 - NOTED_LEAST - 10_000..=10_000_000).contains(&kept), "{kept}");
}

#[test]
fn above_the_ceiling_the_line_is_for_own_writes_and_a_sixteenth_later_for_gossip_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let home = opened(folder.path(), TODAY);
    home.count_line(ALLOWED - 1).expect("counted");
    assert_eq!((home.line_stands(), home.reached_ceilings().expect("told")), (LineStands::Free, Vec::new()));
    home.count_line(1).expect("counted");
    assert_eq!(home.line_stands(), LineStands::OwnWrites);
    let told = home.reached_ceilings().expect("told");
    assert_eq!(told.len(), 1);
    assert_eq!((told[0].code.as_str(), told[0].facts["most"].as_str()), ("notice-line-ceiling", "16"));
    assert_eq!(told[0].facts["until"], TODAY.plus(1).start().0.to_string());
    home.count_line(ALLOWED / 16).expect("counted");
    assert_eq!(home.line_stands(), LineStands::Spent);
    home.allow(Allowance { line_bytes: 2 * ALLOWED, ..Allowance::default() });
    assert_eq!(home.line_stands(), LineStands::Free, "more was allowed");
    home.close().expect("closed");
}
