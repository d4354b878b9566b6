//! What a home keeps for a faster start: it lies in a file, under a checksum that a broken program would fit too.

use protocol::held::Held;
use protocol::space::Side;

use super::home::Home;
use super::target;

#[test]
fn facts_that_were_kept_are_restored_as_they_were_or_not_at_all() {
    let mut amara = Home::founder("Amara", "A");
    let lead = protocol::held::subject(&amara.lead("Bookkeeper wanted", Side::Open));
    amara.comment(lead, "Who can?", Side::Open);
    let kept = amara.replica.held().snapshot(amara.now.day());
    target("kept-facts", 20_000, 10_000).run(vec![kept], |input| match Held::restore(input) {
        Some((held, day)) => {
            let again = held.snapshot(day);
            let (twice, _) = Held::restore(&again).expect("what was just kept");
            assert_eq!(twice.snapshot(day), again);
            format!("{} facts", held.iter().count())
        }
        None => "nothing".to_string(),
    });
}
