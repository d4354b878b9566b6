//! What two homes compare that do not read the same: only what both can read shows in it.

use protocol::held::{Standing, subject};
use protocol::record::pledge::Quantity;
use protocol::record::pledge_call::PledgeCall;
use protocol::space::{Scope, Side};

use crate::home::{Home, lead_body};
use crate::pledge;

#[test]
fn what_only_one_side_can_read_does_not_show_in_the_digest_of_both() {
    let (mut amara, mut chidi) = (Home::founder("Amara", "A"), Home::founder("Chidi", "C"));
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 3);
    chidi.join_federation(&mut amara, federation, &invite, &secret);
    let lead = amara.lead("For both", Side::Open);
    amara.comment(subject(&lead), "Between us", Side::Inner);
    chidi.comment(subject(&lead), "For both", Side::Open);
    let other = amara.found_federation();
    let mut draft = amara.draft("lead", Side::Open, lead_body("For others"));
    draft.audience = Some(other);
    amara.write(&draft);
    amara.meet(&mut chidi);
    let scope = Scope::Federation(federation);
    assert_eq!(amara.digest(&scope), chidi.digest(&scope));
    assert_ne!(amara.rows, chidi.rows, "Amara's home knows more");
}

#[test]
fn a_twin_that_only_an_inner_record_rescues_is_void_in_the_digest_of_both() {
    let (mut amara, mut chidi) = (Home::founder("Amara", "A"), Home::founder("Chidi", "C"));
    let mut binh = Home::new("Binh");
    let (invite, secret) = amara.invite_member(1, 1);
    binh.join(&mut amara, &invite, &secret);
    let federation = amara.found_federation();
    let (invite, secret) = amara.invite_collective(federation, 3);
    chidi.join_federation(&mut amara, federation, &invite, &secret);
    let body = pledge::promise(&binh, amara.person, 60);
    let draft = binh.binding("pledge", None, &[], &body);
    let twins = [binh.sign_with(&draft, 7), binh.sign_with(&draft, 7)];
    amara.hear_all(&twins);
    let call = PledgeCall { what: Quantity::of_minutes(10), when: None, note: None };
    let mut call = amara.binding("pledge-call", Some(twins[0].id()), &[], &call);
    call.side = Side::Inner;
    amara.write(&call);
    amara.meet(&mut chidi);
    let standings = [&amara, &chidi].map(|home| home.standing(twins[0].id()));
    assert_eq!(standings, [Some(Standing::Live), Some(Standing::Void)]);
    let scope = Scope::Federation(federation);
    assert_eq!(amara.digest(&scope), chidi.digest(&scope));
}
