//! Commits, pages, drops and the way back in after closing and after dying.

use super::*;

#[test]
fn what_was_committed_is_there_after_closing_and_after_dying() {
    let home = tempfile::tempdir().expect("folder");
    let opened = open(home.path());
    assert_eq!((&opened.lag, opened.notices.len()), (&Lag::None, 0));
    opened.store.commit(batch(0..50)).expect("first");
    opened.store.keep(Kept::Held, b"in memory").expect("kept");
    opened.store.close().expect("closes");
    drop(opened);

    let opened = open(home.path());
    assert_eq!((&opened.lag, opened.notices.as_slice()), (&Lag::None, &[][..]));
    assert_eq!(opened.store.kept(Kept::Held).expect("reads").as_deref(), Some(&b"in memory"[..]));
    opened.store.commit(batch(50..60)).expect("second");
    assert_eq!(opened.store.kept(Kept::Held).expect("reads"), None, "it is of an earlier position");
    assert_holds(&opened.store, 0..60);
    drop(opened);

    let opened = open(home.path());
    assert_eq!(opened.store.kept(Kept::Held).expect("reads"), None, "it was not closed in order");
    assert_holds(&catch_up(opened), 0..60);
}

#[test]
fn a_home_that_was_closed_opens_without_scan_or_probe() {
    let home = tempfile::tempdir().expect("folder");
    let opened = open(home.path());
    opened.store.commit(batch(0..50)).expect("committed");
    opened.store.close().expect("closes");
    drop(opened);

    let nobody = Probe { program: "/nobody/there".into(), arguments: Vec::new(), limit: Duration::from_secs(1) };
    let opened = Store::open(home.path(), Options { probe: Some(nobody.clone()), ..options() }).expect("opens");
    assert_eq!(opened.lag, Lag::None);
    drop(opened);
    let again = Store::open(home.path(), Options { probe: Some(nobody), ..options() });
    assert!(matches!(again, Err(StoreFault::Io { .. })), "after dying it is probed");
}

#[test]
fn a_second_process_is_told_who_has_the_home() {
    let home = tempfile::tempdir().expect("folder");
    let _first = open(home.path());
    let second = Store::open(home.path(), options()).expect_err("locked");
    assert!(matches!(second, StoreFault::Locked { pid: Some(pid) } if pid == std::process::id()));
}

#[test]
fn a_store_of_a_newer_program_is_left_alone() {
    let home = tempfile::tempdir().expect("folder");
    let opened = open(home.path());
    opened.store.commit(batch(0..5)).expect("committed");
    let newer = Side { format: side::FORMAT + 1, ..opened.store.side(Left::Clean, 6, 0) };
    side::write(&opened.store.paths.side, &newer).expect("written");
    drop(opened);
    let refused = Store::open(home.path(), options()).expect_err("newer");
    assert!(matches!(refused, StoreFault::Newer { found: 2, known: 1 }));
}

#[test]
fn rows_of_another_version_are_computed_again() {
    let home = tempfile::tempdir().expect("folder");
    let opened = open(home.path());
    opened.store.commit(batch(0..30)).expect("committed");
    opened.store.close().expect("closes");
    drop(opened);
    let opened = Store::open(home.path(), Options { rows_version: 2, ..options() }).expect("opens");
    assert!(matches!(opened.lag, Lag::Whole(_)));
    assert_holds(&catch_up(opened), 0..30);
}

#[test]
fn pages_are_bounded_ordered_and_complete() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    store.commit(batch(0..95)).expect("committed");
    let other = (RowKey { letter: b'M', subject: record(1).0 }, Some(vec![1]));
    store.commit(Batch { rows: vec![other], ..Batch::default() }).expect("committed");

    let mut seen = Vec::new();
    loop {
        let page = store.rows(b'L', seen.last(), 10).expect("reads");
        assert!(page.len() <= 10);
        seen.extend(page.iter().map(|(subject, _)| *subject));
        if page.len() < 10 {
            break;
        }
    }
    let mut expected: Vec<Id> = (0..95).map(|number| record(number).0).collect();
    expected.sort();
    assert_eq!(seen, expected);

    let mut held = Vec::new();
    while let Some((id, _)) = store.records(held.last(), 7).expect("reads").last() {
        held.extend(store.ids(held.last(), 7));
        assert_eq!(held.last(), Some(id));
    }
    assert_eq!(held, expected);
}

