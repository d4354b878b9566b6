//! Owns sealing: how a plaintext becomes an age file for some seal keys, what opens one, and the seal
//! keys that were replaced. Those stay beside the new one until the last record that was sealed to them
//! has ended.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::str::FromStr as _;

use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use protocol::held::GRACE_DAYS;
use protocol::keys::Key;
use protocol::record::sealed::{KIND, outline};
use protocol::sealed;
use protocol::time::Day;
use zeroize::Zeroizing;

use super::files::{FileFault, io_fault, read_key, wipe_key, write_key};
use super::{Keyring, lock};

/// Old keys are named so, then by the day on which they were replaced and a number within it.
const OLD: &str = "seal-";
/// 16 old keys are tried: a home that gets new ones every week for 90 days.
const OLD_MAX: usize = 16;
/// How long an old key is kept: the life of what is sealed to it, and of what was on its way.
const OLD_DAYS: u32 = KIND.life_days + GRACE_DAYS;

/// The points of small order of Curve25519, without the bit that is not looked at: whoever lists one of
/// them as a seal key would have everybody write to a key that all the world has.
/// Source: <https://cr.yp.to/ecdh.html#validate>.
const SMALL: [[u8; 32]; 7] = [
    [0; 32],
    one_then(1, 0, 0),
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a, 0xda, 0x09,
        0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00,
    ],
    [
        0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b, 0x04, 0x44,
        0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57,
    ],
    one_then(0xec, 0xff, 0x7f),
    one_then(0xed, 0xff, 0x7f),
    one_then(0xee, 0xff, 0x7f),
];

const fn one_then(first: u8, middle: u8, last: u8) -> [u8; 32] {
    let mut bytes = [middle; 32];
    bytes[0] = first;
    bytes[31] = last;
    bytes
}

/// Why nothing was sealed.
#[derive(Debug, thiserror::Error)]
pub enum SealFault {
    /// No key, or more than one file has stanzas for.
    #[error("{0} keys cannot be written to at once")]
    Keys(usize),
    /// The package refused.
    #[error("the plaintext could not be encrypted")]
    Encrypt(#[source] age::EncryptError),
    /// Writing into memory failed.
    #[error("the age file could not be written")]
    Write(#[source] std::io::Error),
    /// What was written has not the form that everybody checks.
    #[error("the age file is not of a known size")]
    Form,
}

/// Why an age file stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unopened {
    /// None of its stanzas is for this home.
    #[error("sealed for others")]
    Stranger,
    /// It was changed, or is no age file of a known size.
    #[error("damaged")]
    Damaged,
}

/// True for a key that can be written to.
pub fn usable(key: &Key) -> bool {
    let mut bytes = *key.as_bytes();
    bytes[31] &= 0x7F;
    !SMALL.contains(&bytes)
}

/// Encrypts a padded plaintext to seal keys, and to keys that are thrown away, so that only the class of
/// their number shows.
///
/// - `keys`: 1 to 32, usable.
///
/// # Errors
/// [`SealFault`].
pub fn seal(plain: &[u8], keys: &[Key]) -> Result<Vec<u8>, SealFault> {
    let class = sealed::stanzas(keys.len()).filter(|_| !keys.is_empty() && keys.iter().all(usable));
    let class = class.ok_or(SealFault::Keys(keys.len()))?;
    let mut readers: Vec<Recipient> = keys.iter().map(recipient).collect();
    readers.resize_with(class, || Identity::generate().to_public());
    let readers = readers.iter().map(|reader| reader as &dyn age::Recipient);
    let encryptor = age::Encryptor::with_recipients(readers).map_err(SealFault::Encrypt)?;
    let mut file = Vec::new();
    let mut writer = encryptor.wrap_output(&mut file).map_err(SealFault::Write)?;
    writer.write_all(plain).and_then(|()| writer.finish().map(|_| ())).map_err(SealFault::Write)?;
    match outline(&file) {
        Ok(_) => Ok(file),
        Err(_) => Err(SealFault::Form),
    }
}

fn recipient(key: &Key) -> Recipient {
    let hrp = Hrp::parse("age").expect("the human part that age uses");
    let text = bech32::encode_lower::<Bech32>(hrp, key.as_bytes()).expect("32 bytes fit the code");
    Recipient::from_str(&text).expect("any 32 bytes are an X25519 key")
}

/// What opens the age files that are for this home: its seal key, and those that it replaced.
pub struct Unsealer(Vec<Identity>);

impl Unsealer {
    /// Opens an age file, in memory.
    ///
    /// # Errors
    /// [`Unopened`].
    pub fn open(&self, file: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unopened> {
        let size = outline(file).map_err(|_| Unopened::Damaged)?.size;
        let decryptor = age::Decryptor::new_buffered(file).map_err(|_| Unopened::Damaged)?;
        let identities = self.0.iter().map(|identity| identity as &dyn age::Identity);
        let mut reader = decryptor.decrypt(identities).map_err(|fault| match fault {
            age::DecryptError::NoMatchingKeys => Unopened::Stranger,
            _ => Unopened::Damaged,
        })?;
        // No more room than it takes: a vector that grows leaves copies behind.
        let mut plain = Zeroizing::new(vec![0; size]);
        reader.read_exact(&mut plain).map_err(|_| Unopened::Damaged)?;
        Ok(plain)
    }
}

/// A seal key that another has replaced.
#[derive(Clone)]
pub struct OldSeal {
    /// The day on which that was.
    pub replaced: Day,
    secret: Zeroizing<[u8; 32]>,
}

impl OldSeal {
    /// The day, big end first, then the key.
    pub(super) fn to_bytes(&self) -> Zeroizing<[u8; 36]> {
        let mut bytes = Zeroizing::new([0; 36]);
        bytes[..4].copy_from_slice(&self.replaced.0.to_be_bytes());
        bytes[4..].copy_from_slice(&self.secret[..]);
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8; 36]) -> OldSeal {
        let (mut day, mut secret) = ([0; 4], Zeroizing::new([0; 32]));
        day.copy_from_slice(&bytes[..4]);
        secret.copy_from_slice(&bytes[4..]);
        OldSeal { replaced: Day(u32::from_be_bytes(day)), secret }
    }

