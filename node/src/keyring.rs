//! Owns the key folder of a home, `home/keys` (0700, files 0600): the device key, the node key, the
//! seal key and those that it replaced, the person's public root key, the recovery seed until its words
//! were confirmed, and the amnesia guard beside them. With a passphrase, [`lock`] keeps the device key, the
//! seal keys and the seed; the node key stays open, so that a machine can serve and relay whose owner is away.
//!
//! Keys are made here or nowhere: a backup never holds them. The folder counts as made when the device
//! key is there, open or locked; it is written last, so that a making that was cut off can be repeated.

use std::path::{Path, PathBuf};

use protocol::id::Id;
use protocol::keys::{Key, Secret};
use zeroize::Zeroizing;

use crate::{clock, os};

mod at_rest;
pub mod files;
pub mod guard;
pub mod lock;
pub mod seals;
pub mod words;

use at_rest::wipe_open;
use files::{FileFault, check_private, io_fault, read_key, wipe_key, write_key};
use guard::{Guard, GuardFault};
use lock::{LOCKED, Locked, Opener, Secrets};
use seals::OldSeal;
use words::{Recovery, WORDS, WordsFault};

/// 3: what `confirm_words` asks for; guessing three right words takes thousands of millions of tries.
pub const CONFIRM_WORDS: usize = 3;

const DEVICE: &str = "device";
const NODE: &str = "node";
const SEAL: &str = "seal";
const ROOT: &str = "root";
const RECOVERY: &str = "recovery";

/// Whose keys are made.
#[derive(Debug)]
pub enum Origin {
    /// A new person: a recovery seed is made and kept until its words were confirmed.
    New,
    /// A person whose recovery seed is known and not confirmed yet: it is kept here too.
    Kept(Recovery),
    /// A person who has the words on paper, or asks the stewards: no seed is kept here.
    Known(Key),
}

