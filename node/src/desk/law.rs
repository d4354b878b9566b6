//! What the own collective's charter says, for those who read it, and a member's word about it: a
//! newcomer is approved, a revision was seen.

use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::fold::collective::CollectiveRow;
use protocol::founding;
use protocol::history::{Phase, Revision, revisions};
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{CharterView, DeviceCard, Published, Reply, RevisionCard, Role, Trouble};
use protocol::record::Fold;
use protocol::record::ack::Ack;
use protocol::record::approve::Approve;
use protocol::record::charter::Charter;
use protocol::record::device::Device;
use protocol::record::terms::Terms;
use protocol::roster::{Collective, members_needed};
use protocol::time::Moment;

use super::Answer;
use super::directory::row;
use super::doors::with_hands;
use crate::clock;
use crate::home::Home;
use crate::keyring::Keyring;
use crate::pen::draft_trouble;

/// The charter of the own collective, with all that was said of its revisions.
///
/// # Errors
/// [`Trouble`] before somebody lives here.
pub fn charter(home: &Home) -> Result<CharterView, Trouble> {
    let collective = home.own_collective()?;
    let told = told(home, &collective);
    let news = news(home, &told)?;
    let cards = told.into_iter().map(|revision| card(home, &collective, revision)).collect::<Result<_, _>>()?;
    Ok(CharterView {
        collective: collective.id,
        contested: collective.contested,
        revisions: cards,
        news,
        devices: devices(home, &collective)?,
    })
}

/// The revisions of a collective, as this home knows them.
pub(crate) fn told(home: &Home, collective: &Collective) -> Vec<Revision> {
    revisions(home.state().replica.law().values(), collective)
}

/// A revision as it is shown, with its words.
pub(crate) fn card(home: &Home, collective: &Collective, revision: Revision) -> Result<RevisionCard, Trouble> {
    let terms = match revision.charter.terms {
        Some(wanted) => words(home, collective, &wanted)?,
        None => None,
    };
    let short = home.state().replica.short(&revision.id);
    Ok(RevisionCard { short, revision, terms })
}

/// The words that a revision names, where they are held.
pub(crate) fn words(home: &Home, collective: &Collective, wanted: &Id) -> Result<Option<Terms>, Trouble> {
    let row: Option<CollectiveRow> = row(home, Fold::Collective, &collective.id)?;
    Ok(row.and_then(|mut row| row.terms.remove(wanted)))
}

/// The revision in force, where whoever lives here has not said that they have seen it: it came after
/// them, and they had no part in it.
///
/// # Errors
/// [`Trouble`] before somebody lives here.
pub(crate) fn news(home: &Home, told: &[Revision]) -> Result<Option<Id>, Trouble> {
    let me = home.dweller()?.person;
    let Some(head) = told.iter().find(|revision| revision.phase == Phase::InForce) else { return Ok(None) };
    let mine = |record: &&Envelope| record.header().person == me && &*record.header().kind == "join";
    let came = {
        let state = home.state();
        let joins = state.replica.law().values().filter(mine).map(|record| record.header().created);
        joins.min()
    };
    let known = head.charter.revision == 0
        || head.seen.contains(&me)
        || head.agreed.contains(&me)
        || came.is_some_and(|came| came > head.at);
    Ok((!known).then_some(head.id))
}

