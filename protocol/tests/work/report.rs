//! Reports about clients: invariant 25 of the domain, and what is told of a client.

use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::author::{self, Author, Given};
use protocol::client::facts::{Counts, Keys, counts, is_about, unpaid};
use protocol::client::{Handle, evidence, realm};
use protocol::envelope::Envelope;
use protocol::fold::report::{ReportRow, Standing, fold};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::{Draft, Version};
use protocol::money::Currency;
use protocol::record::client_reply::ClientReply;
use protocol::record::payment_report::{self, PaymentReport};
use protocol::record::report_sign::ReportSign;
use protocol::space::Side;
use protocol::text::Text;
use protocol::time::Day;
use protocol::wire::{self, Blob, Few};

use crate::row::NOON;

const TODAY: Day = Day(20_779);

/// A record on the open side of a collective, for one federation.
struct Say<'a> {
    kind: &'a str,
    who: &'a str,
    charter: &'a str,
    second: u8,
    subject: Option<Id>,
    names: Vec<Id>,
    document: Version,
    prior: Option<&'a Envelope>,
}

impl Say<'_> {
    fn write<T: serde::Serialize>(self, body: &T) -> Envelope {
        let draft = Draft {
            kind: self.kind.to_string(),
            side: Side::Open,
            audience: Some(Id::of(b"federation")),
            subject: self.subject,
            names: self.names,
            document: self.document,
            body: Blob(wire::encode(body)),
        };
        let author = Author { person: Id::of(self.who.as_bytes()), collective: Id::of(self.charter.as_bytes()) };
        let now = NOON.after(u64::from(self.second) * 1_000);
        let given = Given { now, nonce: [self.second; 16], ticket: Some(u16::from(self.second)), number: None };
        author::sign(&draft, &author, None, self.prior, &given, &Secret::from_seed(&[7; 32])).expect("a sound draft")
    }
}

fn body(change: impl FnOnce(&mut PaymentReport)) -> PaymentReport {
    let mut body: PaymentReport = wire::decode(&(payment_report::KIND.example)()).expect("the example");
    change(&mut body);
    body
}

fn report(body: &PaymentReport, who: &str, second: u8) -> Envelope {
    let (document, names) = (Version::New, Vec::new());
    Say { kind: "payment-report", who, charter: "Cebu", second, subject: None, names, document, prior: None }
        .write(body)
}

fn sign(report: &Envelope, who: &str, charter: &str, second: u8) -> Envelope {
    let (subject, names) = (report.header().name(), vec![report.id()]);
    let document = Version::Binding;
    Say { kind: "report-sign", who, charter, second, subject, names, document, prior: None }
        .write(&ReportSign { checked: TODAY })
}

fn reply(report: &Envelope, steward: &str, charter: &str, text: &str, second: u8) -> Envelope {
    let (subject, names, document) = (report.header().name(), Vec::new(), Version::New);
    Say { kind: "client-reply", who: steward, charter, second, subject, names, document, prior: None }
        .write(&ClientReply { text: Text::new(text).expect("short") })
}

fn next(prior: &Envelope, body: &PaymentReport, withdrawn: bool, second: u8) -> Envelope {
    let name = prior.header().name().expect("a document");
    let document = if withdrawn { Version::Withdraw(name) } else { Version::Next(name) };
    let (who, prior) = ("Amara", Some(prior));
    Say { kind: "payment-report", who, charter: "Cebu", second, subject: None, names: Vec::new(), document, prior }
        .write(body)
}

fn row(records: &[Envelope]) -> ReportRow {
    fold(records[0].header().name().expect("a document"), records).expect("a row")
}

fn shown(records: &[Envelope], day: Day) -> bool {
    row(records).shown(day).is_some()
}

#[test]
fn a_report_is_not_shown_until_another_person_signed_exactly_it() {
    let first = report(&body(|_| ()), "Amara", 1);
    assert!(!shown(std::slice::from_ref(&first), TODAY));
    let own = sign(&first, "Amara", "Cebu", 2);
    assert!(!shown(&[first.clone(), own.clone()], TODAY), "nobody signs their own report");
    let binh = sign(&first, "Binh", "Cebu", 3);
    assert!(shown(&[first.clone(), own, binh.clone()], TODAY));
    // A change asks for a new signature.
    let second = next(&first, &body(|report| report.due = Day(20_701)), false, 4);
    assert!(!shown(&[first.clone(), binh.clone(), second.clone()], TODAY));
    let again = sign(&second, "Chidi", "Laguna", 5);
    assert!(shown(&[first, binh, second, again], TODAY));
}

