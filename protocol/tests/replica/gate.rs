//! The gate: each refusal provoked from outside, and what passes it without counting.

use protocol::admit::{Fault, Refusal};
use protocol::author;
use protocol::envelope::{self, Envelope, EnvelopeFault, Header, NAMES_MAX, Nonce, Revision};
use protocol::held::{GRACE_DAYS, Standing, subject};
use protocol::id::Id;
use protocol::keys::{Key, KeyFault, Secret};
use protocol::record::charter::Charter;
use protocol::record::pledge_call::PledgeCall;
use protocol::record::pledge_release::PledgeRelease;
use protocol::record::profile::Profile;
use protocol::record::{self, Fold};
use protocol::replica::{PARKED_MAX, Replica};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::ticket::{CARRIER_MAX, RECORD_MAX};
use protocol::time::{DAY_MS, HOUR_MS, MINUTE_MS};
use protocol::wire::{self, Few, WireFault};

use crate::home::{Home, comment_body, lead_body};
use crate::pledge;

/// A good record of Amara's, changed before it is signed.
fn altered(amara: &mut Home, change: impl FnOnce(&mut Header, &mut Vec<u8>)) -> Envelope {
    let draft = amara.draft("lead", Side::Open, lead_body("Bookkeeper wanted"));
    let good = amara.sign(&draft);
    let (mut header, mut body) = (good.header().clone(), lead_body("Bookkeeper wanted"));
    change(&mut header, &mut body);
    envelope::seal(header, &body, &amara.device).expect("small")
}

fn refusal(change: impl FnOnce(&mut Header, &mut Vec<u8>)) -> Refusal {
    let mut amara = Home::founder("Amara", "A");
    let record = altered(&mut amara, change);
    amara.hear(&record).expect_err("it must not pass")
}

#[test]
fn a_record_that_is_sound_passes_and_passes_again_without_effect() {
    let mut amara = Home::founder("Amara", "A");
    let record = altered(&mut amara, |_, _| ());
    assert_eq!(amara.hear(&record), Ok(true));
    assert_eq!(amara.hear(&record), Ok(false));
}

#[test]
fn a_date_ahead_of_this_clock_waits_and_is_nobodys_fault() {
    let ahead = refusal(|header, _| header.created = header.created.after(10 * MINUTE_MS + 1_000));
    assert_eq!((ahead, ahead.fault(), ahead.may_pass_later()), (Refusal::Early, None, true));
    let far = refusal(|header, _| header.created.0 = u64::MAX);
    assert_eq!(far, Refusal::Early);
    let mut amara = Home::founder("Amara", "A");
    let near = altered(&mut amara, |header, _| header.created = header.created.after(9 * MINUTE_MS));
    assert_eq!(amara.hear(&near), Ok(true), "clocks of home machines differ");
}

#[test]
fn a_record_whose_last_day_is_over_is_nobodys_fault() {
    let past = refusal(|header, _| {
        header.created.0 -= 3 * DAY_MS;
        header.expires = header.created.day().plus(2);
    });
    assert_eq!((past, past.fault()), (Refusal::Expired, None));
}

#[test]
fn a_life_longer_than_its_kind_allows_is_a_fault() {
    let long = refusal(|header, _| header.expires = header.created.day().plus(121));
    let before = refusal(|header, _| {
        header.created.0 += 5 * MINUTE_MS;
        header.expires.0 = 0;
    });
    assert_eq!((long, long.fault()), (Refusal::Life, Some(Fault::Grave)));
    let brief = refusal(|header, body| {
        (header.kind, header.document) = (Line::new("pledge-release").expect("short"), None);
        header.expires = header.created.day().plus(record::BINDING_DAYS - 1);
        *body = wire::encode(&PledgeRelease { note: None });
    });
    assert_eq!(brief, Refusal::Life, "what binds others ends no earlier than they may think");
    assert_eq!(before, Refusal::Expired);
}

