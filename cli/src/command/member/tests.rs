//! Who belongs, against a home that answers from a function.

use protocol::local::*;

use crate::fixture::{id, run, run_as};

fn nothing(_: &Request) -> Option<Reply> {
    None
}

#[test]
fn the_list_holds_the_own_people_and_with_all_the_others() {
    let own = run(&["member", "list", "--json"], nothing).json();
    let names = |json: &serde_json::Value| -> Vec<String> {
        let rows = json["data"].as_array().expect("a list");
        rows.iter().filter_map(|row| row["name"].as_str().map(str::to_string)).collect()
    };
    assert_eq!(names(&own), ["Amara", "Binh", "Dalisay"]);
    assert_eq!(own["data"][2]["role"], "new");
    let all = run(&["member", "list", "--all", "--json"], nothing).json();
    assert_eq!(names(&all), ["Amara", "Binh", "Dalisay", "Chidi"]);
    let text = run(&["member", "list"], nothing).out;
    assert!(text.contains("One newcomer waits"), "{text}");
    let skilled = run(&["member", "list", "--skill", "Xero", "--json"], nothing).json();
    assert_eq!(skilled["data"].as_array().map(Vec::len), Some(0));
}

#[test]
fn a_steward_approves_a_newcomer_of_their_own_collective() {
    let approved = run(&["member", "approve", "Dalisay", "--json"], nothing);
    assert!(
        approved.asked.iter().any(|request| matches!(request, Request::Approve(person) if *person == id("Dalisay")))
    );
    assert_eq!(approved.json()["schema"], "talko.member/1");
    let dry = run(&["member", "approve", "Dalisay", "--dry-run"], nothing);
    assert!(!dry.asked.iter().any(|request| matches!(request, Request::Approve(_))));
    assert_eq!(run_as("Binh", &["member", "approve", "Dalisay"], nothing).code(), "stewards-only");
    assert_eq!(run(&["member", "approve", "Binh"], nothing).code(), "already-member");
    assert_eq!(run(&["member", "approve", "Chidi"], nothing).code(), "member-elsewhere");
    assert_eq!(run(&["member", "approve", "Mallory"], nothing).code(), "unknown-person");
}