/// The devices of those who belong, and those that their owners took back, by owner and age.
///
/// # Errors
/// [`Trouble`] before somebody lives here.
pub(crate) fn devices(home: &Home, collective: &Collective) -> Result<Vec<DeviceCard>, Trouble> {
    let state = home.state();
    let here = state.keyring.as_ref().map(Keyring::device_key);
    let mut cards: Vec<DeviceCard> = Vec::new();
    for record in state.replica.law().values() {
        let header = record.header();
        if header.space.is_none_or(|space| space.charter != collective.id) {
            continue;
        }
        let Some(device) = body::<Device>(record, "device") else { continue };
        if let Some(known) = cards.iter_mut().find(|card| card.key == device.key && card.person == header.person) {
            note(known, &device, header.created);
            continue;
        }
        let mut card = DeviceCard {
            key: device.key,
            person: header.person,
            label: None,
            since: None,
            here: here == Some(device.key),
            ended: None,
            added: false,
            by_stewards: false,
        };
        note(&mut card, &device, header.created);
        cards.push(card);
    }
    drop(state);
    by_revision(&mut cards, &told(home, collective), here);
    cards.retain(|card| card.ended.is_some() || collective.devices.get(&card.key) == Some(&card.person));
    cards.sort_by_key(|card| (card.person, card.since, card.key));
    let mut owners = std::collections::BTreeSet::new();
    for card in &mut cards {
        card.added = !owners.insert(card.person);
    }
    Ok(cards)
}

/// Puts beside it what stewards said of devices: one that a revision lists and no root key vouched for came in the
/// place of a lost one; one that a revision leaves out is off the list.
fn by_revision(cards: &mut Vec<DeviceCard>, told: &[Revision], here: Option<Key>) {
    let holds = |revision: &&Revision| matches!(revision.phase, Phase::InForce | Phase::Past);
    let mut chain: Vec<&Revision> = told.iter().filter(holds).collect();
    chain.sort_by_key(|revision| revision.charter.revision);
    for pair in chain.windows(2) {
        let [before, after] = pair else { continue };
        let lists = |charter: &Charter, key: &Key| charter.devices.iter().any(|device| device.key == *key);
        for device in after.charter.devices.iter().filter(|device| !lists(&before.charter, &device.key)) {
            let known = cards.iter().any(|card| card.key == device.key && card.person == device.person);
            if !known {
                cards.push(DeviceCard {
                    key: device.key,
                    person: device.person,
                    label: None,
                    since: Some(after.at),
                    here: here == Some(device.key),
                    ended: None,
                    added: false,
                    by_stewards: true,
                });
            }
        }
        for card in cards.iter_mut().filter(|card| card.ended.is_none() && after.charter.members.contains(&card.person))
        {
            let left = lists(&before.charter, &card.key) && !lists(&after.charter, &card.key);
            let named = after.charter.dropped.contains(&card.key) && !before.charter.dropped.contains(&card.key);
            if left || named {
                (card.ended, card.by_stewards) = (Some(after.at), true);
            }
        }
    }
}

/// Puts one word of a root key about a device beside what is known of it.
fn note(card: &mut DeviceCard, device: &Device, at: Moment) {
    let first = |known: Option<Moment>| Some(known.map_or(at, |known| known.min(at)));
    if device.revoked {
        card.ended = first(card.ended);
    } else {
        card.since = first(card.since);
        card.label = card.label.take().or(device.label.as_ref().map(ToString::to_string));
    }
}

/// True where this person's agreement changes the charter; else why not.
///
/// # Errors
/// [`Trouble`] `stewards-only`, or that this machine speaks for nobody here any more.
pub(crate) fn steward(home: &Home, collective: &Collective) -> Result<Id, Trouble> {
    home.may_write(&home.dweller()?)?;
    let me = home.dweller()?.person;
    if collective.is_steward(&me) { Ok(me) } else { Err(Trouble::new("stewards-only", 6)) }
}

/// True where this person's agreement counts for two thirds of the members; else why not.
///
/// # Errors
/// [`Trouble`] `members-few` where that way is closed, `members-unwritten` where no version names this person.
pub(crate) fn member(home: &Home, collective: &Collective) -> Result<Id, Trouble> {
    let me = home.dweller()?;
    home.may_write(&me)?;
    let many = collective.charter.members.len();
    if members_needed(&collective.charter).is_none() {
        return Err(Trouble::new("members-few", 6).with("members", many));
    }
    match collective.charter.members.contains(&me.person) {
        true => Ok(me.person),
        false => Err(Trouble::new("members-unwritten", 6)),
    }
}

