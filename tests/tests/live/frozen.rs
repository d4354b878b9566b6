//! A process that stands still: who asks it is told so, and it goes on where it was.

use rustix::process::Signal;
use tests::talko::Town;

use crate::spine::count;

#[test]
fn a_command_to_a_frozen_process_ends_with_a_sentence_and_was_not_begun() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let serving = a.serve();
    serving.signal(Signal::STOP);
    let refused = a.refused(r#"lead new "Asked while it stood still""#);
    serving.signal(Signal::CONT);
    assert_eq!(refused.as_pair(), ("silent", 5), "{refused:?}");
    assert!(refused.hint.ends_with(&serving.process().to_string()), "{refused:?}");
    assert_eq!(count(&a.data("lead list")), 0, "nobody waited for it any more");
    a.tell(r#"lead new "Asked once it went on""#);
    assert_eq!(count(&a.data("lead list")), 1);
    assert_eq!(serving.stop(), 0);
}
