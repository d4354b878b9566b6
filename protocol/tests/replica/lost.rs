//! A steward's laptop that was lost, that its owner's words took back and that a version leaves out: what it goes on
//! signing opens no door and decides nothing.

use protocol::amend::{self, Amendment};
use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::founding::{self, Door, Hands};
use protocol::held::{Standing, subject};
use protocol::id::Id;
use protocol::invite_line::OneTime;
use protocol::keys::{Key, Secret};
use protocol::local::Role;
use protocol::parting;
use protocol::record::Fold;
use protocol::record::ack::Ack;
use protocol::wire::Few;

use crate::erasing::erase;
use crate::fork::{ack, outsider, three};
use crate::home::Home;
use crate::parting::{cut, lead, revise, without};

/// Amara decides alone; her first laptop is lost, and she goes on with another one.
struct Lost {
    amara: Home,
    binh: Home,
    /// The revision that lists the lost one.
    pin: Id,
    /// What whoever has it signs with.
    thief: Secret,
    /// Its node.
    machine: Key,
    /// What the others are told, the version without it among that.
    told: Vec<Envelope>,
    version: Id,
}

fn lost() -> Lost {
    let [mut amara, binh, _] = three();
    lose(&mut amara, binh)
}

fn lose(amara: &mut Home, binh: Home) -> Lost {
    let mut amara = std::mem::replace(amara, Home::new("Nobody"));
    let (pin, thief, machine) = (amara.collective().head, Secret::from_seed(&amara.device.seed()), amara.node.key());
    (amara.device, amara.node) = (Secret::from_seed(&[70; 32]), Secret::from_seed(&[71; 32]));
    let now = amara.tick();
    let words = founding::credentials(&amara.root, &amara.hands(), amara.charter, now).expect("small");
    amara.hear_all(&words);
    let next = amend::amend(amara.collective(), &[Amendment::Device(thief.key())]).expect("it is listed");
    let settled = amara.replica.roster().to_settle(&amara.charter);
    let back = parting::retire(amara.charter, thief.key(), amara.seal, &amara.root, now).expect("small");
    let version = founding::revision(amara.charter, &amara.hands(), &next, &settled, now).expect("sound");
    amara.hear_all([&back, &version]);
    let seen = ack(&mut amara, version.id());
    amara.hear_all([&seen]);
    let (id, told) = (version.id(), words.into_iter().chain([back, version, seen]).collect());
    Lost { amara, binh, pin, thief, machine, told, version: id }
}

impl Lost {
    /// The same person, by the lost laptop.
    fn hands(&self) -> Hands<'_> {
        Hands { device: &self.thief, ..self.amara.hands() }
    }

    /// Homes that hear what was told and what the thief says, in several orders.
    fn heard(&self, theirs: &[Envelope]) -> Vec<Home> {
        let all: Vec<&Envelope> = self.told.iter().chain(theirs).collect();
        let turns = 0..all.len();
        turns
            .map(|turn| {
                let mut order = all.clone();
                order.rotate_left(turn);
                // Once more, since what came too early waits.
                let twice: Vec<&Envelope> = order.iter().chain(&order).copied().collect();
                outsider(&self.binh, &twice)
            })
            .collect()
    }
}

#[test]
fn a_version_by_whoever_has_the_lost_laptop_counts_nowhere_though_they_say_that_it_was_seen() {
    let lost = lost();
    let now = lost.amara.now;
    let mut theirs = founding::successor(lost.binh.collective());
    theirs.tickets = Some(65_536);
    let rival = founding::revision(lost.amara.charter, &lost.hands(), &theirs, &[], now).expect("sound");
    let charter = lost.amara.charter;
    let seen =
        founding::statement("ack", charter, lost.amara.person, &Ack { note: None }, vec![rival.id()], now, &lost.thief);
    for home in lost.heard(&[rival, seen.expect("small")]) {
        assert_eq!(home.collective().head, lost.version);
        assert!(!home.collective().nodes.contains_key(&lost.machine), "its machine reads no more");
    }
}

