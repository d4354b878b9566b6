//! What members can show: invariant 18 of the domain, corrections that are new records (30), and tags that never
//! leave the computer (24).

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tests::talko::{Home, Town, text};

use crate::sealed::{holding, start};

/// Stands nowhere else.
const TAG: &str = "looks after a brother 5519";
const NOTE: &str = "since the spring of 5519";

fn member<'a>(town: &'a Town, a: &Home<'a>, folder: &'a str, name: &str) -> Home<'a> {
    let line = text(&a.data("invite new --member")["invite"]);
    let home = town.home(folder);
    home.tell(&format!("join {line} --name {name} --no-input"));
    home
}

fn held(home: &Home<'_>, of: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    home.until(&format!("marker list --of {of} --all"), |marks| {
        marks.as_array().is_some_and(|marks| marks.iter().any(&wanted))
    })
}

#[test]
fn a_marker_is_claimed_attested_and_taken_back_and_satisfies_only_while_it_holds() {
    let town = Town::new();
    let a = town.founds("A", "Cebu Desk", "Amara");
    let _a = a.serve();
    let b = member(&town, &a, "B", "Binh");
    let _b = b.serve();
    a.until("member list", |people| people.to_string().contains("Binh"));
    let lead = text(&a.data(r#"lead new "A carer" --role "home care:10h:1:first aid" --share own"#)["id"]);
    let show = |home: &Home<'_>| home.data(&format!("match {lead} --for Binh"))["people"][0]["findings"].to_string();
    b.until("lead list", |rows| rows.to_string().contains(&lead));
    b.tell(r#"availability set "mon-fri 09:00-17:00""#);
    b.tell(r#"availability role "home care""#);
    b.tell(r#"marker claim "First Aid""#);
    let first = held(&a, "Binh", |mark| mark["state"] == "claimed")[0].clone();
    // When Binh works stands in other records than what he claims.
    a.until(&format!("match {lead} --for Binh"), |found| {
        let findings = found["people"][0]["findings"].to_string();
        findings.contains(r#""state":"claimed""#) && findings.contains("unmet")
    });
    assert_eq!(b.refused(r#"marker attest Binh "first aid" --evidence card"#).as_pair(), ("marker-self", 6));
    fs::write(town.folder().join("card.pdf"), "a certificate").expect("written");
    let attested = a.data(r#"marker attest Binh "first aid" --evidence card.pdf --expires 1y"#);
    held(&b, "Binh", |mark| mark["state"] == "attested");
    let id = text(&attested["id"]);
    assert_eq!(b.data(&format!("marker show {id} --evidence card.pdf"))["evidence_fits"], true);
    let fits = b.until(&format!("match {lead} --for Binh"), |found| !found.to_string().contains("unmet"));
    assert_eq!(fits["people"][0]["fit"], "fits", "{fits}");
    // Taken back it satisfies nothing, and the word that was given before is still held beside it.
    let before = text(&a.data(&format!("marker show {id}"))["record"]);
    a.tell(&format!(r#"marker revoke {id} --why "it was another's card""#));
    b.until(&format!("marker show {id}"), |mark| mark["state"] == "revoked");
    let after = text(&b.data(&format!("marker show {id}"))["record"]);
    assert_ne!(before, after, "a correction is a record of its own");
    assert!(show(&b).contains("unmet"), "{}", show(&b));
    b.tell("export all -o exported");
    let kept = holding(&town.folder().join("exported"), &[&before]);
    assert!(!kept.is_empty(), "nothing was edited: the first record is held as it was");
    assert_eq!(first["by"]["name"], "Binh");
}

#[test]
fn a_confidential_tag_is_in_nothing_that_is_sent_or_handed_out() {
    let town = Town::new();
    let a = town.founds("A", "Cebu Desk", "Amara");
    start(&town, "A");
    let b = member(&town, &a, "B", "Binh");
    start(&town, "B");
    a.until("member list", |people| people.to_string().contains("Binh"));
    let kept = b.data(&format!(r#"marker claim "{TAG}" --sort tag --confidential --note "{NOTE}""#));
    assert_eq!((&kept["share"], kept.get("records")), (&"local".into(), None), "{kept}");
    assert!(b.data("marker list").to_string().contains(TAG), "its owner sees it");
    // Something that is sent comes behind it, so that whatever was to go has gone.
    b.tell(r#"marker claim "driving licence""#);
    held(&a, "Binh", |mark| mark["name"] == "driving licence");
    assert!(!a.data("marker list --of Binh --all").to_string().contains("5519"));
    assert!(!b.tell("log --json").stdout.contains("5519"));
    b.tell("export all -o exported");
    assert_eq!(holding(&town.folder().join("exported"), &[TAG, NOTE]), Vec::<PathBuf>::new());
    for home in [&a, &b] {
        home.tell("node stop");
    }
    assert_eq!(holding(&a.path(), &[TAG, NOTE]), Vec::<PathBuf>::new());
    let own = holding(&b.path(), &[TAG, NOTE]);
    let told = |path: &PathBuf| path.file_name().is_some_and(|name| name == "log");
    assert!(!own.is_empty() && !own.iter().any(told), "in the store of its owner and in no log: {own:?}");
    b.tell(&format!(r#"marker forget "{TAG}""#));
    assert!(!b.data("marker list").to_string().contains(TAG));
}
