//! Owns what this home knows of the people who may read a lead.

use std::collections::BTreeSet;

use protocol::fold::availability::{AvailabilityRow, FreeBusyRow};
use protocol::fold::lead::LeadRow;
use protocol::fold::marker::MarkersRow;
use protocol::fold::member::MemberRow;
use protocol::id::Id;
use protocol::local::{Ground, Role, Trouble};
use protocol::matching::candidate::{Candidate, Known};
use protocol::record::Fold;
use protocol::roster::Collective;
use protocol::space::Side;
use protocol::time::Day;
use protocol::vocabulary::Vocabulary;

use super::super::bids::Promises;
use super::super::bylaws::Bylaws;
use super::super::directory::row;
use crate::home::Home;

/// Somebody who could do it, as this home knows them.
pub(super) struct Someone {
    pub(super) person: Id,
    pub(super) collective: Id,
    pub(super) paused: Option<Day>,
    pub(super) candidate: Candidate,
    /// The records from which the candidate was made.
    pub(super) grounds: Vec<Ground>,
}

/// The members who may read a lead, of collectives that are not blocked here; each once.
///
/// - `only`: nobody but this person.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub(super) fn readers(home: &Home, lead: &LeadRow, only: Option<&Id>) -> Result<Vec<Someone>, Trouble> {
    let promises = Promises::known(home)?;
    let blocked = home.blocked();
    let collectives: Vec<Collective> = {
        let state = home.state();
        let roster = state.replica.roster();
        let within: BTreeSet<Id> = match (lead.space.side, lead.audience) {
            (Side::Law | Side::Inner, _) => BTreeSet::from([lead.space.charter]),
            (Side::Open, audience) => {
                let federations = roster.federations_of(lead.space.charter);
                let meant = federations.filter(|federation| audience.is_none_or(|only| only == federation.id));
                let listed = meant.flat_map(|federation| federation.collectives.keys().copied());
                listed.chain([lead.space.charter]).collect()
            }
        };
        within.iter().filter(|id| !blocked.contains(id)).filter_map(|id| roster.collective(id)).cloned().collect()
    };
    let mut seen = BTreeSet::new();
    let mut people = Vec::new();
    for collective in &collectives {
        let rules = Bylaws::of(home, collective)?;
        let members = collective.people.iter().filter(|(_, belonging)| match belonging.role {
            Role::Member | Role::Steward => true,
            // A newcomer reads leads and takes none on yet.
            Role::New | Role::Former => false,
        });
        for (person, _) in members.filter(|(person, _)| only.is_none_or(|only| only == *person)) {
            if seen.insert(*person) {
                people.push(with_rules(home, person, collective, &rules, &promises)?);
            }
        }
    }
    Ok(people)
}

/// One person of a collective.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub(super) fn someone(home: &Home, person: &Id, collective: &Collective) -> Result<Someone, Trouble> {
    with_rules(home, person, collective, &Bylaws::of(home, collective)?, &Promises::known(home)?)
}

fn with_rules(
    home: &Home,
    person: &Id,
    collective: &Collective,
    rules: &Bylaws,
    promises: &Promises,
) -> Result<Someone, Trouble> {
    let face: Option<MemberRow> = row(home, Fold::Member, person)?;
    let availability: Option<AvailabilityRow> = row(home, Fold::Availability, person)?;
    let shown: Option<FreeBusyRow> = match &availability {
        Some(_) => None,
        None => row(home, Fold::FreeBusy, person)?,
    };
    let markers: Option<MarkersRow> = row(home, Fold::Markers, person)?;
    let markers = markers.map(|row| row.markers).unwrap_or_default();
    let word = |kind: &str, record: Id, author: Id, at| Ground {
        kind: kind.to_string(),
        record,
        author,
        at: Some(at),
        version: None,
    };
    let mut grounds = Vec::new();
    grounds.extend(face.as_ref().map(|row| word("profile", row.head, row.author, row.revised)));
    grounds.extend(availability.as_ref().map(|row| word("availability", row.head, row.person, row.revised)));
    grounds.extend(shown.as_ref().map(|row| word("free-busy", row.head, row.person, row.revised)));
    let told = markers.iter().filter(|mark| !mark.hidden);
    grounds.extend(told.map(|mark| word("marker", mark.head, mark.issuer, mark.revised)));
    grounds.extend(rules.ground.clone());
    let promised = promises.of(person);
    let known = Known {
        profile: face.as_ref().map(|row| &row.profile),
        availability: availability.as_ref(),
        shown: shown.as_ref(),
        markers: &markers,
        promised: &promised,
        floors: &rules.floors,
    };
    Ok(Someone {
        person: *person,
        collective: collective.id,
        paused: collective.charter.paused(person, home.now().day()),
        candidate: Candidate::of(*person, &known, Vocabulary::embedded()),
        grounds,
    })
}
