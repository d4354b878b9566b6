//! Machines that are off: what was published meanwhile is there when they come back, and homes that
//! never exchanged an invite meet through what they already know.

use tests::talko::{Town, text};

use crate::spine::{count, lists};

/// 500 adverts as a table; each has its own client, so that none is nearly another.
pub fn table(rows: usize) -> String {
    let row = |n: usize| format!("\"Tidy the books of year {}\",Client {n},https://example.org/{n}\n", 1000 + n * 7);
    "title,client,url\n".to_string() + &(0..rows).map(row).collect::<String>()
}

#[test]
fn what_was_published_while_a_home_was_off_is_there_when_it_is_back() {
    let town = Town::new();
    let (a, _serving, b) = town.neighbours("A", "B");
    let first = a.data(r#"lead new "The first one""#);
    let away = b.serve();
    b.until("lead list", |rows| lists(rows, &first["id"]));
    assert_eq!(away.stop(), 0);
    std::fs::write(town.folder().join("many.csv"), table(500)).expect("written");
    let taken = a.data("lead import many.csv");
    assert_eq!(taken["taken"], 500, "{taken}");
    // Nobody tells B again where A is.
    let _back = b.serve();
    b.until("lead list --limit 1000", |rows| count(rows) == 501);
}

#[test]
fn two_homes_that_never_exchanged_an_invite_meet_without_the_third() {
    let town = Town::new();
    let (a, serving, b) = town.neighbours("A", "B");
    let _b = b.serve();
    let line = text(&a.data("invite new --collective")["invite"]);
    let c = town.founds("C", "Collective C", "Steward C");
    c.tell(&format!("join {line} --no-input"));
    let stopped = c.serve();
    // Then C gets another port while A is off.
    c.until_told_where(&b);
    b.until_told_where(&c);
    assert_eq!(serving.stop(), 0);
    assert_eq!(stopped.stop(), 0);
    let _c = c.serve();
    let lead = c.data(r#"lead new "Nobody but B can hear this""#);
    b.until("lead list", |rows| lists(rows, &lead["id"]));
}
