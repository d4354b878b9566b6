//! Whom a lead needs and when its client works.

use protocol::record::lead::Lead;

use super::{held, home, nothing};
use crate::fixture::run;

const WANTED: &[&str] = &["--role", "book-keeping:10h", "--role", "designer::2:Figma", "--client-hours"];

#[test]
fn a_lead_says_whom_it_needs_and_when_the_client_works() {
    let typed = [&["lead", "new", "Books"], WANTED, &["mon-fri 09:00-17:00", "--client-zone", "Asia/Tokyo"]].concat();
    let ran = run(&typed, nothing);
    let lead: Lead = ran.body("lead");
    assert_eq!((&*lead.roles[0].role, lead.roles[0].minutes_week, lead.roles[0].people), ("bookkeeping", Some(600), 1));
    assert_eq!((lead.roles[1].people, &*lead.roles[1].markers[0]), (2, "Figma"));
    let hours = lead.hours.clone().expect("hours");
    assert_eq!((&*hours.zone, hours.days, hours.from, hours.until), ("Asia/Tokyo", 31, 18, 34));
    let shown = run(&["lead", "show", "Books"], home(vec![held("Books", |row| row.lead = Some(lead.clone()))])).out;
    for line in
        ["bookkeeping, 10 h a week", "2 people, who show Figma", "mon-fri 09:00-17:00 in Asia/Tokyo (now 08:00-16:00"]
    {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let other = home(vec![held("Books", |row| row.lead = Some(lead.clone()))]);
    let edited: Lead = run(&["lead", "edit", "Books", "--client-zone", "Asia/Seoul"], other).body("lead");
    assert_eq!((&*edited.hours.expect("kept").zone, edited.roles.len()), ("Asia/Seoul", 2));
    let other = home(vec![held("Books", |row| row.lead = Some(lead.clone()))]);
    let bare: Lead = run(&["lead", "edit", "Books", "--role", "none", "--client-hours", "none"], other).body("lead");
    assert_eq!((bare.roles.len(), bare.hours), (0, None));
}

#[test]
fn hours_without_a_clock_and_a_clock_without_hours_are_asked_for() {
    let refused = |words: &[&str]| run(&[&["lead", "new", "Books"], words].concat(), nothing).code().to_string();
    assert_eq!(refused(&["--client-hours", "mon-fri 09:00-17:00"]), "client-zone");
    assert_eq!(refused(&["--client-zone", "Asia/Manila"]), "client-hours");
    assert_eq!(refused(&["--role", "carer:1h:99"]), "role-wanted");
    let many: Vec<&str> = std::iter::repeat_n(["--role", "carer"], 9).flatten().collect();
    assert_eq!(refused(&many), "lead-roles-many");
}
