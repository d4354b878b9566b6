//! What was won stays as it was signed; and what the client reads is read before it is signed.

use protocol::fold::bid::{Ended, Sent};
use protocol::record::bid_outcome::Ending;

use super::*;

/// Amara's bid with two lines, signed by both, sent and won.
pub(super) fn won() -> BidView {
    let shares = [("Amara", share("bookkeeping", 600, Ask::Divided)), ("Binh", share("design", 600, Ask::Divided))];
    let mut view = view(body(), &shares, &["Amara", "Binh"]);
    let ended = Ended { id: id("won"), at: NOW, ending: Ending::Won, reply: None, note: None };
    view.shown.row.sent = Some(Sent {
        id: id("sent"),
        at: NOW,
        draft: view.shown.row.draft.clone().expect("a draft"),
        assents: vec![id("assent Amara"), id("assent Binh")],
        channel: None,
        endings: vec![ended],
    });
    view
}

#[test]
fn what_the_client_took_is_changed_by_nobody() {
    for words in [
        &["bid", "edit", "9QD2", "--price", "1 AUD"][..],
        &["bid", "split", "9QD2", "--equal"],
        &["bid", "invite", "9QD2", "--without", "Chidi"],
        &["bid", "role", "add", "9QD2", "design"],
        &["bid", "role", "edit", "9QD2", "bookkeeping", "--hours", "1"],
        &["bid", "role", "drop", "9QD2", "bookkeeping"],
        &["bid", "send", "9QD2"],
        &["bid", "withdraw", "9QD2"],
    ] {
        let run = with("Amara", words, won());
        assert_eq!((run.code(), run.drafts().len()), ("bid-won", 0), "{words:?}");
    }
    let other = with("Amara", &["bid", "result", "9QD2", "lost"], won());
    assert_eq!(other.drafts().len(), 1, "what was said too early is said otherwise");
}

#[test]
fn a_page_of_what_went_asks_for_no_signature() {
    let mut view = won();
    view.shown.row.signatures.clear();
    let shown = with("Amara", &["bid", "show", "9QD2"], view);
    assert!(!shown.out.contains("missing"), "{}", shown.out);
}

#[test]
fn everything_that_the_client_reads_is_read_before_it_is_signed() {
    let text = |text: &str| Text::new(text).ok();
    let terms = Body {
        need: Text::new("Somebody who keeps our books.").ok(),
        working: Text::new("From 9 to 12, your time.").ok(),
        cover: text("Another of us answers."),
        paying: text("By bank transfer."),
        contact: text("desk@example.org"),
        ..body()
    };
    let shares = [("Amara", share("bookkeeping", 600, Ask::Divided))];
    let shown = with("Amara", &["bid", "show", "9QD2"], view(terms.clone(), &shares, &[]));
    let json = with("Amara", &["bid", "show", "9QD2", "--json"], view(terms, &shares, &[])).json();
    for (field, words) in [
        ("need", "Somebody who keeps our books."),
        ("working", "From 9 to 12, your time."),
        ("cover", "Another of us answers."),
        ("paying", "By bank transfer."),
        ("contact", "desk@example.org"),
    ] {
        assert!(shown.out.contains(words), "{words}: {}", shown.out);
        assert_eq!(json["data"][field], words, "{field}");
    }
}
