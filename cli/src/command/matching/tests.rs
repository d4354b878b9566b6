//! What `match` shows of an answer, against a home that answers from a function.

use protocol::local::*;
use protocol::matching::crew::{Answer as Sought, Bond, Crew};
use protocol::matching::{Because, Constraint, Finding, Fit, Overlap, Verdict};
use protocol::money::{Amount, Currency};
use protocol::record::lead::Seats;
use protocol::schedule::Shared;
use protocol::text::Line;
use protocol::time::Day;
use protocol::wire::Few;

use crate::fixture::{NOW, id, run};

fn usd(minor: u64) -> Amount {
    Amount { minor, currency: Currency::new("USD").expect("listed") }
}

fn named() -> Named {
    Named { id: id("Books"), short: id("Books").short(4), title: "Books".to_string() }
}

fn found(constraint: Constraint, verdict: Verdict, because: Because) -> Finding {
    Finding { constraint, verdict, because }
}

fn matched(person: &str, fit: Fit, hour: Option<Amount>, findings: Vec<Finding>) -> Matched {
    Matched {
        lead: named(),
        closes: None,
        hour,
        person: id(person),
        collective: id("Cebu Desk"),
        role: Some("bookkeeping".to_string()),
        fit,
        findings,
        waived: Vec::new(),
        why: None,
        paused: None,
        grounds: vec![Ground {
            kind: "availability".into(),
            record: id("availability"),
            author: id(person),
            at: Some(NOW),
            version: None,
        }],
    }
}

fn notice() -> Finding {
    found(Constraint::Notice, Verdict::Unmet, Because::Notice { given: 60, asked: 2 * 24 * 60 })
}

fn short_day() -> Finding {
    let worst = Shared { day: Day(20_780), wanted_minutes: 240, common_minutes: 60 };
    let overlap = Overlap { least_minutes: 120, days: 20, short: 3, quiet: 2, worst: Some(worst) };
    found(Constraint::Hours, Verdict::Unmet, Because::Overlap(overlap))
}

fn home(items: Vec<Matched>) -> impl Fn(&Request) -> Option<Reply> {
    move |request| match request {
        Request::Find(Sort::Lead, _) => Some(Reply::Found(vec![named()])),
        Request::Match(_) => {
            let count = |fit: Fit| items.iter().filter(|found| found.fit == fit).count() as u32;
            let (fits, open, misses) = (count(Fit::Fits), count(Fit::Open), count(Fit::Misses));
            Some(Reply::Matches(Matches { items: items.clone(), fits, open, misses }))
        }
        _ => None,
    }
}

#[test]
fn why_not_names_each_constraint_with_its_figures() {
    let role = found(Constraint::Role, Verdict::Met, Because::Said("bookkeeping".into()));
    let items = || vec![matched("Binh", Fit::Misses, None, vec![role.clone(), notice(), short_day()])];
    let out = run(&["match", "Books", "--why-not"], home(items())).out;
    for said in [
        "Binh (Cebu Desk) for bookkeeping: does not fit",
        "begins in 1 hour, asked for are 2 days",
        "3 of 20 days share less than 2 h; least on 2026-11-23: 1 h; on 2 of them it would be enough without quiet hours",
    ] {
        assert!(out.contains(said), "{said}: {out}");
    }
    assert!(!out.contains("yes –"), "what is met is no reason why not: {out}");
    let json = run(&["match", "Books", "--why-not", "--json"], home(items())).json();
    let figures = &json["data"]["people"][0]["findings"][2]["figures"];
    assert_eq!((&figures["short"], &figures["worst"]["common_minutes"]), (&3.into(), &60.into()));
    assert!(!json.to_string().contains("score"));
}

#[test]
fn of_leads_that_fit_the_one_that_pays_most_for_an_hour_comes_first() {
    let items = vec![
        matched("Amara", Fit::Open, Some(usd(5_000)), Vec::new()),
        matched("Amara", Fit::Fits, Some(usd(900)), Vec::new()),
        matched("Amara", Fit::Fits, None, Vec::new()),
        matched("Amara", Fit::Fits, Some(usd(1_200)), Vec::new()),
    ];
    let json = run(&["match", "for-me", "--json"], home(items)).json();
    let hours: Vec<_> =
        json["data"].as_array().expect("a list").iter().map(|one| one["hour"]["minor"].clone()).collect();
    assert_eq!(hours, [1_200.into(), 900.into(), serde_json::Value::Null, 5_000.into()]);
}

