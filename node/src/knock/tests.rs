use protocol::founding::{self, Hands};
use protocol::invite_line::{InviteLine, OneTime};
use protocol::keys::Secret;
use protocol::local::{NewInvite, Reply};

use super::*;
use crate::desk::doors;
use crate::pen::tests::founded;

/// The records of a stranger who joins by an invite, with the secret or without.
fn join(name: u8, line: &InviteLine, secret: &OneTime) -> Vec<Envelope> {
    let [root, device, node] = [1, 2, 3].map(|of| Secret::from_seed(&[name * 10 + of; 32]));
    let seal = Key::from_bytes([name; 32]);
    let hands = Hands { device: &device, seal, node: &node, person: root.key().person() };
    let now = clock::now();
    let join = founding::join_member(line.charter, line.invite, &secret.signer(), &hands, now).expect("small");
    let credentials = founding::credentials(&root, &hands, line.charter, now).expect("small");
    std::iter::once(join).chain(credentials).collect()
}

fn invite(home: &Home) -> InviteLine {
    let wish = NewInvite { collective: false, uses: 1, until: clock::now().day().plus(3), dry_run: false };
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

#[tokio::test]
async fn who_knocks_too_often_keeps_the_join_and_comes_again() {
    let (near, far) = crate::catchup::tests::pipe();
    let records = [Blob(vec![0])];
    let (told, said) = tokio::join!(tell(near, &records), later(far));
    said.expect("said");
    // As if nobody were at home: the invite is not spent, and the join waits.
    assert_eq!(told.expect_err("unheard").code, "away");
}
