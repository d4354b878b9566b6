//! Owns what differs between operating systems: the lock of a home, private folders and files, durable
//! replacement of a file, and free disk space.
//!
//! The only module with conditions on the operating system. It knows paths and bytes, not what they mean.
//! A durable write is: a new file beside the old one, its bytes synced, renamed over the old one, the folder
//! synced; whoever reads the name afterwards sees the old bytes or the new ones, never a mixture.

pub mod spent;
#[cfg(test)]
pub(crate) mod steps;

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// A held lock on a home; released when it is dropped, also by a killed process.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Said in so many words, because a child that is just being started still shares the open file.
        if let Err(source) = self.file.unlock() {
            tracing::debug!(%source, "the lock is released by closing its file");
        }
    }
}

/// Why a lock could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum LockRefusal {
    /// Another process holds it; the process id that it wrote, if that can be read.
    #[error("another process holds the lock")]
    Held {
        /// The other process.
        pid: Option<u32>,
    },
    /// The lock file could not be made or locked.
    #[error("the lock file could not be used")]
    Io(#[from] io::Error),
}

impl Lock {
    /// Takes the lock at `path` without waiting and writes this process's id into it.
    ///
    /// # Errors
    /// [`LockRefusal::Held`] where another process has it.
    pub fn take(path: &Path) -> Result<Lock, LockRefusal> {
        let mut file = private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(LockRefusal::Held { pid: written_pid(file) });
            }
            Err(TryLockError::Error(source)) => return Err(LockRefusal::Io(source)),
        }
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{}", std::process::id())?;
        Ok(Lock { file })
    }
}

/// The process id in a lock file; a text that cannot be read names nobody.
fn written_pid(file: File) -> Option<u32> {
    let mut text = String::new();
    // 16: a process id has at most ten digits.
    match file.take(16).read_to_string(&mut text).map(|_| text.trim().parse()) {
        Ok(Ok(pid)) => Some(pid),
        Ok(Err(_)) | Err(_) => None,
    }
}

/// Leaves the session of the terminal that started this process, so that closing it ends nothing.
///
/// # Errors
/// Whatever the operating system answers, as it does to the first process of a group.
#[cfg(unix)]
pub fn own_session() -> io::Result<()> {
    rustix::process::setsid()?;
    Ok(())
}

/// Leaves the session of the terminal that started this process; here there is none to leave.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn own_session() -> io::Result<()> {
    Ok(())
}

/// Makes a folder that only its owner can enter (0700 on Unix), with its parents; narrows one that exists.
///
/// # Errors
/// Whatever the operating system answers.
pub fn private_folder(path: &Path) -> io::Result<()> {
    if !path.is_dir() {
        fs::create_dir_all(path)?;
        if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            sync_folder(parent)?;
        }
    }
    narrow(path)
}

/// Options that make a new file readable by its owner only (0600 on Unix).
pub fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Opens a private file for reading and writing, made if it is not there.
///
/// # Errors
/// Whatever the operating system answers.
pub fn private_file(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(path)
}

/// Replaces the file at `path` by `bytes`, private and synced, or leaves it as it was.
///
/// # Errors
/// Whatever the operating system answers; the old file is then still there.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_with(path, |file| file.write_all(bytes))
}

/// Replaces the file at `path` by what `fill` writes, private and synced, or leaves it as it was.
///
/// # Errors
/// What `fill` or the operating system answers; the old file is then still there.
pub fn replace_with(path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let new = beside(path);
    let written = step().and_then(|()| {
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&new)?;
        fill(&mut file)?;
        step()?;
        sync(&file)
    });
    if let Err(source) = written.and_then(|()| rename(&new, path)) {
        // The half-written file is in the way of nobody; the first error is the one to tell.
        return match remove_if_there(&new) {
            Ok(()) | Err(_) => Err(source),
        };
    }
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes renames and new names inside a folder last through a power cut.
///
/// # Errors
/// Whatever the operating system answers.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    // Windows has no such call; there a rename is journaled by the file system itself.
    if cfg!(unix) { sync(&File::open(path)?) } else { Ok(()) }
}

/// Makes what was written to a file, and its length, last through a power cut.
///
/// # Errors
/// Whatever the operating system answers.
pub fn sync(file: &File) -> io::Result<()> {
    step()?;
    if is_watched() { Ok(()) } else { file.sync_all() }
}

/// The same without what nobody needs to read it back, such as when it was changed.
///
/// # Errors
/// Whatever the operating system answers.
pub fn sync_data(file: &File) -> io::Result<()> {
    step()?;
    if is_watched() { Ok(()) } else { file.sync_data() }
}