#[test]
fn a_record_outside_the_place_of_its_kind_is_a_fault() {
    let lost = refusal(|header, _| header.space = None);
    let law = refusal(|header, _| header.space.as_mut().expect("a space").side = Side::Law);
    let audience = refusal(|header, _| {
        header.space.as_mut().expect("a space").side = Side::Inner;
        header.audience = Some(Id::of(b"a federation"));
    });
    assert_eq!([lost, law, audience], [Refusal::Place; 3]);
    assert_eq!(lost.fault(), Some(Fault::Grave));
}

#[test]
fn content_without_a_ticket_and_authority_with_one_are_faults() {
    let none = refusal(|header, _| header.ticket = None);
    assert_eq!((none, none.fault()), (Refusal::Ticket, Some(Fault::Grave)));
    let mut amara = Home::founder("Amara", "A");
    let ack = amara.state("ack", amara.charter, &record::ack::Ack { note: None }, vec![amara.charter]);
    let mut header = ack.header().clone();
    header.ticket = Some(0);
    let ack = envelope::seal(header, ack.body().expect("whole"), &amara.device).expect("small");
    assert_eq!(amara.hear(&ack), Err(Refusal::Ticket));
}

#[test]
fn a_document_without_a_revision_and_numbers_that_do_not_fit_are_faults() {
    let bare = refusal(|header, _| header.document = None);
    let unlinked = refusal(|header, _| header.document.as_mut().expect("a lead").number = 1);
    let linked = refusal(|header, _| {
        header.document.as_mut().expect("a lead").replaces = Some(Id::of(b"nothing before number 0"));
    });
    assert_eq!([bare, unlinked, linked], [Refusal::Revision; 3]);
    assert_eq!(bare.fault(), Some(Fault::Grave));
    let binding = refusal(|header, body| {
        header.kind = Line::new("pledge-release").expect("short");
        header.document = Some(Revision { nonce: Nonce([1; 16]), number: 0, replaces: None, withdrawn: false });
        header.expires = header.created.day().plus(record::BINDING_DAYS);
        *body = wire::encode(&PledgeRelease { note: None });
    });
    assert_eq!(binding, Refusal::Revision);
}

#[test]
fn a_body_that_is_not_of_its_kind_is_a_fault() {
    let other = refusal(|_, body| *body = wire::encode(&PledgeRelease { note: None }));
    let longer = refusal(|_, body| body.push(0));
    let spelling = refusal(|_, body| body.insert(0, 0xBF)); // an indefinite map
    assert_eq!([other, longer, spelling], [Refusal::Body; 3]);
    assert_eq!(other.fault(), Some(Fault::Grave));
}

#[test]
fn an_author_who_is_not_known_waits_and_is_nobodys_fault() {
    let mut amara = Home::founder("Amara", "A");
    let mut mallory = Home::new("Mallory");
    mallory.charter = amara.charter;
    let draft = mallory.draft("lead", Side::Open, lead_body("Trust me"));
    let record = mallory.sign(&draft);
    let refused = amara.hear(&record).expect_err("never listed");
    assert_eq!((refused, refused.fault(), refused.may_pass_later()), (Refusal::Unknown, None, true));
}

#[test]
fn a_record_in_a_known_persons_name_by_another_key_waits_and_never_counts() {
    let mut amara = Home::founder("Amara", "A");
    let mallory = Home::new("Mallory");
    let good = altered(&mut amara, |_, _| ());
    let mut header = good.header().clone();
    header.key = mallory.device.key();
    let forged = envelope::seal(header, good.body().expect("whole"), &mallory.device).expect("small");
    assert_eq!(amara.hear(&forged), Err(Refusal::Unknown));
}

#[test]
fn a_signature_by_another_key_is_a_fault() {
    let mut amara = Home::founder("Amara", "A");
    let good = altered(&mut amara, |_, _| ());
    let mallory = Home::new("Mallory");
    let forged = envelope::seal(good.header().clone(), good.body().expect("whole"), &mallory.device).expect("small");
    let refused = amara.hear(&forged).expect_err("signed by Mallory");
    assert_eq!((refused, refused.fault()), (Refusal::Signature(KeyFault::Signature), Some(Fault::Grave)));
}

