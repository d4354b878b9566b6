//! Owns the own writes: tickets, signing, what is written.

pub mod log;
mod waiting;

use std::collections::{BTreeMap, BTreeSet};

use protocol::author::{self, Author, DraftFault, Given};
use protocol::envelope::Envelope;
use protocol::id::Id;
use protocol::local::{DRAFTS_MAX, Draft, Item, Publish, Published, Trouble, Version};
use protocol::record::{self, Class, Kind};
use protocol::roster::{Collective, Listing};
use protocol::space::{Side, Space};
use protocol::ticket::Worth;
use protocol::time::Week;
use protocol::wire;

use self::log::{operation_key, spoken_of};
use crate::home::{Dweller, Home, UNSENT};
use crate::sealing::{Plan, is_sealed};
use crate::store::LocalChange;
use crate::{chance, trouble};

/// The local item that holds the next operation's number.
const NEXT: &[u8] = b"next-op";

impl Home {
    /// Refuses what others would never show: by keys that are listed no longer, or not yet.
    ///
    /// # Errors
    /// [`Trouble`] `removed`, `keys-gone` or `keys-unlisted`.
    pub(crate) fn may_write(&self, me: &Dweller) -> Result<(), Trouble> {
        let (listing, removed) = {
            let state = self.state();
            let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
            let space = Space { side: Side::Inner, charter: me.collective };
            let roster = state.replica.roster();
            let removed = roster.collective(&me.collective).is_some_and(|own| own.charter.removed.contains(&me.person));
            (roster.listing(&space, &keyring.device_key(), &me.person), removed)
        };
        match listing {
            Listing::Device(_) => Ok(()),
            Listing::Node | Listing::Once | Listing::Never if removed => {
                Err(Trouble::new("removed", 6).with("collective", self.collective_name(&me.collective)))
            }
            Listing::Node | Listing::Once => Err(Trouble::new("keys-gone", 6)),
            Listing::Never => Err(Trouble::new("keys-unlisted", 6)),
        }
    }

    /// Refuses something new by somebody whose collective has let them pause; what was taken on before goes on.
    fn may_take_on(&self, me: &Dweller, drafts: &[Draft]) -> Result<(), Trouble> {
        let until = {
            let state = self.state();
            let own = state.replica.roster().collective(&me.collective);
            own.and_then(|own| own.charter.paused(&me.person, self.now().day()))
        };
        let Some(until) = until else { return Ok(()) };
        let is_new = |draft: &&Draft| match draft.document {
            Version::New | Version::Binding => record::kind(&draft.kind).is_some_and(Kind::is_undertaking),
            Version::Next(_) | Version::Withdraw(_) => false,
        };
        match drafts.iter().find(is_new) {
            Some(_) => Err(Trouble::new("paused", 6).with("until", until.start().0)),
            None => Ok(()),
        }
    }