#[test]
fn local_items_are_paged_by_prefix_and_can_be_removed() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    let set = |key: &str, value: Option<&str>| (key.as_bytes().to_vec(), value.map(|it| it.as_bytes().to_vec()));
    let local =
        vec![set("draft/1", Some("a")), set("draft/2", Some("b")), set("draft/3", Some("c")), set("e", Some("d"))];
    store.commit(Batch { local, ..Batch::default() }).expect("committed");
    let local = vec![set("draft/2", None), set("draft/1", Some("twice")), set("draft/1", Some("last"))];
    store.commit(Batch { local, ..Batch::default() }).expect("committed");

    let expected = |store: &Store| {
        let first = store.local_range(b"draft/", None, 1).expect("reads");
        assert_eq!(first, [(b"draft/1".to_vec(), b"last".to_vec())]);
        let rest = store.local_range(b"draft/", Some(b"draft/1"), 9).expect("reads");
        assert_eq!(rest, [(b"draft/3".to_vec(), b"c".to_vec())]);
    };
    expected(&store);
    drop(store);
    std::fs::remove_dir_all(home.path().join("store/index")).expect("the index is gone");
    let opened = open(home.path());
    assert!(matches!(opened.lag, Lag::Whole(_)));
    expected(&catch_up(opened));
}

#[test]
fn batches_are_applied_in_the_order_of_the_journal() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    let first = store.append(&batch(0..3)).expect("durable");
    let second = store.append(&batch(3..5)).expect("durable");
    assert!(store.record(&record(4).0).expect("reads").is_some(), "a record can be read before its rows are there");
    let early = store.apply(second, Vec::new()).expect_err("too early");
    assert!(matches!(early, StoreFault::Behind { rows: 0, before: 4 }));
    store.apply(first, (0..3).map(row).collect()).expect("in order");
    let Replay { entries, pending } = store.replay().expect("reads").expect("the second batch is left");
    assert_eq!(entries.len(), 3);
    store.apply(pending, (3..5).map(row).collect()).expect("in order");
    assert_holds(&store, 0..5);
}

#[test]
fn a_record_that_is_held_is_not_written_again() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    store.commit(batch(0..3)).expect("committed");
    let before = store.counts();
    let twice = Batch { records: vec![record(1), record(2), record(1)], ..Batch::default() };
    store.commit(twice).expect("nothing to do");
    assert_eq!(store.counts(), before);
}

#[test]
fn what_is_too_large_is_refused_before_anything_is_written() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    let large = |length: usize| vec![(b"key".to_vec(), Some(vec![7; length]))];
    let refused = store.commit(Batch { local: large((1 << 20) + 1), records: vec![record(1)], ..Batch::default() });
    assert!(matches!(refused, Err(StoreFault::TooLarge { .. })));
    let refused = store.commit(Batch { local: vec![(vec![0; 1025], None)], ..Batch::default() });
    assert!(matches!(refused, Err(StoreFault::TooLarge { .. })));
    assert_eq!((store.counts().records, store.counts().entries), (0, 0));
    store.commit(Batch { local: large(1 << 19), ..Batch::default() }).expect("large enough");
}

#[test]
fn a_replaced_record_is_read_in_its_last_form_and_a_sweep_takes_the_first_off_the_disk() {
    let home = tempfile::tempdir().expect("folder");
    let store = Store::open(home.path(), Options { segment_bytes: 8 << 10, ..options() }).expect("opens").store;
    for number in 0..40 {
        store.commit(batch(number..number + 1)).expect("committed");
    }
    let ((id, former), (unknown, _)) = (record(3), record(99));
    let short: Arc<[u8]> = former[..40].into();
    let replace = vec![(id, short.clone()), (unknown, short.clone())];
    store.commit(Batch { replace, ..Batch::default() }).expect("replaced");
    assert_eq!(store.record(&unknown).expect("reads"), None, "what is not held is not replaced");
    assert!(anywhere(home.path(), &former), "until it is swept");
    while store.sweep(1).expect("sweeps").is_some() {}
    assert!(!anywhere(home.path(), &former));
    assert_eq!(store.record(&id).expect("reads").as_deref(), Some(&*short));
    drop(store);
    let store = catch_up(Store::open(home.path(), Options { segment_bytes: 8 << 10, ..options() }).expect("opens"));
    assert_eq!(store.record(&id).expect("reads").as_deref(), Some(&*short), "after dying too");
    assert_eq!(store.counts().records, 40);
}

