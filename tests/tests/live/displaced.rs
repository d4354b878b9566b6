//! A newcomer whom others pushed out, by using the same line at another home: what they wrote waits in their own home,
//! and is offered again once they are in by another line.

use protocol::invite_line::InviteLine;
use tests::talko::{Town, kept_port, text};

use crate::spine::lists;

#[test]
fn a_newcomer_who_was_pushed_out_comes_in_by_another_line_with_all_that_they_wrote() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Amara");
    // Whoever has the line finds it at the same place after its next start.
    let place = format!("--listen /ip4/127.0.0.1/tcp/{}", kept_port());
    let a_serving = a.serve_with(&place);
    let (b, b_serving) = town.joins(&a, "B", "Binh");
    a.tell("charter revise --tickets 600 --yes");
    a.until_told_where(&b);
    let invite = a.data("invite new --member");
    let line = text(&invite["invite"]);
    let places = InviteLine::parse(&line).expect("a line").places;
    assert!(places.iter().any(|place| place.node != places[0].node), "it leads to two homes");
    b.until("invite list", |rows| rows.to_string().contains(&text(&invite["id"])));

    // Chidi comes in where Binh's home opens, and Dalia by the same line where Amara's does.
    assert_eq!(a_serving.stop(), 0);
    let c = town.home("C");
    assert_eq!(c.data(&format!("join {line} --name Chidi --no-input"))["reached"], true);
    let _c = c.serve();
    let lead = c.data(r#"lead new "By Chidi" --share own"#);
    b.until("lead list", |rows| lists(rows, &lead["id"]));
    assert_eq!(b_serving.stop(), 0);
    let a_serving = a.serve_with(&place);
    let d = town.home("D");
    assert_eq!(d.data(&format!("join {line} --name Dalia --no-input"))["reached"], true);

    // Once the two homes meet, the line was used twice, and lets in nobody.
    let _b = b.serve();
    for home in [&a, &b] {
        home.until("member list", |people| people.as_array().is_some_and(|all| all.len() == 2));
        home.until("lead list", |rows| !lists(rows, &lead["id"]));
    }
    assert!(lists(&c.data("lead list"), &lead["id"]), "their own home keeps it");

    // Their home knows who they are; it takes another line, and no other home's words are needed.
    let other = text(&a.data("invite new --member")["invite"]);
    assert_eq!(b.refused(&format!("join {other} --no-input")).as_pair(), ("invite-member-taken", 6));
    assert_eq!(c.data(&format!("join {other} --no-input"))["reached"], true);
    for home in [&a, &b] {
        home.until("lead list", |rows| lists(rows, &lead["id"]));
        home.until("member list", |people| people.to_string().contains("Chidi"));
    }
    assert_eq!(a_serving.stop(), 0);
}
