//! Bids at the desk of Amara of Cebu Desk, on a lead of Chidi's.

use protocol::author::{self, Author, Given};
use protocol::bid::draft;
use protocol::bid::split::{Ask, Basis};
use protocol::envelope::Envelope;
use protocol::fold::bid::{BidRow, Offered, Signature};
use protocol::fold::lead::LeadRow;
use protocol::keys::Secret;
use protocol::local::*;
use protocol::money::{Amount, Currency};
use protocol::record::bid::Bid as Body;
use protocol::record::bid_submit::BidSubmit;
use protocol::record::lead::Lead;
use protocol::record::share::Share;
use protocol::space::{Side, Space};
use protocol::text::{Line, Text};
use protocol::time::{DAY_MS, Day, Moment};
use protocol::wire::{self, Blob, Few};

use crate::fixture::{NOW, Run, id, run, run_as};

mod clients;
mod money;
mod won;

fn aud() -> Currency {
    Currency::new("AUD").expect("listed")
}

fn lead(withdrawn: bool) -> LeadRow {
    LeadRow {
        id: id("lead"),
        head: id("lead head"),
        space: Space { side: Side::Open, charter: id("Laguna VAs") },
        audience: None,
        poster: id("Chidi"),
        since: NOW,
        revised: NOW,
        number: 0,
        withdrawn,
        conflict: false,
        expires: Day(30_000),
        lead: Some(Lead::titled(Line::new("Books for a café").expect("short"))),
        claims: Vec::new(),
    }
}

fn body() -> Body {
    let mut readers = vec![id("Cebu Desk"), id("Chidi")];
    readers.sort();
    Body {
        readers: Few::new(readers).expect("two"),
        title: Line::new("Books for a café").expect("short"),
        price_minor: 100_000,
        currency: aud(),
        levy_points: 500,
        basis: Basis::Hours,
        rates: Few::default(),
        scope: Text::new("Weekly books.").expect("short"),
        beyond: None,
        payment_days: 14,
        contractor: id("Cebu Desk"),
        contact: None,
        template: None,
        bylaws: None,
        first: Day(20_800),
        last: Day(20_860),
        closes: NOW.after(2 * DAY_MS),
        valid_until: NOW.after(20 * DAY_MS),
        roles: Few::default(),
        salt: id("chance"),
        need: None,
        working: None,
        cover: None,
        paying: None,
        house: None,
        homes: None,
    }
}

fn share(role: &str, minutes: u32, ask: Ask) -> Share {
    let (minor, currency, points) = match ask {
        Ask::Divided => (None, None, None),
        Ask::Fixed(amount) => (Some(amount.minor), Some(amount.currency), None),
        Ask::Points(points) => (None, None, Some(points)),
    };
    let (role, name) = (Line::new(role).expect("short"), Line::new("Somebody").expect("short"));
    let readers = body().readers;
    Share { readers, role, minutes, minor, currency, points, name, despite: Few::default(), why: None }
}

fn signed<T: serde::Serialize>(kind: &str, name: &str, subject: &str, body: &T) -> Envelope {
    let draft = Draft {
        kind: kind.to_string(),
        side: Side::Open,
        audience: None,
        subject: Some(id(subject)),
        names: Vec::new(),
        document: Version::New,
        body: Blob(wire::encode(body)),
    };
    let collective = id(if name == "Chidi" { "Laguna VAs" } else { "Cebu Desk" });
    let author = Author { person: id(name), collective };
    let given = Given { now: NOW, nonce: [7; 16], ticket: None, number: None };
    let secret = Secret::from_seed(id(name).as_bytes());
    author::sign(&draft, &author, None, None, &given, &secret).expect("a sound draft")
}

