mod bytes;

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
    assert_eq!(opened.device_key(), made.device_key());
    assert_eq!(opened.node_seed(), made.node_seed());
    assert_eq!(opened.seal_key(), made.seal_key());
    assert_eq!(opened.person(), made.root().expect("kept").key().person());
    assert_eq!(opened.words(), made.words());
}

#[test]
fn all_keys_of_a_home_differ() {
    let (_home, keyring) = made();
    let keys = [keyring.device_key(), keyring.node().key(), keyring.seal_key(), keyring.root_key()];
    let distinct: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(distinct.len(), keys.len());
}

#[test]
fn what_is_sealed_to_the_seal_key_is_opened_with_it() {
    let (_home, keyring) = made();
    let sealed = age::encrypt(&keyring.seal().expect("open").to_public(), b"client").expect("sealed");
    assert_eq!(age::decrypt(&keyring.seal().expect("open"), &sealed).expect("opened"), b"client");
}

#[test]
fn keys_are_never_written_over() {
    let (home, first) = made();
    let again = Keyring::create(home.path(), Origin::New, &[4; 32]);
    assert!(matches!(again, Err(KeyringFault::There(_))));
    assert_eq!(Keyring::open(home.path()).expect("opened").device_key(), first.device_key());
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
    assert_ne!(new.device_key(), old.device_key());
    assert!(new.recovery().is_none());
}

#[test]
fn a_copied_home_gets_keys_of_its_own_and_keeps_its_person() {
    let (home, old) = made();
    let new = Keyring::open(home.path()).expect("opened").renew(home.path(), &[4; 32]).expect("renewed");
    assert_eq!((new.person(), new.words()), (old.person(), old.words()));
    assert_ne!(new.device_key(), old.device_key());
    assert_ne!(new.node().key(), old.node().key());
    assert_ne!(new.seal_key(), old.seal_key());
    assert_eq!(Keyring::open(home.path()).expect("opened").device_key(), new.device_key());
    Guard::open(home.path(), new.device_key()).expect("a guard of its own");
    assert!(matches!(Guard::open(home.path(), old.device_key()), Err(GuardFault::Missing { .. })));
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
