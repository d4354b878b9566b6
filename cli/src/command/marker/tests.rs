//! The verbs of markers against a home that answers from a function.

use protocol::fold::marker::{Marked, MarkersRow};
use protocol::id::Id;
use protocol::local::*;
use protocol::record::marker::{Marker, Sort as Class};
use protocol::record::marker_view::MarkerView;
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::time::Day;
use protocol::wire::Few;

use crate::fixture::{NOW, id, run};

fn mark(name: &str, of: &str, by: &str) -> Marked {
    let marker = Marker {
        class: Class::Verification,
        name: Line::new(name).expect("short"),
        note: None,
        evidence: Some(Id::of(b"the certificate")),
        since: None,
        until: None,
        alignment: Few::default(),
    };
    Marked {
        id: id(&format!("{name} of {of} by {by}")),
        head: id(name),
        person: id(of),
        issuer: id(by),
        space: Space { side: Side::Open, charter: id("Cebu Desk") },
        revised: NOW,
        expires: NOW.day().plus(400),
        revoked: false,
        hidden: false,
        marker: Some(marker),
    }
}

fn home(marks: Vec<Marked>) -> impl Fn(&Request) -> Option<Reply> {
    move |request| match request {
        Request::Markers(person) => {
            let own: Vec<Marked> = marks.iter().filter(|mark| mark.person == *person).cloned().collect();
            let row = (!own.is_empty()).then_some(MarkersRow { person: *person, markers: own });
            Some(Reply::Markers(Box::new(Markers { row, private: Vec::new() })))
        }
        Request::FindMarkers(wish) => {
            let meant = |mark: &&Marked| {
                let issued = wish.issuer.is_none_or(|issuer| issuer == mark.issuer);
                let by_id = wish.pick.prefix.as_ref().is_some_and(|prefix| prefix.fits(&mark.id));
                issued && (by_id || super::name(mark) == wish.pick.text)
            };
            Some(Reply::FoundMarkers(marks.iter().filter(meant).cloned().collect()))
        }
        Request::KeepTag(_) | Request::ForgetTag(_) => Some(Reply::Done),
        _ => None,
    }
}

#[test]
fn a_claim_stays_in_the_own_collective_unless_it_is_shared() {
    let own = run(&["marker", "claim", "first aid", "--until", "2027-03-31", "--evidence", "seen"], home(Vec::new()));
    let (body, draft): (Marker, _) = (own.body("marker"), own.drafts().remove(0));
    assert_eq!((draft.side, draft.subject), (Side::Inner, Some(id("Amara"))));
    assert_eq!((body.class, body.evidence), (Class::Verification, Some(Id::of(b"seen"))));
    assert_eq!(body.until, Some(Day(20_908)), "31 March 2027");
    let shared =
        run(&["marker", "claim", "animals", "--sort", "preference", "--share", "federation"], home(Vec::new()));
    assert_eq!(shared.drafts()[0].side, Side::Open);
    assert_eq!(
        run(&["marker", "claim", "x", "--since", "in 9 days", "--until", "in 2 days"], home(Vec::new())).code(),
        "marker-turned"
    );
}

#[test]
fn what_is_confidential_becomes_no_draft() {
    let ran = run(&["marker", "claim", "cares for own family", "--sort", "tag", "--confidential"], home(Vec::new()));
    assert!(ran.drafts().is_empty() && ran.out.contains("never sent"), "{}", ran.out);
    assert!(
        ran.asked.iter().any(|asked| matches!(asked, Request::KeepTag(tag) if &*tag.name == "cares for own family"))
    );
    let dry = run(&["marker", "claim", "cares for own family", "--confidential", "--dry-run"], home(Vec::new()));
    assert!(!dry.asked.iter().any(|asked| matches!(asked, Request::KeepTag(_))));
    let liked = run(&["marker", "claim", "animals", "--sort", "preference", "--confidential"], home(Vec::new()));
    assert_eq!(liked.code(), "marker-confidential");
}

#[test]
fn another_attests_what_was_shown_to_them_where_the_claim_is_read() {
    let claimed = || vec![mark("first aid", "Binh", "Binh")];
    let ran = run(&["marker", "attest", "Binh", "First Aid", "--evidence", "card", "--expires", "1y"], home(claimed()));
    let (body, draft): (Marker, _) = (ran.body("marker"), ran.drafts().remove(0));
    assert_eq!((draft.side, draft.subject), (Side::Open, Some(id("Binh"))), "where the claim stands");
    assert_eq!((&*body.name, body.until), ("first aid", Some(NOW.day().plus(365))));
    let refused = |words: &[&str], marks| run(&[&["marker", "attest"], words].concat(), home(marks)).code().to_string();
    assert_eq!(refused(&["Amara", "first aid", "--evidence", "card"], claimed()), "marker-self");
    assert_eq!(refused(&["Binh", "first aid"], claimed()), "marker-unshown");
    let likes = ["Binh", "animals", "--sort", "preference", "--evidence", "said so"];
    assert_eq!(refused(&likes, Vec::new()), "marker-likes");
    let twice = vec![mark("first aid", "Binh", "Amara")];
    assert_eq!(refused(&["Binh", "first aid", "--evidence", "card"], twice), "marker-attested");
}

#[test]
fn only_whoever_said_it_takes_it_back_and_only_whom_it_is_about_hides_it() {
    let marks = || vec![mark("first aid", "Binh", "Amara"), mark("first aid", "Amara", "Binh")];
    let ran = run(&["marker", "revoke", "first aid", "--why", "forged"], home(marks()));
    let draft = ran.drafts().remove(0);
    assert_eq!((draft.document, draft.subject), (Version::Withdraw(marks()[0].id), Some(id("Binh"))));
    let hidden: MarkerView = run(&["marker", "hide", &super::short(&marks()[1].id)], home(marks())).body("marker-view");
    assert_eq!(hidden.hidden.to_vec(), [marks()[1].id]);
    let other = run(&["marker", "hide", &super::short(&marks()[0].id)], home(marks()));
    assert_eq!(other.code(), "marker-of-another");
    assert_eq!(run(&["marker", "revoke", "swimming"], home(marks())).code(), "unknown-marker");
    assert_eq!(run(&["marker", "show", "first aid"], home(marks())).code(), "clash");
}

#[test]
fn a_paper_is_compared_with_what_was_seen() {
    let marks = || vec![mark("first aid", "Binh", "Amara")];
    let shown =
        |evidence: &str| run(&["marker", "show", "first aid", "--evidence", evidence, "--json"], home(marks())).json();
    assert_eq!(shown("the certificate")["data"]["evidence_fits"], true);
    assert_eq!(shown("another paper")["data"]["evidence_fits"], false);
    let out = run(&["marker", "list", "--of", "Binh"], home(marks())).out;
    assert!(out.contains("attested") && out.contains("by Amara, Cebu Desk"), "{out}");
}
