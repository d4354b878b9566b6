//! What Mallory tries who is listed somewhere, or nowhere: no bytes make a reader panic, and nothing
//! that she signs alone lets her read or speak for others.

use std::sync::Arc;

use proptest::prelude::*;
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::invite_line::InviteLine;
use protocol::record::TABLE;
use protocol::record::approve::Approve;
use protocol::record::charter::{Charter, Pinned};
use protocol::space::{Scope, Side};
use protocol::sync::frame::{self, Hello};
use protocol::wire::{self, Few};

use crate::home::Home;

/// 20,000 inputs a reader: a few seconds, and every length of header is met.
const INPUTS: u32 = 20_000;

/// One seed of each thing that a stranger may send, to be damaged.
fn samples() -> Vec<Vec<u8>> {
    let mut amara = Home::founder("Amara", "A");
    let (invite, _) = amara.invite_member(1, 1);
    let lead = amara.lead("Bookkeeper wanted", Side::Open);
    let mut samples: Vec<Vec<u8>> = TABLE.iter().map(|kind| (kind.example)()).collect();
    samples.extend([invite, lead].iter().map(|record| record.bytes().to_vec()));
    samples.extend(amara.replica.law().values().map(|record| record.bytes().to_vec()));
    samples
}

/// Damage as a hostile sender does it: huge lengths at every place, cuts, doubled parts.
fn damaged() -> impl Strategy<Value = Vec<u8>> {
    let lengths = prop::sample::select(vec![0x1B, 0x3B, 0x5B, 0x7B, 0x9B, 0xBB, 0xDB, 0xFB, 0x5F, 0x9F, 0xBF, 0xFF]);
    let places = prop::collection::vec((any::<prop::sample::Index>(), lengths, any::<u8>(), 0..6u8), 1..5);
    (prop::sample::select(samples()), places).prop_map(|(mut bytes, places)| {
        for (place, length, byte, how) in places {
            let at = place.index(bytes.len() + 1);
            match how {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, byte),
                2 => drop(bytes.splice(at..at, [length, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, byte])),
                3 => drop(bytes.splice(at..at, std::iter::repeat_n(0x81, usize::from(byte)))),
                4 => bytes.extend_from_slice(&bytes.clone()[..at]),
                _ => {
                    if let Some(old) = bytes.get_mut(at) {
                        *old = byte;
                    }
                }
            }
        }
        bytes
    })
}

/// Everything that reads bytes of others; it may refuse, and must return.
fn read_everywhere(bytes: &[u8]) {
    let record = Envelope::parse(Arc::from(bytes));
    if let Ok(record) = &record {
        assert_eq!(&**record.bytes(), bytes, "what is accepted is kept unchanged");
    }
    for kind in TABLE {
        if (kind.check)(bytes).is_ok() {
            assert_eq!(wire::check_unknown(bytes), Ok(()), "{} accepts a second spelling", kind.name);
        }
    }
    let read = [Hello::read(bytes).is_ok(), frame::read(bytes).is_ok(), wire::check_unknown(bytes).is_ok()];
    let text = String::from_utf8_lossy(bytes);
    assert!(read.len() == 3 && InviteLine::parse(&text).is_err());
}

proptest! {
    #![proptest_config(crate::cases(INPUTS))]

    #[test]
    fn no_damaged_bytes_make_a_reader_panic(bytes in damaged()) {
        read_everywhere(&bytes);
    }

    #[test]
    fn no_random_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_everywhere(&bytes);
    }

    #[test]
    fn no_text_that_begins_like_an_invite_makes_its_reader_panic(text in "talko[1-]{1,2}[a-z0-9 \u{e9}\u{1F600}]{0,80}") {
        prop_assert!(InviteLine::parse(&text).is_err());
    }
}

/// Amara's and Mallory's collectives in a federation, and a third one that nobody but Mallory knows.
fn neighbours() -> (Home, Home, Home) {
    let (mut amara, mut mallory) = (Home::founder("Amara", "A"), Home::founder("Mallory", "M"));
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    mallory.join_federation(&mut amara, federation, &invite, &secret);
    (amara, mallory, Home::founder("Mallory's friend", "Z"))
}

#[test]
fn nobody_is_put_into_a_federation_by_others() {
    // Mallory founds one alone, and her next revision lists Amara's collective and a friend's.
    let (mut amara, mut mallory, mut friend) = neighbours();
    let lead = amara.lead("For the neighbours that Amara chose", Side::Open);
    let (head, now) = (mallory.collective().head, mallory.tick());
    let founding = founding::federation(mallory.collective(), &mallory.hands(), now).expect("small");
    let mut charter: Charter = wire::decode(founding.body().expect("a body")).expect("a charter");
    let mut pins = vec![
        Pinned { charter: amara.charter, head: amara.collective().head },
        Pinned { charter: mallory.charter, head },
        Pinned { charter: friend.charter, head: friend.collective().head },
    ];
    pins.sort();
    (charter.revision, charter.parent, charter.threshold) = (1, Some(founding.id()), 2);
    charter.collectives = Few::new(pins).expect("three");
    let forged = founding::revision(founding.id(), &mallory.hands(), &charter, &[], now).expect("a sound charter");
    let approve = friend.state("approve", founding.id(), &Approve { note: None }, vec![forged.id()]);

    amara.hear_all([&founding]);
    amara.hear_all([&forged]);
    amara.hear_all(friend.replica.law().values().collect::<Vec<_>>());
    amara.hear_all([&approve, &forged]);
    let known = amara.replica.roster().federation(&founding.id());
    assert!(known.is_some_and(|known| known.collectives.len() == 2), "Mallory's own affair");
    let scopes = amara.replica.roster().scopes_of(amara.charter);
    assert_eq!(scopes.len(), 2, "the inner space and the federation that Amara chose");
    assert_eq!(amara.replica.roster().shared_with(&scopes, &friend.node.key()), []);
    let (_, content) = amara.replica.view(&Scope::Federation(founding.id()), amara.now.day());
    assert!(!content.contains(&lead.id()), "a stranger is given nothing of it");
}

#[test]
fn a_machine_of_another_collective_shares_no_inner_scope() {
    let (mut amara, mut mallory, _) = neighbours();
    let inner = amara.lead("For the own people", Side::Inner);
    let open = amara.lead("For everybody", Side::Open);
    amara.meet(&mut mallory);
    let roster = amara.replica.roster();
    let shared = roster.shared_with(&roster.scopes_of(amara.charter), &mallory.node.key());
    assert!(matches!(shared.as_slice(), [Scope::Federation(_)]));
    let (law, content) = amara.replica.view(&shared[0], amara.now.day());
    assert!(content.contains(&open.id()) && !content.contains(&inner.id()));
    let kinds: Vec<&str> = law.iter().map(|id| &*amara.store[id].header().kind).collect();
    assert!(!kinds.contains(&"terms") && law.iter().all(|id| crate::home::is_law(&amara.store[id])));
    assert!(mallory.store.values().all(|record| {
        record.header().space.is_none_or(|space| space.side != Side::Inner || space.charter == mallory.charter)
    }));
}
