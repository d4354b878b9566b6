//! Promises against a home that answers from a function.

use protocol::fold::ask::AskRow;
use protocol::fold::pledge::{Deed, PledgeRow, Step};
use protocol::id::Id;
use protocol::local::*;
use protocol::money::{Amount, Currency};
use protocol::record::ask::Ask;
use protocol::record::pledge::{Pledge, Quantity, Unit};
use protocol::record::pledge_call::PledgeCall;
use protocol::record::pledge_fulfil::PledgeFulfil;
use protocol::space::{Side, Space};
use protocol::text::Text;
use protocol::time::{DAY_MS, HOUR_MS, Moment};

use super::balance::{Sums, book};
use crate::fixture::{NOW, Run, id, run, run_as};

mod shown;

fn nothing(_: &Request) -> Option<Reply> {
    None
}

/// Binh promised Amara so much, openly.
fn promised(what: Quantity, change: impl FnOnce(&mut PledgeRow)) -> PledgeRow {
    let (many, unit) = what.measure().expect("a sound quantity");
    let pledge = Pledge {
        text: Text::new("4h bookkeeping").expect("a text"),
        to: id("Amara"),
        what,
        until: NOW.after(90 * DAY_MS),
        calls: None,
        notice_hours: None,
    };
    let mut row = PledgeRow {
        id: id("pledge"),
        space: Space { side: Side::Open, charter: id("Cebu Desk") },
        audience: Some(id("federation")),
        pledger: id("Binh"),
        since: NOW,
        answers: None,
        pledge: Some(pledge),
        unit: Some(unit),
        promised: many,
        called: 0,
        given: 0,
        confirmed: 0,
        released: false,
        declined: None,
        steps: Vec::new(),
    };
    change(&mut row);
    row
}

fn four_hours(change: impl FnOnce(&mut PledgeRow)) -> PledgeRow {
    promised(Quantity::of_minutes(240), change)
}

fn step(row: &mut PledgeRow, name: &str, author: &str, what: Deed) {
    match what {
        Deed::Called(many) => row.called += many,
        Deed::Given(many) => row.given += many,
        Deed::Confirmed(_) => row.confirmed = row.given,
        Deed::Released => row.released = true,
        Deed::Declined(_) => row.declined = Some("no".to_string()),
    }
    let at = Moment(NOW.0 - HOUR_MS + row.steps.len() as u64);
    row.steps.push(Step { id: id(name), author: id(author), at, what, note: None, void: None });
}

fn asked(change: impl FnOnce(&mut AskRow)) -> AskRow {
    let ask = Ask {
        text: Text::new("Cover my shift on Saturday").expect("a text"),
        minutes: Some(240),
        when: None,
        until: None,
        closed: false,
    };
    let mut row = AskRow {
        id: id("ask"),
        head: id("head"),
        space: Space { side: Side::Inner, charter: id("Cebu Desk") },
        audience: None,
        asker: id("Binh"),
        since: NOW,
        number: 0,
        withdrawn: false,
        conflict: false,
        ask: Some(ask),
    };
    change(&mut row);
    row
}

fn home(pledges: Vec<PledgeRow>, asks: Vec<AskRow>) -> impl Fn(&Request) -> Option<Reply> {
    move |request| {
        let named = |id: Id, title: &str| Named { id, short: id.short(4), title: title.to_string() };
        match request {
            Request::Pledges => {
                let pledges = pledges.iter().map(|row| Shown { short: row.id.short(4), row: row.clone() }).collect();
                let asks = asks.iter().map(|row| Shown { short: row.id.short(4), row: row.clone() }).collect();
                Some(Reply::Pledges(pledges, asks))
            }
            Request::Find(Sort::Pledge, _) => {
                Some(Reply::Found(pledges.iter().map(|row| named(row.id, "it")).collect()))
            }
            Request::Find(Sort::Ask, _) => Some(Reply::Found(asks.iter().map(|row| named(row.id, "it")).collect())),
            _ => None,
        }
    }
}

