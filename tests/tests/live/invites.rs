//! Invites that are cut off, altered, out of date, used, or of the wrong kind.

use protocol::invite_line::InviteLine;
use protocol::time::Day;
use tests::talko::{Town, kept_port, text};

#[test]
fn an_invite_that_came_broken_is_told_what_is_wrong_with_it() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let (member, federation) =
        (text(&a.data("invite new --member")["invite"]), text(&a.data("invite new --collective")["invite"]));
    let c = town.home("C");
    // One letter behind the prefix: a changed prefix would be another kind of line.
    let altered = format!("{}{}{}", &member[..40], if &member[40..41] == "q" { "p" } else { "q" }, &member[41..]);
    for (line, code, exit) in [
        (&member[..100], "invite-short", 2),
        (altered.as_str(), "invite-altered", 2),
        ("hello", "invite-kind", 2),
        ("https://example.org/about", "invite-link", 2),
        ("''", "invite-empty", 2),
        (federation.as_str(), "invite-needs-collective", 4),
    ] {
        let refused = c.refused(&format!("join {line} --name C --no-input"));
        assert_eq!(refused.as_pair(), (code, exit), "{line}");
    }
    let refused = a.refused(&format!("join {member} --name C --no-input"));
    assert_eq!(refused.as_pair(), ("invite-member-taken", 6));
}

#[test]
fn an_invite_whose_time_is_over_is_refused() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    assert_eq!(a.refused("invite new --expires 2020-01-01").as_pair(), ("past", 2));
    let mut line = InviteLine::parse(&text(&a.data("invite new --member")["invite"])).expect("it is whole");
    line.until = Day(line.until.0 - 400);
    let c = town.home("C");
    let refused = c.refused(&format!("join {} --name C --no-input", line.encode()));
    assert_eq!(refused.as_pair(), ("invite-expired", 6));
}

#[test]
fn an_invite_that_was_used_names_whoever_used_it_and_another_one_still_works() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let _serving = a.serve();
    let line = text(&a.data("invite new --member")["invite"]);
    let (c, d) = (town.home("C"), town.home("D"));
    c.tell(&format!(r#"join {line} --name "Member C" --no-input"#));
    let _member = c.serve();
    a.until("member list", |members| members.to_string().contains("Member C"));
    let refused = d.refused(&format!(r#"join {line} --name "Member D" --no-input"#));
    assert_eq!(refused.as_pair(), ("invite-used", 6));
    assert!(refused.message.contains("Member C"), "{refused:?}");
    assert_eq!(d.refused("lead list").as_pair(), ("no-identity", 4), "nobody lives where a join was refused");
    assert_eq!(d.refused("pledge list").as_pair(), ("no-identity", 4));
    let other = text(&a.data("invite new --member")["invite"]);
    assert_eq!(d.data(&format!(r#"join {other} --name "Member D" --no-input"#))["reached"], true);
}

#[test]
fn an_invite_that_was_taken_back_opens_nothing() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let _serving = a.serve();
    let invite = a.data("invite new --member");
    a.tell(&format!("invite revoke {}", text(&invite["id"])));
    let refused = town.home("C").refused(&format!("join {} --name C --no-input", text(&invite["invite"])));
    assert_eq!(refused.as_pair(), ("invite-revoked", 6));
}

#[test]
fn a_join_while_the_inviting_home_is_off_is_kept_and_carried_out_later() {
    let town = Town::new();
    let a = town.founds("A", "Collective A", "Steward A");
    let place = format!("--listen /ip4/127.0.0.1/tcp/{}", kept_port());
    let serving = a.serve_with(&place);
    let line = text(&a.data("invite new --member")["invite"]);
    assert_eq!(serving.stop(), 0);
    let c = town.home("C");
    let joined = c.json(&format!(r#"join {line} --name "Member C" --no-input"#));
    assert_eq!((&joined["data"]["reached"], &joined["state"]), (&false.into(), &"queued".into()));
    let _back = a.serve_with(&place);
    let _waiting = c.serve();
    // A home that waits knocks again at its start, and then every 20 to 40 s.
    a.until("member list", |members| members.to_string().contains("Member C"));
}
