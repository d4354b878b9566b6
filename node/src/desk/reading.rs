//! Lists and single things, from rows.

use protocol::fold::ask::AskRow;
use protocol::fold::lead::LeadRow;
use protocol::fold::pledge::PledgeRow;
use protocol::fold::thread::ThreadRow;
use protocol::id::Id;
use protocol::local::{LeadQuery, LeadView, Named, Page, Pick, Reply, Shown, Sort, Times, Trouble};
use protocol::record::Fold;
use protocol::search::fold::fold;
use protocol::wire::Blob;

use super::directory::{decode, directory, row};
use crate::home::Home;
use crate::{clock, trouble};

/// Rows or records in one page.
const PAGE: usize = 1_000;
/// 50 things that a typed text may have meant.
const FOUND_MAX: usize = 50;
/// 8 MiB of records in one reply, well below what the socket takes.
const EXPORT_BYTES: usize = 8 * 1024 * 1024;

/// A page of leads.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn leads(home: &Home, query: &LeadQuery) -> Result<Reply, Trouble> {
    let me = home.state().me.map(|me| me.person);
    let (ids, total) = home.leads(|leads| leads.find(query, me, clock::now(), home.store()))??;
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        items.extend(row::<LeadRow>(home, Fold::Lead, &id)?.map(|lead| shown(home, id, lead)));
    }
    let end = query.offset + items.len() as u64;
    Ok(Reply::Leads(Page { items, total, next: (end < total).then_some(end) }))
}

fn shown<T>(home: &Home, id: Id, row: T) -> Shown<T> {
    Shown { short: home.state().replica.short(&id), row }
}

/// One lead with what is said about it.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn lead(home: &Home, id: &Id) -> Result<Reply, Trouble> {
    let Some(mut lead) = row::<LeadRow>(home, Fold::Lead, id)? else { return Ok(Reply::Lead(None)) };
    let blocked = home.blocked();
    // Whose turn it is stays true whoever is blocked.
    lead.claims.retain(|claim| claim.until().is_some() || !blocked.contains(&claim.charter));
    let mut same = Vec::new();
    for other in home.leads(|leads| leads.same(id))? {
        let title =
            row::<LeadRow>(home, Fold::Lead, &other)?.and_then(|row| row.lead).map(|lead| lead.title.to_string());
        same.extend(title.map(|title| Named { id: other, short: home.state().replica.short(&other), title }));
    }
    let contact = home.contact(&lead)?;
    let view = LeadView { shown: shown(home, *id, lead), thread: thread(home, id)?, same, contact };
    Ok(Reply::Lead(Some(Box::new(view))))
}

/// What is said about a subject.
///
/// # Errors
/// [`Trouble`] where the row cannot be read.
pub fn thread(home: &Home, id: &Id) -> Result<Option<ThreadRow>, Trouble> {
    let blocked = home.blocked();
    let mut thread: Option<ThreadRow> = row(home, Fold::Thread, id)?;
    if let Some(thread) = &mut thread {
        thread.comments.retain(|said| !blocked.contains(&said.space.charter));
    }
    Ok(thread)
}

/// All pledges and asks.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn pledges(home: &Home) -> Result<Reply, Trouble> {
    let blocked = home.blocked();
    let (mut pledges, mut asks) = (all::<PledgeRow>(home, Fold::Pledge)?, all::<AskRow>(home, Fold::Ask)?);
    pledges.retain(|shown| !blocked.contains(&shown.row.space.charter));
    asks.retain(|shown| !blocked.contains(&shown.row.space.charter));
    Ok(Reply::Pledges(pledges, asks))
}