/// A bid of Amara's with these shares, signed by some.
fn view(terms: Body, shares: &[(&str, Share)], signers: &[&str]) -> BidView {
    let bid = signed("bid", "Amara", "lead", &terms);
    let records: Vec<Envelope> = shares.iter().map(|(who, share)| signed("share", who, "bid", share)).collect();
    let parts: Vec<&Envelope> = records.iter().collect();
    let (draft, undrafted) = match draft::compute(&bid, &parts) {
        Ok(drafted) => (Some(drafted), None),
        Err(why) => (None, Some(why)),
    };
    let offered = shares.iter().zip(&records).map(|((who, share), record)| Offered {
        id: record.header().name().expect("a document"),
        head: record.id(),
        participant: id(who),
        charter: record.header().space.expect("a space").charter,
        revised: NOW,
        conflict: false,
        share: share.clone(),
    });
    let signatures = signers.iter().map(|who| Signature {
        id: id(&format!("assent {who}")),
        participant: id(who),
        at: NOW,
        draft: draft.as_ref().map_or(id("none"), |drafted| drafted.id),
        charter: None,
        void: None,
    });
    let row = BidRow {
        id: bid.header().name().expect("a document"),
        head: bid.id(),
        lead: id("lead"),
        opener: id("Amara"),
        charter: id("Cebu Desk"),
        side: Side::Open,
        audience: None,
        since: NOW,
        revised: NOW,
        number: 0,
        conflict: false,
        withdrawn: false,
        expires: Day(30_000),
        bid: terms,
        shares: offered.collect(),
        narrow: Vec::new(),
        signatures: signatures.collect(),
        draft,
        undrafted,
        sent: None,
    };
    BidView {
        shown: Shown { short: "9QD2".to_string(), row },
        lead_title: Some("Books for a café".to_string()),
        lead_open: true,
        paused: Vec::new(),
        obstacles: None,
        passed_over: 0,
        digest: id("digest"),
    }
}

/// Amara alone, with all that is left behind the levy.
fn alone() -> BidView {
    view(body(), &[("Amara", share("bookkeeping", 600, Ask::Divided))], &[])
}

/// Runs a line where this bid can be opened.
fn with(me: &str, words: &[&str], view: BidView) -> Run {
    run_as(me, words, move |request| match request {
        Request::Bids => Some(Reply::Bids(Bids { bids: vec![view.shown.clone()], passed_over: 0 })),
        Request::Bid(_) => Some(Reply::Bid(Some(Box::new(view.clone())))),
        Request::Chance => Some(Reply::Chance(id("chance"))),
        Request::Find(Sort::Bid, _) => Some(Reply::Found(vec![Named {
            id: view.shown.row.id,
            short: view.shown.short.clone(),
            title: view.shown.row.bid.title.to_string(),
        }])),
        Request::Find(Sort::Lead, _) => {
            Some(Reply::Found(vec![Named { id: id("lead"), short: "7K3Q".to_string(), title: "Books".to_string() }]))
        }
        _ => None,
    })
}

fn on_lead(words: &[&str], row: LeadRow) -> Run {
    run(words, move |request| match request {
        Request::Find(Sort::Lead, _) => {
            Some(Reply::Found(vec![Named { id: id("lead"), short: "7K3Q".to_string(), title: "Books".to_string() }]))
        }
        Request::Lead(_) => Some(Reply::Lead(Some(Box::new(LeadView {
            shown: Shown { short: "7K3Q".to_string(), row: row.clone() },
            thread: None,
            same: Vec::new(),
            contact: None,
        })))),
        Request::Chance => Some(Reply::Chance(id("chance"))),
        Request::Bid(_) => Some(Reply::Bid(None)),
        _ => None,
    })
}

const NEW: [&str; 9] =
    ["bid", "new", "books", "--price", "4800 AUD", "--scope", "Weekly books.", "--until", "2027-02-26"];

#[test]
fn a_bid_is_for_those_who_may_take_part_and_the_leads_poster() {
    let run = on_lead(&[&NEW[..], &["--with", "Laguna", "--levy", "7.5%"]].concat(), lead(false));
    let bid: Body = run.body("bid");
    let mut readers = vec![id("Cebu Desk"), id("Laguna VAs"), id("Chidi")];
    readers.sort();
    assert_eq!(bid.readers.to_vec(), readers, "{}", run.out);
    assert_eq!((bid.price_minor, bid.levy_points, bid.salt), (480_000, 750, id("chance")));
    assert_eq!((&*bid.title, bid.house.as_deref()), ("Books for a café", Some("Cebu Desk")));
    assert_eq!(run.drafts()[0].subject, Some(id("lead")));
}

