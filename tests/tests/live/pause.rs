//! A member who takes on nothing new for a while, as every home sees it.

use serde_json::Value;
use tests::talko::{Town, text};

#[test]
fn a_member_pauses_with_a_reason_and_takes_things_on_again() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    let _a = a.serve();
    let line = text(&a.data("invite new --member")["invite"]);
    let b = town.home("B");
    b.tell(&format!("join {line} --name Binh --no-input"));
    let _b = b.serve();
    a.until("member list", |people| people.to_string().contains("Binh"));
    let posted = text(&b.data(r#"lead new "Before the pause" --share own"#)["id"]);
    assert_eq!(b.refused("member pause Amara --why rest --yes").as_pair(), ("stewards-only", 6));
    assert_eq!(a.refused("member pause Amara --why rest --yes").as_pair(), ("pause-steward", 6));
    assert_eq!(a.refused("member pause Binh --why rest --until 2030-01-01 --yes").as_pair(), ("pause-long", 2));
    let said = a.tell(r#"member pause Binh --why "moving house" --until 14d --yes"#).stdout;
    assert!(said.contains("Binh takes on nothing new until") && said.contains("moving house"), "{said}");
    b.until("me show", |me| me["paused"].is_string());
    // The terms are a page of their own, which comes beside the version that names it.
    b.until("charter show", |charter| charter["paused"][0]["why"] == "moving house");
    assert!(b.tell("charter show").stdout.contains("moving house"), "the reason is read before it is asked for");
    assert!(b.tell("status").stdout.contains("You pause until"));
    assert_eq!(b.refused(r#"lead new "During the pause" --share own"#).as_pair(), ("paused", 6));
    assert_eq!(b.refused(r#"pledge offer "4h bookkeeping" --to Amara"#).as_pair(), ("paused", 6));
    b.tell(&format!(r#"lead edit {posted} --title "Still mine""#));
    let charter = a.data("charter show");
    assert_eq!(charter["paused"][0]["why"], "moving house", "{charter}");
    a.tell("member resume Binh --yes");
    b.until("me show", |me| me["paused"] == Value::Null);
    b.tell(r#"lead new "After the pause" --share own"#);
    assert_eq!(a.refused("member resume Binh --yes").as_pair(), ("pause-none", 6));
    assert_eq!(a.data("charter show")["paused"], Value::Array(Vec::new()));
}
