//! A charter whose rules are newer than this program: held and handed on, never guessed at.

use protocol::admit::Refusal;
use protocol::envelope::Envelope;
use protocol::founding::{self, RULES};
use protocol::held::{Standing, subject};
use protocol::record::Fold;
use protocol::record::charter::Charter;
use protocol::space::{Scope, Side};

use crate::branches::orders;
use crate::fork::{drop_person, outsider, three};
use crate::home::{Home, lead_body};

fn revise(
    home: &mut Home,
    of: Option<(&Envelope, &Charter)>,
    change: impl FnOnce(&mut Charter),
) -> (Envelope, Charter) {
    let mut next = match of {
        None => founding::successor(home.collective()),
        Some((record, charter)) => {
            Charter { revision: charter.revision + 1, parent: Some(record.id()), ..charter.clone() }
        }
    };
    change(&mut next);
    let now = home.tick();
    (founding::revision(home.charter, &home.hands(), &next, &[], now).expect("sound"), next)
}

#[test]
fn what_stands_under_newer_rules_is_held_and_handed_on_and_not_shown_in_any_order() {
    let [mut amara, mut binh, _] = three();
    let base = outsider(&amara, &[]);
    let lead = |home: &mut Home, title: &str| {
        let draft = home.draft("lead", Side::Open, lead_body(title));
        home.sign(&draft)
    };
    let before = lead(&mut binh, "Posted before");
    let (raised, charter) = revise(&mut amara, None, |charter| charter.rules = RULES + 1);
    // By rules that are not known here this might mean anything.
    let (after, _) = revise(&mut amara, Some((&raised, &charter)), |charter| drop_person(charter, binh.person));
    let late = lead(&mut binh, "Posted since");
    let all = [&before, &raised, &after, &late];
    let digest = outsider(&base, &all).digest(&Scope::Inner(base.charter));
    for order in orders(&all) {
        let home = outsider(&base, &order);
        assert_eq!((home.collective().head, home.collective().contested), (raised.id(), false));
        assert!(home.replica.roster().is_newer(&home.charter));
        assert!(home.role_of(binh.person).is_some(), "as the last revision that is understood says");
        let shown: Vec<_> = home.shown(&Scope::Inner(home.charter)).iter().map(Envelope::id).collect();
        for record in all {
            assert!(shown.contains(&record.id()), "handed on");
        }
        for lead in [&before, &late] {
            assert_eq!(home.standing(lead.id()), Some(Standing::Newer));
            assert!(!home.rows.keys().any(|key| key.fold == Fold::Lead && key.subject == subject(lead)));
        }
        assert_eq!(home.digest(&Scope::Inner(home.charter)), digest);
    }
}

#[test]
fn nobody_writes_under_rules_that_their_program_lacks() {
    let [mut amara, mut binh, _] = three();
    let draft = binh.draft("lead", Side::Open, lead_body("Mine"));
    let mine = binh.sign(&draft);
    assert_eq!(binh.replica.may_author(&mine), Ok(()));
    let (raised, _) = revise(&mut amara, None, |charter| charter.rules = RULES + 1);
    binh.hear_all([&raised]);
    let refused = binh.replica.may_author(&mine).expect_err("newer rules");
    assert_eq!((refused, refused.fault(), refused.word()), (Refusal::Newer, None, "newer"));
    assert_eq!(binh.hear(&mine), Ok(true), "what others write is held");
}

#[test]
fn two_revisions_that_raise_the_rules_are_judged_by_the_rules_before() {
    let [mut amara, mut binh, mut chidi] = three();
    let (left, _) = revise(&mut amara, None, |charter| charter.rules = RULES + 1);
    let (right, _) = revise(&mut amara, None, |charter| charter.tickets = Some(500));
    let acks = [crate::branches::ack(&mut binh, &right), crate::branches::ack(&mut chidi, &right)];
    for order in orders(&[&left, &right, &acks[0], &acks[1]]) {
        let home = outsider(&amara, &order);
        assert_eq!(home.collective().head, right.id());
        assert!(!home.replica.roster().is_newer(&home.charter));
    }
}
