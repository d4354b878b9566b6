//! Owns how a federation's charter becomes the next: which collectives it lists, who speaks for the new ones and
//! how many must agree. Whether a revision holds is the roster's ([`crate::roster`]).
//!
//! ```
//! # use protocol::alliance::{Change, amend};
//! # use protocol::roster::{Federation, Roster};
//! # use protocol::time::Moment;
//! # fn example(roster: &Roster, federation: &Federation, theirs: protocol::id::Id, now: Moment) {
//! let next = amend(roster, federation, &[Change::PutOut(theirs)], now).expect("they are in");
//! assert!(next.charter.removed.contains(&theirs));
//! # }
//! ```

pub mod told;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::author::DraftFault;
use crate::envelope::{Envelope, NAMES_MAX};
use crate::founding::{Hands, statement};
use crate::id::Id;
use crate::record::charter::{Charter, Pinned, REMOVED_MAX};
use crate::record::vouch::Vouch;
use crate::roster::{BY_ONE_MAX, Collective, Federation, Roster, VOUCHES};
use crate::time::Moment;
use crate::wire::Few;

/// One thing that a collective wants changed in a federation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A collective is listed; it comes in when its own stewards agree or have joined.
    List(Id),
    /// A collective is put out, and its joins count no more.
    PutOut(Id),
    /// How many collectives must agree.
    Threshold(u32),
}

/// The next revision of a federation's charter: what it says, and what it names beside its parent.
///
/// To be signed by [`crate::founding::revision`], with `vouches` in the place of what is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// What it says.
    pub charter: Charter,
    /// The vouches that it uses.
    pub vouches: Vec<Id>,
}

/// Why a federation cannot be changed so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// Nothing is known here of this collective.
    #[error("{0} is not known")]
    Unknown(Id),
    /// It is not in, so nobody puts it out.
    #[error("{0} is not in the federation")]
    Outside(Id),
    /// Somebody must be left who decides.
    #[error("nobody would be left in the federation")]
    Empty,
    /// Beyond eight collectives, three speak for each that is added, each for one in a quarter.
    #[error("{found} of {VOUCHES} collectives speak for {collective} that have spoken for nobody this quarter")]
    Vouches {
        /// For whom.
        collective: Id,
        /// How many do.
        found: u32,
    },
    /// The number of collectives that must agree does not fit how many there are.
    #[error("of {seats} collectives {least} to {seats} can be needed, not {asked}")]
    Threshold {
        /// What was asked for.
        asked: u32,
        /// The least: more than half.
        least: u32,
        /// How many collectives there would be.
        seats: u32,
    },
    /// The revision in force is dated later than this clock.
    #[error("the version in force is dated ahead of this clock")]
    Early,
    /// More than one revision holds.
    #[error("that is more than one revision holds")]
    Large,
    /// Everything is so already.
    #[error("nothing would change")]
    Nothing,
}

/// The next revision with these changes; every collective that is in is written down as it is now.
///
/// How many collectives must agree follows how many there are, as near to what it was as "more than half" allows.
///
/// # Errors
/// [`Misfit`] with what does not fit.
pub fn amend(roster: &Roster, federation: &Federation, changes: &[Change], now: Moment) -> Result<Next, Misfit> {
    if now < federation.since {
        return Err(Misfit::Early);
    }
    let parent = &federation.charter;
    let mut listed = federation.collectives.clone();
    let mut removed: BTreeSet<Id> = parent.removed.iter().copied().collect();
    let mut asked = None;
    for change in changes {
        match change {
            Change::List(collective) => {
                let known = roster.collective(collective).ok_or(Misfit::Unknown(*collective))?;
                listed.insert(*collective, known.head);
                removed.remove(collective);
            }
            Change::PutOut(collective) => {
                if listed.remove(collective).is_none() && !parent.lists(collective) {
                    return Err(Misfit::Outside(*collective));
                }
                removed.insert(*collective);
            }
            Change::Threshold(threshold) => asked = Some(*threshold),
        }
    }
    let now_at = |(charter, pin): (&Id, &Id)| {
        let head = roster.collective(charter).map_or(*pin, |known| known.head);
        Pinned { charter: *charter, head }
    };
    let mut charter = parent.clone();
    charter.collectives = few(listed.iter().map(now_at).collect())?;
    if removed.len() > REMOVED_MAX {
        let out = |gone: &Id| federation.barred.contains(gone) || changes.contains(&Change::PutOut(*gone));
        removed.retain(out);
    }
    charter.removed = few(removed.into_iter().collect())?;
    charter.threshold = threshold(asked, parent.threshold, listed.len() as u32)?;
    if charter == *parent {
        return Err(Misfit::Nothing);
    }
    charter.revision += 1;
    charter.parent = Some(federation.head);
    let vouches = chosen(federation, &charter, now)?;
    Ok(Next { charter, vouches })
}

fn threshold(asked: Option<u32>, before: u32, seats: u32) -> Result<u32, Misfit> {
    if seats == 0 {
        return Err(Misfit::Empty);
    }
    let least = seats / 2 + 1;
    match asked {
        Some(asked) if !(least..=seats).contains(&asked) => Err(Misfit::Threshold { asked, least, seats }),
        Some(asked) => Ok(asked),
        None => Ok(before.clamp(least, seats)),
    }
}

/// The vouches for those whom a revision adds, each of another collective.
fn chosen(federation: &Federation, charter: &Charter, now: Moment) -> Result<Vec<Id>, Misfit> {
    if charter.collectives.len() <= BY_ONE_MAX {
        return Ok(Vec::new());
    }
    let (quarter, spent) = &federation.spent;
    let mut used: BTreeSet<Id> = if *quarter == now.quarter() { spent.clone() } else { BTreeSet::new() };
    let none = BTreeMap::new();
    let mut chosen = Vec::new();
    for pin in charter.collectives.iter().filter(|pin| !federation.charter.lists(&pin.charter)) {
        let vouches = federation.vouches.get(&pin.charter).unwrap_or(&none);
        let fresh: Vec<(Id, Id)> =
            vouches.iter().filter(|(by, _)| !used.contains(by)).take(VOUCHES).map(|(by, id)| (*by, *id)).collect();
        if fresh.len() < VOUCHES {
            return Err(Misfit::Vouches { collective: pin.charter, found: fresh.len() as u32 });
        }
        for (by, vouch) in fresh {
            used.insert(by);
            chosen.push(vouch);
        }
    }
    // The parent is named as well.
    if chosen.len() < NAMES_MAX { Ok(chosen) } else { Err(Misfit::Large) }
}

/// A collective's word for another one that wants into a federation, to be agreed to by its stewards like
/// everything that it says.
///
/// # Errors
/// [`DraftFault`], only where the record would be too large.
pub fn vouch(
    federation: Id,
    by: Id,
    newcomer: &Collective,
    hands: &Hands<'_>,
    now: Moment,
) -> Result<Envelope, DraftFault> {
    let vouch = Vouch { by, collective: newcomer.id, head: newcomer.head };
    statement("vouch", federation, hands.person, &vouch, Vec::new(), now, hands.device)
}

fn few<T, const MAX: usize>(items: Vec<T>) -> Result<Few<T, MAX>, Misfit> {
    Few::new(items).map_err(|_| Misfit::Large)
}