fn at(me: &str, words: &[&str], row: PledgeRow) -> Run {
    run_as(me, words, home(vec![row], Vec::new()))
}

#[test]
fn an_offer_says_how_much_by_its_beginning_or_by_its_options() {
    let usd = Currency::new("USD").expect("listed");
    for (words, what) in [
        (vec!["4h bookkeeping"], Quantity::of_minutes(240)),
        (vec!["bookkeeping", "--hours", "1h30m"], Quantity::of_minutes(90)),
        (vec!["4h bookkeeping", "--hours", "2"], Quantity::of_minutes(120)),
        (vec!["a screen", "--money", "450 USD"], Quantity::of_money(Amount { minor: 45_000, currency: usd })),
        (vec!["monitors", "--things", "2"], Quantity::of_things(2)),
    ] {
        let run = run(&[&["pledge", "offer"], words.as_slice(), &["--to", "Binh"]].concat(), nothing);
        let pledge: Pledge = run.body("pledge");
        assert_eq!((pledge.what, pledge.to), (what, id("Binh")), "{words:?}");
        assert_eq!(pledge.until, NOW.after(90 * DAY_MS));
        assert_eq!(run.drafts()[0].side, Side::Inner, "a promise stays inside where nothing is said");
    }
}

#[test]
fn an_offer_can_be_shared_and_limited() {
    #[rustfmt::skip]
    let run = run(&[
        "pledge", "offer", "4h bookkeeping", "--to", "Cebu Desk", "--valid", "30d", "--share", "federation", "--calls", "2",
        "--notice", "24h", "--json",
    ], nothing);
    let pledge: Pledge = run.body("pledge");
    assert_eq!((pledge.to, pledge.calls, pledge.notice_hours), (id("Cebu Desk"), Some(2), Some(24)));
    assert_eq!(pledge.until, NOW.after(30 * DAY_MS));
    let draft = &run.drafts()[0];
    assert_eq!((draft.side, draft.document), (Side::Open, Version::Binding));
    let json = run.json();
    assert_eq!(json["schema"], "talko.pledge/1");
    assert_eq!((&json["data"]["minutes"], &json["data"]["to"]["name"]), (&240.into(), &"Cebu Desk".into()));
    assert!(json["data"]["id"].is_string());
}

#[test]
fn an_offer_that_cannot_be_is_refused_before_it_is_written() {
    for (words, code) in [
        (vec!["bookkeeping", "--to", "Binh"], "pledge-quantity"),
        (vec!["4h bookkeeping", "--to", "Amara"], "pledge-self"),
        (vec!["4h bookkeeping", "--to", "Mallory"], "unknown-party"),
        (vec!["4h bookkeeping", "--to", "Chidi", "--share", "own"], "pledge-unread"),
        (vec!["4h bookkeeping", "--to", "Binh", "--valid", "2020-01-01"], "past"),
        (vec!["4h bookkeeping", "--to", "Binh", "--calls", "0"], "pledge-no-calls"),
        (vec!["help", "--things", "0", "--to", "Binh"], "pledge-zero"),
        (vec!["help", "--money", "25.000", "--to", "Binh"], "money"),
    ] {
        let run = run(&[&["pledge", "offer"], words.as_slice()].concat(), nothing);
        assert_eq!(run.code(), code);
        assert!(run.drafts().is_empty(), "{code}");
    }
}

#[test]
fn a_promise_to_an_outsider_is_read_by_the_federation() {
    let run = run(&["pledge", "offer", "4h bookkeeping", "--to", "Chidi"], nothing);
    assert_eq!(run.drafts()[0].side, Side::Open);
}

