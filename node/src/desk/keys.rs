//! The keys of a home that is set up: their words confirmed, their passphrase, and new ones where the old
//! must not sign any more.

use std::path::{Path, PathBuf};

use protocol::founding;
use protocol::keys::Secret;
use protocol::local::{Passphrase, Reply, Trouble};
use protocol::wire::{self, Blob};
use zeroize::Zeroizing;

use super::Answer;
use super::backup::RETURNED;
use super::doors::with_hands;
use crate::backup::WORK;
use crate::home::Home;
use crate::keyring::lock::{Locked, Opener};
use crate::keyring::words::Recovery;
use crate::keyring::{ConfirmFault, Keyring};
use crate::pen::draft_trouble;
use crate::{chance, clock, trouble};

/// The name of the credential with the passphrase.
const CREDENTIAL: &str = "talko-passphrase";
/// 4 KiB: no passphrase is longer.
const CREDENTIAL_MAX: u64 = 4_096;

/// Gives a home new keys, for one that is a copy of another or has lost the note of what its device has
/// signed. The words, or the seed behind them that is kept here, let the new keys speak for the person;
/// without either the stewards are to be asked. Cut off half-way, it is done again from the start.
///
/// # Errors
/// [`Trouble`] before somebody lives here, or where the words are another person's.
pub fn renew(home: &Home, words: Option<&Passphrase>) -> Result<Answer, Trouble> {
    let _turn = home.deciding();
    let me = home.dweller()?;
    let root = match words {
        Some(words) => Some(root_of(home, words)?),
        None => home.state().keyring.as_ref().and_then(Keyring::root),
    };
    let seed = chance::bytes::<32>().map_err(|_| Trouble::new("no-chance", 1))?;
    let old = home.state().keyring.take().ok_or_else(|| Trouble::new("no-identity", 4))?;
    if old.is_locked() {
        home.state().keyring = Some(old);
        return Err(trouble::locked());
    }
    match old.renew(home.path(), &seed) {
        Ok(keyring) => home.take_keys(keyring),
        Err(fault) => {
            // What stands on the disk now is what the home has.
            home.adopt_keys()?;
            return Err(trouble::keyring(&fault));
        }
    }
    let Some(root) = root else {
        // Nothing is told at a door; it opens to a machine that stewards have listed.
        home.set_local(vec![(RETURNED.to_vec(), Some(wire::encode(&Vec::<Blob>::new())))])?;
        return Ok(Reply::Renewed(Some(Trouble::new("renew-ask-stewards", 0))).into());
    };
    let credentials = with_hands(home, |hands, _| {
        founding::credentials(&root, hands, me.collective, clock::now()).map_err(|fault| draft_trouble(&fault))
    })?;
    let written = home.write_law("key renew", "", credentials.to_vec())?;
    let told: Vec<Blob> = written.iter().map(|record| Blob(record.bytes().to_vec())).collect();
    home.set_local(vec![(RETURNED.to_vec(), Some(wire::encode(&told)))])?;
    Ok(Answer { reply: Reply::Renewed(None), written })
}

/// The member has written the recovery words down.
///
/// # Errors
/// [`Trouble`] where a word is another, or they were confirmed before.
pub fn confirm_words(home: &Home, typed: &[(u8, String)]) -> Result<(), Trouble> {
    let mut state = home.state();
    let keyring = state.keyring.as_mut().ok_or_else(|| Trouble::new("no-identity", 4))?;
    keyring.confirm_words(typed).map_err(|fault| match fault {
        ConfirmFault::Locked => trouble::locked(),
        ConfirmFault::Gone => Trouble::new("words-gone", 6),
        ConfirmFault::Few => Trouble::new("words-few", 2),
        ConfirmFault::Wrong(position) => Trouble::new("words-wrong", 2).with("position", position),
        ConfirmFault::File(fault) => trouble::file(&fault),
    })
}

/// Puts the keys under a passphrase; those that have one need it first.
///
/// # Errors
/// [`Trouble`] `passphrase-old` where the keys have one that was not given, `keys-passphrase` where it is
/// another.
pub fn set_passphrase(home: &Home, old: Option<&Passphrase>, new: &Passphrase) -> Result<(), Trouble> {
    let _turn = home.deciding();
    match (locked(home)?, old) {
        (Some(_), Some(old)) => open(home, old)?,
        (Some(_), None) => return Err(Trouble::new("passphrase-old", 2)),
        (None, _) => {}
    }
    let seed = Zeroizing::new(chance::bytes::<32>().map_err(|_| Trouble::new("no-chance", 1))?);
    let opener = Opener::new(new, &seed, WORK);
    let mut state = home.state();
    let keyring = state.keyring.as_mut().ok_or_else(|| Trouble::new("no-identity", 4))?;
    keyring.put_under(opener).map_err(|fault| trouble::lock(&fault))
}

