//! Owns an open home: its store, what follows from what it holds, and the keys that may write in it.
//! Closing keeps a snapshot for a faster start.

pub(crate) mod anchors;
mod blocking;
pub(crate) mod ceilings;
mod day;
#[cfg(test)]
mod golden;
pub(crate) mod handover;
mod opening;
mod replay;
#[cfg(test)]
mod rot;
mod turning;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use protocol::envelope::Envelope;
use protocol::fold::{self, RowKey};
use protocol::id::Id;
use protocol::local::{Change, Trouble};
use protocol::replica::Replica;
use protocol::space::Scope;
use protocol::time::{Day, Moment};
use tokio::sync::broadcast;

use self::handover::{Handover, Mark};
use self::opening::{open_keys, read_local};
use crate::clock::heard::Heard;
use crate::clock::{self, Clock};
use crate::keyring::Keyring;
use crate::keyring::guard::Guard;
use crate::leads::Leads;
use crate::manners::{Bearing, Manners};
use crate::sealing::again::Looking;
use crate::store::{self, Kept, LocalChange, RowChange, Store};
use crate::trouble;
use crate::turnstile::{Errand, Turnstile};

/// Raised when a fold changes: rows of another version are computed again.
const ROWS_VERSION: u32 = 1;
/// 256 changes wait for a watcher; one that is slower misses some and is told so.
const CHANGES_MAX: usize = 256;
/// Records in one page while everything is read.
const PAGE: usize = 1_000;

/// The local item that says who lives here.
const ME: &[u8] = b"me";
/// The local item that counts own records which no other machine holds yet.
pub(crate) const UNSENT: &[u8] = b"unsent";

/// Who lives here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Dweller {
    /// The person.
    pub person: Id,
    /// Their collective.
    pub collective: Id,
}

/// An open home.
pub struct Home {
    path: PathBuf,
    clock: Clock,
    /// What neighbours' clocks said of this one.
    heard: Mutex<Heard>,
    /// Collectives that are blocked on this machine.
    blocked: Mutex<BTreeSet<Id>>,
    store: Store,
    state: Mutex<State>,
    /// Held while a batch goes from the gate to the disk, so that batches keep their order.
    writing: Mutex<()>,
    /// Held while an own operation takes its number and its tickets until both are on the disk.
    authoring: Mutex<()>,
    /// Held while the law is read to decide what to add to it: two revisions with one parent are a fork.
    deciding: Mutex<()>,
    leads: Mutex<Option<Leads>>,
    /// The digest of each scope, good for one position of the store and one day.
    digests: Mutex<BTreeMap<Scope, (u64, Day, Id)>>,
    line: ceilings::Line,
    /// What was looked at to be sealed again.
    pub(crate) looking: Mutex<Looking>,
    /// What a turn of the day that failed has left; taken after `writing`.
    left: Mutex<turning::Left>,
    /// What neighbours did that no honest home does.
    pub(crate) manners: Mutex<Manners>,
    /// How often others made this home work in this minute.
    turnstile: Mutex<Turnstile>,
    changes: broadcast::Sender<Change>,
    notices: Vec<Trouble>,
    /// Where the store stood when the snapshot was read whole; as long as it stands there, it is good.
    snapshot_at: Option<u64>,
    /// Rows changed that the kept overview of leads does not know.
    leads_are_old: AtomicBool,
}

/// What the home knows beside the bytes on disk.
pub struct State {
    /// Gate, roster, standing.
    pub replica: Replica,
    /// Who lives here; absent before `setup` and `join`.
    pub me: Option<Dweller>,
    /// The keys; absent before they are made.
    pub keyring: Option<Keyring>,
    /// What this device has used, or why it must not sign.
    pub guard: Result<Guard, Trouble>,
    /// Own records, and how far other machines hold them.
    pub handover: Handover,
    /// What was refused since the start, by reason.
    pub refused: BTreeMap<String, u64>,
    /// How often what is known of who belongs has changed since the start.
    pub law_changes: u64,
}

