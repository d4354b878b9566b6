//! Owns what stands between somebody and their signature: the checks before an assent, each with its figures.
//! What they rest on - floors, availability, what was promised - only the signer's own home reads; the assent
//! names the revisions by id. Source: invariants 2 to 6 and 20 of the domain.

use super::draft::{Draft, DraftLine, Drafted};
use super::floor::{self, Exchange, Floor};
use super::load::{self, Commitment, Overload};
use crate::fold::bid::{BidRow, Signature, Stage};
use crate::id::Id;
use crate::matching::asked::{Asked, Word};
use crate::matching::candidate::Candidate;
use crate::matching::waiver::{self, Waiver};
use crate::matching::{Finding, judge};
use crate::money::Amount;
use crate::record::lead::Lead;
use crate::schedule::Days;
use crate::time::Moment;
use crate::vocabulary::Vocabulary;

/// What is known of one of the signer's lines.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// The revision of the share that made the line.
    pub share: Option<Id>,
    /// Every floor that holds for it: the member's, the bylaws', and of pacts; none of these yet.
    pub floors: Vec<Floor>,
    /// What was found about the signer for this work.
    pub findings: Vec<Finding>,
    /// What their share sets aside.
    pub waived: Vec<Waiver>,
}

/// Whoever is about to sign.
#[derive(Clone, Debug)]
pub struct Signer {
    /// Who.
    pub person: Id,
    /// The draft that they read.
    pub read: Id,
    /// When.
    pub now: Moment,
    /// True where their collective has let them pause.
    pub paused: bool,
    /// True while the lead can still be answered.
    pub lead_open: bool,
    /// True where the bid was withdrawn.
    pub withdrawn: bool,
    /// The most minutes a week that they work.
    pub cap: Option<u32>,
    /// What they promised already, without this bid.
    pub promised: Vec<Commitment>,
    /// What holds for each of their lines.
    pub rules: Vec<Rules>,
    /// The rates that the bid states.
    pub rates: Vec<Exchange>,
}

/// Why somebody cannot sign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// The draft is not the one that they read.
    #[error("the draft has changed")]
    Changed,
    /// They have no line in it.
    #[error("no line in it")]
    Stranger,
    /// It is too late to sign.
    #[error("too late to sign")]
    Late {
        /// Until when one could.
        closes: Moment,
    },
    /// The bid was withdrawn.
    #[error("the bid was withdrawn")]
    Withdrawn,
    /// The lead can no longer be answered.
    #[error("the lead is closed")]
    Lead,
    /// They take on nothing new.
    #[error("paused")]
    Paused,
    /// Nothing was said of what holds for a line: it is not signed unseen.
    #[error("a line that was not checked")]
    Unchecked(Id),
    /// A line breaks a floor.
    #[error("{0}")]
    Floor(floor::Refusal),
    /// A week is too full.
    #[error("{0}")]
    Load(Overload),
    /// A line goes against their own word, and they did not set that aside.
    #[error("against their own word")]
    Bond(Waiver),
}

/// Everything that speaks against a signature; nothing where they may sign.
pub fn obstacles(drafted: &Drafted, signer: &Signer) -> Vec<Obstacle> {
    let draft = &drafted.draft;
    let mut found = Vec::new();
    let mut note = |speaks: bool, obstacle: Obstacle| found.extend(speaks.then_some(obstacle));
    note(signer.read != drafted.id, Obstacle::Changed);
    note(!draft.participants().contains(&signer.person), Obstacle::Stranger);
    note(signer.now > draft.closes, Obstacle::Late { closes: draft.closes });
    note(signer.withdrawn, Obstacle::Withdrawn);
    note(!signer.lead_open, Obstacle::Lead);
    note(signer.paused, Obstacle::Paused);
    let mut promised = signer.promised.clone();
    let lines = draft.lines.iter().zip(&drafted.split.lines);
    for (line, sum) in lines.filter(|(line, _)| line.participant == signer.person) {
        let Some(rules) = signer.rules.iter().find(|rules| rules.share == Some(line.share)) else {
            found.push(Obstacle::Unchecked(line.share));
            continue;
        };
        let pay = Amount { minor: sum.minor, currency: draft.currency };
        found.extend(floor::broken(pay, line.minutes, &rules.floors, &signer.rates).into_iter().map(Obstacle::Floor));
        found.extend(waiver::lacking(&rules.findings, &rules.waived).into_iter().map(Obstacle::Bond));
        let more = commitment(draft, line.share, line.minutes);
        found.extend(load::fits(signer.cap, &promised, &more).err().map(Obstacle::Load));
        // The next line of the same signer comes on top of this one.
        promised.push(more);
    }
    found
}

/// What is found about somebody for a line of theirs: their role, their notice, and their quiet hours in the
/// client's.
///
/// - `lead`: where it says them, the hours of whoever asked for the work.
pub fn findings(draft: &Draft, line: &DraftLine, lead: Option<&Lead>, who: &Candidate, now: Moment) -> Vec<Finding> {
    let days = Days { first: draft.first, last: draft.last };
    let said = lead.and_then(|lead| lead.hours.as_ref()).and_then(|workday| workday.hours());
    let hours = said.map(|hours| {
        let worked = hours.by_day(days);
        let each = u64::from(line.minutes).div_ceil(u64::try_from(worked.len()).unwrap_or(u64::MAX).max(1));
        (worked, each)
    });
    let asked = Asked {
        lead: draft.lead,
        roles: vec![Word::of(&line.role, Vocabulary::embedded())],
        skills: Vec::new(),
        language: None,
        markers: Vec::new(),
        remote: Some(true),
        place: None,
        begins: Some(draft.first.start()),
        days,
        hours,
        zone_unknown: lead.and_then(Lead::zone_unknown),
        minutes_week: None,
        pay: None,
        now,
    };
    judge(&asked, who)
}

/// What somebody promises by a line: so many minutes over the weeks of the work.
fn commitment(draft: &Draft, what: Id, minutes: u32) -> Commitment {
    Commitment { what, first: draft.first.week(), last: draft.last.week(), minutes }
}

/// What somebody has promised by a bid: where it was sent and is not lost, or they signed it as it stands.
pub fn promised_by(row: &BidRow, person: &Id, now: Moment) -> Vec<Commitment> {
    match row.stage(now) {
        Stage::Sent | Stage::Won | Stage::Contested => {
            row.sent.as_ref().map(|sent| commitments(&sent.draft.draft, person)).unwrap_or_default()
        }
        Stage::Waiting | Stage::Ready => {
            let signed = |signature: &Signature| signature.participant == *person && signature.void.is_none();
            let drafted = row.draft.as_ref().filter(|_| row.signatures.iter().any(signed));
            drafted.map(|drafted| commitments(&drafted.draft, person)).unwrap_or_default()
        }
        Stage::Drafting | Stage::Lost | Stage::Lapsed | Stage::Withdrawn => Vec::new(),
    }
}

/// What a draft makes its participants promise, once it is won: for the load of each.
pub fn commitments(draft: &Draft, person: &Id) -> Vec<Commitment> {
    let own = draft.lines.iter().filter(|line| line.participant == *person);
    own.map(|line| commitment(draft, draft.bid, line.minutes)).collect()
}