/// Makes a file this long: cut off, or with zeros behind.
///
/// # Errors
/// Whatever the operating system answers.
pub fn cut(file: &File, length: u64) -> io::Result<()> {
    step()?;
    file.set_len(length)
}

/// Gives a file or folder another name, over what had that name.
///
/// # Errors
/// Whatever the operating system answers.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    step()?;
    fs::rename(from, to)
}

/// One step towards the disk, which tests let fail.
#[cfg(test)]
fn step() -> io::Result<()> {
    match steps::next() {
        steps::Fate::Done => Ok(()),
        steps::Fate::Torn | steps::Fate::Failed => Err(steps::fault()),
    }
}

#[cfg(not(test))]
fn step() -> io::Result<()> {
    Ok(())
}

fn is_watched() -> bool {
    #[cfg(test)]
    return steps::is_watched();
    #[cfg(not(test))]
    return false;
}

/// Removes a file that may be missing.
///
/// # Errors
/// Every answer but "not found".
pub fn remove_if_there(path: &Path) -> io::Result<()> {
    step()?;
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(source),
        _ => Ok(()),
    }
}

/// Bytes that this process may still write on the disk of `path`; `None` where the system does not say.
///
/// # Errors
/// Whatever the operating system answers.
pub fn free_bytes(path: &Path) -> io::Result<Option<u64>> {
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(path)?;
        Ok(Some(disk.f_bavail.saturating_mul(disk.f_frsize)))
    }
    #[cfg(not(unix))]
    {
        fs::metadata(path).map(|_| None)
    }
}

/// Reads `length` bytes at `offset` without moving a shared cursor.
///
/// # Errors
/// Whatever the operating system answers; `UnexpectedEof` where the file is shorter.
pub fn read_at(file: &File, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileExt as _;
        file.read_exact_at(&mut bytes, offset)?;
    }
    #[cfg(not(unix))]
    {
        let mut file = file.try_clone()?;
        file.seek(io::SeekFrom::Start(offset))?;
        file.read_exact(&mut bytes)?;
    }
    Ok(bytes)
}

/// Writes all of `bytes` at `offset` without moving a shared cursor.
///
/// # Errors
/// Whatever the operating system answers; a part may have been written.
pub fn write_at(file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
    #[cfg(test)]
    match steps::next() {
        steps::Fate::Done => {}
        steps::Fate::Torn => {
            write_all_at(file, offset, &bytes[..bytes.len() / 2])?;
            return Err(steps::fault());
        }
        steps::Fate::Failed => return Err(steps::fault()),
    }
    write_all_at(file, offset, bytes)
}

fn write_all_at(file: &File, offset: u64, bytes: &[u8]) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileExt as _;
        file.write_all_at(bytes, offset)
    }
    #[cfg(not(unix))]
    {
        let mut file = file.try_clone()?;
        file.seek(io::SeekFrom::Start(offset))?;
        file.write_all(bytes)
    }
}

fn narrow(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path)?.permissions().mode();
        if mode & 0o077 != 0 {
            fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        }
    }
    #[cfg(not(unix))]
    fs::metadata(path)?;
    Ok(())
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_learns_who_holds_the_lock() {
        let home = tempfile::tempdir().expect("folder");
        let held = Lock::take(&home.path().join("lock")).expect("first");
        let refused = Lock::take(&home.path().join("lock")).expect_err("second");
        assert!(matches!(refused, LockRefusal::Held { pid: Some(pid) } if pid == std::process::id()));
        drop(held);
        Lock::take(&home.path().join("lock")).expect("after the first is gone");
    }

    #[test]
    fn a_replaced_file_holds_the_new_bytes_and_leaves_no_trace() {
        let home = tempfile::tempdir().expect("folder");
        let path = home.path().join("side");
        replace(&path, b"old").expect("first");
        replace(&path, b"new").expect("second");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        let failed = replace_with(&path, |_| Err(io::Error::from(io::ErrorKind::StorageFull)));
        assert_eq!(failed.expect_err("full").kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read(&path).expect("read"), b"new");
        assert_eq!(fs::read_dir(home.path()).expect("list").count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn homes_and_their_files_are_private() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().expect("folder");
        let inner = home.path().join("a/b");
        private_folder(&inner).expect("made");
        replace(&inner.join("key"), b"secret").expect("written");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&inner), mode(&inner.join("key"))), (0o700, 0o600));
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o755)).expect("widened");
        private_folder(&inner).expect("narrowed");
        assert_eq!(mode(&inner), 0o700);
    }

    #[test]
    fn free_space_is_known_here() {
        let home = tempfile::tempdir().expect("folder");
        assert!(free_bytes(home.path()).expect("asked").is_none_or(|bytes| bytes > 0));
    }
}
