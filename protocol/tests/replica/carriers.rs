//! Carriers above 16 KiB: who they are, the four tickets that they take, and what a neighbour who lies
//! about a size gets.

use proptest::prelude::*;
use protocol::admit::{Fault, Refusal};
use protocol::author::{self, Author, Given};
use protocol::envelope::{self, Envelope, EnvelopeFault, Header};
use protocol::founding;
use protocol::held::Standing;
use protocol::id::Id;
use protocol::local::Version;
use protocol::record::sealed::{self as carrier, INNER_MAX, LENGTH, SIZES, STANZAS, Sealed};
use protocol::sealed::{self, Mismatch, pad};
use protocol::space::{Scope, Side};
use protocol::text::Line;
use protocol::ticket::{CARRIER_MAX, RECORD_MAX, Worth};
use protocol::wire::{self, Blob};

use crate::home::{Home, comment_body};

fn lead() -> Id {
    Id::of(b"lead")
}

fn body(stanzas: usize, size: usize) -> Vec<u8> {
    let age = Blob(carrier::blank(stanzas, size));
    wire::encode(&Sealed { purpose: Line::new("bid").expect("short"), age })
}

/// A carrier of a size, with a ticket.
fn carry(home: &mut Home, size: usize, ticket: u16) -> Envelope {
    let mut draft = home.draft("sealed", Side::Open, body(STANZAS[0], size));
    draft.subject = Some(lead());
    home.sign_with(&draft, ticket)
}

fn comment(home: &mut Home, ticket: u16) -> Envelope {
    let mut draft = home.draft("comment", Side::Open, comment_body("tea at four"));
    draft.subject = Some(lead());
    home.sign_with(&draft, ticket)
}

/// What somebody signs whose program lets everything pass.
fn forged(home: &mut Home, kind: &str, body: &[u8]) -> Envelope {
    let mut header = carry(home, SIZES[0], 400).header().clone();
    header.kind = Line::new(kind).expect("short");
    envelope::seal(header, body, &home.device).expect("not larger than any record")
}

#[test]
fn a_carrier_above_16_kib_is_void_with_whatever_has_one_of_its_four_tickets() {
    for shared in 4..8 {
        let mut amara = Home::founder("Amara", "A");
        let (large, before, behind) = (carry(&mut amara, SIZES[3], 4), comment(&mut amara, 3), comment(&mut amara, 8));
        assert_eq!(large.header().worth(), Worth::Four);
        amara.hear_all([&large, &before, &behind]);
        for record in [&large, &before, &behind] {
            assert_eq!(amara.standing(record.id()), Some(Standing::Live), "none has a ticket of another");
        }
        let twin = comment(&mut amara, shared);
        amara.hear_all([&twin]);
        assert_eq!([&large, &twin].map(|record| amara.standing(record.id())), [Some(Standing::Void); 2], "{shared}");
        assert_eq!(amara.replica.held().twin_of(&twin), Some(large.id()));
    }
}

#[test]
fn a_carrier_of_one_ticket_takes_no_other() {
    let mut amara = Home::founder("Amara", "A");
    let records = [carry(&mut amara, SIZES[1], 4), comment(&mut amara, 5), carry(&mut amara, SIZES[0], 6)];
    amara.hear_all(&records);
    assert!(records.iter().all(|record| amara.standing(record.id()) == Some(Standing::Live)));
}

#[test]
fn four_tickets_begin_at_a_multiple_of_four() {
    let mut amara = Home::founder("Amara", "A");
    for ticket in [1, 2, 3, 5, 7] {
        let crooked = carry(&mut amara, SIZES[2], ticket);
        let refused = amara.hear(&crooked).expect_err("it would take tickets of two that take four");
        assert_eq!((refused, refused.fault()), (Refusal::Ticket, Some(Fault::Grave)));
    }
    assert_eq!(carry(&mut amara, SIZES[2], 8).header().worth(), Worth::Four);
}