#[test]
fn no_bid_is_opened_on_a_lead_that_was_taken_back() {
    let run = on_lead(&NEW, lead(true));
    assert_eq!(run.code(), "bid-lead-over");
    assert!(run.drafts().is_empty());
}

#[test]
fn what_cannot_be_in_a_bid_is_refused_and_nothing_is_written() {
    for (more, code) in [
        (&["--template", "lease"][..], "bid-template"),
        (&["--levy", "60%"], "bid-levy"),
        (&["--levy", "much"], "percent"),
        (&["--price", "0 AUD"], "bid-free"),
        (&["--payment-days", "400"], "bid-payment-days"),
        (&["--closes", "30d", "--valid", "2d"], "bid-closes"),
        (&["--rate", "100 USD = 152 PHP"], "bid-rate"),
        (&["--from", "2027-03-01"], "days-turned"),
        (&["--with", "Nobody"], "unknown-party"),
    ] {
        let words: Vec<&str> = match more[0] {
            "--price" => NEW.iter().map(|word| if *word == "4800 AUD" { more[1] } else { word }).collect(),
            _ => [&NEW[..], more].concat(),
        };
        let run = on_lead(&words, lead(false));
        assert_eq!(run.code(), code, "{more:?}");
        assert!(run.drafts().is_empty(), "{more:?}");
    }
}

#[test]
fn shares_above_the_whole_are_refused_with_how_much_too_much() {
    let half = view(body(), &[("Chidi", share("translation", 600, Ask::Points(5_500)))], &[]);
    let run = with("Amara", &["bid", "role", "take", "9QD2", "bookkeeping", "--hours", "10", "--part", "50%"], half);
    assert_eq!(run.code(), "bid-points");
    let Err(crate::problem::Problem::Refused(trouble)) = &run.outcome else { panic!("{:?}", run.outcome) };
    assert_eq!((&*trouble.facts["percent"], &*trouble.facts["over"]), ("105 %", "5 %"));
    assert!(run.drafts().is_empty());
}

#[test]
fn a_share_in_another_currency_or_above_the_price_is_refused() {
    for (sum, code) in [("400 USD", "bid-currency"), ("951 AUD", "bid-over")] {
        let run = with("Binh", &["bid", "role", "take", "9QD2", "data entry", "--hours", "10", "--sum", sum], alone());
        assert_eq!((run.code(), run.drafts().len()), (code, 0), "{sum}");
    }
}

#[test]
fn nobody_takes_part_after_the_closing_time() {
    let late = view(Body { closes: Moment(NOW.0 - 1), ..body() }, &[], &[]);
    let run = with("Amara", &["bid", "role", "take", "9QD2", "bookkeeping", "--hours", "10"], late);
    assert_eq!((run.code(), run.drafts().len()), ("bid-late", 0));
}

#[test]
fn a_share_is_taken_changed_and_given_back_by_its_author() {
    let words = ["bid", "role", "take", "9QD2", "Bookkeeper", "--hours", "60"];
    let taken: Share = with("Amara", &words, view(body(), &[], &[])).body("share");
    assert_eq!((&*taken.role, taken.minutes, taken.ask()), ("bookkeeping", 3_600, Some(Ask::Divided)));
    assert_eq!(&*taken.name, "Amara, Cebu Desk", "as the client will read it");
    assert_eq!(with("Amara", &words, alone()).code(), "bid-role-taken");
    let words = ["bid", "role", "edit", "9QD2", "bookkeeping", "--sum", "400 AUD"];
    let changed: Share = with("Amara", &words, alone()).body("share");
    let sum = Amount { minor: 40_000, currency: aud() };
    assert_eq!((changed.minutes, changed.ask()), (600, Some(Ask::Fixed(sum))), "what was not said stays");
    let dropped = with("Amara", &["bid", "role", "drop", "9QD2", "bookkeeping"], alone());
    assert!(matches!(dropped.drafts()[0].document, Version::Withdraw(_)));
    assert_eq!(with("Binh", &["bid", "role", "drop", "9QD2", "bookkeeping"], alone()).code(), "bid-role-none");
}

