use super::*;
use crate::keyring::{ConfirmFault, Keyring, Origin, folder};

/// 2: a test does not wait for what slows a thief down.
const QUICK: u8 = 2;

fn passphrase(text: &str) -> Passphrase {
    Passphrase(text.to_string())
}

fn opener(text: &str) -> Opener {
    Opener::new(&passphrase(text), &Zeroizing::new([9; 32]), QUICK)
}

/// Keys under a passphrase, still open in this process.
fn under(text: &str) -> (tempfile::TempDir, Keyring) {
    let home = tempfile::tempdir().expect("folder");
    let mut keyring = Keyring::create(home.path(), Origin::New, &[3; 32]).expect("made");
    keyring.put_under(opener(text)).expect("put under");
    (home, keyring)
}

fn unlock(keyring: &mut Keyring, text: &str) -> Result<(), LockFault> {
    let locked = keyring.locked().expect("a passphrase").clone();
    let (secrets, opener) = locked.open(keyring.folder(), &passphrase(text))?;
    keyring.unlock(secrets, opener);
    Ok(())
}

#[test]
fn keys_under_a_passphrase_open_with_it_alone() {
    let (home, whole) = under("right");
    let mut opened = Keyring::open(home.path()).expect("opened");
    assert!(opened.is_locked() && opened.device().is_none() && opened.seal().is_none() && opened.words().is_none());
    assert_eq!((opened.device_key(), opened.seal_key()), (whole.device_key(), whole.seal_key()));
    assert_eq!((opened.person(), opened.node_seed()), (whole.person(), whole.node_seed()));
    assert!(opened.keeps_words(), "they are kept, and locked");
    assert!(matches!(unlock(&mut opened, "wrong"), Err(LockFault::Wrong)));
    assert!(opened.is_locked());
    unlock(&mut opened, "right").expect("right");
    assert_eq!(opened.device().expect("open").key(), whole.device_key());
    assert_eq!(opened.words(), whole.words());
    opened.lock();
    assert!(opened.is_locked() && opened.words().is_none());
}

#[test]
fn nothing_secret_stands_open_in_the_folder() {
    let home = tempfile::tempdir().expect("folder");
    let mut keyring = Keyring::create(home.path(), Origin::New, &[3; 32]).expect("made");
    let read = |name: &str| std::fs::read(folder(home.path()).join(name)).expect("a key file").trim_ascii().to_vec();
    let mut secrets: Vec<Vec<u8>> = ["device", "seal", "recovery"].map(read).to_vec();
    secrets.push(keyring.device().expect("open").seed().to_vec());
    secrets.push(keyring.recovery().expect("kept").entropy().to_vec());
    secrets.push(keyring.words().expect("kept").as_bytes().to_vec());
    secrets.push(b"a long passphrase".to_vec());
    keyring.put_under(opener("a long passphrase")).expect("put under");
    for entry in std::fs::read_dir(folder(home.path())).expect("a folder").flatten() {
        let bytes = std::fs::read(entry.path()).expect("a file");
        for secret in &secrets {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret), "{:?}", entry.path());
        }
    }
}

#[test]
fn a_setting_that_was_cut_off_is_finished_at_the_next_opening() {
    let (home, whole) = under("right");
    let keys = folder(home.path());
    crate::keyring::files::write_key(&keys, "device", &whole.device().expect("open").seed()[..]).expect("left behind");
    let opened = Keyring::open(home.path()).expect("opened");
    assert!(opened.is_locked() && !keys.join("device").exists());
}

#[test]
fn a_passphrase_comes_off_again_and_the_keys_are_the_same() {
    let (home, mut keyring) = under("right");
    let mut locked = Keyring::open(home.path()).expect("opened");
    assert!(matches!(locked.take_off(), Err(LockFault::Locked)));
    keyring.take_off().expect("taken off");
    let opened = Keyring::open(home.path()).expect("opened");
    assert!(!opened.is_locked() && opened.locked().is_none());
    assert_eq!((opened.device_key(), opened.words()), (keyring.device_key(), keyring.words()));
}

#[test]
fn words_that_are_confirmed_leave_the_locked_file_too() {
    let (home, mut keyring) = under("right");
    let words = keyring.words().expect("kept");
    let typed: Vec<(u8, String)> =
        words.split(' ').take(3).enumerate().map(|(at, word)| (at as u8 + 1, word.to_string())).collect();
    let mut locked = Keyring::open(home.path()).expect("opened");
    assert!(matches!(locked.confirm_words(&typed), Err(ConfirmFault::Locked)));
    keyring.confirm_words(&typed).expect("right");
    let mut opened = Keyring::open(home.path()).expect("opened");
    assert!(!opened.keeps_words());
    unlock(&mut opened, "right").expect("the same passphrase");
    assert!(opened.recovery().is_none() && opened.device().is_some());
}

#[test]
fn new_keys_of_a_locked_home_are_locked_by_the_same_passphrase() {
    let (home, keyring) = under("right");
    let locked = Keyring::open(home.path()).expect("opened");
    assert!(locked.renew(home.path(), &[5; 32]).is_err(), "the seed is not known");
    let new = keyring.renew(home.path(), &[5; 32]).expect("renewed");
    let mut opened = Keyring::open(home.path()).expect("opened");
    assert!(opened.is_locked() && opened.device_key() == new.device_key());
    unlock(&mut opened, "right").expect("the same passphrase");
}

#[test]
fn a_damaged_file_is_refused_at_every_byte() {
    let (home, _) = under("right");
    let path = folder(home.path()).join(LOCKED);
    let whole = std::fs::read(&path).expect("read");
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        os::replace(&path, &changed).expect("changed");
        assert!(Keyring::open(home.path()).is_err(), "byte {at}");
    }
}
