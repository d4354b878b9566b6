use protocol::local::{Left, Published, Reply, Request};

use crate::fixture::{id, run};

fn left(out: bool) -> Reply {
    let published = Published { binds: true, ..Published::default() };
    let others = vec![id("Laguna VAs")];
    Reply::Left(Box::new(Left { published, others, out, needed: 2, agreed: if out { 2 } else { 1 } }))
}

#[test]
fn leaving_asks_for_the_name_and_says_what_stays_with_the_others() {
    let asked = |request: &Request| matches!(request, Request::LeaveFederation { .. }).then(|| left(true));
    assert_eq!(run(&["federation", "leave", "--confirm", "Another"], asked).code(), "confirm-differs");
    let said = run(&["federation", "leave", "--confirm", "cebu desk"], asked);
    assert!(said.out.contains("Laguna VAs"), "{}", said.out);
    assert_eq!(run(&["federation", "leave"], asked).code(), "needs", "nobody can be asked here");
}

#[test]
fn where_more_stewards_must_agree_it_says_how_many_have() {
    let asked = |request: &Request| matches!(request, Request::LeaveFederation { .. }).then(|| left(false));
    let said = run(&["federation", "leave", "--confirm", "Cebu Desk", "--json"], asked).json();
    assert_eq!((&said["data"]["out"], &said["data"]["needed"]), (&false.into(), &2.into()), "{said}");
}

#[test]
fn a_federation_that_nobody_knows_is_refused() {
    assert_eq!(run(&["federation", "leave", "ZZZZ"], |_| None).code(), "federation-unknown");
}
