//! A computer in the place of one that was lost with the words: stewards list it, and the old one is out.

use protocol::amend::{Amendment, Misfit, Replacement, amend};
use protocol::envelope::Envelope;
use protocol::founding;
use protocol::held::Standing;
use protocol::invite_line::DeviceRequest;
use protocol::keys::Secret;
use protocol::local::Role;
use protocol::parting;
use protocol::space::Side;

use crate::fork::three;
use crate::home::Home;

/// The same person on a new computer, with keys of its own and without the root key.
fn on_new_computer(lost: &Home, name: &str) -> Home {
    let mut home = Home::new(name);
    home.device = Secret::from_seed(&[91; 32]);
    home.node = Secret::from_seed(&[92; 32]);
    home.person = lost.person;
    home.charter = lost.charter;
    home.now = lost.now.after(60_000);
    home
}

fn wish(new: &Home) -> Amendment {
    let request = DeviceRequest::new(&new.charter, &new.hands());
    Amendment::Replace(Replacement { person: new.person, request })
}

fn replaced(steward: &mut Home, new: &Home) -> Envelope {
    let next = amend(steward.collective(), &[wish(new)]).expect("it fits");
    let now = steward.tick();
    founding::revision(steward.charter, &steward.hands(), &next, &[], now).expect("sound")
}

/// What stewards list of a key that is out, and the new computer's first look.
fn enter(new: &mut Home, steward: &mut Home) {
    new.replica.await_charter(Some(new.charter));
    new.hear_all(steward.replica.law().values().collect::<Vec<_>>());
    new.meet(steward);
}

#[test]
fn stewards_put_a_new_computer_in_the_place_of_a_lost_one_and_its_person_goes_on() {
    let [mut amara, mut binh, mut chidi] = three();
    let before = binh.lead("Before the loss", Side::Open);
    amara.meet(&mut binh);
    let mut new = on_new_computer(&binh, "Binh");
    let revision = replaced(&mut amara, &new);
    let past = parting::said_by(&amara.replica, amara.charter, &binh.device.key());
    let now = amara.tick();
    let cuts = parting::cuts(amara.charter, binh.device.key(), Some(revision.id()), &past, &amara.hands(), now);
    amara.hear_all(std::iter::once(&revision).chain(&cuts.expect("few")));
    enter(&mut new, &mut amara);
    let after = new.lead("After the loss", Side::Open);
    let stolen = binh.lead("By whoever found it", Side::Open);
    new.meet(&mut amara);
    amara.meet(&mut binh);
    amara.meet(&mut chidi);
    for home in [&amara, &chidi, &new] {
        assert_eq!(home.role_of(binh.person), Some(Role::Member));
        assert_eq!(home.standing(before.id()), Some(Standing::Live), "what its person wrote stays");
        assert_eq!(home.standing(after.id()), Some(Standing::Live));
        assert_ne!(home.standing(stolen.id()), Some(Standing::Live), "the lost one writes for nobody");
        assert!(!home.collective().nodes.contains_key(&binh.node.key()), "nor does it read");
    }
}

#[test]
fn a_computer_that_no_version_had_listed_stays_out_in_every_order() {
    let (mut amara, mut binh, chidi) = (Home::founder("Amara", "A"), Home::new("Binh"), Home::new("Chidi"));
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let law: Vec<Envelope> = amara.replica.law().values().cloned().collect();
    let new = on_new_computer(&binh, "Binh");
    let revision = replaced(&mut amara, &new);
    for turn in 0..=law.len() {
        let mut home = Home::new(&format!("{} {turn}", chidi.person));
        home.charter = amara.charter;
        home.replica.await_charter(Some(amara.charter));
        let (first, last) = law.split_at(turn);
        home.hear_all(first.iter().chain([&revision]).chain(last));
        home.hear_all(law.iter().chain([&revision]));
        let devices = &home.collective().devices;
        assert!(devices.contains_key(&new.device.key()), "turn {turn}");
        assert!(
            !devices.contains_key(&binh.device.key()),
            "its own word for itself is older than the loss: turn {turn}"
        );
    }
}

#[test]
fn nobody_has_anothers_machine_listed() {
    let [amara, binh, chidi] = three();
    let new = on_new_computer(&binh, "Binh");
    let Amendment::Replace(asked) = wish(&new) else { unreachable!("it is one") };
    let after = |amendment: Amendment| amend(amara.collective(), &[amendment]).map(|_| ());
    assert_eq!(after(Amendment::Replace(asked.clone())), Ok(()));
    let for_another = Replacement { person: chidi.person, ..asked };
    assert_eq!(after(Amendment::Replace(for_another)), Err(Misfit::NotAsked(chidi.person)));
    let mut in_use = on_new_computer(&binh, "Binh");
    in_use.node = Secret::from_seed(&chidi.node.seed());
    assert_eq!(after(wish(&in_use)), Err(Misfit::KeyInUse));
    let mut elsewhere = on_new_computer(&binh, "Binh");
    elsewhere.charter = binh.person;
    assert_eq!(after(wish(&elsewhere)), Err(Misfit::NotAsked(binh.person)));
    let stranger = on_new_computer(&Home::new("Mallory"), "Mallory");
    let mut stranger_here = stranger;
    stranger_here.charter = amara.charter;
    assert_eq!(after(wish(&stranger_here)), Err(Misfit::NoMember(stranger_here.person)));
}

#[test]
fn a_member_alone_replaces_nobodys_computer() {
    let [mut amara, binh, mut chidi] = three();
    let new = on_new_computer(&binh, "Binh");
    let revision = replaced(&mut chidi, &new);
    amara.hear_all([&revision]);
    assert!(!amara.collective().devices.contains_key(&new.device.key()));
    assert!(amara.collective().devices.contains_key(&binh.device.key()));
}
