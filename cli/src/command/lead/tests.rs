//! The verbs of leads against a home that answers from a function.

use protocol::fold::lead::LeadRow;
use protocol::local::*;
use protocol::record::lead::{Lead, Outcome as Ending, Per};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::time::{DAY_MS, Moment};

use crate::fixture::{NOW, id, profile, run, run_as};

fn nothing(_: &Request) -> Option<Reply> {
    None
}

/// A lead that Amara's home holds.
fn held(title: &str, change: impl FnOnce(&mut LeadRow)) -> Shown<LeadRow> {
    let mut row = LeadRow {
        id: id(title),
        head: id("head"),
        space: Space { side: Side::Open, charter: id("Cebu Desk") },
        audience: None,
        poster: id("Amara"),
        since: NOW,
        revised: NOW,
        number: 0,
        withdrawn: false,
        conflict: false,
        expires: NOW.day().plus(120),
        lead: Some(Lead::titled(Line::new(title).expect("a title"))),
        claims: Vec::new(),
    };
    change(&mut row);
    Shown { short: row.id.short(4), row }
}

fn home(leads: Vec<Shown<LeadRow>>) -> impl Fn(&Request) -> Option<Reply> {
    move |request| match request {
        Request::Leads(query) => {
            let total = leads.len() as u64;
            let items: Vec<_> = leads.iter().skip(query.offset as usize).take(query.limit as usize).cloned().collect();
            let end = query.offset + items.len() as u64;
            Some(Reply::Leads(Page { items, total, next: (end < total).then_some(end) }))
        }
        Request::Find(Sort::Lead, pick) => {
            let named = |lead: &Shown<LeadRow>| Named {
                id: lead.row.id,
                short: lead.short.clone(),
                title: super::shown::title(&lead.row),
            };
            Some(Reply::Found(leads.iter().map(named).filter(|named| named.title.contains(&pick.text)).collect()))
        }
        Request::Lead(wanted) => {
            let found = leads.iter().find(|lead| lead.row.id == *wanted).cloned();
            let view = |shown| Box::new(LeadView { shown, thread: None, same: Vec::new(), contact: None });
            Some(Reply::Lead(found.map(view)))
        }
        _ => None,
    }
}

#[test]
fn a_lead_says_what_was_typed() {
    #[rustfmt::skip]
    let run = run(&[
        "lead", "new", "Bookkeeper for a café in Melbourne", "--skills", "bookkeeping,xero", "--hours", "15/week",
        "--budget", "9..12 USD", "--per", "hour", "--closes", "in 30 days", "--client", "Corner Café", "--remote", "yes",
        "--source", "https://www.example.org/jobs/7", "--language", "English", "--json",
    ], nothing);
    let lead: Lead = run.body("lead");
    assert_eq!(&*lead.title, "Bookkeeper for a café in Melbourne");
    assert_eq!(lead.skills.iter().map(|skill| skill.to_string()).collect::<Vec<_>>(), ["bookkeeping", "Xero"]);
    assert_eq!(lead.minutes_week, Some(900));
    let pay = lead.pay.expect("a pay");
    assert_eq!((pay.min, pay.max, pay.currency.code(), pay.per), (900, 1200, "USD", Per::Hour));
    assert_eq!(lead.closes, Some(Moment(NOW.0 + 30 * DAY_MS)));
    assert_eq!(lead.client.as_deref(), Some("Corner Café"));
    assert_eq!((lead.remote, lead.language.as_deref()), (Some(true), Some("en")));
    let source = lead.source.expect("a source");
    assert_eq!(source.origin.as_deref(), Some("example.org"));
    assert_eq!(source.url.as_deref(), Some("https://www.example.org/jobs/7"));
    let draft = &run.drafts()[0];
    assert_eq!((draft.side, draft.audience, draft.document), (Side::Open, None, Version::New));
    let json = run.json();
    assert_eq!(json["schema"], "talko.lead/1");
    assert_eq!(json["data"]["id"], protocol::id::Id::of(&draft.body.0).to_string());
    assert_eq!(json["data"]["budget"]["text"], "9.00–12.00 USD an hour");
    assert_eq!(json["state"], "queued");
}

