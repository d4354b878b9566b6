//! The federations in which the own collective is, for those who read of them, and its word there: it speaks for a
//! newcomer, it proposes the next version, it has seen one. What waits for its stewards is [`super::wishes`]'s.

use std::collections::BTreeSet;

use protocol::alliance::told::{self, Difference, Version};
use protocol::alliance::{self, Change, Misfit};
use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::founding;
use protocol::id::Id;
use protocol::local::{Alliance, FederationView, Reply, Trouble, Wish};
use protocol::record::ack::Ack;
use protocol::record::vouch::Vouch;
use protocol::roster::{Collective, Federation};

use super::Answer;
use super::doors::with_hands;
use super::law::{statement, steward, write};
use super::wishes::{self, Said};
use crate::clock;
use crate::home::Home;
use crate::pen::draft_trouble;

/// 24 collectives that want in are told, the newest.
const OUTSIDE_TOLD: usize = 24;

/// Answers what is asked of federations.
///
/// # Errors
/// [`Trouble`] with which the face is refused.
pub fn answer(home: &Home, asked: Alliance) -> Result<Answer, Trouble> {
    match asked {
        Alliance::Found { dry_run } => wishes::found(home, dry_run),
        Alliance::Wishes => Ok(Reply::Wishes(wishes::wishes(home)?).into()),
        Alliance::Approve { id, dry_run } => wishes::approve(home, &id, dry_run),
        Alliance::Show(federation) => Ok(Reply::Federation(Box::new(show(home, &federation)?)).into()),
        Alliance::Vouch { federation, newcomer, dry_run } => vouch(home, &federation, &newcomer, dry_run),
        Alliance::Revise { federation, changes, dry_run } => revise(home, &federation, &changes, dry_run),
        Alliance::Seen { federation, version } => seen(home, &federation, version),
    }
}

/// A federation in which the own collective is.
fn known(home: &Home, federation: &Id, own: &Collective) -> Result<Federation, Trouble> {
    let state = home.state();
    let known = state.replica.roster().federation(federation);
    let known = known.filter(|known| known.collectives.contains_key(&own.id));
    known.cloned().ok_or_else(|| Trouble::new("not-in-federation", 6))
}

/// One federation, as it is told.
///
/// # Errors
/// [`Trouble`] where the own collective is not in it.
pub fn show(home: &Home, federation: &Id) -> Result<FederationView, Trouble> {
    let own = home.own_collective()?;
    let known = known(home, federation, &own)?;
    let today = clock::now().day();
    let waiting = wishes::wishes(home)?.into_iter().filter(|card| card.federation == *federation).collect();
    let state = home.state();
    let (law, roster) = (state.replica.law(), state.replica.roster());
    let mut outside = told::outsiders(law, roster, &known);
    outside.drain(..outside.len().saturating_sub(OUTSIDE_TOLD));
    let (_, rivals) = told::versions(law, &known);
    Ok(FederationView {
        id: *federation,
        version: known.head,
        number: known.charter.revision,
        since: known.since,
        threshold: known.charter.threshold,
        seats: told::seats(law, roster, &known, today.quarter()),
        outside,
        waiting,
        rivals,
        quarter_ends: today.quarter_end(),
    })
}

