//! Owns the key folder of a home, `home/keys` (0700, files 0600): the device key, the node key, the
//! seal key and those that it replaced, the person's public root key, the recovery seed until its words
//! were confirmed, and the amnesia guard beside them.
//!
//! Keys are made here or nowhere: a backup never holds them. The folder counts as made when the device
//! key is there; it is written last, so that a making that was cut off can be repeated.

use std::path::{Path, PathBuf};

use protocol::id::Id;
use protocol::keys::{Key, Secret};
use zeroize::Zeroizing;

use crate::os;

pub mod files;
pub mod guard;
pub mod seals;
pub mod words;

use files::{FileFault, check_private, io_fault, read_key, wipe_key, write_key};
use guard::{Guard, GuardFault};
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

/// The keys of a home, open.
#[derive(Debug)]
pub struct Keyring {
    folder: PathBuf,
    device: Secret,
    node: Zeroizing<[u8; 32]>,
    seal: Zeroizing<[u8; 32]>,
    old_seals: Vec<Zeroizing<[u8; 32]>>,
    root_key: Key,
    recovery: Option<Recovery>,
}

impl Keyring {
    /// True where the home has no keys yet.
    ///
    /// # Errors
    /// [`FileFault`] where that cannot be found out.
    pub fn missing(home: &Path) -> Result<bool, FileFault> {
        let path = folder(home).join(DEVICE);
        path.try_exists().map(|there| !there).map_err(io_fault(&path))
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
        Keyring::write(home, folder, root_key, recovery, chance)
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
    /// As [`Keyring::open`] and [`Keyring::create`].
    pub fn renew(home: &Path, chance: &[u8; 32]) -> Result<Keyring, KeyringFault> {
        let Keyring { folder, seal, root_key, recovery, .. } = Keyring::open(home)?;
        // What others have sealed to the old key is still to be read.
        Keyring::retire(home, &seal)?;
        Keyring::write(home, folder, root_key, recovery, chance)
    }

    /// Makes device, node and seal key and the guard; the device key last.
    fn write(
        home: &Path,
        folder: PathBuf,
        root_key: Key,
        recovery: Option<Recovery>,
        chance: &[u8; 32],
    ) -> Result<Keyring, KeyringFault> {
        let (seed, node, seal) = (made(DEVICE, chance), made(NODE, chance), made(SEAL, chance));
        let device = Secret::from_seed(&seed);
        write_key(&folder, NODE, &node[..])?;
        write_key(&folder, SEAL, &seal[..])?;
        Guard::create(home, device.key())?;
        write_key(&folder, DEVICE, &seed[..])?;
        let old_seals = seals::old(&folder)?;
        Ok(Keyring { folder, device, node, seal, old_seals, root_key, recovery })
    }

    /// Opens the keys of a home.
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
        let (device, node, seal, root) = (key(DEVICE)?, key(NODE)?, key(SEAL)?, key(ROOT)?);
        let root_key = Key::from_bytes(*root);
        let recovery = read_key::<16>(&folder, RECOVERY)?.map(|entropy| Recovery::from_entropy(&entropy));
        if recovery.as_ref().is_some_and(|recovery| recovery.root().key() != root_key) {
            return Err(KeyringFault::Stranger);
        }
        let old_seals = seals::old(&folder)?;
        Ok(Keyring { device: Secret::from_seed(&device), folder, node, seal, old_seals, root_key, recovery })
    }

    /// The key that signs the person's records.
    pub fn device(&self) -> &Secret {
        &self.device
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
        let text = self.seal().to_public().to_string();
        let (_, bytes) = bech32::decode(&text).expect("age writes its recipients as Bech32");
        Key::from_bytes(bytes.try_into().expect("an X25519 public key has 32 bytes"))
    }

    /// What opens sealed records that are written to the present seal key.
    pub fn seal(&self) -> age::x25519::Identity {
        seals::identity(&self.seal)
    }

    /// The person's public root key.
    pub fn root_key(&self) -> Key {
        self.root_key
    }

    /// The person's id.
    pub fn person(&self) -> Id {
        self.root_key.person()
    }

    /// The root key, while the recovery seed is kept here.
    pub fn root(&self) -> Option<Secret> {
        self.recovery.as_ref().map(Recovery::root)
    }

    /// What the words stand for, while it is kept here; goes into a backup and nowhere else.
    pub fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// The twelve recovery words, while they are kept here.
    pub fn words(&self) -> Option<Zeroizing<String>> {
        self.recovery.as_ref().map(Recovery::words)
    }

    /// Removes the recovery seed once three right words show that the member has them.
    ///
    /// - `typed`: three words with their positions, 1 to 12; all that are given must be right.
    ///
    /// # Errors
    /// [`ConfirmFault`]; the seed is then kept as it was, except where only its removal went wrong.
    pub fn confirm_words(&mut self, typed: &[(u8, String)]) -> Result<(), ConfirmFault> {
        let recovery = self.recovery.as_ref().ok_or(ConfirmFault::Gone)?;
        let mut positions: Vec<u8> = typed.iter().map(|(position, _)| *position).collect();
        positions.sort_unstable();
        positions.dedup();
        if positions.len() < CONFIRM_WORDS || positions.len() != typed.len() || typed.len() > WORDS {
            return Err(ConfirmFault::Few);
        }
        if let Some((position, _)) = typed.iter().find(|(position, word)| !recovery.has(*position, word)) {
            return Err(ConfirmFault::Wrong(*position));
        }
        wipe_key(&self.folder, RECOVERY)?;
        self.recovery = None;
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