impl Home {
    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What this home's clock says.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// The store, for reading.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Notes what is on another machine now, and keeps that.
    ///
    /// - `mark`: how far was written when the handing over began.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub fn handed_over(&self, mark: Mark) -> Result<(), Trouble> {
        // A write that counts at the same time would be forgotten.
        let _turn = self.authoring();
        let handed = {
            let mut state = self.state();
            let handed = state.handover.handed(mark);
            if handed == state.handover {
                return Ok(());
            }
            state.handover = handed;
            handed
        };
        self.set_local(vec![(UNSENT.to_vec(), Some(protocol::wire::encode(&handed)))])
    }

    /// True where somebody else may have this done now; counts who comes too often.
    pub(crate) fn lets(&self, errand: Errand) -> bool {
        let rare = match errand {
            Errand::Start(who, _) | Errand::Law(who) if self.bearing(&who) != Bearing::Fine => Errand::Rare(who),
            Errand::Knock(_) | Errand::Start(..) | Errand::Law(_) | Errand::Rare(_) => errand,
        };
        let lets = held(self.turnstile.lock()).lets(rare, clock::instant());
        if !lets {
            *self.state().refused.entry(rare.word().to_string()).or_default() += 1;
        }
        lets
    }

    /// What was repaired at the start.
    pub fn notices(&self) -> &[Trouble] {
        &self.notices
    }

    /// Locks what the home knows; never held over a wait for the disk.
    pub fn state(&self) -> MutexGuard<'_, State> {
        held(self.state.lock())
    }

    /// The order in which batches are written.
    pub(crate) fn writing(&self) -> MutexGuard<'_, ()> {
        held(self.writing.lock())
    }

    /// One own operation at a time; taken before [`Home::writing`].
    pub(crate) fn authoring(&self) -> MutexGuard<'_, ()> {
        held(self.authoring.lock())
    }

    /// One decision about the law, or about what was written before, at a time; taken before
    /// [`Home::authoring`].
    pub(crate) fn deciding(&self) -> MutexGuard<'_, ()> {
        held(self.deciding.lock())
    }

    /// The overview of leads, made at its first use.
    ///
    /// # Errors
    /// [`Trouble`] where rows cannot be read.
    pub fn leads<T>(&self, use_leads: impl FnOnce(&mut Leads) -> T) -> Result<T, Trouble> {
        let mut leads = held(self.leads.lock());
        if leads.is_none() {
            // No row changes between reading and keeping: whoever writes takes `leads` last.
            let kept = self.store.kept(Kept::Leads).map_err(|fault| trouble::store(&fault))?;
            let mut made = match kept.as_deref().and_then(Leads::restore) {
                Some(kept) => kept,
                None => Leads::read(&self.store)?,
            };
            made.hide(self.blocked());
            *leads = Some(made);
        }
        Ok(use_leads(leads.as_mut().expect("it was made just now")))
    }

    /// The digest of a scope, where nothing was written since it was computed.
    pub(crate) fn known_digest(&self, scope: &Scope, day: Day) -> Option<Id> {
        let (position, then, digest) = *held(self.digests.lock()).get(scope)?;
        (position == self.store.position() && then == day).then_some(digest)
    }

    /// Keeps a digest; whoever computed it holds [`Home::writing`].
    pub(crate) fn know_digest(&self, scope: &Scope, day: Day, digest: Id) {
        held(self.digests.lock()).insert(*scope, (self.store.position(), day, digest));
    }

    pub(crate) fn note_rows(&self, rows: &[RowChange]) {
        match held(self.leads.lock()).as_mut() {
            Some(leads) => rows.iter().for_each(|(key, row)| leads.note(key, row.as_deref())),
            // Rows can change while nothing is written, when a day ends.
            None => self.leads_are_old.store(true, Ordering::Relaxed),
        }
        let changed = rows.iter().filter_map(|(key, _)| named(key)).take(CHANGES_MAX).collect::<Vec<_>>();
        if !changed.is_empty() {
            self.tell(Change::Rows(changed));
        }
    }

    /// Tells watchers; nobody may be watching.
    pub fn tell(&self, change: Change) {
        if self.changes.send(change).is_err() {
            tracing::trace!("nobody watches");
        }
    }

    /// Changes from now on.
    pub fn watch(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// A record, checked against its id: the disk may have rotted.
    ///
    /// # Errors
    /// [`Trouble`] where the bytes are not the record's.
    pub fn record(&self, id: &Id) -> Result<Option<Envelope>, Trouble> {
        let Some(bytes) = self.store.record(id).map_err(|fault| trouble::store(&fault))? else { return Ok(None) };
        match Envelope::parse(bytes.into()) {
            Ok(record) if record.id() == *id => Ok(Some(record)),
            Ok(_) | Err(_) => Err(Trouble::new("damaged", 9).with("what", id.short(8))),
        }
    }

    /// Folds rows from the records that they name; `fresh` are records of the same batch.
    ///
    /// # Errors
    /// [`Trouble`] where a record cannot be read.
    pub(crate) fn fold(
        &self,
        refolds: Vec<(RowKey, Vec<Id>)>,
        fresh: &BTreeMap<Id, &Envelope>,
    ) -> Result<Vec<RowChange>, Trouble> {
        let erased: BTreeSet<Id> = {
            let state = self.state();
            let erased = |id: &&Id| state.replica.held().get(id).is_some_and(|facts| facts.is_erased());
            refolds.iter().flat_map(|(_, ids)| ids).filter(erased).copied().collect()
        };
        let mut rows = Vec::with_capacity(refolds.len());
        for (key, ids) in refolds {
            let mut records = Vec::with_capacity(ids.len());
            for id in ids {
                let record = match fresh.get(&id) {
                    Some(record) => Some((*record).clone()),
                    None => self.record(&id)?,
                };
                records.extend(record.map(|record| if erased.contains(&id) { record.bare() } else { record }));
            }
            let place = store::RowKey { letter: key.fold.letter(), subject: key.subject };
            rows.push((place, fold::row(&key, &records)));
        }
        Ok(rows)
    }

    /// A local item.
    ///
    /// # Errors
    /// [`Trouble`] where it cannot be read.
    pub fn local<T: serde::de::DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, Trouble> {
        read_local(&self.store, key)
    }

    /// Sets local items, durably.
    ///
    /// # Errors
    /// [`Trouble`]; nothing is set then.
    pub fn set_local(&self, items: Vec<LocalChange>) -> Result<(), Trouble> {
        let _order = self.writing();
        let batch = store::Batch { local: items, ..store::Batch::default() };
        self.store.commit(batch).map_err(|fault| trouble::store(&fault))
    }

    /// Says who lives here, durably.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn settle(&self, me: Dweller) -> Result<(), Trouble> {
        self.settle_with(me, Vec::new())
    }

    /// The same, with other local items in the same commit.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn settle_with(&self, me: Dweller, mut items: Vec<LocalChange>) -> Result<(), Trouble> {
        items.push((ME.to_vec(), Some(protocol::wire::encode(&me))));
        self.set_local(items)?;
        let mut state = self.state();
        state.me = Some(me);
        state.replica.settle(me.person);
        Ok(())
    }

    /// Opens the keys that were just made.
    ///
    /// # Errors
    /// [`Trouble`].
    pub fn adopt_keys(&self) -> Result<(), Trouble> {
        let keyring = open_keys(&self.path)?.ok_or_else(|| Trouble::new("no-identity", 4))?;
        self.take_keys(keyring);
        Ok(())
    }

    /// Takes away keys that were made for a join that was refused: the home is empty again.
    ///
    /// # Errors
    /// [`Trouble`] where a file cannot be removed.
    pub(crate) fn drop_keys(&self) -> Result<(), Trouble> {
        let mut state = self.state();
        if state.me.is_some() || state.keyring.as_ref().is_some_and(Keyring::is_locked) {
            return Ok(());
        }
        Keyring::discard(&self.path).map_err(|fault| trouble::file(&fault))?;
        (state.keyring, state.guard) = (None, Err(Trouble::new("no-identity", 4)));
        Ok(())
    }

    /// Holds keys that stand on the disk, with their guard.
    pub(crate) fn take_keys(&self, keyring: Keyring) {
        let guard = Guard::open(&self.path, keyring.device_key()).map_err(|fault| trouble::guard(&fault));
        let mut state = self.state();
        state.keyring = Some(keyring);
        state.guard = guard;
    }

    /// Closes in order; the next start is fast. Later writes are refused.
    ///
    /// # Errors
    /// [`Trouble`]; what was acknowledged is on the disk all the same.
    pub fn close(&self) -> Result<(), Trouble> {
        let _order = self.writing();
        // What follows from what is held was kept at this very place, and is still there.
        let unchanged = self.snapshot_at == Some(self.store.position());
        let (guard, snapshot) = {
            let mut state = self.state();
            let guard = std::mem::replace(&mut state.guard, Err(Trouble::new("ending", 5)));
            (guard, (!unchanged).then(|| state.replica.held().snapshot(state.replica.day())))
        };
        if let Ok(guard) = guard {
            guard.close().map_err(|fault| trouble::guard(&fault))?;
        }
        if let Some(snapshot) = snapshot {
            self.store.keep(Kept::Held, &snapshot).map_err(|fault| trouble::store(&fault))?;
        }
        match held(self.leads.lock()).as_ref().map(Leads::to_keep) {
            Some(Some(leads)) => self.store.keep(Kept::Leads, &leads),
            // What was kept before is of other rows.
            None if !unchanged || self.leads_are_old.load(Ordering::Relaxed) => self.store.forget(Kept::Leads),
            Some(None) | None => Ok(()),
        }
        .map_err(|fault| trouble::store(&fault))?;
        self.store.close().map_err(|fault| trouble::store(&fault))
    }
}

pub(crate) fn held<T>(lock: std::sync::LockResult<T>) -> T {
    // A panic in another thread is reported there; what it left behind is checked by the store.
    lock.unwrap_or_else(PoisonError::into_inner)
}

fn named(key: &store::RowKey) -> Option<RowKey> {
    let fold = protocol::record::Fold::ALL.into_iter().find(|fold| fold.letter() == key.letter)?;
    Some(RowKey { fold, subject: key.subject })
}