#[test]
fn an_answer_to_an_ask_names_it_and_stands_beside_it() {
    let ask = || home(Vec::new(), vec![asked(|row| row.space.side = Side::Open)]);
    let run = run(&["pledge", "accept", "shift"], ask());
    let (pledge, draft): (Pledge, Draft) = (run.body("pledge"), run.drafts().remove(0));
    assert_eq!((pledge.to, pledge.what), (id("Binh"), Quantity::of_minutes(240)));
    assert_eq!((draft.names, draft.side), (vec![id("ask")], Side::Open));
}

#[test]
fn an_ask_that_cannot_be_answered_is_refused() {
    let over = |row: &mut AskRow| row.ask.as_mut().expect("an ask").until = Some(Moment(NOW.0 - 1));
    let closed = |row: &mut AskRow| row.ask.as_mut().expect("an ask").closed = true;
    let vague = |row: &mut AskRow| row.ask.as_mut().expect("an ask").minutes = None;
    for (row, code) in [
        (asked(|row| row.asker = id("Amara")), "ask-own"),
        (asked(|row| row.withdrawn = true), "ask-closed"),
        (asked(closed), "ask-closed"),
        (asked(over), "ask-over"),
        (asked(vague), "pledge-quantity"),
    ] {
        assert_eq!(run(&["pledge", "accept", "shift"], home(Vec::new(), vec![row])).code(), code);
    }
}

#[test]
fn each_step_names_its_pledge_and_stands_where_it_stands() {
    let stands = |draft: &Draft| {
        assert_eq!((draft.side, draft.audience), (Side::Open, Some(id("federation"))));
        assert_eq!((draft.subject, draft.document), (Some(id("pledge")), Version::Binding));
    };
    let called = at("Amara", &["pledge", "call", "it", "--hours", "3", "--json"], four_hours(|_| {}));
    let draft = &called.drafts()[0];
    stands(draft);
    assert_eq!(draft.names, [id("pledge")]);
    assert_eq!(called.body::<PledgeCall>("pledge-call").what, Quantity::of_minutes(180));
    assert_eq!(called.json()["data"]["id"], id("pledge").to_string());
    assert_eq!(called.json()["data"]["pledge"]["called"], 180);

    let row = || four_hours(|row| step(row, "call", "Amara", Deed::Called(180)));
    let done = at("Binh", &["pledge", "done", "it"], row());
    stands(&done.drafts()[0]);
    assert_eq!(done.body::<PledgeFulfil>("pledge-fulfil").what, Quantity::of_minutes(180), "all that was called");

    let declined = at("Binh", &["pledge", "decline", "it", "--why", "I am ill"], row());
    stands(&declined.drafts()[0]);
    assert_eq!(declined.drafts()[0].names, [id("pledge"), id("call")], "the pledger declines the call");

    let given = four_hours(|row| {
        step(row, "call", "Amara", Deed::Called(180));
        step(row, "first", "Binh", Deed::Given(60));
        step(row, "second", "Binh", Deed::Given(60));
    });
    let confirmed = at("Amara", &["pledge", "confirm", "it"], given.clone());
    stands(&confirmed.drafts()[0]);
    assert_eq!(confirmed.drafts()[0].names, [id("pledge"), id("second")], "the newest gift is confirmed");
    let released = at("Amara", &["pledge", "release", "it"], given);
    stands(&released.drafts()[0]);
}

