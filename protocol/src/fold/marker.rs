//! The markers about one person: who says what, and whether it holds on a day. Invariant 18 of the domain:
//! what is expired or revoked satisfies nothing; nobody attests themselves; a preference is one's own word.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{body, heads};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::record::marker::{self, Marker, Sort};
use crate::record::marker_view::{self, MarkerView};
use crate::search::fold::fold as plain;
use crate::space::Space;
use crate::time::{Day, Moment};

/// 32 markers about one person are shown of one issuer, the newest.
pub const ISSUER_MAX: usize = 32;
/// 256 are shown of all issuers, the person's own first, then the newest.
pub const MARKERS_MAX: usize = 256;

/// What is said about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkersRow {
    /// About whom.
    pub person: Id,
    /// Each marker, by the name of its document; at most [`MARKERS_MAX`].
    pub markers: Vec<Marked>,
}

/// One marker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// The document's name.
    pub id: Id,
    /// The record that counts.
    pub head: Id,
    /// About whom.
    pub person: Id,
    /// Who says it.
    pub issuer: Id,
    /// Where it stands; its charter is the collective for which the issuer speaks.
    pub space: Space,
    /// When this revision was written.
    pub revised: Moment,
    /// The last day on which it is held.
    pub expires: Day,
    /// True where its issuer took it back.
    pub revoked: bool,
    /// True where the person does not show it.
    pub hidden: bool,
    /// What it says; `None` where its text was erased.
    pub marker: Option<Marker>,
}

/// Whether a marker holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// The person says so of themselves, and it is a fact that others could confirm.
    Claimed,
    /// The person says what they like.
    Stated,
    /// Somebody else confirms it.
    Attested,
    /// It begins later.
    Future,
    /// It has ended.
    Expired,
    /// Its issuer took it back.
    Revoked,
    /// Its text was erased, or somebody said what another likes.
    Void,
}

/// How sure a role or lead wants to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Proof {
    /// The person's own word will do.
    Claimed,
    /// Somebody else must confirm it.
    Attested,
}

impl Marked {
    /// Whether it holds on a day.
    pub fn state(&self, day: Day) -> State {
        let Some(marker) = &self.marker else { return State::Void };
        let own = self.issuer == self.person;
        if marker.class == Sort::Preference && !own {
            State::Void
        } else if self.revoked {
            State::Revoked
        } else if marker.since.is_some_and(|since| day < since) {
            State::Future
        } else if day > self.expires || marker.until.is_some_and(|until| day > until) {
            State::Expired
        } else {
            match (own, marker.class) {
                (false, _) => State::Attested,
                (true, Sort::Preference) => State::Stated,
                (true, Sort::Verification | Sort::Tag) => State::Claimed,
            }
        }
    }

    /// True where it satisfies, on a day, what somebody asks for under a name. What is hidden satisfies
    /// nothing: the answer would show it.
    pub fn satisfies(&self, name: &str, proof: Proof, day: Day) -> bool {
        let named = self.marker.as_ref().is_some_and(|marker| plain(&marker.name) == plain(name));
        named
            && !self.hidden
            && match self.state(day) {
                State::Attested => true,
                State::Claimed => proof == Proof::Claimed,
                State::Stated | State::Future | State::Expired | State::Revoked | State::Void => false,
            }
    }
}

/// Folds what is said about one person.
pub fn fold(person: Id, records: &[Envelope]) -> Option<MarkersRow> {
    let heads = heads(records);
    let views = heads.values().filter(|head| !head.withdrawn && head.record.header().person == person);
    let views = views.filter_map(|head| {
        let view: MarkerView = body(head.record, marker_view::KIND.name)?;
        Some((head.record.header().created, std::cmp::Reverse(head.record.id()), view))
    });
    let view = views.max_by_key(|(created, id, _)| (*created, *id)).map(|(_, _, view)| view);
    let hidden: BTreeSet<Id> = view.iter().flat_map(|view| view.hidden.iter().copied()).collect();
    let marks = heads.iter().filter(|(_, head)| &*head.record.header().kind == marker::KIND.name);
    let mut marks: Vec<Marked> = marks
        .filter_map(|(id, head)| {
            let header = head.record.header();
            Some(Marked {
                id: *id,
                head: head.record.id(),
                person,
                issuer: header.person,
                space: header.space?,
                revised: header.created,
                expires: header.expires,
                revoked: head.withdrawn,
                hidden: hidden.contains(id),
                marker: body(head.record, marker::KIND.name),
            })
        })
        .collect();
    marks.sort_by_key(|mark| (mark.issuer != person, std::cmp::Reverse(mark.revised), mark.id));
    let mut issuers: BTreeMap<Id, usize> = BTreeMap::new();
    marks.retain(|mark| {
        let count = issuers.entry(mark.issuer).or_default();
        *count += 1;
        *count <= ISSUER_MAX
    });
    marks.truncate(MARKERS_MAX);
    marks.sort_by_key(|mark| mark.id);
    (!marks.is_empty()).then_some(MarkersRow { person, markers: marks })
}
