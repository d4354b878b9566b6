//! Owns telling new adverts from known ones, thousands against tens of thousands in one pass.

use std::collections::HashMap;

use protocol::id::Id;
use protocol::record::lead::Lead;

use super::Found;
use super::same::{Sources, near_key, sources};

/// A lead that the home holds already, reduced to what is compared.
#[derive(Clone, Debug)]
pub struct Known {
    id: Id,
    sources: Sources,
    near: Option<String>,
}

impl Known {
    /// Takes a lead that is held under this name.
    pub fn of(id: Id, lead: &Lead) -> Known {
        Known { id, sources: sources(lead), near: near_key(lead) }
    }
}

/// The other of two equal leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// One that the home holds.
    Known(Id),
    /// An earlier one of this file, by its index.
    Earlier(usize),
}

/// What is new in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sifted {
    /// Leads to take, in the order of the file.
    pub fresh: Vec<usize>,
    /// Leads that were taken before, and as what.
    pub taken_before: Vec<(usize, Same)>,
    /// Leads among the fresh that nearly repeat another; the first of a kind is not among them.
    pub possibly_same: Vec<(usize, Same)>,
}

/// Compares what was found with what is known and with itself.
pub fn sift(found: &[Found], known: &[Known]) -> Sifted {
    let mut seen = Seen::default();
    for lead in known {
        seen.ids.insert(lead.id, ());
        seen.add(&lead.sources, lead.near.clone(), Same::Known(lead.id));
    }
    let mut sifted = Sifted::default();
    for (index, item) in found.iter().enumerate() {
        let own = item.id.filter(|id| seen.ids.contains_key(id)).map(Same::Known);
        let (sources, near) = (sources(&item.lead), near_key(&item.lead));
        if let Some(same) = own.or_else(|| seen.same(&sources)) {
            sifted.taken_before.push((index, same));
            continue;
        }
        sifted.fresh.push(index);
        let like = near.as_ref().and_then(|key| seen.near.get(key));
        sifted.possibly_same.extend(like.map(|same| (index, *same)));
        seen.add(&sources, near, Same::Earlier(index));
    }
    sifted
}

/// Keys seen so far. Looked up only, never walked: the order of a hash map cannot be seen.
#[derive(Default)]
struct Seen {
    ids: HashMap<Id, ()>,
    numbers: HashMap<(String, String), Same>,
    pages: HashMap<String, (Option<(String, String)>, Same)>,
    words: HashMap<Id, Same>,
    near: HashMap<String, Same>,
}

impl Seen {
    fn same(&self, sources: &Sources) -> Option<Same> {
        let by_number = sources.number.as_ref().and_then(|number| self.numbers.get(number)).copied();
        let by_page = || {
            let (number, same) = self.pages.get(sources.page.as_ref()?)?;
            // A board that numbers its adverts may show all of them on one page.
            let apart = match (number, &sources.number) {
                (Some(one), Some(other)) => one.0 == other.0 && one.1 != other.1,
                (None, _) | (_, None) => false,
            };
            (!apart).then_some(*same)
        };
        let by_words = || sources.words.as_ref().and_then(|words| self.words.get(words)).copied();
        by_number.or_else(by_page).or_else(by_words)
    }

    /// The first of a kind stays.
    fn add(&mut self, sources: &Sources, near: Option<String>, same: Same) {
        if let Some(number) = &sources.number {
            self.numbers.entry(number.clone()).or_insert(same);
        }
        if let Some(page) = &sources.page {
            self.pages.entry(page.clone()).or_insert_with(|| (sources.number.clone(), same));
        }
        if let Some(words) = sources.words {
            self.words.entry(words).or_insert(same);
        }
        if let Some(near) = near {
            self.near.entry(near).or_insert(same);
        }
    }
}