#[test]
fn who_reads_a_lead_is_what_share_says() {
    for (share, side, audience) in [
        ("own", Side::Inner, None),
        ("federation", Side::Open, None),
        ("laguna vas", Side::Open, Some(id("federation"))),
    ] {
        let run = run(&["lead", "new", "Payroll helper", "--share", share], nothing);
        let draft = &run.drafts()[0];
        assert_eq!((draft.side, draft.audience), (side, audience), "{share}");
    }
    assert_eq!(run(&["lead", "new", "Payroll helper", "--share", "Cebu Desk"], nothing).code(), "share");
}

#[test]
fn a_value_that_cannot_be_is_refused_before_anything_is_written() {
    for (words, code) in [
        (vec!["--budget", "25.000", "--per", "hour"], "money"),
        (vec!["--budget", "9..12 USD"], "per"),
        (vec!["--per", "hour"], "per-alone"),
        (vec!["--closes", "2020-01-01"], "past"),
        (vec!["--closes", "soon"], "when"),
        (vec!["--hours", "200/week"], "hours-week"),
        (vec!["--hours", "many"], "hours"),
        (vec!["--language", "???"], "language-tag"),
        (vec!["--share", "Mallory Ltd"], "share"),
    ] {
        let run = run(&[&["lead", "new", "Payroll helper"], words.as_slice()].concat(), nothing);
        assert_eq!(run.code(), code);
        assert!(run.drafts().is_empty(), "{code}");
    }
    let long = "x".repeat(10_000);
    assert_eq!(run(&["lead", "new", &long], nothing).code(), "long");
    assert_eq!(run(&["lead", "new", "\u{202e}\u{7}"], nothing).code(), "empty");
    assert_eq!(run(&["lead", "new"], nothing).code(), "needs");
}

#[test]
fn an_advert_gives_the_title_by_its_first_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("advert.txt");
    std::fs::write(&path, "\n  Virtual assistant \n\nAnswers mail.\n").expect("written");
    let run = run(&["lead", "new", "--from-file", path.to_str().expect("a path")], nothing);
    let lead: Lead = run.body("lead");
    assert_eq!(
        (&*lead.title, lead.text.as_deref()),
        ("Virtual assistant", Some("Virtual assistant \n\nAnswers mail."))
    );
}

#[test]
fn a_newcomer_posts_no_lead() {
    let run = run_as("Dalisay", &["lead", "new", "Payroll helper"], nothing);
    assert_eq!(run.code(), "newcomer");
    assert!(run.drafts().is_empty());
}

#[test]
fn the_first_thing_that_is_shared_takes_the_members_name_along() {
    let faces = |request: &Request| match request {
        Request::Records(_) => Some(Reply::Records(crate::face::tests::records(&[(Side::Inner, profile("Amara"))]))),
        _ => None,
    };
    let shared = run(&["lead", "new", "Payroll helper", "--json"], faces);
    let drafts = shared.drafts();
    assert_eq!(drafts.iter().map(|draft| draft.kind.as_str()).collect::<Vec<_>>(), ["lead", "profile"]);
    assert_eq!((drafts[1].side, drafts[1].subject), (Side::Open, Some(id("Amara"))));
    let inside = run(&["lead", "new", "Payroll helper", "--share", "own"], faces);
    assert_eq!(inside.drafts().len(), 1);
}

