//! Hostile peers against a real home among honest ones: whatever they do, the victim lives, stays small,
//! hears its neighbours, and shows in the end what they show.
//!
//! `HOSTILE_SECONDS=60 cargo test --release -p tests --test hostile -- --nocapture` gives each course a
//! minute; `HOSTILE_ONLY=forged,strangers+flood` picks some, and what is joined by `+` is done at once.
//!
//! What a process takes is read from `/proc`.

#![cfg(target_os = "linux")]

mod assault;
mod attack;
mod course;
mod gossip;
mod place;
mod relay;

use tests::talko::{Town, text};

use course::Course;
use place::{Place, holds};

#[test]
fn a_hostile_peer_harms_nobody() {
    let (seconds, courses) = (course::seconds(), Course::chosen());
    let town = Town::new();
    place::open_home(&town, "A");
    let (victim, serving, other) = town.neighbours("A", "C");
    let others = other.serve();
    let (honest, honests) = town.joins(&victim, "B", "Binh");
    let lead = honest.data(r#"lead new "Payroll for a bakery" --contact "Chidi, chidi@bakery.example""#);
    victim.until("lead list", |leads| holds(leads, &lead["id"]));
    // To whom to write is sealed in a record of its own, which may come behind the lead.
    let show = format!("lead show {}", text(&lead["id"]));
    let contact = victim.until(&show, |lead| lead["contact"]["text"].is_string())["contact"].take();
    let place = Place::new(victim, &serving, honest, other);
    place.enlist(courses.iter().flat_map(Course::listed));
    for course in &courses {
        assault::besiege(&place, course, seconds);
    }
    assert_eq!(victim.data(&show)["contact"], contact, "who to write to");
    place.in_step();
    assert_eq!((honests.stop(), others.stop()), (0, 0));
    // Its log is looked through for panics.
    assert_eq!(serving.stop(), 0);
}
