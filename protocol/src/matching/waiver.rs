//! Owns what somebody sets aside in writing: nobody is matched, awarded or put into a line of a bid against
//! a role that they switched off, their notice or their quiet hours, unless they said so themselves, in a
//! signed claim or share. Source: invariant 6 of the domain.

use std::collections::BTreeSet;

use super::{Because, Constraint, Finding, Fit, Verdict, fit};

crate::word! {
    /// A bond of one's own that one sets aside.
    Waiver {
        /// Does it though the role is switched off.
        Role = 1,
        /// Does it though it begins sooner than they want to know of it.
        Notice = 2,
        /// Works in their quiet hours.
        Quiet = 3,
    }
}

/// What somebody would have to set aside, by what was found about them.
pub fn wanted(findings: &[Finding]) -> BTreeSet<Waiver> {
    let unmet = findings.iter().filter(|finding| finding.verdict == Verdict::Unmet);
    unmet.filter_map(waiver).collect()
}

/// What of it they did not: while anything is left, there is no match, no award and no line.
pub fn lacking(findings: &[Finding], waived: &[Waiver]) -> BTreeSet<Waiver> {
    wanted(findings).into_iter().filter(|waiver| !waived.contains(waiver)).collect()
}

/// What follows from findings, where what was set aside in writing counts as met.
pub fn fit_despite(findings: &[Finding], waived: &[Waiver]) -> Fit {
    if waived.is_empty() {
        return fit(findings);
    }
    let aside = |found: &Finding| {
        let bonds: BTreeSet<Waiver> = wanted(std::slice::from_ref(found));
        // Days that are short without the quiet hours too are no matter of these.
        let whole = match &found.because {
            Because::Overlap(overlap) => overlap.short == overlap.quiet,
            Because::Said(_)
            | Because::Missing
            | Because::Silent
            | Because::Inactive(_)
            | Because::Marker(_)
            | Because::Notice { .. }
            | Because::Paid
            | Because::Floors(_)
            | Because::Unpriced
            | Because::Room
            | Because::Full(_)
            | Because::Zone(_) => true,
        };
        whole && !bonds.is_empty() && bonds.iter().all(|bond| waived.contains(bond))
    };
    let kept: Vec<Finding> = findings
        .iter()
        .map(|found| if aside(found) { Finding { verdict: Verdict::Met, ..found.clone() } } else { found.clone() })
        .collect();
    fit(&kept)
}

fn waiver(finding: &Finding) -> Option<Waiver> {
    match (&finding.constraint, &finding.because) {
        (Constraint::Role, Because::Inactive(_)) => Some(Waiver::Role),
        (Constraint::Notice, _) => Some(Waiver::Notice),
        // Too few hours without the quiet ones is no matter of these.
        (Constraint::Hours, Because::Overlap(overlap)) if overlap.quiet > 0 => Some(Waiver::Quiet),
        (
            Constraint::Role
            | Constraint::Skill(_)
            | Constraint::Language(_)
            | Constraint::Marker(_)
            | Constraint::Place
            | Constraint::Floor
            | Constraint::Load
            | Constraint::Hours,
            _,
        ) => None,
    }
}