#[test]
fn the_same_page_is_not_posted_twice() {
    let known = || {
        vec![held("Payroll helper", |row| {
            let url = Line::new("https://example.org/7?utm_source=x").ok();
            row.lead.as_mut().expect("a lead").source =
                Some(protocol::record::lead::Source { origin: None, id: None, url });
        })]
    };
    let words = ["lead", "new", "Payroll", "--source", "https://example.org/7"];
    let refused = run(&words, home(known()));
    assert_eq!(refused.code(), "lead-known");
    let again = run(&[words.as_slice(), &["--not-duplicate"]].concat(), home(known()));
    assert_eq!(again.drafts().len(), 1);
}

#[test]
fn nearly_the_same_title_and_client_is_marked() {
    let client = |row: &mut LeadRow| row.lead.as_mut().expect("a lead").client = Line::new("Corner Café Pty").ok();
    let run = run(
        &["lead", "new", "payroll-helper", "--client", "Corner Cafe", "--json"],
        home(vec![held("Payrollhelper", client)]),
    );
    assert_eq!(run.body::<Lead>("lead").same_as, Some(id("Payrollhelper")));
}

#[test]
fn a_list_shows_possible_repeats_as_one_line_and_gives_scripts_all() {
    let same = |row: &mut LeadRow| row.lead.as_mut().expect("a lead").same_as = Some(id("Payroll helper"));
    let leads = || {
        vec![held("Payroll helper", |_| {}), held("Payroll help", same), held("Payroll", same), held("Logo", |_| {})]
    };
    let text = run(&["lead", "list"], home(leads())).out;
    assert!(text.contains("Payroll helper (and 2 possibly the same)"), "{text}");
    assert_eq!(text.lines().count(), 3, "{text}");
    let json = run(&["lead", "list", "--json"], home(leads())).json();
    assert_eq!(json["data"].as_array().map(Vec::len), Some(4));
    assert_eq!(json["data"][0]["poster"]["name"], "Amara");
    assert_eq!(json["data"][0]["share"], "federation");
    assert_eq!(json["next"], serde_json::Value::Null);
}

#[test]
fn leads_that_name_each_other_as_the_same_are_still_one_line() {
    let names =
        |other: &'static str| move |row: &mut LeadRow| row.lead.as_mut().expect("a lead").same_as = Some(id(other));
    let leads = [held("One", names("Two")), held("Two", names("One"))];
    let groups = super::list::grouped(&leads);
    assert_eq!(groups.iter().map(|(_, same)| *same).collect::<Vec<_>>(), [1]);
}

#[test]
fn filters_reach_the_home() {
    #[rustfmt::skip]
    let run = run(&[
        "lead", "search", "customer", "service", "--skill", "quickbooks", "--min", "10 USD", "--closes-within", "3d",
        "--from", "Laguna VAs", "--language", "en", "--mine", "--limit", "5", "--offset", "10",
    ], nothing);
    let query = run.asked.iter().find_map(|request| match request {
        Request::Leads(query) => Some(query.clone()),
        _ => None,
    });
    let query = query.expect("leads were asked for");
    assert_eq!((query.words.as_str(), query.open, query.mine), ("customer service", true, true));
    assert_eq!(query.skills, ["Intuit QuickBooks"]);
    assert_eq!(query.pay.map(|pay| pay.to_string()).as_deref(), Some("10.00 USD"));
    assert_eq!(query.closes_before, Some(Moment(NOW.0 + 3 * DAY_MS)));
    assert_eq!(query.collective, Some(id("Laguna VAs")));
    assert_eq!((query.limit, query.offset), (5, 10));
}

#[test]
fn only_the_poster_changes_a_lead() {
    let foreign = || vec![held("Payroll helper", |row| row.poster = id("Chidi"))];
    for words in [
        vec!["lead", "edit", "Payroll", "--place", "Cebu"],
        vec!["lead", "close", "Payroll", "--result", "won"],
        vec!["lead", "withdraw", "Payroll"],
    ] {
        assert_eq!(run(&words, home(foreign())).code(), "lead-not-yours");
    }
}

