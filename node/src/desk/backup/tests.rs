use std::path::PathBuf;
use std::sync::atomic::Ordering::SeqCst;

use super::*;
use crate::pen::tests::{amara, comment, founded};

fn secret() -> Passphrase {
    Passphrase("a long passphrase".to_string())
}

/// A backup of a home in which something was said.
fn made() -> (tempfile::TempDir, PathBuf, Dweller) {
    let (folder, home) = founded();
    let me = home.dweller().expect("Amara");
    home.publish(comment(me.person, "said before".to_string())).expect("written");
    let path = folder.path().join("talko.age");
    write(&home, &path, &secret()).expect("a backup");
    (folder, path, me)
}

fn wish(path: &Path) -> Restore {
    Restore { path: path.display().to_string(), passphrase: secret(), words: None, dry_run: false }
}

#[test]
fn a_restore_that_was_cut_off_anywhere_goes_on_by_the_same_command() {
    let (_folder, path, me) = made();
    for commits in 0.. {
        let empty = tempfile::tempdir().expect("folder");
        let whole = {
            let home = Home::open(empty.path()).expect("an empty home");
            home.store().commits_left.store(commits, SeqCst);
            restore(&home, &wish(&path)).is_ok()
        };
        let home = Home::open(empty.path()).expect("it opens");
        if whole {
            assert!(commits > 4, "it was cut off at each step");
            return;
        }
        if commits > 0 {
            let begun = crate::desk::setup::setup(&home, &amara()).expect_err("not on top of half a restore");
            assert_eq!(begun.code, "restore-unfinished", "after {commits} commits");
        }
        restore(&home, &wish(&path)).unwrap_or_else(|trouble| panic!("after {commits} commits: {trouble:?}"));
        assert_eq!(home.dweller().expect("Amara"), me);
        home.publish(comment(me.person, "said after".to_string())).expect("it can be written to");
        let told: Vec<Blob> = home.local(RETURNED).expect("readable").expect("shown at the first door");
        assert!(!told.is_empty());
        assert_eq!(restore(&home, &wish(&path)).expect_err("somebody lives here").code, "already-set-up");
    }
}

#[test]
fn half_a_restore_does_not_go_on_with_another_persons_backup() {
    let (_folder, path, _) = made();
    let (_other, others, _) = made();
    let empty = tempfile::tempdir().expect("folder");
    let home = Home::open(empty.path()).expect("an empty home");
    home.store().commits_left.store(2, SeqCst);
    restore(&home, &wish(&path)).expect_err("cut off");
    home.store().commits_left.store(u32::MAX, SeqCst);
    assert_eq!(restore(&home, &wish(&others)).expect_err("another person").code, "restore-unfinished");
    restore(&home, &wish(&path)).expect("it goes on");
}
