//! What the store promises, tried from outside: nothing acknowledged is lost, nothing hangs, nothing is silent.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use protocol::id::Id;

use super::*;

mod bytes;
mod ceiling;
mod commits;
mod damage;
mod disk;
mod kill;
mod steps;

/// Fails once no commit is left, as a process that was killed there would leave the disk.
pub(super) fn cut_off(left: &std::sync::atomic::AtomicU32) -> Result<(), StoreFault> {
    use std::sync::atomic::Ordering::SeqCst;
    match left.load(SeqCst) {
        0 => Err(StoreFault::Stopped { why: "cut off".to_string() }),
        u32::MAX => Ok(()),
        some => {
            left.store(some - 1, SeqCst);
            Ok(())
        }
    }
}

/// This test binary as a probe: the folder comes as the last argument, which the test harness takes for one
/// more name to match.
#[test]
#[ignore = "a child process of other tests"]
fn child_probe() {
    let folder = std::env::args_os().next_back().expect("the folder is the last argument");
    std::process::exit(probe_main(Path::new(&folder)));
}

/// A probe that finds every index damaged.
#[test]
#[ignore = "a child process of other tests"]
fn child_refusal() {
    std::process::exit(1);
}

/// A probe that sled's worst day keeps busy; it waits for an input that never comes, until it is killed.
#[test]
#[ignore = "a child process of other tests"]
fn child_hang() {
    let (_keep, never) = std::sync::mpsc::channel::<()>();
    let end = never.recv_timeout(Duration::from_secs(60));
    assert!(end.is_ok(), "nobody ended this child");
}

fn child(test: &str) -> Vec<OsString> {
    ["--exact", "--ignored", test].iter().map(OsString::from).collect()
}

fn options() -> Options {
    let probe = Probe {
        program: std::env::current_exe().expect("this binary"),
        arguments: child("store::tests::child_probe"),
        limit: Duration::from_secs(8),
    };
    Options { probe: Some(probe), reserve_bytes: 0, ..Options::new(1, 0x5eed) }
}

fn open(home: &Path) -> Opened {
    Store::open(home, options()).expect("opens")
}

/// Record number `number`: 300 bytes nobody can guess from another.
fn record(number: u32) -> (Id, Arc<[u8]>) {
    let mut bytes = Vec::new();
    while bytes.len() < 300 {
        bytes.extend_from_slice(Id::labelled("record", &[&number.to_le_bytes(), &[bytes.len() as u8]]).as_bytes());
    }
    (Id::of(&bytes), bytes.into())
}

fn row(number: u32) -> RowChange {
    let (id, bytes) = record(number);
    (RowKey { letter: b'L', subject: id }, Some(bytes[..100].to_vec()))
}

/// A batch of records with a row each, and a local item that counts them.
fn batch(numbers: std::ops::Range<u32>) -> Batch {
    Batch {
        local: vec![(b"count".to_vec(), Some(numbers.end.to_le_bytes().to_vec()))],
        rows: numbers.clone().map(row).collect(),
        records: numbers.map(record).collect(),
        ..Batch::default()
    }
}

/// Does what the caller does after opening: folds what the rows lack. A row is the record's first 100 bytes.
fn catch_up(opened: Opened) -> Store {
    while let Some(piece) = opened.store.replay().expect("the journal reads") {
        let rows = piece.entries.iter().filter_map(|entry| match entry {
            Entry::Record { id, bytes } => Some((RowKey { letter: b'L', subject: *id }, Some(bytes[..100].to_vec()))),
            Entry::Dropped { id } => Some((RowKey { letter: b'L', subject: *id }, None)),
            Entry::Local { .. } => None,
        });
        let rows = rows.collect();
        opened.store.apply(piece.pending, rows).expect("the rows are written");
    }
    opened.store
}

/// Every record, row and the count, exactly for these numbers.
fn assert_holds(store: &Store, numbers: std::ops::Range<u32>) {
    for number in numbers.clone() {
        let (id, bytes) = record(number);
        assert_eq!(store.record(&id).expect("reads").as_deref(), Some(&*bytes), "record {number}");
        let (key, value) = row(number);
        assert_eq!(store.row(&key).expect("reads"), value, "row {number}");
    }
    assert_eq!(store.counts().records, numbers.len() as u64);
    assert_eq!(store.rows(b'L', None, PAGE_MAX).expect("reads").len(), numbers.len());
    let count = store.local(b"count").expect("reads");
    assert_eq!(count, (!numbers.is_empty()).then(|| numbers.end.to_le_bytes().to_vec()));
}

/// Copies a folder and what is in it.
fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("folder");
    for item in std::fs::read_dir(from).expect("list") {
        let path = item.expect("item").path();
        let target = to.join(path.file_name().expect("listed paths have names"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

/// Changes a file's bytes.
fn alter(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).expect("read");
    change(&mut bytes);
    std::fs::write(path, bytes).expect("written");
}

/// The one file in a folder of the store whose name ends so.
fn only_file(folder: &Path, end: &str) -> std::path::PathBuf {
    let mut found = std::fs::read_dir(folder).expect("list").map(|item| item.expect("item").path());
    found.find(|path| path.to_string_lossy().ends_with(end)).expect("there is one")
}
