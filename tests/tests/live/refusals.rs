//! What cannot be in a bid is refused by the commands, at real homes: each with its message, and everything is as it
//! was. An award by somebody else than the poster stands in `turns.rs`.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::proposal::Proposal;
use protocol::wire::{self, Few};
use serde_json::Value;
use tests::talko::{Home, Refused, Town, text};

use crate::bids::{missing, opened, shares};
use crate::spine::count;

/// What both homes say of a bid, its money and its lead.
fn state(homes: &[&Home<'_>], bid: &str) -> Vec<Value> {
    let asked = [format!("bid show {bid}"), "invoice list".to_string(), "lead list".to_string()];
    homes.iter().flat_map(|home| asked.iter().map(|asked| home.data(asked))).collect()
}

/// What was refused, with everything as it was before.
fn refused(home: &Home<'_>, all: &[&Home<'_>], bid: &str, line: &str) -> Refused {
    // What is compared must have come everywhere: a change on its way would look like one of this command.
    let show = format!("bid show {bid}");
    all[0].until(&show, |shown| all.iter().all(|other| other.data(&show)["digest"] == shown["digest"]));
    let before = state(all, bid);
    let refused = home.refused(line);
    assert!(!refused.message.is_empty() && !refused.meaning.is_empty() && !refused.hint.is_empty(), "{refused:?}");
    assert_eq!(state(all, bid), before, "{line}: {}", refused.code);
    refused
}

#[test]
fn what_cannot_be_in_a_bid_is_refused_at_real_homes_and_leaves_all_as_it_was() {
    let town = Town::new();
    let (a, _a, b) = town.neighbours("A", "B");
    let _b = b.serve();
    let id = opened(&a, &b);
    let all = [&a, &b];
    let show = format!("bid show {id}");
    a.until("bid list", |bids| count(bids) == 1);

    // Shares of 105 %, and another currency.
    b.tell(&format!("bid role take {id} bookkeeping --hours 10 --part 55%"));
    a.until(&show, |bid| shares(bid) == 1);
    let told = refused(&a, &all, &id, &format!("bid role take {id} translation --hours 10 --part 50%"));
    assert_eq!(told.code, "bid-points");
    assert!(told.message.contains("105 %") && told.message.contains("5 %"), "{told:?}");
    let told = refused(&a, &all, &id, &format!("bid role take {id} translation --hours 10 --sum '400 USD'"));
    assert_eq!(told.code, "bid-currency");

    // A floor broken by one cent, then kept to the cent; and a week that is too full.
    b.tell(&format!("bid role edit {id} bookkeeping --divided"));
    a.tell("availability role translation --floor '40 AUD'");
    a.tell("availability set 'mon-sun 06:00-22:00' --cap 10h");
    a.tell(&format!("bid role take {id} translation --hours 10 --sum '399.99 AUD'"));
    b.until(&show, |bid| shares(bid) == 2);
    a.until(&show, |bid| missing(bid) == 2);
    let told = refused(&a, &all, &id, &format!("bid sign {id}"));
    assert_eq!(told.code, "bid-floor");
    assert!(told.message.contains("399.99 AUD") && told.meaning.contains("400.00 AUD"), "{told:?}");
    a.tell(&format!("bid role edit {id} translation --hours 2000 --sum '900 AUD'"));
    a.tell("availability role translation --floor none");
    b.until(&show, |bid| bid["sums"].to_string().contains("120000"));
    let told = refused(&a, &all, &id, &format!("bid sign {id}"));
    assert_eq!(told.code, "bid-load");
    a.tell(&format!("bid role edit {id} translation --hours 10 --sum '400 AUD'"));
    a.tell("availability role translation --floor '40 AUD'");
    b.until(&show, |bid| bid["sums"].to_string().contains("40000"));
    a.tell(&format!("bid sign {id}"));
    b.until(&show, |bid| missing(bid) == 1);
    b.tell(&format!("bid sign {id}"));
    a.until(&show, |bid| missing(bid) == 0);

    files(&town, &a, &b, &id);
    late(&a, &b, &id);
    withdrawn(&a, &b);
}

