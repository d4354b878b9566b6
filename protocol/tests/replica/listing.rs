//! Who may list what stays of somebody who went, how much of that is held, and how many can go.

use protocol::amend::{Amendment, amend};
use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::held::subject;
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::parting;
use protocol::record::Fold;
use protocol::record::charter::REMOVED_MAX;
use protocol::roster::STATEMENTS_MAX;
use protocol::wire::Few;

use crate::bounds::deliver;
use crate::fork::{outsider, revise, three};
use crate::home::Home;
use crate::parting::{cut, lead, without};

fn shows(home: &Home, lead: &Envelope) -> bool {
    home.row::<LeadRow>(Fold::Lead, subject(lead)).is_some()
}

/// Amara founded and handed over to Binh, who removed her and handed over to Chidi, who removed him.
struct Handed {
    amara: Home,
    binh: Home,
    chidi: Home,
    /// What Amara wrote while she belonged.
    text: Envelope,
    /// The revision without Amara, and Binh's list of what stays of her.
    without_amara: Envelope,
    page: Envelope,
    without_binh: Envelope,
    /// What everybody knows but that list.
    base: Home,
}

fn handed() -> Handed {
    let [mut amara, mut binh, mut chidi] = three();
    let text = lead(&mut amara, "Written in time");
    let first = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    binh.hear_all([&first, &text]);
    let without_amara = without(&mut binh, amara.person);
    binh.say(without_amara.clone());
    let page = cut(&mut binh, &amara.device, Some(without_amara.id()), &[text.id()]);
    let third = revise(&mut binh, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![chidi.person]).expect("one"), 1);
    });
    chidi.hear_all([&first, &text, &without_amara, &page, &third]);
    let without_binh = without(&mut chidi, binh.person);
    let base = outsider(&amara, &[&first, &without_amara, &third, &without_binh]);
    assert_eq!(base.collective().head, without_binh.id());
    Handed { amara, binh, chidi, text, without_amara, page, without_binh, base }
}

#[test]
fn two_who_were_removed_one_after_the_other_show_nothing_new() {
    let Handed { mut amara, mut binh, without_amara, base, .. } = handed();
    let slander = lead(&mut amara, "Published long after");
    let device = Secret::from_seed(&amara.device.seed());
    let page = cut(&mut binh, &device, Some(without_amara.id()), &[slander.id()]);
    let home = outsider(&base, &[&slander, &page]);
    assert!(!shows(&home, &slander), "both are gone, and it shows");
}

#[test]
fn what_somebody_listed_who_went_stays_where_those_who_stayed_list_that() {
    let Handed { binh, mut chidi, text, page, without_binh, base, .. } = handed();
    let kept = parting::said_by(&chidi.replica, chidi.charter, &binh.device.key());
    assert!(kept.contains(&page.id()), "the command takes it along");
    let list = cut(&mut chidi, &binh.device, Some(without_binh.id()), &kept);
    for order in [[&text, &page, &list], [&list, &page, &text], [&page, &list, &text]] {
        assert!(shows(&outsider(&base, &order), &text));
    }
    assert!(!shows(&outsider(&base, &[&text, &page]), &text), "nobody who stayed says so");
}

/// Pages of one id each, made up; of lower ids than a record.
fn flood(steward: &mut Home, of: &Secret, pin: Id, below: &Envelope) -> Vec<Envelope> {
    let mut pages = Vec::new();
    for number in 0u32.. {
        if pages.len() > STATEMENTS_MAX {
            break;
        }
        let page = cut(steward, of, Some(pin), &[Id::of(&number.to_be_bytes())]);
        if page.id() < below.id() {
            pages.push(page);
        }
    }
    pages
}

/// What stays of Binh, on a page of a high id, and 257 pages of what stays of Chidi.
fn two_removals() -> (Home, Envelope, Envelope, Vec<Envelope>) {
    let [mut amara, mut binh, chidi] = three();
    let text = lead(&mut binh, "Honest work");
    amara.hear_all([&text]);
    let gone = without(&mut amara, binh.person);
    amara.say(gone.clone());
    let page = loop {
        let page = cut(&mut amara, &binh.device, Some(gone.id()), &[text.id()]);
        if page.id().as_bytes()[0] >= 0xF0 {
            break page;
        }
    };
    amara.say(page.clone());
    assert!(shows(&amara, &text));
    let gone = without(&mut amara, chidi.person);
    amara.say(gone.clone());
    let pages = flood(&mut amara, &chidi.device, gone.id(), &page);
    (amara, text, page, pages)
}

