use std::sync::atomic::Ordering::SeqCst;

use protocol::held::{ERASED_DAYS, GRACE_DAYS};
use protocol::time::Day;

use super::*;
use crate::clock::Clock;
use crate::pen::tests::{comment, founded};

/// Amara's home with a comment of hers that is erased, the comment, and the day of the erasure.
fn erased() -> (tempfile::TempDir, Home, Id, Day) {
    let (folder, home) = founded();
    let me = home.dweller().expect("Amara");
    home.publish(comment(me.person, "planted words".to_string())).expect("written");
    let is_comment = |facts: &&protocol::held::Facts| facts.kind().is_some_and(|kind| kind.name == "comment");
    let word = home.state().replica.held().iter().find(is_comment).expect("held").id;
    let erased = crate::desk::doors::with_hands(&home, |hands, _| {
        Ok(protocol::parting::erase(me.collective, &[word], None, hands, clock::now()).expect("small"))
    });
    let erased = erased.expect("keys");
    let on = erased[0].header().created.day();
    home.write_law("lead erase", "", erased).expect("written");
    (folder, home, word, on)
}

fn has_text(home: &Home, word: &Id) -> bool {
    home.record(word).expect("readable").expect("held").body().is_some()
}

#[test]
fn a_text_goes_seven_days_after_it_was_erased_though_the_home_is_killed_on_every_day() {
    let (folder, home, word, on) = erased();
    drop(home); // never closed: what was kept for a fast start is of no use
    for day in 1..=ERASED_DAYS + 1 {
        let home = Home::open_by(folder.path(), Clock::noon_of(on.plus(day))).expect("opens");
        assert_eq!(has_text(&home, &word), day < ERASED_DAYS, "day {day}");
        drop(home);
    }
}

#[test]
fn what_the_disk_refused_in_a_turn_is_done_on_the_same_day() {
    let (_folder, home, word, on) = erased();
    let due = on.plus(ERASED_DAYS);
    home.store().commits_left.store(1, SeqCst); // the turn itself, and no text
    home.turn(due).expect_err("the disk fails");
    home.store().commits_left.store(u32::MAX, SeqCst);
    assert!(has_text(&home, &word) && !home.is_turn_due(), "a pause comes first");
    let (_, pause) = held(home.left.lock()).again.expect("left");
    held(home.left.lock()).again = Some((clock::instant(), pause));
    assert!(home.is_turn_due());
    home.turn(due).expect("a disk");
    assert!(!has_text(&home, &word) && !home.is_turn_due());
}

#[test]
fn what_outlived_its_grace_goes_at_the_next_try_where_the_first_one_failed() {
    let (folder, home, word, _) = erased();
    let end = home.state().replica.held().get(&word).expect("held").expires.plus(GRACE_DAYS + 1);
    home.store().commits_left.store(0, SeqCst);
    home.turn(end).expect_err("the disk fails");
    home.store().commits_left.store(u32::MAX, SeqCst);
    assert!(home.state().replica.held().get(&word).is_none(), "it is not shown any more");
    assert!(home.record(&word).expect("readable").is_some(), "and is on the disk still");
    home.turn(end).expect("a disk");
    assert!(home.record(&word).expect("readable").is_none());
    drop(home);
    let again = Home::open(folder.path()).expect("opens");
    assert!(again.record(&word).expect("readable").is_none());
}

#[test]
fn a_turn_is_tried_again_ever_more_rarely_and_at_least_once_an_hour() {
    let (mut left, mut now, mut pauses) = (Left::default(), clock::instant(), Vec::new());
    for _ in 0..8 {
        left.ended(Vec::new(), false, now);
        let (at, pause) = left.again.expect("it failed");
        assert!(!left.is_due(at - Duration::from_millis(1)) && left.is_due(at));
        pauses.push(pause.as_secs());
        now = at;
    }
    assert_eq!(pauses, [60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
    left.ended(vec![Id::of(b"record")], true, now);
    assert!(left.again.is_none() && left.dropped.is_empty());
}
