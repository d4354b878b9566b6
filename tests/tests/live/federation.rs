//! A collective goes out of a federation while the machines of the others are running, or are off.

use tests::talko::{Town, text};

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

#[test]
fn a_collective_of_several_members_comes_into_a_federation() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let _a = a.serve();
    let b = town.founds("B", "Collective B", "Steward B");
    let b_serving = b.serve();
    let invite = text(&b.data("invite new --member")["invite"]);
    let c = town.home("C");
    c.tell(&format!(r#"join {invite} --name "Member C" --no-input"#));
    assert_eq!(b_serving.stop(), 0);
    let line = text(&a.data("invite new --collective")["invite"]);
    let joined = b.data(&format!("join {line} --exchange full --no-input"));
    assert_eq!(joined["reached"], true, "{joined}");
    let lead = a.data(r#"lead new "For both""#);
    let _b = b.serve();
    b.until("lead list", |rows| lists(rows, &lead["id"]));
}