/// One statement among the authority of the own collective.
///
/// # Errors
/// [`Trouble`] where there are no keys.
pub(crate) fn statement<T: serde::Serialize>(
    home: &Home,
    kind: &str,
    charter: Id,
    body: &T,
    names: Vec<Id>,
) -> Result<Envelope, Trouble> {
    with_hands(home, |hands, _| {
        founding::statement(kind, charter, hands.person, body, names, clock::now(), hands.device)
            .map_err(|fault| draft_trouble(&fault))
    })
}

/// Writes statements of the law as one operation, and says who reads them.
///
/// # Errors
/// [`Trouble`]; nothing was written then.
pub(crate) fn write(
    home: &Home,
    label: &str,
    title: &str,
    records: Vec<Envelope>,
) -> Result<(Published, Vec<Envelope>), Trouble> {
    home.may_write(&home.dweller()?)?;
    let (number, written) = home.state_law(label, title, records)?;
    Ok((Published { operation: Some(number), ..receipt(home, &written)? }, written))
}

/// What is said of statements of the law, written or not.
///
/// # Errors
/// [`Trouble`] before somebody lives here.
pub(crate) fn receipt(home: &Home, records: &[Envelope]) -> Result<Published, Trouble> {
    let items = records.iter().map(|record| home.item(record)).collect();
    let readers = readers(home)?;
    let alone = readers.len() == 1;
    Ok(Published { items, readers, alone, binds: true, ..Published::default() })
}

/// Who reads the law of the own collective: its people, and every collective of its federations.
///
/// # Errors
/// [`Trouble`] before somebody lives here.
pub(crate) fn readers(home: &Home) -> Result<Vec<String>, Trouble> {
    let own = home.dweller()?.collective;
    let others: std::collections::BTreeSet<Id> = {
        let state = home.state();
        let federations = state.replica.roster().federations_of(own);
        federations.flat_map(|federation| federation.collectives.keys().copied()).filter(|id| *id != own).collect()
    };
    Ok(std::iter::once(own).chain(others).map(|id| home.collective_name(&id)).collect())
}

/// Approves a newcomer.
///
/// # Errors
/// [`Trouble`] where the person is not known as a newcomer, or this person is no steward.
pub fn approve(home: &Home, person: &Id) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    steward(home, &collective)?;
    let belonging = collective.people.get(person).copied();
    let belonging = belonging.ok_or_else(|| Trouble::new("unknown", 2).with("what", person.short(6)))?;
    let (Role::New, Some(join)) = (belonging.role, belonging.join) else {
        return Err(Trouble::new("already-member", 7));
    };
    let record = statement(home, "approve", collective.id, &Approve { note: None }, vec![join])?;
    let name = home.person_name(person).unwrap_or_default();
    let (published, written) = write(home, "member approve", &name, vec![record])?;
    Ok(Answer { reply: Reply::Published(published), written })
}

/// The one who lives here has seen a revision; said again it means the same and writes nothing.
///
/// # Errors
/// [`Trouble`] where the revision is not known.
pub fn seen(home: &Home, id: &Id) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    let me = home.dweller()?.person;
    let told = told(home, &collective);
    let revision = told.iter().find(|revision| revision.id == *id);
    let revision = revision.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
    match revision.phase {
        Phase::InForce | Phase::Past | Phase::Rival => {}
        Phase::Proposed | Phase::Overtaken => return Err(Trouble::new("charter-not-held", 6)),
    }
    if revision.seen.contains(&me) {
        return Err(Trouble::new("already-done", 7));
    }
    // Who says of two rivals that they hold counts for neither, and would stand on neither branch.
    let rival = |other: &&Revision| {
        let sibling = other.charter.parent == revision.charter.parent && other.id != revision.id;
        sibling && other.seen.contains(&me)
    };
    if let Some(other) = told.iter().find(rival) {
        let short = home.state().replica.short(&other.id);
        return Err(Trouble::new("charter-other-seen", 6).with("other", short));
    }
    let record = statement(home, "ack", collective.id, &Ack { note: None }, vec![*id])?;
    let (published, written) = write(home, "charter seen", "", vec![record])?;
    Ok(Answer { reply: Reply::Published(published), written })
}
