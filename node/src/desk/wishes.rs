//! What the own collective says for itself in federations where several stewards must agree: one says that it founds
//! a federation or comes into one, the others agree, and only then others hear of it.

use std::collections::BTreeSet;

use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::founding;
use protocol::id::Id;
use protocol::local::{Reply, Trouble, Wish, WishCard, Wished};
use protocol::record::approve::Approve;
use protocol::record::charter::Charter;
use protocol::record::join::Join;
use protocol::roster::Collective;

use super::Answer;
use super::doors::with_hands;
use super::law::{receipt, statement, steward, write};
use crate::clock;
use crate::home::Home;
use crate::pen::draft_trouble;

/// 24 wishes are told, the newest: one a member.
const WISHES_TOLD: usize = 24;

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
    finish(home, &collective, "federation found", said, record, dry_run)
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
    finish(home, &collective, "federation approve", said.clone(), word, dry_run)
}

/// Writes a word about a wish, and answers how it stands with it.
fn finish(
    home: &Home,
    collective: &Collective,
    label: &str,
    said: Said,
    word: Envelope,
    dry_run: bool,
) -> Result<Answer, Trouble> {
    let (published, written) = match dry_run {
        true => (receipt(home, &[word])?, Vec::new()),
        false => write(home, label, "", vec![word])?,
    };
    let card = card(home, collective, &said);
    Ok(Answer { reply: Reply::Wished(Box::new(Wished { published, card })), written })
}

/// What the stewards of the own collective want and have not all agreed to; and joins that all have agreed to, until
/// a door has opened. The newest first.
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
    let said = said(home, &collective)?.into_iter().find(|said| said.record.id() == *id);
    let said = said.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
    let state = home.state();
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
struct Said {
    federation: Id,
    wish: Wish,
    record: Envelope,
    agreed: BTreeSet<Id>,
}

fn said(home: &Home, collective: &Collective) -> Result<Vec<Said>, Trouble> {
    let state = home.state();
    let law = state.replica.law();
    let wanted: BTreeSet<Id> = state.replica.roster().wished_by(collective.id).collect();
    let device = |record: &Envelope| {
        let (key, person) = (record.header().key, record.header().person);
        (collective.is_steward(&person) && collective.devices.get(&key) == Some(&person)).then_some(person)
    };
    let of = |record: &Envelope| {
        let founds = body::<Charter>(record, "charter").is_some_and(|charter| charter.revision == 0);
        let joins = body::<Join>(record, "join").is_some_and(|join| join.collective == Some(collective.id));
        match record.header().space {
            None if founds => Some((record.id(), Wish::Found)),
            Some(space) if joins => Some((space.charter, Wish::Join)),
            Some(_) | None => None,
        }
    };
    let mut found = Vec::new();
    for record in law.values() {
        let Some((federation, wish)) = of(record).filter(|(federation, _)| wanted.contains(federation)) else {
            continue;
        };
        let beside = law.values().filter(|word| {
            let header = word.header();
            &*header.kind == "approve"
                && header.names.first() == Some(&record.id())
                && header.space.is_some_and(|space| space.charter == federation)
        });
        let agreed: BTreeSet<Id> = std::iter::once(record).chain(beside).filter_map(device).collect();
        // What nobody of now wants is no wish.
        if !agreed.is_empty() {
            found.push(Said { federation, wish, record: record.clone(), agreed });
        }
    }
    Ok(found)
}

fn card(home: &Home, collective: &Collective, said: &Said) -> WishCard {
    let header = said.record.header();
    let stewards = &collective.charter.stewards;
    WishCard {
        id: said.record.id(),
        short: home.state().replica.short(&said.record.id()),
        federation: said.federation,
        wish: said.wish,
        author: header.person,
        at: header.created,
        needed: collective.charter.threshold,
        agreed: said.agreed.iter().copied().collect(),
        missing: stewards.iter().filter(|steward| !said.agreed.contains(steward)).copied().collect(),
    }
}