    /// Writes what the drafts say, all or nothing but for what must wait for tickets.
    ///
    /// # Errors
    /// [`Trouble`]; nothing was written then.
    pub fn publish(&self, wish: Publish) -> Result<(Published, Vec<Envelope>), Trouble> {
        if wish.drafts.len() > DRAFTS_MAX {
            return Err(Trouble::new("too-large", 2).with("what", format!("{} drafts", wish.drafts.len())));
        }
        let me = self.dweller()?;
        self.may_write(&me)?;
        self.check_drafts(&wish.drafts)?;
        self.may_take_on(&me, &wish.drafts)?;
        let _turn = self.authoring();
        let now = self.now();
        let (seals, drafts): (Vec<Draft>, Vec<Draft>) = wish.drafts.into_iter().partition(is_sealed);
        let seals = self.plan_seals(seals, &me)?;
        let mut sealed_for: Vec<String> = Vec::new();
        for name in seals.iter().flat_map(|plan| &plan.readers) {
            if !sealed_for.contains(name) {
                sealed_for.push(name.clone());
            }
        }
        let bound = seals.iter().any(Plan::binds);
        let plain = drafts.len();
        let mut drafts = drafts;
        drafts.extend(seals.iter().flat_map(Plan::stand_ins));
        // What is to be sealed is kept nowhere until there are tickets.
        let (mut write, wait) = self.split(drafts, &me, wish.overflow && seals.is_empty())?;
        if wish.dry_run {
            let items = write.iter().chain(&wait).map(|draft| dry(draft, &me)).collect();
            let next_week = (!wait.is_empty()).then(|| Week(now.week().0 + 1).start());
            let published = Published {
                operation: None,
                items,
                waiting: wait.len() as u32,
                next_week,
                readers: self.readers(&me, write.iter().chain(&wait)),
                alone: self.is_alone(&me, write.iter().chain(&wait)),
                sealed_for,
                binds: bound || write.iter().chain(&wait).any(|draft| binds(&draft.kind)),
                ..Published::default()
            };
            return Ok((published, Vec::new()));
        }
        if !seals.is_empty() {
            write.truncate(plain);
        }
        let mut records = self.sign_all(&write, &me)?;
        let mut inside = Vec::new();
        if !seals.is_empty() {
            let (carriers, names) = self.carriers(&seals, records.first().map(protocol::held::subject), &me)?;
            inside = names;
            records.extend(self.sign_all(&carriers, &me)?);
            write.extend(carriers);
        }
        let mut local = self.waiting_items(&wait, Week(now.week().0 + 1))?;
        let deed = self.deed(&wish.label, &records, &write, None)?;
        let number = deed.shown.number;
        local.push((operation_key(number), Some(wire::encode(&deed))));
        local.push((NEXT.to_vec(), Some(wire::encode(&(number + 1)))));
        let written = self.write(records, local)?;
        let published = Published {
            operation: Some(number),
            items: written.iter().map(|record| self.item(record)).collect(),
            waiting: wait.len() as u32,
            next_week: (!wait.is_empty()).then(|| Week(now.week().0 + 1).start()),
            readers: self.readers(&me, write.iter().chain(&wait)),
            alone: self.is_alone(&me, write.iter().chain(&wait)),
            sealed_for,
            binds: bound || write.iter().chain(&wait).any(|draft| binds(&draft.kind)),
            inside,
            ..Published::default()
        };
        Ok((published, written))
    }

    /// Takes own signed records in, counted as not yet sent. The caller holds `Home::authoring`.
    ///
    /// # Errors
    /// [`Trouble`]; nothing was written then.
    pub fn write(&self, records: Vec<Envelope>, mut local: Vec<LocalChange>) -> Result<Vec<Envelope>, Trouble> {
        let inner = |record: &&Envelope| record.header().is_inner();
        let many = records.iter().filter(inner).count() as u64;
        let (inner, open) = (many, records.len() as u64 - many);
        if !records.is_empty() {
            let handover = self.state().handover.wrote(inner, open);
            local.push((UNSENT.to_vec(), Some(wire::encode(&handover))));
        }
        self.take_own(records.clone(), local)?;
        let mut state = self.state();
        state.handover = state.handover.wrote(inner, open);
        drop(state);
        Ok(records)
    }

    /// Who lives here.
    ///
    /// # Errors
    /// [`Trouble`] `no-identity` before `setup` and `join`.
    pub fn dweller(&self) -> Result<Dweller, Trouble> {
        self.state().me.ok_or_else(|| Trouble::new("no-identity", 4))
    }

    fn check_drafts(&self, drafts: &[Draft]) -> Result<(), Trouble> {
        for draft in drafts {
            let kind = record::kind(&draft.kind);
            // Authority has doors of its own; whoever asks here gets no way round them.
            let kind = kind.filter(|kind| kind.class == Class::Content && draft.side != Side::Law);
            let sound = kind.is_some_and(|kind| (kind.check)(&draft.body.0).is_ok());
            if !sound {
                return Err(Trouble::new("bad-draft", 2).with("kind", &draft.kind));
            }
        }
        Ok(())
    }

