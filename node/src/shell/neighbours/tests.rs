use super::*;

#[test]
fn a_catch_up_that_panics_leaves_room_for_the_next_one() {
    let running = Mutex::default();
    let which = (Key::from_bytes([1; 32]), Id::of(b"scope"));
    let panicked = std::thread::scope(|scope| {
        let task = scope.spawn(|| {
            let _alone = Alone::with(&running, which).expect("nobody else runs");
            assert!(Alone::with(&running, which).is_none(), "two would fetch the same");
            panic!("as a bug would");
        });
        task.join()
    });
    assert!(panicked.is_err());
    assert!(Alone::with(&running, which).is_some());
}

#[test]
fn when_a_machine_was_heard_is_kept_once_a_minute() {
    let at = |ms: u64| Moment(1_800_000_000_000 + ms);
    assert!(!worth_keeping(at(0), at(59_999)));
    assert!(worth_keeping(at(0), at(60_000)));
    assert!(worth_keeping(at(0), Moment(at(0).0 - 1)), "a clock that was set back");
}
