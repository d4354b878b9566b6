//! What is inside a sealed record counts only where it is what its carrier claims, said by somebody who
//! may say it, to somebody on its list. The age file is not opened here: what it would hold is given.

use std::collections::BTreeMap;

use proptest::prelude::*;
use protocol::admit::Refusal;
use protocol::author::{self, Author, Given};
use protocol::envelope::Envelope;
use protocol::fold::contact::{self, ContactRow};
use protocol::founding;
use protocol::held::{Standing, subject};
use protocol::id::Id;
use protocol::local::Version;
use protocol::parting;
use protocol::record::contact::Contact;
use protocol::record::sealed::{self as carrier, SIZES, STANZAS, Sealed};
use protocol::sealed::{self, Mismatch, Opened, Reader, pad};
use protocol::space::Side;
use protocol::text::{Line, Text};
use protocol::wire::{self, Blob, Few};

use crate::home::Home;

/// Amara and Binh in one collective, Mallory in another; all in one federation.
pub fn town() -> (Home, Home, Home) {
    let mut amara = Home::founder("Amara", "A");
    let mut binh = Home::new("Binh");
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let mut mallory = Home::founder("Mallory", "M");
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 2);
    mallory.join_federation(&mut amara, federation, &invite, &secret);
    binh.meet(&mut amara);
    (amara, binh, mallory)
}

pub fn body(readers: &[Id], text: &str) -> Vec<u8> {
    let mut readers = readers.to_vec();
    readers.sort();
    let text = Text::new(text).expect("a short text");
    wire::encode(&Contact { readers: Few::new(readers).expect("few readers"), text })
}

/// What Amara's node would put inside: signed, with no ticket of its own.
pub fn inner(home: &mut Home, about: Id, document: Version, prior: Option<&Envelope>, body: Vec<u8>) -> Envelope {
    let mut draft = home.draft("contact", Side::Open, body);
    (draft.subject, draft.document) = (Some(about), document);
    let given = Given { now: home.tick(), nonce: [9; 16], ticket: None, number: None };
    let author = Author { person: home.person, collective: home.charter };
    author::sign(&draft, &author, None, prior, &given, &home.device).expect("a sound contact")
}

/// A carrier that claims to hold a contact about this subject.
pub fn wrap(home: &mut Home, about: Id, side: Side) -> Envelope {
    let age = wire::decode::<Sealed>(&(carrier::KIND.example)()).expect("the example").age;
    let sealed = Sealed { purpose: Line::new("contact").expect("short"), age };
    let mut draft = home.draft("sealed", side, wire::encode(&sealed));
    draft.subject = Some(about);
    home.sign(&draft)
}

fn reader(home: &Home) -> Reader {
    Reader { person: home.person, collective: home.charter }
}

fn opened(home: &Home, outer: &Envelope, inner: &Envelope) -> Result<Opened, Mismatch> {
    sealed::open(outer, &pad(inner).expect("small"), home.replica.roster())
}

fn row(home: &Home, about: Id, author: Id, opened: &[Opened]) -> Option<ContactRow> {
    contact::fold(about, author, &reader(home), opened, home.now.day())
}

#[test]
fn whoever_is_on_the_list_reads_it_whoever_carries_it() {
    let (mut amara, mut binh, mallory) = town();
    let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let words = body(&[amara.charter], "rivera@example.org");
    let said = inner(&mut amara, lead, Version::New, None, words);
    let own = wrap(&mut amara, lead, Side::Open);
    let again = wrap(&mut binh, lead, Side::Open);
    let both = [&own, &again].map(|outer| opened(&binh, outer, &said).expect("bound to both"));
    let seen = row(&binh, lead, amara.person, &both).expect("Binh belongs to the collective on the list");
    assert_eq!((&*seen.text, seen.head, seen.conflict), ("rivera@example.org", said.id(), false));
    assert_eq!(row(&binh, lead, amara.person, &both[1..]), Some(seen.clone()), "the carrier does not show");
    assert_eq!(row(&mallory, lead, amara.person, &both), None, "Mallory is on no list, whatever she opened");
    let digest = |row: ContactRow| sealed::digest(&BTreeMap::from([(lead, row)]));
    let at_amaras = row(&amara, lead, amara.person, &both[..1]).expect("the own one");
    assert_eq!(digest(at_amaras.clone()), digest(seen));
    assert_ne!(digest(at_amaras), sealed::digest::<ContactRow>(&BTreeMap::new()));
}

