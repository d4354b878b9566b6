//! The rows of availability and free-busy.

use protocol::author::{self, Author, Given};
use protocol::envelope::Envelope;
use protocol::fold::availability::{AvailabilityRow, fold, fold_free_busy};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::{Draft, Version};
use protocol::record::availability::{self, Availability};
use protocol::record::free_busy::{self, DAYS_MAX, FreeBusy};
use protocol::schedule::grid::Slots;
use protocol::schedule::span::{Span, Spans};
use protocol::space::Side;
use protocol::time::{Day, MINUTE_MS, Moment};
use protocol::wire::{self, Blob};

pub const NOON: Moment = Moment(1_795_348_800_000);

/// A record about Binh, signed by whoever; its nonce is the second of its making.
pub fn record(kind: &str, body: Vec<u8>, signer: &str, second: u8) -> Envelope {
    let side = if kind == "availability" { Side::Inner } else { Side::Open };
    let draft = Draft {
        kind: kind.to_string(),
        side,
        audience: None,
        subject: Some(Id::of(b"Binh")),
        names: Vec::new(),
        document: Version::New,
        body: Blob(body),
    };
    let author = Author { person: Id::of(signer.as_bytes()), collective: Id::of(b"charter") };
    let now = NOON.after(u64::from(second) * 1_000);
    let given = Given { now, nonce: [second; 16], ticket: Some(u16::from(second)), number: None };
    author::sign(&draft, &author, None, None, &given, &Secret::from_seed(&[7; 32])).expect("a sound draft")
}

/// The next revision of a record, a second later.
pub fn next(prior: &Envelope, body: Vec<u8>, withdrawn: bool) -> Envelope {
    let header = prior.header();
    let name = header.name().expect("a document");
    let draft = Draft {
        kind: header.kind.to_string(),
        side: header.space.expect("content stands in a space").side,
        audience: None,
        subject: header.subject,
        names: Vec::new(),
        document: if withdrawn { Version::Withdraw(name) } else { Version::Next(name) },
        body: Blob(body),
    };
    let author = Author { person: header.person, collective: Id::of(b"charter") };
    let given = Given { now: header.created.after(1_000), nonce: [0; 16], ticket: Some(999), number: None };
    author::sign(&draft, &author, None, Some(prior), &given, &Secret::from_seed(&[7; 32])).expect("a sound draft")
}

fn week(minutes: u32) -> Vec<u8> {
    let example: Availability = wire::decode(&(availability::KIND.example)()).expect("the example");
    wire::encode(&Availability { cap_minutes: Some(minutes), ..example })
}

#[test]
fn of_a_persons_own_words_the_last_one_counts_and_nobody_elses() {
    let records = [
        record("availability", week(100), "Binh", 1),
        record("availability", week(200), "Binh", 2),
        record("availability", week(9), "Mallory", 3),
    ];
    let mut turned = records.to_vec();
    turned.reverse();

    let row: AvailabilityRow = fold(Id::of(b"Binh"), &records).expect("Binh said so");

    assert_eq!((row.free.cap_minutes, row.head), (Some(200), records[1].id()));
    assert_eq!(fold(Id::of(b"Binh"), &turned), Some(row));
    assert_eq!(fold(Id::of(b"Binh"), &records[2..]), None);
}

#[test]
fn what_others_see_has_no_zone_and_no_floor() {
    let shown = record("free-busy", (free_busy::KIND.example)(), "Binh", 1);
    let row = fold_free_busy(Id::of(b"Binh"), std::slice::from_ref(&shown)).expect("Binh showed it");
    let words = shown.body().expect("whole").to_vec();
    assert!(!words.windows(6).any(|part| part == b"Manila"));
    assert_eq!(row.free.spans().minutes(), 5 * 8 * 60);
}

#[test]
fn only_half_hours_that_are_free_from_end_to_end_are_shown() {
    let day = Day(20_780);
    let at = |minute: u64| day.start().after(minute * MINUTE_MS);
    let free = Spans::of(vec![Span { from: at(60), until: at(120) }, Span { from: at(135), until: at(165) }]);
    let days = FreeBusy::days_of(&free, day, 2);
    assert_eq!(days.to_vec(), [Slots::between(2, 4), Slots::NONE]);
    assert_eq!(FreeBusy::days_of(&free, day, 999).len(), DAYS_MAX);
}
