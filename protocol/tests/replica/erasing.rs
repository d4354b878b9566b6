//! What is erased, by whom, and what becomes of it when the eraser goes: in every order of arrival.

use std::collections::BTreeSet;

use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::founding::{self, Hands};
use protocol::held::{ERASED_DAYS, subject};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::Role;
use protocol::parting;
use protocol::record::Fold;
use protocol::record::approve::Approve;
use protocol::space::Scope;
use protocol::wire::Few;

use crate::branches::orders;
use crate::fork::{outsider, three};
use crate::home::Home;
use crate::parting::{cut, lead, revise, without};

pub fn erase(home: &mut Home, ids: &[Id]) -> Envelope {
    let now = home.tick();
    parting::erase(home.charter, ids, None, &home.hands(), now).expect("small").remove(0)
}

fn row(home: &Home, lead: &Envelope) -> Option<LeadRow> {
    home.row(Fold::Lead, subject(lead))
}

#[test]
fn an_erasure_hides_at_once_in_every_order_and_only_by_the_author_or_the_stewards() {
    let [mut amara, mut binh, mut chidi] = three();
    let base = outsider(&amara, &[]);
    let (mine, theirs, safe) = (lead(&mut binh, "Mine"), lead(&mut binh, "Theirs"), lead(&mut binh, "Safe"));
    let own = erase(&mut binh, &[mine.id()]);
    let steward = erase(&mut amara, &[theirs.id()]);
    let mallory = erase(&mut chidi, &[safe.id()]);
    let all = [&mine, &theirs, &safe, &own, &steward, &mallory];
    let digest = outsider(&base, &all).digest(&Scope::Inner(base.charter));
    for order in orders(&all).into_iter().step_by(3) {
        let home = outsider(&base, &order);
        let texts = [&mine, &theirs, &safe].map(|lead| row(&home, lead).expect("a row says erased").lead.is_some());
        assert_eq!(texts, [false, false, true]);
        assert_eq!(home.digest(&Scope::Inner(base.charter)), digest);
    }
}

#[test]
fn what_stewards_erase_together_needs_as_many_of_them_as_a_revision() {
    let [mut amara, mut binh, mut chidi] = three();
    let mut both = vec![amara.person, chidi.person];
    both.sort();
    let two = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(both.clone()).expect("two"), 2);
    });
    let text = lead(&mut binh, "Text");
    let alone = erase(&mut chidi, &[text.id()]);
    let agreed = amara.state("approve", amara.charter, &Approve { note: None }, vec![alone.id()]);
    let base = outsider(&amara, &[&two, &text, &alone]);
    assert!(row(&base, &text).expect("a row").lead.is_some(), "one of two");
    let home = outsider(&base, &[&text, &agreed]);
    assert!(row(&home, &text).expect("a row").lead.is_none());
}

#[test]
fn the_body_goes_seven_days_later_and_homes_with_and_without_it_agree() {
    let [mut amara, mut binh, _] = three();
    let text = lead(&mut binh, "Text that goes");
    amara.hear_all([&text]);
    let gone = erase(&mut binh, &[text.id()]);
    amara.hear_all([&gone]);
    let scope = Scope::Inner(amara.charter);
    let day = amara.now.day();
    for (later, whole) in [(ERASED_DAYS - 1, true), (ERASED_DAYS, false), (ERASED_DAYS + 1, false)] {
        let turned = amara.replica.turn(day.plus(later));
        assert_eq!(turned.to_blank.len(), usize::from(later == ERASED_DAYS), "once");
        amara.apply(turned);
        assert_eq!(amara.store[&text.id()].body().is_some(), whole);
        assert!(row(&amara, &text).expect("a row").lead.is_none());
    }
    // A newcomer takes it without its body, one who was away holds it whole: they see the same.
    amara.now = amara.replica.day().start().after(1_000);
    let bare = amara.store[&text.id()].clone();
    let mut newcomer = outsider(&amara, &[]);
    assert_eq!(newcomer.hear(&bare), Ok(true));
    let mut away = outsider(&amara, &[]);
    assert_eq!(away.hear(&text), Ok(true));
    for home in [&mut newcomer, &mut away] {
        let turned = home.replica.turn(amara.replica.day());
        home.apply(turned);
        home.hear_all(&amara.shown(&scope));
    }
    amara.now = newcomer.now;
    assert_eq!(newcomer.digest(&scope), away.digest(&scope));
    assert_eq!(newcomer.digest(&scope), amara.digest(&scope));
    // And it expires like every other.
    let turned = amara.replica.turn(text.header().expires.plus(20));
    amara.apply(turned);
    assert_eq!((amara.standing(text.id()), row(&amara, &text)), (None, None));
}

