//! Backups of a home, their proof, and the way back from one: always with new keys.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use protocol::founding;
use protocol::id::Id;
use protocol::local::{BackupReport, Founded, Passphrase, Reply, Restore, Trouble};
use protocol::wire::{self, Blob};

use super::Answer;
use super::doors::with_hands;
use super::setup::{FOUNDING, make_keys};
use crate::backup::{BackupFault, Header, Item, Reader, WORK, Writer};
use crate::home::{Dweller, Home};
use crate::intake::Park;
use crate::keyring::words::Recovery;
use crate::keyring::{Keyring, Origin};
use crate::pen::draft_trouble;
use crate::{clock, trouble};

/// The local item that says when a backup was last proven.
pub(crate) const PROVEN: &[u8] = b"backup-proven";

/// What a restored home shows at the first door: the records that speak for its new keys.
pub(crate) const RETURNED: &[u8] = b"returned";
/// The local item that says whose backup is being restored: what is begun is finished by the same
/// command, and nothing else is begun meanwhile.
pub(crate) const RESTORING: &[u8] = b"restoring";
/// The one shelf of local items.
const SHELF: &str = "home";
/// Records in one batch of a restore.
const BATCH: usize = 1_000;

/// Local items that belong to this machine and not to the person: they stay out of a backup.
fn stays(key: &[u8]) -> bool {
    [&b"me"[..], b"unsent", b"heard:", b"join:", b"place:", b"port", PROVEN, RETURNED, RESTORING, FOUNDING]
        .iter()
        .any(|own| key.starts_with(own))
}

/// Writes an encrypted copy of everything but the keys, and proves it by opening it again.
///
/// # Errors
/// [`Trouble`] where the file cannot be written or proven.
pub fn write(home: &Home, path: &Path, passphrase: &Passphrase) -> Result<Reply, Trouble> {
    let me = home.dweller()?;
    let counts = home.store().counts();
    let header = {
        let state = home.state();
        let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
        if keyring.is_locked() && keyring.keeps_words() {
            // It would lack the seed that it is to carry until the words are confirmed.
            return Err(trouble::locked());
        }
        Header {
            made: clock::now(),
            root: keyring.root_key(),
            collective: me.collective,
            recovery: keyring.recovery().map(Recovery::entropy),
            records: counts.records,
            items: 0,
        }
    };
    let carries_seed = header.recovery.is_some();
    let mut out = Writer::begin(path, passphrase, &header, WORK).map_err(|fault| fault_trouble(&fault))?;
    let mut after: Option<Id> = None;
    loop {
        let page = home.store().records(after.as_ref(), BATCH).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { break };
        after = Some(*last);
        for (_, bytes) in page {
            out.add(Item::Record(bytes)).map_err(|fault| fault_trouble(&fault))?;
        }
    }
    let mut after: Option<Vec<u8>> = None;
    loop {
        let page = home.store().local_range(b"", after.as_deref(), BATCH).map_err(|fault| trouble::store(&fault))?;
        let Some((last, _)) = page.last() else { break };
        after = Some(last.clone());
        for (key, value) in page.into_iter().filter(|(key, _)| !stays(key)) {
            let item = Item::Local { shelf: SHELF.to_string(), key, value };
            out.add(item).map_err(|fault| fault_trouble(&fault))?;
        }
    }
    out.finish().map_err(|fault| fault_trouble(&fault))?;
    let report = prove(home, path, passphrase)?;
    home.set_local(vec![(PROVEN.to_vec(), Some(wire::encode(&clock::now())))])?;
    Ok(Reply::Backup(BackupReport { carries_seed, ..report }))
}

/// Opens a backup, reads all of it, and compares it with what is held.
///
/// # Errors
/// [`Trouble`] where it cannot be opened, or its end is missing.
pub fn check(home: &Home, path: &Path, passphrase: &Passphrase) -> Result<Reply, Trouble> {
    let report = prove(home, path, passphrase)?;
    if report.proven {
        home.set_local(vec![(PROVEN.to_vec(), Some(wire::encode(&clock::now())))])?;
    }
    Ok(Reply::Backup(report))
}

fn prove(home: &Home, path: &Path, passphrase: &Passphrase) -> Result<BackupReport, Trouble> {
    let mut reader = Reader::open(path, passphrase).map_err(|fault| fault_trouble(&fault))?;
    let header = reader.header().clone();
    let (mut matching, mut sound) = (0u64, true);
    for item in reader.by_ref() {
        match item.map_err(|fault| fault_trouble(&fault))? {
            Item::Record(bytes) => match protocol::envelope::Envelope::parse(Arc::from(bytes)) {
                Ok(record) => matching += u64::from(home.store().holds(&record.id())),
                Err(_) => sound = false,
            },
            Item::Local { .. } => {}
        }
    }
    let tally = reader.tally().ok_or_else(|| Trouble::new("backup-cut", 9))?;
    Ok(BackupReport {
        records: tally.records,
        held: matching,
        items: tally.items,
        bytes: tally.bytes,
        made: header.made,
        proven: sound && tally.records > 0,
        carries_seed: header.recovery.is_some(),
    })
}