#[test]
fn a_key_of_small_order_never_gets_in() {
    let mut identity = [0; 32];
    identity[0] = 1;
    let weak = Key::from_bytes(identity);
    let amara = Home::founder("Amara", "A");
    let mut charter = amara.collective().charter.clone();
    let mut device = charter.devices[0].clone();
    device.key = weak;
    charter.devices = Few::new(vec![device]).expect("one");
    assert!(!charter.is_sound(), "no charter lists it");

    // A record of a charter that lists it anyway is refused by its body, before any signature.
    let bytes = wire::encode(&charter);
    assert!((record::kind("charter").expect("in the table").check)(&bytes).is_err());
    // And a record in its name by its signature, whatever its message: R = identity, s = 0.
    let mut mark = [0; 64];
    mark[0] = 1;
    assert_eq!(weak.verify(b"any message at all", &mark), Err(KeyFault::Weak));
}

#[test]
fn every_second_spelling_of_a_record_is_a_fault() {
    let mut amara = Home::founder("Amara", "A");
    let good = altered(&mut amara, |_, _| ());
    let mut trailing = good.bytes().to_vec();
    trailing.push(0);
    let mut untagged = good.bytes().to_vec();
    untagged.remove(1); // without tag 18
    let mut indefinite = good.bytes().to_vec();
    indefinite[0] = 0x9F;
    indefinite.push(0xFF);
    for bytes in [trailing, untagged, indefinite] {
        let refused = amara.hear_bytes(bytes.into()).expect_err("another spelling");
        assert!(matches!(refused, Refusal::Envelope(EnvelopeFault::Wire(_))), "{refused}");
        assert_eq!(refused.fault(), Some(Fault::Grave));
    }
    let large = amara.hear_bytes(vec![0; CARRIER_MAX + 1].into()).expect_err("too large");
    assert_eq!(large, Refusal::Envelope(EnvelopeFault::Large(CARRIER_MAX + 1)));
    let mut long = good.bare().bytes().to_vec();
    long.pop(); // the null that stands for the body
    long.extend_from_slice(&[0x59, (RECORD_MAX >> 8) as u8, 0]);
    long.resize(long.len() + RECORD_MAX, 0);
    let (bytes, large) = (long.len(), amara.hear_bytes(long.into()).expect_err("larger than a comment may be"));
    assert_eq!(large, Refusal::Envelope(EnvelopeFault::Large(bytes)));
    let mut body = good.bytes().to_vec();
    *body.last_mut().expect("not empty") ^= 1;
    assert_eq!(amara.hear_bytes(body.into()), Err(Refusal::Envelope(EnvelopeFault::Body)));
    assert_eq!(amara.hear_bytes(Vec::new().into()), Err(Refusal::Envelope(WireFault::Shape.into())));
}

#[test]
fn a_record_without_its_body_blanks_nothing() {
    let mut amara = Home::founder("Amara", "A");
    let good = altered(&mut amara, |_, _| ());
    let mut bare = good.bytes()[..good.bytes().len() - good.body().expect("whole").len()].to_vec();
    while Envelope::parse([&bare[..], &[0xF6]].concat().into()).is_err() {
        bare.pop().expect("the head of the body is short"); // the length bytes of the body
    }
    bare.push(0xF6);
    assert_eq!(Envelope::parse(bare.clone().into()).expect("a form of the record").id(), good.id());
    let refused = amara.hear_bytes(bare.into()).expect_err("no body");
    assert_eq!((refused, refused.fault()), (Refusal::Bare, None));
    assert_eq!(amara.hear(&good), Ok(true));
}

