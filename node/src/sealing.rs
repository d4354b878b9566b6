//! Owns what only some may read, at this home: drafts become carriers, and carriers are opened. What is
//! inside stands in memory alone; store, log and traffic have the carrier.

pub(crate) mod again;
mod turns;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use protocol::author::{self, Author, Given};
use protocol::envelope::Envelope;
use protocol::fold::contact;
use protocol::fold::lead::LeadRow;
use protocol::held::Standing;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{ContactView, Draft, Trouble, Version};
use protocol::record::sealed::{SIZES, STANZAS, Sealed, blank, outline};
use protocol::record::{self, Place};
use protocol::sealed::addressed::addressed;
use protocol::sealed::{self, Opened, Reader};
use protocol::text::Line;
use protocol::wire::{self, Blob};

use crate::home::{Dweller, Home};
use crate::keyring::seals;
use crate::pen::draft_trouble;
use crate::{chance, trouble};

/// 1,024 carriers about one subject are looked at: 64 people who change their share of a bid and sign eight times. Of
/// each, trying to open it costs up to 32 exchanges of keys.
const CARRIERS_MAX: usize = 1_024;
/// 64 of a lead's contact: it is opened wherever the lead is shown.
const CONTACTS_MAX: usize = 64;
/// What a record inside has beside its body, at most: header and signature, and [`NAME`] for each id that it
/// names.
const BESIDE: usize = 420;
/// The bytes of one id that a record names.
const NAME: usize = 34;

/// A draft that will be sealed, and for which keys.
#[derive(Debug)]
pub(crate) struct Plan {
    draft: Draft,
    keys: Vec<Key>,
    /// For whom it is, by name.
    pub(crate) readers: Vec<String>,
}

/// What could be opened about a subject, and the readers' class of what could not.
#[derive(Debug, Default)]
pub struct Looked {
    /// What counts by its own gate, whoever carried it.
    pub opened: Vec<Opened>,
    /// At most so many devices open what stays closed here and is carried by the subject's author.
    pub closed: Option<usize>,
    /// True where the own keys are locked, so that nothing was tried.
    pub locked: bool,
}

/// What a carrier turned out to hold.
enum Inside {
    /// What counts by its own gate.
    Counts(Box<Opened>),
    /// It is for others.
    Closed,
    /// It is damaged, or what was inside does not count.
    Void,
}

/// The kinds of which records stand inside.
pub(crate) fn kinds_inside() -> Vec<&'static str> {
    record::TABLE.iter().filter(|kind| kind.place == Place::Sealed).map(|kind| kind.name).collect()
}

/// True for a draft that is written inside a carrier.
pub(crate) fn is_sealed(draft: &Draft) -> bool {
    record::kind(&draft.kind).is_some_and(|kind| kind.place == Place::Sealed)
}

impl Plan {
    /// True where what is inside binds, so that no undo takes it back.
    pub(crate) fn binds(&self) -> bool {
        crate::pen::binds(&self.draft.kind)
    }

    /// Drafts that stand for the carriers before these are made: as many, and nearly as long.
    pub(crate) fn stand_ins(&self) -> impl Iterator<Item = Draft> + '_ {
        let largest = SIZES[SIZES.len() - 1];
        let inner = self.draft.body.0.len() + BESIDE + self.draft.names.len() * NAME;
        let size = SIZES.into_iter().find(|size| inner <= *size).unwrap_or(largest);
        self.keys.chunks(STANZAS[STANZAS.len() - 1]).map(move |keys| {
            let file = blank(sealed::stanzas(keys.len()).unwrap_or(STANZAS[STANZAS.len() - 1]), size);
            self.carrier(self.draft.subject, file)
        })
    }

    fn carrier(&self, subject: Option<Id>, body: Vec<u8>) -> Draft {
        Draft {
            kind: record::sealed::KIND.name.to_string(),
            side: self.draft.side,
            audience: self.draft.audience,
            subject,
            names: Vec::new(),
            document: Version::New,
            body: Blob(body),
        }
    }
}

impl Home {
    /// Finds the keys to which drafts are to be sealed.
    ///
    /// # Errors
    /// [`Trouble`] `sealed-not-here` where a reader does not read the space or has no key, `bad-draft`
    /// where the writer is not among the readers.
    pub(crate) fn plan_seals(&self, drafts: Vec<Draft>, me: &Dweller) -> Result<Vec<Plan>, Trouble> {
        drafts.into_iter().map(|draft| self.plan_seal(draft, me)).collect()
    }