#[test]
fn a_report_is_shown_until_its_last_day_and_no_longer_when_taken_back_or_erased() {
    let first = report(&body(|_| ()), "Amara", 1);
    let binh = sign(&first, "Binh", "Cebu", 2);
    let records = [first.clone(), binh.clone()];
    let last = row(&records).expires;
    assert_eq!(last, NOON.day().plus(731));
    assert!(shown(&records, last) && !shown(&records, last.plus(1)));
    let taken = next(&first, &body(|_| ()), true, 3);
    assert!(!shown(&[first.clone(), binh.clone(), taken.clone(), sign(&taken, "Binh", "Cebu", 4)], TODAY));
    assert!(!shown(&[first.bare(), binh], TODAY));
}

#[test]
fn nobody_reports_what_has_not_happened_yet() {
    let ahead = report(&body(|report| report.seen = NOON.day().plus(2)), "Amara", 1);
    let binh = sign(&ahead, "Binh", "Cebu", 2);
    assert!(!shown(&[ahead, binh], TODAY.plus(100)));
}

#[test]
fn the_clients_answer_stands_beside_the_report_whoever_shows_it() {
    let first = report(&body(|_| ()), "Amara", 1);
    let binh = sign(&first, "Binh", "Cebu", 2);
    let said = reply(&first, "Chidi", "Laguna", "We wait for the books.", 3);
    let newer = reply(&first, "Dalia", "Laguna", "We paid on Friday.", 4);
    let other = reply(&first, "Emeka", "Lagos", "As told to Laguna.", 5);
    let row = row(&[first.clone(), binh, said, newer, other]);
    let texts: Vec<&str> = row.replies.iter().filter_map(|reply| reply.text.as_deref()).collect();
    assert_eq!(texts.len(), 2, "the newest of each collective: {texts:?}");
    assert!(texts.contains(&"We paid on Friday.") && texts.contains(&"As told to Laguna."));
    // What a change of the report says is answered by the same words, until they are said anew.
    let second = next(&first, &body(|report| report.due = Day(20_701)), false, 6);
    let answered = reply(&first, "Chidi", "Laguna", "We wait for the books.", 7);
    assert_eq!(self::row(&[first, second, answered]).replies.len(), 1);
}

/// Keys of a client as somebody in the federation makes them.
fn keys(typed: &[&str]) -> Keys {
    let realm = realm(Some(Id::of(b"federation")), Id::of(b"Cebu"));
    let keys = typed.iter().map(|typed| Handle::read(typed).expect("a handle").key(&realm)).collect();
    BTreeMap::from([(realm, keys)])
}

/// A report about whoever is typed, signed by Binh.
fn about(typed: &[&str], invoice: &str, second: u8, change: impl FnOnce(&mut PaymentReport)) -> ReportRow {
    let salt = Id::of(&[second; 8]);
    let mut tags: Vec<Id> = keys(typed).into_values().flatten().map(|key| key.tag(&salt)).collect();
    tags.sort();
    let said = body(|report| {
        (report.tags, report.salt) = (Few::new(tags).expect("few"), salt);
        report.evidence = evidence(&Id::of(invoice.as_bytes()));
        change(report);
    });
    let first = report(&said, "Amara", second);
    let signed = sign(&first, "Binh", "Laguna", second + 1);
    row(&[first, signed])
}

#[test]
fn a_client_is_found_by_each_of_its_handles_and_by_no_other() {
    let told = about(&["Rivera Café Pty Ltd", "rivera.example"], "one", 1, |_| ());
    for typed in ["rivera cafe", "RIVERA CAFÉ", "https://www.rivera.example/contact"] {
        assert!(is_about(&told, &keys(&[typed]), TODAY), "{typed}");
    }
    for typed in ["Riviera Café", "rivera.test", "Rivera"] {
        assert!(!is_about(&told, &keys(&[typed]), TODAY), "{typed}");
    }
    let elsewhere: Keys = keys(&["rivera cafe"]).into_values().map(|keys| (Id::of(b"another"), keys)).collect();
    assert!(!is_about(&told, &elsewhere, TODAY), "another federation has other keys");
}

