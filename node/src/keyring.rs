//! Owns the key folder of a home, `home/keys` (0700, files 0600): the device key, the node key, the
//! seal key, the person's public root key, the recovery seed until its words were confirmed, and the
//! amnesia guard beside them.
//!
//! Keys are made here or nowhere: a backup never holds them. The folder counts as made when the device
//! key is there; it is written last, so that a making that was cut off can be repeated.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use bech32::{Bech32, Hrp};
use protocol::id::Id;
use protocol::keys::{Key, Secret};
use zeroize::Zeroizing;

use crate::os;

pub mod files;
pub mod guard;
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
        let made = |name: &str| Zeroizing::new(*Id::labelled(&format!("talko/1 new {name}"), &[chance]).as_bytes());
        let (root_key, recovery) = match origin {
            Origin::New => {
                let mut entropy = Zeroizing::new([0; 16]);
                entropy.copy_from_slice(&made(RECOVERY)[..16]);
                let recovery = Recovery::from_entropy(&entropy);
                (recovery.root().key(), Some(recovery))
            }
            Origin::Kept(recovery) => (recovery.root().key(), Some(recovery)),
            Origin::Known(key) => (key, None),
        };
        let (device, node, seal) = (made(DEVICE), made(NODE), made(SEAL));
        match &recovery {
            Some(recovery) => write_key(&folder, RECOVERY, &recovery.entropy()[..])?,
            None => wipe_key(&folder, RECOVERY)?,
        }
        write_key(&folder, ROOT, root_key.as_bytes())?;
        write_key(&folder, NODE, &node[..])?;
        write_key(&folder, SEAL, &seal[..])?;
        let secret = Secret::from_seed(&device);
        Guard::create(home, secret.key())?;
        write_key(&folder, DEVICE, &device[..])?;
        Ok(Keyring { folder, device: secret, node, seal, root_key, recovery })
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
        Ok(Keyring { device: Secret::from_seed(&device), folder, node, seal, root_key, recovery })
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

    /// What opens sealed records for this device.
    pub fn seal(&self) -> age::x25519::Identity {
        let hrp = Hrp::parse("AGE-SECRET-KEY-").expect("the human part that age uses");
        let text = bech32::encode_upper::<Bech32>(hrp, &self.seal[..]).expect("32 bytes fit the code");
        let text = Zeroizing::new(text);
        age::x25519::Identity::from_str(&text).expect("any 32 bytes are an X25519 secret")
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

/// Where the keys of a home are.
pub fn folder(home: &Path) -> PathBuf {
    home.join("keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    fn made() -> (tempfile::TempDir, Keyring) {
        let home = tempfile::tempdir().expect("folder");
        let keyring = Keyring::create(home.path(), Origin::New, &[3; 32]).expect("made");
        (home, keyring)
    }

    fn typed(keyring: &Keyring, positions: [u8; 3]) -> Vec<(u8, String)> {
        let words = keyring.words().expect("kept");
        let word = |position: u8| words.split(' ').nth(usize::from(position) - 1).expect("one of twelve").to_string();
        positions.map(|position| (position, word(position))).to_vec()
    }

    #[test]
    fn keys_come_back_as_they_were_made() {
        let (home, made) = made();
        let opened = Keyring::open(home.path()).expect("opened");
        assert_eq!(opened.device().key(), made.device().key());
        assert_eq!(opened.node_seed(), made.node_seed());
        assert_eq!(opened.seal_key(), made.seal_key());
        assert_eq!(opened.person(), made.root().expect("kept").key().person());
        assert_eq!(opened.words(), made.words());
    }

    #[test]
    fn all_keys_of_a_home_differ() {
        let (_home, keyring) = made();
        let keys = [keyring.device().key(), keyring.node().key(), keyring.seal_key(), keyring.root_key()];
        let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn what_is_sealed_to_the_seal_key_is_opened_with_it() {
        let (_home, keyring) = made();
        let sealed = age::encrypt(&keyring.seal().to_public(), b"client").expect("sealed");
        assert_eq!(age::decrypt(&keyring.seal(), &sealed).expect("opened"), b"client");
    }

    #[test]
    fn keys_are_never_written_over() {
        let (home, first) = made();
        let again = Keyring::create(home.path(), Origin::New, &[4; 32]);
        assert!(matches!(again, Err(KeyringFault::There(_))));
        assert_eq!(Keyring::open(home.path()).expect("opened").device().key(), first.device().key());
    }

    #[test]
    fn an_empty_home_has_no_keys() {
        let home = tempfile::tempdir().expect("folder");
        assert!(Keyring::missing(home.path()).expect("looked"));
        assert!(matches!(Keyring::open(home.path()), Err(KeyringFault::Missing(_))));
    }

    #[test]
    fn the_seed_goes_when_three_right_words_were_given() {
        let (home, mut keyring) = made();
        let right = typed(&keyring, [2, 7, 12]);
        let mut wrong = right.clone();
        wrong[1].1 = "zoo".to_string();
        assert!(matches!(keyring.confirm_words(&wrong), Err(ConfirmFault::Wrong(7))));
        assert!(matches!(keyring.confirm_words(&right[..2]), Err(ConfirmFault::Few)));
        let twice = [right[0].clone(), right[0].clone(), right[1].clone()];
        assert!(matches!(keyring.confirm_words(&twice), Err(ConfirmFault::Few)));
        assert!(keyring.root().is_some());
        keyring.confirm_words(&right).expect("right");
        assert!(keyring.root().is_none() && keyring.words().is_none());
        assert!(matches!(keyring.confirm_words(&right), Err(ConfirmFault::Gone)));
        let opened = Keyring::open(home.path()).expect("opened");
        assert!(opened.recovery().is_none());
        assert_eq!(opened.person(), keyring.person());
    }

    #[test]
    fn a_person_comes_back_from_words_alone_with_new_keys() {
        let (_home, old) = made();
        let recovery = Keyring::from_words(&old.words().expect("kept")).expect("right words");
        assert_eq!(recovery.root().key(), old.root_key());
        let home = tempfile::tempdir().expect("folder");
        let new = Keyring::create(home.path(), Origin::Known(recovery.root().key()), &[4; 32]).expect("made");
        assert_eq!(new.person(), old.person());
        assert_ne!(new.device().key(), old.device().key());
        assert!(new.recovery().is_none());
    }

    #[test]
    fn a_making_that_was_cut_off_is_repeated() {
        let (home, first) = made();
        std::fs::remove_file(folder(home.path()).join(DEVICE)).expect("as if it was never written");
        let second = Keyring::create(home.path(), Origin::New, &[4; 32]).expect("made again");
        assert_ne!(second.person(), first.person());
        Keyring::open(home.path()).expect("whole");
    }

    #[test]
    fn a_folder_or_key_that_others_can_reach_is_refused() {
        let (home, _) = made();
        let keys = folder(home.path());
        for (path, wide, narrow) in [(keys.clone(), 0o755, 0o700), (keys.join(NODE), 0o644, 0o600)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(wide)).expect("widened");
            assert!(matches!(Keyring::open(home.path()), Err(KeyringFault::File(FileFault::Open { .. }))));
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(narrow)).expect("narrowed");
            Keyring::open(home.path()).expect("private again");
        }
    }

    #[test]
    fn a_missing_key_is_named() {
        let (home, _) = made();
        std::fs::remove_file(folder(home.path()).join(SEAL)).expect("removed");
        assert!(matches!(Keyring::open(home.path()), Err(KeyringFault::Incomplete(path)) if path.ends_with(SEAL)));
    }
}