#[test]
fn a_record_means_nothing_in_another_space_or_federation() {
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::founder("Binh", "B"));
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 1);
    binh.join_federation(&mut amara, federation, &invite, &secret);
    let good = amara.lead("For all", Side::Open);
    // Replayed into Binh's space: the space is signed, so it has to be signed anew, by nobody's key there.
    let mut header = good.header().clone();
    header.space = Some(Space { side: Side::Open, charter: binh.charter });
    let moved = envelope::seal(header, good.body().expect("whole"), &amara.device).expect("small");
    assert_eq!(binh.hear(&moved), Err(Refusal::Unknown));
    // For another federation only: not carried in this one.
    let foreign = amara.found_federation();
    let mut draft = amara.draft("lead", Side::Open, lead_body("For the other federation"));
    draft.audience = Some(foreign);
    let other = amara.write(&draft);
    amara.meet(&mut binh);
    assert_eq!((binh.standing(good.id()), binh.standing(other.id())), (Some(Standing::Live), None));
    assert!(binh.replica.roster().federation(&foreign).is_none());
    draft.audience = Some(federation);
    let ours = amara.write(&draft);
    amara.meet(&mut binh);
    assert_eq!(binh.standing(ours.id()), Some(Standing::Live));
}

#[test]
fn a_ticket_above_the_charters_limit_is_not_even_held() {
    let mut amara = Home::founder("Amara", "A");
    let draft = amara.draft("lead", Side::Open, lead_body("One too many"));
    let last = amara.sign_with(&draft, 1_999);
    let over = amara.sign_with(&draft, 2_000);
    assert_eq!(amara.hear(&last), Ok(true));
    let refused = amara.hear(&over).expect_err("beyond the limit");
    assert_eq!((refused, refused.fault()), (Refusal::Superfluous, None));
}

#[test]
fn two_records_of_one_ticket_are_void_a_third_is_not_held_and_another_member_rescues_one() {
    let (mut amara, mut binh) = (Home::founder("Amara", "A"), Home::new("Binh"));
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let body = pledge::promise(&binh, amara.person, 60);
    let draft = binh.binding("pledge", None, &[], &body);
    let mut twins: Vec<Envelope> = (0..3).map(|_| binh.sign_with(&draft, 7)).collect();
    twins.sort_by_key(Envelope::id);
    let call = |home: &mut Home, named: &Envelope| {
        let what = record::pledge::Quantity::of_minutes(10);
        home.binding("pledge-call", Some(named.id()), &[], &PledgeCall { what, when: None, note: None })
    };
    // The highest id first: it is let in, and makes room when the two lower ones come.
    amara.hear_all(twins.iter().rev());
    let standings: Vec<_> = twins.iter().map(|twin| amara.standing(twin.id())).collect();
    assert_eq!(standings, [Some(Standing::Void), Some(Standing::Void), None]);
    assert_eq!(amara.hear(&twins[2]), Err(Refusal::Superfluous));

    // Binh cannot rescue their own; Amara can, and then even the third is held.
    let own = call(&mut binh, &twins[0]);
    let own = binh.sign(&own);
    amara.hear_all([&own]);
    assert_eq!(amara.standing(twins[0].id()), Some(Standing::Void));
    let other = call(&mut amara, &twins[2]);
    let other = amara.write(&other);
    amara.hear_all([&twins[2]]);
    assert_eq!(amara.standing(twins[2].id()), Some(Standing::Live));

    // A twin of the record that rescued takes the rescue back.
    let mut header = other.header().clone();
    header.created.0 += 1;
    let double = envelope::seal(header, other.body().expect("whole"), &amara.device).expect("small");
    amara.hear_all([&double]);
    assert_eq!(amara.standing(twins[2].id()), None);
    assert_eq!(amara.standing(other.id()), Some(Standing::Void));
}

