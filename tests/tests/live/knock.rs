//! The door of a home that does not list who comes: a home that slept meets one that came meanwhile, and a
//! removed home learns that it is.

use serde_json::Value;
use tests::talko::{Home, Running, Town, kept_port, text};

use crate::spine::lists;

/// True where somebody's home is known to be at a port.
fn called(peers: &Value, name: &str, port: u16) -> bool {
    let mut peers = peers.as_array().expect("a list").iter();
    peers.any(|peer| peer["name"] == name && peer["addresses"].to_string().contains(&format!("/tcp/{port}")))
}

/// Amara's home with her first member's: he is served at a place to which he comes back, and she has heard of it.
fn with_binh(town: &Town) -> ([(Home<'_>, Running); 2], u16) {
    let a = town.founds("A", "Collective A", "Amara");
    let serving = a.serve();
    let (b, awake) = town.joins(&a, "B", "Binh");
    assert_eq!(awake.stop(), 0);
    let port = kept_port();
    let awake = b.serve_with(&at(port));
    a.until_told_where(&b);
    ([(a, serving), (b, awake)], port)
}

fn at(port: u16) -> String {
    format!("--listen /ip4/127.0.0.1/tcp/{port}")
}

fn version(charter: &Value) -> u64 {
    charter["version"].as_u64().expect("a number")
}

#[test]
fn a_home_that_slept_is_found_by_one_that_came_meanwhile() {
    let town = Town::new();
    // Where Binh can be called is known before he sleeps, and he comes back to the same place.
    let ([(a, serving), (b, asleep)], port) = with_binh(&town);
    let before = version(&b.data("charter show"));
    assert_eq!(asleep.stop(), 0);
    let (c, _c) = town.joins(&a, "C", "Chidi");
    a.tell("charter revise --tickets 500 --yes");
    a.tell("charter revise --tickets 600 --yes");
    let after = version(&a.data("charter show"));
    c.until("charter show", |charter| version(charter) == after);
    c.until("node peers", |peers| called(peers, "Binh", port));
    assert_eq!(serving.stop(), 0);
    // The only home that Binh's knows is off, and he has never heard of Chidi.
    let lead = text(&c.data(r#"lead new "While Binh slept" --share own"#)["id"]);
    // Asked while he sleeps: as soon as he is served, Chidi calls.
    assert_eq!(version(&b.data("charter show")), before);
    let _b = b.serve_with(&at(port));
    b.until("charter show", |charter| version(charter) == after);
    b.until("lead list", |leads| leads.to_string().contains(&lead));
    let said = text(&b.data(r#"lead new "Awake again" --share own"#)["id"]);
    c.until("lead list", |leads| leads.to_string().contains(&said));
}

#[test]
fn who_came_in_at_a_home_that_is_off_since_is_known_by_the_others() {
    let town = Town::new();
    let ([(a, serving), (b, asleep)], port) = with_binh(&town);
    let invited = a.data("invite new --member");
    b.until("invite list", |rows| lists(rows, &invited["id"]));
    assert_eq!(asleep.stop(), 0);
    let c = town.home("C");
    c.tell(&format!("join {} --name Chidi --no-input", text(&invited["invite"])));
    let joined = c.serve();
    c.until("node peers", |peers| called(peers, "Binh", port));
    assert_eq!(joined.stop(), 0);
    // From here on nobody is left who could say that Chidi came in, but Chidi.
    assert_eq!(serving.stop(), 0);
    assert!(!b.data("member list").to_string().contains("Chidi"));
    let _b = b.serve_with(&at(port));
    let _c = c.serve();
    b.until("member list", |people| people.to_string().contains("Chidi"));
    let said = text(&c.data(r#"lead new "From Chidi" --share own"#)["id"]);
    b.until("lead list", |leads| leads.to_string().contains(&said));
}

#[test]
fn a_removed_home_hears_so_at_the_door_and_nothing_of_what_came_later() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let (b, serving) = town.joins(&a, "B", "Binh");
    let (c, asleep) = town.joins(&a, "C", "Chidi");
    assert_eq!(asleep.stop(), 0);
    a.tell("member remove Binh --confirm Binh");
    // He is connected while the revision comes, and his session ends with it.
    b.until("me show", |me| me["role"] == "former");
    a.until("node peers", |peers| !peers.to_string().contains("Binh"));
    assert_eq!(serving.stop(), 0);
    // Chidi sleeps through his own removal, and through what follows it.
    a.tell("member remove Chidi --confirm Chidi");
    let removal = version(&a.data("charter show"));
    a.tell("charter revise --tickets 500 --yes");
    let later = text(&a.data(r#"lead new "After Chidi" --share own"#)["id"]);
    let _c = c.serve();
    c.until("me show", |me| me["role"] == "former");
    assert_eq!(c.data("status")["role"], "former");
    assert_eq!(version(&c.data("charter show")), removal, "what removed him, and nothing behind it");
    assert!(!c.data("lead list").to_string().contains(&later));
}
