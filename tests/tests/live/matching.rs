//! Who could do a lead, as homes of one federation tell it: each by what it may read.

use serde_json::Value;
use tests::talko::{Town, text};

fn of<'a>(people: &'a Value, name: &str) -> &'a Value {
    let people = people["people"].as_array().expect("people");
    people.iter().find(|one| one["person"]["name"] == name).unwrap_or(&Value::Null)
}

#[test]
fn people_of_several_collectives_are_compared_with_a_lead_and_make_a_crew() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let _b = b.serve();
    let lead = a.data(
        r#"lead new "Books and calls" --role "bookkeeping:10h" --role "customer service:5h" --client-hours "mon-fri 09:00-13:00" --client-zone Australia/Melbourne --budget "20 USD" --per hour"#,
    );
    let lead = text(&lead["id"]);
    a.tell(r#"availability set "mon-fri 06:00-11:00" --zone Asia/Manila --cap 30h"#);
    a.tell(r#"availability role bookkeeping --floor "9 USD""#);
    b.until("lead list", |rows| rows.to_string().contains(&lead));
    b.tell(r#"availability set "mon-fri 05:00-12:00" --zone Asia/Manila --share federation"#);
    b.tell(r#"availability role "customer service" --floor "7 USD""#);
    let found = a.until(&format!("match {lead}"), |found| of(found, "Steward B")["fit"] == "fits");
    assert_eq!((&of(&found, "Steward A")["fit"], &found["fits"]), (&"fits".into(), &2.into()), "{found}");
    assert!(!of(&found, "Steward B").to_string().contains("floor"), "another collective's floors stay there: {found}");
    let crew = a.data(&format!("match crew {lead}"));
    assert_eq!(
        (&crew["state"], &crew["cost_minor_week"], &crew["gap_minor_week"]),
        (&"found".into(), &9_000.into(), &0.into()),
        "{crew}"
    );
    assert!(a.tell(&format!("match crew {lead}")).stdout.contains("names no price"));
    // Shown on purpose, it is counted.
    b.tell("availability set --prices shown");
    a.until(&format!("match crew {lead}"), |crew| crew["cost_minor_week"] == 12_500);
    let conflict = a.data(&format!(r#"match crew {lead} --price "100 USD""#));
    assert_eq!(
        (&conflict["state"], conflict["conflict"].as_array().map(Vec::len)),
        (&"conflict".into(), Some(3)),
        "{conflict}"
    );
    let why = a.data(&format!(r#"explain match {lead} --for "Steward B""#));
    assert!(
        why["grounds"].to_string().contains("free-busy") && !why["grounds"].to_string().contains("charter"),
        "{why}"
    );
    // Switched off, nobody is matched for it.
    b.tell(r#"availability role "customer service" --off"#);
    a.until(&format!("match crew {lead}"), |crew| crew["state"] == "conflict");
    let own = b.data(&format!(r#"match {lead} --for "Steward B""#));
    assert_eq!(of(&own, "Steward B")["findings"][0]["verdict"], "unmet", "{own}");
    assert_eq!(b.data("match for-me"), Value::Array(Vec::new()), "an inactive role is never matched");
    assert_eq!(a.refused("match 00000000").as_pair(), ("unknown-lead", 2));
    assert_eq!(a.refused(&format!("match {lead} --for Nobody")).as_pair(), ("unknown-person", 2));
}
