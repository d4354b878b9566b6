//! One machine deals with a neighbour no more: it shows nothing of theirs and does not serve them. What is
//! held, and the digest, stay; and all comes back.

use serde_json::Value;
use tests::talko::{Town, kept_port, text};

use crate::spine::count;

/// The digest of the federation.
fn digest(status: &Value) -> String {
    let digests = status["digests"].as_object().expect("digests");
    let federation = digests.iter().find(|(name, _)| name.starts_with("federation")).expect("a federation");
    text(federation.1)
}

#[test]
fn a_blocked_neighbour_is_neither_shown_nor_served_and_no_digest_changes() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    // At a port that A's home knows from before, so that it calls again after B's next start.
    let place = format!("--listen /ip4/127.0.0.1/tcp/{}", kept_port());
    let serving = b.serve_with(&place);
    a.tell(r#"lead new "Before the block""#);
    b.until("lead list", |leads| count(leads) == 1);
    let same = |status: &Value| digest(status) == digest(&a.data("status"));
    b.until("status", same);
    let own = text(&b.data(r#"lead new "A lead of B's""#)["id"]);
    a.until("lead list", |leads| count(leads) == 2);
    a.tell(&format!("lead claim {own}"));
    let claims = |shown: &Value| shown["turn"]["claims"].as_array().map_or(0, Vec::len);
    b.until(&format!("lead show {own}"), |shown| claims(shown) == 1);
    b.until("status", same);
    let before = digest(&b.data("status"));

    b.tell(r#"neighbour block "Collective A""#);
    assert_eq!(count(&b.data("lead list")), 1, "the own one");
    assert_eq!(claims(&b.data(&format!("lead show {own}"))), 0, "nor who of them would take it");
    assert_eq!(count(&b.data(r#"lead list --from "Collective A""#)), 1, "asked for by name");
    b.until("node peers", |peers| peers[0]["connected"] == false);
    assert_eq!(digest(&b.data("status")), before);
    a.until("node peers", |peers| peers[0]["connected"] == false);
    a.tell(r#"lead new "While blocked""#);
    // A new start has not forgotten it.
    assert_eq!(serving.stop(), 0);
    let _b = b.serve_with(&place);
    a.until("node peers", |peers| peers[0]["connected"] == true);
    let offered = a.talko(r#"lead new "While blocked, again" --wait=5s"#);
    assert!(offered.stderr.contains("E-UNDELIVERED"), "it is there, and takes nothing: {offered:?}");
    assert_eq!(count(&b.data("lead list")), 1);
    assert_eq!(digest(&b.data("status")), before, "nothing came");

    b.tell(r#"neighbour unblock "Collective A""#);
    b.until("lead list", |leads| count(leads) == 4);
    b.until("status", same);
    assert_eq!(claims(&b.data(&format!("lead show {own}"))), 1);
}
