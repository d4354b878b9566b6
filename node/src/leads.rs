//! Owns the overview of leads: a short line about each in memory, with the search index, so that a list
//! or a search reads only the rows that it shows. Computed from rows; forgotten at the end.

use std::collections::{BTreeMap, BTreeSet};

use protocol::fold::lead::LeadRow;
use protocol::id::Id;
use protocol::local::{LeadQuery, Order, Trouble};
use protocol::money::Amount;
use protocol::record::Fold;
use protocol::search::{Fields, Index, Query, fold};
use protocol::space::Space;
use protocol::time::Moment;
use protocol::vocabulary::Vocabulary;
use protocol::wire;
use serde::{Deserialize, Serialize};

use crate::store::{RowKey, Store};
use crate::trouble;

/// Which shape the overview is kept in; another one is not read.
const SHAPE: u32 = 1;
/// Rows in one page while all are read.
const PAGE: usize = 1_000;

/// What a list needs to know of a lead to choose and order it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Brief {
    space: Space,
    poster: Id,
    since: Moment,
    closes: Option<Moment>,
    ended: bool,
    language: Option<Box<str>>,
    pay: Option<Amount>,
    same_as: Option<Id>,
    title: Box<str>,
    /// Folded, so that "bookkeeping" meets "Book-keeping".
    skills: Box<[Box<str>]>,
}

/// The overview of all leads.
#[derive(Default)]
pub struct Leads {
    briefs: BTreeMap<Id, Brief>,
    same: BTreeSet<(Id, Id)>,
    index: Option<Index>,
    /// Collectives whose leads are listed only where they are asked for by name.
    hidden: BTreeSet<Id>,
    /// It is as it was kept.
    as_kept: bool,
}

impl Leads {
    /// Reads every lead's row once.
    ///
    /// # Errors
    /// [`Trouble`] where rows cannot be read.
    pub fn read(store: &Store) -> Result<Leads, Trouble> {
        let mut leads = Leads::default();
        each_row(store, |id, row| leads.keep(id, &row))?;
        Ok(leads)
    }

    /// Reads an overview that was kept; `None` where it has another shape, or the bytes are no overview.
    pub fn restore(bytes: &[u8]) -> Option<Leads> {
        let Ok((SHAPE, briefs)) = wire::lenient::<(u32, BTreeMap<Id, Brief>)>(bytes) else { return None };
        let same = briefs.iter().filter_map(|(id, brief)| Some((brief.same_as?, *id))).collect();
        Some(Leads { briefs, same, index: None, hidden: BTreeSet::new(), as_kept: true })
    }

    /// The overview as bytes, for [`Leads::restore`]; `None` where it is still as it was restored.
    pub fn to_keep(&self) -> Option<Vec<u8>> {
        (!self.as_kept).then(|| wire::encode(&(SHAPE, &self.briefs)))
    }

    /// Takes a row that was written or removed.
    pub fn note(&mut self, key: &RowKey, row: Option<&[u8]>) {
        if key.letter != Fold::Lead.letter() {
            return;
        }
        self.as_kept = false;
        self.forget(&key.subject);
        let Some(Ok(row)) = row.map(wire::lenient::<LeadRow>) else { return };
        self.keep(key.subject, &row);
        if let Some(index) = &mut self.index {
            insert(index, key.subject, &row);
        }
    }

    fn forget(&mut self, id: &Id) {
        if let Some(other) = self.briefs.remove(id).and_then(|brief| brief.same_as) {
            self.same.remove(&(other, *id));
        }
        if let Some(index) = &mut self.index {
            index.remove(id);
        }
    }

    fn keep(&mut self, id: Id, row: &LeadRow) {
        let Some(lead) = &row.lead else { return };
        let brief = Brief {
            space: row.space,
            poster: row.poster,
            since: row.since,
            closes: lead.closes,
            ended: row.withdrawn || lead.result.is_some(),
            language: lead.language.as_ref().map(|tag| tag.to_ascii_lowercase().into()),
            pay: lead.pay.as_ref().map(|pay| pay.most()),
            same_as: lead.same_as,
            title: lead.title.to_string().into(),
            skills: lead.skills.iter().map(|skill| skill_key(skill)).collect(),
        };
        self.same.extend(brief.same_as.map(|other| (other, id)));
        self.briefs.insert(id, brief);
    }

    /// Lists no leads of these collectives any more, but where they are asked for by name.
    pub fn hide(&mut self, collectives: BTreeSet<Id>) {
        self.hidden = collectives;
    }

    fn is_listed(&self, brief: &Brief, collective: Option<&Id>) -> bool {
        collective.map_or(!self.hidden.contains(&brief.space.charter), |id| brief.space.charter == *id)
    }

    /// How many are open, in all or of one collective.
    pub fn open(&self, collective: Option<&Id>, now: Moment) -> usize {
        let wanted = |brief: &&Brief| self.is_listed(brief, collective);
        self.briefs.values().filter(wanted).filter(|brief| is_open(brief, now)).count()
    }