#[test]
fn what_a_thief_erased_shows_again_when_the_stolen_key_is_gone_and_what_was_meant_stays_erased() {
    let [mut amara, mut binh, _] = three();
    let (text, meant) = (lead(&mut binh, "Text"), lead(&mut binh, "Regretted"));
    let honest = erase(&mut binh, &[meant.id()]);
    amara.hear_all([&text, &meant, &honest]);
    let mut kept = parting::said_by(&amara.replica, amara.charter, &binh.device.key());
    assert!(kept.contains(&honest.id()));
    let theft = erase(&mut binh, &[text.id()]);
    amara.hear_all([&theft]);
    assert!(row(&amara, &text).expect("a row").lead.is_none());
    // The stewards take the stolen device off the list and say what stays.
    let device = Secret::from_seed(&binh.device.seed());
    let removal = revise(&mut amara, |charter| parting::without_device(charter, &device.key(), None));
    amara.say(removal.clone());
    kept.retain(|id| *id != theft.id());
    let page = cut(&mut amara, &device, Some(removal.id()), &kept);
    amara.say(page);
    assert_eq!(amara.role_of(binh.person), Some(Role::Member));
    assert!(row(&amara, &text).expect("a row").lead.is_some());
    assert!(row(&amara, &meant).expect("a row").lead.is_none());
}

#[test]
fn a_removed_steward_erases_nothing_with_the_power_of_old() {
    let [mut amara, mut binh, chidi] = three();
    let first = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    let text = lead(&mut binh, "Text");
    binh.hear_all([&first, &text]);
    let gone = without(&mut binh, amara.person);
    let revenge = erase(&mut amara, &[text.id()]);
    let base = outsider(&chidi, &[]);
    for order in orders(&[&first, &gone, &text, &revenge]) {
        let home = outsider(&base, &order);
        assert_eq!(home.collective().head, gone.id());
        assert!(row(&home, &text).expect("a row").lead.is_some());
    }
}

/// A person's other machine, with the root key's words for it.
fn second(home: &mut Home, seed: u8) -> (Home, Vec<Envelope>) {
    let mut other = Home::new(match home.person == Home::new("Amara").person {
        true => "Amara",
        false => "Binh",
    });
    (other.device, other.node) = (Secret::from_seed(&[seed; 32]), Secret::from_seed(&[seed + 1; 32]));
    (other.charter, other.now, other.ticket) = (home.charter, home.tick(), 500);
    let words = founding::credentials(&other.root, &other.hands(), other.charter, other.now).expect("small");
    (other, words.to_vec())
}

fn binh_key() -> Secret {
    Home::new("Binh").device
}

fn hidden(home: &Home, texts: &[&Envelope]) -> Vec<bool> {
    texts.iter().map(|text| row(home, text).expect("a row").lead.is_none()).collect()
}

#[test]
fn what_was_erased_stays_so_when_the_eraser_gives_the_device_away_and_lists_its_past() {
    let [mut amara, mut binh, _] = three();
    let (mine, theirs) = (lead(&mut binh, "Mine"), lead(&mut binh, "Theirs"));
    let (own, office) = (erase(&mut binh, &[mine.id()]), erase(&mut amara, &[theirs.id()]));
    let mut all = vec![mine.clone(), theirs.clone(), own.clone(), office.clone()];
    all.push(cut(&mut second(&mut binh, 70).0, &binh_key(), None, &[mine.id(), theirs.id()]));
    let mut pages = BTreeSet::new();
    for (home, said, seed) in [(&mut amara, &office, 60), (&mut binh, &own, 70)] {
        let (mut new, words) = second(home, seed);
        let old = Secret::from_seed(&home.device.seed());
        let now = new.tick();
        all.extend(words);
        all.push(parting::retire(home.charter, old.key(), home.seal, &home.root, now).expect("small"));
        all.push(cut(&mut new, &old, None, &[said.id()]));
        pages.insert(all[all.len() - 1].id());
    }
    let base = outsider(&amara, &[]);
    let forward: Vec<&Envelope> = all.iter().collect();
    let digest = outsider(&base, &forward).digest(&Scope::Inner(base.charter));
    for turn in 0..all.len() {
        let mut order = forward.clone();
        order.rotate_left(turn);
        let home = outsider(&base, &order);
        assert_eq!(hidden(&home, &[&mine, &theirs]), [true, true], "begun at {turn}");
        assert_eq!(home.digest(&Scope::Inner(base.charter)), digest);
    }
    // Without their lists both show again: a thief may have erased them.
    let without: Vec<&Envelope> = forward.into_iter().filter(|record| !pages.contains(&record.id())).collect();
    assert_eq!(hidden(&outsider(&base, &without), &[&mine, &theirs]), [false, false]);
}