#[test]
fn all_four_tickets_must_be_granted() {
    let mut amara = Home::founder("Amara", "A");
    let (last, beyond) = (carry(&mut amara, SIZES[2], 1_996), carry(&mut amara, SIZES[2], 2_000));
    assert_eq!((amara.hear(&last), amara.hear(&beyond)), (Ok(true), Err(Refusal::Superfluous)));
    // A newcomer has 50: number 48 begins the last four of them, of which two are not there.
    let mut binh = Home::new("Binh");
    let mut charter = founding::successor(amara.collective());
    charter.approval = true;
    let now = amara.tick();
    let revision = founding::revision(amara.charter, &amara.hands(), &charter, &[], now).expect("sound");
    amara.say(revision);
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let (within, over) = (carry(&mut binh, SIZES[2], 44), carry(&mut binh, SIZES[2], 48));
    amara.hear_all([&within, &over]);
    assert_eq!([&within, &over].map(|record| amara.standing(record.id())), [Standing::Live, Standing::Void].map(Some));
}

#[test]
fn nothing_but_a_carrier_is_larger_than_16_kib() {
    let mut amara = Home::founder("Amara", "A");
    let long = vec![0; RECORD_MAX + 1];
    for kind in ["comment", "lead", "no-such-kind"] {
        let header = carry(&mut amara, SIZES[0], 0).header().clone();
        let header = Header { kind: Line::new(kind).expect("short"), ..header };
        let fault = envelope::seal(header, &long, &amara.device).expect_err("larger than its kind may be");
        assert!(matches!(fault, EnvelopeFault::Large(_)), "{kind}: {fault}");
    }
    // Of a kind that stands inside a carrier, but stands open.
    let open = forged(&mut amara, "bid", &long);
    assert_eq!(amara.hear(&open), Err(Refusal::Place));
    // A carrier with room for more than any class, and one whose classes are too many readers.
    let header = carry(&mut amara, SIZES[0], 0).header().clone();
    let fault = envelope::seal(header, &vec![0; CARRIER_MAX], &amara.device).expect_err("no class is as large");
    assert!(matches!(fault, EnvelopeFault::Large(_)), "{fault}");
    for (stanzas, size) in [(STANZAS[0], 32_768), (64, SIZES[2]), (STANZAS[2] - 1, SIZES[3]), (0, SIZES[3])] {
        let between = forged(&mut amara, "sealed", &body(stanzas, size));
        assert_eq!(amara.hear(&between), Err(Refusal::Body), "{stanzas} readers, {size} bytes");
    }
    let largest = forged(&mut amara, "sealed", &body(STANZAS[2], SIZES[3]));
    assert_eq!(amara.hear(&largest), Ok(true));
}

#[test]
fn an_erased_carrier_still_has_its_four_tickets() {
    let mut amara = Home::founder("Amara", "A");
    let bare = carry(&mut amara, SIZES[3], 4).bare();
    let heard = Envelope::parse(bare.bytes().clone()).expect("a record without its body");
    assert!(heard.bytes().len() < RECORD_MAX);
    assert_eq!((heard.header().worth(), heard.verify()), (Worth::Four, Ok(())));
}

/// A contact as Amara's node would put it inside.
fn contact(home: &mut Home) -> Envelope {
    let mut draft = home.draft("contact", Side::Open, (protocol::record::contact::KIND.example)());
    (draft.subject, draft.document) = (Some(lead()), Version::New);
    let given = Given { now: home.tick(), nonce: [9; 16], ticket: None, number: None };
    let author = Author { person: home.person, collective: home.charter };
    author::sign(&draft, &author, None, None, &given, &home.device).expect("a sound contact")
}

/// The same with a body of so many bytes, which means nothing.
fn inner(home: &mut Home, bytes: usize) -> Envelope {
    let small = contact(home);
    envelope::seal(small.header().clone(), &vec![0; bytes], &home.device).expect("it fits inside")
}

#[test]
fn what_stands_inside_is_padded_to_the_smallest_class_and_no_larger_than_the_largest() {
    let mut amara = Home::founder("Amara", "A");
    let beside = inner(&mut amara, 3_000).bytes().len() - 3_000;
    for (at, size) in SIZES.into_iter().enumerate() {
        let full = inner(&mut amara, size - LENGTH - beside - 2);
        let fits = pad(&full).expect("it fits");
        assert!(fits.len() == size && full.bytes().len() > size - LENGTH - 8, "{size}");
        let over = envelope::seal(full.header().clone(), &vec![0; size - beside], &amara.device);
        match SIZES.get(at + 1) {
            Some(next) => assert_eq!(pad(&over.expect("below the largest")).expect("the next class").len(), *next),
            None => assert!(matches!(over, Err(EnvelopeFault::Large(bytes)) if bytes > INNER_MAX)),
        }
    }
}

