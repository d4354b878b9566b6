//! What binds somebody by their own word is set aside by their own word alone.

use std::collections::BTreeSet;

use protocol::matching::waiver::{Waiver, lacking, wanted};
use protocol::matching::{Because, Constraint, Finding, Overlap, Verdict};
use protocol::record::claim::{self, Claim};
use protocol::text::Line;
use protocol::wire::{self, Few};

fn unmet(constraint: Constraint, because: Because) -> Finding {
    Finding { constraint, verdict: Verdict::Unmet, because }
}

fn overlap(quiet: usize) -> Because {
    Because::Overlap(Overlap { least_minutes: 60, days: 5, short: 2, quiet, worst: None })
}

#[test]
fn an_inactive_role_short_notice_and_quiet_hours_need_a_word_each() {
    let findings = [
        unmet(Constraint::Role, Because::Inactive("bookkeeping".into())),
        unmet(Constraint::Notice, Because::Notice { given: 60, asked: 1_440 }),
        unmet(Constraint::Hours, overlap(2)),
    ];
    let all = BTreeSet::from([Waiver::Role, Waiver::Notice, Waiver::Quiet]);
    assert_eq!(wanted(&findings), all);
    assert_eq!(lacking(&findings, &[]), all);
    assert_eq!(lacking(&findings, &[Waiver::Role, Waiver::Quiet]), BTreeSet::from([Waiver::Notice]));
}

#[test]
fn what_is_no_bond_of_ones_own_is_no_matter_of_a_word() {
    let findings = [
        unmet(Constraint::Role, Because::Missing),
        unmet(Constraint::Hours, overlap(0)),
        Finding { constraint: Constraint::Notice, verdict: Verdict::Unsaid, because: Because::Silent },
    ];
    assert_eq!(wanted(&findings), BTreeSet::new());
}

#[test]
fn whoever_sets_a_bond_aside_writes_why() {
    let body = |despite: &[Waiver], why: Option<&str>| {
        let why = why.map(|why| Line::new(why).expect("short"));
        let despite = Few::new(despite.to_vec()).expect("few");
        (claim::KIND.check)(&wire::encode(&Claim { team: false, message: None, despite, why })).is_ok()
    };
    assert!(body(&[], None) && body(&[Waiver::Notice, Waiver::Quiet], Some("once")));
    assert!(!body(&[Waiver::Notice], None), "without a reason");
    assert!(!body(&[], Some("once")), "a reason for nothing");
    assert!(!body(&[Waiver::Quiet, Waiver::Notice], Some("once")), "out of order");
}