#[test]
fn a_sweep_takes_dropped_bodies_off_the_disk() {
    let home = tempfile::tempdir().expect("folder");
    let store = Store::open(home.path(), Options { segment_bytes: 8 << 10, ..options() }).expect("opens").store;
    for number in 0..100 {
        store.commit(batch(number..number + 1)).expect("committed");
    }
    let (_, secret) = record(10);
    let drop_rows = |numbers: std::ops::Range<u32>| numbers.map(|number| (row(number).0, None)).collect();
    let ids = (0..60).map(|number| record(number).0).collect();
    store.commit(Batch { drop: ids, rows: drop_rows(0..60), ..Batch::default() }).expect("dropped");
    assert_eq!(store.record(&record(10).0).expect("reads"), None);
    assert!(anywhere(home.path(), &secret), "until it is swept");

    let before = store.counts();
    while store.sweep(1).expect("sweeps").is_some() {}
    assert!(!anywhere(home.path(), &secret));
    assert_eq!(store.counts().dead_bytes, 0);
    let files = std::fs::read_dir(home.path().join("store/journal")).expect("list").count();
    assert!(files < 5, "segments that say nothing are gone: {files} are left");
    assert!(store.counts().journal_bytes < before.journal_bytes - 60 * 300);
    let check = |store: &Store| {
        for number in 0..100 {
            let (id, bytes) = record(number);
            let expected = (number >= 60).then(|| bytes.to_vec());
            assert_eq!(store.record(&id).expect("reads"), expected, "record {number}");
        }
        assert_eq!(store.local(b"count").expect("reads"), Some(100_u32.to_le_bytes().to_vec()));
        assert_eq!(store.rows(b'L', None, PAGE_MAX).expect("reads").len(), 40);
    };
    check(&store);
    drop(store);
    std::fs::remove_dir_all(home.path().join("store/index")).expect("the index is gone");
    let opened = open(home.path());
    assert_eq!(opened.notices.iter().filter(|it| matches!(it, Notice::Lost { .. })).count(), 0);
    let store = catch_up(opened);
    check(&store);
    store.commit(batch(100..101)).expect("goes on");
    assert_eq!(store.counts().entries, 262, "no sequence number is used twice");
}

#[test]
fn a_drop_outlives_the_sweep_of_its_own_segment() {
    let home = tempfile::tempdir().expect("folder");
    let store = Store::open(home.path(), Options { segment_bytes: 4 << 10, ..options() }).expect("opens").store;
    store.commit(batch(0..20)).expect("the first segment is full");
    let ballast = |byte: u8| vec![(b"ballast".to_vec(), Some(vec![byte; 3000]))];
    let drop = vec![record(3).0];
    store.commit(Batch { drop, local: ballast(1), rows: vec![(row(3).0, None)], ..Batch::default() }).expect("second");
    store.commit(Batch { local: ballast(2), ..Batch::default() }).expect("superseded");

    let swept = store.sweep(1).expect("sweeps").expect("the second segment has most to give");
    assert!(swept.bytes >= 3000);
    let (_, body) = record(3);
    assert!(anywhere(home.path(), &body), "the first segment was not swept");
    drop_and_reopen(store, home.path(), |store| {
        assert_eq!(store.record(&record(3).0).expect("reads"), None, "it does not come back");
        assert_eq!(store.counts().records, 19);
    });
}

fn drop_and_reopen(store: Store, home: &Path, check: impl Fn(&Store)) {
    check(&store);
    drop(store);
    check(&catch_up(open(home)));
}

/// True where some file below `folder` holds these bytes.
fn anywhere(folder: &Path, bytes: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("list").any(|item| {
        let path = item.expect("item").path();
        if path.is_dir() {
            return anywhere(&path, bytes);
        }
        std::fs::read(&path).expect("read").windows(bytes.len()).any(|window| window == bytes)
    })
}
