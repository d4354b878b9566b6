//! Changing the own collective's charter: a steward proposes the next revision, others agree to it. It
//! holds as soon as as many agreed as the revision before it asks for.

use std::collections::BTreeSet;

use protocol::amend::{self, Amendment, Misfit, Replacement};
use protocol::envelope::Envelope;
use protocol::fold::body;
use protocol::fold::member::MemberRow;
use protocol::founding;
use protocol::history::{Phase, Revision, Support};
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{Amend, Amended, Past, Published, Reply, RevisionCard, Trouble, Voice};
use protocol::parting;
use protocol::record::Fold;
use protocol::record::approve::Approve;
use protocol::record::charter::{Charter, Paused};
use protocol::record::cut::Cut;
use protocol::record::terms::Terms;
use protocol::roster::{Collective, members_needed};
use protocol::space::Side;
use protocol::time::{Day, Moment};
use protocol::wire;

use super::Answer;
use super::directory::row;
use super::doors::{collective_face, show_face_within, with_hands};
use super::law::{card, member, receipt, statement, steward, told, words, write};
use crate::clock;
use crate::home::Home;
use crate::pen::draft_trouble;

/// 1,000 lists of 400 records come with one revision: more than a removed member can have written.
const CUTS_MAX: usize = 1_000;

/// 366 days: a pause has an end, and a longer one is another decision.
const PAUSE_DAYS_MAX: u32 = 366;

/// Changes the charter, or proposes the change where others must agree.
///
/// # Errors
/// [`Trouble`] where this person has no say in it, or the change does not fit.
pub fn amend(home: &Home, wish: &Amend) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    amend_in_turn(home, wish)
}

/// The same for a caller that holds [`Home::deciding`] already.
pub(crate) fn amend_in_turn(home: &Home, wish: &Amend) -> Result<Answer, Trouble> {
    let collective = home.own_collective()?;
    let me = match wish.voice {
        Voice::Steward => steward(home, &collective)?,
        Voice::Member => member(home, &collective)?,
    };
    for amendment in &wish.amendments {
        if let Amendment::Pause(pause) = amendment {
            check_end(pause.until)?;
        }
    }
    let next = amend::amend(&collective, &wish.amendments).map_err(|misfit| misfit_trouble(home, &misfit))?;
    let terms = wish.amendments.iter().rev().find_map(|amendment| match amendment {
        Amendment::Terms(terms) => Some(terms.clone()),
        _ => None,
    });
    if let Some(terms) = &terms {
        check_currency(home, &collective, terms)?;
    }
    let now = clock::now();
    let mut records = Vec::new();
    // Words that were said before are held; a revision names them by their hash.
    let said = match (&terms, next.terms) {
        (Some(_), Some(wanted)) => words(home, &collective, &wanted)?.is_some(),
        _ => false,
    };
    let settled = home.state().replica.roster().to_settle(&collective.id);
    let revision = with_hands(home, |hands, _| {
        if let Some(terms) = terms.as_ref().filter(|_| !said) {
            let words = founding::terms(collective.id, hands, wire::encode(terms), now);
            records.push(words.map_err(|fault| draft_trouble(&fault))?);
        }
        founding::revision(collective.id, hands, &next, &settled, now).map_err(|fault| draft_trouble(&fault))
    })?;
    let id = revision.id();
    records.push(revision);
    let (kept, cuts) = kept(home, &collective, &next, id, wish.past)?;
    records.extend(cuts);
    records.extend(erasures(home, &collective, &next, id)?);
    if wish.dry_run {
        let published = receipt(home, &records)?;
        let revision = unwritten(&collective, id, next, me, now);
        let mut shown = card(home, &collective, revision)?;
        shown.terms = terms.or(shown.terms);
        return Ok(Reply::Amended(Box::new(amended(home, &collective, published, shown, kept)?)).into());
    }
    let title = title(home, &wish.amendments);
    let (mut published, mut written) = write(home, &wish.label, &title, records)?;
    // Words alone are taken back by saying the earlier ones again; who belongs is not.
    let words_alone = wish.amendments.iter().all(|amendment| matches!(amendment, Amendment::Terms(_)));
    published.binds = !words_alone || collective.charter.threshold > 1;
    written.extend(renew_face(home, published.operation.unwrap_or_default())?);
    finish(home, &collective, published, id, kept, written)
}

