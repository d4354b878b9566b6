//! What stays of keys that are listed no longer, and what is erased. Source: docs/protocol.md, "Removal".

use std::collections::BTreeSet;

use super::law::{Law, charter_of};
use super::{Collective, Keeper};
use crate::envelope::Envelope;
use crate::id::Id;
use crate::keys::Key;
use crate::planted::{self, Wrong};
use crate::record::charter::Charter;
use crate::record::cut::Cut;

impl Law<'_> {
    /// Finds what stays and what is erased, once it is known who belongs.
    pub(super) fn part(&self, collective: &mut Collective) {
        // Erasures, and agreement with them, by people who went out of office and kept their key.
        let mut sworn = BTreeSet::new();
        let mut open: Vec<_> = self.cuts.iter().filter(|(record, _)| charter_of(record) == collective.id).collect();
        // A list by somebody who went counts where others list it: so nothing new of theirs does.
        loop {
            let before = open.len();
            open.retain(|(record, cut)| {
                let author = record.header().person;
                match self.keeper(collective, record, cut) {
                    Some(Keeper::Stewards) => collective.kept.extend(cut.ids.iter().map(|id| (*id, cut.key, None))),
                    Some(Keeper::Person) => {
                        collective.kept.extend(cut.ids.iter().map(|id| (*id, cut.key, Some(author))));
                    }
                    None if self.lists_office(collective, record, cut) => {
                        sworn.extend(cut.ids.iter().map(|id| (*id, cut.key)));
                    }
                    None => return true,
                }
                false
            });
            if open.len() == before {
                break;
            }
        }
        for record in self.erasures.iter().filter(|record| charter_of(record) == collective.id) {
            let (key, person) = (record.header().key, record.header().person);
            let names = record.header().names.iter().copied();
            if self.may_erase(collective, record, &sworn) {
                collective.struck.extend(names);
            } else if collective.devices.get(&key) == Some(&person)
                || collective.keeper(&record.id(), &key, &person).is_some()
            {
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
            let may = own && retired && !planted::is(Wrong::OwnListForgotten);
            return (may && collective.people.contains_key(&person)).then_some(Keeper::Person);
        };
        let at = collective.chain.iter().position(|revision| *revision == pin)?;
        let said = || collective.chain[at..].iter().any(|revision| self.decided(collective, revision, record));
        (self.parted(collective, at, &cut.key) && said()).then_some(Keeper::Stewards)
    }

    /// True where the stewards of a revision carried a list, whether they still are stewards or not: what was
    /// settled stays settled. Whoever went since says so no more, nor does a device that was taken off, but where those
    /// who stayed list that word, its own person among them.
    fn decided(&self, collective: &Collective, revision: &Id, record: &Envelope) -> bool {
        let charter = &self.charters[revision].1;
        let agreed = self.agreed_records(record, |said| {
            let (key, person) = (said.header().key, said.header().person);
            charter.stewards.contains(&person)
                && self.has_device(collective.id, charter, &key, &person)
                && match collective.keeper(&said.id(), &key, &person) {
                    Some(Keeper::Stewards) => true,
                    Some(Keeper::Person) => collective.charter.members.contains(&person),
                    None => {
                        collective.charter.members.contains(&person) && !self.was_dropped(&collective.charter, &key)
                    }
                }
        });
        agreed.len() >= charter.threshold as usize
    }

    /// True where stewards list what somebody erased, or agreed to erase, who is a steward no longer and kept
    /// their key then: the revision that the list pins, and all since, have them in no office; an earlier one had.
    /// What becomes of the key later changes nothing of that.
    fn lists_office(&self, collective: &Collective, record: &Envelope, cut: &Cut) -> bool {
        let Some(at) = collective.chain.iter().position(|revision| Some(*revision) == cut.pin) else { return false };
        let (before, since) = collective.chain.split_at(at);
        let went = |person: &Id| {
            let presides = |revision: &Id| self.charters[revision].1.stewards.contains(person);
            before.iter().any(presides) && !since.iter().any(presides)
        };
        let owners = collective.ever.range((cut.key, Id::from_bytes([0; 32]))..);
        let mut owners = owners.take_while(|(key, _)| *key == cut.key).map(|(_, person)| person);
        owners.any(went) && since.iter().any(|revision| self.decided(collective, revision, record))
    }

    /// True where a key is listed in no revision from one on, and was before, or is named as off the list; or its
    /// person was. So nobody who
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
        let dropped = charter(&since[0]).dropped.contains(key);
        before.iter().any(|revision| lists(charter(revision))) || dropped || owners.any(is_gone)
    }

    /// True where stewards stand behind an erasure: people who still are, by a device in force or one whose
    /// past they list themselves, or whose word other stewards list.
    fn may_erase(&self, collective: &Collective, record: &Envelope, sworn: &BTreeSet<(Id, Key)>) -> bool {
        collective.chain.iter().any(|revision| {
            let charter = &self.charters[revision].1;
            let agreed = self.agreed_records(record, |said| {
                let (key, person) = (said.header().key, said.header().person);
                let keeper = collective.keeper(&said.id(), &key, &person);
                let own = collective.devices.get(&key) == Some(&person) || keeper == Some(Keeper::Person);
                charter.stewards.contains(&person)
                    && self.has_device(collective.id, charter, &key, &person)
                    && (collective.charter.stewards.contains(&person) && own
                        || keeper == Some(Keeper::Stewards)
                        || sworn.contains(&(said.id(), key)))
            });
            agreed.len() >= charter.threshold as usize
        })
    }
}
