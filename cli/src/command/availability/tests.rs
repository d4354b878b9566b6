//! What is typed becomes an availability, and what others see of it.

use protocol::fold::availability::FreeRow;
use protocol::local::{Request, Times, Version};
use protocol::record::free_busy::{FreeBusy, Wanted};
use protocol::record::{self, availability::Availability};
use protocol::space::{Side, Space};
use protocol::time::Moment;
use protocol::wire::{self, Few};

use crate::fixture::{NOW, Run, id, run};

fn said<T>(free: T, side: Side, name: &str) -> FreeRow<T> {
    let space = Space { side, charter: id("Cebu Desk") };
    FreeRow { person: id("Amara"), document: id(name), head: id(name), space, revised: Moment(0), free }
}

/// Runs a line in a home in which this was said before.
fn after(times: &Times, line: &[&str]) -> Run {
    let times = times.clone();
    run(line, move |request| match request {
        Request::Times(_) => Some(protocol::local::Reply::Times(Box::new(times.clone()))),
        _ => None,
    })
}

fn set(times: &Times, line: &[&str]) -> Availability {
    after(times, line).body("availability")
}

fn week() -> Times {
    let line =
        ["availability", "set", "mon-fri 09:00-17:00", "--zone", "Asia/Manila", "--cap", "30h", "--notice", "2d"];
    Times { whole: Some(said(set(&Times::default(), &line), Side::Inner, "whole")), shown: None }
}

#[test]
fn what_is_not_said_stays_as_it_was() {
    let before = week();
    let now =
        set(&before, &["availability", "set", "--never", "22:00-06:00", "--remote", "no", "--area", "Cebu,Bohol"]);
    let old = &before.whole.as_ref().expect("said").free;
    assert_eq!((&now.week, &now.zone, now.cap_minutes), (&old.week, &old.zone, Some(1_800)));
    assert_eq!((now.notice_minutes, now.remote, now.area.len()), (Some(2_880), false, 2));
    let none = set(
        &Times { whole: Some(said(now, Side::Inner, "whole")), shown: None },
        &["availability", "set", "--cap", "none"],
    );
    assert_eq!((none.cap_minutes, none.quiet.is_some()), (None, true));
}

#[test]
fn what_was_said_already_is_not_written_again() {
    let run = after(&week(), &["availability", "set", "mon-fri 9-17"]);
    assert_eq!(run.code(), "availability-same");
    let nothing = after(&Times::default(), &["availability", "set"]);
    assert_eq!(nothing.code(), "nothing-said");
}

#[test]
fn others_see_free_or_busy_only_where_they_are_let_and_no_zone_or_floor() {
    let mut times = week();
    assert!(
        !after(&times, &["availability", "set", "--cap", "20h"]).drafts().iter().any(|draft| draft.kind == "free-busy")
    );
    times.whole =
        Some(said(set(&times, &["availability", "role", "bookkeeping", "--floor", "9 USD"]), Side::Inner, "whole"));
    let run = after(&times, &["availability", "set", "--share", "federation"]);
    let shown: FreeBusy = run.body("free-busy");
    assert!(run.drafts().iter().all(|draft| draft.kind != "availability"), "what the collective reads stays as it was");
    assert_eq!((shown.roles.len(), shown.roles[0].hour.is_some()), (1, false));
    assert_eq!(shown.minutes_week, Some(1_800));
    // Monday 2026-11-23, 09:00 to 17:00 in Manila, is 01:00 to 09:00 UTC.
    let monday: Vec<_> = shown.days[1].runs().collect();
    assert_eq!(monday, [(2, 18)]);
    times.shown = Some(said(shown, Side::Open, "shown"));
    // What others see follows each change, and ends when they are not let any more.
    let follows: FreeBusy = after(&times, &["availability", "pause", "--until", "in 30 days"]).body("free-busy");
    assert!(follows.days[1].runs().next().is_none());
    let ended = after(&times, &["availability", "set", "--share", "own"]).drafts();
    assert!(matches!(ended[0].document, Version::Withdraw(document) if document == id("shown")), "{ended:?}");
    let cleared = after(&times, &["availability", "clear"]).drafts();
    assert_eq!(cleared.len(), 2);
}