/// Refuses another currency for sums that stay as they are: they would be other sums.
fn check_currency(home: &Home, collective: &Collective, terms: &Terms) -> Result<(), Trouble> {
    let Some(wanted) = collective.charter.terms else { return Ok(()) };
    match words(home, collective, &wanted)?.filter(|before| terms.recounts(before)) {
        None => Ok(()),
        Some(before) => {
            let code = |terms: &Terms| terms.currency.map(|currency| currency.code().to_string()).unwrap_or_default();
            let trouble = Trouble::new("charter-currency-sums", 6);
            Err(trouble.with("before", code(&before)).with("after", code(terms)))
        }
    }
}

/// Refuses a pause that is over, or that has no end in sight.
fn check_end(until: Day) -> Result<(), Trouble> {
    let today = clock::now().day();
    match until {
        _ if until < today => Err(Trouble::new("past", 2).with("what", "until")),
        _ if until > today.plus(PAUSE_DAYS_MAX) => Err(Trouble::new("pause-long", 2).with("most", PAUSE_DAYS_MAX)),
        _ => Ok(()),
    }
}

/// A revision as it would stand with its author's word alone.
pub(crate) fn unwritten(collective: &Collective, id: Id, charter: Charter, author: Id, at: Moment) -> Revision {
    let base = &collective.charter;
    let others = |all: &[Id]| all.iter().filter(|person| **person != author).copied().collect::<BTreeSet<Id>>();
    let agreed: BTreeSet<Id> = base.stewards.iter().filter(|steward| **steward == author).copied().collect();
    let needed = base.threshold;
    let members = members_needed(base).map(|needed| Support {
        needed,
        agreed: base.members.iter().filter(|member| **member == author).copied().collect(),
        missing: others(&base.members),
    });
    let phase = if agreed.len() >= needed as usize { Phase::InForce } else { Phase::Proposed };
    let (missing, seen) = (others(&base.stewards), BTreeSet::new());
    Revision { id, charter, author, at, phase, needed, agreed, missing, members, seen }
}

/// What those wrote who leave by a revision, listed so that it stays: all that this home shows of it; where it is to
/// be forgotten, only what they erased.
fn kept(
    home: &Home,
    collective: &Collective,
    next: &Charter,
    revision: Id,
    past: Past,
) -> Result<(u64, Vec<Envelope>), Trouble> {
    let stays = |key: &Key| next.devices.iter().any(|device| device.key == *key);
    let leaving: Vec<Key> = collective.devices.keys().copied().filter(|key| !stays(key)).collect();
    // A newcomer is in no revision, and stays what they are.
    let leaving = leaving.into_iter().filter(|key| {
        let person = collective.devices[key];
        let named = collective.charter.devices.iter().any(|device| device.key == *key) || next.dropped.contains(key);
        named || next.removed.contains(&person)
    });
    // What they gave up before: they listed that themselves, and their lists go with them.
    let gone = |person: &Id| next.removed.contains(person) && !collective.charter.removed.contains(person);
    let given_up = collective.ever.iter().filter(|(key, person)| gone(person) && !collective.devices.contains_key(key));
    let leaving = leaving.chain(given_up.map(|(key, _)| *key));
    let (mut many, mut cuts) = (0, Vec::new());
    for key in leaving {
        let ids = match past {
            Past::Kept => parting::said_by(&home.state().replica, collective.id, &key),
            Past::Forgotten => parting::erased_by(&home.state().replica, collective.id, &key),
        };
        many += if past == Past::Kept { ids.len() as u64 } else { 0 };
        cuts.extend(with_hands(home, |hands, _| {
            parting::cuts(collective.id, key, Some(revision), &ids, hands, clock::now())
                .map_err(|fault| draft_trouble(&fault))
        })?);
    }
    Ok((many, cuts))
}

