//! What the own collective says for itself in federations where several stewards must agree: one says it, the others
//! agree. That it founds a federation or comes into one nobody else hears before.

use std::collections::{BTreeMap, BTreeSet};

use protocol::alliance::told;
use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::founding;
use protocol::id::Id;
use protocol::local::{Reply, Trouble, Wish, WishCard, Wished};
use protocol::record::approve::Approve;
use protocol::record::charter::Charter;
use protocol::record::join::Join;
use protocol::record::vouch::Vouch;
use protocol::roster::Collective;

use super::Answer;
use super::doors::with_hands;
use super::law::{receipt, statement, steward, write};
use crate::clock;
use crate::home::Home;
use crate::pen::draft_trouble;

/// 24 wishes are told, the newest: one a member.
pub(super) const WISHES_TOLD: usize = 24;

/// Founds a federation of the own collective alone, or says that this is wanted where more stewards must agree.
///
/// # Errors
/// [`Trouble`] where this person is no steward, or their collective is in a federation already.
pub fn found(home: &Home, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    let me = steward(home, &collective)?;
    if home.state().replica.roster().federations_of(collective.id).next().is_some() {
        return Err(Trouble::new("federation-there", 7));
    }
    if wishes(home)?.iter().any(|card| card.wish == Wish::Found) {
        return Err(Trouble::new("federation-wanted", 7));
    }
    let record = with_hands(home, |hands, _| {
        founding::federation(&collective, hands, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?;
    let said = Said { federation: record.id(), wish: Wish::Found, record: record.clone(), agreed: [me].into() };
    finish(home, "federation found", said, record, dry_run)
}

/// Agrees to what another steward wants in a federation.
///
/// # Errors
/// [`Trouble`] where nobody wants it, this person is no steward, or has agreed.
pub fn approve(home: &Home, id: &Id, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    let me = steward(home, &collective)?;
    let mut said = said(home, &collective)?.into_iter().find(|said| said.record.id() == *id);
    let said = said.as_mut().ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
    if !said.agreed.insert(me) {
        return Err(Trouble::new("already-done", 7));
    }
    let word = statement(home, "approve", said.federation, &Approve { note: None }, vec![*id])?;
    finish(home, "federation approve", said.clone(), word, dry_run)
}

/// Writes a word about a wish, and answers how it stands with it.
pub(super) fn finish(home: &Home, label: &str, said: Said, word: Envelope, dry_run: bool) -> Result<Answer, Trouble> {
    let (published, written) = match dry_run {
        true => (receipt(home, &[word])?, Vec::new()),
        false => write(home, label, "", vec![word])?,
    };
    // As it stands with it: it may have come to hold.
    let now = home.own_collective()?;
    let card = card(home, &now, &Said { wish: refreshed(home, &said), ..said });
    Ok(Answer { reply: Reply::Wished(Box::new(Wished { published, card })), written })
}

/// What the stewards of the own collective want, or are asked for, and have not all agreed to; joins that all have
/// agreed to, until a door has opened; and versions that wait for other collectives. The newest first.
///
/// # Errors
/// [`Trouble`] before somebody lives here.
pub fn wishes(home: &Home) -> Result<Vec<WishCard>, Trouble> {
    let collective = home.own_collective()?;
    let mut cards: Vec<WishCard> = said(home, &collective)?.iter().map(|said| card(home, &collective, said)).collect();
    cards.sort_by_key(|card| (std::cmp::Reverse(card.at), card.id));
    cards.truncate(WISHES_TOLD);
    Ok(cards)
}

/// A collective's own join, and how it stands with its stewards.
pub(crate) struct Agreed {
    /// How it stands.
    pub(crate) card: WishCard,
    /// The join.
    pub(crate) record: Envelope,
    /// What stewards said of it.
    pub(crate) words: Vec<Envelope>,
}

/// How it stands with a collective's own join, with all that a door has to hear of it.
///
/// # Errors
/// [`Trouble`] where the join is held no more.
pub(crate) fn join(home: &Home, id: &Id) -> Result<Agreed, Trouble> {
    let collective = home.own_collective()?;
    let state = home.state();
    let record = state.replica.law().get(id).cloned();
    // Looked up by itself: once all have agreed, some collectives are in again before a door has opened.
    let wish = record.as_ref().and_then(|record| own_wish(record, collective.id));
    let (Some(record), Some((federation, wish @ Wish::Join))) = (record, wish) else {
        return Err(Trouble::new("unknown", 2).with("what", id.short(6)));
    };
    let agreed = agreed(state.replica.law(), &collective, &federation, &record);
    let said = Said { federation, wish, record, agreed };
    let agrees = |record: &&Envelope| {
        &*record.header().kind == "approve"
            && record.header().names.first() == Some(id)
            && collective.is_steward(&record.header().person)
    };
    let words: Vec<Envelope> = state.replica.law().values().filter(agrees).cloned().collect();
    drop(state);
    Ok(Agreed { card: card(home, &collective, &said), record: said.record, words })
}

/// One wish, as its records say it.
#[derive(Clone)]
pub(super) struct Said {
    /// The federation.
    pub(super) federation: Id,
    /// What is wanted.
    pub(super) wish: Wish,
    /// The record that says it.
    pub(super) record: Envelope,
    /// The own stewards who have agreed.
    pub(super) agreed: BTreeSet<Id>,
}

fn said(home: &Home, collective: &Collective) -> Result<Vec<Said>, Trouble> {
    let state = home.state();
    let (law, roster) = (state.replica.law(), state.replica.roster());
    let wanted: BTreeSet<Id> = roster.wished_by(collective.id).collect();
    let mut found = Vec::new();
    for record in law.values() {
        let Some((federation, wish)) =
            own_wish(record, collective.id).filter(|(federation, _)| wanted.contains(federation))
        else {
            continue;
        };
        if roster.federation(&federation).is_some() && !roster.wants_back(&record.id()) {
            continue; // by which it came in before
        }
        found.push((federation, wish, record));
    }
    for federation in roster.federations_of(collective.id) {
        let stands = |newcomer: &Id| {
            let spoken = federation.vouches.get(newcomer).is_some_and(|by| by.contains_key(&collective.id));
            spoken || federation.collectives.contains_key(newcomer)
        };
        let own = |record: &&Envelope| record.header().space.is_some_and(|space| space.charter == federation.id);
        for record in law.values().filter(own) {
            let Some(vouch) = body::<Vouch>(record, "vouch") else { continue };
            if vouch.by == collective.id && !stands(&vouch.collective) {
                found.push((federation.id, Wish::Vouch(vouch.collective), record));
            }
        }
        let (waiting, _) = told::versions(law, federation);
        for version in waiting {
            let Some(record) = law.get(&version.id) else { continue };
            found.push((federation.id, Wish::Revise(Box::new(version)), record));
        }
    }
    let of_others = |wish: &Wish| matches!(wish, Wish::Revise(_));
    let said = found.into_iter().map(|(federation, wish, record)| {
        let agreed = agreed(law, collective, &federation, record);
        Said { federation, wish, record: record.clone(), agreed }
    });
    // What nobody of now wants is no wish; a version may be another collective's.
    Ok(said.filter(|said| !said.agreed.is_empty() || of_others(&said.wish)).collect())
}

/// What a record wants for the own collective in a federation that is not, or is not known, yet.
fn own_wish(record: &Envelope, collective: Id) -> Option<(Id, Wish)> {
    let founds = || body::<Charter>(record, "charter").is_some_and(|charter| charter.revision == 0);
    let joins = || body::<Join>(record, "join").is_some_and(|join| join.collective == Some(collective));
    match record.header().space {
        None if founds() => Some((record.id(), Wish::Found)),
        Some(space) if joins() => Some((space.charter, Wish::Join)),
        Some(_) | None => None,
    }
}

/// The own stewards of now who said a thing or agreed to it.
pub(super) fn agreed(
    law: &BTreeMap<Id, Envelope>,
    collective: &Collective,
    federation: &Id,
    record: &Envelope,
) -> BTreeSet<Id> {
    let beside = law.values().filter(|word| {
        let header = word.header();
        &*header.kind == "approve"
            && header.names.first() == Some(&record.id())
            && header.space.is_some_and(|space| space.charter == *federation)
    });
    let steward = |record: &Envelope| {
        let (key, person) = (record.header().key, record.header().person);
        (collective.is_steward(&person) && collective.devices.get(&key) == Some(&person)).then_some(person)
    };
    std::iter::once(record).chain(beside).filter_map(steward).collect()
}

/// How it stands with a wish after a word about it: other collectives may have carried it.
fn refreshed(home: &Home, said: &Said) -> Wish {
    let state = home.state();
    match &said.wish {
        Wish::Found => Wish::Found,
        Wish::Join => Wish::Join,
        Wish::Vouch(newcomer) => Wish::Vouch(*newcomer),
        Wish::Revise(before) => {
            let known = state.replica.roster().federation(&said.federation);
            let (waiting, _) = known.map(|known| told::versions(state.replica.law(), known)).unwrap_or_default();
            let now = waiting.into_iter().find(|version| version.id == before.id);
            Wish::Revise(Box::new(now.unwrap_or_else(|| (**before).clone())))
        }
    }
}

pub(super) fn card(home: &Home, collective: &Collective, said: &Said) -> WishCard {
    let header = said.record.header();
    let stewards = &collective.charter.stewards;
    let state = home.state();
    let known = state.replica.roster().federation(&said.federation);
    let holds = known.is_some_and(|known| match &said.wish {
        Wish::Found => true,
        Wish::Join => known.collectives.contains_key(&collective.id),
        Wish::Vouch(newcomer) => known.vouches.get(newcomer).is_some_and(|by| by.contains_key(&collective.id)),
        Wish::Revise(_) => known.head == said.record.id(),
    });
    WishCard {
        id: said.record.id(),
        short: state.replica.short(&said.record.id()),
        federation: said.federation,
        wish: said.wish.clone(),
        author: header.person,
        at: header.created,
        needed: collective.charter.threshold,
        agreed: said.agreed.iter().copied().collect(),
        missing: stewards.iter().filter(|steward| !said.agreed.contains(steward)).copied().collect(),
        holds,
    }
}
