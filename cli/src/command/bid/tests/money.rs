//! The money of a bid that was won, at the desks of Amara and Binh of Cebu Desk, which invoices: who corrects what,
//! and whether what a receipt prints as the way back can be typed.

use protocol::fold::account::{Account, Answer, Due, Invoiced, Passed, Received};
use protocol::fold::work::{Logged, Work};
use protocol::id::Id;
use protocol::record::invoice::Invoice;
use protocol::record::payment::Payment;
use protocol::record::payout_ack::PayoutAck;
use protocol::record::worklog::WorkLog;

use super::won::won;
use super::*;
use crate::fixture::published;
use crate::problem::{Problem, tell};
use crate::values::Clock;

/// When the first invoice was written, and when it is due.
pub(super) const ISSUED: Day = Day(20_700);
pub(super) const DUE: Day = Day(20_710);

fn invoiced(name: &str, by: &str) -> Invoiced {
    Invoiced {
        id: id(name),
        first: id(name),
        by: id(by),
        number: "INV 12".to_string(),
        minor: 40_000,
        paid_minor: 0,
        issued: ISSUED,
        due: DUE,
    }
}

pub(super) fn received(name: &str, by: &str, minor: u64, day: Day) -> Received {
    Received { id: id(name), by: id(by), invoice: Some(id("invoice")), minor, day, note: None }
}

fn passed(name: &str, by: &str, to: &str, answer: Answer) -> Passed {
    Passed { id: id(name), by: id(by), to: id(to), minor: 1_000, day: DUE, note: None, answer }
}

/// Amara has invoiced, written down a payment, and passed two parts on to Binh.
pub(super) fn books() -> AccountView {
    let due = Due { to: id("Binh"), whole_minor: 47_500, now_minor: 19_000, sent_minor: 2_000, acknowledged_minor: 0 };
    let row = won().shown.row;
    AccountView {
        bid: Shown { short: row.id.short(6), row: row.clone() },
        account: Account {
            bid: row.id,
            currency: aud(),
            price_minor: 100_000,
            invoices: vec![invoiced("invoice", "Amara")],
            payments: vec![received("payment", "Amara", 20_000, DUE)],
            received_minor: 20_000,
            over_minor: 0,
            dues: vec![due],
            payouts: ["payout", "another"].map(|name| passed(name, "Amara", "Binh", Answer::Open)).to_vec(),
        },
        work: Work { people: Vec::new(), logs: Vec::new(), deliveries: Vec::new(), outcomes: Vec::new() },
        client: Some("Rivera Café".to_string()),
        passed_over: 0,
    }
}

/// Runs a line where these books can be opened; what is written binds, and is `written` inside of what is sealed.
pub(super) fn at(me: &str, words: &[&str], books: AccountView) -> Run {
    run_as(me, words, move |request| match request {
        Request::Accounts => Some(Reply::Accounts(vec![books.clone()])),
        Request::Publish(wish) => {
            let inside = wish.drafts.iter().map(|_| id("written")).collect();
            Some(Reply::Published(Published { binds: true, inside, ..published(wish) }))
        }
        _ => None,
    })
}

/// What a problem says, in one text.
pub(super) fn told(run: &Run) -> String {
    match &run.outcome {
        Err(Problem::Refused(trouble)) => {
            let told = tell(trouble, &Clock::at(jiff::tz::TimeZone::UTC, NOW));
            format!("{} {} {}", told.message, told.meaning, told.next)
        }
        other => panic!("it was not refused: {other:?} {}", run.out),
    }
}

/// The command that a receipt prints, as a shell reads it.
fn printed(run: &Run) -> Vec<String> {
    let line = run.out.lines().find_map(|line| line.split_once(": talko ")).expect("a way back").1;
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            other => words.last_mut().expect("one at least").push(other),
        }
    }
    words
}

/// Types what a receipt printed.
fn again(me: &str, run: &Run, books: AccountView) -> Run {
    let words = printed(run);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    at(me, &words, books)
}

#[test]
fn what_somebody_wrote_nobody_else_replaces() {
    let [invoice, payment, payout] = ["invoice", "payment", "payout"].map(|name| id(name).short(6));
    for words in [
        &["invoice", "new", "Books", "--sum", "300 AUD", "--replaces", &invoice][..],
        &["invoice", "received", "INV 12", "150 AUD", "--replaces", &payment],
        &["invoice", "paid", "Books", "Binh", "--sum", "5 AUD", "--replaces", &payout],
    ] {
        let run = at("Binh", words, books());
        assert_eq!((run.code(), run.drafts().len()), ("replaces-others", 0), "{words:?}");
        assert!(told(&run).contains("Amara"), "it says who can be asked: {}", told(&run));
        let run = at("Amara", words, books());
        assert_eq!((run.outcome.as_ref().ok(), run.drafts().len()), (Some(&0), 1), "{words:?} {:?}", run.outcome);
        let replaced = words.last().expect("an id");
        assert!(run.out.contains(&format!("In the place of {replaced}: ")), "{}", run.out);
    }
}

