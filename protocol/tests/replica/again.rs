//! What is sealed is sealed again: to the newer keys of those who were among its readers, to nobody else,
//! and before its last carrier ends.

use protocol::envelope::{self, Envelope};
use protocol::founding::{self, Hands};
use protocol::held::subject;
use protocol::id::Id;
use protocol::keys::{Key, Secret};
use protocol::local::Version;
use protocol::record::charter::Listed;
use protocol::sealed::again::{Again, Found, RENEW_DAYS, SealKey, due, keys_of};
use protocol::space::Side;
use protocol::time::{Day, Moment};
use protocol::wire::Few;

use crate::home::Home;
use crate::sealed::{body, inner, town, wrap};

fn keys(home: &Home) -> Vec<SealKey> {
    keys_of(home.collective(), home.replica.law())
}

fn seal(name: &str) -> Key {
    Key::from_bytes(*Id::of(name.as_bytes()).as_bytes())
}

/// Somebody's word about another machine of theirs, which has this seal key, and the device of it.
fn comes_back(home: &mut Home, host: &mut Home, name: &str) -> Secret {
    let device = Secret::from_seed(Id::of(name.as_bytes()).as_bytes());
    let node = Secret::from_seed(Id::of(format!("{name}'s node").as_bytes()).as_bytes());
    home.now = home.now.max(host.now);
    let now = home.tick();
    let hands = Hands { device: &device, seal: seal(name), node: &node, person: home.person };
    let words = founding::credentials(&home.root, &hands, host.charter, now).expect("small");
    host.now = now;
    host.hear_all(&words);
    assert_eq!(host.collective().devices.get(&device.key()), Some(&home.person));
    device
}

/// Amara's lead with a contact for a reader, in a carrier of hers.
fn sealed_for(amara: &mut Home, reader: impl Fn(&Home) -> Id) -> Found {
    let readers = [reader(amara)];
    let lead = subject(&amara.lead("Bookkeeper wanted", Side::Open));
    let inner = inner(amara, lead, Version::New, None, body(&readers, "rivera@example.org"));
    let outers = vec![wrap(amara, lead, Side::Open)];
    Found { inner, outers }
}

/// What a device of the collective would do now about what it found.
fn asked(home: &Home, found: &[Found], device: &Key) -> Vec<Again> {
    let all = due(found, &keys(home), device, |_| None, home.now.day());
    all.into_iter().map(|(_, again)| again).collect()
}

#[test]
fn a_reader_who_comes_back_with_another_key_is_written_to_again_by_whoever_can_read_it() {
    let (mut amara, mut binh, _) = town();
    let found = sealed_for(&mut amara, |home| home.charter);
    let own = [amara.device.key(), binh.device.key()];
    for device in own {
        assert_eq!(
            asked(&amara, std::slice::from_ref(&found), &device),
            [],
            "all have the keys to which it was sealed"
        );
    }
    comes_back(&mut binh, &mut amara, "Binh's new laptop");
    let new = seal("Binh's new laptop");
    for device in own {
        let again = asked(&amara, std::slice::from_ref(&found), &device);
        let [again] = &*again else { panic!("once: {again:?}") };
        assert_eq!((again.newest, again.keys.contains(&new)), (Some(new), true));
        assert!([amara.seal, binh.seal].iter().all(|key| again.keys.contains(key)), "so that all see that it was done");
    }
    // The one who sealed it last comes first, and of several others each in its turn.
    let ranks = own.map(|device| asked(&amara, std::slice::from_ref(&found), &device)[0].rank);
    assert_eq!(ranks[0], 0);
    assert!(ranks[1] <= 1);
    // Once it was done, by whomever, nothing is left to do.
    binh.now = amara.now;
    let lead = found.inner.header().subject.expect("a lead");
    let after = wrap(&mut binh, lead, Side::Open);
    let found = Found { outers: vec![found.outers[0].clone(), after], ..found };
    for device in own {
        assert_eq!(asked(&amara, std::slice::from_ref(&found), &device), []);
    }
}

#[test]
fn nobody_who_was_not_among_the_readers_is_given_it() {
    let (mut amara, mut binh, _) = town();
    let alone = sealed_for(&mut amara, |home| home.person);
    comes_back(&mut binh, &mut amara, "Binh's new laptop");
    assert_eq!(asked(&amara, &[alone], &amara.device.key()), []);
    // Whoever joins later belongs to the collective on the list, and did not when it was sealed.
    let all = sealed_for(&mut amara, |home| home.charter);
    let mut chidi = Home::new("Chidi");
    let (invite, secret) = amara.invite_member(4, 1);
    chidi.now = amara.now;
    chidi.join(&mut amara, &invite, &secret);
    assert!(keys(&amara).iter().any(|key| key.reader.person == chidi.person));
    assert_eq!(asked(&amara, std::slice::from_ref(&all), &amara.device.key()), []);
    amara.now = chidi.now;
    comes_back(&mut binh, &mut amara, "Binh's second laptop");
    let again = asked(&amara, &[all], &amara.device.key());
    assert!(again[0].keys.contains(&seal("Binh's second laptop")) && !again[0].keys.contains(&chidi.seal), "{again:?}");
}

