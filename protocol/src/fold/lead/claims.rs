//! Who would take a lead and whose turn it is. Invariant 7 of the domain: of live awards there is one, or
//! they are contested and none binds, until one is released. Nothing here is decided by what came first.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::envelope::Envelope;
use crate::fold::body;
use crate::id::Id;
use crate::record::claim::{self, Claim};
use crate::record::claim_award::{self, ClaimAward, Ranked};
use crate::record::claim_release;
use crate::record::terms::CLAIM_DAYS_MAX;
use crate::rotation;
use crate::time::{DAY_MS, Moment};

/// 4 claims are shown of one person: a new one behind each that they gave back.
pub const PERSON_MAX: usize = 4;
/// 128 are shown of a lead: those awarded first, then in an order that nobody chooses.
pub const CLAIMS_MAX: usize = 128;
/// 8 awards are shown of a claim, those that end last.
pub const AWARDS_MAX: usize = 8;

/// A claim and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claimed {
    /// The record.
    pub id: Id,
    /// Who.
    pub claimant: Id,
    /// Of which collective.
    pub charter: Id,
    /// When, by their clock.
    pub at: Moment,
    /// The revision of the lead that they read.
    pub read: Option<Id>,
    /// What they say; `None` where it was erased.
    pub claim: Option<Claim>,
    /// True where they gave it back.
    pub released: bool,
    /// The poster's awards of it, by id; at most [`AWARDS_MAX`].
    pub awards: Vec<Awarded>,
}

/// An award of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awarded {
    /// The record.
    pub id: Id,
    /// When, by the poster's clock.
    pub at: Moment,
    /// Until when it holds.
    pub until: Moment,
    /// True where it was given back.
    pub released: bool,
    /// The order that the poster saw.
    pub rank: Vec<Ranked>,
    /// A word with it.
    pub note: Option<String>,
}

/// Whose turn it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn<'a> {
    /// Nobody has claimed it, or gave it back.
    Free,
    /// There are claims and no award.
    Offered,
    /// One was awarded it.
    Awarded(&'a Claimed),
    /// Several were, and none of that binds until all but one are released.
    Contested(Vec<&'a Claimed>),
    /// Somebody was, and the time is over.
    Lapsed(&'a Claimed),
}

impl Claimed {
    /// Until when it is awarded; absent where it is not, or was given back.
    pub fn until(&self) -> Option<Moment> {
        let live = self.awards.iter().filter(|award| !award.released && !self.released);
        live.map(|award| award.until).max()
    }

    /// True where it is awarded at an instant.
    pub fn holds(&self, now: Moment) -> bool {
        self.until().is_some_and(|until| until >= now)
    }

    /// When it was awarded first; absent where it is not, or was given back.
    pub fn since(&self) -> Option<Moment> {
        let live = self.awards.iter().filter(|award| !award.released && !self.released);
        live.map(|award| award.at).min()
    }
}

/// Says whose turn it is at an instant.
pub fn turn(claims: &[Claimed], now: Moment) -> Turn<'_> {
    let mut live: Vec<&Claimed> = claims.iter().filter(|claim| claim.holds(now)).collect();
    let lapsed = || claims.iter().filter(|claim| claim.until().is_some()).max_by_key(|claim| (claim.until(), claim.id));
    match (live.len(), lapsed()) {
        (0, Some(lapsed)) => Turn::Lapsed(lapsed),
        (0, None) if claims.iter().any(|claim| !claim.released) => Turn::Offered,
        (0, None) => Turn::Free,
        (1, _) => Turn::Awarded(live.remove(0)),
        (_, _) => Turn::Contested(live),
    }
}

/// Folds claims, awards and releases about one lead.
///
/// - `poster`: whose awards count.
pub(super) fn fold(lead: Id, poster: Id, records: &[Envelope]) -> Vec<Claimed> {
    let by_kind = |kind: &'static str| records.iter().filter(move |record| *record.header().kind == *kind);
    let mut claims: BTreeMap<Id, Claimed> = BTreeMap::new();
    for record in by_kind(claim::KIND.name) {
        let header = record.header();
        let Some(space) = header.space else { continue };
        let claimed = Claimed {
            id: record.id(),
            claimant: header.person,
            charter: space.charter,
            at: header.created,
            read: header.names.first().copied(),
            claim: body(record, claim::KIND.name),
            released: false,
            awards: Vec::new(),
        };
        claims.insert(record.id(), claimed);
    }
    for record in by_kind(claim_award::KIND.name).filter(|record| record.header().person == poster) {
        let header = record.header();
        // Without its text nobody can say how long it holds.
        let Some(award) = body::<ClaimAward>(record, claim_award::KIND.name) else { continue };
        let Some(claimed) = header.names.first().and_then(|claim| claims.get_mut(claim)) else { continue };
        let longest = header.created.after(u64::from(CLAIM_DAYS_MAX) * DAY_MS);
        claimed.awards.push(Awarded {
            id: record.id(),
            at: header.created,
            until: award.until.min(longest),
            released: false,
            rank: award.rank.into_vec(),
            note: award.note.map(|note| note.to_string()),
        });
    }
    let released = by_kind(claim_release::KIND.name);
    let released: BTreeSet<(Id, Id)> =
        released.filter_map(|record| Some((*record.header().names.first()?, record.header().person))).collect();
    for claimed in claims.values_mut() {
        let own = |id: Id| released.contains(&(id, claimed.claimant));
        claimed.released = own(claimed.id);
        for award in &mut claimed.awards {
            award.released = own(award.id) || released.contains(&(award.id, poster));
        }
        claimed.awards.sort_by_key(|award| (award.released, std::cmp::Reverse(award.until), award.id));
        claimed.awards.truncate(AWARDS_MAX);
        claimed.awards.sort_by_key(|award| award.id);
    }
    shorten(lead, claims.into_values().collect())
}

/// Keeps awards in sight, then of each person the newest that stands.
fn shorten(lead: Id, mut claims: Vec<Claimed>) -> Vec<Claimed> {
    let rank = |claim: &Claimed| (claim.until().is_none(), claim.released, std::cmp::Reverse(claim.at), claim.id);
    claims.sort_by_key(rank);
    let mut of_one: BTreeMap<Id, usize> = BTreeMap::new();
    claims.retain(|claim| {
        let count = of_one.entry(claim.claimant).or_default();
        *count += 1;
        *count <= PERSON_MAX
    });
    let lot =
        |claim: &Claimed| (claim.until().is_none(), claim.released, rotation::lot(&lead, &claim.claimant), claim.id);
    claims.sort_by_key(lot);
    claims.truncate(CLAIMS_MAX);
    claims.sort_by_key(|claim| claim.id);
    claims
}
