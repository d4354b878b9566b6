//! Owns the proposal: what a client is given, so that they can check on a machine that has never been online
//! that everybody named in it signed exactly these words. Names, rates and contacts may be hidden in it; what
//! is shown is proven, and what is hidden can be proven later.
//!
//! It holds the draft, the values that are shown with their salts, the assents without their bodies, and the
//! authority records behind the signers. [`verify`] reads nothing else. Source: docs/protocol.md, "Proposal".

pub mod verify;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::bid::draft::{Draft, Drafted};
use crate::bid::hidden::{Opening, What};
use crate::bid::split::LINES_MAX;
use crate::envelope::Envelope;
use crate::id::Id;
use crate::roster::charter_of;
use crate::wire::{self, Blob, Few};

/// 1 MiB: what 64 signers of eight collectives with long histories need, several times over.
pub const BYTES_MAX: usize = 1024 * 1024;
/// 1,024 authority records.
pub const AUTHORITY_MAX: usize = 1_024;
/// Contact and sums, and a name and a pay a line.
pub const OPENINGS_MAX: usize = 2 + 2 * LINES_MAX;

crate::fields! {
    /// A proposal as it stands in the file.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Proposal {
        /// The canonical bytes of the draft.
        1 draft: Blob,
        /// What is shown of that which could be hidden, ascending by what and line.
        2 openings: Few<Opening, OPENINGS_MAX>,
        /// The assents without their bodies, ascending by id.
        3 assents: Few<Blob, LINES_MAX>,
        /// The authority records of the signers' collectives, ascending by id.
        4 authority: Few<Blob, AUTHORITY_MAX>,
    }
}

/// What a client's copy does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Hide {
    /// What each is paid, the levy and the remainder; the price is shown.
    Rates,
    /// What the people are called.
    Names,
    /// Whom to write to.
    Contacts,
}

impl Hide {
    const fn covers(self, what: What) -> bool {
        match what {
            What::Contact => matches!(self, Hide::Contacts),
            What::Sums | What::Pay => matches!(self, Hide::Rates),
            What::Name => matches!(self, Hide::Names),
        }
    }
}

/// Why there is no proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmade {
    /// More authority records than fit.
    #[error("{0} authority records where 1024 fit")]
    Authority(usize),
    /// More assents than a draft has lines.
    #[error("{0} assents where 64 fit")]
    Assents(usize),
    /// Larger than a proposal may be.
    #[error("{0} bytes")]
    Large(usize),
}

/// Puts a proposal together.
///
/// - `assents`: those that count for the draft; their bodies are left out. `authority`: of the signers'
///   collectives, all that is held: see [`behind`].
/// - Returns its bytes. That they verify is asked of [`verify::verify`].
///
/// # Errors
/// [`Unmade`].
pub fn assemble(
    drafted: &Drafted,
    assents: &[Envelope],
    authority: &[Envelope],
    hide: &BTreeSet<Hide>,
) -> Result<Vec<u8>, Unmade> {
    let shown = |opening: &&Opening| !hide.iter().any(|hide| hide.covers(opening.what));
    let openings: Vec<Opening> = drafted.openings.iter().filter(shown).cloned().collect();
    let assents = sorted(assents.iter().map(Envelope::bare));
    let authority = sorted(authority.iter().cloned());
    let proposal = Proposal {
        draft: Blob(wire::encode(&drafted.draft)),
        openings: Few::new(openings).expect("a draft has no more openings"),
        assents: Few::new(assents).map_err(|assents| Unmade::Assents(assents.len()))?,
        authority: Few::new(authority).map_err(|authority| Unmade::Authority(authority.len()))?,
    };
    let bytes = wire::encode(&proposal);
    if bytes.len() > BYTES_MAX { Err(Unmade::Large(bytes.len())) } else { Ok(bytes) }
}

/// Of held authority what a verifier needs: who belongs to the collectives of a draft's lines, and by whose
/// word. Erasures and lists of what is kept decide nothing there.
pub fn behind<'a>(draft: &Draft, held: impl IntoIterator<Item = &'a Envelope>) -> Vec<Envelope> {
    let collectives: BTreeSet<Id> = draft.lines.iter().map(|line| line.charter).collect();
    let needed = |record: &&&Envelope| {
        let header = record.header();
        let charter = charter_of(record);
        match &*header.kind {
            "charter" | "device" | "invite" | "invite-revoke" | "join" | "approve" | "ack" => {
                collectives.contains(&charter)
            }
            _ => false,
        }
    };
    held.into_iter().collect::<Vec<_>>().iter().filter(needed).map(|record| (*record).clone()).collect()
}

fn sorted(records: impl Iterator<Item = Envelope>) -> Vec<Blob> {
    let mut records: Vec<Envelope> = records.collect();
    records.sort_by_key(Envelope::id);
    records.dedup_by_key(|record| record.id());
    records.into_iter().map(|record| Blob(record.bytes().to_vec())).collect()
}