/// What those have erased who go out of office by a revision and stay, listed so that it stays erased: also what they
/// did on a device that they gave up before.
fn erasures(home: &Home, collective: &Collective, next: &Charter, revision: Id) -> Result<Vec<Envelope>, Trouble> {
    let demoted =
        |person: &Id| collective.is_steward(person) && !next.stewards.contains(person) && next.members.contains(person);
    let stays = |key: &Key| next.devices.iter().any(|device| device.key == *key);
    let given_up = |key: &Key| !collective.devices.contains_key(key);
    let theirs = collective.ever.iter().filter(|(key, person)| demoted(person) && (stays(key) || given_up(key)));
    let keys: BTreeSet<Key> = theirs.map(|(key, _)| *key).collect();
    let mut cuts = Vec::new();
    for key in keys {
        let ids = parting::erased_by(&home.state().replica, collective.id, &key);
        cuts.extend(with_hands(home, |hands, _| {
            parting::cuts(collective.id, key, Some(revision), &ids, hands, clock::now())
                .map_err(|fault| draft_trouble(&fault))
        })?);
    }
    Ok(cuts)
}

/// The lists of what stays that came with a revision: whoever agrees to it agrees to them.
fn cuts_of(home: &Home, collective: &Collective, revision: Id) -> Vec<Id> {
    let state = home.state();
    let own = |record: &&Envelope| record.header().space.is_some_and(|space| space.charter == collective.id);
    let lists = state.replica.law().values().filter(own).filter_map(|record| {
        let cut: Cut = body(record, "cut")?;
        (cut.pin == Some(revision)).then_some(record.id())
    });
    lists.take(CUTS_MAX).collect()
}

/// Agrees to a revision that somebody else proposed: as a steward, or as one of the members of whom two thirds carry it.
///
/// # Errors
/// [`Trouble`] where this person has no say in it, agreed before, or another revision came to hold.
pub fn approve(home: &Home, id: &Id, dry_run: bool) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let collective = home.own_collective()?;
    let me = match collective.is_steward(&home.dweller()?.person) {
        true => steward(home, &collective)?,
        false => member(home, &collective)?,
    };
    let known = told(home, &collective).into_iter().find(|revision| revision.id == *id);
    let revision = known.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
    match revision.phase {
        Phase::Proposed if revision.has_word_of(&me) => return Err(Trouble::new("already-done", 7)),
        Phase::Proposed => {}
        Phase::InForce | Phase::Past => return Err(Trouble::new("charter-holds", 7)),
        Phase::Overtaken | Phase::Rival => return Err(Trouble::new("charter-overtaken", 6)),
    }
    let mut records = Vec::new();
    // What stays of somebody is said by stewards: by those of now, or by those whom the change makes.
    let lists = collective.is_steward(&me) || revision.charter.stewards.contains(&me);
    let cuts = if lists { cuts_of(home, &collective, *id) } else { Vec::new() };
    for named in std::iter::once(*id).chain(cuts) {
        records.push(statement(home, "approve", collective.id, &Approve { note: None }, vec![named])?);
    }
    if dry_run {
        let published = receipt(home, &records)?;
        let shown = card(home, &collective, revision)?;
        return Ok(Reply::Amended(Box::new(amended(home, &collective, published, shown, 0)?)).into());
    }
    let (published, mut written) = write(home, "charter approve", "", records)?;
    written.extend(renew_face(home, published.operation.unwrap_or_default())?);
    finish(home, &collective, published, *id, 0, written)
}

/// The words that the collective had before an operation changed them, where it changed nothing else and
/// they still hold.
///
/// # Errors
/// [`Trouble`] where the words are not held any more.
pub(crate) fn earlier_words(home: &Home, records: &[Id]) -> Result<Option<Terms>, Trouble> {
    let collective = home.own_collective()?;
    if collective.charter.threshold > 1 {
        // What several have agreed to, one alone only proposes to change.
        return Ok(None);
    }
    let told = told(home, &collective);
    let Some(revision) = told.iter().find(|revision| records.contains(&revision.id)) else { return Ok(None) };
    let before = told.iter().find(|earlier| Some(earlier.id) == revision.charter.parent);
    let Some(before) = before.filter(|before| before.charter.terms != revision.charter.terms) else { return Ok(None) };
    // Who joined meanwhile was written down with it; that is no change that anybody asked for.
    let same = before.charter.stewards == revision.charter.stewards
        && before.charter.removed == revision.charter.removed
        && before.charter.threshold == revision.charter.threshold;
    if !same {
        return Ok(None);
    }
    if collective.charter.terms != revision.charter.terms {
        return Err(Trouble::new("changed-since", 7).with("what", home.collective_name(&collective.id)));
    }
    let Some(wanted) = before.charter.terms else { return Ok(None) };
    words(home, &collective, &wanted)
}

