//! Owns an open home: its store, what follows from what it holds, and the keys that may write in it.
//! Opening replays what the rows lack; closing keeps a snapshot for a faster start.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use protocol::envelope::Envelope;
use protocol::fold::{self, RowKey};
use protocol::held::Held;
use protocol::id::Id;
use protocol::local::{Change, Trouble};
use protocol::replica::Replica;
use protocol::space::Scope;
use tokio::sync::broadcast;

use crate::keyring::Keyring;
use crate::keyring::guard::Guard;
use crate::leads::Leads;
use crate::os;
use crate::store::{self, Entry, Lag, LocalChange, Options, RowChange, Store};
use crate::trouble;
use crate::turnstile::{Errand, Turnstile};
use crate::{chance, clock};

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

/// Own records that no other machine holds yet, by who would hold them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Unsent {
    /// Records that stay in the collective.
    pub inner: u64,
    /// Records that its federations read too.
    pub open: u64,
}

impl Unsent {
    /// What is left after a hand-over of what was counted before.
    fn less(self, counted: Unsent) -> Unsent {
        Unsent { inner: self.inner.saturating_sub(counted.inner), open: self.open.saturating_sub(counted.open) }
    }

    /// What a machine that reads this scope was given.
    pub(crate) fn within(self, scope: &Scope) -> Unsent {
        match scope {
            Scope::Inner(_) => self,
            Scope::Federation(_) => Unsent { inner: 0, ..self },
        }
    }
}

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
    store: Store,
    state: Mutex<State>,
    /// Held while a batch goes from the gate to the disk, so that batches keep their order.
    writing: Mutex<()>,
    /// Held while an own operation takes its number and its tickets until both are on the disk.
    authoring: Mutex<()>,
    /// Held while the law is read to decide what to add to it: two revisions with one parent are a fork.
    deciding: Mutex<()>,
    leads: Mutex<Option<Leads>>,
    /// How often others made this home work in this minute.
    turnstile: Mutex<Turnstile>,
    changes: broadcast::Sender<Change>,
    notices: Vec<Trouble>,
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
    /// Own records that no other machine holds yet.
    pub unsent: Unsent,
    /// What was refused since the start, by reason.
    pub refused: BTreeMap<String, u64>,
}

