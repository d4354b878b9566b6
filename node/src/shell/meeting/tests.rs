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
fn a_catch_up_is_begun_again_where_what_it_compared_is_past() {
    for (unsent, changed) in [(false, false), (true, false), (false, true), (true, true)] {
        assert_eq!(again(Ending::InStep, unsent, changed), unsent || changed, "what came meanwhile is told as well");
        assert_eq!(again(Ending::AuthorityDiffers, unsent, changed), changed, "else the next one would end so again");
        assert!(!again(Ending::Open, unsent, changed), "whoever is behind goes on by the next one");
    }
}
