//! The row of a lead: its head revision, who would take it, and whose turn it is.

pub mod claims;

use serde::{Deserialize, Serialize};

use self::claims::{Claimed, Turn};
use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::lead::Lead;
use crate::space::Space;
use crate::time::{Day, Moment};

/// What people see of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadRow {
    /// The document's name: the id under which people know it.
    pub id: Id,
    /// The record that counts.
    pub head: Id,
    /// Whose space it stands in, and whether others read it.
    pub space: Space,
    /// The one federation it is for, where it is not for all.
    pub audience: Option<Id>,
    /// Who posted it.
    pub poster: Id,
    /// When it was first posted, as far as is still held.
    pub since: Moment,
    /// When this revision was written.
    pub revised: Moment,
    /// The revision's number.
    pub number: u16,
    /// True where its poster took it back.
    pub withdrawn: bool,
    /// True where two revisions have the same number, until a higher one comes.
    pub conflict: bool,
    /// The last day on which it is held.
    pub expires: Day,
    /// The lead itself; `None` where its text was erased.
    pub lead: Option<Lead>,
    /// Who would take it, by the id of the claim.
    pub claims: Vec<Claimed>,
}

impl LeadRow {
    /// True where the lead can still be answered.
    pub fn is_open(&self, now: Moment) -> bool {
        let lead = self.lead.as_ref();
        !self.withdrawn && lead.is_some_and(|lead| lead.result.is_none() && lead.closes.is_none_or(|end| end > now))
    }

    /// Whose turn it is.
    pub fn turn(&self, now: Moment) -> Turn<'_> {
        claims::turn(&self.claims, now)
    }

    /// Says why a claim or an award would not count if it were written now.
    pub fn foresee(&self, step: &Step, now: Moment) -> Option<Void> {
        let of = |id: &Id| self.claims.iter().find(|claim| claim.id == *id);
        match step {
            Step::Claim(_) | Step::Award { .. } if !self.is_open(now) => Some(Void::Closed),
            Step::Claim(person) => {
                let claimed = self.claims.iter().any(|claim| claim.claimant == *person && !claim.released);
                claimed.then_some(Void::Claimed)
            }
            Step::Award { author, .. } if *author != self.poster => Some(Void::Author),
            Step::Award { claim, .. } => match of(claim) {
                None => Some(Void::Object),
                Some(claim) if claim.released => Some(Void::Released),
                // Awarding it to another while one holds would bind neither.
                Some(_) => self.claims.iter().any(|other| other.id != *claim && other.holds(now)).then_some(Void::Held),
            },
            Step::Release { author, of: named } => {
                let award = self.claims.iter().find(|claim| claim.awards.iter().any(|award| award.id == *named));
                match (of(named), award) {
                    (Some(claim), _) if claim.claimant == *author => None,
                    (None, Some(claim)) if claim.claimant == *author || self.poster == *author => None,
                    (None, None) => Some(Void::Object),
                    (_, _) => Some(Void::Author),
                }
            }
        }
    }
}

/// A step that somebody means to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// This person would take the lead.
    Claim(Id),
    /// Somebody says that it is a claim's turn.
    Award {
        /// Who says so.
        author: Id,
        /// Whose turn.
        claim: Id,
    },
    /// Somebody gives a claim or an award back.
    Release {
        /// Who.
        author: Id,
        /// The claim or the award.
        of: Id,
    },
}

/// Why a step would not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Void {
    /// The lead is closed, withdrawn or ended.
    Closed,
    /// They have claimed it already.
    Claimed,
    /// Its author has no part in this step.
    Author,
    /// It names nothing that it could be about.
    Object,
    /// The claim was given back.
    Released,
    /// Another claim is awarded: that one must be released first.
    Held,
}

/// Folds the revisions of one lead.
pub fn fold(subject: Id, records: &[Envelope]) -> Option<LeadRow> {
    let head = heads(records).remove(&subject)?;
    let header = head.record.header();
    Some(LeadRow {
        id: subject,
        head: head.record.id(),
        space: header.space?,
        audience: header.audience,
        poster: header.person,
        since: head.since,
        revised: header.created,
        number: head.number,
        withdrawn: head.withdrawn,
        conflict: head.conflict,
        expires: header.expires,
        lead: body(head.record, "lead"),
        claims: claims::fold(subject, header.person, records),
    })
}