#[test]
fn what_a_steward_erased_stays_so_when_they_are_a_steward_no_longer_and_the_others_list_it() {
    // Given what Amara erased as a steward, and Binh who takes the office over.
    let [mut amara, mut binh, _] = three();
    let (bad, good) = (lead(&mut binh, "Bad"), lead(&mut binh, "Good"));
    let meant = erase(&mut amara, &[bad.id()]);
    amara.hear_all([&bad, &meant]);
    let listed = parting::erased_by(&amara.replica, amara.charter, &amara.device.key());
    assert_eq!(listed, [meant.id()]);
    let handed = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    let before = amara.collective().head;
    binh.hear_all([&bad, &meant, &handed]);
    let device = Secret::from_seed(&amara.device.seed());
    let page = cut(&mut binh, &device, Some(handed.id()), &listed);
    // When Amara erases with an old date, and lists it under either revision.
    let revenge = erase(&mut amara, &[good.id()]);
    let own = [Some(before), Some(handed.id()), None].map(|pin| cut(&mut amara, &device, pin, &[revenge.id()]));
    let base = outsider(&amara, &[]);
    let all = [&bad, &good, &meant, &handed, &page, &revenge, &own[0], &own[1], &own[2]];
    for order in orders(&all).into_iter().step_by(19_997) {
        let home = outsider(&base, &order);
        assert_eq!(home.role_of(amara.person), Some(Role::Member));
        assert_eq!(hidden(&home, &[&bad, &good]), [true, false]);
    }
    // Without the others' page nothing tells the one from the other.
    assert_eq!(hidden(&outsider(&base, &[&bad, &good, &meant, &handed, &revenge]), &[&bad, &good]), [false, false]);
    // It outlives Amara's membership, and Binh's office.
    let mut next = outsider(&base, &all);
    next.replica.settle(binh.person);
    let gone = without(&mut binh, amara.person);
    binh.say(gone.clone());
    let kept = parting::said_by(&next.replica, binh.charter, &device.key());
    let page = cut(&mut binh, &device, Some(gone.id()), &kept);
    next.hear_all([&gone, &page]);
    assert_eq!(hidden(&next, &[&bad]), [true]);
}

#[test]
fn homes_agree_again_when_an_erasure_ends_after_its_text_went() {
    // Given somebody who erased by one computer what another of theirs wrote, and gives that one away a week later.
    let [amara, mut binh, _] = three();
    let text = lead(&mut binh, "Text");
    let device = Secret::from_seed(&[40; 32]);
    let node = Secret::from_seed(&[41; 32]);
    let seal = binh.seal;
    let now = binh.tick();
    let hands = Hands { device: &device, seal, node: &node, person: binh.person };
    let [_, word] = founding::credentials(&binh.root, &hands, binh.charter, now).expect("small");
    let erased = parting::erase(binh.charter, &[text.id()], None, &hands, now).expect("small").remove(0);
    let now = binh.tick();
    let ended = parting::retire(binh.charter, device.key(), seal, &binh.root, now).expect("small");
    let base = outsider(&amara, &[]);
    let mut present = outsider(&base, &[&text, &word, &erased]);
    let day = present.now.day();
    let turn = |home: &mut Home, later: u32| {
        let turned = home.replica.turn(day.plus(later));
        home.apply(turned);
        home.now = day.plus(later).start().after(1_000);
    };
    (1..=ERASED_DAYS).for_each(|later| turn(&mut present, later));
    assert!(present.store[&text.id()].body().is_none(), "its text went");
    // When the erasure ends: what is left of the record is no more than nothing, and others have it whole.
    present.hear_all([&ended]);
    assert!(!present.store.contains_key(&text.id()));
    let mut away = outsider(&base, &[&text, &word, &erased, &ended]);
    let mut newcomer = outsider(&base, &[&word, &erased, &ended]);
    turn(&mut away, ERASED_DAYS);
    turn(&mut newcomer, ERASED_DAYS);
    newcomer.hear_all(present.store.values());
    let scope = Scope::Inner(amara.charter);
    assert_eq!(present.digest(&scope), newcomer.digest(&scope));
    for home in [&mut present, &mut newcomer] {
        home.hear_all(away.store.values());
    }
    // Then all see it again, and the same.
    for home in [&present, &newcomer, &away] {
        assert!(home.row::<LeadRow>(Fold::Lead, subject(&text)).is_some_and(|row| row.lead.is_some()));
        assert_eq!(home.digest(&scope), away.digest(&scope));
    }
    // And an erasure that counts hides it once more.
    let now = binh.tick().max(present.now);
    let again = parting::erase(binh.charter, &[text.id()], None, &binh.hands(), now).expect("small").remove(0);
    present.hear_all([&again]);
    assert!(present.row::<LeadRow>(Fold::Lead, subject(&text)).is_none_or(|row| row.lead.is_none()));
}
