//! Owns where the socket of a home is: the runtime folder of the user, the short name, and `home/run`,
//! which names the socket and the process while it lives.

use std::fs;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use protocol::id::Id;

use super::SocketFault;
use crate::keyring::files::{FileFault, check_private, read_private};
use crate::os;

/// 100 bytes: an address of a Unix socket has 104 on some systems, 108 on others, its end among them.
const ADDRESS_MAX: usize = 100;
/// 16 characters of the hash: 80 bits tell the homes of one user apart.
const NAME: usize = 16;
/// 4 KiB: `home/run` holds a path and a number.
const RUN_MAX: u64 = 4096;

/// The files that say where a home can be asked; removed when dropped.
#[derive(Debug)]
pub struct Place {
    socket: PathBuf,
    run: PathBuf,
}

impl Place {
    /// Makes the socket of a home and writes `home/run`; takes over what a killed process left.
    pub fn take(home: &Path, runtime: &Path) -> Result<(Place, UnixListener), SocketFault> {
        let home = home.canonicalize().map_err(io_fault("find the home"))?;
        let name = Id::of(home.as_os_str().as_bytes()).short(NAME).to_lowercase();
        let (socket, run) = (runtime.join(name + ".sock"), home.join("run"));
        if UnixStream::connect(&socket).is_ok() {
            return Err(SocketFault::Taken { process: written(&home)?.map_or(0, |(_, process)| process) });
        }
        os::remove_if_there(&socket).map_err(io_fault("remove the socket of a process that ended"))?;
        let listener = UnixListener::bind(&socket).map_err(io_fault("make the socket"))?;
        let place = Place { socket, run };
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(&place.socket, private).map_err(io_fault("make the socket private"))?;
        let mut text = place.socket.as_os_str().as_bytes().to_vec();
        text.extend_from_slice(format!("\n{}\n", std::process::id()).as_bytes());
        os::replace(&place.run, &text).map_err(io_fault("write home/run"))?;
        Ok((place, listener))
    }

    /// The address of the socket.
    pub fn socket(&self) -> &Path {
        &self.socket
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        for path in [&self.run, &self.socket] {
            if let Err(source) = os::remove_if_there(path) {
                tracing::warn!(%source, "a file of the ended process stays behind; the next one replaces it");
            }
        }
    }
}

/// Reads the address and the process id of `home/run`; nothing where there is none or it is unreadable.
pub fn written(home: &Path) -> Result<Option<(PathBuf, u32)>, SocketFault> {
    let path = home.join("run");
    let text = read_private(&path, RUN_MAX).map_err(|fault| match fault {
        FileFault::Io { source, .. } => SocketFault::Io { attempt: "read home/run", source },
        FileFault::Open { .. } | FileFault::Damaged { .. } => SocketFault::Shared(path.clone()),
    })?;
    let Some(text) = text else {
        return Ok(None);
    };
    let mut lines = text.split(|byte| *byte == b'\n');
    let address = lines.next().filter(|line| !line.is_empty());
    let process = lines.next().and_then(|line| std::str::from_utf8(line).ok()).and_then(|line| line.parse().ok());
    Ok(address.zip(process).map(|(address, process)| (PathBuf::from(std::ffi::OsStr::from_bytes(address)), process)))
}

/// The folder for sockets of this user alone: `$XDG_RUNTIME_DIR`, or where that is none, too long or
/// shared, `/tmp/talko-UID`.
pub fn runtime_folder() -> Result<PathBuf, SocketFault> {
    let given = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    choose(given, &PathBuf::from(format!("/tmp/talko-{}", rustix::process::geteuid().as_raw())))
}

fn choose(given: Option<PathBuf>, own: &Path) -> Result<PathBuf, SocketFault> {
    let fits = |path: &PathBuf| path.as_os_str().len() + NAME + ".sock".len() < ADDRESS_MAX;
    if let Some(given) = given.filter(|path| fits(path) && path.is_dir() && check_private(path).is_ok()) {
        return Ok(given);
    }
    match fs::DirBuilder::new().mode(0o700).create(own) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            return Err(SocketFault::Io { attempt: "make a folder for the socket", source });
        }
        _ => {}
    }
    // Whoever made it first may have been somebody else, or made it a link to elsewhere.
    let real = fs::symlink_metadata(own).is_ok_and(|about| about.is_dir());
    if real && check_private(own).is_ok() { Ok(own.to_path_buf()) } else { Err(SocketFault::Shared(own.to_path_buf())) }
}

/// Refuses an end that belongs to another user.
pub fn check_peer(stream: &tokio::net::UnixStream) -> Result<(), SocketFault> {
    let other = stream.peer_cred().map_err(io_fault("ask who is at the other end"))?;
    if other.uid() == rustix::process::geteuid().as_raw() { Ok(()) } else { Err(SocketFault::Stranger) }
}

/// Wraps an answer of the operating system with what was attempted.
pub fn io_fault(attempt: &'static str) -> impl FnOnce(io::Error) -> SocketFault {
    move |source| SocketFault::Io { attempt, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shared_or_linked_runtime_folder_is_not_used() {
        let base = tempfile::tempdir().expect("folder");
        let (shared, own) = (base.path().join("shared"), base.path().join("own"));
        fs::create_dir(&shared).expect("made");
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).expect("widened");
        assert_eq!(choose(Some(shared.clone()), &own).expect("falls back"), own);
        fs::set_permissions(&shared, fs::Permissions::from_mode(0o700)).expect("narrowed");
        assert_eq!(choose(Some(shared.clone()), &own).expect("private now"), shared);
        let link = base.path().join("link");
        std::os::unix::fs::symlink(&shared, &link).expect("linked");
        assert!(matches!(choose(None, &link), Err(SocketFault::Shared(_))));
        fs::set_permissions(&own, fs::Permissions::from_mode(0o777)).expect("widened");
        assert!(matches!(choose(None, &own), Err(SocketFault::Shared(_))));
    }

    #[test]
    fn a_runtime_folder_with_a_long_path_is_not_used() {
        let base = tempfile::tempdir().expect("folder");
        let long = base.path().join("a".repeat(90));
        fs::DirBuilder::new().mode(0o700).create(&long).expect("made");
        assert_eq!(choose(Some(long), &base.path().join("own")).expect("falls back"), base.path().join("own"));
    }
}