    /// True where nothing that was sealed to it can still live.
    fn is_over(&self, today: Day) -> bool {
        is_over(self.replaced, today)
    }
}

fn is_over(replaced: Day, today: Day) -> bool {
    replaced.plus(OLD_DAYS) < today
}

impl Keyring {
    /// What opens sealed records for this device, also those for a key that it has replaced; absent while
    /// the keys are locked.
    pub fn unsealer(&self) -> Option<Unsealer> {
        let secrets = self.secrets.as_ref()?;
        let old = secrets.old_seals.iter().map(|old| lock::identity(&old.secret));
        Some(Unsealer(std::iter::once(lock::identity(&secrets.seal)).chain(old).collect()))
    }

    /// Forgets the old seal keys to which nothing that still lives was sealed; of locked ones those that
    /// stand under the passphrase stay until they are opened.
    ///
    /// # Errors
    /// [`FileFault`] where the folder or a key in it cannot be used.
    pub fn forget_old_seals(&mut self, today: Day) -> Result<(), FileFault> {
        let Some(secrets) = &mut self.secrets else { return Ok(()) };
        let before = secrets.old_seals.len();
        secrets.old_seals.retain(|old| !old.is_over(today));
        match &self.opener {
            _ if secrets.old_seals.len() == before => Ok(()),
            Some(opener) => opener.write(&self.folder, secrets),
            None => wipe_old(&self.folder, |replaced| is_over(replaced, today)),
        }
    }
}

/// The old seal keys of a home with the one that is replaced now; of very many the newest.
pub(super) fn retired(mut old: Vec<OldSeal>, secret: Zeroizing<[u8; 32]>, replaced: Day) -> Vec<OldSeal> {
    old.push(OldSeal { replaced, secret });
    old.drain(..old.len().saturating_sub(OLD_MAX));
    old
}

/// The old seal keys that stand open in a folder, oldest first.
pub(super) fn read_old(folder: &Path) -> Result<Vec<OldSeal>, FileFault> {
    let mut keys = Vec::new();
    for (replaced, number) in old_names(folder)? {
        let secret = read_key::<32>(folder, &name(replaced, number))?;
        keys.extend(secret.map(|secret| OldSeal { replaced, secret }));
    }
    keys.drain(..keys.len().saturating_sub(OLD_MAX));
    Ok(keys)
}

/// Writes old seal keys beside the new one; those that stand there already stay as they are.
pub(super) fn write_old(folder: &Path, old: &[OldSeal]) -> Result<(), FileFault> {
    let mut numbers: BTreeMap<Day, u32> = BTreeMap::new();
    for old in old {
        let number = numbers.entry(old.replaced).or_default();
        write_key(folder, &name(old.replaced, *number), &old.secret[..])?;
        *number += 1;
    }
    Ok(())
}

/// Wipes the old seal keys of some days that stand open in a folder.
pub(super) fn wipe_old(folder: &Path, which: impl Fn(Day) -> bool) -> Result<(), FileFault> {
    let names = old_names(folder)?;
    names.into_iter().filter(|(day, _)| which(*day)).try_for_each(|(day, number)| wipe_key(folder, &name(day, number)))
}

fn name(replaced: Day, number: u32) -> String {
    format!("{OLD}{}-{number}", replaced.0)
}

/// The old keys in a folder, oldest first: the day on which each was replaced, and its number within it.
fn old_names(folder: &Path) -> Result<BTreeSet<(Day, u32)>, FileFault> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(io_fault(folder))? {
        let file = entry.map_err(io_fault(folder))?.file_name();
        let parts = file.to_str().and_then(|file| file.strip_prefix(OLD)?.split_once('-'));
        if let Some((Ok(day), Ok(number))) = parts.map(|(day, number)| (day.parse(), number.parse())) {
            names.insert((Day(day), number));
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use crate::keyring::Origin;
    use protocol::local::Passphrase;
    use protocol::record::sealed::{SIZES, STANZAS};

    fn made(chance: u8) -> (tempfile::TempDir, Keyring) {
        let home = tempfile::tempdir().expect("folder");
        let keyring = Keyring::create(home.path(), Origin::New, &[chance; 32]).expect("made");
        (home, keyring)
    }

    fn plain() -> Vec<u8> {
        let mut plain = b"rivera@example.org".to_vec();
        plain.resize(SIZES[0], 0);
        plain
    }

    #[test]
    fn readers_on_the_list_open_it_and_others_do_not() {
        let (_a, amara) = made(1);
        let (_b, binh) = made(2);
        let (_m, mallory) = made(3);
        let file = seal(&plain(), &[amara.seal_key(), binh.seal_key()]).expect("two readers");
        for reader in [&amara, &binh] {
            assert_eq!(*reader.unsealer().expect("open keys").open(&file).expect("on the list"), plain());
        }
        assert_eq!(mallory.unsealer().expect("open keys").open(&file), Err(Unopened::Stranger));
    }

    #[test]
    fn only_the_class_of_the_readers_number_shows() {
        let keyrings: Vec<_> = (1..34).map(made).collect();
        let keys: Vec<Key> = keyrings.iter().map(|(_, keyring)| keyring.seal_key()).collect();
        let classes = |readers: usize| outline(&seal(&plain(), &keys[..readers]).expect("sealed")).expect("classed");
        assert_eq!([1, 8, 9, 17, 32].map(|readers| classes(readers).stanzas), [8, 8, 16, 32, 32]);
        assert_eq!((classes(1).size, STANZAS), (SIZES[0], [8, 16, 32]));
        assert!(matches!(seal(&plain(), &keys), Err(SealFault::Keys(33))));
        assert!(matches!(seal(&plain(), &[]), Err(SealFault::Keys(0))));
        assert!(matches!(seal(&[0; 700], &keys[..1]), Err(SealFault::Form)), "a size that would tell something");
    }

    #[test]
    fn a_changed_file_is_not_opened() {
        let (_home, amara) = made(1);
        let file = seal(&plain(), &[amara.seal_key()]).expect("one reader");
        let opener = amara.unsealer().expect("open keys");
        for at in (0..file.len()).step_by(7).chain([file.len() - 1]) {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(opener.open(&changed).is_err(), "byte {at}");
        }
        for length in (0..file.len()).step_by(13) {
            assert_eq!(opener.open(&file[..length]), Err(Unopened::Damaged), "{length} bytes");
        }
    }

    #[test]
    fn a_key_that_all_the_world_has_is_not_written_to() {
        let (_home, amara) = made(1);
        for mut bytes in SMALL {
            for bit in [0, 0x80] {
                bytes[31] |= bit;
                let small = Key::from_bytes(bytes);
                assert!(!usable(&small));
                assert!(matches!(seal(&plain(), &[amara.seal_key(), small]), Err(SealFault::Keys(2))));
            }
        }
        assert!(usable(&amara.seal_key()));
    }

    #[test]
    fn a_home_with_a_new_seal_key_opens_what_was_sealed_to_its_old_one() {
        let (home, first) = made(1);
        let one = seal(&plain(), &[first.seal_key()]).expect("one reader");
        let second = first.renew(home.path(), &[4; 32]).expect("renewed");
        let two = seal(&plain(), &[second.seal_key()]).expect("one reader");
        assert_eq!(*second.unsealer().expect("open keys").open(&one).expect("the old key is kept"), plain());
        second.renew(home.path(), &[5; 32]).expect("renewed on the same day");
        let third = Keyring::open(home.path()).expect("opened again");
        for file in [one, two] {
            assert_eq!(*third.unsealer().expect("open keys").open(&file).expect("both are kept"), plain());
        }
    }

    #[test]
    fn a_passphrase_keeps_the_old_seal_keys_too() {
        let (home, first) = made(1);
        let one = seal(&plain(), &[first.seal_key()]).expect("one reader");
        let mut second = first.renew(home.path(), &[4; 32]).expect("renewed");
        let words = Passphrase("right".to_string());
        second.put_under(lock::Opener::new(&words, &Zeroizing::new([6; 32]), 2)).expect("a passphrase");
        assert_eq!(old_names(second.folder()).expect("looked"), BTreeSet::new(), "none stands open");
        let two = seal(&plain(), &[second.seal_key()]).expect("one reader");
        let third = second.renew(home.path(), &[5; 32]).expect("renewed");
        assert_eq!(old_names(third.folder()).expect("looked"), BTreeSet::new());
        let mut opened = Keyring::open(home.path()).expect("opened");
        assert!(opened.unsealer().is_none(), "locked");
        let locked = opened.locked().cloned().expect("a passphrase");
        let (secrets, opener) = locked.open(opened.folder(), &words).expect("the passphrase");
        opened.unlock(secrets, opener);
        for file in [&one, &two] {
            assert_eq!(*opened.unsealer().expect("open keys").open(file).expect("both are kept"), plain());
        }
        opened.take_off().expect("taken off");
        let plainly = Keyring::open(home.path()).expect("opened");
        for file in [&one, &two] {
            assert!(plainly.unsealer().expect("open keys").open(file).is_ok());
        }
    }

    #[test]
    fn an_old_seal_key_goes_when_nothing_sealed_to_it_can_still_live() {
        let (home, first) = made(1);
        let file = seal(&plain(), &[first.seal_key()]).expect("one reader");
        let mut second = first.renew(home.path(), &[4; 32]).expect("renewed");
        let today = clock::now().day();
        second.forget_old_seals(today.plus(OLD_DAYS)).expect("looked");
        let again = Keyring::open(home.path()).expect("opened");
        assert!(again.unsealer().expect("open keys").open(&file).is_ok());
        second.forget_old_seals(today.plus(OLD_DAYS + 2)).expect("looked");
        for keyring in [second, Keyring::open(home.path()).expect("opened")] {
            assert_eq!(keyring.unsealer().expect("open keys").open(&file), Err(Unopened::Stranger));
        }
    }
}