#[test]
fn two_reports_about_one_client_hold_nothing_alike() {
    let [one, two] = [1, 3].map(|second| about(&["Rivera Café"], "one", second, |_| ()));
    let tags = |row: &ReportRow| row.report.as_ref().expect("whole").tags.to_vec();
    assert!(tags(&one).iter().all(|tag| !tags(&two).contains(tag)));
}

#[test]
fn an_invoice_counts_once_and_is_contested_where_reports_of_it_differ() {
    let late = |report: &mut PaymentReport| report.paid = Some(report.due.plus(4));
    let rows = [
        about(&["Rivera"], "one", 1, |_| ()),
        about(&["Rivera"], "one", 3, |report| report.seen = report.seen.plus(1)),
        about(&["Rivera"], "two", 5, late),
        about(&["Rivera"], "three", 7, |report| report.paid = Some(report.due)),
        about(&["Rivera"], "four", 9, late),
        about(&["Rivera"], "four", 11, |_| ()),
    ];
    let told = counts(rows.iter(), TODAY);
    assert_eq!(told, Counts { invoices: 4, in_time: 1, late: 1, unpaid: 1, contested: 1, collectives: 2 });
    assert_eq!(rows[2].report.as_ref().map(PaymentReport::standing), Some(Standing::Late(4)));
    let owed = unpaid(rows.iter(), TODAY);
    assert_eq!(owed.len(), 1);
    assert_eq!((owed[0].invoices, owed[0].least_minor, owed[0].most_minor), (1, 200_000, 499_999));
    assert_eq!(owed[0].currency, Currency::new("AUD").expect("listed"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Invariant 25, with any records in any order: what is shown has a due date, a band and a second signature, and
    /// its day is not over; and nothing that has these is kept back.
    #[test]
    fn what_is_shown_is_signed_twice_in_force_and_comes_with_its_answer(
        signers in proptest::collection::vec(0usize..3, 0..4),
        of_the_first in any::<bool>(),
        revised in any::<bool>(),
        withdrawn in any::<bool>(),
        erased in any::<bool>(),
        answered in any::<bool>(),
        days in 0u32..1_500,
        turn in any::<proptest::sample::Index>(),
    ) {
        let first = report(&body(|_| ()), "Amara", 1);
        let second = next(&first, &body(|report| report.due = Day(20_701)), withdrawn, 2);
        let head = if revised { second.clone() } else { first.clone() };
        let signed = if of_the_first { &first } else { &head };
        let mut records = vec![first.clone()];
        records.extend(revised.then(|| second.clone()));
        for (at, who) in signers.iter().enumerate() {
            records.push(sign(signed, ["Amara", "Binh", "Chidi"][*who], "Cebu", 10 + at as u8));
        }
        records.extend(answered.then(|| reply(&first, "Emeka", "Lagos", "We wait.", 30)));
        if erased {
            let bare = head.bare();
            records.retain(|record| record.id() != head.id());
            records.push(bare);
        }
        let doubled = records.clone();
        records.extend(doubled);
        let middle = turn.index(records.len());
        records.rotate_left(middle);
        records.dedup_by_key(|record| record.id());

        let row = fold(first.header().name().expect("a document"), &records).expect("a row");
        let day = NOON.day().plus(days);

        let other = signers.iter().any(|who| *who != 0) && signed.id() == head.id();
        let taken = (revised && withdrawn) || erased || row.conflict;
        let counts = other && !taken && days <= 731;
        prop_assert_eq!(row.shown(day).is_some(), counts);
        prop_assert_eq!(row.replies.len(), usize::from(answered));
        if let Some(said) = row.shown(day) {
            prop_assert!(said.band.least() >= 1 && said.due.0 > 0);
            prop_assert!(row.signs.iter().any(|sign| sign.person != row.reporter));
        }
    }
}