fn pages_at(home: &Home) -> usize {
    home.replica.law().values().filter(|record| &*record.header().kind == "cut").count()
}

#[test]
fn what_was_listed_of_one_stays_however_much_is_listed_of_another() {
    let (mut amara, text, _, pages) = two_removals();
    deliver(&mut amara, &pages.iter().collect::<Vec<_>>(), 64);
    assert!(shows(&amara, &text), "what was listed of Binh is shown no more");
    assert_eq!(pages_at(&amara), STATEMENTS_MAX + 1, "of each of them no more than need be");
}

#[test]
fn of_pages_for_invented_keys_no_more_are_held_than_of_one() {
    let (mut amara, text, page, _) = two_removals();
    let mut pages = Vec::new();
    for number in 0..STATEMENTS_MAX as u32 + 40 {
        let mut seed = [77; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        let pin = amara.collective().head;
        pages.push(cut(&mut amara, &Secret::from_seed(&seed), Some(pin), &[page.id()]));
    }
    deliver(&mut amara, &pages.iter().collect::<Vec<_>>(), 64);
    assert!(shows(&amara, &text));
    assert_eq!(pages_at(&amara), STATEMENTS_MAX + 1);
}

#[test]
fn whoever_lists_without_end_and_goes_leaves_what_others_list_of_that() {
    // Given: Amara listed what stays of Binh and a flood besides, made Eve a steward, and goes.
    let [mut amara, mut binh, mut eve] = three();
    let text = lead(&mut binh, "Honest work");
    amara.hear_all([&text]);
    let gone = without(&mut amara, binh.person);
    amara.say(gone.clone());
    let page = loop {
        let page = cut(&mut amara, &binh.device, Some(gone.id()), &[text.id()]);
        if page.id().as_bytes()[0] >= 0xF0 {
            break page;
        }
    };
    let next = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![eve.person]).expect("one"), 1);
    });
    eve.hear_all([&text, &gone, &page, &next]);
    let leaves = without(&mut eve, amara.person);
    let list = cut(&mut eve, &amara.device, Some(leaves.id()), &[page.id()]);
    // When Amara, who has gone, floods the law with lower pages, of keys that nobody knows and of Binh's.
    let mut pages = flood(&mut amara, &binh.device, gone.id(), &page);
    pages.extend(flood(&mut amara, &Secret::from_seed(&[99; 32]), gone.id(), &page));
    let all: Vec<&Envelope> = [&gone, &next, &leaves, &list, &page].into_iter().chain(&pages).collect();
    let mut home = outsider(&eve, &[&text]);
    deliver(&mut home, &all, 40);
    let mut other = outsider(&eve, &[&text]);
    deliver(&mut other, &all.iter().rev().copied().collect::<Vec<_>>(), 7);
    // Then what Eve listed of it stays, and of the rest one bound.
    for home in [&home, &other] {
        assert!(shows(home, &text));
        assert!(pages_at(home) <= STATEMENTS_MAX + 2, "{}", pages_at(home));
    }
    let law = |home: &Home| home.replica.law().keys().copied().collect::<Vec<Id>>();
    assert_eq!(law(&home), law(&other));
}

#[test]
fn somebody_can_be_removed_however_many_were_before_and_who_could_come_back_stays_out() {
    // Given a charter that remembers as many as it can, one of whom would be in by a join.
    let [mut amara, binh, chidi] = three();
    let gone = without(&mut amara, chidi.person);
    amara.say(gone);
    let full = revise(&mut amara, |charter| {
        let invented = (0..REMOVED_MAX as u32 - 1).map(|number| Id::of(&number.to_be_bytes()));
        let mut removed: Vec<Id> = charter.removed.iter().copied().chain(invented).collect();
        removed.sort();
        charter.removed = Few::new(removed).expect("as many as it holds");
    });
    amara.say(full);
    assert_eq!(amara.collective().charter.removed.len(), REMOVED_MAX);
    // When one more goes.
    let next = amend(amara.collective(), &[Amendment::Remove(binh.person)]).expect("nobody is one too many");
    assert_eq!(next.removed.len(), 2, "those who could not come back need not be remembered");
    let revision = revise(&mut amara, |charter| *charter = next.clone());
    amara.say(revision);
    assert_eq!((amara.role_of(binh.person), amara.role_of(chidi.person)), (None, None));
}
