//! Attacks by those who belonged once, by a member with another program and by a neighbour: each was seen to break
//! what the law promises.

use protocol::founding;
use protocol::record::approve::Approve;
use protocol::wire::Few;

use crate::fork::{revise, three};
use crate::home::Home;
use crate::parting::without;

#[test]
fn a_federation_that_a_neighbour_founds_unsettles_nothing_that_another_one_settles() {
    // Given two of three members of Amara's collective, put out since, who sign a version beside it in the end; and
    // Dora, in a federation with Amara's.
    let [mut amara, mut binh, mut chidi] = three();
    let own = Few::new(vec![binh.person]).expect("one");
    let fork = revise(&mut binh, |charter| charter.stewards = own.clone());
    let agreed = chidi.state("approve", chidi.charter, &Approve { note: None }, vec![fork.id()]);
    for person in [binh.person, chidi.person] {
        let gone = without(&mut amara, person);
        amara.say(gone);
    }
    let federation = amara.found_federation();
    let mut dora = Home::founder("Dora", "D");
    let (invite, secret) = amara.invite_collective(federation, 7);
    dora.join_federation(&mut amara, federation, &invite, &secret);
    // When Eve founds another one, which Dora joins, and lets the branch in there.
    let mut eve = Home::founder("Eve", "E");
    let theirs = eve.found_federation();
    let (invite, secret) = eve.invite_collective(theirs, 8);
    dora.join_federation(&mut eve, theirs, &invite, &secret);
    let (invite, secret) = eve.invite_collective(theirs, 9);
    binh.hear_all([&fork, &agreed]);
    assert_eq!(binh.collective().head, fork.id());
    let now = binh.tick();
    let join = founding::join_collective(theirs, invite.id(), &secret.signer(), binh.collective(), &binh.hands(), now);
    dora.hear_all([&fork, &agreed, &invite, &join.expect("small")]);
    // Then Dora's home stays with the branch that her federation with Amara names.
    let known = dora.replica.roster();
    assert_eq!(known.collective(&amara.charter).expect("a neighbour").head, amara.collective().head);
    assert!(known.federation(&federation).expect("joined").collectives.contains_key(&amara.charter));
}