/// Makes an empty home from a backup. The keys are new; the words, or the seed that the backup carries,
/// let them speak for the person. Without either the stewards are to be asked. One that was cut off is
/// finished by the same command: who lives here is said last.
///
/// # Errors
/// [`Trouble`] where somebody lives here, or the backup cannot be read to its end.
pub fn restore(home: &Home, wish: &Restore) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let begun: Option<Id> = home.local(RESTORING)?;
    if home.state().me.is_some() || (begun.is_none() && home.store().counts().records > 0) {
        return Err(Trouble::new("already-set-up", 7));
    }
    let mut reader = Reader::open(wish.path.as_ref(), &wish.passphrase).map_err(|fault| fault_trouble(&fault))?;
    let header = reader.header().clone();
    let recovery = match (&wish.words, &header.recovery) {
        (Some(words), _) => {
            let recovery =
                Keyring::from_words(&words.0).map_err(|fault| Trouble::new("words-bad", 2).with("what", fault))?;
            if recovery.root().key() != header.root {
                return Err(Trouble::new("words-other", 6));
            }
            Some((recovery, false))
        }
        (None, Some(seed)) => Some((Recovery::from_entropy(seed), true)),
        (None, None) => None,
    };
    let mut records = Vec::new();
    let mut items: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
    for item in reader.by_ref() {
        match item.map_err(|fault| fault_trouble(&fault))? {
            Item::Record(bytes) => records.push(Arc::<[u8]>::from(bytes)),
            Item::Local { key, value, .. } => {
                items.insert(key, value);
            }
        }
    }
    reader.tally().ok_or_else(|| Trouble::new("backup-cut", 9))?;
    let person = header.root.person();
    if begun.is_some_and(|begun| begun != person) {
        return Err(Trouble::new("restore-unfinished", 4));
    }
    let other = home.state().keyring.as_ref().is_some_and(|keyring| keyring.person() != person);
    if other {
        return Err(Trouble::new("already-set-up", 7));
    }
    let founded = |records, pending| Founded { collective: header.collective, person, records, pending };
    if wish.dry_run {
        return Ok(Reply::Founded(founded(records.len() as u64, None)).into());
    }
    let root = recovery.as_ref().map(|(recovery, _)| recovery.root());
    let origin = match recovery {
        Some((recovery, true)) => Origin::Kept(recovery),
        Some((_, false)) | None => Origin::Known(header.root),
    };
    home.set_local(vec![(RESTORING.to_vec(), Some(wire::encode(&person)))])?;
    make_keys(home, origin)?;
    let kept = take_back(home, header.collective, &records)?;
    let local = items.into_iter().map(|(key, value)| (key, Some(value))).collect();
    home.set_local(local)?;
    let mut written = Vec::new();
    let mut last = vec![(RESTORING.to_vec(), None)];
    let pending = match root {
        Some(root) => {
            let credentials = with_hands(home, |hands, _| {
                founding::credentials(&root, hands, header.collective, clock::now())
                    .map_err(|fault| draft_trouble(&fault))
            })?;
            written = home.write_law("restore", "", credentials.to_vec())?;
            let told: Vec<Blob> = written.iter().map(|record| Blob(record.bytes().to_vec())).collect();
            last.push((RETURNED.to_vec(), Some(wire::encode(&told))));
            None
        }
        None => {
            // Nothing is told at a door; it opens to a machine that stewards have listed.
            last.push((RETURNED.to_vec(), Some(wire::encode(&Vec::<Blob>::new()))));
            Some(Trouble::new("restore-ask-stewards", 0))
        }
    };
    home.settle_with(Dweller { person, collective: header.collective }, last)?;
    Ok(Answer { reply: Reply::Founded(founded(kept, pending)), written })
}

/// Passes records through the gate like everybody's; what cannot be judged before the charters are in
/// is tried again with the rest.
fn take_back(home: &Home, collective: Id, records: &[Arc<[u8]>]) -> Result<u64, Trouble> {
    let parse = |bytes: &Arc<[u8]>| {
        let record = protocol::envelope::Envelope::parse(bytes.clone());
        record.map_err(|_| Trouble::new("backup-cut", 9))
    };
    let records = records.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    let (law, content): (Vec<_>, Vec<_>) = records.into_iter().partition(|record| record.header().ticket.is_none());
    home.state().replica.await_charter(Some(collective));
    let mut result = home.take_in(law, Park::Nothing).map(|_| ());
    for batch in content.chunks(BATCH) {
        result = result.and_then(|()| home.take_in(batch.to_vec(), Park::Nothing).map(|_| ()));
    }
    home.state().replica.await_charter(None);
    result?;
    Ok(home.store().counts().records)
}

fn fault_trouble(fault: &BackupFault) -> Trouble {
    match fault {
        BackupFault::WrongPassphrase(_) => Trouble::new("passphrase-wrong", 4),
        BackupFault::Cut(_) => Trouble::new("backup-cut", 9),
        BackupFault::NotABackup(path) => Trouble::new("not-a-backup", 2).with("path", path.display()),
        BackupFault::Newer(_) => Trouble::new("backup-newer", 2),
        BackupFault::Large(_) => Trouble::new("too-large", 2).with("what", fault),
        BackupFault::Io { path, source } => trouble::io("use", path, source),
    }
}

#[cfg(test)]
mod tests;