#[test]
fn an_invite_by_whoever_has_the_lost_laptop_opens_nothing_under_a_version_from_before() {
    let lost = lost();
    let now = lost.amara.now;
    let (secret, mut mallory) = (OneTime([9; 16]), Home::new("Mallory"));
    let door = Door::Member(lost.amara.charter, lost.pin);
    let (key, until) = (secret.signer().key(), now.day().plus(7));
    let invite = founding::invite(door, key, 3, until, &lost.hands(), now).expect("sound");
    let came = mallory.join_records(lost.amara.charter, invite.id(), &secret);
    let theirs: Vec<Envelope> = std::iter::once(invite).chain(came).collect();
    for home in lost.heard(&theirs) {
        assert_eq!(home.role_of(mallory.person), None);
    }
}

#[test]
fn whoever_has_the_lost_laptop_invites_no_collective_into_a_federation() {
    let [mut amara, mut binh, _] = three();
    let federation = amara.found_federation();
    amara.meet(&mut binh);
    let lost = lose(&mut amara, binh);
    let now = lost.amara.now;
    let mut mallory = Home::founder("Mallory", "M");
    let secret = OneTime([9; 16]);
    let door = Door::Collective(federation, lost.amara.federation(federation).head);
    let (key, until) = (secret.signer().key(), now.day().plus(7));
    let invite = founding::invite(door, key, 1, until, &lost.hands(), now).expect("sound");
    mallory.now = now;
    let join = founding::join_collective(
        federation,
        invite.id(),
        &secret.signer(),
        mallory.collective(),
        &mallory.hands(),
        now,
    );
    let law = mallory.replica.law().values().cloned();
    let theirs: Vec<Envelope> = [invite, join.expect("small")].into_iter().chain(law).collect();
    for home in lost.heard(&theirs) {
        let known = home.replica.roster().federation(&federation).expect("it was founded before");
        assert!(known.collectives.contains_key(&lost.amara.charter), "what was said before stands");
        assert!(!known.collectives.contains_key(&mallory.charter));
    }
}

#[test]
fn whoever_has_the_lost_laptop_lists_nothing_new_of_somebody_who_was_removed() {
    let [mut amara, mut binh, chidi] = three();
    let (before, after) = (lead(&mut binh, "Before"), lead(&mut binh, "Long after"));
    amara.hear_all([&before]);
    let gone = without(&mut amara, binh.person);
    amara.say(gone.clone());
    let page = cut(&mut amara, &binh.device, Some(gone.id()), &[before.id()]);
    amara.say(page);
    let mut reader = chidi;
    amara.meet(&mut reader);
    let lost = lose(&mut amara, reader);
    // Her list of before stays where the version without the laptop lists it.
    let listed = parting::said_by(&lost.binh.replica, lost.amara.charter, &lost.thief.key());
    let now = lost.amara.now;
    let pages = |ids: &[Id], key, pin, hands: &Hands<'_>| {
        parting::cuts(lost.amara.charter, key, Some(pin), ids, hands, now).expect("one page")
    };
    let mut theirs = pages(&listed, lost.thief.key(), lost.version, &lost.amara.hands());
    theirs.extend(pages(&[after.id()], binh.device.key(), gone.id(), &lost.hands()));
    theirs.extend([before.clone(), after.clone()]);
    for home in lost.heard(&theirs) {
        let live = |record: &Envelope| home.standing(record.id()) == Some(protocol::held::Standing::Live);
        assert_eq!((live(&before), live(&after)), (true, false));
    }
}

#[test]
fn a_device_that_its_owner_took_back_can_still_be_taken_off_the_charter() {
    let [mut amara, mut binh, _] = three();
    let key = binh.device.key();
    let now = binh.tick();
    let back = parting::retire(binh.charter, key, binh.seal, &binh.root, now).expect("small");
    amara.hear_all([&back]);
    let next = amend::amend(amara.collective(), &[Amendment::Device(key)]).expect("it is listed");
    assert!(next.devices.iter().all(|device| device.key != key));
    let version = revise(&mut amara, |charter| *charter = next.clone());
    amara.say(version);
    assert!(!amara.collective().devices.contains_key(&key));
}