/// Speaks for a collective that wants into a federation, or proposes to where more stewards must agree.
///
/// # Errors
/// [`Trouble`] where the own collective has no word there, has said it, or nobody knows the newcomer.
fn vouch(home: &Home, federation: &Id, newcomer: &Id, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let own = home.own_collective()?;
    let me = steward(home, &own)?;
    let known = known(home, federation, &own)?;
    if known.collectives.contains_key(newcomer) {
        return Err(Trouble::new("vouch-inside", 7).with("name", home.collective_name(newcomer)));
    }
    if !known.charter.lists(&own.id) {
        return Err(Trouble::new("vouch-unlisted", 6));
    }
    if known.vouches.get(newcomer).is_some_and(|by| by.contains_key(&own.id)) {
        return Err(Trouble::new("already-done", 7));
    }
    let theirs = home.state().replica.roster().collective(newcomer).cloned();
    let theirs = theirs.ok_or_else(|| Trouble::new("unknown", 2).with("what", newcomer.short(6)))?;
    if let Some(begun) = own_vouch(home, &own, federation, newcomer) {
        // Somebody else of the own stewards has said it, or this one has.
        return Err(Trouble::new("vouch-begun", 7).with("short", home.state().replica.short(&begun)));
    }
    let record = with_hands(home, |hands, _| {
        alliance::vouch(*federation, own.id, &theirs, hands, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?;
    let wish = Wish::Vouch(*newcomer);
    let said = Said { federation: *federation, wish, record: record.clone(), agreed: [me].into() };
    wishes::finish(home, "federation vouch", said, record, dry_run)
}

/// What a steward of now has said for a newcomer in the own collective's name, and too few have agreed to.
fn own_vouch(home: &Home, own: &Collective, federation: &Id, newcomer: &Id) -> Option<Id> {
    let state = home.state();
    let law = state.replica.law();
    let said = law.values().find(|record| {
        record.header().space.is_some_and(|space| space.charter == *federation)
            && body::<Vouch>(record, "vouch").is_some_and(|said| said.by == own.id && said.collective == *newcomer)
            && !wishes::agreed(law, own, federation, record).is_empty()
    });
    said.map(Envelope::id)
}

/// Proposes the next version of a federation's charter.
///
/// # Errors
/// [`Trouble`] where this person is no steward, or the change does not fit.
fn revise(home: &Home, federation: &Id, changes: &[Change], dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let own = home.own_collective()?;
    let me = steward(home, &own)?;
    let known = known(home, federation, &own)?;
    let now = clock::now();
    let next = alliance::amend(home.state().replica.roster(), &known, changes, now);
    let next = next.map_err(|misfit| misfit_trouble(home, &misfit))?;
    let record = with_hands(home, |hands, _| {
        founding::revision(*federation, hands, &next.charter, &next.vouches, now).map_err(|fault| draft_trouble(&fault))
    })?;
    let seats: BTreeSet<Id> = known.charter.collectives.iter().map(|pin| pin.charter).collect();
    let agreed: BTreeSet<Id> =
        seats.iter().copied().filter(|seat| *seat == own.id && own.charter.threshold == 1).collect();
    let version = Version {
        id: record.id(),
        number: next.charter.revision,
        difference: Difference::between(&known.charter, &next.charter),
        needed: known.charter.threshold,
        missing: seats.difference(&agreed).copied().collect(),
        agreed,
    };
    let wish = Wish::Revise(Box::new(version));
    let said = Said { federation: *federation, wish, record: record.clone(), agreed: [me].into() };
    wishes::finish(home, "federation revise", said, record, dry_run)
}

/// Says that a version was seen: by that it is decided which of two holds.
///
/// # Errors
/// [`Trouble`] where it is not known, does not hold, or was said before.
fn seen(home: &Home, federation: &Id, version: Option<Id>) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let own = home.own_collective()?;
    let me = steward(home, &own)?;
    let known = known(home, federation, &own)?;
    let version = version.unwrap_or(known.head);
    if version != known.head && !known.rivals.contains(&version) {
        return Err(Trouble::new("federation-not-held", 6));
    }
    let has_seen = |id: &Id| {
        let state = home.state();
        let mine = |record: &Envelope| record.header().person == me && record.header().names.first() == Some(id);
        state.replica.law().values().any(|record| &*record.header().kind == "ack" && mine(record))
    };
    if has_seen(&version) {
        return Err(Trouble::new("already-done", 7));
    }
    // Who says of two rivals that they hold counts for neither.
    let mut others = known.rivals.iter().chain([&known.head]).filter(|other| **other != version);
    if let Some(other) = others.find(|other| known.contested && has_seen(other)) {
        let short = home.state().replica.short(other);
        return Err(Trouble::new("federation-other-seen", 6).with("other", short));
    }
    let record = statement(home, "ack", *federation, &Ack { note: None }, vec![version])?;
    let (published, written) = write(home, "federation seen", "", vec![record])?;
    Ok(Answer { reply: Reply::Published(published), written })
}

fn misfit_trouble(home: &Home, misfit: &Misfit) -> Trouble {
    match misfit {
        Misfit::Unknown(id) => Trouble::new("unknown", 2).with("what", id.short(6)),
        Misfit::Outside(id) => Trouble::new("federation-outside", 6).with("name", home.collective_name(id)),
        Misfit::Empty => Trouble::new("federation-empty", 6),
        Misfit::Vouches { collective, found } => Trouble::new("federation-vouches", 6)
            .with("name", home.collective_name(collective))
            .with("short", collective.short(6))
            .with("found", found)
            .with("needed", protocol::roster::VOUCHES),
        Misfit::Threshold { asked, least, seats } => {
            let trouble = Trouble::new("federation-threshold", 2).with("asked", asked);
            trouble.with("least", least).with("seats", seats)
        }
        Misfit::Early => Trouble::new("federation-early", 6),
        Misfit::Large => Trouble::new("too-large", 2).with("what", misfit),
        Misfit::Nothing => Trouble::new("federation-same", 6),
    }
}