#[test]
fn a_step_that_would_not_count_is_refused_with_its_reason() {
    let called = |row: &mut PledgeRow| step(row, "call", "Amara", Deed::Called(180));
    let given = |row: &mut PledgeRow| {
        step(row, "call", "Amara", Deed::Called(180));
        step(row, "gift", "Binh", Deed::Given(180));
    };
    let kept = |row: &mut PledgeRow| {
        step(row, "call", "Amara", Deed::Called(180));
        step(row, "gift", "Binh", Deed::Given(180));
        step(row, "ack", "Amara", Deed::Confirmed(id("gift")));
    };
    let ended = |row: &mut PledgeRow| step(row, "release", "Amara", Deed::Released);
    let lapsed = |row: &mut PledgeRow| row.pledge.as_mut().expect("a pledge").until = Moment(NOW.0 - 1);
    let once = |row: &mut PledgeRow| {
        row.pledge.as_mut().expect("a pledge").calls = Some(1);
        step(row, "call", "Amara", Deed::Called(60));
    };
    let noticed = |row: &mut PledgeRow| row.pledge.as_mut().expect("a pledge").notice_hours = Some(24);
    type Change = fn(&mut PledgeRow);
    let cases: &[(&str, &[&str], Change, &str)] = &[
        ("Binh", &["call", "it", "--hours", "1"], |_| {}, "pledge-call-author"),
        ("Chidi", &["call", "it", "--hours", "1"], |_| {}, "pledge-call-author"),
        ("Amara", &["call", "it", "--hours", "5"], |_| {}, "pledge-too-much"),
        ("Amara", &["call", "it", "--hours", "2"], called, "pledge-too-much"),
        ("Amara", &["call", "it", "--things", "1"], |_| {}, "pledge-unit"),
        ("Amara", &["call", "it"], lapsed, "pledge-late"),
        ("Amara", &["call", "it"], ended, "pledge-ended"),
        ("Amara", &["call", "it", "--hours", "1"], once, "pledge-calls"),
        ("Amara", &["call", "it", "--when", "in 3 hours"], noticed, "pledge-notice"),
        ("Amara", &["done", "it", "--hours", "1"], called, "pledge-done-author"),
        ("Binh", &["done", "it", "--hours", "1"], |_| {}, "pledge-uncalled"),
        ("Binh", &["done", "it"], |_| {}, "pledge-nothing"),
        ("Binh", &["confirm", "it"], given, "pledge-confirm-author"),
        ("Amara", &["confirm", "it"], called, "pledge-nothing"),
        ("Amara", &["confirm", "it"], kept, "pledge-nothing"),
        ("Binh", &["release", "it"], |_| {}, "pledge-release-author"),
        ("Amara", &["release", "it"], ended, "pledge-ended"),
        ("Chidi", &["decline", "it", "--why", "no"], |_| {}, "pledge-decline-author"),
        ("Binh", &["decline", "it", "--why", "no"], given, "pledge-relied"),
    ];
    for (me, words, change, code) in cases {
        let words = [&["pledge"], *words].concat();
        let run = at(me, &words, four_hours(*change));
        assert_eq!(run.code(), *code, "{me}: {words:?}");
        assert!(run.drafts().is_empty(), "{words:?}");
    }
    let noticed = at("Amara", &["pledge", "call", "it", "--when", "in 2 days"], four_hours(noticed));
    assert_eq!(noticed.drafts().len(), 1);
    let back = at("Binh", &["pledge", "decline", "it", "--why", "no time"], four_hours(|_| {}));
    assert_eq!(back.drafts()[0].names, [id("pledge")], "nobody relies on it yet");
}

#[test]
fn a_members_pledge_to_the_collective_is_called_by_any_member() {
    let row = || four_hours(|row| row.pledge.as_mut().expect("a pledge").to = id("Cebu Desk"));
    assert_eq!(at("Amara", &["pledge", "call", "it"], row()).drafts().len(), 1);
    assert_eq!(at("Binh", &["pledge", "call", "it"], row()).code(), "pledge-call-author");
    assert_eq!(at("Chidi", &["pledge", "call", "it"], row()).code(), "pledge-call-author");
}

