//! Owns the opening of a home: what lies in its folder becomes what the home knows.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use protocol::envelope::Envelope;
use protocol::held::Held;
use protocol::id::Id;
use protocol::local::Trouble;
use protocol::replica::Replica;
use tokio::sync::broadcast;

use super::{CHANGES_MAX, Dweller, Home, ME, PAGE, ROWS_VERSION, State, UNSENT};
use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::keyring::guard::Guard;
use crate::os;
use crate::store::{Kept, Lag, Options, Store};
use crate::{chance, trouble};

impl Home {
    /// Opens a home; makes its folder where there is none.
    ///
    /// # Errors
    /// [`Trouble`] where another process has it open, the disk is full or read-only, or a newer
    /// program wrote it. Damage is repaired and stands in [`Home::notices`].
    pub fn open(path: &Path) -> Result<Home, Trouble> {
        Home::open_by(path, Clock::default())
    }

    /// The same by another clock.
    ///
    /// # Errors
    /// As [`Home::open`].
    pub(crate) fn open_by(path: &Path, clock: Clock) -> Result<Home, Trouble> {
        os::private_folder(path).map_err(|fault| trouble::io("open the home", path, &fault))?;
        let path = &path.canonicalize().map_err(|fault| trouble::io("open the home", path, &fault))?;
        let salt = salt(path)?;
        let opened = Store::open(path, Options::new(ROWS_VERSION, salt)).map_err(|fault| trouble::store(&fault))?;
        let store = opened.store;
        let today = clock.now().day();
        let snapshot = store.kept(Kept::Held).map_err(|fault| trouble::store(&fault))?;
        let held = snapshot.as_deref().and_then(Held::restore);
        let mut keyring = open_keys(path)?;
        if let Some(keyring) = &mut keyring {
            keyring.forget_old_seals(today).map_err(|fault| trouble::file(&fault))?;
        }
        let whole = held.is_some();
        let law = match &held {
            Some((held, _)) => read_law(&store, held)?,
            None => Vec::new(),
        };
        let me = read_me(&store, &opened.lag)?;
        let judged = held.as_ref().map_or(today, |(_, day)| (*day).min(today));
        let mut replica = Replica::reopen(me.map(|me| me.person), judged, held, law);
        if !whole {
            replica = reload(&store, me, today)?;
        }
        let guard = match &keyring {
            Some(keyring) => Guard::open(path, keyring.device_key()).map_err(|fault| trouble::guard(&fault)),
            None => Err(Trouble::new("no-identity", 4)),
        };
        let snapshot_at = (whole && opened.lag == Lag::None).then(|| store.position());
        let handover = read_local(&store, UNSENT)?.unwrap_or_default();
        let notices = opened.notices.iter().map(trouble::notice).collect();
        let home = Home {
            path: path.clone(),
            clock,
            heard: Mutex::default(),
            blocked: Mutex::default(),
            store,
            state: Mutex::new(State {
                replica,
                me,
                keyring,
                guard,
                handover,
                refused: BTreeMap::new(),
                law_changes: 0,
            }),
            writing: Mutex::new(()),
            authoring: Mutex::new(()),
            deciding: Mutex::new(()),
            leads: Mutex::new(None),
            digests: Mutex::default(),
            line: super::ceilings::Line::new(),
            looking: Mutex::default(),
            left: Mutex::default(),
            manners: Mutex::default(),
            turnstile: Mutex::default(),
            changes: broadcast::channel(CHANGES_MAX).0,
            notices,
            snapshot_at,
            leads_are_old: AtomicBool::new(false),
        };
        if opened.lag != Lag::None {
            home.replay()?;
        }
        home.read_blocked()?;
        // Midnight came while it was off: what ended meanwhile ends now. And where it ended early, the power may
        // have failed between what came in and what had to go for it, perhaps on every day before.
        match whole {
            false => home.recall_erased(today)?,
            true if judged < today => home.turn(today)?,
            true => {}
        }
        Ok(home)
    }
}

pub(super) fn open_keys(path: &Path) -> Result<Option<Keyring>, Trouble> {
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

pub(super) fn read_local<T: serde::de::DeserializeOwned>(store: &Store, key: &[u8]) -> Result<Option<T>, Trouble> {
    let bytes = store.local(key).map_err(|fault| trouble::store(&fault))?;
    let read =
        |bytes: Vec<u8>| protocol::wire::lenient(&bytes).map_err(|_| Trouble::new("damaged", 9).with("what", "local"));
    bytes.map(read).transpose()
}
