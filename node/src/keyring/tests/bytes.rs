//! Files of the keyring with bytes made from good ones.

use protocol::local::Passphrase;

use super::super::files::{FileFault, read_key, write_key};
use super::super::lock::{LOCKED, Locked, Opener};
use super::*;
use crate::fed::{put, target};

#[test]
fn a_key_file_of_any_bytes_holds_the_key_that_was_written_or_is_called_damaged() {
    let folder = tempfile::tempdir().expect("folder");
    write_key(folder.path(), "device", &[7; 32]).expect("written");
    let path = folder.path().join("device");
    let whole = std::fs::read(&path).expect("read");
    target("key-file", 20_000, 5_000).run(vec![whole], |input| {
        put(&path, input);
        match read_key::<32>(folder.path(), "device") {
            Ok(Some(key)) => {
                assert_eq!(*key, [7; 32], "another key than was written");
                "the key".to_string()
            }
            Ok(None) => "wiped".to_string(),
            Err(FileFault::Damaged { .. }) => "damaged".to_string(),
            Err(fault) => panic!("{fault}"),
        }
    });
}

/// The checksum is made to fit, so that what is under it is read. What then opens is age's; it is not tried here, for
/// scrypt is dear.
#[test]
fn locked_keys_of_any_bytes_are_read_or_called_damaged() {
    let (home, mut keyring) = made();
    let opener = Opener::new(&Passphrase("six plain words".to_string()), &Zeroizing::new([5; 32]), 1);
    keyring.put_under(opener).expect("locked");
    let folder = keyring.folder().to_path_buf();
    let path = folder.join(LOCKED);
    let whole = std::fs::read(&path).expect("read");
    let device = keyring.device_key();
    target("locked-keys", 20_000, 9_000).run(
        vec![[vec![0], whole.clone()].concat(), [vec![1], whole].concat()],
        |input| {
            let Some((first, rest)) = input.split_first() else { return "nothing".to_string() };
            let mut bytes = rest.to_vec();
            if let Some((_, page)) = rest.split_at_checked(32)
                && first % 2 == 1
            {
                bytes = [Id::of(page).as_bytes().as_slice(), page].concat();
            }
            put(&path, &bytes);
            match Locked::read(&folder) {
                Ok(Some(locked)) => {
                    format!("the same device {}, words {}", locked.device() == device, locked.keeps_words())
                }
                Ok(None) => panic!("it is there"),
                Err(FileFault::Damaged { .. }) => "damaged".to_string(),
                Err(fault) => panic!("{fault}"),
            }
        },
    );
    drop(home);
}