fn all<T: serde::de::DeserializeOwned>(home: &Home, fold: Fold) -> Result<Vec<Shown<T>>, Trouble> {
    let mut items = Vec::new();
    let mut after = None;
    loop {
        let page = home.store().rows(fold.letter(), after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { return Ok(items) };
        after = Some(*last);
        for (id, bytes) in page {
            items.push(shown(home, id, decode(&bytes)?));
        }
    }
}

/// What a typed text may have named: by the beginning of an id first, else by its words.
///
/// # Errors
/// [`Trouble`] where rows cannot be read.
pub fn find(home: &Home, sort: Sort, pick: &Pick) -> Result<Reply, Trouble> {
    let candidates: Vec<(Id, String)> = match sort {
        Sort::Lead => home.leads(|leads| leads.titles().map(|(id, title)| (*id, title.to_string())).collect())?,
        Sort::Pledge => {
            let text = |row: &PledgeRow| row.pledge.as_ref().map(|pledge| pledge.text.to_string());
            all::<PledgeRow>(home, Fold::Pledge)?
                .into_iter()
                .map(|p| (p.row.id, text(&p.row).unwrap_or_default()))
                .collect()
        }
        Sort::Ask => {
            let text = |row: &AskRow| row.ask.as_ref().map(|ask| ask.text.to_string());
            all::<AskRow>(home, Fold::Ask)?.into_iter().map(|a| (a.row.id, text(&a.row).unwrap_or_default())).collect()
        }
        Sort::Person => {
            directory(home)?.persons.into_iter().map(|card| (card.person, card.name.unwrap_or_default())).collect()
        }
        Sort::Collective => directory(home)?.collectives.into_iter().map(|card| (card.charter, card.name)).collect(),
        Sort::Bid => super::bids::titles(home)?,
        Sort::Invite => home.state().replica.roster().invites().map(|(id, _)| (*id, String::new())).collect(),
    };
    let by_id = |(id, _): &&(Id, String)| pick.prefix.as_ref().is_some_and(|prefix| prefix.fits(id));
    let wanted = fold(&pick.text);
    let exact = |(_, title): &&(Id, String)| fold(title) == wanted;
    let part = |(_, title): &&(Id, String)| !wanted.is_empty() && fold(title).contains(&wanted);
    // A whole name beats the beginning of an id: "Ana" is a person, not the id that starts so.
    let mut found: Vec<&(Id, String)> = candidates.iter().filter(exact).collect();
    if found.is_empty() {
        found = candidates.iter().filter(by_id).collect();
    }
    if found.is_empty() {
        found = candidates.iter().filter(part).collect();
    }
    let erased = if found.is_empty() && sort == Sort::Lead { erased(home, pick)? } else { Vec::new() };
    found.extend(&erased);
    let state = home.state();
    let named = found.into_iter().take(FOUND_MAX).map(|(id, title)| Named {
        id: *id,
        short: state.replica.short(id),
        title: title.clone(),
    });
    Ok(Reply::Found(named.collect()))
}

/// Leads whose text was erased, by the beginning of their ids: they have no words any more.
fn erased(home: &Home, pick: &Pick) -> Result<Vec<(Id, String)>, Trouble> {
    let Some(prefix) = &pick.prefix else { return Ok(Vec::new()) };
    let rows = all::<LeadRow>(home, Fold::Lead)?.into_iter();
    let fits = rows.filter(|shown| shown.row.lead.is_none() && prefix.fits(&shown.row.id));
    Ok(fits.map(|shown| (shown.row.id, String::new())).collect())
}

/// What somebody says of their time, to their collective and to others.
///
/// # Errors
/// [`Trouble`] where a row cannot be read.
pub fn times(home: &Home, person: &Id) -> Result<Reply, Trouble> {
    let whole = row(home, Fold::Availability, person)?;
    let shown = row(home, Fold::FreeBusy, person)?;
    Ok(Reply::Times(Box::new(Times { whole, shown })))
}

/// The records behind a subject.
///
/// # Errors
/// [`Trouble`] where one cannot be read.
pub fn records(home: &Home, subject: &Id) -> Result<Reply, Trouble> {
    let ids: Vec<Id> = home.state().replica.held().about(subject).map(|facts| facts.id).take(PAGE).collect();
    let mut records = Vec::new();
    for id in ids {
        records.extend(home.record(&id)?.map(|record| Blob(record.bytes().to_vec())));
    }
    Ok(Reply::Records(records))
}

/// A page of all records, in the order of their ids.
///
/// # Errors
/// [`Trouble`] where one cannot be read.
pub fn export(home: &Home, after: Option<&Id>) -> Result<Reply, Trouble> {
    let mut bytes = 0;
    let mut records = Vec::new();
    for id in home.store().ids(after, PAGE) {
        let Some(record) = home.record(&id)? else { continue };
        bytes += record.bytes().len();
        records.push(Blob(record.bytes().to_vec()));
        if bytes > EXPORT_BYTES {
            break;
        }
    }
    Ok(Reply::Records(records))
}
