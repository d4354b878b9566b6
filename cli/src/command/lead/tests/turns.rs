//! Claims, awards and what refuses them.

use protocol::fold::lead::LeadRow;
use protocol::fold::lead::claims::{Awarded, Claimed};
use protocol::local::*;
use protocol::matching::waiver::Waiver;
use protocol::matching::{Because, Constraint, Finding, Fit, Verdict};
use protocol::record::claim::Claim;
use protocol::record::claim_award::{ClaimAward, Ranked};
use protocol::time::{DAY_MS, Moment};
use protocol::wire::Few;

use super::{held, home};
use crate::fixture::{NOW, id, run, run_as};

fn claimed(name: &str) -> Claimed {
    let claim = Claim { team: false, message: None, despite: Few::default(), why: None };
    Claimed {
        id: id(&format!("claim of {name}")),
        claimant: id(name),
        charter: id("Cebu Desk"),
        at: NOW,
        read: None,
        claim: Some(claim),
        released: false,
        awards: Vec::new(),
    }
}

fn awarded(name: &str) -> Claimed {
    let until = Moment(NOW.0 + 7 * DAY_MS);
    let award =
        Awarded { id: id(&format!("award to {name}")), at: NOW, until, released: false, rank: Vec::new(), note: None };
    Claimed { awards: vec![award], ..claimed(name) }
}

/// A home with one lead of Amara's; `findings` are what is found about whoever is compared.
fn with(findings: Vec<Finding>, change: impl Fn(&mut LeadRow) + 'static) -> impl Fn(&Request) -> Option<Reply> {
    let order = |claims: &[Claimed]| claims.iter().map(|claim| Ranked { person: claim.claimant, awards: 0 }).collect();
    let lead = held("Books", |row| change(row));
    let rotation = Rotation { ranked: order(&lead.row.claims), counted: Vec::new(), lease_days: 7, rules: None };
    let others = home(vec![lead]);
    move |request| match request {
        Request::Rotation(_) => Some(Reply::Rotation(rotation.clone())),
        Request::Match(wish) => {
            let matched = Matched {
                lead: Named { id: id("Books"), short: "BOOK".into(), title: "Books".into() },
                closes: None,
                hour: None,
                person: wish.person.expect("one is asked for"),
                collective: id("Cebu Desk"),
                role: None,
                fit: Fit::Misses,
                findings: findings.clone(),
                waived: Vec::new(),
                why: None,
                paused: None,
                grounds: Vec::new(),
            };
            Some(Reply::Matches(Matches { items: vec![matched], fits: 0, open: 0, misses: 1 }))
        }
        other => others(other),
    }
}

fn switched_off() -> Finding {
    let because = Because::Inactive("bookkeeping".into());
    Finding { constraint: Constraint::Role, verdict: Verdict::Unmet, because }
}

#[test]
fn a_claim_names_the_revision_that_was_read_and_stands_where_the_lead_does() {
    let ran =
        run_as("Binh", &["lead", "claim", "Books", "--team", "--message", "with Dalisay"], with(Vec::new(), |_| {}));
    let (claim, draft): (Claim, _) = (ran.body("claim"), ran.drafts().remove(0));
    assert!(claim.team && claim.despite.is_empty());
    assert_eq!((draft.subject, draft.names, draft.document), (Some(id("Books")), vec![id("head")], Version::Binding));
}

#[test]
fn nobody_claims_against_a_role_that_they_switched_off_unless_in_writing() {
    let claim = |words: &[&str]| {
        let line = [&["lead", "claim", "Books"], words].concat();
        run_as("Binh", &line, with(vec![switched_off()], |_| {}))
    };
    assert_eq!(claim(&[]).code(), "claim-bonds");
    assert_eq!(claim(&["--despite", "notice", "--why", "soon"]).code(), "claim-bonds");
    assert_eq!(claim(&["--despite", "role"]).code(), "claim-why");
    let body: Claim = claim(&["--despite", "role", "--why", "I know the files"]).body("claim");
    assert_eq!((body.despite.to_vec(), body.why.as_deref()), (vec![Waiver::Role], Some("I know the files")));
}

