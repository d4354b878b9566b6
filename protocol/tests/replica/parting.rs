//! What stays of people and devices that go, and what is erased: in every order of arrival.

use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::admit::Refusal;
use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::founding;
use protocol::held::{ERASED_DAYS, Standing, subject};
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::local::Role;
use protocol::parting;
use protocol::record::Fold;
use protocol::record::approve::Approve;
use protocol::record::charter::Charter;
use protocol::record::pledge::Quantity;
use protocol::record::pledge_call::PledgeCall;
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::fork::{outsider, three};
use crate::home::{Home, lead_body};
use crate::pledge;

fn revise(home: &mut Home, change: impl FnOnce(&mut Charter)) -> Envelope {
    let mut next = founding::successor(home.collective());
    change(&mut next);
    let now = home.tick();
    founding::revision(home.charter, &home.hands(), &next, &[], now).expect("sound")
}

fn without(home: &mut Home, person: Id) -> Envelope {
    revise(home, |charter| parting::without_person(charter, person).expect("others are left"))
}

fn cut(home: &mut Home, key: &Secret, pin: Option<Id>, ids: &[Id]) -> Envelope {
    let now = home.tick();
    parting::cuts(home.charter, key.key(), pin, ids, &home.hands(), now).expect("one page").remove(0)
}

fn erase(home: &mut Home, ids: &[Id]) -> Envelope {
    let now = home.tick();
    parting::erase(home.charter, ids, None, &home.hands(), now).expect("small").remove(0)
}

fn lead(home: &mut Home, title: &str) -> Envelope {
    let draft = home.draft("lead", Side::Inner, lead_body(title));
    home.sign(&draft)
}

fn row(home: &Home, lead: &Envelope) -> Option<LeadRow> {
    home.row(Fold::Lead, subject(lead))
}

/// Binh writes, is removed by Amara, and goes on writing under old dates.
struct Leaving {
    base: Home,
    records: Vec<Envelope>,
    live: Vec<Id>,
    gone: Vec<Id>,
}

fn leaving() -> &'static Leaving {
    static LEAVING: OnceLock<Leaving> = OnceLock::new();
    LEAVING.get_or_init(|| {
        let [mut amara, mut binh, _] = three();
        let base = outsider(&amara, &[]);
        let listed = [lead(&mut binh, "One that stays"), lead(&mut binh, "Another")];
        let unlisted = lead(&mut binh, "In flight when Binh was removed");
        let promise = pledge::offer(&mut binh, amara.person, 60);
        amara.hear_all(listed.iter().chain([&promise]));
        let call = PledgeCall { what: Quantity::of_minutes(10), when: None, note: None };
        let call = amara.bind("pledge-call", Some(promise.id()), &[], &call);
        let kept = parting::said_by(&amara.replica, amara.charter, &binh.device.key());
        let mut late: Vec<Envelope> = ["early", "the same day"].map(|title| lead(&mut binh, title)).into();
        let removal = without(&mut amara, binh.person);
        amara.say(removal.clone());
        let page = cut(&mut amara, &binh.device, Some(removal.id()), &kept);
        binh.now = amara.now.after(60_000);
        late.push(lead(&mut binh, "after"));
        let live = listed.iter().chain([&promise, &call]).map(Envelope::id).collect();
        let gone = late.iter().chain([&unlisted]).map(Envelope::id).collect();
        let rest = [unlisted, promise, call, removal, page];
        Leaving { base, records: listed.into_iter().chain(late).chain(rest).collect(), live, gone }
    })
}

proptest! {
    #[test]
    fn a_removed_device_shows_nothing_but_what_is_listed_or_countersigned(
        order in Just((0..leaving().records.len()).collect::<Vec<usize>>()).prop_shuffle(),
        doubled in any::<prop::sample::Index>(),
    ) {
        let leaving = leaving();
        let mut records: Vec<&Envelope> = order.iter().map(|at| &leaving.records[*at]).collect();
        records.push(doubled.get(&leaving.records));
        let home = outsider(&leaving.base, &records);
        for id in &leaving.live {
            prop_assert_eq!(home.standing(*id), Some(Standing::Live));
        }
        for id in &leaving.gone {
            prop_assert_eq!(home.standing(*id), Some(Standing::Unlisted));
        }
        let expected = outsider(&leaving.base, &leaving.records.iter().collect::<Vec<_>>());
        prop_assert_eq!(&home.rows, &expected.rows);
        let scope = Scope::Inner(home.charter);
        prop_assert_eq!(home.digest(&scope), expected.digest(&scope));
    }
}