impl Home {
    /// Opens a home; makes its folder where there is none.
    ///
    /// # Errors
    /// [`Trouble`] where another process has it open, the disk is full or read-only, or a newer
    /// program wrote it. Damage is repaired and stands in [`Home::notices`].
    pub fn open(path: &Path) -> Result<Home, Trouble> {
        os::private_folder(path).map_err(|fault| trouble::io("open the home", path, &fault))?;
        let path = &path.canonicalize().map_err(|fault| trouble::io("open the home", path, &fault))?;
        let salt = salt(path)?;
        let opened = Store::open(path, Options::new(ROWS_VERSION, salt)).map_err(|fault| trouble::store(&fault))?;
        let store = opened.store;
        let today = clock::now().day();
        let snapshot = store.read_snapshot().map_err(|fault| trouble::store(&fault))?;
        let held = snapshot.as_deref().and_then(Held::restore);
        let keyring = open_keys(path)?;
        if keyring.is_some() {
            Keyring::forget_old_seals(path, today).map_err(|fault| trouble::file(&fault))?;
        }
        let whole = held.is_some();
        let law = match &held {
            Some((held, _)) => read_law(&store, held)?,
            None => Vec::new(),
        };
        let me = read_me(&store, &opened.lag)?;
        let mut replica = Replica::reopen(me.map(|me| me.person), today, held, law);
        if !whole {
            replica = reload(&store, me, today)?;
        }
        let guard = match &keyring {
            Some(keyring) => Guard::open(path, keyring.device().key()).map_err(|fault| trouble::guard(&fault)),
            None => Err(Trouble::new("no-identity", 4)),
        };
        let unsent = read_local(&store, UNSENT)?.unwrap_or_default();
        let notices = opened.notices.iter().map(trouble::notice).collect();
        let home = Home {
            path: path.clone(),
            store,
            state: Mutex::new(State { replica, me, keyring, guard, unsent, refused: BTreeMap::new() }),
            writing: Mutex::new(()),
            authoring: Mutex::new(()),
            deciding: Mutex::new(()),
            leads: Mutex::new(None),
            turnstile: Mutex::default(),
            changes: broadcast::channel(CHANGES_MAX).0,
            notices,
        };
        if opened.lag != Lag::None {
            home.replay()?;
        }
        Ok(home)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The store, for reading.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Takes off what is on another machine now, and keeps that.
    ///
    /// - `counted`: what was unsent when the handing over began.
    ///
    /// # Errors
    /// [`Trouble`] where the disk fails.
    pub fn handed_over(&self, counted: Unsent) -> Result<(), Trouble> {
        // A write that counts at the same time would be forgotten.
        let _turn = self.authoring();
        let left = {
            let mut state = self.state();
            let left = state.unsent.less(counted);
            if left == state.unsent {
                return Ok(());
            }
            state.unsent = left;
            left
        };
        self.set_local(vec![(UNSENT.to_vec(), Some(protocol::wire::encode(&left)))])
    }

    /// True where somebody else may have this done now; counts who comes too often.
    pub(crate) fn lets(&self, errand: Errand) -> bool {
        let lets = held(self.turnstile.lock()).lets(errand, clock::instant());
        if !lets {
            *self.state().refused.entry(errand.word().to_string()).or_default() += 1;
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
            *leads = Some(Leads::read(&self.store)?);
        }
        Ok(use_leads(leads.as_mut().expect("it was made just now")))
    }

    pub(crate) fn note_rows(&self, rows: &[RowChange]) {
        if let Some(leads) = held(self.leads.lock()).as_mut() {
            rows.iter().for_each(|(key, row)| leads.note(key, row.as_deref()));
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
        let mut rows = Vec::with_capacity(refolds.len());
        for (key, ids) in refolds {
            let mut records = Vec::with_capacity(ids.len());
            for id in ids {
                match fresh.get(&id) {
                    Some(record) => records.push((*record).clone()),
                    None => records.extend(self.record(&id)?),
                }
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
        self.set_local(vec![(ME.to_vec(), Some(protocol::wire::encode(&me)))])?;
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
        let guard = Guard::open(&self.path, keyring.device().key()).map_err(|fault| trouble::guard(&fault));
        let mut state = self.state();
        state.keyring = Some(keyring);
        state.guard = guard;
        Ok(())
    }

    /// Closes in order; the next start is fast. Later writes are refused.
    ///
    /// # Errors
    /// [`Trouble`]; what was acknowledged is on the disk all the same.
    pub fn close(&self) -> Result<(), Trouble> {
        let _order = self.writing();
        let (guard, snapshot) = {
            let mut state = self.state();
            let guard = std::mem::replace(&mut state.guard, Err(Trouble::new("ending", 5)));
            (guard, state.replica.held().snapshot(state.replica.day()))
        };
        if let Ok(guard) = guard {
            guard.close().map_err(|fault| trouble::guard(&fault))?;
        }
        self.store.write_snapshot(&snapshot).map_err(|fault| trouble::store(&fault))?;
        self.store.close().map_err(|fault| trouble::store(&fault))
    }

    /// Opens the index again and computes what it lacks.
    ///
    /// # Errors
    /// [`Trouble`]; what was acknowledged is in the journal all the same.
    pub(crate) fn mend_rows(&self) -> Result<(), Trouble> {
        self.store.restart_index().map_err(|fault| trouble::store(&fault))?;
        self.replay()?;
        *held(self.leads.lock()) = None;
        Ok(())
    }

    /// Computes the rows that the index lacks, from the journal.
    fn replay(&self) -> Result<(), Trouble> {
        let fresh = BTreeMap::new();
        let mut dropped = false;
        while let Some(piece) = self.store.replay().map_err(|fault| trouble::store(&fault))? {
            let mut refolds = BTreeMap::new();
            {
                let state = self.state();
                for entry in &piece.entries {
                    match entry {
                        Entry::Record { id, .. } => refolds.extend(state.replica.refold(id)),
                        Entry::Local { .. } => {}
                        Entry::Dropped { .. } => dropped = true,
                    }
                }
            }
            let rows = self.fold(refolds.into_iter().collect(), &fresh)?;
            self.store.apply(piece.pending, rows).map_err(|fault| trouble::store(&fault))?;
        }
        if dropped {
            self.refold_everything()?;
        }
        let me: Option<Dweller> = self.local(ME)?;
        let unsent = self.local(UNSENT)?.unwrap_or_default();
        let mut state = self.state();
        state.unsent = unsent;
        if let (None, Some(me)) = (state.me, me) {
            state.me = Some(me);
            state.replica.settle(me.person);
        }
        Ok(())
    }

    /// What a dropped record was about is not known any more: every row is folded anew.
    fn refold_everything(&self) -> Result<(), Trouble> {
        let refolds: BTreeMap<RowKey, Vec<Id>> = self.state().replica.refold_all().collect();
        let mut stale = Vec::new();
        for fold in protocol::record::Fold::ALL {
            let mut after = None;
            loop {
                let page =
                    self.store.rows(fold.letter(), after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
                let Some((last, _)) = page.last() else { break };
                after = Some(*last);
                let gone = |subject: &Id| !refolds.contains_key(&RowKey { fold, subject: *subject });
                let keys = page.iter().map(|(subject, _)| *subject).filter(gone);
                stale.extend(keys.map(|subject| (store::RowKey { letter: fold.letter(), subject }, None)));
            }
        }
        let mut rows = self.fold(refolds.into_iter().collect(), &BTreeMap::new())?;
        rows.extend(stale);
        self.store.commit(store::Batch { rows, ..store::Batch::default() }).map_err(|fault| trouble::store(&fault))
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

fn open_keys(path: &Path) -> Result<Option<Keyring>, Trouble> {
    let missing = Keyring::missing(path).map_err(|fault| trouble::file(&fault))?;
    if missing { Ok(None) } else { Keyring::open(path).map(Some).map_err(|fault| trouble::keyring(&fault)) }
}

/// A random number of this home, kept beside the store: see [`Options::salt`].
fn salt(path: &Path) -> Result<u64, Trouble> {
    let file = path.join("salt");
    let kept = match std::fs::read(&file) {
        Ok(bytes) => <[u8; 8]>::try_from(bytes).ok(),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => None,
        Err(fault) => return Err(trouble::io("open the home", path, &fault)),
    };
    // Each segment of the journal keeps its own: a lost one is made anew.
    if let Some(bytes) = kept {
        return Ok(u64::from_le_bytes(bytes));
    }
    let bytes = chance::bytes::<8>().map_err(|_| Trouble::new("no-chance", 1))?;
    os::replace(&file, &bytes).map_err(|fault| trouble::io("make the home", path, &fault))?;
    Ok(u64::from_le_bytes(bytes))
}

fn read_law(store: &Store, held: &Held) -> Result<Vec<Envelope>, Trouble> {
    let mut law = Vec::new();
    for facts in held.iter().filter(|facts| facts.is_law()) {
        let bytes = store.record(&facts.id).map_err(|fault| trouble::store(&fault))?;
        law.extend(bytes.map(|bytes| parse(facts.id, bytes)).transpose()?);
    }
    Ok(law)
}

fn reload(store: &Store, me: Option<Dweller>, today: protocol::time::Day) -> Result<Replica, Trouble> {
    let mut law = Vec::new();
    each_record(store, |record| {
        if protocol::held::is_law(&record) {
            law.push(record);
        }
    })?;
    let mut replica = Replica::reopen(me.map(|me| me.person), today, None, law);
    each_record(store, |record| replica.reload(&record))?;
    Ok(replica)
}

fn each_record(store: &Store, mut take: impl FnMut(Envelope)) -> Result<(), Trouble> {
    let mut after = None;
    loop {
        let page = store.records(after.as_ref(), PAGE).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        after = Some(*last);
        for (id, bytes) in page {
            take(parse(id, bytes)?);
        }
    }
}

fn parse(id: Id, bytes: Vec<u8>) -> Result<Envelope, Trouble> {
    let record = Envelope::parse(Arc::from(bytes));
    record.map_err(|_| Trouble::new("damaged", 9).with("what", id.short(8)))
}

fn read_me(store: &Store, lag: &Lag) -> Result<Option<Dweller>, Trouble> {
    // While rows lag, local items may too; `replay` reads them again.
    if *lag == Lag::None { read_local(store, ME) } else { Ok(None) }
}

fn read_local<T: serde::de::DeserializeOwned>(store: &Store, key: &[u8]) -> Result<Option<T>, Trouble> {
    let bytes = store.local(key).map_err(|fault| trouble::store(&fault))?;
    let read =
        |bytes: Vec<u8>| protocol::wire::lenient(&bytes).map_err(|_| Trouble::new("damaged", 9).with("what", "local"));
    bytes.map(read).transpose()
}
