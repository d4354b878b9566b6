//! A home that relays is asked for lines and circuits without end, and still puts through whom it lists. Runs where it
//! is root; elsewhere it says why it does not.

use serde_json::Value;
use tests::hostile::behaviour::Behaviour;
use tests::network::{Lab, Nat, Place};
use tests::talko::{Home, Town, text};

use crate::attack::Attack;
use crate::course::Course;
use crate::place::{counts, holds};

/// An hour: it is ended as soon as all has been seen.
const LASTS: f64 = 3_600.0;

/// A home that listens wherever its place can be reached.
fn listens<'a>(town: &'a Town, place: &'a Place, name: &'a str) -> Home<'a> {
    let home = town.home(name).at(place);
    let settings = "listen = [\"/ip4/0.0.0.0/tcp/4747\"]\nlan = false\nupnp = false\n";
    std::fs::write(home.path().join("config.toml"), settings).expect("settings for a home");
    home
}

fn founds<'a>(town: &'a Town, place: &'a Place, name: &'a str) -> Home<'a> {
    let home = listens(town, place, name);
    home.tell(&format!(r#"setup --start "Collective {name}" --name "Steward {name}" --no-input"#));
    home
}

#[test]
fn a_relay_under_siege_still_puts_through_whom_it_lists() {
    let Some(mut lab) = Lab::or_skipped() else { return };
    let street = lab.on_the_street("a", 9).expect("a place on the street");
    let mallorys = lab.on_the_street("m", 8).expect("a place on the street");
    // Through such routers no hole can be punched: what is said between the two is relayed.
    let [at_b, at_c] = [("b", 1), ("c", 2)].map(|(name, number)| {
        let place = lab.behind_a_router(name, number, Nat::ShufflesPorts);
        place.expect("a place behind a router")
    });
    let town = Town::new();
    let relay = founds(&town, &street, "A");
    let relays = relay.serve();
    let joined = |home: &Home<'_>| {
        let line = text(&relay.data("invite new --collective")["invite"]);
        assert_eq!(home.data(&format!("join {line} --exchange full --no-input"))["reached"], true);
        let serving = home.serve();
        home.until("node reach", |reach| reach["state"] == "through-neighbour");
        serving
    };
    let (binh, chidi) = (founds(&town, &at_b, "B"), founds(&town, &at_c, "C"));
    let (binhs, chidis) = (joined(&binh), joined(&chidi));
    let course = Course::of(0, &[Behaviour::Relayed, Behaviour::RelayedListed]);
    for (name, _) in course.listed() {
        let line = text(&relay.data("invite new --member")["invite"]);
        listens(&town, &mallorys, name).tell(&format!("join {line} --name {name} --no-input"));
    }

    let at = format!("/ip4/{}/tcp/4747", street.address);
    let begin = |part| Attack::begin_at(&mallorys, town.folder(), part, LASTS, &at);
    let attacks: Vec<Attack> = course.0.iter().map(begin).collect();
    let refused = |word: &str| counts(&relay).get(word).copied().unwrap_or(0);
    relay.until("status", |_| refused("reservation-refused") > 20 && refused("circuit-beyond") > 20);

    // Who comes now gets a line, and is put through to who was there before.
    assert_eq!(chidis.stop(), 0);
    let chidis = chidi.serve();
    chidi.until("node reach", |reach| reach["state"] == "through-neighbour");
    let put_through = |peer: &Value| peer["relayed"] == true && peer["name"] == "Steward B";
    chidi.until("node peers", |peers| peers.as_array().is_some_and(|peers| peers.iter().any(put_through)));
    assert_eq!(binh.data("node reach")["state"], "through-neighbour", "its line was kept");
    let lead = binh.data(r#"lead new "Sent past Mallory""#);
    chidi.until("lead list", |leads| holds(leads, &lead["id"]));
    println!("a besieged relay: {:?}", counts(&relay));
    drop(attacks);
    assert_eq!((binhs.stop(), chidis.stop(), relays.stop()), (0, 0, 0));
}
