//! Owns the question who fits a lead, answered constraint by constraint: each with its verdict and the
//! figures behind it. There is no score: what fits is counted, and who asks why not reads which constraint
//! it was. A pure function of the lead, what a member says of themselves, what others attest, what they
//! promised already, and the day.
//!
//! - [`asked`]: what a lead asks, in comparable words;
//! - [`candidate`]: what is known of one member;
//! - [`judge`]: every finding; [`fit`]: what follows; [`quick`]: the same without the findings;
//! - [`waiver`]: which of these bonds somebody sets aside in writing;
//! - [`crew`]: several people for one lead.

pub mod asked;
pub mod candidate;
pub mod crew;
mod rules;
pub mod waiver;

use serde::{Deserialize, Serialize};

use crate::bid::floor::Refusal;
use crate::bid::load::Overload;
use crate::fold::marker::State;
use crate::schedule::Shared;
use asked::Asked;
use candidate::Candidate;

/// What a lead can ask of somebody, in the order in which it is looked at: cheap before dear.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Constraint {
    /// One of its kinds of work is among their roles, and switched on.
    Role,
    /// They know a tool or sort of work that it names.
    Skill(String),
    /// They speak its language.
    Language(String),
    /// They can show something.
    Marker(String),
    /// They work where it is.
    Place,
    /// It begins late enough for them.
    Notice,
    /// It pays no less than their floors.
    Floor,
    /// They have time for it in every week.
    Load,
    /// They are free in enough of the client's hours on every day.
    Hours,
}

/// Whether a constraint is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// It is.
    Met,
    /// It is not.
    Unmet,
    /// It cannot be told: they, or the lead, say nothing of it.
    Unsaid,
}

/// What a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Because {
    /// They say so: the role, skill, language or place.
    Said(String),
    /// They list others, and not this.
    Missing,
    /// They say nothing about it.
    Silent,
    /// They do it and have switched it off.
    Inactive(String),
    /// The best marker of that name; none where there is none.
    Marker(Option<State>),
    /// Minutes until it begins, and minutes that they ask for.
    Notice {
        /// Until it begins.
        given: u64,
        /// What they ask for.
        asked: u64,
    },
    /// It pays enough.
    Paid,
    /// Floors that it breaks, or that cannot be compared.
    Floors(Vec<Refusal>),
    /// What the lead pays for an hour does not follow from what it says.
    Unpriced,
    /// There is room in every week.
    Room,
    /// The first week without room.
    Full(Overload),
    /// The hours that they share with the client.
    Overlap(Overlap),
    /// The program does not know their time zone.
    Zone(String),
}

/// What somebody shares of a client's hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overlap {
    /// The least that the client asks for on each day, in minutes.
    pub least_minutes: u64,
    /// How many days the client works.
    pub days: usize,
    /// On how many of them there is too little.
    pub short: usize,
    /// Of these, on how many it would be enough without quiet hours.
    pub quiet: usize,
    /// The day on which they share least, the first such one.
    pub worst: Option<Shared>,
}

/// One constraint with its verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What is asked.
    pub constraint: Constraint,
    /// Whether it is met.
    pub verdict: Verdict,
    /// Why.
    pub because: Because,
}

/// What follows from all findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fit {
    /// Everything that must be met is.
    Fits,
    /// Nothing speaks against it, but something cannot be told.
    Open,
    /// Something is not met.
    Misses,
}

/// Looks at every constraint that a lead sets: what it does not ask for is not listed.
pub fn judge(asked: &Asked, candidate: &Candidate) -> Vec<Finding> {
    rules::findings(asked, candidate).collect()
}

/// What follows from findings. All must be met but skills, of which one is enough, and none where the role
/// is met: adverts name more tools than anybody has, and `why` lists each.
pub fn fit(findings: &[Finding]) -> Fit {
    let mut tally = Tally::default();
    findings.iter().for_each(|finding| tally.count(finding));
    tally.fit()
}

/// The same as [`fit`] of [`judge`], without looking further than needed.
pub fn quick(asked: &Asked, candidate: &Candidate) -> Fit {
    let mut tally = Tally::default();
    for finding in rules::findings(asked, candidate) {
        tally.count(&finding);
        if tally.missed {
            return Fit::Misses;
        }
    }
    tally.fit()
}

#[derive(Default)]
struct Tally {
    missed: bool,
    open: bool,
    role: bool,
    skills: [usize; 3],
}

impl Tally {
    fn count(&mut self, finding: &Finding) {
        let skill = match finding.constraint {
            Constraint::Skill(_) => true,
            Constraint::Role
            | Constraint::Language(_)
            | Constraint::Marker(_)
            | Constraint::Place
            | Constraint::Notice
            | Constraint::Floor
            | Constraint::Load
            | Constraint::Hours => false,
        };
        match finding.verdict {
            verdict if skill => self.skills[verdict as usize] += 1,
            Verdict::Met => self.role |= finding.constraint == Constraint::Role,
            Verdict::Unmet => self.missed = true,
            Verdict::Unsaid => self.open = true,
        }
    }

    fn fit(&self) -> Fit {
        let [met, unmet, unsaid] = self.skills;
        let skilled = self.role || met > 0 || unmet + unsaid == 0;
        if self.missed || (!skilled && unsaid == 0) {
            Fit::Misses
        } else if self.open || !skilled {
            Fit::Open
        } else {
            Fit::Fits
        }
    }
}
