//! A bid of people from two collectives, from the lead to how it ended, by the commands alone.

use std::fs;

use serde_json::Value;
use tests::talko::{Home, Town, text};

/// Signed off by everybody: how many signatures a bid lacks.
pub fn missing(bid: &Value) -> usize {
    bid["missing"].as_array().map_or(usize::MAX, Vec::len)
}

pub fn shares(bid: &Value) -> usize {
    bid["shares"].as_array().map_or(0, Vec::len)
}

/// A lead of Steward A, and a bid on it that Steward B and those of A may join; its id.
pub fn opened(a: &Home<'_>, b: &Home<'_>) -> String {
    let lead = text(&a.data(r#"lead new "Books for a café in Melbourne""#)["id"]);
    b.until("lead list", |leads| leads.as_array().is_some_and(|leads| !leads.is_empty()));
    b.until("member list --all", |people| people.to_string().contains("Steward A"));
    let said =
        r#"--price "1000.03 AUD" --levy 5% --scope "Weekly books." --until "in 60 days" --contact desk@example.org"#;
    let more = r#"--need "Somebody who keeps our books." --beyond "Tax returns." --working "From 9 to 12, your time.""#;
    let last = r#"--cover "Another of us answers." --paying "By bank transfer." --template bookkeeping"#;
    let bid = b.data(&format!(r#"bid new {lead} {said} {more} {last} --with "Collective A" --closes 2d"#));
    text(&bid["id"])
}

#[test]
fn a_bid_is_opened_shared_signed_sent_and_won() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let _b = b.serve();
    let id = opened(&a, &b);
    let show = format!("bid show {id}");
    b.tell(&format!("bid role take {id} bookkeeping --hours 10"));
    a.until("bid list", |bids| bids.as_array().is_some_and(|bids| bids.len() == 1));
    a.tell(&format!("bid role take {id} translation --hours 20"));
    let at_b = b.until(&show, |bid| shares(bid) == 2);
    let at_a = a.until(&show, |bid| shares(bid) == 2);
    assert_eq!(at_a["digest"], at_b["digest"], "those who can open it see the same");
    assert_eq!(at_a["draft"], at_b["draft"]);
    let sums = &at_a["sums"];
    let pays: u64 = sums["lines"].as_array().expect("lines").iter().filter_map(|line| line["minor"].as_u64()).sum();
    assert_eq!(pays + sums["levy_minor"].as_u64().expect("a levy"), 100_003, "{sums}");
    b.tell(&format!("bid sign {id}"));
    assert_eq!(b.refused(&format!("bid send {id}")).code, "bid-unsigned");
    a.until(&show, |bid| missing(bid) == 1);
    a.tell(&format!("bid sign {id}"));
    b.until(&show, |bid| missing(bid) == 0);
    // A change voids both signatures, and says so.
    let changed = a.tell(&format!("bid role edit {id} translation --hours 21"));
    assert!(changed.stdout.contains("void"), "{changed:?}");
    b.until(&show, |bid| missing(bid) == 2);
    a.tell(&format!("bid sign {id}"));
    b.tell(&format!("bid sign {id}"));
    b.until(&show, |bid| missing(bid) == 0);
    assert_eq!(a.refused(&format!("bid send {id}")).code, "bid-not-yours");
    proposals(&town, &b, &id);
    b.tell(&format!(r#"bid send {id} --how "by e-mail""#));
    accepted(&town, &b);
    let won = a.until(&show, |bid| bid["stage"] == "won" && bid["sent"]["how"] == "by e-mail");
    assert_eq!(won["digest"], b.data(&show)["digest"]);
    for change in ["edit {id} --price '1 AUD'", "invite {id} --without 'Steward A'", "send {id}", "withdraw {id}"] {
        assert_eq!(b.refused(&format!("bid {}", change.replace("{id}", &id))).code, "bid-won", "{change}");
    }
    worked(&a, &b, &id);
    paid(&town, &a, &b, &id);
}

#[test]
fn homes_that_were_cut_off_while_a_bid_was_signed_come_to_the_same_state() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let serving = b.serve();
    let id = opened(&a, &b);
    let show = format!("bid show {id}");
    b.tell(&format!("bid role take {id} bookkeeping --hours 10"));
    a.until("bid list", |bids| bids.as_array().is_some_and(|bids| bids.len() == 1));
    a.tell(&format!("bid role take {id} translation --hours 20"));
    b.until(&show, |bid| shares(bid) == 2);
    assert_eq!(serving.stop(), 0);
    // Each goes on by itself: one signs, the other asks for more and signs that.
    a.tell(&format!("bid sign {id}"));
    b.tell(&format!("bid role edit {id} bookkeeping --hours 12"));
    b.tell(&format!("bid sign {id}"));
    let apart = [&a, &b].map(|home| home.data(&show));
    assert_ne!(apart[0]["digest"], apart[1]["digest"]);
    assert_eq!([missing(&apart[0]), missing(&apart[1])], [1, 1], "each counts the own signature");

    let _b = b.serve();
    let whole = |bid: &Value| missing(bid) == 1 && bid["sums"].to_string().contains(r#""minutes":720"#);
    let there = b.until(&show, |bid| bid["digest"] == a.data(&show)["digest"] && whole(bid));
    assert_eq!(there["missing"][0]["name"], "Steward A", "what was signed to other terms is void on both");
    assert_eq!(a.data(&show)["draft"], there["draft"]);
}

/// What the command says of a file, on a computer where nobody has a home.
fn verdict(town: &Town, file: &str) -> (i32, Value) {
    let answer = town.talko(&format!("--home nobody proposal verify {file} --json"));
    (answer.exit, answer.json()["data"]["check"].clone())
}

/// The file in every language and with everything hidden, and what a change of it does.
fn proposals(town: &Town, b: &Home<'_>, id: &str) {
    for language in ["en", "fil", "es", "zh"] {
        let file = format!("offer-{language}.html");
        b.tell(&format!("proposal export {id} -o {file} --lang {language}"));
        assert_eq!(verdict(town, &file), (0, Value::Null), "{language}");
        let page = fs::read_to_string(town.folder().join(&file)).expect("just written");
        assert!(page.len() < 150_000 && page.contains("Weekly books."), "{} bytes", page.len());
        assert!(!page.contains("http"), "nothing is loaded from anywhere");
        // A word beside the signed terms.
        fs::write(town.folder().join("lie.html"), page.replace("Weekly books.", "Daily books.")).expect("written");
        assert_eq!(verdict(town, "lie.html"), (10, "page".into()));
        let half = &page.as_bytes()[..page.len() / 2];
        fs::write(town.folder().join("half.html"), half).expect("written");
        assert_eq!(verdict(town, "half.html").0, 10);
    }
    b.tell(&format!("proposal export {id} -o hidden.html --hide rates,names,contacts"));
    let page = fs::read_to_string(town.folder().join("hidden.html")).expect("just written");
    assert!(!page.contains("Steward") && page.contains("1000.03 AUD"));
    assert_eq!(verdict(town, "hidden.html"), (0, Value::Null), "what is hidden can still be checked");
    b.tell(&format!("proposal export {id} -o offer.json --format json"));
    assert_eq!(verdict(town, "offer.json"), (0, Value::Null));
    let twin = fs::read_to_string(town.folder().join("offer.json")).expect("just written");
    fs::write(town.folder().join("lie.json"), twin.replace("100003", "100004")).expect("written");
    assert_eq!(verdict(town, "lie.json"), (10, "page".into()));
    for format in ["md", "txt"] {
        b.tell(&format!("proposal export {id} -o offer.{format} --format {format}"));
        let text = fs::read_to_string(town.folder().join(format!("offer.{format}"))).expect("just written");
        assert!(text.contains("Weekly books.") && text.contains("1000.03 AUD"), "{text}");
        assert_eq!(verdict(town, &format!("offer.{format}")), (10, "missing".into()));
    }
    assert!(!town.folder().join("nobody").exists(), "checking a file leaves nothing behind");
    if std::env::var_os("TALKO_BLESS").is_some() {
        let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/data/proposal.html");
        fs::copy(town.folder().join("offer-en.html"), kept).expect("a page that is kept");
    }
}

/// The client's answer is recorded once it was sent, and to that file alone.
fn accepted(town: &Town, b: &Home<'_>) {
    assert_eq!(b.refused("proposal accept lie.html --from rivera@example.org").code, "proposal-invalid");
    fs::write(town.folder().join("answer.txt"), "We take it. R.").expect("written");
    b.tell("proposal accept offer-es.html --from rivera@example.org --reply answer.txt");
}

/// Hours against what was promised, put right by a record of its own; what was handed over; how each kept it.
fn worked(a: &Home<'_>, b: &Home<'_>, id: &str) {
    let list = format!("work list {id}");
    let wrong = a.data(&format!("work log {id} --hours 9h --on 2024-08-01"));
    a.tell(&format!("work log {id} --hours 7h30m --on 2024-08-01 --replaces {}", text(&wrong["short"])));
    a.tell(&format!("work log {id} --hours 2h --on 2024-08-02 --note 'second half'"));
    // Three records: until the second is there, the first and the third are two as well.
    b.until(&list, |work| {
        let two = work["logs"].as_array().is_some_and(|logs| logs.len() == 2);
        two && work["people"].to_string().contains(r#""done_minutes":570"#)
    });
    assert_eq!(a.refused(&format!("work log {id} --hours 25h")).code, "work-day");
    assert_eq!(a.refused(&format!("work log {id} --hours 2h --on 2099-01-01")).code, "ahead");
    assert_eq!(a.refused(&format!("work log {id} --hours 2h --replaces {id}")).code, "work-no-log");
    let handed = b.data(&format!("work delivered {id} 'Books of August' --on 2024-08-20"));
    b.tell(&format!("work delivered {id} --accepted {} --on 2024-08-22", text(&handed["short"])));
    a.until(&list, |work| work["deliveries"][0]["accepted"] == "2024-08-22");
    a.tell(&format!("outcome {id} kept"));
    b.tell(&format!("outcome {id} late --of 'Steward A' --note 'two days'"));
    let both = a.until(&list, |work| work["outcomes"].as_array().is_some_and(|said| said.len() == 2));
    assert!(both["people"].to_string().contains(r#""contested":true"#), "{both}");
    let counts = a.data("outcome --of 'Steward A'");
    assert_eq!((&counts[0]["own"]["kept"], &counts[0]["others"]["late"]), (&1.into(), &1.into()), "{counts}");
}

/// What a part of an account says of somebody.
fn due(account: &Value, name: &str, part: &str) -> u64 {
    let dues = account["dues"].as_array().expect("dues");
    let own = dues.iter().find(|due| due["to"]["name"] == name).unwrap_or_else(|| panic!("{name} in {account}"));
    own[part].as_u64().expect("a sum")
}

/// Invoiced, paid late in two parts, each part divided, passed on and confirmed.
fn paid(town: &Town, a: &Home<'_>, b: &Home<'_>, id: &str) {
    let split = format!("invoice split {id}");
    assert_eq!(a.refused(&format!("invoice new {id}")).code, "invoice-not-yours");
    assert_eq!(b.refused(&format!("invoice new {id} --sum '1000.04 AUD'")).code, "invoice-all");
    let invoice = b.data(&format!("invoice new {id} --number 2024-7 --on 2024-09-01 --due 2024-09-15"));
    assert_eq!(invoice["minor"], 100_003, "{invoice}");
    assert_eq!(b.refused(&format!("invoice new {id}")).code, "invoice-all");
    // Another sum in its place first, and back: the number is the same, as the client knows it.
    let less = b.data(&format!("invoice new {id} --sum '900 AUD' --on 2024-09-01 --replaces {}", text(&invoice["id"])));
    assert_eq!(less["number"], "2024-7", "{less}");
    let on = "--on 2024-09-01 --due 2024-09-15";
    b.tell(&format!("invoice new {id} {on} --sum '1000.03 AUD' --replaces {}", text(&less["id"])));
    assert_eq!(b.refused("invoice received 2024-7 '1 AUD' --on 2099-01-01").code, "ahead");
    let late = b.data("invoice list --overdue");
    assert!(late[0]["days_late"].as_u64().expect("days") > 30, "{late}");
    let firm = b.data("invoice letter 2024-7");
    assert!(firm["tone"] == "firm" && text(&firm["text"]).contains("1000.03 AUD"), "{firm}");
    assert!(text(&b.data("invoice letter 2024-7 --tone polite")["text"]).contains("overlooked"));
    b.tell("invoice export 2024-7 -o invoice.html");
    let page = fs::read_to_string(town.folder().join("invoice.html")).expect("just written");
    assert!(page.contains("2024-7") && page.contains("1000.03 AUD") && !page.contains("http"), "{page}");
    assert_eq!(b.refused("invoice received 2024-7 '100 USD'").code, "invoice-currency");
    b.tell("invoice received 2024-7 '400.01 AUD' --on 2024-10-20 --note 'first part'");
    let part = a.until(&split, |account| account["received_minor"] == 40_001);
    let shares: u64 = part["dues"].as_array().expect("dues").iter().filter_map(|due| due["now_minor"].as_u64()).sum();
    assert_eq!(shares, 40_001, "to the smallest unit: {part}");
    assert_eq!(a.refused(&format!("invoice ack {id}")).code, "invoice-no-payout");
    let theirs = due(&part, "Steward A", "open_minor");
    assert!(theirs > 0);
    assert_eq!(b.refused(&format!("invoice paid {id} 'Steward A' --sum '999 AUD'")).code, "invoice-not-open");
    let passed = b.tell(&format!("invoice paid {id} 'Steward A' --note 'by bank'"));
    assert!(passed.stdout.contains(r#"Take it back: talko invoice paid"#), "{passed:?}");
    a.until(&split, |account| account["payouts"][0]["note"] == "by bank");
    assert!(a.tell(&split).stdout.contains("by bank"), "every payout has a line");
    a.tell(&format!("invoice ack {id}"));
    b.until(&split, |account| due(account, "Steward A", "acknowledged_minor") == theirs);
    // The second part; somebody types it wrongly first and puts it right by a record of its own.
    let wrong = b.data("invoice received 2024-7 '60.02 AUD' --on 2024-11-02");
    b.tell(&format!("invoice received 2024-7 '600.02 AUD' --on 2024-11-02 --replaces {}", text(&wrong["short"])));
    a.until(&split, |account| account["received_minor"] == 100_003);
    b.tell(&format!("invoice paid {id} 'Steward A'"));
    a.until(&split, |account| account["payouts"].as_array().is_some_and(|payouts| payouts.len() == 2));
    a.tell(&format!("invoice ack {id}"));
    let end = b.until(&split, |account| {
        due(account, "Steward A", "acknowledged_minor") == due(account, "Steward A", "whole_minor")
    });
    assert_eq!(due(&end, "Steward A", "open_minor"), 0, "{end}");
    assert_eq!(b.refused("invoice letter 2024-7").code, "invoice-paid-already");
    assert_eq!(b.data("invoice list")[0]["state"], "paid");
}