/// The collective's public face says what its words say: renewed by whoever completes a change of them.
fn renew_face(home: &Home, whole: u64) -> Result<Vec<Envelope>, Trouble> {
    let collective = home.own_collective()?;
    let Some(wanted) = collective.charter.terms else { return Ok(Vec::new()) };
    if !collective.is_steward(&home.dweller()?.person) {
        return Ok(Vec::new()); // for the collective itself a steward speaks
    }
    let Some(terms) = words(home, &collective, &wanted)? else { return Ok(Vec::new()) };
    let face = row::<MemberRow>(home, Fold::Member, &collective.id)?;
    let fits =
        |face: &MemberRow| face.profile.name == terms.name && face.profile.place.as_deref() == terms.place.as_deref();
    if face.as_ref().is_some_and(fits) {
        return Ok(Vec::new());
    }
    let shows = face.as_ref().is_some_and(|face| face.profile.shows_members);
    show_face_within(home, collective_face(&terms, shows)?, collective.id, Side::Open, whole)
}

/// What is answered once a word about a revision is written.
///
/// # Errors
/// [`Trouble`] where the revision is not held.
pub(crate) fn finish(
    home: &Home,
    before: &Collective,
    published: Published,
    id: Id,
    kept: u64,
    written: Vec<Envelope>,
) -> Result<Answer, Trouble> {
    let now = home.own_collective()?;
    let revision = told(home, &now).into_iter().find(|revision| revision.id == id);
    let revision = revision.ok_or_else(|| Trouble::new("unknown", 2).with("what", id.short(6)))?;
    let shown = card(home, &now, revision)?;
    let reply = Reply::Amended(Box::new(amended(home, before, published, shown, kept)?));
    Ok(Answer { reply, written })
}

/// What a word about a revision means.
///
/// # Errors
/// [`Trouble`] where the words of the charter cannot be read.
pub(crate) fn amended(
    home: &Home,
    before: &Collective,
    published: Published,
    revision: RevisionCard,
    kept: u64,
) -> Result<Amended, Trouble> {
    let charter: Charter = before.charter.clone();
    let words_before = match charter.terms {
        Some(wanted) => words(home, before, &wanted)?,
        None => None,
    };
    Ok(Amended { published, before: charter, words_before, revision, kept })
}

/// What the log says that a change is about: who, or how the collective is called.
fn title(home: &Home, amendments: &[Amendment]) -> String {
    let mut names = amendments.iter().filter_map(|amendment| match amendment {
        Amendment::Steward(person)
        | Amendment::Replace(Replacement { person, .. })
        | Amendment::Member(person)
        | Amendment::Remove(person)
        | Amendment::Resume(person)
        | Amendment::Pause(Paused { person, .. }) => home.person_name(person),
        Amendment::Terms(terms) => Some(terms.name.to_string()),
        Amendment::Device(_) | Amendment::Threshold(_) | Amendment::Tickets(_) | Amendment::Admission(_) => None,
    });
    names.next().unwrap_or_default().chars().take(80).collect()
}

pub(crate) fn misfit_trouble(home: &Home, misfit: &Misfit) -> Trouble {
    let name = |person: &Id| home.person_name(person).unwrap_or_else(|| person.short(6));
    match misfit {
        Misfit::NoMember(person) => Trouble::new("charter-no-member", 6).with("name", name(person)),
        Misfit::Steward(person) => Trouble::new("pause-steward", 6).with("name", name(person)),
        Misfit::NotPaused(person) => Trouble::new("pause-none", 6).with("name", name(person)),
        Misfit::NotAsked(person) => Trouble::new("request-other", 6).with("name", name(person)),
        Misfit::KeyInUse => Trouble::new("request-in-use", 7),
        Misfit::NoDevice => Trouble::new("charter-no-device", 2),
        Misfit::LastSteward(person) => Trouble::new("charter-last-steward", 6).with("name", name(person)),
        Misfit::Threshold { asked, least, stewards } => {
            let trouble = Trouble::new("charter-threshold", 2).with("asked", asked);
            trouble.with("least", least).with("stewards", stewards)
        }
        Misfit::Tickets(asked) => Trouble::new("charter-tickets", 2).with("asked", asked),
        Misfit::Large => Trouble::new("too-large", 2).with("what", misfit),
        Misfit::Nothing => Trouble::new("charter-same", 6),
    }
}