#[test]
fn a_change_names_whose_signatures_it_voids() {
    let shares = [("Amara", share("bookkeeping", 600, Ask::Divided)), ("Binh", share("design", 600, Ask::Divided))];
    let signed = view(body(), &shares, &["Amara", "Binh"]);
    let run = with("Amara", &["bid", "edit", "9QD2", "--price", "1200 AUD"], signed);
    assert!(run.out.contains("The signatures of Amara, Binh are void"), "{}", run.out);
    let same = with("Amara", &["bid", "edit", "9QD2", "--price", "1000 AUD"], alone());
    assert_eq!((same.code(), same.drafts().len()), ("bid-same", 0));
    assert_eq!(with("Binh", &["bid", "edit", "9QD2", "--price", "1200 AUD"], alone()).code(), "bid-not-yours");
}

#[test]
fn a_bid_is_sent_with_exactly_what_was_signed() {
    let shares = [("Amara", share("bookkeeping", 600, Ask::Divided)), ("Binh", share("design", 600, Ask::Divided))];
    let half = view(body(), &shares, &["Amara"]);
    let refused = with("Amara", &["bid", "send", "9QD2"], half);
    assert_eq!(refused.code(), "bid-unsigned");
    let whole = view(body(), &shares, &["Amara", "Binh"]);
    let drafted = whole.shown.row.draft.clone().expect("a draft");
    let sent = with("Amara", &["bid", "send", "9QD2", "--how", "by e-mail"], whole.clone());
    let submit: BidSubmit = sent.body("bid-submit");
    assert_eq!((submit.bid, sent.drafts()[0].names.clone()), (whole.shown.row.head, vec![drafted.id]));
    assert_eq!(submit.shares.len(), 2);
    assert_eq!(with("Amara", &["bid", "result", "9QD2", "won"], whole).code(), "bid-not-sent");
}

#[test]
fn the_page_shows_every_sum_and_names_the_remainder() {
    let terms = Body { levy_points: 0, price_minor: 10_000, ..body() };
    let shares = [
        ("Amara", share("bookkeeping", 600, Ask::Divided)),
        ("Binh", share("design", 600, Ask::Divided)),
        ("Chidi", share("translation", 600, Ask::Divided)),
    ];
    let shown = with("Amara", &["bid", "show", "9QD2"], view(terms, &shares, &["Binh"]));
    assert_eq!(shown.out.matches("33.33 AUD").count() + shown.out.matches("33.34 AUD").count(), 3, "{}", shown.out);
    assert!(shown.out.contains("Rounding left 1 × 0.01 AUD over"), "{}", shown.out);
    assert!(shown.out.contains("2 signatures are missing"), "{}", shown.out);
    let json = with("Amara", &["bid", "show", "9QD2", "--json"], alone()).json();
    assert_eq!((&json["data"]["sums"]["levy_minor"], &json["data"]["stage"]), (&5_000.into(), &"waiting".into()));
}

#[test]
fn what_speaks_against_a_signature_is_told_with_its_figures() {
    let floor = Trouble::new("bid-floor", 6)
        .with("whose", "member")
        .with("pays", "949.99 AUD")
        .with("hours", "10:00")
        .with("least", "950.00 AUD")
        .with("currency", "AUD");
    let view = BidView { obstacles: Some(vec![floor]), ..alone() };
    let check = with("Amara", &["bid", "check", "9QD2"], view);
    assert_eq!(check.outcome.expect("it was checked"), 10);
    assert!(check.out.contains("949.99 AUD for 10:00 h is below your own floor"), "{}", check.out);
}

#[test]
fn a_bid_that_nobody_can_open_is_unknown() {
    let run = run(&["bid", "show", "zzzz"], |request| match request {
        Request::Find(Sort::Bid, _) => Some(Reply::Found(Vec::new())),
        _ => None,
    });
    assert_eq!(run.code(), "unknown-bid");
}