    /// What this week's tickets allow, and what must wait.
    fn split(&self, drafts: Vec<Draft>, me: &Dweller, overflow: bool) -> Result<(Vec<Draft>, Vec<Draft>), Trouble> {
        let now = self.now();
        let state = self.state();
        let guard = state.guard.as_ref().map_err(Clone::clone)?;
        guard.check_clock(now).map_err(|fault| trouble::guard(&fault))?;
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        let mut free = BTreeMap::new();
        let fits = |draft: &Draft| {
            let space = Space { side: draft.side, charter: me.collective };
            let free = free.entry(space).or_insert_with(|| {
                let limit = state.replica.roster().tickets(&space, &keyring.device_key(), &me.person);
                guard.free(space, now.week(), limit)
            });
            free.take(worth(draft)).is_some()
        };
        let (write, wait): (Vec<Draft>, Vec<Draft>) = drafts.into_iter().partition(fits);
        if !wait.is_empty() && !overflow {
            let next = Week(now.week().0 + 1).start().start();
            let tickets = |drafts: &[Draft]| drafts.iter().map(|draft| worth(draft).count()).sum::<u32>();
            let (left, wanted) = (tickets(&write), tickets(&write) + tickets(&wait));
            return Err(Trouble::new("tickets", 6).with("left", left).with("wanted", wanted).with("next", next.0));
        }
        Ok((write, wait))
    }

