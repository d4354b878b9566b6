//! Owns the keys at rest under a passphrase: one file, `keys/locked`, in the place of the files of the
//! device key, the seal key and the recovery seed.
//!
//! The passphrase opens (age, scrypt) a key of its own, and that key opens the secrets (age, X25519): so
//! a home whose keys are open can write the file again, without the words once they are confirmed,
//! and needs no passphrase for it. What stands beside in the open is public: the device key and the seal
//! key that others list, and whether the words are kept. The file is a SHA-256 over the CBOR behind it,
//! then that CBOR; replaced whole and synced each time.

use std::path::Path;
use std::str::FromStr as _;

use age::secrecy::SecretString;
use age::x25519;
use bech32::{Bech32, Hrp};
use protocol::id::Id;
use protocol::keys::{Key, Secret};
use protocol::local::Passphrase;
use protocol::wire::{self, Blob};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::files::{FileFault, io_fault, read_private};
use super::seals::OldSeal;
use super::words::Recovery;
use crate::backup::WORK_MAX;
use crate::os;

/// The name of the file.
pub const LOCKED: &str = "locked";
/// 8 KiB: the two sealed pieces have about 500 bytes.
const FILE_MAX: u64 = 8 * 1024;
/// Bytes of the secrets: device and seal key; behind them old seal keys, each with its day, and the recovery
/// seed where it is kept.
const SECRETS: usize = 64;
const RECOVERY: usize = 16;
/// Bytes of an old seal key: the day on which it was replaced, then the key.
const OLD: usize = 4 + 32;

/// Why locked keys cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum LockFault {
    /// The passphrase is another.
    #[error("the passphrase does not open the keys")]
    Wrong,
    /// The keys have a passphrase; it must be given, or the keys opened first.
    #[error("the keys are locked")]
    Locked,
    /// The file of the keys.
    #[error("the locked keys cannot be used")]
    File(#[from] FileFault),
}

/// What a passphrase keeps.
pub struct Secrets {
    /// Signs the person's records.
    pub device: Secret,
    /// Opens what is sealed to this device.
    pub seal: Zeroizing<[u8; 32]>,
    /// Open what was sealed to it before, oldest first.
    pub old_seals: Vec<OldSeal>,
    /// Stands for the recovery words, until they were confirmed.
    pub recovery: Option<Recovery>,
}

/// The file as it is without the passphrase.
#[derive(Clone)]
pub struct Locked {
    page: Page,
}

/// The opened lock: writes the file again.
pub struct Opener {
    /// The key of the lock under the passphrase.
    sealed: Blob,
    identity: x25519::Identity,
}

#[derive(Clone, Serialize, Deserialize)]
struct Page {
    device: Key,
    seal: Key,
    words: bool,
    opener: Blob,
    secrets: Blob,
}

impl Locked {
    /// Reads the file; nothing where these keys have no passphrase.
    ///
    /// # Errors
    /// [`FileFault`].
    pub fn read(folder: &Path) -> Result<Option<Locked>, FileFault> {
        let path = folder.join(LOCKED);
        let Some(bytes) = read_private(&path, FILE_MAX)? else { return Ok(None) };
        let page = bytes.split_first_chunk::<32>().filter(|(sum, page)| Id::of(page).as_bytes() == *sum);
        let page = page.and_then(|(_, page)| wire::lenient(page).ok()).ok_or(FileFault::Damaged { path })?;
        Ok(Some(Locked { page }))
    }

    /// The device's public key.
    pub fn device(&self) -> Key {
        self.page.device
    }

    /// The public key to which this device's sealed records are written.
    pub fn seal(&self) -> Key {
        self.page.seal
    }

    /// True where the recovery seed is kept inside.
    pub fn keeps_words(&self) -> bool {
        self.page.words
    }