#[test]
fn a_change_is_the_next_revision_where_the_lead_stands() {
    let inner = || vec![held("Payroll helper", |row| row.space.side = Side::Inner)];
    let edited = run(&["lead", "edit", "Payroll", "--place", "Cebu"], home(inner()));
    let draft = &edited.drafts()[0];
    assert_eq!((draft.side, draft.document), (Side::Inner, Version::Next(id("Payroll helper"))));
    assert_eq!(edited.body::<Lead>("lead").place.as_deref(), Some("Cebu"));
    let closed = run(&["lead", "close", "Payroll", "--result", "scam"], home(inner()));
    assert_eq!(closed.body::<Lead>("lead").result, Some(Ending::Scam));
    let withdrawn = run(&["lead", "withdraw", "Payroll"], home(inner()));
    assert_eq!(withdrawn.drafts()[0].document, Version::Withdraw(id("Payroll helper")));
    assert_eq!(run(&["lead", "edit", "Payroll"], home(inner())).code(), "nothing-said");
}

#[test]
fn what_somebody_wrote_is_no_longer_worked_out() {
    let inferred = |row: &mut LeadRow| {
        let names = vec![Line::new("closes").expect("short"), Line::new("skills").expect("short")];
        row.lead.as_mut().expect("a lead").inferred = protocol::wire::Few::new(names).expect("two");
    };
    let run = run(&["lead", "edit", "Payroll", "--closes", "in 3 days"], home(vec![held("Payroll", inferred)]));
    let left: Vec<String> = run.body::<Lead>("lead").inferred.iter().map(ToString::to_string).collect();
    assert_eq!(left, ["skills"]);
}

#[test]
fn a_word_about_a_lead_is_for_its_readers() {
    let leads = || vec![held("Payroll helper", |row| row.audience = Some(id("federation")))];
    let said = run(&["lead", "comment", "Payroll", "They pay late."], home(leads()));
    let draft = &said.drafts()[0];
    assert_eq!(
        (draft.side, draft.audience, draft.subject),
        (Side::Open, Some(id("federation")), Some(id("Payroll helper")))
    );
    let inner = run(&["lead", "comment", "Payroll", "They pay late.", "--share", "own"], home(leads()));
    assert_eq!(inner.drafts()[0].side, Side::Inner);
    let private = || vec![held("Payroll helper", |row| row.space.side = Side::Inner)];
    let wider = run(&["lead", "comment", "Payroll", "Hello.", "--share", "federation"], home(private()));
    assert_eq!(wider.code(), "share-wider");
}

#[test]
fn a_dry_run_writes_nothing_and_has_no_id() {
    let run = run(&["lead", "new", "Payroll helper", "--dry-run", "--json"], nothing);
    let dry = |request: &Request| matches!(request, Request::Publish(wish) if !wish.dry_run);
    assert!(!run.asked.iter().any(dry));
    assert_eq!(run.json()["data"]["id"], serde_json::Value::Null);
}

#[test]
fn what_is_exported_is_read_back() {
    let leads = || vec![held("Payroll helper", |_| {}), held("Over", |row| row.withdrawn = true)];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("leads.jsonld");
    let path = path.to_str().expect("a path");
    let written = run(&["lead", "export", "-o", path, "--json"], home(leads())).json();
    assert_eq!(written["data"]["count"], 1);
    let read = run(&["lead", "import", path, "--json"], nothing).json();
    assert_eq!((&read["data"]["taken"], &read["data"]["format"]), (&1.into(), &"jobposting".into()));
    let known = run(&["lead", "import", path, "--json"], home(leads())).json();
    assert_eq!((&known["data"]["taken"], &known["data"]["known"]), (&0.into(), &1.into()));
    let csv = run(&["lead", "export", "--format", "csv", "--all"], home(leads())).out;
    assert_eq!(csv.lines().count(), 3, "{csv}");
}

mod contact;
mod importing;
mod turns;
mod wanted;