/// Why the key folder cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum KeyringFault {
    /// There are no keys here; see [`Keyring::missing`].
    #[error("{0} holds no keys")]
    Missing(PathBuf),
    /// There are keys here already; they are never written over.
    #[error("{0} holds keys already")]
    There(PathBuf),
    /// A file of the folder is missing, damaged, open to others or cannot be reached.
    #[error("a key file cannot be used")]
    File(#[from] FileFault),
    /// One of the files is missing although the device key is there.
    #[error("{0} is missing")]
    Incomplete(PathBuf),
    /// The guard could not be made.
    #[error("the guard could not be made")]
    Guard(#[from] GuardFault),
    /// The keys have a passphrase, and it was not given.
    #[error("the keys are locked")]
    Locked,
    /// The recovery seed does not belong to the root key beside it.
    #[error("the recovery seed belongs to another person")]
    Stranger,
}

/// Why words do not confirm that the member has them.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmFault {
    /// They were confirmed before: nothing is kept here to compare with.
    #[error("the words were confirmed before")]
    Gone,
    /// The seed is locked by a passphrase.
    #[error("the keys are locked")]
    Locked,
    /// Not three words at three different positions.
    #[error("three words at different positions are needed")]
    Few,
    /// The word at this position is another.
    #[error("word {0} is another")]
    Wrong(u8),
    /// The words are right, but the seed could not be removed.
    #[error("the recovery seed could not be removed")]
    File(#[from] FileFault),
}

/// The keys of a home.
#[derive(Debug)]
pub struct Keyring {
    folder: PathBuf,
    node: Zeroizing<[u8; 32]>,
    root_key: Key,
    device_key: Key,
    seal_key: Key,
    keeps_words: bool,
    /// Absent while they are locked.
    secrets: Option<Secrets>,
    /// What the passphrase keeps, where there is one.
    locked: Option<Locked>,
    /// The lock, once it is open.
    opener: Option<Opener>,
}

impl Keyring {
    /// True where the home has no keys yet.
    ///
    /// # Errors
    /// [`FileFault`] where that cannot be found out.
    pub fn missing(home: &Path) -> Result<bool, FileFault> {
        for name in [DEVICE, LOCKED] {
            let path = folder(home).join(name);
            if path.try_exists().map_err(io_fault(&path))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Makes the keys of a home that has none, with a guard of their own.
    ///
    /// - `chance`: 32 random bytes that are used for nothing else; every key is made from them by a
    ///   hash under its own label.
    ///
    /// # Errors
    /// [`KeyringFault::There`] where the home has keys, or what went wrong in writing.
    pub fn create(home: &Path, origin: Origin, chance: &[u8; 32]) -> Result<Keyring, KeyringFault> {
        let folder = folder(home);
        if !Keyring::missing(home)? {
            return Err(KeyringFault::There(folder));
        }
        os::private_folder(&folder).map_err(io_fault(&folder))?;
        let (root_key, recovery) = match origin {
            Origin::New => {
                let mut entropy = Zeroizing::new([0; 16]);
                entropy.copy_from_slice(&made(RECOVERY, chance)[..16]);
                let recovery = Recovery::from_entropy(&entropy);
                (recovery.root().key(), Some(recovery))
            }
            Origin::Kept(recovery) => (recovery.root().key(), Some(recovery)),
            Origin::Known(key) => (key, None),
        };
        match &recovery {
            Some(recovery) => write_key(&folder, RECOVERY, &recovery.entropy()[..])?,
            None => wipe_key(&folder, RECOVERY)?,
        }
        write_key(&folder, ROOT, root_key.as_bytes())?;
        Keyring::write(home, folder, root_key, (recovery, Vec::new()), None, chance)
    }

    /// Gives a home that was copied, or put back from a copy, keys of its own; the person stays, and so
    /// does the recovery seed where it is kept.
    ///
    /// Until the new device is listed, the home can read and not write. Where it is cut off half-way,
    /// the guard fits no device key, so that nothing is signed before it is done again.
    ///
    /// - `chance`: as for [`Keyring::create`].
    ///
    /// # Errors
    /// [`KeyringFault::Locked`], or as [`Keyring::create`].
    pub fn renew(self, home: &Path, chance: &[u8; 32]) -> Result<Keyring, KeyringFault> {
        let secrets = self.secrets.ok_or(KeyringFault::Locked)?;
        // What others have sealed to the old key is still to be read.
        let old_seals = seals::retired(secrets.old_seals, secrets.seal, clock::now().day());
        Keyring::write(home, self.folder, self.root_key, (secrets.recovery, old_seals), self.opener, chance)
    }

    /// Takes keys away again of which nobody has let in what they signed; those under a passphrase stay.
    ///
    /// # Errors
    /// [`FileFault`] where a file cannot be removed.
    pub fn discard(home: &Path) -> Result<(), FileFault> {
        let folder = folder(home);
        // Without the device key the others count for nothing; a making begins anew.
        for name in [DEVICE, RECOVERY, SEAL, NODE, ROOT] {
            wipe_key(&folder, name)?;
        }
        Ok(())
    }

    /// Makes device, node and seal key and the guard; the device key last.
    fn write(
        home: &Path,
        folder: PathBuf,
        root_key: Key,
        (recovery, old_seals): (Option<Recovery>, Vec<OldSeal>),
        opener: Option<Opener>,
        chance: &[u8; 32],
    ) -> Result<Keyring, KeyringFault> {
        let (seed, node, seal) = (made(DEVICE, chance), made(NODE, chance), made(SEAL, chance));
        let device = Secret::from_seed(&seed);
        write_key(&folder, NODE, &node[..])?;
        let secrets = Secrets { device, seal, old_seals, recovery };
        if opener.is_none() {
            seals::write_old(&folder, &secrets.old_seals)?;
            write_key(&folder, SEAL, &secrets.seal[..])?;
        }
        Guard::create(home, secrets.device.key())?;
        match &opener {
            Some(opener) => opener.write(&folder, &secrets)?,
            None => write_key(&folder, DEVICE, &seed[..])?,
        }
        Keyring::hold(folder, node, root_key, secrets, opener)
    }

    /// Holds open keys that stand on the disk.
    fn hold(
        folder: PathBuf,
        node: Zeroizing<[u8; 32]>,
        root_key: Key,
        secrets: Secrets,
        opener: Option<Opener>,
    ) -> Result<Keyring, KeyringFault> {
        Ok(Keyring {
            locked: if opener.is_some() { Locked::read(&folder)? } else { None },
            folder,
            node,
            root_key,
            device_key: secrets.device.key(),
            seal_key: lock::recipient_key(&secrets.seal),
            keeps_words: secrets.recovery.is_some(),
            secrets: Some(secrets),
            opener,
        })
    }

    /// Opens the keys of a home; those that have a passphrase stay locked.
    ///
    /// # Errors
    /// [`KeyringFault::Missing`] where there are none; else what is wrong with a file.
    pub fn open(home: &Path) -> Result<Keyring, KeyringFault> {
        let folder = folder(home);
        if Keyring::missing(home)? {
            return Err(KeyringFault::Missing(folder));
        }
        check_private(&folder)?;
        let key =
            |name: &str| read_key::<32>(&folder, name)?.ok_or_else(|| KeyringFault::Incomplete(folder.join(name)));
        let (node, root) = (key(NODE)?, key(ROOT)?);
        let root_key = Key::from_bytes(*root);
        if let Some(locked) = Locked::read(&folder)? {
            // What a passphrase keeps stands nowhere else; a setting that was cut off left it.
            wipe_open(&folder)?;
            return Ok(Keyring {
                folder,
                node,
                root_key,
                device_key: locked.device(),
                seal_key: locked.seal(),
                keeps_words: locked.keeps_words(),
                secrets: None,
                locked: Some(locked),
                opener: None,
            });
        }
        let (device, seal) = (key(DEVICE)?, key(SEAL)?);
        let recovery = read_key::<16>(&folder, RECOVERY)?.map(|entropy| Recovery::from_entropy(&entropy));
        if recovery.as_ref().is_some_and(|recovery| recovery.root().key() != root_key) {
            return Err(KeyringFault::Stranger);
        }
        let old_seals = seals::read_old(&folder)?;
        let secrets = Secrets { device: Secret::from_seed(&device), seal, old_seals, recovery };
        Keyring::hold(folder, node, root_key, secrets, None)
    }

    /// The key that signs the person's records; absent while it is locked.
    pub fn device(&self) -> Option<&Secret> {
        self.secrets.as_ref().map(|secrets| &secrets.device)
    }

    /// The device's public key.
    pub fn device_key(&self) -> Key {
        self.device_key
    }

    /// The seed of the node key: the home's identity between machines, which signs addresses.
    pub fn node_seed(&self) -> &Zeroizing<[u8; 32]> {
        &self.node
    }

    /// The node key itself.
    pub fn node(&self) -> Secret {
        Secret::from_seed(&self.node)
    }

    /// The public X25519 key to which sealed records for this device are written.
    pub fn seal_key(&self) -> Key {
        self.seal_key
    }

    /// What opens sealed records for this device; absent while it is locked.
    pub fn seal(&self) -> Option<age::x25519::Identity> {
        self.secrets.as_ref().map(|secrets| lock::identity(&secrets.seal))
    }

    /// The person's public root key.
    pub fn root_key(&self) -> Key {
        self.root_key
    }

    /// The person's id.
    pub fn person(&self) -> Id {
        self.root_key.person()
    }

    /// The root key, while the recovery seed is kept here and open.
    pub fn root(&self) -> Option<Secret> {
        self.recovery().map(Recovery::root)
    }

    /// True while the recovery seed is kept here, open or locked.
    pub fn keeps_words(&self) -> bool {
        self.keeps_words
    }

    /// What the words stand for, while it is kept here and open; goes into a backup and nowhere else.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.secrets.as_ref().and_then(|secrets| secrets.recovery.as_ref())
    }

    /// The twelve recovery words, while they are kept here and open.
    pub fn words(&self) -> Option<Zeroizing<String>> {
        self.recovery().map(Recovery::words)
    }

    /// Removes the recovery seed once three right words show that the member has them.
    ///
    /// - `typed`: three words with their positions, 1 to 12; all that are given must be right.
    ///
    /// # Errors
    /// [`ConfirmFault`]; the seed is then kept as it was, except where only its removal went wrong.
    pub fn confirm_words(&mut self, typed: &[(u8, String)]) -> Result<(), ConfirmFault> {
        if self.is_locked() && self.keeps_words {
            return Err(ConfirmFault::Locked);
        }
        let recovery = self.recovery().ok_or(ConfirmFault::Gone)?;
        let mut positions: Vec<u8> = typed.iter().map(|(position, _)| *position).collect();
        positions.sort_unstable();
        positions.dedup();
        if positions.len() < CONFIRM_WORDS || positions.len() != typed.len() || typed.len() > WORDS {
            return Err(ConfirmFault::Few);
        }
        if let Some((position, _)) = typed.iter().find(|(position, word)| !recovery.has(*position, word)) {
            return Err(ConfirmFault::Wrong(*position));
        }
        if let Some(secrets) = &mut self.secrets {
            secrets.recovery = None;
            match &self.opener {
                Some(opener) => opener.write(&self.folder, secrets)?,
                None => wipe_key(&self.folder, RECOVERY)?,
            }
        }
        self.keeps_words = false;
        self.locked = Locked::read(&self.folder)?;
        Ok(())
    }

    /// Reads recovery words; the root key that they make signs the device of a restored home.
    ///
    /// # Errors
    /// [`WordsFault`].
    pub fn from_words(typed: &str) -> Result<Recovery, WordsFault> {
        Recovery::from_words(typed)
    }
}

fn made(name: &str, chance: &[u8; 32]) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(*Id::labelled(&format!("talko/1 new {name}"), &[chance]).as_bytes())
}

/// Where the keys of a home are.
pub fn folder(home: &Path) -> PathBuf {
    home.join("keys")
}

#[cfg(test)]
mod tests;
