//! Owns how one key stands in one file: bech32m text with the key's name as human part, so that a
//! flipped character is found and never taken for another key; readable by its owner alone.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use bech32::{Bech32m, Hrp};
use zeroize::Zeroizing;

use crate::os;

/// 4 KiB: no key file is longer than 100 characters.
const FILE_MAX: u64 = 4096;

/// Why a key file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// Others on this machine may read or change it, or it belongs to somebody else.
    #[error("{path} is open to others (mode {mode:o})")]
    Open {
        /// The file or folder.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It is not what was written: a character changed, or the end is missing.
    #[error("{path} is damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{path} could not be used")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        source: io::Error,
    },
}

/// Wraps an answer of the operating system with the path that it is about.
pub fn io_fault(path: &Path) -> impl FnOnce(io::Error) -> FileFault + '_ {
    move |source| FileFault::Io { path: path.to_path_buf(), source }
}

/// Reads a private file whole; nothing where it is missing.
///
/// # Errors
/// [`FileFault`] where it is open to others, longer than `most` bytes or cannot be read.
pub fn read_private(path: &Path, most: u64) -> Result<Option<Zeroizing<Vec<u8>>>, FileFault> {
    let about = match fs::symlink_metadata(path) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(io_fault(path))?,
    };
    if !about.is_file() || about.len() > most {
        return Err(FileFault::Damaged { path: path.to_path_buf() });
    }
    check_private(path)?;
    fs::read(path).map(|bytes| Some(Zeroizing::new(bytes))).map_err(io_fault(path))
}

/// Refuses a file or folder that others on this machine can reach.
///
/// # Errors
/// [`FileFault::Open`], or [`FileFault::Io`] where it cannot be looked at.
pub fn check_private(path: &Path) -> Result<(), FileFault> {
    let about = fs::symlink_metadata(path).map_err(io_fault(path))?;
    let mode = about.permissions().mode() & 0o777;
    let own = about.uid() == rustix::process::geteuid().as_raw();
    if mode & 0o077 != 0 || !own { Err(FileFault::Open { path: path.to_path_buf(), mode }) } else { Ok(()) }
}

/// Reads the key of that name; nothing where its file is missing, or holds zeros alone.
///
/// # Errors
/// [`FileFault`].
pub fn read_key<const N: usize>(folder: &Path, name: &str) -> Result<Option<Zeroizing<[u8; N]>>, FileFault> {
    let path = folder.join(name);
    let damaged = || FileFault::Damaged { path: path.clone() };
    let Some(text) = read_private(&path, FILE_MAX)? else {
        return Ok(None);
    };
    if !text.is_empty() && text.iter().all(|byte| *byte == 0) {
        return Ok(None); // wiped, and cut off before the file went
    }
    let text = std::str::from_utf8(&text).map_err(|_| damaged())?.trim_end();
    let (hrp, bytes) = checked(text).ok_or_else(damaged)?;
    if hrp != human(name) {
        return Err(damaged());
    }
    let key = <[u8; N]>::try_from(&bytes[..]).map_err(|_| damaged())?;
    Ok(Some(Zeroizing::new(key)))
}

/// Writes the key of that name: private, synced, whole or not at all.
///
/// # Errors
/// [`FileFault::Io`].
pub fn write_key(folder: &Path, name: &str, key: &[u8]) -> Result<(), FileFault> {
    let path = folder.join(name);
    let text = bech32::encode_lower::<Bech32m>(human(name), key).expect("a key of 32 bytes fits the code");
    let text = Zeroizing::new(text + "\n");
    os::replace(&path, text.as_bytes()).map_err(io_fault(&path))
}

/// Overwrites and removes the key of that name, as far as a disk lets go of what was on it.
///
/// # Errors
/// [`FileFault::Io`].
pub fn wipe_key(folder: &Path, name: &str) -> Result<(), FileFault> {
    let path = folder.join(name);
    let length = match fs::metadata(&path) {
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(io_fault(&path))?.len(),
    };
    let wipe = || -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).open(&path)?;
        io::Write::write_all(&mut file, &vec![0; length.min(FILE_MAX) as usize])?;
        file.sync_all()?;
        fs::remove_file(&path)?;
        os::sync_folder(folder)
    };
    wipe().map_err(io_fault(&path))
}

fn checked(text: &str) -> Option<(Hrp, Zeroizing<Vec<u8>>)> {
    let parsed = bech32::primitives::decode::CheckedHrpstring::new::<Bech32m>(text).ok()?;
    Some((parsed.hrp(), Zeroizing::new(parsed.byte_iter().collect())))
}

fn human(name: &str) -> Hrp {
    Hrp::parse(&format!("talko-{name}-")).expect("key names are short and lower case")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_comes_back_as_it_was_written() {
        let folder = tempfile::tempdir().expect("folder");
        write_key(folder.path(), "device", &[7; 32]).expect("written");
        assert_eq!(*read_key::<32>(folder.path(), "device").expect("read").expect("there"), [7; 32]);
        assert!(read_key::<32>(folder.path(), "node").expect("read").is_none());
    }

    #[test]
    fn a_key_file_under_another_name_or_with_a_changed_character_is_refused() {
        let folder = tempfile::tempdir().expect("folder");
        write_key(folder.path(), "device", &[7; 32]).expect("written");
        let device = folder.path().join("device");
        os::replace(&folder.path().join("node"), &fs::read(&device).expect("read")).expect("copied");
        assert!(matches!(read_key::<32>(folder.path(), "node"), Err(FileFault::Damaged { .. })));
        let whole = fs::read(&device).expect("read");
        for at in 0..whole.len() - 1 {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            os::replace(&device, &changed).expect("changed");
            assert!(matches!(read_key::<32>(folder.path(), "device"), Err(FileFault::Damaged { .. })), "byte {at}");
        }
        os::replace(&device, &whole[..20]).expect("cut");
        assert!(matches!(read_key::<32>(folder.path(), "device"), Err(FileFault::Damaged { .. })));
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().expect("folder");
        write_key(folder.path(), "device", &[7; 32]).expect("written");
        let path = folder.path().join("device");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("widened");
        let fault = read_key::<32>(folder.path(), "device").expect_err("open to a group");
        assert!(matches!(fault, FileFault::Open { mode: 0o640, .. }));
    }

    #[test]
    fn a_wiped_key_is_gone_and_wiping_again_does_no_harm() {
        let folder = tempfile::tempdir().expect("folder");
        write_key(folder.path(), "recovery", &[7; 16]).expect("written");
        wipe_key(folder.path(), "recovery").expect("wiped");
        wipe_key(folder.path(), "recovery").expect("nothing to wipe");
        assert!(read_key::<16>(folder.path(), "recovery").expect("read").is_none());
    }
}
