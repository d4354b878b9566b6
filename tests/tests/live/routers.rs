//! A newcomer and the home that invites are both behind routers that nobody can call through; a home of another
//! collective stands between them. Runs where it is root; elsewhere it says why it does not.

use serde_json::json;
use tests::network::{Lab, Nat, Place};
use tests::talko::{Home, Town, text};

/// Founds a collective at a place; the home listens wherever that place can be reached.
fn founds<'a>(town: &'a Town, place: &'a Place, name: &'a str) -> Home<'a> {
    let home = listens(town, place, name);
    home.tell(&format!(r#"setup --start "Collective {name}" --name "Steward {name}" --no-input"#));
    home
}

fn listens<'a>(town: &'a Town, place: &'a Place, name: &'a str) -> Home<'a> {
    let home = town.home(name).at(place);
    let settings = "listen = [\"/ip4/0.0.0.0/tcp/4747\"]\nlan = false\nupnp = false\n";
    std::fs::write(home.path().join("config.toml"), settings).expect("settings for a home");
    home
}

#[test]
fn an_address_that_was_set_by_hand_holds_before_anybody_has_called_there() {
    let town = Town::new();
    let home = town.founds("A", "Collective A", "Steward A");
    let forwarded = "/ip4/203.0.113.7/tcp/4747";
    home.tell(&format!("config set external {forwarded}"));
    let serving = home.serve();
    let reach = home.data("node reach");
    assert_eq!((&reach["state"], &reach["addresses"][0]), (&json!("open"), &json!(forwarded)), "{reach}");
    assert_eq!(home.refused("config set external 203.0.113.7:4747").as_pair(), ("config-address", 2));
    assert_eq!(serving.stop(), 0);
}

#[test]
fn a_newcomer_comes_in_at_a_home_that_nobody_can_call_through_a_neighbour() {
    let Some(mut lab) = Lab::or_skipped() else { return };
    let street = lab.on_the_street("b", 9).expect("a place on the street");
    let [at_a, at_c] = [("a", 1), ("c", 2)].map(|(name, number)| {
        let place = lab.behind_a_router(name, number, Nat::ShufflesPorts);
        place.expect("a place behind a router")
    });
    let town = Town::new();
    let b = founds(&town, &street, "B");
    let _b = b.serve();
    let a = founds(&town, &at_a, "A");
    let _a = a.serve();
    let near = a.json("invite new --member");
    assert_eq!(near["data"]["called_from"], "here", "nobody relays for it yet: {near}");
    assert!(near["warnings"].to_string().contains("on this network"), "{near}");
    let line = text(&b.data("invite new --collective")["invite"]);
    assert_eq!(a.data(&format!("join {line} --exchange full --no-input"))["reached"], true);
    a.until("node reach", |reach| reach["state"] == "through-neighbour");

    let invited = a.json("invite new --member");
    assert_eq!((&invited["data"]["called_from"], &invited["warnings"]), (&json!("anywhere"), &json!([])), "{invited}");
    let line = text(&invited["data"]["invite"]);
    let c = listens(&town, &at_c, "C");
    let joined = c.data(&format!("join {line} --name Chidi --no-input"));
    assert_eq!(joined["reached"], true, "{joined}");
    let _c = c.serve();
    let lead = a.data(r#"lead new "Payroll helper" --share own"#);
    c.until("lead list", |leads| leads[0]["id"] == lead["id"]);
    a.until("member list", |people| people.to_string().contains("Chidi"));
    // B relayed what it can neither read nor list: who C is stands in A's charter, the lead stays inside.
    assert_eq!(b.data("lead list"), json!([]));
}