#[test]
fn another_class_than_what_stands_inside_needs_is_refused() {
    let mut amara = Home::founder("Amara", "A");
    let said = contact(&mut amara);
    let mut draft = amara.draft("sealed", Side::Open, Vec::new());
    (draft.subject, draft.body) = (Some(lead()), {
        let age = Blob(carrier::blank(STANZAS[0], SIZES[0]));
        Blob(wire::encode(&Sealed { purpose: Line::new("contact").expect("short"), age }))
    });
    let outer = amara.sign(&draft);
    let plain = pad(&said).expect("small");
    let roster = amara.replica.roster();
    assert!(sealed::open(&outer, &plain, roster).is_ok());
    for size in SIZES.into_iter().skip(1).chain([2_048, 8_192, 65_538]) {
        let mut longer = plain.clone();
        longer.resize(size, 0);
        assert_eq!(sealed::open(&outer, &longer, roster).err(), Some(Mismatch::Padding), "{size}");
    }
    // A length that says more than there is, or less.
    for length in [0, said.bytes().len() as u16 - 1, said.bytes().len() as u16 + 1, u16::MAX] {
        let mut lying = plain.clone();
        lying[..LENGTH].copy_from_slice(&length.to_be_bytes());
        assert!(sealed::open(&outer, &lying, roster).is_err(), "{length}");
    }
}

/// Carriers of four and records of one ticket that share tickets in every way, and Amara's home without them.
fn crowd() -> &'static (Vec<Envelope>, Vec<Envelope>, Id) {
    static CROWD: std::sync::OnceLock<(Vec<Envelope>, Vec<Envelope>, Id)> = std::sync::OnceLock::new();
    CROWD.get_or_init(|| {
        let mut amara = Home::founder("Amara", "A");
        let law = amara.replica.law().values().cloned().collect();
        let mut records: Vec<Envelope> = (0..3).map(|_| carry(&mut amara, SIZES[2], 4)).collect();
        records.push(carry(&mut amara, SIZES[3], 8));
        for ticket in [3, 4, 4, 4, 5, 7, 8, 12] {
            records.push(comment(&mut amara, ticket));
        }
        (law, records, amara.charter)
    })
}

fn hears(order: &[usize]) -> (Vec<Id>, Vec<Option<Standing>>, Id) {
    let (law, records, charter) = crowd();
    let mut home = Home::new("Chidi");
    home.charter = *charter;
    home.replica.await_charter(Some(*charter));
    home.hear_all(law);
    // What every machine offers is offered to it until nothing changes.
    for _ in 0..2 {
        home.hear_all(order.iter().map(|at| &records[*at]));
    }
    let held: Vec<Id> = home.store.keys().copied().collect();
    let standings = records.iter().map(|record| home.standing(record.id())).collect();
    (held, standings, home.digest(&Scope::Inner(*charter)))
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn carriers_and_small_records_of_the_same_tickets_stand_alike_in_any_order(
        order in Just((0..crowd().1.len()).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let straight: Vec<usize> = (0..crowd().1.len()).collect();
        prop_assert_eq!(hears(&order), hears(&straight));
    }

    #[test]
    fn heard_once_is_enough(order in Just((0..crowd().1.len()).collect::<Vec<usize>>()).prop_shuffle()) {
        let (law, records, charter) = crowd();
        let mut home = Home::new("Chidi");
        home.charter = *charter;
        home.replica.await_charter(Some(*charter));
        home.hear_all(law);
        home.hear_all(order.iter().map(|at| &records[*at]));
        let straight: Vec<usize> = (0..records.len()).collect();
        prop_assert_eq!(home.store.keys().copied().collect::<Vec<Id>>(), hears(&straight).0);
    }
}