#[test]
fn a_kind_of_a_later_version_is_held_and_forwarded_and_not_shown() {
    let mut amara = Home::founder("Amara", "A");
    let rows = amara.rows.len();
    let content = altered(&mut amara, |header, body| {
        header.kind = Line::new("motion").expect("short");
        *body = vec![0xA1, 1, 2];
    });
    let later = altered(&mut amara, |header, body| {
        header.version = 2;
        *body = vec![0xA1, 0x18, 99, 2];
    });
    let authority = altered(&mut amara, |header, body| {
        header.kind = Line::new("oath").expect("short");
        header.space.as_mut().expect("a space").side = Side::Law;
        (header.ticket, header.document) = (None, None);
        header.expires = header.created.day().plus(record::AUTHORITY_DAYS);
        *body = vec![0xA1, 1, 2];
    });
    let scope = amara.replica.roster().scopes_of(amara.charter)[0];
    for record in [content, later, authority] {
        assert_eq!(amara.hear(&record), Ok(true));
        assert!(amara.shown(&scope).iter().any(|shown| shown.id() == record.id()), "forwarded");
    }
    assert_eq!(amara.rows.len(), rows);
    let unordered = refusal(|header, body| {
        header.kind = Line::new("motion").expect("short");
        *body = vec![0xA2, 3, 4, 1, 2];
    });
    assert_eq!(unordered, Refusal::Body);
}

#[test]
fn a_node_key_alone_never_authors_content() {
    let mut amara = Home::founder("Amara", "A");
    let good = altered(&mut amara, |_, _| ());
    let mut header = good.header().clone();
    header.key = amara.node.key();
    let by_node = envelope::seal(header, good.body().expect("whole"), &amara.node).expect("small");
    amara.hear_all([&by_node]);
    assert_eq!(amara.standing(by_node.id()), Some(Standing::Unlisted));
    assert!(!amara.rows.keys().any(|key| key.subject == subject(&by_node)));
}

#[test]
fn a_node_says_where_it_is_and_a_device_cannot_say_it_for_the_node() {
    let mut amara = Home::founder("Amara", "A");
    let body = (record::kind("address").expect("in the table").example)();
    let draft = amara.draft("address", Side::Open, body.clone());
    let by_device = amara.write(&draft);
    let mut header = by_device.header().clone();
    (header.key, header.ticket) = (amara.node.key(), Some(0));
    let by_node = envelope::seal(header, &body, &amara.node).expect("small");
    amara.hear_all([&by_node]);
    assert_eq!(amara.standing(by_device.id()), Some(Standing::Unlisted));
    assert_eq!(amara.standing(by_node.id()), Some(Standing::Live));
}

fn face(name: &str) -> Vec<u8> {
    let kind = record::kind("profile").expect("in the table");
    let mut profile: Profile = wire::decode(&(kind.example)()).expect("its example");
    profile.name = Line::new(name).expect("short");
    wire::encode(&profile)
}

#[test]
fn nobody_writes_another_persons_profile_and_only_stewards_the_collectives() {
    let (mut amara, mut mallory) = (Home::founder("Amara", "A"), Home::new("Mallory"));
    let (invite, secret) = amara.invite_member(1, 1);
    mallory.join(&mut amara, &invite, &secret);
    mallory.now = amara.now.after(60_000); // what is written last counts
    for subject in [amara.person, amara.charter] {
        for home in [&mut amara, &mut mallory] {
            let mut draft =
                home.draft("profile", Side::Open, face(if subject == home.person { "mine" } else { "said" }));
            draft.subject = Some(subject);
            let profile = home.sign(&draft);
            home.hear_all([&profile]);
        }
    }
    mallory.meet(&mut amara);
    let own: protocol::fold::member::MemberRow = amara.row(Fold::Member, amara.person).expect("Amara's own");
    assert_eq!(own.author, amara.person);
    let all: protocol::fold::member::MemberRow = amara.row(Fold::Member, amara.charter).expect("the collective's");
    assert_eq!(all.author, amara.person);
}

