use super::*;

#[test]
fn what_was_committed_is_there_after_closing_and_after_dying() {
    let home = tempfile::tempdir().expect("folder");
    let opened = open(home.path());
    assert_eq!((&opened.lag, opened.notices.len()), (&Lag::None, 0));
    opened.store.commit(batch(0..50)).expect("first");
    opened.store.write_snapshot(b"in memory").expect("kept");
    opened.store.close().expect("closes");
    drop(opened);

    let opened = open(home.path());
    assert_eq!((&opened.lag, opened.notices.as_slice()), (&Lag::None, &[][..]));
    assert_eq!(opened.store.read_snapshot().expect("reads").as_deref(), Some(&b"in memory"[..]));
    opened.store.commit(batch(50..60)).expect("second");
    assert_eq!(opened.store.read_snapshot().expect("reads"), None, "it is of an earlier position");
    assert_holds(&opened.store, 0..60);
    drop(opened);

    let store = catch_up(open(home.path()));
    assert_holds(&store, 0..60);
}