#[test]
fn who_was_removed_lists_nothing_of_their_own_under_a_revision_from_before() {
    let [mut amara, mut binh, chidi] = three();
    let root = amara.charter;
    let first = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    amara.say(first.clone());
    binh.hear_all([&first]);
    let gone = without(&mut binh, amara.person);
    binh.say(gone.clone());
    // A second key of Amara's that no revision ever listed.
    let mut second = Home::new("Amara");
    (second.device, second.node) = (Secret::from_seed(&[81; 32]), Secret::from_seed(&[82; 32]));
    (second.charter, second.now) = (amara.charter, amara.now);
    let words = founding::credentials(&second.root, &second.hands(), amara.charter, amara.now).expect("small");
    let backdated = [lead(&mut amara, "Backdated"), lead(&mut second, "From another machine")];
    let mut pages = Vec::new();
    for pin in [root, first.id(), gone.id()] {
        for (seed, lead) in [(amara.device.seed(), &backdated[0]), (second.device.seed(), &backdated[1])] {
            let device = Secret::from_seed(&seed);
            pages.push(cut(&mut second, &device, Some(pin), &[lead.id()]));
            let by_old_key = parting::cuts(
                root,
                device.key(),
                Some(pin),
                &[lead.id()],
                &founding::Hands { device: &amara.device, seal: amara.seal, node: &amara.node, person: amara.person },
                second.now,
            );
            pages.extend(by_old_key.expect("small"));
        }
    }
    pages.push(cut(&mut second, &Secret::from_seed(&amara.device.seed()), None, &[backdated[0].id()]));
    let base = outsider(&chidi, &[]);
    let records: Vec<&Envelope> = words.iter().chain(&pages).chain([&first, &gone]).chain(&backdated).collect();
    let mut home = outsider(&base, &records);
    home.hear_all([&crate::branches::ack(&mut binh, &first)]);
    assert_eq!(home.collective().head, gone.id());
    assert_eq!(backdated.map(|lead| home.standing(lead.id())), [Some(Standing::Unlisted); 2]);
}

#[test]
fn a_person_lists_what_stays_of_a_device_that_they_took_back_and_a_thief_does_not() {
    // Given Binh's lost laptop and Binh's new one.
    let [mut amara, mut binh, _] = three();
    let (old, lost) = (lead(&mut binh, "Written at home"), Secret::from_seed(&binh.device.seed()));
    amara.hear_all([&old]);
    let mut thief = Home::new("Binh");
    (thief.charter, thief.now, thief.ticket) = (binh.charter, binh.now, 100);
    (binh.device, binh.node) = (Secret::from_seed(&[83; 32]), Secret::from_seed(&[84; 32]));
    let now = binh.tick();
    let words = founding::credentials(&binh.root, &binh.hands(), binh.charter, now).expect("small");
    let retired = parting::retire(binh.charter, lost.key(), binh.seal, &binh.root, now).expect("small");
    let stolen = lead(&mut thief, "Backdated by the thief");
    let by_thief = cut(&mut thief, &lost, None, &[stolen.id()]);
    let by_binh = cut(&mut binh, &lost, None, &[old.id()]);

    // When the stewards do nothing, the new machine's list counts and the thief's does not.
    let base = outsider(&amara, &[]);
    let all = [&words[1], &retired, &stolen, &by_thief, &by_binh, &old];
    for order in crate::branches::orders(&all).into_iter().step_by(5) {
        let home = outsider(&base, &order);
        assert_eq!(home.standing(old.id()), Some(Standing::Live));
        assert_eq!(home.standing(stolen.id()), Some(Standing::Unlisted));
    }

    // When Binh is removed, Binh's own list ends as well.
    let removal = without(&mut amara, binh.person);
    let mut home = outsider(&base, &all);
    home.hear_all([&removal]);
    assert_eq!(home.standing(old.id()), Some(Standing::Unlisted));
    // And nobody lists a device that is somebody else's.
    let claimed = cut(&mut amara, &lost, None, &[stolen.id()]);
    let mut home = outsider(&base, &all);
    home.hear_all([&claimed]);
    assert_eq!(home.standing(stolen.id()), Some(Standing::Unlisted));
}

#[test]
fn a_list_for_a_key_that_is_in_force_means_nothing() {
    let [mut amara, mut binh, _] = three();
    let over = {
        binh.ticket = 3_000;
        lead(&mut binh, "beyond the limit")
    };
    let head = amara.collective().head;
    let page = cut(&mut amara, &Secret::from_seed(&binh.device.seed()), Some(head), &[over.id()]);
    amara.hear_all([&page]);
    assert_eq!(amara.hear(&over), Err(Refusal::Superfluous));
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
    for order in crate::branches::orders(&all).into_iter().step_by(3) {
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
    for order in crate::branches::orders(&[&first, &gone, &text, &revenge]) {
        let home = outsider(&base, &order);
        assert_eq!(home.collective().head, gone.id());
        assert!(row(&home, &text).expect("a row").lead.is_some());
    }
}