#[test]
fn a_charter_revision_by_somebody_who_is_no_steward_changes_nothing() {
    let (mut amara, mut mallory) = (Home::founder("Amara", "A"), Home::new("Mallory"));
    let (invite, secret) = amara.invite_member(1, 1);
    mallory.join(&mut amara, &invite, &secret);
    let mut coup: Charter = protocol::founding::successor(mallory.collective());
    coup.stewards = Few::new(vec![mallory.person]).expect("one");
    let now = mallory.tick();
    let coup = protocol::founding::revision(amara.charter, &mallory.hands(), &coup, &[], now).expect("sound");
    amara.hear_all([&coup]);
    assert_eq!((amara.collective().head, amara.collective().contested), (amara.charter, false));
    assert!(!amara.collective().is_steward(&mallory.person));
}

#[test]
fn content_is_dropped_after_its_grace_and_authority_never() {
    let mut amara = Home::founder("Amara", "A");
    let lead = amara.lead("Bookkeeper wanted", Side::Open);
    let law = amara.replica.law().len();
    let last = lead.header().expires;
    for (day, standing) in [
        (last, Some(Standing::Live)),
        (last.plus(1), Some(Standing::Expired)),
        (last.plus(GRACE_DAYS), Some(Standing::Expired)),
        (last.plus(GRACE_DAYS + 1), None),
    ] {
        let turned = amara.replica.turn(day);
        amara.apply(turned);
        assert_eq!(amara.standing(lead.id()), standing);
        assert_eq!(amara.rows.keys().any(|key| key.subject == subject(&lead)), standing == Some(Standing::Live));
    }
    let turned = amara.replica.turn(last.plus(5_000));
    amara.apply(turned);
    assert_eq!(amara.replica.law().len(), law);
    let mut late = Home::new("Amara");
    late.now = last.plus(5_000).start();
    late.replica = Replica::new(None, late.now.day());
    late.replica.await_charter(Some(amara.charter));
    late.hear_all(amara.replica.law().values().collect::<Vec<_>>());
    assert_eq!(late.replica.law().len(), law, "a newcomer verifies all of it");
}

#[test]
fn what_waits_for_its_author_is_bounded_and_the_oldest_goes_first() {
    let mut amara = Home::founder("Amara", "A");
    let mut binh = Home::founder("Binh", "B");
    let draft = binh.draft("comment", Side::Open, comment_body("hello"));
    let records: Vec<Envelope> = (0..=PARKED_MAX).map(|ticket| binh.sign_with(&draft, ticket as u16)).collect();
    for record in &records {
        amara.replica.park(record.bytes().clone());
    }
    amara.replica.await_charter(Some(binh.charter));
    amara.now = binh.now.after(HOUR_MS);
    let charter = &binh.replica.law()[&binh.charter];
    amara.hear_all([charter]);
    assert_eq!(amara.standing(records[0].id()), None, "the oldest made room");
    assert_eq!(amara.standing(records[1].id()), Some(Standing::Live));
    assert_eq!(amara.standing(records[PARKED_MAX].id()), Some(Standing::Live));
}

#[test]
fn a_draft_that_cannot_become_a_record_says_why() {
    let amara = Home::founder("Amara", "A");
    let author = author::Author { person: amara.person, collective: amara.charter };
    let given = author::Given { now: amara.now, nonce: [1; 16], ticket: Some(0), number: None };
    let sign = |draft: &protocol::local::Draft| {
        author::sign(draft, &author, None, None, &given, &amara.device).expect_err("not a record")
    };
    assert!(matches!(sign(&amara.draft("motion", Side::Open, vec![0xA0])), author::DraftFault::Kind(_)));
    assert_eq!(sign(&amara.draft("lead", Side::Open, vec![0xA0])), author::DraftFault::Body);
    let mut many = amara.draft("lead", Side::Open, lead_body("x"));
    many.names = vec![amara.charter; NAMES_MAX + 1];
    assert_eq!(sign(&many), author::DraftFault::Names);
    let mut next = amara.draft("lead", Side::Open, lead_body("x"));
    next.document = protocol::local::Version::Next(Id::of(b"unknown"));
    assert_eq!(sign(&next), author::DraftFault::Prior);
}

#[test]
fn a_secret_key_never_shows() {
    assert_eq!(format!("{:?}", Secret::from_seed(&[1; 32])), "secret");
}