    fn plan_seal(&self, draft: Draft, me: &Dweller) -> Result<Plan, Trouble> {
        let listed = sealed::listed(&draft.kind, &draft.body.0);
        let own = Reader { person: me.person, collective: me.collective };
        // Whoever cannot open it could never change it.
        let listed = listed.filter(|listed| own.is_on(listed));
        let listed = listed.ok_or_else(|| Trouble::new("bad-draft", 2).with("kind", &draft.kind))?;
        let mut keys = BTreeSet::new();
        for reader in &listed {
            let found: BTreeSet<Key> = {
                let state = self.state();
                let found = addressed(state.replica.roster(), reader, me.collective, draft.side, draft.audience);
                found.into_iter().filter(seals::usable).collect()
            };
            if found.is_empty() {
                return Err(Trouble::new("sealed-not-here", 6).with("name", self.reader_name(reader)));
            }
            keys.extend(found);
        }
        let readers = listed.iter().map(|reader| self.reader_name(reader)).collect();
        Ok(Plan { draft, keys: keys.into_iter().collect(), readers })
    }

    /// What a reader on a list is called here.
    fn reader_name(&self, reader: &Id) -> String {
        let collective = self.state().replica.roster().collective(reader).is_some();
        match collective {
            true => self.collective_name(reader),
            false => self.person_name(reader).unwrap_or_else(|| reader.short(6)),
        }
    }

    /// Signs and seals what was planned: drafts of carriers, to be written like any other, and what each plan
    /// became: a document by its name, else a record.
    ///
    /// - `about`: what those are about that do not say so. The caller holds `Home::authoring`.
    ///
    /// # Errors
    /// [`Trouble`]; nothing was written then.
    pub(crate) fn carriers(
        &self,
        plans: &[Plan],
        about: Option<Id>,
        me: &Dweller,
    ) -> Result<(Vec<Draft>, Vec<Id>), Trouble> {
        let mut carriers = Vec::new();
        let mut inside = Vec::with_capacity(plans.len());
        for plan in plans {
            let bad = || Trouble::new("bad-draft", 2).with("kind", &plan.draft.kind);
            let subject = plan.draft.subject.or(about).ok_or_else(bad)?;
            let inner = self.sign_inner(&plan.draft, subject, me)?;
            inside.push(inner.header().name().unwrap_or(inner.id()));
            let plain = sealed::pad(&inner).map_err(|fault| Trouble::new("too-large", 2).with("what", fault))?;
            let plain = zeroize::Zeroizing::new(plain);
            for keys in plan.keys.chunks(STANZAS[STANZAS.len() - 1]) {
                let file =
                    seals::seal(&plain, keys).map_err(|fault| Trouble::new("not-sealed", 1).with("why", fault))?;
                let purpose = Line::new(&*plan.draft.kind).map_err(|_| bad())?;
                let body = wire::encode(&Sealed { purpose, age: Blob(file) });
                carriers.push(plan.carrier(Some(subject), body));
            }
        }
        Ok((carriers, inside))
    }

    fn sign_inner(&self, draft: &Draft, subject: Id, me: &Dweller) -> Result<Envelope, Trouble> {
        let prior = match draft.document {
            Version::Next(name) | Version::Withdraw(name) => {
                let last = self.last_inner(&name, &subject, me, &draft.kind)?;
                Some(last.ok_or_else(|| Trouble::new("unknown", 2).with("what", name.short(6)))?)
            }
            Version::Binding | Version::New => None,
        };
        let draft = Draft { subject: Some(subject), ..draft.clone() };
        let now = self.now();
        let nonce = chance::bytes::<16>().map_err(|_| Trouble::new("no-chance", 1))?;
        let author = Author { person: me.person, collective: me.collective };
        let mut state = self.state();
        let state = &mut *state;
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        let guard = state.guard.as_mut().map_err(|trouble| trouble.clone())?;
        let number = match (&prior, draft.document) {
            (Some(prior), Version::Next(name) | Version::Withdraw(name)) => {
                let last = prior.header().document.as_ref().map_or(0, |revision| revision.number);
                Some(guard.revision(name, last, now).map_err(|fault| trouble::guard(&fault))?)
            }
            (_, Version::Binding | Version::New | Version::Next(_) | Version::Withdraw(_)) => None,
        };
        // The carrier pays the ticket.
        let given = Given { now, nonce, ticket: None, number };
        let device = keyring.device().ok_or_else(trouble::locked)?;
        author::sign(&draft, &author, None, prior.as_ref(), &given, device).map_err(|fault| draft_trouble(&fault))
    }

    fn last_inner(&self, name: &Id, subject: &Id, me: &Dweller, purpose: &str) -> Result<Option<Envelope>, Trouble> {
        let own = Reader { person: me.person, collective: me.collective };
        let looked = self.look_inside(subject, &own, purpose)?;
        let revisions = looked.opened.iter().map(Opened::record).filter(|record| record.header().name() == Some(*name));
        let rank = |record: &&Envelope| {
            let number = record.header().document.as_ref().map_or(0, |revision| revision.number);
            (number, Reverse(record.id()))
        };
        Ok(revisions.max_by_key(rank).cloned())
    }

