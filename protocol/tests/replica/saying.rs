//! Who may say what, and where: a key means nothing in another's name or in another place.

use protocol::admit::Refusal;
use protocol::envelope;
use protocol::held::{Standing, subject};
use protocol::record::charter::Charter;
use protocol::record::profile::Profile;
use protocol::record::{self, Fold};
use protocol::space::{Side, Space};
use protocol::text::Line;
use protocol::wire::{self, Few};

use crate::gate::altered;
use crate::home::{Home, lead_body};

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