    /// Opens it; takes as long as scrypt takes.
    ///
    /// # Errors
    /// [`LockFault::Wrong`], or [`LockFault::File`] where what is inside does not fit what is outside.
    pub fn open(&self, folder: &Path, passphrase: &Passphrase) -> Result<(Secrets, Opener), LockFault> {
        let damaged = || FileFault::Damaged { path: folder.join(LOCKED) };
        let mut key = age::scrypt::Identity::new(secret(passphrase));
        key.set_max_work_factor(WORK_MAX);
        let seed = match age::decrypt(&key, &self.page.opener.0) {
            Ok(seed) => Zeroizing::new(seed),
            Err(age::DecryptError::DecryptionFailed | age::DecryptError::NoMatchingKeys) => {
                return Err(LockFault::Wrong);
            }
            Err(_) => return Err(damaged().into()),
        };
        let seed = <[u8; 32]>::try_from(&seed[..]).map(Zeroizing::new).map_err(|_| damaged())?;
        let identity = identity(&seed);
        let opened = age::decrypt(&identity, &self.page.secrets.0).map(Zeroizing::new).map_err(|_| damaged())?;
        let (device, rest) = opened.split_first_chunk::<32>().ok_or_else(damaged)?;
        let (seal, rest) = rest.split_first_chunk::<32>().ok_or_else(damaged)?;
        let (old, rest) = rest.as_chunks::<OLD>();
        let old_seals = old.iter().map(OldSeal::from_bytes).collect();
        let recovery = match (rest.len(), <[u8; RECOVERY]>::try_from(rest)) {
            (0, _) => None,
            (_, Ok(entropy)) => Some(Recovery::from_entropy(&Zeroizing::new(entropy))),
            (_, Err(_)) => return Err(damaged().into()),
        };
        let secrets = Secrets { device: Secret::from_seed(device), seal: Zeroizing::new(*seal), old_seals, recovery };
        if secrets.device.key() != self.device() || recipient_key(&secrets.seal) != self.seal() {
            return Err(damaged().into());
        }
        Ok((secrets, Opener { sealed: self.page.opener.clone(), identity }))
    }
}

impl Opener {
    /// Makes a lock for a passphrase; takes as long as scrypt takes.
    ///
    /// - `seed`: 32 random bytes that are used for nothing else.
    /// - `work`: the cost of trying a passphrase, [`crate::backup::WORK`] in use.
    pub fn new(passphrase: &Passphrase, seed: &Zeroizing<[u8; 32]>, work: u8) -> Opener {
        let mut recipient = age::scrypt::Recipient::new(secret(passphrase));
        recipient.set_work_factor(work.clamp(1, WORK_MAX));
        let sealed = age::encrypt(&recipient, &seed[..]).expect("memory takes what is written to it");
        Opener { sealed: Blob(sealed), identity: identity(seed) }
    }

    /// Writes the file: private, synced, whole or not at all.
    ///
    /// # Errors
    /// [`FileFault::Io`].
    pub fn write(&self, folder: &Path, secrets: &Secrets) -> Result<(), FileFault> {
        let mut inside = Zeroizing::new(Vec::with_capacity(SECRETS + secrets.old_seals.len() * OLD + RECOVERY));
        inside.extend_from_slice(&secrets.device.seed()[..]);
        inside.extend_from_slice(&secrets.seal[..]);
        for old in &secrets.old_seals {
            inside.extend_from_slice(&old.to_bytes()[..]);
        }
        if let Some(recovery) = &secrets.recovery {
            inside.extend_from_slice(&recovery.entropy()[..]);
        }
        let sealed = age::encrypt(&self.identity.to_public(), &inside).expect("memory takes what is written to it");
        let page = wire::encode(&Page {
            device: secrets.device.key(),
            seal: recipient_key(&secrets.seal),
            words: secrets.recovery.is_some(),
            opener: self.sealed.clone(),
            secrets: Blob(sealed),
        });
        let path = folder.join(LOCKED);
        os::replace(&path, &[Id::of(&page).as_bytes().as_slice(), &page].concat()).map_err(io_fault(&path))
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl std::fmt::Debug for Locked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Locked")
    }
}

impl std::fmt::Debug for Opener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

/// The age identity of 32 secret bytes.
pub fn identity(seed: &[u8; 32]) -> x25519::Identity {
    let hrp = Hrp::parse("AGE-SECRET-KEY-").expect("the human part that age uses");
    let text = Zeroizing::new(bech32::encode_upper::<Bech32>(hrp, seed).expect("32 bytes fit the code"));
    x25519::Identity::from_str(&text).expect("any 32 bytes are an X25519 secret")
}

/// The public X25519 key of 32 secret bytes.
pub fn recipient_key(seed: &[u8; 32]) -> Key {
    let text = identity(seed).to_public().to_string();
    let (_, bytes) = bech32::decode(&text).expect("age writes its recipients as Bech32");
    Key::from_bytes(bytes.try_into().expect("an X25519 public key has 32 bytes"))
}

fn secret(passphrase: &Passphrase) -> SecretString {
    SecretString::from(passphrase.0.clone())
}

#[cfg(test)]
mod tests;