/// Takes the passphrase off the keys; nothing happens where they have none.
///
/// # Errors
/// [`Trouble`] `keys-passphrase` where it is another.
pub fn remove_passphrase(home: &Home, passphrase: &Passphrase) -> Result<(), Trouble> {
    let _turn = home.deciding();
    if locked(home)?.is_none() {
        return Ok(());
    }
    open(home, passphrase)?;
    let mut state = home.state();
    let keyring = state.keyring.as_mut().ok_or_else(|| Trouble::new("no-identity", 4))?;
    keyring.take_off().map_err(|fault| trouble::lock(&fault))
}

/// Opens the keys for as long as this process has the home open, or until [`lock`].
///
/// # Errors
/// [`Trouble`] `keys-passphrase` where the passphrase is another.
pub fn unlock(home: &Home, passphrase: &Passphrase) -> Result<(), Trouble> {
    let _turn = home.deciding();
    if locked(home)?.is_some() { open(home, passphrase) } else { Ok(()) }
}

/// Forgets the keys until the passphrase is given again.
///
/// # Errors
/// [`Trouble`] `passphrase-none` where the keys have none.
pub fn lock(home: &Home) -> Result<(), Trouble> {
    let mut state = home.state();
    let keyring = state.keyring.as_mut().ok_or_else(|| Trouble::new("no-identity", 4))?;
    if keyring.locked().is_none() {
        return Err(Trouble::new("passphrase-none", 6));
    }
    keyring.lock();
    Ok(())
}

/// Opens locked keys where nobody can be asked: with the passphrase that was given, else with the
/// credential that the system's service manager left for this service. Where that fails the home is read
/// and relays, and says that its keys are locked.
///
/// Source: systemd.exec(5), "Credentials": `$CREDENTIALS_DIRECTORY` names a folder, not a secret.
pub fn unlock_unattended(home: &Home, given: Option<&Passphrase>) {
    if !home.state().keyring.as_ref().is_some_and(Keyring::is_locked) {
        return;
    }
    let folder = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let unlocked = match (given, folder) {
        (Some(passphrase), _) => unlock(home, passphrase),
        (None, Some(folder)) => match credential(&folder) {
            Ok(Some(passphrase)) => unlock(home, &passphrase),
            Ok(None) => return,
            Err(fault) => Err(trouble::io("read the passphrase in", &folder, &fault)),
        },
        (None, None) => return,
    };
    if let Err(trouble) = unlocked {
        tracing::warn!(code = trouble.code, "the keys stay locked");
    }
}

/// The first line of the credential `talko-passphrase`; nothing where there is none.
fn credential(folder: &Path) -> std::io::Result<Option<Passphrase>> {
    use std::io::Read as _;
    let file = match std::fs::File::open(folder.join(CREDENTIAL)) {
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut text = Zeroizing::new(String::new());
    file.take(CREDENTIAL_MAX).read_to_string(&mut text)?;
    Ok(text.lines().next().filter(|line| !line.is_empty()).map(|line| Passphrase(line.to_string())))
}

fn locked(home: &Home) -> Result<Option<Locked>, Trouble> {
    let state = home.state();
    let keyring = state.keyring.as_ref().ok_or_else(|| Trouble::new("no-identity", 4))?;
    Ok(keyring.locked().cloned())
}

/// Opens them; the state is not held while scrypt works.
fn open(home: &Home, passphrase: &Passphrase) -> Result<(), Trouble> {
    let Some(locked) = locked(home)? else { return Ok(()) };
    let folder = crate::keyring::folder(home.path());
    let (secrets, opener) = locked.open(&folder, passphrase).map_err(|fault| trouble::lock(&fault))?;
    if let Some(keyring) = home.state().keyring.as_mut() {
        keyring.unlock(secrets, opener);
        keyring.forget_old_seals(clock::now().day()).map_err(|fault| trouble::file(&fault))?;
    }
    Ok(())
}

/// The root key of the twelve words, where they are those of whoever lives here.
///
/// # Errors
/// [`Trouble`] where they are none, or another person's.
pub(crate) fn root_of(home: &Home, words: &Passphrase) -> Result<Secret, Trouble> {
    let recovery: Recovery =
        Keyring::from_words(&words.0).map_err(|fault| Trouble::new("words-bad", 2).with("what", fault))?;
    let own = home.state().keyring.as_ref().map(Keyring::root_key);
    match recovery.root() {
        root if Some(root.key()) == own => Ok(root),
        _ => Err(Trouble::new("words-other", 6)),
    }
}

#[cfg(test)]
mod tests;