#[test]
fn days_away_are_joined_and_ended() {
    let mut times = week();
    let once = set(&times, &["availability", "pause", "--from", "2026-12-10", "--until", "2026-12-20"]);
    times.whole = Some(said(once, Side::Inner, "whole"));
    let twice = set(&times, &["availability", "pause", "--from", "2026-12-15", "--until", "2026-12-31"]);
    let days: Vec<(u32, u32)> = twice.exceptions.iter().map(|day| (day.first.0, day.last.0)).collect();
    assert_eq!(days, [(20_797, 20_801), (20_802, 20_818)]);
    times.whole = Some(said(twice, Side::Inner, "whole"));
    assert!(set(&times, &["availability", "pause", "--end"]).exceptions.is_empty());
    let turned = after(&times, &["availability", "pause", "--from", "2027-02-01", "--until", "2027-01-01"]);
    assert_eq!(turned.code(), "days-turned");
}

#[test]
fn a_role_is_switched_off_and_keeps_its_floor() {
    let mut times = week();
    times.whole =
        Some(said(set(&times, &["availability", "role", "bookkeeping", "--floor", "9 USD"]), Side::Inner, "whole"));
    let off = set(&times, &["availability", "role", "bookkeeping", "--off"]);
    assert_eq!((off.roles[0].active, off.roles[0].floors[0].minor), (false, 900));
    times.whole = Some(said(off, Side::Inner, "whole"));
    let back = set(&times, &["availability", "role", "bookkeeping", "--floor", "8 USD", "--floor", "500 PHP"]);
    assert!(back.roles[0].active);
    assert_eq!(back.roles[0].floors.iter().map(|least| least.minor).collect::<Vec<_>>(), [50_000, 800]);
    let gone = after(&times, &["availability", "role", "welding", "--remove"]);
    assert_eq!(gone.code(), "role-unknown");
}

#[test]
fn hours_in_common_are_told_day_by_day() {
    let times = week();
    let run = after(&times, &["availability", "overlap", "--with", "Australia/Melbourne", "--hours", "5", "--json"]);
    let json = run.json();
    // Nine to five in Melbourne, three hours ahead of Manila in November, shares five hours of each day.
    let days = json["data"]["days"].as_array().expect("days");
    assert_eq!(days.len(), 20);
    assert!(days.iter().all(|day| day["common_minutes"] == 300 && day["wanted_minutes"] == 480), "{json}");
    assert_eq!(json["data"]["enough"], true);
    let short =
        after(&times, &["availability", "overlap", "--with", "Australia/Melbourne", "--hours", "6", "--json"]).json();
    assert_eq!(short["data"]["enough"], false);
    let nobody = after(&Times::default(), &["availability", "overlap", "--with", "Asia/Manila"]);
    assert_eq!(nobody.code(), "availability-none");
}

#[test]
fn others_see_a_price_only_of_the_kinds_of_work_for_which_the_member_says_so() {
    let free: Availability = wire::decode(&(record::availability::KIND.example)()).expect("the example");
    let bookkeeping = Few::new(vec![free.roles[0].clone()]).expect("one");
    let busy: FreeBusy = wire::decode(&(record::free_busy::KIND.example)()).expect("the example");
    let silent = busy.roles.iter().cloned().map(|wanted| Wanted { hour: None, ..wanted });
    let silent = FreeBusy { roles: Few::new(silent.collect()).expect("as many"), ..busy.clone() };
    let times = |busy: &FreeBusy| Times {
        whole: Some(said(Availability { roles: bookkeeping.clone(), ..free.clone() }, Side::Inner, "whole")),
        shown: Some(said(FreeBusy { first: NOW.day(), ..busy.clone() }, Side::Open, "shown")),
    };
    let seen = |words: &[&str], busy: &FreeBusy| {
        let body: FreeBusy = after(&times(busy), &[&["availability"], words].concat()).body("free-busy");
        body.roles.iter().map(|wanted| wanted.hour.as_ref().map(|hour| hour.minor)).collect::<Vec<_>>()
    };
    let floor = ["role", "bookkeeping", "--floor", "8 USD"];
    assert_eq!(seen(&floor, &busy), [Some(800)], "they saw a price before, and see the new one");
    assert_eq!(seen(&floor, &silent), [None]);
    assert_eq!(seen(&["role", "bookkeeping", "--price", "shown"], &silent), [Some(700)]);
    assert_eq!(seen(&["set", "--prices", "hidden"], &busy), [None]);
}