#[test]
fn a_stolen_record_in_another_wrap_gains_nothing() {
    let (mut amara, mut binh, mut mallory) = town();
    let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let words = body(&[amara.charter, mallory.person], "rivera@example.org");
    let said = inner(&mut amara, lead, Version::New, None, words);
    // Mallory, who may read it, passes it off as the contact of her own lead, or in her own space.
    let hers = subject(&mallory.lead("The same work, through me", Side::Open));
    let about_hers = wrap(&mut mallory, hers, Side::Open);
    let in_hers = wrap(&mut mallory, lead, Side::Open);
    for outer in [about_hers, in_hers] {
        assert_eq!(opened(&amara, &outer, &said).err(), Some(Mismatch::Claim));
    }
    // Nor does Binh, in the very space in which it stands.
    let his = subject(&binh.lead("The same work, through Binh", Side::Open));
    let about_his = wrap(&mut binh, his, Side::Open);
    assert_eq!(opened(&amara, &about_his, &said).err(), Some(Mismatch::Claim));
    // And what she writes herself about Amara's lead is nobody's contact.
    let forged = inner(&mut mallory, lead, Version::New, None, body(&[amara.charter], "mallory@example.org"));
    let outer = wrap(&mut mallory, lead, Side::Open);
    let forged = opened(&amara, &outer, &forged).expect("she may say it in her own space");
    assert_eq!(row(&amara, lead, amara.person, &[forged]), None);
}

#[test]
fn what_claims_another_side_audience_or_kind_is_refused() {
    let (mut amara, ..) = town();
    let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let words = body(&[amara.charter], "rivera@example.org");
    let said = inner(&mut amara, lead, Version::New, None, words);
    let inner_side = wrap(&mut amara, lead, Side::Inner);
    assert_eq!(opened(&amara, &inner_side, &said).err(), Some(Mismatch::Claim));
    // For one federation outside, for all inside.
    let mut draft = amara.draft("sealed", Side::Open, (carrier::KIND.example)());
    (draft.subject, draft.audience) = (Some(lead), Some(Id::of(b"one federation")));
    let audience = amara.sign(&draft);
    assert_eq!(opened(&amara, &audience, &said).err(), Some(Mismatch::Claim));
    // A comment inside what says that it holds a contact, and what says that it holds a comment.
    let comment = amara.comment(lead, "sealed?", Side::Open);
    let outer = wrap(&mut amara, lead, Side::Open);
    assert_eq!(opened(&amara, &outer, &comment).err(), Some(Mismatch::Claim));
    let age = wire::decode::<Sealed>(&(carrier::KIND.example)()).expect("the example").age;
    let sealed = Sealed { purpose: Line::new("comment").expect("short"), age };
    let mut draft = amara.draft("sealed", Side::Open, wire::encode(&sealed));
    draft.subject = Some(lead);
    let outer = amara.sign(&draft);
    assert_eq!(opened(&amara, &outer, &comment).err(), Some(Mismatch::Kind));
    assert_eq!(opened(&amara, &comment, &said).err(), Some(Mismatch::Carrier));
}

