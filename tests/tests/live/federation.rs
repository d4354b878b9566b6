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
fn a_collective_whose_host_is_gone_before_it_told_anybody_comes_in_by_another_line() {
    let town = Town::new();
    let (a, a_serving, b) = town.neighbours("A", "B");
    assert_eq!(a_serving.stop(), 0);
    let b_serving = b.serve();
    let line = text(&b.data("invite new --collective")["invite"]);
    let c = town.founds("C", "Collective C", "Steward C");
    assert_eq!(c.data(&format!("join {line} --exchange full --no-input"))["reached"], true);
    // The computer is lost, and the invite with it.
    b_serving.kill();
    let _a = a.serve();
    let others = |count: usize| {
        move |rows: &serde_json::Value| rows[0]["others"].as_array().is_some_and(|all| all.len() == count)
    };
    a.until("federation list", others(1));
    let line = text(&a.data("invite new --collective")["invite"]);
    assert_eq!(c.data(&format!("join {line} --exchange full --no-input"))["reached"], true);
    a.until("federation list", others(2));
    let typed_again = c.refused(&format!("join {line} --exchange full --no-input"));
    assert_eq!(typed_again.as_pair(), ("already-joined", 7));
    let _c = c.serve();
    let lead = a.data(r#"lead new "For all of us""#);
    c.until("lead list", |rows| lists(rows, &lead["id"]));
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

#[test]
fn where_two_stewards_must_agree_a_federation_is_founded_and_joined_by_both() {
    let town = Town::new();
    let (a, b) = (town.founds("A", "Collective A", "Amara"), town.home("B"));
    let _a = a.serve();
    let line = text(&a.data("invite new --member")["invite"]);
    b.tell(&format!("join {line} --name Binh --no-input"));
    let _b = b.serve();
    a.until("member list", |people| people.to_string().contains("Binh"));
    a.tell("member role Binh steward --yes");
    b.until("me show", |me| me["role"] == "steward");

    // Founding: one proposes, and has no door to open yet.
    assert_eq!(a.refused("invite new --collective").as_pair(), ("federation-found-first", 6));
    assert_eq!(a.data("federation found --yes")["founded"], false);
    assert_eq!(a.refused("federation approve --yes").as_pair(), ("already-done", 7));
    assert_eq!(a.refused("federation found --yes").as_pair(), ("federation-wanted", 7));
    b.until("member list", |people| people.to_string().contains("Amara"));
    let wish = b.until("federation list", |rows| !rows[0]["wish"].is_null());
    assert_eq!((&wish[0]["wish"]["author"], &wish[0]["wish"]["missing"][0]["name"]), (&"Amara".into(), &"Binh".into()));
    assert_eq!(b.data("federation approve --yes")["founded"], true);
    a.until("federation list", |rows| rows[0]["wish"].is_null() && rows[0]["others"].is_array());

    // Another collective with two stewards comes in: its second steward agrees before anybody knocks.
    let invite = a.data("invite new --collective");
    let (line, id) = (text(&invite["invite"]), text(&invite["id"]));
    b.until("invite list", |rows| rows.to_string().contains(&id));
    b.tell(&format!("invite approve {id}"));
    a.until("invite list", |rows| rows[0]["waits"] == false);
    let (c, d) = (town.founds("C", "Collective C", "Chidi"), town.home("D"));
    let _c = c.serve();
    let own = text(&c.data("invite new --member")["invite"]);
    d.tell(&format!("join {own} --name Dalia --no-input"));
    let _d = d.serve();
    c.until("member list", |people| people.to_string().contains("Dalia"));
    c.tell("member role Dalia steward --yes");
    d.until("me show", |me| me["role"] == "steward");
    let asked = c.data(&format!("join {line} --accept-rules --no-input"));
    assert_eq!((&asked["reached"], &asked["wish"]["missing"][0]["name"]), (&false.into(), &"Dalia".into()), "{asked}");
    assert_eq!(a.data("federation list")[0]["others"].as_array().map(Vec::len), Some(0), "nobody has heard of it");
    d.until("federation list", |rows| rows[0]["wish"]["what"] == "join");
    d.tell("federation approve --yes");
    for home in [&a, &b, &c, &d] {
        home.until("federation list", |rows| rows[0]["others"].as_array().is_some_and(|others| others.len() == 1));
    }
    let lead = c.data(r#"lead new "For both""#);
    b.until("lead list", |rows| lists(rows, &lead["id"]));
}

#[test]
fn two_of_three_collectives_put_the_third_one_out_by_a_version_and_it_is_told() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let _b = b.serve();
    let c = town.founds("C", "Collective C", "Steward C");
    let line = text(&a.data("invite new --collective")["invite"]);
    c.tell(&format!("join {line} --accept-rules --no-input"));
    let _c = c.serve();
    let three = |rows: &serde_json::Value| rows[0]["others"].as_array().is_some_and(|others| others.len() == 2);
    for home in [&a, &b, &c] {
        home.until("federation list", three);
    }

    // Until a version lists the others, the founder decides alone.
    let written = a.data("federation revise --yes");
    assert_eq!((&written["wish"]["holds"], &written["wish"]["version"]["number"]), (&true.into(), &1.into()));
    for home in [&b, &c] {
        home.until("federation show", |view| {
            let seats = &view["collectives"];
            view["number"] == 1 && seats[0]["entry"] == "founded" && seats[1]["by"][0]["name"] == "Collective A"
        });
    }

    let remove = r#"federation revise --remove "Collective C" --confirm"#;
    assert_eq!(b.refused(&format!("{remove} Somebody")).as_pair(), ("confirm-differs", 3));
    let proposed = b.data(&format!(r#"{remove} "Collective C""#));
    assert_eq!((&proposed["wish"]["holds"], &proposed["wish"]["version"]["needed"]), (&false.into(), &2.into()));
    a.until("federation list", |rows| {
        let wish = &rows[1]["wish"];
        wish["what"] == "revise" && wish["version"]["put_out"][0]["name"] == "Collective C"
    });
    assert_eq!(a.data("federation approve --yes")["wish"]["holds"], true);

    b.until("federation list", |rows| rows[0]["others"].as_array().is_some_and(|others| others.len() == 1));
    c.until("federation list", |rows| rows.as_array().is_some_and(Vec::is_empty));
    let after = a.data(r#"lead new "For the two of us""#);
    b.until("lead list", |rows| lists(rows, &after["id"]));
    assert!(!after["readers"].to_string().contains("Collective C"), "{after}");
}