    /// Leads that are possibly the same as this one, either way round.
    pub fn same(&self, id: &Id) -> Vec<Id> {
        let older = self.briefs.get(id).and_then(|brief| brief.same_as);
        let newer = self.same.range((*id, Id::from_bytes([0; 32]))..).take_while(|(other, _)| other == id);
        let listed = |id: &Id| self.briefs.get(id).is_none_or(|brief| self.is_listed(brief, None));
        older.into_iter().chain(newer.map(|(_, id)| *id)).filter(listed).collect()
    }

    /// Every lead with its title.
    pub fn titles(&self) -> impl Iterator<Item = (&Id, &str)> {
        self.briefs.iter().map(|(id, brief)| (id, &*brief.title))
    }

    /// The ids of one page, and how many there are in all.
    ///
    /// - `me`: who "mine" is.
    ///
    /// # Errors
    /// [`Trouble`] where the index must be made and rows cannot be read.
    pub fn find(
        &mut self,
        query: &LeadQuery,
        me: Option<Id>,
        now: Moment,
        store: &Store,
    ) -> Result<(Vec<Id>, u64), Trouble> {
        let skills: Vec<Box<str>> = query.skills.iter().map(|skill| skill_key(skill)).collect();
        let language = query.language.as_ref().map(|tag| tag.to_ascii_lowercase());
        if !query.words.trim().is_empty() {
            self.ensure_index(store)?;
        }
        let wanted = |brief: &Brief| {
            (!query.open || is_open(brief, now))
                && (!query.mine || Some(brief.poster) == me)
                && self.is_listed(brief, query.collective.as_ref())
                && skills.iter().all(|skill| brief.skills.contains(skill))
                && language.as_ref().is_none_or(|tag| brief.language.as_ref().is_some_and(|own| speaks(own, tag)))
                && query.pay.is_none_or(|least| {
                    brief.pay.is_some_and(|pay| pay.currency == least.currency && pay.minor >= least.minor)
                })
                && query.closes_before.is_none_or(|end| brief.closes.is_some_and(|closes| closes <= end))
        };
        let (limit, offset) = (query.limit.min(1_000) as usize, query.offset as usize);
        if !query.words.trim().is_empty() {
            let briefs = &self.briefs;
            let index = self.index.as_ref().expect("it was made just now");
            let accept = |id: &Id| briefs.get(id).is_some_and(wanted);
            let mut found = index.search(&Query::parse(&query.words), limit, offset, accept);
            if found.total == 0 {
                // Nothing has these very words: other names of the same thing may.
                found = index.search(&Query::widened(&query.words, Vocabulary::embedded()), limit, offset, accept);
            }
            return Ok((found.hits.into_iter().map(|(id, _)| id).collect(), found.total as u64));
        }
        let mut ids: Vec<(&Id, &Brief)> = self.briefs.iter().filter(|(_, brief)| wanted(brief)).collect();
        let total = ids.len() as u64;
        match query.order {
            // What closes first; what has no end stands last.
            Order::Best => ids.sort_by_key(|(id, brief)| (brief.closes.is_none(), brief.closes, **id)),
            Order::New => ids.sort_by_key(|(id, brief)| (std::cmp::Reverse(brief.since), **id)),
        }
        Ok((ids.into_iter().skip(offset).take(limit).map(|(id, _)| *id).collect(), total))
    }

    fn ensure_index(&mut self, store: &Store) -> Result<(), Trouble> {
        if self.index.is_none() {
            let mut index = Index::default();
            each_row(store, |id, row| insert(&mut index, id, &row))?;
            self.index = Some(index);
        }
        Ok(())
    }
}

fn each_row(store: &Store, mut take: impl FnMut(Id, LeadRow)) -> Result<(), Trouble> {
    let mut after = None;
    loop {
        let page = store.rows(Fold::Lead.letter(), after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        for (id, row) in page {
            let row = wire::lenient(&row).map_err(|_| Trouble::new("damaged", 9).with("what", id.short(8)))?;
            take(id, row);
        }
    }
}

fn insert(index: &mut Index, id: Id, row: &LeadRow) {
    let Some(lead) = &row.lead else { return };
    let skills: Vec<&str> = lead.skills.iter().map(|skill| &**skill).collect();
    let fields = Fields {
        title: &lead.title,
        skills: &skills,
        client: lead.client.as_deref().unwrap_or_default(),
        place: lead.place.as_deref().unwrap_or_default(),
        text: lead.text.as_deref().unwrap_or_default(),
    };
    if index.insert(id, &fields).is_err() {
        tracing::warn!("more leads than the search takes: this one is listed and not found by words");
    }
}

fn is_open(brief: &Brief, now: Moment) -> bool {
    !brief.ended && brief.closes.is_none_or(|closes| closes > now)
}

/// True where a tag is the wanted one or a variety of it: `en` takes `en-AU`.
fn speaks(own: &str, wanted: &str) -> bool {
    own == wanted || own.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('-'))
}

fn skill_key(skill: &str) -> Box<str> {
    fold::fold(Vocabulary::embedded().canonical(skill).unwrap_or(skill)).into()
}

#[cfg(test)]
mod tests;