#[test]
fn what_its_signer_may_not_say_or_did_not_sign_is_refused() {
    let (mut amara, _, mut mallory) = town();
    let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let outer = wrap(&mut amara, lead, Side::Open);
    // Mallory writes in Amara's space.
    mallory.charter = amara.charter;
    let foreign = inner(&mut mallory, lead, Version::New, None, body(&[amara.charter], "mallory@example.org"));
    assert_eq!(opened(&amara, &outer, &foreign).err(), Some(Mismatch::Unlisted));
    let words = body(&[amara.charter], "rivera@example.org");
    let said = inner(&mut amara, lead, Version::New, None, words);
    // A changed signature, a changed byte of the padding, another size.
    let plain = pad(&said).expect("small");
    let record = said.bytes().len();
    let body = said.body().expect("whole").len();
    let mut signature = plain.clone();
    signature[2 + record - body - 10] ^= 1;
    let mut padding = plain.clone();
    padding[SIZES[0] - 1] = 1;
    let roster = amara.replica.roster();
    assert!(matches!(sealed::open(&outer, &signature, roster), Err(Mismatch::Signature(_))));
    assert_eq!(sealed::open(&outer, &padding, roster).err(), Some(Mismatch::Padding));
    assert_eq!(sealed::open(&outer, &plain[..SIZES[0] - 1], roster).err(), Some(Mismatch::Padding));
    assert_eq!(sealed::open(&outer, &[], roster).err(), Some(Mismatch::Padding));
    assert!(sealed::open(&outer, &plain, roster).is_ok());
}

#[test]
fn the_highest_revision_counts_until_its_last_day_and_a_withdrawn_one_says_nothing() {
    let (mut amara, ..) = town();
    let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let outer = wrap(&mut amara, lead, Side::Open);
    let list = [amara.charter];
    let first = inner(&mut amara, lead, Version::New, None, body(&list, "rivera@example.org"));
    let name = first.header().name().expect("a document");
    let second = inner(&mut amara, lead, Version::Next(name), Some(&first), body(&list, "+63 2 555 0100"));
    let gone = inner(&mut amara, lead, Version::Withdraw(name), Some(&second), body(&list, "+63 2 555 0100"));
    // Each in a carrier that was signed after it.
    let later = wrap(&mut amara, lead, Side::Open);
    let all = [(&outer, &first), (&later, &second), (&later, &gone)]
        .map(|(outer, inner)| opened(&amara, outer, inner).expect("bound"));
    let by = amara.person;
    assert_eq!(row(&amara, lead, by, &all[..1]).map(|row| row.text.to_string()), Some("rivera@example.org".into()));
    for two in [[all[0].clone(), all[1].clone()], [all[1].clone(), all[0].clone()]] {
        assert_eq!(row(&amara, lead, by, &two).map(|row| row.text.to_string()), Some("+63 2 555 0100".into()));
    }
    assert_eq!(row(&amara, lead, by, &all), None);
    let day = second.header().expires;
    let on = |day| contact::fold(lead, by, &reader(&amara), &all[..2], day).is_some();
    assert!(on(day) && !on(day.plus(1)), "90 days");
}

#[test]
fn a_contact_that_stands_open_is_refused_and_a_carrier_stands_whatever_is_inside() {
    let (mut amara, mut binh, _) = town();
    let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let words = body(&[amara.charter], "rivera@example.org");
    let mut draft = amara.draft("contact", Side::Open, words);
    draft.subject = Some(lead);
    let open = amara.sign(&draft);
    assert_eq!(binh.hear(&open), Err(Refusal::Place), "what is meant for few never stands open");
    let outer = wrap(&mut amara, lead, Side::Open);
    assert_eq!(binh.hear(&outer), Ok(true), "nobody at the gate looks inside");
    assert_eq!(binh.standing(outer.id()), Some(Standing::Live));
    assert_eq!(binh.replica.refold(&outer.id()), None, "it feeds no row, so it is in no row of a digest");
    // Readers and sizes outside the classes would tell what is inside.
    let mut sealed: Sealed = wire::decode(&(carrier::KIND.example)()).expect("the example");
    sealed.age.0.push(0);
    let mut draft = amara.draft("lead", Side::Open, Vec::new());
    (draft.kind, draft.subject, draft.body) = ("sealed".into(), Some(lead), Blob(wire::encode(&sealed)));
    let given = Given { now: amara.tick(), nonce: [8; 16], ticket: Some(900), number: None };
    let author = Author { person: amara.person, collective: amara.charter };
    assert!(author::sign(&draft, &author, None, None, &given, &amara.device).is_err());
}

