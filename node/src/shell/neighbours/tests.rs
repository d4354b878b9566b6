use super::*;

#[test]
fn when_a_machine_was_heard_is_kept_once_a_minute() {
    let at = |ms: u64| Moment(1_800_000_000_000 + ms);
    assert!(!worth_keeping(at(0), at(59_999)));
    assert!(worth_keeping(at(0), at(60_000)));
    assert!(worth_keeping(at(0), Moment(at(0).0 - 1)), "a clock that was set back");
}
