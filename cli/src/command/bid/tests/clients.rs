//! How a client paid, at the desk of Binh: what is signed was seen, and is so by the own account.

use protocol::client::band::Band;
use protocol::client::{Handle, evidence};
use protocol::fold::report::ReportRow;
use protocol::id::Id;
use protocol::record::payment_report::PaymentReport;

use super::money::{DUE, at, books, received, told};
use super::*;

/// As of which day the report says that it was not paid.
const SEEN: Day = Day(20_720);

fn reported(names: &[&str], paid: Option<Day>) -> Shown<ReportRow> {
    let (salt, realm) = (id("salt"), id("federation"));
    let mut tags: Vec<Id> =
        names.iter().map(|name| Handle::read(name).expect("a name").key(&realm).tag(&salt)).collect();
    tags.sort();
    let report = PaymentReport {
        tags: Few::new(tags).expect("few"),
        salt,
        currency: aud(),
        band: Band::of(40_000).expect("something"),
        due: DUE,
        seen: SEEN,
        paid,
        evidence: evidence(&id("invoice")),
    };
    let row = ReportRow {
        id: id("report"),
        head: id("report head"),
        reporter: id("Amara"),
        space: Space { side: Side::Open, charter: id("Cebu Desk") },
        audience: Some(realm),
        revised: NOW,
        expires: Day(30_000),
        conflict: false,
        withdrawn: false,
        report: Some(report),
        signs: Vec::new(),
        replies: Vec::new(),
    };
    Shown { short: "R7K3".to_string(), row }
}

/// Runs a line where this report is held beside the books.
fn with_report(me: &str, words: &[&str], books: AccountView, report: Shown<ReportRow>) -> Run {
    run_as(me, words, move |request| match request {
        Request::Accounts => Some(Reply::Accounts(vec![books.clone()])),
        Request::Chance => Some(Reply::Chance(id("chance"))),
        Request::Reports(_) => {
            Some(Reply::Reports(Box::new(Reports { reports: vec![report.clone()], unpaid: Vec::new() })))
        }
        Request::Client(_) => {
            let facts = ClientFacts { counts: Default::default(), reports: Vec::new() };
            Some(Reply::Client(Box::new(facts)))
        }
        Request::Publish(wish) => Some(Reply::Published(Published { binds: true, ..crate::fixture::published(wish) })),
        _ => None,
    })
}

#[test]
fn nobody_signs_not_paid_where_their_own_account_says_paid_since() {
    let mut paid = books();
    paid.account.payments.push(received("rest", "Amara", 20_000, SEEN.plus(3)));
    let run = with_report("Binh", &["client", "sign"], paid, reported(&["Rivera Café"], None));
    assert_eq!((run.code(), run.drafts().len()), ("client-differs", 0));
    let told = told(&run);
    assert!(told.contains("not whole on 2026-09-24") && told.contains("paid on 2026-09-27"), "{told}");
}

#[test]
fn what_is_signed_is_shown_with_it() {
    for dry in [&["client", "sign", "--dry-run"][..], &["client", "sign"]] {
        let run = with_report("Binh", dry, books(), reported(&["Rivera Café"], None));
        let said =
            ["Rivera Café", "200.00 AUD to 499.99 AUD", "due on 2026-09-14", "Not paid, 10 days after it was due."];
        for part in said {
            assert!(run.out.contains(part), "{part} in {} {:?}", run.out, run.outcome);
        }
    }
    let run = with_report("Binh", &["client", "sign"], books(), reported(&["Rivera Café"], None));
    assert!(!run.out.contains("client reply") && run.out.contains("Amara"), "{}", run.out);
}

#[test]
fn four_names_of_a_client_are_signed_though_the_lead_has_a_fifth() {
    let names = ["Rivera", "rivera.example", "desk@rivera.example", "Rivera Holding"];
    let typed = names.iter().flat_map(|name| ["--client", name]);
    let words: Vec<&str> = ["client", "sign"].into_iter().chain(typed).collect();
    let run = with_report("Binh", &words, books(), reported(&names, None));
    assert_eq!(run.drafts().len(), 1, "{:?}", run.outcome);
    let five = [&words[..], &["--client", "Rivera Group"]].concat();
    assert_eq!(with_report("Binh", &five, books(), reported(&names, None)).code(), "client-many");
}

#[test]
fn a_report_of_what_was_corrected_is_the_one_that_was_reported_before() {
    let mut corrected = books();
    corrected.account.invoices[0].id = id("corrected");
    let report = reported(&["Rivera Café"], None);
    let anew = with_report("Amara", &["client", "report", "INV 12"], corrected.clone(), report.clone());
    let [draft] = &anew.drafts()[..1] else { panic!("{:?}", anew.outcome) };
    assert_eq!(draft.document, Version::Next(id("report")), "it comes in the place of the first");
    assert_eq!(anew.body::<PaymentReport>("payment-report").evidence, evidence(&id("invoice")));
    let back = with_report("Amara", &["client", "report", "INV 12", "--withdraw"], corrected.clone(), report.clone());
    assert_eq!(back.drafts()[0].document, Version::Withdraw(id("report")), "{:?}", back.outcome);
    let signed = with_report("Binh", &["client", "sign"], corrected, report);
    assert_eq!(signed.drafts().len(), 1, "{:?}", signed.outcome);
}

#[test]
fn a_report_says_where_the_lead_names_the_client() {
    let says = |books: AccountView| {
        let words = ["client", "report", "INV 12", "--client", "Rivera Café"];
        with_report("Amara", &words, books, reported(&["Rivera Café"], None)).out
    };
    let line = "The report does not name the client; the lead does";
    assert!(says(books()).contains(line), "{}", says(books()));
    assert!(!says(AccountView { client: None, ..books() }).contains(line));
}

#[test]
fn whoever_reported_is_not_told_that_nobody_did() {
    let words = ["client", "facts", "rivera cafe"];
    let run = with_report("Amara", &words, books(), reported(&["Rivera Café"], None));
    assert!(!run.out.contains("Nobody has reported"), "{}", run.out);
    assert!(run.out.contains("R7K3") && run.out.contains("until another signs"), "{}", run.out);
    let other = with_report("Amara", &["client", "facts", "Riviera"], books(), reported(&["Rivera Café"], None));
    assert!(!other.out.contains("R7K3"), "{}", other.out);
    assert_eq!(at("Amara", &["invoice", "list"], books()).outcome.ok(), Some(0));
}
