mod bytes;

use protocol::founding::{self, Hands};
use protocol::invite_line::{InviteLine, OneTime};
use protocol::keys::Secret;
use protocol::local::{NewInvite, Reply};

use super::*;
use crate::desk::doors;
use crate::pen::tests::founded;

/// The root, device and node keys of somebody with a number for a name.
pub(crate) fn keys(name: u8) -> [Secret; 3] {
    [1, 2, 3].map(|of| Secret::from_seed(&[name * 10 + of; 32]))
}

/// The records of a stranger who joins by an invite, with the secret or without.
pub(crate) fn join(name: u8, line: &InviteLine, secret: &OneTime) -> Vec<Envelope> {
    let [root, device, node] = keys(name);
    let seal = Key::from_bytes([name; 32]);
    let hands = Hands { device: &device, seal, node: &node, person: root.key().person() };
    let now = clock::now();
    let join = founding::join_member(line.charter, line.invite, &secret.signer(), &hands, now).expect("small");
    let credentials = founding::credentials(&root, &hands, line.charter, now).expect("small");
    std::iter::once(join).chain(credentials).collect()
}

pub(crate) fn invite(home: &Home) -> InviteLine {
    let wish =
        NewInvite { collective: false, federation: None, uses: 1, until: clock::now().day().plus(3), dry_run: false };
    match doors::invite(home, &wish, Vec::new()).expect("an invite").reply {
        Reply::Invited(invited) => InviteLine::parse(&invited.line).expect("a line"),
        other => panic!("{other:?}"),
    }
}

fn verdict(home: &Home, records: Vec<Envelope>) -> Said {
    let caller = Secret::from_seed(&[99; 32]).key();
    judge(home, caller, records).expect("a store").1.remove(0)
}

#[test]
fn a_used_invite_tells_its_user_only_to_who_has_its_secret() {
    let (_folder, home) = founded();
    let line = invite(&home);
    verdict(&home, join(1, &line, &line.secret));
    let guessed = verdict(&home, join(2, &line, &OneTime([7; 16])));
    assert_eq!((guessed.verdict, guessed.name, guessed.at), (USED, None, None));
    let meant = verdict(&home, join(3, &line, &line.secret));
    assert!(meant.verdict == USED && meant.at.is_some());
}

#[test]
fn behind_a_good_join_no_other_slips_in() {
    let (_folder, home) = founded();
    let (used, fresh) = (invite(&home), invite(&home));
    verdict(&home, join(1, &used, &used.secret));
    let mut told = join(2, &fresh, &fresh.secret);
    let late = join(3, &used, &used.secret);
    let id = late[0].id();
    told.extend(late);
    assert_eq!(verdict(&home, told).verdict, UNKNOWN);
    assert!(!home.store().holds(&id), "the invite was for one");
}

/// What Mallory, who belongs, could say: each is a record that the gate takes from a neighbour.
fn gossip(home: &Home) -> Vec<Envelope> {
    let [root, device, _] = keys(9);
    let (me, person) = (home.dweller().expect("Amara"), root.key().person());
    let head = home.own_collective().expect("founded").head;
    let ack = protocol::record::ack::Ack { note: None };
    let approve = protocol::record::approve::Approve { note: None };
    let erase = protocol::record::erase::Erase { note: None };
    let at = clock::now();
    let said = [
        founding::statement("ack", me.collective, person, &ack, vec![head], at, &device),
        founding::statement("approve", me.collective, person, &approve, vec![head], at, &device),
        founding::statement("erase", me.collective, person, &erase, vec![head], at, &device),
    ];
    said.map(|record| record.expect("small")).to_vec()
}

#[test]
fn what_opens_nothing_goes_in_behind_no_word_that_does() {
    let (_folder, home) = founded();
    let line = invite(&home);
    verdict(&home, join(9, &line, &line.secret));
    let beside = gossip(&home);
    let fresh = invite(&home);
    let [root, device, node] = keys(9);
    let hands = Hands { device: &device, seal: Key::from_bytes([9; 32]), node: &node, person: root.key().person() };
    let own = founding::credentials(&root, &hands, line.charter, clock::now()).expect("small").to_vec();
    let words: [(&str, Key, Vec<Envelope>); 3] = [
        ("nothing", Secret::from_seed(&[99; 32]).key(), Vec::new()),
        ("a join", keys(2)[2].key(), join(2, &fresh, &fresh.secret)),
        ("a device", node.key(), own),
    ];
    for (word, caller, mut told) in words {
        told.extend(beside.clone());
        judge(&home, caller, told).expect("a store");
        let held: Vec<_> = beside.iter().filter(|record| home.store().holds(&record.id())).collect();
        assert!(held.is_empty(), "behind {word}: {held:?}");
    }
    assert_eq!(home.state().refused[BEYOND], 9);
    assert!(home.own_collective().expect("founded").people.contains_key(&keys(2)[0].key().person()), "the join is in");
    // The gate would have taken them: not what they say is wrong, but who brings it.
    let taken = home.take_in(beside, Park::Nothing).expect("a store");
    assert!(
        taken.outcomes.iter().all(|outcome| matches!(outcome, Some(crate::intake::Outcome::Stored(_)))),
        "{taken:?}"
    );
}

#[test]
fn a_root_keys_word_opens_only_to_the_machine_that_it_names() {
    let (_folder, home) = founded();
    let line = invite(&home);
    verdict(&home, join(9, &line, &line.secret));
    let [root, _, _] = keys(9);
    let (device, node) = (Secret::from_seed(&[70; 32]), Secret::from_seed(&[71; 32]));
    let hands = Hands { device: &device, seal: Key::from_bytes([9; 32]), node: &node, person: root.key().person() };
    let own = founding::credentials(&root, &hands, line.charter, clock::now()).expect("small").to_vec();
    let thief = judge(&home, Secret::from_seed(&[99; 32]).key(), own.clone()).expect("a store").1.remove(0);
    assert_eq!(thief.verdict, UNKNOWN);
    assert!(!home.store().holds(&own[1].id()));
    let owner = judge(&home, node.key(), own.clone()).expect("a store").1.remove(0);
    assert!(owner.verdict == WELCOME && home.store().holds(&own[1].id()));
}

#[tokio::test]
async fn who_knocks_too_often_keeps_the_join_and_comes_again() {
    let (near, far) = crate::catchup::tests::pipe();
    let records = [Blob(vec![0])];
    let (told, said) = tokio::join!(tell(near, &records), later(far));
    said.expect("said");
    // As if nobody were at home: the invite is not spent, and the join waits.
    assert_eq!(told.expect_err("unheard").code, "away");
}

#[tokio::test]
async fn what_was_taken_in_at_the_door_is_acted_on_though_the_caller_has_gone() {
    let (_folder, home) = founded();
    let line = invite(&home);
    let records = join(9, &line, &line.secret);
    let told = Told { records: Few::new(records.iter().map(|one| Blob(one.bytes().to_vec())).collect()).expect("few") };
    let (mut near, far) = crate::catchup::tests::pipe();
    write_frame(&mut near, &wire::encode(&told)).await.expect("told");
    drop(near); // its line broke
    let taken = hear(std::sync::Arc::new(home), keys(9)[2].key(), far).await.expect("it was heard");
    assert_eq!(taken.len(), records.len(), "whoever opens lists the machine and tells the others");
}
