//! A laptop that its owner's words take back, and what the charter makes of that.

use protocol::amend::Amendment;
use protocol::founding::Hands;
use protocol::history::Phase;
use protocol::local::Amended;
use protocol::roster::Collective;

use super::*;
use crate::desk::past::tests::{Binh, change};
use crate::intake::Park;
use crate::pen::tests::founded;

/// The keys of Amara's second laptop, which comes in by her words: its device and its node.
fn second(home: &Home) -> [Key; 2] {
    let [device, node] = [50, 51].map(|of| Secret::from_seed(&[of; 32]));
    let me = home.dweller().expect("Amara");
    let root = home.state().keyring.as_ref().and_then(Keyring::root).expect("the words are not confirmed");
    let hands = Hands { device: &device, seal: Key::from_bytes([52; 32]), node: &node, person: me.person };
    let words = founding::credentials(&root, &hands, me.collective, clock::now()).expect("small");
    home.take_in(words.to_vec(), Park::Nothing).expect("a store");
    assert!(own(home).devices.contains_key(&device.key()));
    [device.key(), node.key()]
}

fn own(home: &Home) -> Collective {
    home.own_collective().expect("it stands")
}

/// The version that was written or proposed; none where words alone were said.
fn retired(home: &Home, key: &Key, dry_run: bool) -> Option<Amended> {
    match retire(home, key, None, Past::Kept, dry_run).expect("it is Amara's").reply {
        Reply::Amended(amended) => Some(*amended),
        Reply::Published(_) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_steward_who_decides_alone_takes_a_lost_laptop_off_the_charter_at_once() {
    for written in [false, true] {
        // Given a laptop that no version lists yet, or that one does.
        let (_folder, home) = founded();
        let [device, node] = second(&home);
        if written {
            change(&home, Amendment::Tickets(500), Past::Kept);
        }
        let before = own(&home).head;
        assert_eq!(retired(&home, &device, true).expect("a version").revision.revision.phase, Phase::InForce);
        assert_eq!(own(&home).head, before, "nothing was written yet");
        // When her words take it back.
        let amended = retired(&home, &device, false).expect("a version");
        // Then a version without it and its home holds, and she has said that she has seen that one.
        let now = own(&home);
        assert_eq!((now.head, amended.revision.revision.phase), (amended.revision.revision.id, Phase::InForce));
        assert!(!now.devices.contains_key(&device) && !now.nodes.contains_key(&node));
        assert_eq!((now.charter.dropped.contains(&device), now.devices.len()), (!written, 1));
        assert!(amended.revision.revision.seen.contains(&home.dweller().expect("Amara").person));
    }
}

#[test]
fn where_others_must_agree_a_lost_laptop_is_taken_off_by_a_proposal() {
    let (_folder, home) = founded();
    let binh = Binh::joins(&home);
    let person = binh.hands().person;
    change(&home, Amendment::Steward(person), Past::Kept);
    let [device, _] = second(&home);
    let before = own(&home).head;
    // Amara's word alone proposes it, and says who is missing.
    let amended = retired(&home, &device, false).expect("a version");
    let revision = amended.revision.revision;
    assert_eq!((revision.phase, revision.needed), (Phase::Proposed, 2));
    assert_eq!(revision.missing, [person].into());
    assert!(revision.charter.dropped.contains(&device));
    assert_eq!((own(&home).head, own(&home).devices.contains_key(&device)), (before, false));
    assert!(revision.seen.is_empty(), "nobody has seen what does not hold");
}

#[test]
fn whoever_is_no_steward_takes_a_laptop_back_and_leaves_the_charter_to_the_stewards() {
    let (_folder, home) = founded();
    let binh = Binh::joins(&home);
    change(&home, Amendment::Steward(binh.hands().person), Past::Kept);
    let me = home.dweller().expect("Amara").person;
    binh.agrees_to(&home, Amendment::Member(me), Past::Kept);
    assert!(!own(&home).is_steward(&me));
    let [device, _] = second(&home);
    let before = own(&home).head;
    assert!(retired(&home, &device, false).is_none(), "no version is written");
    assert_eq!((own(&home).head, own(&home).devices.contains_key(&device)), (before, false));
}
