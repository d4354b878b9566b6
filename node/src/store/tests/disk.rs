//! A disk that is full or may not be written. Needs a file system of its own, so root; says so elsewhere.

use std::process::Command;

use super::*;

/// A small file system in memory, gone when dropped.
struct Disk(tempfile::TempDir);

impl Disk {
    fn of(megabytes: u32) -> Option<Disk> {
        let folder = tempfile::tempdir().expect("folder");
        let size = format!("size={megabytes}m");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()).status();
        if mounted.is_ok_and(|status| status.success()) {
            return Some(Disk(folder));
        }
        eprintln!("skipped: a small file system cannot be made here (not root)");
        None
    }

    fn remount(&self, how: &str) {
        let status = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(self.0.path()).status();
        assert!(status.expect("mount runs").success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let status = Command::new("umount").arg(self.0.path()).status();
        assert!(status.expect("umount runs").success());
    }
}

#[test]
fn a_full_disk_loses_nothing_and_writing_goes_on_when_space_returns() {
    let Some(disk) = Disk::of(16) else { return };
    let home = disk.0.path().join("home");
    let ballast = disk.0.path().join("ballast");
    let store = open(&home).store;
    store.commit(batch(0..100)).expect("committed");
    let free = os::free_bytes(disk.0.path()).expect("asked").expect("known here");
    std::fs::write(&ballast, vec![0; free as usize - (600 << 10)]).expect("written");

    let mut next = 100;
    let fault = loop {
        let step = batch(next..next + 20);
        match store.append(&step) {
            Ok(pending) => {
                next += 20;
                if let Err(fault) = store.apply(pending, step.rows) {
                    break fault;
                }
            }
            Err(fault) => break fault,
        }
        assert!(next < 100_000, "the disk never filled up");
    };
    assert!(matches!(fault, StoreFault::Full { .. }), "{fault:?}");
    for number in 0..next {
        assert!(store.record(&record(number).0).expect("reads").is_some(), "record {number}");
    }
    // A checkpoint that fails costs nothing either.
    let checkpoint = store.checkpoint();
    assert!(!matches!(checkpoint, Err(StoreFault::Damaged { .. })), "{checkpoint:?}");

    std::fs::remove_file(&ballast).expect("removed");
    let lag = store.restart_index().expect("opens again");
    let store = catch_up(Opened { store, lag, notices: Vec::new() });
    assert_holds(&store, 0..next);
    store.commit(batch(next..next + 20)).expect("space has returned");
    store.close().expect("closes");
    drop(store);
    let opened = open(&home);
    assert_eq!(opened.notices, []);
    assert_holds(&opened.store, 0..next + 20);
    drop(opened);
}

#[test]
fn the_reserve_is_kept_free_but_letting_go_is_allowed() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    store.commit(batch(0..3)).expect("committed");
    drop(store);
    let opened = Store::open(home.path(), Options { reserve_bytes: u64::MAX, ..options() }).expect("opens");
    let store = catch_up(opened);
    assert!(matches!(store.commit(batch(3..4)), Err(StoreFault::Full { .. })));
    store.commit(Batch { drop: vec![record(0).0], ..Batch::default() }).expect("letting go frees space");
    assert_eq!(store.counts().records, 2);
}

#[test]
fn a_home_that_may_not_be_written_is_said_to_be_so() {
    let Some(disk) = Disk::of(16) else { return };
    let home = disk.0.path().join("home");
    let store = open(&home).store;
    store.commit(batch(0..3)).expect("committed");
    store.close().expect("closes");
    drop(store);
    disk.remount("ro");
    let refused = Store::open(&home, options()).expect_err("read-only");
    assert!(matches!(refused, StoreFault::ReadOnly { .. }), "{refused:?}");
    disk.remount("rw");
    assert_holds(&open(&home).store, 0..3);
}