#[test]
fn a_balance_adds_up_in_whole_minutes() {
    let row = four_hours(|row| {
        step(row, "call", "Amara", Deed::Called(180));
        step(row, "gift", "Binh", Deed::Given(180));
        step(row, "ack", "Amara", Deed::Confirmed(id("gift")));
    });
    let json = run(&["pledge", "balance", "--of", "Binh", "--json"], home(vec![row.clone()], Vec::new())).json();
    let data = &json["data"];
    assert_eq!(json["schema"], "talko.balance/1");
    assert_eq!((&data["of"]["name"], &data["unit"]), (&"Binh".into(), &"minutes".into()));
    let figure = |name: &str| data[name].as_u64();
    assert_eq!((figure("promised"), figure("given"), figure("open")), (Some(240), Some(180), Some(60)));
    assert_eq!((figure("called"), figure("confirmed")), (Some(180), Some(180)));
    assert_eq!(data["text"], "4 h promised, 3 h given, 1 h open");
    let other = run(&["pledge", "balance", "--json"], home(vec![row], Vec::new())).json();
    assert_eq!((&other["data"]["promised"], &other["data"]["received"]["given"]), (&0.into(), &180.into()));
}

#[test]
fn a_balance_keeps_units_apart_and_leaves_out_what_never_became_anything() {
    let usd = Currency::new("USD").expect("listed");
    let rows = [
        four_hours(|_| {}),
        four_hours(|row| row.pledger = id("Chidi")),
        four_hours(|row| row.declined = Some("no need".to_string())),
        four_hours(|row| {
            step(row, "call", "Amara", Deed::Called(60));
            step(row, "gift", "Binh", Deed::Given(30));
            row.pledge.as_mut().expect("a pledge").until = Moment(NOW.0 - 1);
        }),
        promised(Quantity::of_money(Amount { minor: 45_000, currency: usd }), |row| row.released = true),
    ];
    let book = book(rows.iter(), id("Binh"), NOW);
    let minutes = book[&Unit::Minutes].0;
    // Of the one that is over only what was called in time is still owed.
    let want = Sums { pledges: 2, promised: 480, called: 60, given: 30, confirmed: 0, open: 240 + 30 };
    assert_eq!(minutes, want);
    let money = book[&Unit::Money(usd)].0;
    assert_eq!((money.promised, money.open), (45_000, 0), "what was let off is no longer open");
    assert_eq!(book[&Unit::Minutes].1, Sums::default());
}

#[test]
fn a_list_tells_pledges_and_asks_apart() {
    let ended = four_hours(|row| {
        row.id = id("old");
        row.released = true;
    });
    let both = || home(vec![four_hours(|_| {}), ended.clone()], vec![asked(|_| {})]);
    let all = run(&["pledge", "list", "--json"], both()).json();
    let sorts: Vec<&str> =
        all["data"].as_array().expect("a list").iter().filter_map(|row| row["sort"].as_str()).collect();
    assert_eq!(sorts, ["pledge", "pledge", "ask"]);
    let open = run(&["pledge", "list", "--open", "--json"], both()).json();
    assert_eq!(open["data"].as_array().map(Vec::len), Some(2));
    let answer = four_hours(|row| row.answers = Some(id("ask")));
    let answered = run(&["pledge", "list"], home(vec![answer], vec![asked(|_| {})])).out;
    assert!(answered.contains("answered"), "{answered}");
    let mine = run_as("Chidi", &["pledge", "list", "--mine", "--json"], both()).json();
    assert_eq!(mine["data"].as_array().map(Vec::len), Some(0));
    let text = run(&["pledge", "list"], both()).out;
    assert!(text.contains("Cover my shift on Saturday") && text.contains("4 h"), "{text}");
}

#[test]
fn one_pledge_shows_what_happened_to_it() {
    let row = four_hours(|row| {
        step(row, "call", "Amara", Deed::Called(180));
        row.steps[0].void = Some(protocol::fold::pledge::Void::Notice);
    });
    let text = at("Amara", &["pledge", "show", "it"], row.clone()).out;
    assert!(text.contains("Amara called 3 h (does not count: with too little notice)"), "{text}");
    let json = at("Amara", &["pledge", "show", "it", "--json"], row).json();
    assert_eq!(json["data"]["steps"][0]["counts"], false);
}
