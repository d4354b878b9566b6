//! A collective in which several stewards must agree comes back into a federation: which it has left, and out of
//! which it was put.

use serde_json::Value;
use tests::talko::{Home, Running, Town, text};

use crate::spine::lists;

/// A home whose collective has two stewards who must both agree; and the other one's home. Both are served.
fn two_stewards<'a>(town: &'a Town, names: [&'a str; 2], people: [&str; 2]) -> ([Home<'a>; 2], [Running; 2]) {
    let first = town.founds(names[0], &format!("Collective {}", names[0]), people[0]);
    let serving = first.serve();
    let (second, also) = town.joins(&first, names[1], people[1]);
    first.tell(&format!("member role {} steward --yes", people[1]));
    second.until("me show", |me| me["role"] == "steward");
    ([first, second], [serving, also])
}

/// The first one uses a line into the federation, and the other one agrees.
fn both_join(first: &Home<'_>, second: &Home<'_>, line: &str) {
    let asked = first.data(&format!("join {line} --accept-rules --no-input"));
    assert_eq!(
        (&asked["reached"], asked["wish"]["missing"].as_array().map(Vec::len)),
        (&false.into(), Some(1)),
        "{asked}"
    );
    second.until("federation list", |rows| rows.to_string().contains(r#""what":"join""#));
    second.tell("federation approve --yes");
}

fn with(others: usize) -> impl Fn(&Value) -> bool {
    move |rows| rows[0]["others"].as_array().is_some_and(|all| all.len() == others)
}

fn none(rows: &Value) -> bool {
    rows.as_array().is_some_and(Vec::is_empty)
}

#[test]
fn where_two_stewards_must_agree_a_collective_that_left_comes_back_when_both_do() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let ([c, d], _serving) = two_stewards(&town, ["C", "D"], ["Chidi", "Dalia"]);
    both_join(&c, &d, &text(&a.data("invite new --collective")["invite"]));
    for home in [&a, &c, &d] {
        home.until("federation list", with(1));
    }
    assert_eq!(c.data(r#"federation leave --confirm "Collective C""#)["out"], false);
    d.until("federation leave --dry-run", |left| left["agreed"] == 1);
    assert_eq!(d.data(r#"federation leave --confirm "Collective C""#)["out"], true);
    for home in [&c, &d] {
        home.until("federation list", none);
    }
    a.until("federation list", with(0));

    // Their charter goes on while they are out; those who let them in again hear of that.
    c.tell("charter revise --tickets 500 --yes");
    d.until("status", |status| status["to_approve"] == 1);
    d.tell("charter approve --yes");
    c.until("charter show", |charter| charter["tickets"] == 500);
    both_join(&c, &d, &text(&a.data("invite new --collective")["invite"]));
    for home in [&a, &c, &d] {
        home.until("federation list", with(1));
    }
    let lead = d.data(r#"lead new "Together again""#);
    a.until("lead list", |rows| lists(rows, &lead["id"]));
}

#[test]
fn where_two_stewards_must_agree_a_collective_that_was_put_out_comes_back_by_a_version() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let ([c, d], _serving) = two_stewards(&town, ["C", "D"], ["Chidi", "Dalia"]);
    both_join(&c, &d, &text(&a.data("invite new --collective")["invite"]));
    for home in [&a, &c, &d] {
        home.until("federation list", with(1));
    }
    a.tell(r#"federation revise --remove "Collective C" --confirm "Collective C""#);
    for home in [&c, &d] {
        home.until("federation list", none);
    }
    both_join(&c, &d, &text(&a.data("invite new --collective")["invite"]));
    // At the door it is told that a version has to list it; those who decide see that it asks.
    let asks = a.until("federation show", |view| view["outside"].as_array().is_some_and(|all| all.len() == 1));
    assert_eq!(asks["outside"][0]["name"], "Collective C", "{asks}");
    a.tell(r#"federation revise --list "Collective C" --yes"#);
    for home in [&a, &c, &d] {
        home.until("federation list", with(1));
    }
}
