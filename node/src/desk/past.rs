//! What was written: its author, or the stewards, take text away; stewards list what somebody who was removed had
//! written in time and what arrived too late.

use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::held::{ERASED_DAYS, Facts, Standing};
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{Erase, Erased, Keep, KeptLate, LATE_MAX, LateCard, Published, Reply, Trouble};
use protocol::parting;
use protocol::record::approve::Approve;
use protocol::record::ask::Ask;
use protocol::record::charter::Charter;
use protocol::record::comment::Comment;
use protocol::record::cut::Cut;
use protocol::record::device::Device;
use protocol::record::lead::Lead;
use protocol::record::pledge::Pledge;
use protocol::record::{Class, Signer};
use protocol::roster::Collective;

use super::Answer;
use super::doors::with_hands;
use super::law::{receipt, statement, steward, write};
use super::wishes;
use crate::clock;
use crate::home::Home;
use crate::pen::draft_trouble;

/// 1,000 revisions of one document are erased at once: more than anybody makes of it.
const ERASED_MAX: usize = 1_000;
/// 60 letters say what it was.
const TITLE_MAX: usize = 60;

/// Takes text away, or says so for the other stewards to agree; who agrees says the same.
///
/// # Errors
/// [`Trouble`] where nothing is known of it, it stands in another collective, or somebody else has to say so.
pub fn erase(home: &Home, wish: &Erase) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let own = home.own_collective()?;
    let me = home.dweller()?;
    home.may_write(&me)?;
    let (ids, author) = erasable(home, &own, &wish.what)?;
    let others = if author == me.person { None } else { Some(erase_steward(home, &own)?) };
    // What another steward has begun is agreed to, page by page; what nobody has is said now.
    let begun =
        if others.is_some() { begun(home, &own, "erase", |record| record.header().names.to_vec()) } else { Vec::new() };
    let (mut records, covered) = agreeing(home, &own, &begun, &ids, |id| is_erased(home, id), me.person)?;
    let fresh: Vec<Id> = ids.iter().copied().filter(|id| !covered.contains(id)).collect();
    records.extend(with_hands(home, |hands, _| {
        parting::erase(own.id, &fresh, wish.why.clone(), hands, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?);
    if records.is_empty() {
        return Err(Trouble::new("already-done", 7));
    }
    let (published, written) = match wish.dry_run {
        true => (receipt(home, &records)?, Vec::new()),
        false => write(home, "erase", &home.person_name(&author).unwrap_or_default(), records)?,
    };
    let first = ids.first().copied().unwrap_or(wish.what);
    let (needed, agreed) = match others {
        None => (1, BTreeSet::from([me.person])),
        Some(_) => (
            own.charter.threshold,
            sayers(home, &own, "erase", me.person, |record| {
                let names = &record.header().names;
                names.contains(&first) && names.iter().all(|id| ids.contains(id) || is_erased(home, id))
            }),
        ),
    };
    let missing = if others.is_some() { missing(&own, &agreed) } else { Vec::new() };
    let erased = Erased {
        published,
        records: ids.len() as u32,
        author,
        needed,
        agreed: agreed.len() as u32,
        missing,
        hidden: is_erased(home, &first),
        gone: clock::now().day().plus(ERASED_DAYS),
    };
    Ok(Answer { reply: Reply::Erased(Box::new(erased)), written })
}

fn is_erased(home: &Home, id: &Id) -> bool {
    home.state().replica.held().get(id).is_some_and(Facts::is_erased)
}

/// True where it is shown as somebody's who belongs.
fn counts(home: &Home, id: &Id) -> bool {
    home.state().replica.held().get(id).is_some_and(|facts| facts.standing() == Standing::Live)
}

fn erase_steward(home: &Home, own: &Collective) -> Result<Id, Trouble> {
    steward(home, own).map_err(|trouble| match trouble.code.as_str() {
        "stewards-only" => Trouble::new("erase-not-yours", 6),
        _ => trouble,
    })
}

fn missing(own: &Collective, agreed: &BTreeSet<Id>) -> Vec<Id> {
    own.charter.stewards.iter().filter(|steward| !agreed.contains(steward)).copied().collect()
}

/// The records of a document, or one record, with the sealed words that its author wrote about it; and whose they are.
fn erasable(home: &Home, own: &Collective, what: &Id) -> Result<(Vec<Id>, Id), Trouble> {
    let state = home.state();
    let held = state.replica.held();
    let unknown = || Trouble::new("unknown", 2).with("what", what.short(6));
    let content = |facts: &&Facts| !facts.is_law() && facts.kind().is_none_or(|kind| kind.class == Class::Content);
    let about: Vec<&Facts> = held.about(what).chain(held.get(what)).filter(content).collect();
    let mut named: BTreeMap<Id, (Id, bool)> = BTreeMap::new();
    for facts in about {
        let sealed = facts.kind().is_some_and(|kind| kind.name == "sealed");
        let Some(record) = home.record(&facts.id)? else { continue };
        if record.header().name() == Some(*what) || facts.id == *what || sealed {
            named.insert(facts.id, (held.signer(facts).1, sealed));
        }
    }
    // Whoever wrote the document; who sealed something about it may be somebody else.
    let author = named.values().find(|(_, sealed)| !sealed).map(|(person, _)| *person).ok_or_else(unknown)?;
    let here = |id: &Id| held.get(id).and_then(Facts::space).is_some_and(|space| space.charter == own.id);
    let ids: Vec<Id> = named.into_iter().filter(|(_, (person, _))| *person == author).map(|(id, _)| id).collect();
    if !ids.iter().all(here) {
        return Err(Trouble::new("erase-elsewhere", 6));
    }
    let ids: Vec<Id> = ids.into_iter().filter(|id| held.get(id).is_some_and(|facts| !facts.is_erased())).collect();
    match ids.is_empty() {
        true => Err(Trouble::new("already-done", 7)),
        false => Ok((ids.into_iter().take(ERASED_MAX).collect(), author)),
    }
}

/// What stewards of now have said in records of a kind: each with the ids that it is about.
fn begun(home: &Home, own: &Collective, kind: &str, about: impl Fn(&Envelope) -> Vec<Id>) -> Vec<(Envelope, Vec<Id>)> {
    let state = home.state();
    let law = state.replica.law();
    let here = law.values().filter(|record| {
        let header = record.header();
        &*header.kind == kind && header.space.is_some_and(|space| space.charter == own.id)
    });
    let said = here.filter(|record| !wishes::agreed(law, own, &own.id, record).is_empty());
    said.map(|record| (record.clone(), about(record))).collect()
}

/// Agreement with what others have begun of some ids; and the ids that are said with that. Whoever begins can name more
/// than what they ask for: what names anything that was neither shown here nor is so already is not agreed to.
fn agreeing(
    home: &Home,
    own: &Collective,
    begun: &[(Envelope, Vec<Id>)],
    ids: &[Id],
    settled: impl Fn(&Id) -> bool,
    me: Id,
) -> Result<(Vec<Envelope>, BTreeSet<Id>), Trouble> {
    let (mut records, mut covered) = (Vec::new(), BTreeSet::new());
    for (record, about) in begun.iter().filter(|(_, about)| about.iter().any(|id| ids.contains(id))) {
        let said = wishes::agreed(home.state().replica.law(), own, &own.id, record).contains(&me);
        if !said && !about.iter().all(|id| ids.contains(id) || settled(id)) {
            continue;
        }
        covered.extend(about.iter().copied());
        if !said {
            records.push(statement(home, "approve", own.id, &Approve { note: None }, vec![record.id()])?);
        }
    }
    Ok((records, covered))
}

/// The stewards of now who said something or agreed to it, with the one who says it now.
fn sayers(home: &Home, own: &Collective, kind: &str, me: Id, fits: impl Fn(&Envelope) -> bool) -> BTreeSet<Id> {
    let said = |record: &&Envelope| {
        let header = record.header();
        &*header.kind == kind && header.space.is_some_and(|space| space.charter == own.id)
    };
    let said: Vec<Envelope> = home.state().replica.law().values().filter(said).cloned().collect();
    // What fits may be asked of the home, which nobody holds meanwhile.
    let fitting: Vec<Envelope> = said.into_iter().filter(fits).collect();
    let state = home.state();
    let agreed = fitting.iter().map(|record| wishes::agreed(state.replica.law(), own, &own.id, record));
    // Of several that say the same the one counts that most agreed to.
    agreed.max_by_key(BTreeSet::len).unwrap_or_default().into_iter().chain([me]).collect()
}

/// What somebody wrote on computers that are listed no longer and no list names, the newest first.
///
/// # Errors
/// [`Trouble`] where a record cannot be read.
pub fn late(home: &Home, person: &Id) -> Result<Vec<LateCard>, Trouble> {
    let own = home.own_collective()?;
    let begun: BTreeSet<Id> = begun(home, &own, "cut", cut_ids).into_iter().flat_map(|(_, about)| about).collect();
    let mut cards = Vec::new();
    for (_, ids) in unlisted(home, &own, person) {
        for id in ids {
            let Some(record) = home.record(&id)? else { continue };
            cards.push(LateCard {
                id,
                short: home.state().replica.short(&id),
                kind: record.header().kind.to_string(),
                title: title(&record),
                at: record.header().created,
                begun: begun.contains(&id),
            });
        }
    }
    cards.sort_by_key(|card| (std::cmp::Reverse(card.at), card.id));
    cards.truncate(LATE_MAX);
    Ok(cards)
}

fn cut_ids(record: &Envelope) -> Vec<Id> {
    body::<Cut>(record, "cut").map(|cut| cut.ids.to_vec()).unwrap_or_default()
}

/// How a record begins, where it has words.
fn title(record: &Envelope) -> Option<String> {
    let text = body::<Lead>(record, "lead")
        .map(|lead| lead.title.to_string())
        .or_else(|| body::<Comment>(record, "comment").map(|comment| comment.text.to_string()))
        .or_else(|| body::<Pledge>(record, "pledge").map(|pledge| pledge.text.to_string()))
        .or_else(|| body::<Ask>(record, "ask").map(|ask| ask.text.to_string()))?;
    Some(text.chars().take(TITLE_MAX).collect())
}

/// By key that is in force no longer, what its person wrote with it that does not count.
fn unlisted(home: &Home, own: &Collective, person: &Id) -> BTreeMap<Key, Vec<Id>> {
    let state = home.state();
    let held = state.replica.held();
    let mut found: BTreeMap<Key, Vec<Id>> = BTreeMap::new();
    for facts in held.iter().filter(|facts| facts.standing() == Standing::Unlisted && !facts.is_erased()) {
        let (key, author) = held.signer(facts);
        let here = facts.space().is_some_and(|space| space.charter == own.id);
        // Where a lost machine was to be found nobody keeps.
        let meant = facts.kind().is_none_or(|kind| kind.signer != Signer::Node);
        if here && meant && author == *person && !own.devices.contains_key(&key) && own.ever.contains(&(key, author)) {
            found.entry(key).or_default().push(facts.id);
        }
    }
    found.values_mut().for_each(|ids| ids.sort_unstable());
    found
}

/// Lists what arrived too late, or agrees to another steward's list; of their own retired computers whoever they are.
///
/// # Errors
/// [`Trouble`] where this person has no say in it, or nothing waits.
pub fn keep(home: &Home, wish: &Keep) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let own = home.own_collective()?;
    let me = home.dweller()?.person;
    let mine = wish.person == me;
    if !mine {
        steward(home, &own)?;
    }
    home.may_write(&home.dweller()?)?;
    let wanted: BTreeSet<Id> = wish.records.iter().copied().take(LATE_MAX).collect();
    let begun = if mine { Vec::new() } else { begun(home, &own, "cut", cut_ids) };
    let mut records = Vec::new();
    let mut listed = BTreeSet::new();
    for (key, ids) in unlisted(home, &own, &wish.person) {
        let ids: Vec<Id> = ids.into_iter().filter(|id| wanted.contains(id)).collect();
        if ids.is_empty() {
            continue;
        }
        let pin = match (mine, retired(home, &own, me, &key)) {
            (true, true) => None,
            (true, false) => return Err(Trouble::new("keep-stewards", 6)),
            (false, _) => Some(parted_at(home, &own, &key, &wish.person).ok_or_else(|| Trouble::new("keep-none", 6))?),
        };
        let of_key: Vec<(Envelope, Vec<Id>)> = begun
            .iter()
            .filter(|(record, _)| body::<Cut>(record, "cut").is_some_and(|cut| cut.key == key))
            .cloned()
            .collect();
        let (agreements, covered) = agreeing(home, &own, &of_key, &ids, |id| counts(home, id), me)?;
        records.extend(agreements);
        let fresh: Vec<Id> = ids.iter().copied().filter(|id| !covered.contains(id)).collect();
        records.extend(with_hands(home, |hands, _| {
            parting::cuts(own.id, key, pin, &fresh, hands, clock::now()).map_err(|fault| draft_trouble(&fault))
        })?);
        listed.extend(ids);
    }
    if records.is_empty() {
        return Err(if listed.is_empty() { Trouble::new("keep-none", 6) } else { Trouble::new("already-done", 7) });
    }
    let name = home.person_name(&wish.person).unwrap_or_default();
    let (published, written): (Published, _) = match wish.dry_run {
        true => (receipt(home, &records)?, Vec::new()),
        false => write(home, "member keep", &name, records)?,
    };
    let agreed = match mine {
        true => 1,
        false => sayers(home, &own, "cut", me, |record| {
            let ids = cut_ids(record);
            ids.iter().any(|id| listed.contains(id)) && ids.iter().all(|id| listed.contains(id) || counts(home, id))
        })
        .len(),
    };
    let needed = if mine { 1 } else { own.charter.threshold };
    let kept = KeptLate { published, listed: listed.len() as u32, needed, agreed: agreed as u32 };
    Ok(Answer { reply: Reply::KeptLate(Box::new(kept)), written })
}

/// True where a person's own root key took a device back.
fn retired(home: &Home, own: &Collective, person: Id, key: &Key) -> bool {
    let state = home.state();
    let here = state.replica.law().values().filter(|record| {
        record.header().person == person && record.header().space.is_some_and(|space| space.charter == own.id)
    });
    let mut words = here.filter_map(|record| body::<Device>(record, "device"));
    words.any(|device| device.key == *key && device.revoked)
}

/// The first revision since which a key is off the list, or its person.
fn parted_at(home: &Home, own: &Collective, key: &Key, person: &Id) -> Option<Id> {
    let charters: Vec<(Id, Charter)> = {
        let state = home.state();
        let law = state.replica.law();
        own.chain.iter().filter_map(|id| Some((*id, body::<Charter>(law.get(id)?, "charter")?))).collect()
    };
    let lists = |charter: &Charter| charter.devices.iter().any(|device| device.key == *key);
    let belongs = |charter: &Charter| charter.members.contains(person);
    let off = |at: usize| {
        let (before, since) = charters.split_at(at);
        let first = &since[0].1;
        let listed = before.iter().any(|(_, charter)| lists(charter));
        let member = before.iter().any(|(_, charter)| belongs(charter));
        let gone = !since.iter().any(|(_, charter)| belongs(charter)) && (first.removed.contains(person) || member);
        !since.iter().any(|(_, charter)| lists(charter)) && (listed || first.dropped.contains(key) || gone)
    };
    (0..charters.len()).find(|at| off(*at)).map(|at| charters[at].0)
}

#[cfg(test)]
pub(crate) mod tests;
