//! Owns what a home does about what only some may read, as the real one does it: drafts become carriers for the keys
//! of their readers, and carriers are opened with the own one and folded into what its screen shows of the bids.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use protocol::envelope::Envelope;
use protocol::fold::bid::{BidRow, fold};
use protocol::fold::body;
use protocol::held::Standing;
use protocol::id::Id;
use protocol::keys::Key;
use protocol::local::{Draft, Version};
use protocol::record::bid::Bid;
use protocol::record::sealed::Sealed;
use protocol::sealed::addressed::addressed;
use protocol::sealed::{self, Opened, Reader};
use protocol::text::Line;
use protocol::wire::{self, Blob};

use crate::chance::Chance;
use crate::home::{Home, unsealing};
use crate::machine::Machine;
use crate::seal;

/// What the own key made of each carrier's file: what it holds, or nothing. The work is done once; the real home does
/// it each time.
#[derive(Default)]
pub struct Tried(RefCell<BTreeMap<Id, Option<Vec<u8>>>>);

/// What stands inside a carrier, and the carrier.
pub struct Found {
    pub outer: Envelope,
    pub inner: Opened,
}

/// A bid as a home shows it, with the records from which that follows.
pub struct Shown {
    pub row: BidRow,
    pub found: Vec<Opened>,
}

impl Tried {
    /// What a home's key makes of a carrier.
    pub fn open(&self, home: &Home, carrier: &Envelope, file: &[u8]) -> Option<Vec<u8>> {
        let tried = || seal::open(file, unsealing(&home.device));
        self.0.borrow_mut().entry(carrier.id()).or_insert_with(tried).clone()
    }
}

/// Who opens at a home.
pub fn reader(home: &Home) -> Reader {
    Reader { person: home.person, collective: home.charter }
}

/// The live carriers that a home holds of what stands inside, each with its file.
pub fn carriers(machine: &Machine) -> Vec<(Envelope, Vec<u8>)> {
    let held = machine.home.replica.held();
    let live = |id: &Id| held.get(id).is_some_and(|facts| facts.standing() == Standing::Live);
    let sealed = machine.home.store.iter().filter(|(id, record)| &*record.header().kind == "sealed" && live(id));
    let records: Vec<Envelope> = sealed.map(|(_, record)| record.clone()).collect();
    sealed::carriers(&records, &["bid", "share", "assent", "bid-submit", "bid-outcome"])
}

/// What a home can open and counts by its own gate.
pub fn found(machine: &Machine) -> Vec<Found> {
    let open = |(outer, file): (Envelope, Vec<u8>)| {
        let plain = machine.tried.open(&machine.home, &outer, &file)?;
        let inner = sealed::open(&outer, &plain, machine.home.replica.roster()).ok()?;
        Some(Found { outer, inner })
    };
    carriers(machine).into_iter().filter_map(open).collect()
}

/// Every bid that a home shows.
pub fn screen(machine: &Machine) -> Vec<Shown> {
    let (me, day) = (reader(&machine.home), machine.home.replica.day());
    let mut revisions: BTreeMap<Id, Vec<Opened>> = BTreeMap::new();
    let (bids, others): (Vec<Found>, Vec<Found>) =
        found(machine).into_iter().partition(|found| &*found.inner.record().header().kind == "bid");
    for bid in bids {
        let name = bid.inner.record().header().name().expect("the gate takes no other bid");
        revisions.entry(name).or_default().push(bid.inner);
    }
    let shown = |(name, mut opened): (Id, Vec<Opened>)| {
        fold(name, &me, &opened, day)?;
        let terms = opened.iter().filter_map(|bid| body::<Bid>(bid.record(), "bid"));
        let readers: BTreeSet<Id> = terms.flat_map(|terms| terms.readers.into_vec()).collect();
        // Whoever could never take part is not looked at.
        let takes_part = |found: &&Found| {
            let header = found.outer.header();
            header.subject == Some(name)
                && (readers.contains(&header.person)
                    || header.space.is_some_and(|space| readers.contains(&space.charter)))
        };
        opened.extend(others.iter().filter(takes_part).map(|found| found.inner.clone()));
        Some(Shown { row: fold(name, &me, &opened, day)?, found: opened })
    };
    revisions.into_iter().filter_map(shown).collect()
}

/// The keys of everybody on a draft's list; nothing where somebody on it has none here.
pub fn keys(home: &Home, draft: &Draft) -> Option<BTreeSet<Key>> {
    let mut keys = BTreeSet::new();
    for reader in sealed::listed(&draft.kind, &draft.body.0)? {
        let found = addressed(home.replica.roster(), &reader, home.charter, draft.side, draft.audience);
        keys.extend((!found.is_empty()).then_some(found)?);
    }
    Some(keys)
}

/// Seals a record: the draft of a carrier for these keys.
pub fn carrier(home: &Home, inner: &Envelope, subject: Id, keys: &BTreeSet<Key>, chance: &mut Chance) -> Draft {
    let keys: Vec<Key> = keys.iter().copied().collect();
    let header = inner.header();
    let age = Blob(seal::seal(&sealed::pad(inner).expect("small"), &keys, chance));
    let purpose = Line::new(&*header.kind).expect("a kind's name");
    let side = header.space.expect("content").side;
    let mut draft = home.draft("sealed", side, wire::encode(&Sealed { purpose, age }));
    draft.subject = Some(subject);
    draft
}

/// The last own revision of a document that can still be opened.
pub fn last(shown: &Shown, version: Version) -> Option<Envelope> {
    let (Version::Next(name) | Version::Withdraw(name)) = version else { return None };
    let revisions = shown.found.iter().map(Opened::record).filter(|record| record.header().name() == Some(name));
    let rank = |record: &&Envelope| {
        let number = record.header().document.as_ref().map_or(0, |revision| revision.number);
        (number, std::cmp::Reverse(record.id()))
    };
    revisions.max_by_key(rank).cloned()
}