fn crew(answer: Sought, people: Vec<Seated>) -> impl Fn(&Request) -> Option<Reply> {
    among(answer, people, 0)
}

/// The same where some ask for other currencies only.
fn among(answer: Sought, people: Vec<Seated>, elsewhere: u32) -> impl Fn(&Request) -> Option<Reply> {
    move |request| match request {
        Request::Find(Sort::Lead, _) => Some(Reply::Found(vec![named()])),
        Request::Crew(_) => {
            let role = Line::new("bookkeeping").expect("short");
            let seats = Seats { role, minutes_week: Some(600), people: 1, markers: Few::default() };
            Some(Reply::Crew(Box::new(CrewFound {
                lead: named(),
                seats: vec![seats],
                answer: answer.clone(),
                currency: usd(0).currency,
                price: Some(usd(5_000)),
                days: (Day(20_780), Day(20_807)),
                people: people.clone(),
                looked: 3,
                silent: 1,
                elsewhere,
                zone_unknown: None,
            })))
        }
        _ => None,
    }
}

#[test]
fn a_crew_is_told_with_its_cost_and_its_gap_and_whoever_names_no_price_is_named() {
    let seated = |hour_minor| Seated {
        seat: 0,
        matched: matched("Binh", Fit::Fits, Some(usd(hour_minor)), Vec::new()),
        hour_minor,
        left_minutes: Some(1_200),
        needs: Vec::new(),
    };
    let sought =
        |gap_minor| Sought::Found { crew: Crew { seats: vec![vec![id("Binh")]], cost_minor: 9_000 }, gap_minor };
    let proven = run(&["match", "crew", "Books"], crew(sought(0), vec![seated(900)])).out;
    assert!(proven.contains("The cheapest crew: 90.00 USD a week."), "{proven}");
    assert!(proven.contains("9.00 USD an hour") && proven.contains("20 h"), "{proven}");
    let open = run(&["match", "crew", "Books"], crew(sought(700), vec![seated(0)])).out;
    assert!(open.contains("cheaper by 7.00 USD at most") && open.contains("names no price"), "{open}");
}

#[test]
fn a_conflict_names_what_stands_against_each_other() {
    let bonds = vec![Bond::Role("bookkeeping".into()), Bond::Price];
    let sought = || Sought::Conflict { bonds: bonds.clone(), smallest: true };
    let out = run(&["match", "crew", "Books"], crew(sought(), Vec::new())).out;
    assert!(out.contains("somebody does bookkeeping") && out.contains("within 50.00 USD a week"), "{out}");
    let json = run(&["match", "crew", "Books", "--json"], crew(sought(), Vec::new())).json();
    assert_eq!(json["data"]["conflict"][0]["of"], "bookkeeping");
}

#[test]
fn what_a_verdict_rests_on_is_told_record_by_record() {
    let items = vec![matched("Binh", Fit::Fits, None, vec![notice()])];
    let out = run(&["explain", "match", "Books", "--for", "Binh"], home(items)).out;
    assert!(out.contains(&id("availability").short(8)), "{out}");
}

#[test]
fn what_alone_cannot_be_had_stands_against_nothing_else_and_names_its_currency() {
    let sought = Sought::Conflict { bonds: vec![Bond::Role("bookkeeping".into())], smallest: true };
    let out = run(&["match", "crew", "Books"], among(sought, Vec::new(), 1)).out;
    assert!(out.contains("This cannot be had:") && !out.contains("stand against"), "{out}");
    let (bond, whose) = (out.find("asks for USD"), out.find("One of them asks for other currencies than USD only."));
    assert!(bond.expect("the bond") < whose.expect("whose price it is"), "{out}");
    assert!(out.contains("of whom one says nothing"), "{out}");
}

#[test]
fn what_a_match_rests_on_is_asked_for_the_same_person_and_measure() {
    let items = || vec![matched("Binh", Fit::Fits, None, vec![notice()])];
    let words = ["match", "Books", "--for", "Binh", "--overlap", "3h", "--own-word"];
    let out = run(&words, home(items())).out;
    assert!(out.contains(r#"--for "Binh" --overlap 3h --own-word"#), "{out}");
    let words = ["explain", "match", "Books", "--for", "Binh", "--overlap", "3h", "--own-word"];
    let explained = run(&words, home(items()));
    let asked = explained.asked.iter().find_map(|request| match request {
        Request::Match(wish) => Some(wish.clone()),
        _ => None,
    });
    let wish = asked.expect("the home was asked");
    assert_eq!((wish.least_minutes, wish.own_word, wish.person), (Some(180), true, Some(id("Binh"))));
}
