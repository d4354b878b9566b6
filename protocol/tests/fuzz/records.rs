//! The record: its envelope, its header, its body.

use protocol::envelope::{self, Envelope, Header, Nonce, Revision};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::record::{Class, Form, Kind, TABLE};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::time::Moment;
use protocol::wire::{self, Few};

use super::target;

fn header(kind: &Kind) -> Header {
    let amara = Secret::from_seed(&[1; 32]);
    let created = Moment(1_795_348_800_000);
    let document =
        Revision { nonce: Nonce([4; 16]), number: 1, replaces: Some(Id::of(b"revision 0")), withdrawn: false };
    Header {
        kind: Line::new(kind.name).expect("a short name"),
        version: kind.version,
        space: Some(Space { side: Side::Open, charter: Id::of(b"charter") }),
        audience: Some(Id::of(b"federation")),
        key: amara.key(),
        person: amara.key().person(),
        ticket: (kind.class == Class::Content).then_some(7),
        created,
        expires: created.day().plus(kind.life_days),
        subject: Some(Id::of(b"lead")),
        names: Few::new(vec![Id::of(b"one"), Id::of(b"two")]).expect("few"),
        document: (kind.form == Form::Document).then_some(document),
        length: 0,
    }
}

fn sealed(kind: &Kind) -> Envelope {
    envelope::seal(header(kind), &(kind.example)(), &Secret::from_seed(&[1; 32])).expect("small")
}

#[test]
fn a_record_that_is_taken_is_its_own_and_only_spelling() {
    let seeds: Vec<Vec<u8>> = TABLE.iter().map(|kind| sealed(kind).bytes().to_vec()).collect();
    target("record", 20_000, 70_000).run(seeds, |input| match Envelope::parse(input.into()) {
        Ok(record) => told(&record, input),
        Err(fault) => fault.to_string(),
    });
}

/// What a changed byte of a record meets is its hash; so header and body are changed first, and then put together by
/// somebody who hashes and signs them.
#[test]
fn a_header_that_is_taken_is_its_own_and_only_spelling() {
    let seeds = TABLE.iter().map(|kind| wire::encode(&header(kind))).collect();
    target("header", 20_000, 2_000).run(seeds, |input| {
        let header = match wire::decode::<Header>(input) {
            Ok(header) => header,
            Err(fault) => return fault.to_string(),
        };
        assert_eq!(wire::encode(&header), input);
        // The key of the input is nobody's: what is signed here does not verify, but has the form of a record.
        match envelope::seal(header, b"\xa0", &Secret::from_seed(&[1; 32])) {
            Ok(record) => told(&record, record.bytes()),
            Err(fault) => fault.to_string(),
        }
    });
}

fn told(record: &Envelope, input: &[u8]) -> String {
    assert_eq!(record.bytes()[..], *input);
    let bare = record.bare();
    assert_eq!((bare.id(), bare.body(), bare.body_hash()), (record.id(), None, record.body_hash()));
    let again = Envelope::parse(bare.bytes().clone()).expect("a record without its body is one");
    assert_eq!((again.id(), again.header()), (record.id(), record.header()));
    let signed = record.verify().is_ok();
    assert_eq!(again.verify().is_ok(), signed, "a body that went decides about no signature");
    let known = protocol::record::kind(&record.header().kind).is_some();
    format!("record, signed {signed}, whole {}, known {known}", record.body().is_some())
}

/// The first byte says of which kind the rest is a body.
#[test]
fn a_body_that_is_taken_is_one_value_in_its_one_spelling() {
    let seeds = TABLE.iter().enumerate().map(|(at, kind)| [vec![at as u8], (kind.example)()].concat()).collect();
    target("body", 20_000, 60_000).run(seeds, |input| {
        let Some((first, body)) = input.split_first() else { return "nothing".to_string() };
        let kind = TABLE[usize::from(*first) % TABLE.len()];
        let taken = (kind.check)(body);
        if taken.is_ok() {
            assert_eq!(wire::check_unknown(body), Ok(()), "{}: a neighbour of an older version refuses it", kind.name);
            super::canonical::assert_one_spelling(body);
        }
        // Not a part of the check, and read by whoever opens.
        drop(protocol::sealed::listed(kind.name, body));
        format!("{} {}", kind.name, taken.map_or_else(|fault| fault.to_string(), |()| "taken".to_string()))
    });
}
