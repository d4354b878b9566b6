//! A home that has taken all of the disk that it may.

use super::*;

#[test]
fn at_the_ceiling_no_record_is_taken_and_everything_else_goes_on() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    store.commit(batch(0..3)).expect("committed");
    store.checkpoint().expect("a checkpoint");
    let used = store.used_bytes();
    assert!(used > 3 * 300 * 2, "journal, second copy and index are weighed: {used}");
    store.allow(used);
    assert!(store.is_at_ceiling());

    let fault = store.commit(batch(3..4)).expect_err("nothing new");
    assert!(matches!(fault, StoreFault::Ceiling { most, .. } if most == used), "{fault:?}");
    assert_eq!(store.record(&record(0).0).expect("reads").as_deref(), Some(&*record(0).1));
    // What the home notes for itself, and what makes room.
    let noted = vec![(b"note".to_vec(), Some(b"small".to_vec()))];
    store.commit(Batch { local: noted, ..Batch::default() }).expect("a note of its own");
    store.commit(Batch { drop: vec![record(0).0], ..Batch::default() }).expect("letting go");
    assert_eq!(store.counts().records, 2);

    store.allow(u64::MAX);
    store.commit(batch(3..4)).expect("the ceiling was raised");
    assert!(!store.is_at_ceiling());
}

#[test]
fn at_most_one_batch_is_above_the_ceiling_and_a_new_start_knows_what_is_used() {
    let home = tempfile::tempdir().expect("folder");
    let store = open(home.path()).store;
    store.allow(store.used_bytes() + 1);
    store.commit(batch(0..20)).expect("begun below it");
    assert!(matches!(store.commit(batch(20..21)), Err(StoreFault::Ceiling { .. })));
    store.close().expect("closes");
    drop(store);
    let store = open(home.path()).store;
    assert!(!store.is_at_ceiling(), "what is allowed is said anew at each start");
    assert!(store.used_bytes() > store.counts().journal_bytes * 2, "the index is weighed at the start");
}
