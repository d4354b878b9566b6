//! A collective goes out of a federation while the machines of the others are running, or are off.

use tests::talko::Town;

use crate::spine::lists;

#[test]
fn a_collective_that_leaves_says_so_to_the_others_and_shares_nothing_more() {
    let town = Town::new();
    let (a, serving, b) = town.neighbours("A", "B");
    let b_serving = b.serve();
    let lead = a.data(r#"lead new "While we are together""#);
    b.until("lead list", |rows| lists(rows, &lead["id"]));
    a.until_told_where(&b);
    assert_eq!(b.refused("federation leave --confirm Somebody").as_pair(), ("confirm-differs", 3));

    // A is off: what B says waits until somebody of the others is there.
    assert_eq!(serving.stop(), 0);
    let left = b.data(r#"federation leave --confirm "Collective B""#);
    assert_eq!(left["out"], true, "{left}");
    assert!(b.data("federation list").as_array().expect("a list").is_empty());
    let _serving = a.serve();
    a.until("federation list", |rows| rows[0]["others"].as_array().is_some_and(Vec::is_empty));

    let after = b.data(r#"lead new "For us alone""#);
    assert!(!after["readers"].to_string().contains("Collective A"), "{after}");
    assert_eq!(b.refused("federation leave --confirm B").as_pair(), ("federation-none", 6));
    assert_eq!(b_serving.stop(), 0);
    assert!(!lists(&a.data("lead list"), &after["id"]));
}
