use std::sync::atomic::Ordering::SeqCst;

use super::*;
use crate::pen::tests::{amara, comment};

/// Founds in a fresh home whose disk fails at the commit behind so many; true where nothing failed.
fn cut_off_after(folder: &std::path::Path, commits: u32) -> bool {
    let home = Home::open(folder).expect("an empty home");
    home.store().commits_left.store(commits, SeqCst);
    setup(&home, &amara()).is_ok()
    // Dropped without closing, as where the process was killed.
}

fn assert_whole(home: &Home, commits: u32) {
    let me = home.dweller().unwrap_or_else(|trouble| panic!("after {commits} commits: {trouble:?}"));
    assert_eq!(home.state().replica.roster().collectives().count(), 1, "after {commits} commits");
    assert_eq!(home.collective_name(&me.collective), "Cebu Desk", "after {commits} commits");
    assert_eq!(home.person_name(&me.person).as_deref(), Some("Amara"), "after {commits} commits");
    let setups = home.deeds(100).expect("a log").iter().filter(|deed| deed.shown.label == "setup").count();
    assert_eq!(setups, 1, "after {commits} commits");
    let faces = home.deeds(100).expect("a log").iter().filter(|deed| deed.shown.label == "me edit").count();
    assert_eq!(faces, 2, "after {commits} commits: one of the person, one of the collective");
    home.publish(comment(me.person, "said".to_string())).expect("it can be written to");
    assert_eq!(setup(home, &amara()).expect_err("somebody lives here").code, "already-set-up");
}

#[test]
fn a_founding_that_was_cut_off_anywhere_goes_on_by_the_same_command() {
    for commits in 0.. {
        let folder = tempfile::tempdir().expect("folder");
        let whole = cut_off_after(folder.path(), commits);
        let home = Home::open(folder.path()).expect("it opens");
        if whole {
            assert!(commits > 4, "it was cut off at each step");
            return;
        }
        setup(&home, &amara()).expect("it goes on");
        assert_whole(&home, commits);
    }
}

#[test]
fn a_founding_that_was_noted_goes_on_with_the_next_start() {
    // Before the first commit there are only keys, and nothing is known of what was to be founded.
    for commits in 1.. {
        let folder = tempfile::tempdir().expect("folder");
        let whole = cut_off_after(folder.path(), commits);
        let home = Home::open(folder.path()).expect("it opens");
        resume(&home).expect("it goes on");
        assert_whole(&home, commits);
        if whole {
            return;
        }
    }
}