#[test]
fn what_is_withdrawn_over_or_claimed_already_is_not_claimed() {
    let refused = |change: fn(&mut LeadRow)| {
        run_as("Binh", &["lead", "claim", "Books"], with(Vec::new(), change)).code().to_string()
    };
    assert_eq!(refused(|row| row.withdrawn = true), "lead-gone");
    assert_eq!(refused(|row| row.lead.as_mut().expect("a lead").closes = Some(NOW)), "lead-over");
    assert_eq!(refused(|row| row.claims = vec![claimed("Binh")]), "claim-twice");
    assert_eq!(run(&["lead", "claim", "Nothing"], home(Vec::new())).code(), "unknown-lead");
}

#[test]
fn the_poster_awards_whoever_is_first_and_another_one_with_a_word_why() {
    let claims = |row: &mut LeadRow| row.claims = vec![claimed("Binh"), claimed("Chidi")];
    let award = |words: &[&str]| run(&[&["lead", "award", "Books"], words].concat(), with(Vec::new(), claims));
    let first: ClaimAward = award(&["--to", "Binh"]).body("claim-award");
    assert_eq!((first.until, first.rank.len()), (Moment(NOW.0 + 7 * DAY_MS), 2));
    assert_eq!(award(&["--to", "Chidi"]).code(), "award-turn");
    let other: ClaimAward =
        award(&["--to", "Chidi", "--note", "knows the client", "--until", "in 3 days"]).body("claim-award");
    assert_eq!(other.note.as_deref(), Some("knows the client"));
    assert_eq!(award(&["--to", "Binh", "--until", "in 90 days"]).code(), "award-long");
    assert_eq!(award(&["--to", "Amara"]).code(), "award-unclaimed");
}

#[test]
fn an_award_by_another_to_a_second_or_against_a_bond_is_refused() {
    let claims = |row: &mut LeadRow| row.claims = vec![claimed("Binh"), claimed("Chidi")];
    let line = ["lead", "award", "Books", "--to", "Binh"];
    assert_eq!(run_as("Chidi", &line, with(Vec::new(), claims)).code(), "award-not-yours");
    assert_eq!(run(&line, with(vec![switched_off()], claims)).code(), "award-bonds");
    let gone = |row: &mut LeadRow| (row.claims, row.withdrawn) = (vec![claimed("Binh")], true);
    assert_eq!(run(&line, with(Vec::new(), gone)).code(), "lead-gone");
    let held = |row: &mut LeadRow| row.claims = vec![claimed("Binh"), awarded("Chidi")];
    assert_eq!(run(&line, with(Vec::new(), held)).code(), "award-held");
}

#[test]
fn awards_that_stand_against_each_other_are_told_and_one_is_taken_back() {
    let both = |row: &mut LeadRow| row.claims = vec![awarded("Binh"), awarded("Chidi")];
    let shown = run(&["lead", "show", "Books"], with(Vec::new(), both)).out;
    assert!(shown.contains("awarded to several") && shown.contains("--of NAME"), "{shown}");
    assert_eq!(run(&["lead", "release", "Books"], with(Vec::new(), both)).code(), "release-whose");
    let ran = run(&["lead", "release", "Books", "--of", "Chidi"], with(Vec::new(), both));
    assert_eq!(ran.drafts()[0].names, [id("award to Chidi")]);
    let own = run_as("Binh", &["lead", "release", "Books"], with(Vec::new(), both));
    assert_eq!(own.drafts()[0].names, [id("claim of Binh")]);
    assert_eq!(
        run_as("Binh", &["lead", "release", "Books", "--of", "Chidi"], with(Vec::new(), both)).code(),
        "release-not-yours"
    );
    assert_eq!(run(&["lead", "release", "Books"], with(Vec::new(), |_| {})).code(), "release-nothing");
}