    pub(crate) fn sign_all(&self, drafts: &[Draft], me: &Dweller) -> Result<Vec<Envelope>, Trouble> {
        let mut priors = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let name = match draft.document {
                Version::Next(name) | Version::Withdraw(name) => Some(name),
                Version::Binding | Version::New => None,
            };
            priors.push(match name {
                Some(name) => {
                    let head = self.head(&name, draft.subject.as_ref())?;
                    Some(head.ok_or_else(|| Trouble::new("unknown", 2).with("what", name.short(6)))?)
                }
                None => None,
            });
        }
        let now = self.now();
        let author = Author { person: me.person, collective: me.collective };
        let mut state = self.state();
        let state = &mut *state;
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        // Before a ticket is taken for nothing.
        let device = keyring.device().ok_or_else(trouble::locked)?;
        let guard = state.guard.as_mut().map_err(|trouble| trouble.clone())?;
        let mut tickets = BTreeMap::new();
        for side in [Side::Inner, Side::Open] {
            let space = Space { side, charter: me.collective };
            let wanted: Vec<Worth> = drafts.iter().filter(|draft| draft.side == side).map(worth).collect();
            if !wanted.is_empty() {
                let limit = state.replica.roster().tickets(&space, &device.key(), &me.person);
                let numbers = guard.tickets(space, now, &wanted, limit).map_err(|fault| trouble::guard(&fault))?;
                tickets.insert(side, numbers.into_iter());
            }
        }
        let mut records = Vec::with_capacity(drafts.len());
        for (draft, prior) in drafts.iter().zip(&priors) {
            let number = match (prior, draft.document) {
                (Some(prior), Version::Next(name) | Version::Withdraw(name)) => {
                    let last = prior.header().document.as_ref().map_or(0, |revision| revision.number);
                    Some(guard.revision(name, last, now).map_err(|fault| trouble::guard(&fault))?)
                }
                _ => None,
            };
            let nonce = chance::bytes::<16>().map_err(|_| Trouble::new("no-chance", 1))?;
            let ticket = tickets.get_mut(&draft.side).and_then(Iterator::next);
            let given = Given { now, nonce, ticket, number };
            let signed = author::sign(draft, &author, None, prior.as_ref(), &given, device);
            records.push(signed.map_err(|fault| draft_trouble(&fault))?);
        }
        Ok(records)
    }

    /// The head of a document that is held, live or not.
    ///
    /// - `subject`: what its revisions are about, where that is not the document itself: the person
    ///   of a profile.
    ///
    /// # Errors
    /// [`Trouble`] where a record cannot be read.
    pub fn head(&self, name: &Id, subject: Option<&Id>) -> Result<Option<Envelope>, Trouble> {
        let ids: Vec<Id> = {
            let state = self.state();
            state.replica.held().about(subject.unwrap_or(name)).map(|facts| facts.id).collect()
        };
        let mut head: Option<Envelope> = None;
        for id in ids {
            let Some(record) = self.record(&id)? else { continue };
            if record.header().name() != Some(*name) {
                continue;
            }
            let rank = |record: &Envelope| {
                let number = record.header().document.as_ref().map_or(0, |revision| revision.number);
                (number, std::cmp::Reverse(record.id()))
            };
            if head.as_ref().is_none_or(|head| rank(&record) > rank(head)) {
                head = Some(record);
            }
        }
        Ok(head)
    }

    /// What a face shows of a written record.
    pub fn item(&self, record: &Envelope) -> Item {
        let id = spoken_of(record);
        let short = self.state().replica.short(&id);
        Item { id, short, record: record.id(), bytes: record.bytes().len() as u32 }
    }

    /// Who may read the drafts, by name; the own collective first.
    fn readers<'a>(&self, me: &Dweller, drafts: impl Iterator<Item = &'a Draft>) -> Vec<String> {
        let mut open = false;
        let mut only = Vec::new();
        for draft in drafts {
            open |= draft.side == Side::Open;
            only.extend(draft.audience);
        }
        let mut readers = vec![me.collective];
        if open {
            let state = self.state();
            let federations = state.replica.roster().federations_of(me.collective);
            let meant = federations.filter(|federation| only.is_empty() || only.contains(&federation.id));
            let others: Vec<Id> = meant.flat_map(|federation| federation.collectives.keys().copied()).collect();
            let others: BTreeSet<Id> = others.into_iter().filter(|id| *id != me.collective).collect();
            readers.extend(others);
        }
        readers.into_iter().map(|id| self.collective_name(&id)).collect()
    }

    /// True where drafts are for a whole federation, and the own collective is in none.
    fn is_alone<'a>(&self, me: &Dweller, mut drafts: impl Iterator<Item = &'a Draft>) -> bool {
        drafts.any(|draft| draft.side == Side::Open && draft.audience.is_none())
            && self.state().replica.roster().federations_of(me.collective).next().is_none()
    }

    /// The own collective as the roster has it.
    ///
    /// # Errors
    /// [`Trouble`] where it is not known.
    pub fn own_collective(&self) -> Result<Collective, Trouble> {
        let me = self.dweller()?;
        let state = self.state();
        let known = state.replica.roster().collective(&me.collective).cloned();
        known.ok_or_else(|| Trouble::new("no-collective", 4))
    }
}

/// True for a kind that no counter-record takes back: others have counted on it. A pledge can be
/// declined until somebody calls it.
pub fn binds(kind: &str) -> bool {
    let kind = record::kind(kind).filter(|kind| kind.name != record::pledge::KIND.name);
    kind.is_some_and(|kind| kind.form == record::Form::Binding)
}

/// How many tickets a draft takes.
pub(crate) fn worth(draft: &Draft) -> Worth {
    Worth::of(&draft.kind, draft.body.0.len())
}

fn dry(draft: &Draft, me: &Dweller) -> Item {
    let id = draft.subject.unwrap_or(me.person);
    Item { id, short: String::new(), record: id, bytes: draft.body.0.len() as u32 }
}

/// Why a draft could not be signed.
pub fn draft_trouble(fault: &DraftFault) -> Trouble {
    match fault {
        DraftFault::Kind(_) | DraftFault::Body | DraftFault::Names => Trouble::new("bad-draft", 2).with("kind", fault),
        DraftFault::Prior => Trouble::new("unknown", 2).with("what", fault),
        DraftFault::Owner => Trouble::new("not-yours", 6),
        DraftFault::Large(_) => Trouble::new("too-large", 2).with("what", fault),
    }
}

#[cfg(test)]
pub(crate) mod tests;