#[test]
fn an_id_that_fits_several_replaces_none_of_them() {
    let twin = |last: u8| Id::from_bytes([[9; 31].as_slice(), &[last]].concat().try_into().expect("32 bytes"));
    let typed = twin(1).short(6);
    let mut two = books();
    two.account.payments =
        [1, 2].map(|last| Received { id: twin(last), ..received("payment", "Amara", 1, DUE) }).into();
    two.account.payouts =
        [1, 2].map(|last| Passed { id: twin(last), ..passed("", "Amara", "Binh", Answer::Open) }).into();
    let run = at("Amara", &["invoice", "received", "INV 12", "0", "--replaces", &typed], two.clone());
    assert_eq!((run.code(), run.drafts().len()), ("clash", 0));
    let run = at("Binh", &["invoice", "ack", "Books", "--payout", &typed], two);
    assert_eq!((run.code(), run.drafts().len()), ("clash", 0));
}

#[test]
fn an_invoice_in_the_place_of_another_is_due_when_that_was() {
    let replaces = id("invoice").short(6);
    let less = at("Amara", &["invoice", "new", "Books", "--sum", "300 AUD", "--replaces", &replaces], books());
    let body: Invoice = less.body("invoice");
    assert_eq!((body.issued, body.due, &*body.number), (ISSUED, DUE, "INV 12"), "{}", less.out);
    assert_eq!(body.minor, 30_000);
    let late = ["invoice", "new", "Books", "--replaces", &replaces, "--on", "2026-11-20"];
    assert_eq!(at("Amara", &late, books()).code(), "invoice-due", "what is not typed is kept, and they must fit");
}

#[test]
fn each_way_back_that_a_receipt_prints_can_be_typed() {
    // A number of two words.
    let came = at("Amara", &["invoice", "received", "INV 12", "100 AUD"], books());
    let mut after = books();
    after.account.payments.push(received("written", "Amara", 10_000, DUE));
    let back: Payment = again("Amara", &came, after).body("payment");
    assert_eq!(back.minor, 0, "{}", came.out);

    // Somebody who does two things in it.
    let mut two = books();
    let shares = [("Binh", share("design", 600, Ask::Divided)), ("Binh", share("translation", 60, Ask::Divided))];
    let draft = view(body(), &shares, &[]).shown.row.draft.expect("a draft");
    two.bid.row.sent.as_mut().expect("sent").draft = draft;
    let log = at("Binh", &["work", "log", "Books", "--hours", "4", "--role", "translation"], two.clone());
    let (participant, role) = (id("Binh"), "translation".to_string());
    two.work.logs.push(Logged { id: id("written"), participant, role, minutes: 240, day: DUE, note: None });
    let back: WorkLog = again("Binh", &log, two).body("worklog");
    assert_eq!((back.minutes, &*back.role), (0, "translation"), "{}", log.out);
}

#[test]
fn what_was_said_of_several_payouts_is_said_otherwise_of_all_of_them() {
    let came = at("Binh", &["invoice", "ack", "Books"], books());
    assert_eq!(came.drafts().len(), 2, "{}", came.out);
    let mut after = books();
    after.account.payouts.iter_mut().for_each(|payout| payout.answer = Answer::Came);
    let otherwise = again("Binh", &came, after.clone());
    let of: Vec<Id> = otherwise.drafts().iter().map(|draft| draft.names[0]).collect();
    assert_eq!(of, [id("payout"), id("another")], "{}", came.out);
    let body: PayoutAck = otherwise.body("payout-ack");
    assert!(body.dispute.is_some());
    let back = again("Binh", &otherwise, after);
    assert_eq!(back.drafts().len(), 2, "{}", otherwise.out);
    assert_eq!(back.body::<PayoutAck>("payout-ack").dispute, None);
}

#[test]
fn what_is_divided_of_a_sum_above_the_price_is_the_price() {
    let mut over = books();
    (over.account.received_minor, over.account.over_minor) = (110_000, 10_000);
    over.account.dues[0].now_minor = 47_500;
    let run = run_as("Amara", &["explain", "invoice", "INV 12"], move |request| match request {
        Request::Accounts => Some(Reply::Accounts(vec![over.clone()])),
        Request::Grounds(_) => Some(Reply::Grounds(Vec::new())),
        _ => None,
    });
    assert!(run.out.contains("475.00 AUD × 1000.00 AUD / 1000.00 AUD = 475.00 AUD"), "{}", run.out);
    assert!(run.out.contains("100.00 AUD of it are above the price"), "{}", run.out);
}
