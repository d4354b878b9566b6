//! What stays of people and devices that go, and what is erased: in every order of arrival.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use proptest::prelude::*;
use protocol::admit::Refusal;
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::held::Standing;
use protocol::id::Id;
use protocol::keys::Secret;
use protocol::parting;
use protocol::record::approve::Approve;
use protocol::record::charter::{Charter, Listed};
use protocol::record::pledge::Quantity;
use protocol::record::pledge_call::PledgeCall;
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::fork::{outsider, three};
use crate::home::{Home, comment_body, lead_body};
use crate::pledge;

pub fn revise(home: &mut Home, change: impl FnOnce(&mut Charter)) -> Envelope {
    let mut next = founding::successor(home.collective());
    change(&mut next);
    let now = home.tick();
    founding::revision(home.charter, &home.hands(), &next, &[], now).expect("sound")
}

pub fn without(home: &mut Home, person: Id) -> Envelope {
    revise(home, |charter| parting::without_person(charter, person).expect("others are left"))
}

pub fn cut(home: &mut Home, key: &Secret, pin: Option<Id>, ids: &[Id]) -> Envelope {
    let now = home.tick();
    parting::cuts(home.charter, key.key(), pin, ids, &home.hands(), now).expect("one page").remove(0)
}

pub fn lead(home: &mut Home, title: &str) -> Envelope {
    let draft = home.draft("lead", Side::Inner, lead_body(title));
    home.sign(&draft)
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
    #![proptest_config(crate::cases(256))]

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
fn what_a_retired_device_said_for_all_ends_when_its_owner_is_a_steward_no_more() {
    // Given what Binh, a steward, said of the collective with a laptop that Binh has given away since.
    let [mut amara, mut binh, mut chidi] = three();
    let (first, two) = (amara.person, BTreeSet::from([amara.person, binh.person]));
    let two = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(two.into_iter().collect()).expect("two"), 2);
    });
    amara.say(two.clone());
    binh.hear_all([&two]);
    let mut draft = binh.draft("comment", Side::Inner, comment_body("Of all of us"));
    draft.subject = Some(binh.charter);
    let (said, lost) = (binh.sign(&draft), Secret::from_seed(&binh.device.seed()));
    (binh.device, binh.node) = (Secret::from_seed(&[83; 32]), Secret::from_seed(&[84; 32]));
    let now = binh.tick();
    let words = founding::credentials(&binh.root, &binh.hands(), binh.charter, now).expect("small");
    let retired = parting::retire(binh.charter, lost.key(), binh.seal, &binh.root, now).expect("small");
    let list = cut(&mut binh, &lost, None, &[said.id()]);
    let mut home = outsider(&amara, &[&words[1], &retired, &said, &list]);
    assert_eq!(home.standing(said.id()), Some(Standing::Live));
    // When Binh is a member again, nothing else having changed.
    let handed = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![first]).expect("one"), 1);
    });
    let agreed = chidi.state("approve", chidi.charter, &Approve { note: None }, vec![handed.id()]);
    home.hear_all([&handed, &agreed]);
    assert_eq!(home.collective().head, handed.id());
    assert_eq!(home.standing(said.id()), Some(Standing::Unlisted), "at once, and not first at midnight");
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
fn a_steward_who_was_removed_lists_nothing_more_of_a_device_that_they_gave_up_before() {
    // Given Amara's old laptop, off the list while she was the steward; then Binh removes her.
    let [mut amara, mut binh, _] = three();
    let (honest, old) = (lead(&mut amara, "Honest"), Secret::from_seed(&amara.device.seed()));
    amara.hear_all([&honest]);
    let backdated = lead(&mut amara, "Backdated");
    let (hands, seed) = ((amara.seal, amara.person), [86; 32]);
    let (device, node) = (Secret::from_seed(&seed), Secret::from_seed(&[87; 32]));
    let new = founding::Hands { device: &device, seal: hands.0, node: &node, person: hands.1 };
    let replaced = revise(&mut amara, |charter| {
        parting::without_device(charter, &old.key(), None);
        let mut devices = charter.devices.to_vec();
        devices.push(Listed { key: device.key(), person: new.person, seal: new.seal });
        devices.sort();
        charter.devices = Few::new(devices).expect("few");
    });
    amara.say(replaced.clone());
    amara.device = Secret::from_seed(&seed);
    let page = cut(&mut amara, &old, Some(replaced.id()), &[honest.id()]);
    let handed = revise(&mut amara, |charter| {
        (charter.stewards, charter.threshold) = (Few::new(vec![binh.person]).expect("one"), 1);
    });
    binh.hear_all([&replaced, &page, &handed]);
    let gone = without(&mut binh, amara.person);
    binh.say(gone.clone());
    // When she lists what she wrote since with the old laptop, under the revision that gave it up.
    let forged = cut(&mut amara, &old, Some(replaced.id()), &[backdated.id()]);
    let base = outsider(&amara, &[]);
    let all = [&replaced, &handed, &gone, &page, &backdated, &forged, &honest];
    for order in crate::branches::orders(&all).into_iter().step_by(97) {
        let home = outsider(&base, &order);
        assert_eq!(home.standing(backdated.id()), Some(Standing::Unlisted));
        assert_eq!(home.standing(honest.id()), Some(Standing::Unlisted), "until those who stayed list it");
    }
    let kept = cut(&mut binh, &old, Some(gone.id()), &[honest.id()]);
    let mut home = outsider(&base, &all);
    home.hear_all([&kept]);
    assert_eq!(home.standing(honest.id()), Some(Standing::Live));
    assert_eq!(home.standing(backdated.id()), Some(Standing::Unlisted));
}
