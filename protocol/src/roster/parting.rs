//! What stays of keys that are listed no longer, and what is erased. Source: docs/protocol.md, "Removal".

use std::collections::BTreeMap;

use super::law::{Law, Office, charter_of};
use super::{Collective, Keeper};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::record::charter::Charter;
use crate::record::cut::Cut;

impl Law<'_> {
    /// Finds what stays and what is erased, once it is known who belongs.
    pub(super) fn part(&self, collective: &mut Collective) {
        let mut kept: BTreeMap<(Id, Key), Keeper> = BTreeMap::new();
        for (record, cut) in self.cuts.iter().filter(|(record, _)| charter_of(record) == collective.id) {
            let Some(keeper) = self.keeper(collective, record, cut) else { continue };
            for id in &cut.ids {
                let best = kept.entry((*id, cut.key)).or_insert(keeper);
                *best = (*best).max(keeper);
            }
        }
        collective.kept = kept;
        for record in self.erasures.iter().filter(|record| charter_of(record) == collective.id) {
            let (key, person) = (record.header().key, record.header().person);
            let names = record.header().names.iter().copied();
            if self.may_erase(collective, record) {
                collective.struck.extend(names);
            } else if collective.devices.get(&key) == Some(&person) || stays(collective, record) {
                collective.erased.extend(names.map(|id| (id, person)));
            }
        }
    }

    /// Who may say so that what a cut lists stays.
    fn keeper(&self, collective: &Collective, record: &Envelope, cut: &Cut) -> Option<Keeper> {
        if collective.devices.contains_key(&cut.key) {
            return None; // still listed, or listed again
        }
        let Some(pin) = cut.pin else {
            let (key, person) = (record.header().key, record.header().person);
            let own = collective.devices.get(&key) == Some(&person);
            let retired = self.devices.get(&(collective.id, person, cut.key)).is_some_and(|device| device.revoked);
            return (own && retired && collective.people.contains_key(&person)).then_some(Keeper::Person);
        };
        let at = collective.chain.iter().position(|revision| *revision == pin)?;
        let parted = self.parted(collective, at, &cut.key);
        (parted && self.speaks(collective, &pin, record, Office::Once)).then_some(Keeper::Stewards)
    }

    /// True where a key is listed in no revision from one on, and was before; or its person. So nobody who
    /// was removed lists their own past under a revision from before they came.
    fn parted(&self, collective: &Collective, at: usize, key: &Key) -> bool {
        let charter = |revision: &Id| &self.charters[revision].1;
        let lists = |charter: &Charter| charter.devices.iter().any(|device| device.key == *key);
        let (before, since) = collective.chain.split_at(at);
        if since.iter().any(|revision| lists(charter(revision))) {
            return false;
        }
        let is_gone = |person: &Id| {
            let belongs = |revision: &Id| charter(revision).members.contains(person);
            let named = charter(&since[0]).removed.contains(person);
            !since.iter().any(belongs) && (named || before.iter().any(belongs))
        };
        let mut owners = collective.ever.iter().filter(|(other, _)| other == key).map(|(_, person)| person);
        before.iter().any(|revision| lists(charter(revision))) || owners.any(is_gone)
    }

    /// True where stewards stand behind an erasure: people who still are, or whose word a cut lists.
    fn may_erase(&self, collective: &Collective, record: &Envelope) -> bool {
        collective.chain.iter().any(|revision| {
            let charter = &self.charters[revision].1;
            let agreed = self.agreed_records(record, |said| {
                let (key, person) = (said.header().key, said.header().person);
                let still = collective.charter.stewards.contains(&person) && collective.devices.contains_key(&key);
                charter.stewards.contains(&person)
                    && self.has_device(collective.id, charter, &key, &person)
                    && (still || stays(collective, said))
            });
            agreed.len() >= charter.threshold as usize
        })
    }
}

/// True where stewards list a record by a key that is gone.
fn stays(collective: &Collective, record: &Envelope) -> bool {
    collective.kept.get(&(record.id(), record.header().key)) == Some(&Keeper::Stewards)
}