#[test]
fn a_newcomer_who_loses_the_computer_they_came_by_stays_and_whoever_has_it_is_nobody() {
    let [mut amara, mut binh, _] = three();
    let (invite, secret) = amara.invite_member(9, 1);
    let mut dalisay = Home::new("Dalisay");
    dalisay.join(&mut amara, &invite, &secret);
    // Given a second computer, by which she takes the first one back. No version lists her yet.
    let (thief, machine) = (Secret::from_seed(&dalisay.device.seed()), dalisay.node.key());
    (dalisay.device, dalisay.node) = (Secret::from_seed(&[80; 32]), Secret::from_seed(&[81; 32]));
    let now = dalisay.tick();
    let words = founding::credentials(&dalisay.root, &dalisay.hands(), dalisay.charter, now).expect("small");
    let back = parting::retire(dalisay.charter, thief.key(), dalisay.seal, &dalisay.root, now).expect("small");
    for home in [&mut amara, &mut binh, &mut dalisay] {
        home.hear_all(words.iter().chain([&back]));
    }
    amara.meet(&mut binh);
    for home in [&amara, &binh, &dalisay] {
        let collective = home.collective();
        assert_eq!(home.role_of(dalisay.person), Some(Role::Member));
        assert_eq!(collective.devices.get(&dalisay.device.key()), Some(&dalisay.person));
        assert_eq!(collective.devices.get(&thief.key()), None);
        assert_eq!(collective.nodes.get(&machine), None);
    }
    // When stewards write down who is there.
    let version = revise(&mut amara, |_| ());
    amara.say(version);
    amara.meet(&mut binh);
    assert_eq!(binh.role_of(dalisay.person), Some(Role::Member));
}

/// Amara removed Chidi, erased a text of Binh's, handed her office to Binh, and then took back the laptop on which she
/// did all that, with the list of what it said. Binh, who had agreed to what she erased, writes another version, which leaves it out.
#[test]
fn what_somebody_decided_in_office_holds_when_they_give_that_laptop_back_out_of_office() {
    let [mut amara, mut binh, mut chidi] = three();
    let (stays, text) = (lead(&mut chidi, "Chidi's, which stays"), lead(&mut binh, "Taken away"));
    amara.hear_all([&stays, &text]);
    let removal = without(&mut amara, chidi.person);
    amara.say(removal.clone());
    let page = cut(&mut amara, &chidi.device, Some(removal.id()), &[stays.id()]);
    let erased = erase(&mut amara, &[text.id()]);
    amara.hear_all([&page, &erased]);
    let old = Secret::from_seed(&amara.device.seed());
    let handed = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    amara.say(handed.clone());
    binh.hear_all([&stays, &removal, &page, &erased, &handed]);
    let office = cut(&mut binh, &old, Some(handed.id()), &[erased.id()]);
    amara.hear_all([&office]);
    // Another laptop, by which the first one goes.
    let said = parting::said_by(&amara.replica, amara.charter, &old.key());
    assert!(said.contains(&page.id()) && said.contains(&erased.id()));
    (amara.device, amara.node) = (Secret::from_seed(&[70; 32]), Secret::from_seed(&[71; 32]));
    let now = amara.tick();
    let words = founding::credentials(&amara.root, &amara.hands(), amara.charter, now).expect("small");
    amara.hear_all(&words);
    let back = parting::retire(amara.charter, old.key(), amara.seal, &amara.root, now).expect("small");
    amara.hear_all([&back]);
    let kept = cut(&mut amara, &old, None, &said);
    binh.hear_all([&office].into_iter().chain(&words).chain([&back, &kept]));
    let next = revise(&mut binh, |_| ());
    assert!(binh.collective().charter.devices.iter().any(|listed| listed.key == old.key()), "until the next version");
    let told: Vec<Envelope> = words
        .into_iter()
        .chain([stays.clone(), text.clone(), removal, page, erased, handed, office, back, kept, next.clone()])
        .collect();
    let base = outsider(&binh, &[]);
    for turn in 0..told.len() {
        let mut order: Vec<&Envelope> = told.iter().collect();
        order.rotate_left(turn);
        let twice: Vec<&Envelope> = order.iter().chain(&order).copied().collect();
        let home = outsider(&base, &twice);
        assert_eq!(home.collective().head, next.id());
        assert_eq!(home.standing(stays.id()), Some(Standing::Live), "what a removed member wrote stays, order {turn}");
        let row: LeadRow = home.row(Fold::Lead, subject(&text)).expect("a row");
        assert!(row.lead.is_none(), "what was taken away stays away, order {turn}");
    }
}