    /// Opens what can be opened here about a subject; every time anew, and kept by nobody.
    ///
    /// - `author`: whose carriers are looked at first, and in whose collective's spaces; `purpose`: the kind that is
    ///   looked for.
    ///
    /// # Errors
    /// [`Trouble`] where a record cannot be read.
    pub fn look_inside(&self, subject: &Id, author: &Reader, purpose: &str) -> Result<Looked, Trouble> {
        let (ids, opener) = {
            let state = self.state();
            let held = state.replica.held();
            let sealed = held.about(subject).filter(|facts| {
                facts.standing() == Standing::Live
                    && facts.space().is_some_and(|space| space.charter == author.collective)
                    && facts.kind().is_some_and(|kind| kind.name == record::sealed::KIND.name)
            });
            let (own, others): (Vec<_>, Vec<_>) = sealed.partition(|facts| held.signer(facts).1 == author.person);
            let mut ids = turns::in_turn(own.into_iter(), held, CARRIERS_MAX);
            ids.extend(turns::in_turn(others.into_iter(), held, CARRIERS_MAX - ids.len()));
            (ids, state.keyring.as_ref().and_then(|keyring| keyring.unsealer()))
        };
        let mut looked = Looked::default();
        let mut records = Vec::new();
        for id in &ids {
            records.extend(self.record(id)?);
        }
        let mut carriers = sealed::carriers(&records, &[purpose]);
        if purpose == record::contact::KIND.name {
            carriers.sort_by_key(|(carrier, _)| ids.iter().position(|id| *id == carrier.id()));
            carriers.truncate(CONTACTS_MAX);
        }
        let Some(opener) = opener else {
            let own = |(carrier, _): &(Envelope, Vec<u8>)| carrier.header().person == author.person;
            looked.locked = carriers.iter().any(own);
            return Ok(looked);
        };
        for (carrier, file) in carriers {
            match self.open_carrier(&opener, &carrier, &file) {
                Inside::Counts(opened) => looked.opened.push(*opened),
                Inside::Closed if carrier.header().person == author.person => {
                    let Ok(outline) = outline(&file) else { continue };
                    looked.closed = looked.closed.max(Some(outline.stanzas));
                }
                Inside::Closed | Inside::Void => {}
            }
        }
        Ok(looked)
    }

    /// Opens carriers of some kinds, each with the carrier around it; what is for others, or does not count, is
    /// passed over.
    pub(crate) fn opened(
        &self,
        opener: &seals::Unsealer,
        records: &[Envelope],
        kinds: &[&str],
    ) -> Vec<(Envelope, Opened)> {
        let mut found = Vec::new();
        for (carrier, file) in sealed::carriers(records, kinds) {
            match self.open_carrier(opener, &carrier, &file) {
                Inside::Counts(opened) => found.push((carrier, *opened)),
                Inside::Closed | Inside::Void => {}
            }
        }
        found
    }

    fn open_carrier(&self, opener: &seals::Unsealer, carrier: &Envelope, file: &[u8]) -> Inside {
        let plain = match opener.open(file) {
            Ok(plain) => plain,
            Err(seals::Unopened::Stranger) => return Inside::Closed,
            Err(seals::Unopened::Damaged) => {
                tracing::debug!(carrier = %carrier.id(), "cannot be opened by anybody");
                return Inside::Void;
            }
        };
        match sealed::open(carrier, &plain, self.state().replica.roster()) {
            Ok(opened) => Inside::Counts(Box::new(opened)),
            Err(mismatch) => {
                tracing::debug!(carrier = %carrier.id(), %mismatch, "what was inside does not count");
                Inside::Void
            }
        }
    }

    /// The contact of a lead, as far as this home can read it.
    ///
    /// # Errors
    /// [`Trouble`] where a record cannot be read.
    pub fn contact(&self, lead: &LeadRow) -> Result<Option<ContactView>, Trouble> {
        if lead.withdrawn {
            return Ok(None);
        }
        let poster = Reader { person: lead.poster, collective: lead.space.charter };
        let looked = self.look_inside(&lead.id, &poster, record::contact::KIND.name)?;
        let (me, day) = {
            let state = self.state();
            (state.me, state.replica.day())
        };
        let row = me.and_then(|me| {
            let reader = Reader { person: me.person, collective: me.collective };
            contact::fold(lead.id, lead.poster, &reader, &looked.opened, day)
        });
        Ok(match row {
            Some(row) => Some(ContactView::Open {
                readers: row.readers.iter().map(|reader| self.reader_name(reader)).collect(),
                digest: sealed::digest(&BTreeMap::from([(lead.id, row.clone())])),
                row: Box::new(row),
            }),
            None if looked.locked => Some(ContactView::Locked),
            None => looked.closed.map(|devices| ContactView::Closed { devices_max: devices as u32 }),
        })
    }
}

#[cfg(test)]
mod tests;