#[test]
fn padding_hides_all_but_the_class() {
    let (mut amara, ..) = town();
    let lead = Id::of(b"lead");
    let mut sized = |letters: usize| {
        let words = body(&[amara.charter], &"x".repeat(letters));
        pad(&inner(&mut amara, lead, Version::New, None, words)).expect("small").len()
    };
    assert_eq!([sized(1), sized(200), sized(1_000)], [SIZES[0], SIZES[0], SIZES[1]]);
    assert_eq!([1, 8, 9, 16, 17, 32].map(sealed::stanzas), [8, 8, 16, 16, 32, 32].map(Some));
    assert_eq!((sealed::stanzas(33), STANZAS), (None, [8, 16, 32]));
}

#[test]
fn what_a_removed_member_sealed_counts_in_their_own_listed_carrier_alone() {
    let (mut amara, mut binh, _) = town();
    let lead = subject(&binh.lead("Bookkeeper wanted", Side::Open));
    let words = body(&[amara.charter], "rivera@example.org");
    let said = inner(&mut binh, lead, Version::New, None, words);
    let own = wrap(&mut binh, lead, Side::Open);
    amara.hear_all([&own]);
    amara.meet(&mut binh);
    let kept = parting::said_by(&amara.replica, amara.charter, &binh.device.key());
    let mut charter = founding::successor(amara.collective());
    parting::without_person(&mut charter, binh.person).expect("Amara is left");
    let now = amara.tick();
    let removal = founding::revision(amara.charter, &amara.hands(), &charter, &[], now).expect("sound");
    amara.say(removal.clone());
    let now = amara.tick();
    let pages =
        parting::cuts(amara.charter, binh.device.key(), Some(removal.id()), &kept, &amara.hands(), now).expect("small");
    pages.into_iter().for_each(|page| drop(amara.say(page)));
    assert_eq!(amara.standing(own.id()), Some(Standing::Live), "it is listed");
    let seen = opened(&amara, &own, &said).expect("it was sealed while Binh belonged");
    assert!(row(&amara, lead, binh.person, &[seen]).is_some());
    // Amara's own carrier vouches for nobody, and Binh's next one does not count.
    let hers = wrap(&mut amara, lead, Side::Open);
    assert_eq!(opened(&amara, &hers, &said).err(), Some(Mismatch::Unlisted));
    let late = wrap(&mut binh, lead, Side::Open);
    amara.hear_all([&late]);
    assert_eq!(amara.standing(late.id()), Some(Standing::Unlisted));
}

/// Amara's home, her lead, and every revision of its contact in carriers of several people.
fn carried() -> &'static (Home, Id, Vec<Opened>) {
    static CARRIED: std::sync::OnceLock<(Home, Id, Vec<Opened>)> = std::sync::OnceLock::new();
    CARRIED.get_or_init(|| {
        let (mut amara, mut binh, _) = town();
        let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
        let mut all = Vec::new();
        let mut prior: Option<Envelope> = None;
        for text in ["first", "second", "third"] {
            let document = prior.as_ref().map_or(Version::New, |prior| Version::Next(subject_name(prior)));
            let words = body(&[amara.charter], text);
            let said = inner(&mut amara, lead, document, prior.as_ref(), words);
            binh.now = amara.now;
            for outer in [wrap(&mut amara, lead, Side::Open), wrap(&mut binh, lead, Side::Open)] {
                all.push(opened(&amara, &outer, &said).expect("bound"));
            }
            prior = Some(said);
        }
        (amara, lead, all)
    })
}

fn subject_name(record: &Envelope) -> Id {
    record.header().name().expect("a document")
}

proptest! {
    #![proptest_config(crate::cases(256))]

    #[test]
    fn whatever_was_opened_first_and_however_often_the_contact_is_the_same(
        order in Just((0..carried().2.len()).collect::<Vec<usize>>()).prop_shuffle(),
        doubled in any::<prop::sample::Index>(),
    ) {
        let (amara, lead, all) = carried();
        let mut heard: Vec<Opened> = order.iter().map(|at| all[*at].clone()).collect();
        heard.push(doubled.get(all).clone());
        let row = row(amara, *lead, amara.person, &heard).expect("for her collective");
        prop_assert_eq!((&*row.text, row.number, row.conflict), ("third", 2, false));
    }
}
