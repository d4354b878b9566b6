//! What is meant for few is read by nobody on the way: the whole line between two homes is kept and searched,
//! with both folders and the logs of everything that can be logged.

use std::fs;

use protocol::invite_line::InviteLine;
use protocol::text::Line;
use serde_json::Value;
use tests::talko::{Home, Town, text};
use tests::tap::Tap;

use crate::sealed::{holding, start};
use crate::spine::count;

/// The contact of a lead: sealed, and named to nobody of the other collective.
const CONTACT: &str = "okonkwo-4416@client.example";
/// Said within the own collective.
const INNER: &str = "between ourselves: kestrel 4416";
/// The lead's title: read by both.
const TITLE: &str = "Payroll for a large client 4416";
/// 20 comments that both read, of 60 words each, about 64 kB: more than all that the homes say besides.
const OPEN: usize = 20;

/// The port at which a home listens.
fn port(home: &Home<'_>) -> u16 {
    let status = home.data("status");
    let address = text(&status["listening"][0]);
    address.split('/').nth(4).and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("{address}"))
}

/// An invite whose reader calls the tap and not the home.
fn through(tap: &Tap, invite: &str) -> String {
    let mut line = InviteLine::parse(invite).expect("an invite");
    line.places.truncate(1);
    let address = format!("/ip4/127.0.0.1/tcp/{}", tap.port());
    line.places[0].address = Line::new(address).expect("short");
    line.encode()
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

#[test]
fn nothing_private_stands_in_the_traffic_the_logs_or_the_other_folder() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    start(&town, "A");
    let b = town.founds("B", "Collective B", "Steward B");
    start(&town, "B");
    let tap = Tap::before(port(&a));
    let invite = text(&a.data("invite new --collective")["invite"]);
    b.tell(&format!("join {} --exchange full --no-input", through(&tap, &invite)));
    let before = tap.kept().len();
    assert!(before > 0, "the knock came through the tap");

    let posted = a.data(&format!(r#"lead new "{TITLE}" --contact "{CONTACT}""#));
    let lead = text(&posted["id"]);
    a.tell(&format!(r#"lead comment {lead} "{INNER}" --share own"#));
    b.until("lead list", |rows| count(rows) == 1);
    let closed = |lead: &Value| lead["contact"]["state"] == "closed";
    b.until(&format!("lead show {lead}"), closed);
    let mut open = 0;
    for number in 0..OPEN {
        // Hashes: no compression on the way makes them short.
        let words: Vec<String> =
            (0..60).map(|part| protocol::id::Id::of(format!("{number}-{part}").as_bytes()).short(52)).collect();
        open += words.join(" ").len();
        a.tell(&format!(r#"lead comment {lead} "{}""#, words.join(" ")));
    }
    b.until(&format!("lead show {lead}"), |lead| count(&lead["comments"]) == OPEN);

    // Whatever was said went through the tap, and not past it.
    let kept = tap.kept();
    assert!(kept.len() - before > open, "{} of at least {open} bytes", kept.len() - before);
    for home in [&a, &b] {
        home.tell("node stop");
        assert_eq!(holding(&home.path(), &[CONTACT]), Vec::<std::path::PathBuf>::new());
        let log = fs::read(home.path().join("log")).expect("a log");
        assert!(log.len() > 1_000 && !has(&log, INNER), "a log of everything, without what was said");
    }
    assert_eq!(holding(&b.path(), &[INNER]), Vec::<std::path::PathBuf>::new(), "inner words stay inside");
    for private in [CONTACT, INNER, TITLE] {
        assert!(!has(&kept, private), "{private} can be read on the way");
    }
    // The searches find what is there.
    assert!(!holding(&a.path(), &[INNER]).is_empty() && !holding(&b.path(), &[TITLE]).is_empty());
    let mut planted = kept;
    planted.splice(before..before, CONTACT.bytes());
    assert!(has(&planted, CONTACT));
    fs::write(b.path().join("planted"), CONTACT).expect("a file");
    assert_eq!(holding(&b.path(), &[CONTACT]), [b.path().join("planted")]);
}
