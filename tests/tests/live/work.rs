//! The verbs of work at real homes: what was written can be changed, taken back, and counted.

use tests::talko::{Town, text};

#[test]
fn a_face_is_changed_more_than_once_on_every_side_where_it_stands() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(r#"me edit --headline "Book-keeping""#);
    a.tell("me skill add quickbooks --since 2019");
    assert_eq!(a.data("me show")["share"], "own");
    // The first thing that is shared takes name, skills and languages along.
    a.tell(r#"lead new "Payroll helper""#);
    assert_eq!(a.data("me show")["share"], "federation");
    a.tell(r#"me edit --name "Amara O.""#);
    let me = a.data("me show");
    assert_eq!((&me["name"], &me["headline"]), (&"Amara O.".into(), &"Book-keeping".into()), "{me}");
    assert_eq!(me["skills"][0]["name"], "Intuit QuickBooks");
    assert_eq!(a.data("lead list")[0]["poster"]["name"], "Amara O.");
}

#[test]
fn the_words_and_the_face_of_a_collective_change_in_one_command() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(r#"collective edit --headline "Books kept well" --shows-members yes"#);
    a.tell(r#"collective edit --name "Cebu Books" --currency php --skills bookkeeping"#);
    let shown = a.data("collective show");
    assert_eq!((&shown["name"], &shown["currency"]), (&"Cebu Books".into(), &"PHP".into()), "{shown}");
    assert_eq!((&shown["face"]["headline"], &shown["face"]["name"]), (&"Books kept well".into(), &"Cebu Books".into()));
    assert_eq!(shown["shows_members"], true);
}

#[test]
fn what_was_said_and_what_was_taken_in_can_be_taken_back() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let lead = text(&a.data(r#"lead new "Payroll helper" --client Corner"#)["short"]);
    a.tell(&format!(r#"lead comment {lead} "They pay late.""#));
    assert_eq!(a.data(&format!("lead show {lead}"))["comments"].as_array().map(Vec::len), Some(1));
    a.tell("undo");
    assert_eq!(a.data(&format!("lead show {lead}"))["comments"].as_array().map(Vec::len), Some(0));
    std::fs::write(town.folder().join("two.csv"), "title,client\nLogo,Studio\nPayroll helper,Corner Ltd\n")
        .expect("written");
    let taken = a.data("lead import two.csv");
    assert_eq!((&taken["taken"], &taken["possibly_same"]), (&2.into(), &1.into()), "{taken}");
    let table = a.tell("lead list").stdout;
    assert!(table.contains("(and 1 possibly the same)"), "{table}");
    a.tell("undo");
    assert_eq!(a.data("lead list").as_array().map(Vec::len), Some(1));
    assert_eq!(a.data("lead import two.csv")["known_withdrawn"], 2);
    assert_eq!(a.data("lead import two.csv --again")["taken"], 2);
}

#[test]
fn a_lead_that_was_exported_is_known_again_and_new_elsewhere() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    a.tell(r#"lead new "Payroll helper" --budget "9..12 USD" --per hour --hours 15/week --skills xero"#);
    a.tell("lead export --output leads.jsonld");
    assert_eq!(a.data("lead import leads.jsonld")["known"], 1);
    let b = town.founds("B", "Collective B", "Steward B");
    assert_eq!(b.data("lead import leads.jsonld")["taken"], 1);
    let (here, there) = (a.data("lead list"), b.data("lead list"));
    for field in ["title", "budget", "minutes_week", "skills", "inferred"] {
        assert_eq!(here[0][field], there[0][field], "{field}");
    }
    assert_eq!(
        a.refused("lead export --output leads.jsonld").as_pair(),
        ("needs", 2),
        "nothing is overwritten unasked"
    );
}
