use std::fs;

use protocol::local::{Finding, Request, Verdict};

use super::*;
use crate::desk::health::{self, Running};
use crate::pen::tests::{comment, founded};

fn writes(home: &Home) -> Result<(), Trouble> {
    let me = home.dweller()?;
    home.publish(comment(me.person, "said".to_string())).map(|_| ())
}

fn identity(home: &Home) -> Finding {
    let findings = health::doctor(home, &Running::default()).expect("checked");
    findings.into_iter().find(|finding| finding.check == "identity").expect("it is looked at")
}

/// The home with its guard damaged, opened again.
fn forgetful() -> (tempfile::TempDir, Home) {
    let (folder, home) = founded();
    home.close().expect("closed");
    drop(home);
    let guard = folder.path().join("keys/guard");
    let mut bytes = fs::read(&guard).expect("a guard");
    bytes[40] ^= 1;
    crate::os::replace(&guard, &bytes).expect("damaged");
    let home = Home::open(folder.path()).expect("it can be read");
    (folder, home)
}

#[test]
fn a_damaged_guard_is_told_and_new_keys_let_the_home_write_again() {
    let (_folder, home) = forgetful();
    assert_eq!(writes(&home).expect_err("unsafe").code, "guard-missing");
    let status = health::status(&home, &Running::default()).expect("status");
    assert!(status.notices.iter().any(|notice| notice.code == "guard-missing"), "{:?}", status.notices);
    let finding = identity(&home);
    assert_eq!((finding.verdict, finding.facts["why"].as_str()), (Verdict::Red, "guard-missing"));

    let before = home.state().keyring.as_ref().expect("keys").device_key();
    let answer = renew(&home, None).expect("new keys");
    assert!(matches!(answer.reply, Reply::Renewed(None)), "the seed is kept here: {answer:?}");
    assert!(!answer.written.is_empty(), "neighbours are told");
    assert_ne!(home.state().keyring.as_ref().expect("keys").device_key(), before);
    writes(&home).expect("written with the new key");
    assert_eq!(identity(&home).verdict, Verdict::Green);
}

#[test]
fn where_the_seed_is_gone_the_words_or_the_stewards_speak_for_new_keys() {
    let (_folder, home) = forgetful();
    let words = home.state().keyring.as_ref().and_then(Keyring::words).expect("kept");
    let typed: Vec<(u8, String)> =
        [1u8, 2, 3].map(|at| (at, words.split(' ').nth(usize::from(at) - 1).expect("a word").to_string())).to_vec();
    confirm_words(&home, &typed).expect("right");

    let asked = renew(&home, None).expect("new keys").reply;
    assert!(matches!(asked, Reply::Renewed(Some(ref pending)) if pending.code == "renew-ask-stewards"), "{asked:?}");
    assert!(writes(&home).is_err(), "nobody knows these keys");

    let others = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    let refused = renew(&home, Some(&Passphrase(others.to_string()))).expect_err("another person's");
    assert_eq!(refused.code, "words-other");
    renew(&home, Some(&Passphrase(words.to_string()))).expect("new keys");
    writes(&home).expect("written with the new key");
}

#[test]
fn keys_are_not_made_new_while_a_process_serves_the_home() {
    let (_folder, home) = founded();
    let request = Request::RenewKeys { words: None };
    let passed_on = crate::desk::answer(&home, request).expect("looked at");
    assert!(matches!(passed_on, Err(Request::RenewKeys { .. })), "who serves decides");
}

fn secret(text: &str) -> Passphrase {
    Passphrase(text.to_string())
}

#[test]
fn a_locked_home_is_read_and_does_not_author_and_says_so() {
    let (folder, home) = founded();
    set_passphrase(&home, None, &secret("right")).expect("set");
    writes(&home).expect("open in this process");
    home.close().expect("closed");
    drop(home);

    let home = Home::open(folder.path()).expect("it can be read");
    assert_eq!(writes(&home).expect_err("locked").code, "keys-locked");
    assert_eq!(renew(&home, None).expect_err("locked").code, "keys-locked");
    assert!(home.release_waiting().expect("nothing is released").is_empty());
    let status = health::status(&home, &Running::default()).expect("status");
    assert!(status.notices.iter().any(|notice| notice.code == "keys-locked"), "{:?}", status.notices);
    assert_eq!(identity(&home).verdict, Verdict::Amber);
    let kept = crate::desk::answer(&home, Request::Words).map(|_| ()).expect_err("locked");
    assert_eq!(kept.code, "keys-locked");

    assert_eq!(unlock(&home, &secret("wrong")).expect_err("another").code, "keys-passphrase");
    unlock(&home, &secret("right")).expect("right");
    writes(&home).expect("open");
    lock(&home).expect("locked again");
    assert_eq!(writes(&home).expect_err("locked").code, "keys-locked");
}

#[test]
fn a_passphrase_is_changed_and_removed_only_by_who_knows_it() {
    let (folder, home) = founded();
    set_passphrase(&home, None, &secret("first")).expect("set");
    assert_eq!(set_passphrase(&home, None, &secret("second")).expect_err("unasked").code, "passphrase-old");
    let wrong = set_passphrase(&home, Some(&secret("wrong")), &secret("second")).expect_err("wrong");
    assert_eq!(wrong.code, "keys-passphrase");
    set_passphrase(&home, Some(&secret("first")), &secret("second")).expect("changed");
    assert_eq!(remove_passphrase(&home, &secret("first")).expect_err("the old one").code, "keys-passphrase");
    remove_passphrase(&home, &secret("second")).expect("removed");
    home.close().expect("closed");
    drop(home);
    let home = Home::open(folder.path()).expect("opened");
    writes(&home).expect("open");
    assert_eq!(lock(&home).expect_err("nothing to lock with").code, "passphrase-none");
}

#[test]
fn a_credential_of_the_system_is_read_to_its_first_line_and_no_further() {
    let folder = tempfile::tempdir().expect("folder");
    assert!(credential(folder.path()).expect("looked").is_none());
    fs::write(folder.path().join(CREDENTIAL), "right\nanother line\n").expect("written");
    assert_eq!(credential(folder.path()).expect("read").expect("there").0, "right");
    fs::write(folder.path().join(CREDENTIAL), "\n").expect("written");
    assert!(credential(folder.path()).expect("read").is_none(), "an empty one is none");
}