#[test]
fn a_machine_that_only_stewards_have_listed_is_given_nothing_that_was_sealed_before() {
    let (mut amara, binh, _) = town();
    let found = sealed_for(&mut amara, |home| home.charter);
    // Amara, who decides alone, lists a machine of her own as Binh's.
    let mut charter = founding::successor(amara.collective());
    let device = Secret::from_seed(&[77; 32]).key();
    let mut devices = charter.devices.to_vec();
    devices.push(Listed { key: device, person: binh.person, seal: seal("Amara's, as Binh's") });
    devices.sort();
    charter.devices = Few::new(devices).expect("few");
    let now = amara.tick();
    amara.say(founding::revision(amara.charter, &amara.hands(), &charter, &[], now).expect("sound"));
    let key = keys(&amara).into_iter().find(|key| key.device == device).expect("it is in force");
    assert_eq!((key.reader.person, key.own), (binh.person, None));
    assert_eq!(asked(&amara, std::slice::from_ref(&found), &binh.device.key()), []);
    // Nor along with another key that is given it.
    let mut binh = binh;
    comes_back(&mut binh, &mut amara, "Binh's new laptop");
    let again = asked(&amara, &[found], &binh.device.key());
    assert!(!again[0].keys.contains(&key.seal), "{again:?}");
}

#[test]
fn who_is_left_out_of_a_later_revision_is_given_no_earlier_one_and_what_was_taken_back_nobody() {
    let (mut amara, mut binh, _) = town();
    let first = sealed_for(&mut amara, |home| home.charter);
    let lead = first.inner.header().subject.expect("a lead");
    let name = first.inner.header().name().expect("a document");
    let later = |amara: &mut Home, version, readers: &[Id]| {
        let said = inner(amara, lead, version, Some(&first.inner), body(readers, "+63 2 555 0100"));
        Found { inner: said, outers: vec![wrap(amara, lead, Side::Open)] }
    };
    let person = amara.person;
    let second = later(&mut amara, Version::Next(name), &[person]);
    let charter = amara.charter;
    let gone = later(&mut amara, Version::Withdraw(name), &[charter]);
    comes_back(&mut binh, &mut amara, "Binh's new laptop");
    let device = amara.device.key();
    assert_eq!(asked(&amara, std::slice::from_ref(&first), &device).len(), 1);
    assert_eq!(asked(&amara, &[first.clone(), second], &device), []);
    assert_eq!(asked(&amara, &[first.clone(), gone], &device), []);
}

#[test]
fn what_a_home_sealed_before_it_heard_of_a_key_it_seals_again() {
    let (mut amara, mut binh, _) = town();
    // Binh's word is older than the carrier, and reached Amara after she had made it.
    let mut elsewhere = Home::new("Chidi");
    let (invite, secret) = amara.invite_member(4, 1);
    elsewhere.now = amara.now;
    elsewhere.join(&mut amara, &invite, &secret);
    comes_back(&mut binh, &mut elsewhere, "Binh's new laptop");
    amara.now = elsewhere.now;
    let found = sealed_for(&mut amara, |home| home.charter);
    elsewhere.meet(&mut amara);
    let heard = amara.tick();
    let again = |device: &Key| {
        let knew = |_: &SealKey| Some(heard);
        due(std::slice::from_ref(&found), &keys(&amara), device, knew, amara.now.day()).len()
    };
    assert_eq!((again(&amara.device.key()), again(&elsewhere.device.key())), (1, 0), "nobody else can know");
}

#[test]
fn a_carrier_is_renewed_before_it_ends_where_what_is_inside_lives_longer() {
    let (mut amara, ..) = town();
    let found = sealed_for(&mut amara, |home| home.charter);
    let longer = |inner: &Envelope, days| {
        let mut header = inner.header().clone();
        header.expires = header.expires.plus(days);
        envelope::seal(header, inner.body().expect("whole"), &amara.device).expect("small")
    };
    let lasting = Found { inner: longer(&found.inner, 900), ..found.clone() };
    let end = found.outers[0].header().expires;
    let asked = |found: &Found, today: Day| {
        due(std::slice::from_ref(found), &keys(&amara), &amara.device.key(), |_| None, today).len()
    };
    assert_eq!(asked(&lasting, Day(end.0 - RENEW_DAYS - 1)), 0);
    assert_eq!(asked(&lasting, Day(end.0 - RENEW_DAYS)), 1);
    assert_eq!(asked(&found, Day(end.0 - RENEW_DAYS)), 0, "it ends with its carrier");
    assert_eq!(asked(&lasting, lasting.inner.header().expires.plus(1)), 0, "it has ended itself");
}

#[test]
fn since_when_a_key_is_known_is_read_from_its_own_persons_words() {
    let (mut amara, mut binh, _) = town();
    let before: Vec<SealKey> = keys(&amara);
    assert_eq!(before.len(), 2);
    assert!(before.iter().all(|key| key.own.is_some() && Some(key.listed) == key.own), "{before:?}");
    comes_back(&mut binh, &mut amara, "Binh's new laptop");
    let at = amara.now;
    let new = keys(&amara).into_iter().find(|key| key.seal == seal("Binh's new laptop")).expect("in force");
    let came = before.iter().find(|key| key.reader.person == binh.person).expect("Binh").came;
    assert_eq!((new.own, new.came), (Some(at), came), "a new machine makes nobody new");
    assert!(came < at && came > Moment(0));
}
