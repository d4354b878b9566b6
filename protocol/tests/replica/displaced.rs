//! A newcomer whose join others pushed out, as no version lists them: what they wrote waits at their own home.

use protocol::envelope::Envelope;
use protocol::fold::lead::LeadRow;
use protocol::founding;
use protocol::held::{Standing, subject};
use protocol::invite_line::OneTime;
use protocol::record::Fold;
use protocol::record::charter::Listed;
use protocol::roster::JOINS_BEYOND;
use protocol::space::{Scope, Side};
use protocol::wire::Few;

use crate::fork::revise;
use crate::home::Home;

/// Dalisay came by a line for two and wrote a lead; whoever knows the line makes joins of lower ids than hers.
struct Pushed {
    amara: Home,
    dalisay: Home,
    lead: Envelope,
    flood: Vec<Envelope>,
}

fn flood(amara: &Home, invite: &Envelope, secret: &OneTime, below: &Envelope) -> Vec<Envelope> {
    let mut joins = Vec::new();
    for number in 0.. {
        if joins.len() >= 2 + JOINS_BEYOND {
            break;
        }
        let mut mallory = Home::new(&format!("Mallory {number}"));
        let now = mallory.tick();
        let join = founding::join_member(amara.charter, invite.id(), &secret.signer(), &mallory.hands(), now);
        let join = join.expect("small");
        if join.id() < below.id() {
            joins.push(join);
        }
    }
    joins
}

fn pushed() -> Pushed {
    let mut amara = Home::founder("Amara", "A");
    let mut dalisay = Home::new("Dalisay");
    let (invite, secret) = amara.invite_member(1, 2);
    let records = dalisay.join(&mut amara, &invite, &secret);
    let lead = dalisay.lead("A week's work", Side::Inner);
    amara.meet(&mut dalisay);
    assert!(amara.store.contains_key(&lead.id()));
    let flood = flood(&amara, &invite, &secret, &records[2]);
    Pushed { amara, dalisay, lead, flood }
}

/// True where everything of the scope is the same at both.
fn agree(one: &Home, other: &Home) -> bool {
    let scope = Scope::Inner(one.charter);
    one.replica.view(&scope, one.now.day()).1.len() == other.replica.view(&scope, other.now.day()).1.len()
        && one.digest(&scope) == other.digest(&scope)
}

#[test]
fn a_newcomer_who_is_pushed_out_keeps_what_they_wrote_until_a_version_names_them() {
    let Pushed { mut amara, mut dalisay, lead, flood } = pushed();
    dalisay.hear_all(&flood);
    amara.hear_all(&flood);
    assert_eq!((amara.role_of(dalisay.person), dalisay.role_of(dalisay.person)), (None, None));
    assert!(!amara.store.contains_key(&lead.id()), "others hold nothing of somebody whom they do not know");
    assert_eq!(dalisay.standing(lead.id()), Some(Standing::Unlisted), "it waits");
    assert!(agree(&amara, &dalisay), "and is compared with nobody");
    let turned = dalisay.replica.turn(dalisay.now.day().plus(1));
    dalisay.apply(turned);
    assert!(dalisay.store.contains_key(&lead.id()), "for as long as it takes");

    let named = revise(&mut amara, |charter| {
        let mut members: Vec<_> = charter.members.iter().copied().chain([dalisay.person]).collect();
        members.sort();
        charter.members = Few::new(members).expect("few");
        let mut devices = charter.devices.to_vec();
        devices.push(Listed { key: dalisay.device.key(), person: dalisay.person, seal: dalisay.seal });
        devices.sort_by_key(|listed| listed.key);
        charter.devices = Few::new(devices).expect("few");
    });
    amara.say(named.clone());
    dalisay.hear_all([&named]);
    dalisay.meet(&mut amara);
    for home in [&amara, &dalisay] {
        assert!(home.row::<LeadRow>(Fold::Lead, subject(&lead)).is_some());
    }
    assert!(agree(&amara, &dalisay));
}

#[test]
fn by_another_line_they_come_in_with_all_that_they_wrote() {
    let Pushed { mut amara, mut dalisay, lead, flood } = pushed();
    dalisay.hear_all(&flood);
    amara.hear_all(&flood);
    let (invite, secret) = amara.invite_member(2, 1);
    dalisay.join(&mut amara, &invite, &secret);
    for home in [&amara, &dalisay] {
        assert!(home.row::<LeadRow>(Fold::Lead, subject(&lead)).is_some());
    }
    assert!(agree(&amara, &dalisay));
}
