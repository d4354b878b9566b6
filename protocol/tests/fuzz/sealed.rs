//! What stands inside a sealed record, once somebody has opened it.

use std::collections::BTreeSet;

use protocol::author::{self, Author, Given};
use protocol::envelope::{self, Envelope};
use protocol::held::subject;
use protocol::local::Version;
use protocol::record::TABLE;
use protocol::record::contact::{self, Contact};
use protocol::record::sealed::{self as carrier, Sealed};
use protocol::sealed::{self, pad};
use protocol::space::Side;
use protocol::text::{Line, Text};
use protocol::wire::{self, Few};

use super::home::Home;
use super::target;

/// Amara with a lead, a contact about it, and its carrier.
fn sealed_contact() -> (Home, Envelope, Envelope) {
    let mut amara = Home::founder("Amara", "A");
    let about = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let text = Text::new("rivera@example.org").expect("short");
    let body = wire::encode(&Contact { readers: Few::new(vec![amara.charter]).expect("few"), text });
    let mut draft = amara.draft(contact::KIND.name, Side::Open, body);
    (draft.subject, draft.document) = (Some(about), Version::New);
    let given = Given { now: amara.tick(), nonce: [9; 16], ticket: None, number: None };
    let author = Author { person: amara.person, collective: amara.charter };
    let inner = author::sign(&draft, &author, None, None, &given, &amara.device).expect("a sound contact");
    let age = wire::decode::<Sealed>(&(carrier::KIND.example)()).expect("the example").age;
    let body = Sealed { purpose: Line::new(contact::KIND.name).expect("short"), age };
    let mut draft = amara.draft(carrier::KIND.name, Side::Open, wire::encode(&body));
    draft.subject = Some(about);
    let outer = amara.sign(&draft);
    (amara, inner, outer)
}

/// The first byte says whether the rest is the plaintext itself, the header of what is inside, or its body: the latter
/// two are signed by Amara and padded as they must be.
#[test]
fn what_comes_out_of_a_sealed_record_is_bound_to_its_carrier_or_refused() {
    let (amara, inner, outer) = sealed_contact();
    let body = inner.body().expect("whole");
    let mut seeds = vec![
        [vec![0], pad(&inner).expect("small")].concat(),
        [vec![1], wire::encode(inner.header())].concat(),
        [vec![2], body.to_vec()].concat(),
    ];
    seeds.extend(TABLE.iter().map(|kind| [vec![2], (kind.example)()].concat()));
    let kinds: BTreeSet<&str> = TABLE.iter().map(|kind| kind.name).collect();
    target("sealed-inside", 20_000, 20_000).run(seeds, |input| {
        let Some((first, rest)) = input.split_first() else { return "nothing".to_string() };
        let made = match first % 3 {
            0 => None,
            1 => match wire::decode(rest) {
                Ok(header) => Some(envelope::seal(header, body, &amara.device)),
                Err(fault) => return format!("header: {fault}"),
            },
            _ => Some(envelope::seal(inner.header().clone(), rest, &amara.device)),
        };
        let plain = match made {
            None => rest.to_vec(),
            Some(Err(fault)) => return fault.to_string(),
            Some(Ok(record)) => match pad(&record) {
                Ok(plain) => plain,
                Err(misfit) => return misfit.to_string(),
            },
        };
        match sealed::open(&outer, &plain, amara.replica.roster()) {
            Ok(opened) => {
                let (said, claim) = (opened.record().header(), outer.header());
                assert_eq!((said.space, said.audience, said.subject), (claim.space, claim.audience, claim.subject));
                assert_eq!(opened.record().verify(), Ok(()));
                assert_eq!(pad(opened.record()).as_deref(), Ok(plain.as_slice()), "one plaintext for one record");
                assert!(kinds.contains(&*said.kind));
                let listed = sealed::listed(&said.kind, opened.record().body().expect("whole"));
                assert!(listed.is_some(), "whom it is for can be read of every body that is sealed");
                format!("opened {}", &*said.kind)
            }
            Err(mismatch) => mismatch.to_string(),
        }
    });
}