/// A file that is cut in half, and one whose makers left out the law of a collective that signed.
fn files(town: &Town, a: &Home<'_>, b: &Home<'_>, id: &str) {
    b.tell(&format!("proposal export {id} -o offer.html"));
    let page = fs::read_to_string(town.folder().join("offer.html")).expect("just written");
    fs::write(town.folder().join("half.html"), &page.as_bytes()[..page.len() / 2]).expect("written");
    fs::write(town.folder().join("unknown.html"), without_a_collective(&page)).expect("written");
    for (file, check) in [("half.html", "missing"), ("unknown.html", "collective")] {
        let answer = town.talko(&format!("--home nobody proposal verify {file} --json"));
        assert_eq!((answer.exit, &answer.json()["data"]["check"]), (10, &check.into()), "{file}");
        let told = refused(b, &[a, b], id, &format!("proposal accept {file} --from rivera@example.org"));
        assert_eq!(told.code, "proposal-invalid", "{file}");
    }
}

/// The same page with signed terms in which nothing proves that one of the collectives exists.
fn without_a_collective(page: &str) -> String {
    let (before, rest) = page.split_once("hidden>\n").expect("the signed terms");
    let (letters, behind) = rest.split_once("</pre>").expect("their end");
    let bytes = STANDARD.decode(letters.split_ascii_whitespace().collect::<String>()).expect("base 64");
    let mut proposal: Proposal = wire::decode(&bytes).expect("signed terms");
    let of = |record: &Envelope| record.header().space.map_or(record.id(), |space| space.charter);
    let records: Vec<(Id, _)> = proposal
        .authority
        .iter()
        .map(|bytes| {
            let record = Envelope::parse(bytes.0.as_slice().into()).expect("a record");
            (of(&record), bytes.clone())
        })
        .collect();
    let first = records.iter().map(|(charter, _)| *charter).min().expect("there is a law");
    let rest = records.into_iter().filter(|(charter, _)| *charter != first).map(|(_, bytes)| bytes).collect();
    proposal.authority = Few::new(rest).expect("fewer than before");
    let letters = STANDARD.encode(wire::encode(&proposal));
    format!("{before}hidden>\n{letters}\n</pre>{behind}")
}

/// A signature after the closing time.
fn late(a: &Home<'_>, b: &Home<'_>, id: &str) {
    b.tell(&format!("bid edit {id} --closes 1s"));
    let closed = |bid: &Value| bid["against"].to_string().contains("bid-late");
    for home in [a, b] {
        home.until(&format!("bid show {id}"), closed);
        let told = refused(home, &[a, b], id, &format!("bid sign {id}"));
        assert_eq!(told.code, "bid-late");
    }
}

/// A bid on a lead that its poster took back, and a signature to one that was opened before.
fn withdrawn(a: &Home<'_>, b: &Home<'_>) {
    let lead = text(&a.data(r#"lead new "Calls for a bakery""#)["id"]);
    b.until("lead list", |leads| leads.to_string().contains(&lead));
    let said = r#"--price "500 AUD" --scope "Calls." --until "in 60 days""#;
    let early = text(&b.data(&format!(r#"bid new {lead} {said} --with "Collective A""#))["id"]);
    b.tell(&format!("bid role take {early} calls --hours 5"));
    // What is compared before and after must have come: a share on its way would look like a change.
    a.until("bid list", |bids| bids.to_string().contains(&early));
    a.until(&format!("bid show {early}"), |bid| shares(bid) == 1);
    let told = refused(b, &[a, b], &early, &format!(r#"bid new {lead} {said} --template lease"#));
    assert_eq!(told.code, "bid-template");
    a.tell(&format!("lead withdraw {lead}"));
    b.until(&format!("bid show {early}"), |bid| bid["against"].to_string().contains("bid-lead-over"));
    for line in [format!("bid new {lead} {said}"), format!("bid sign {early}")] {
        assert_eq!(refused(b, &[a, b], &early, &line).code, "bid-lead-over", "{line}");
    }
}
