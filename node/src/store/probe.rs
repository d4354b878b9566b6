//! Owns the trial opening of the index in a child process with a time limit.
//!
//! sled 0.34.7 panicked or hung on flipped bytes in measurements; a child can be ended, a thread cannot.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use super::fault::StoreFault;
use super::index::Index;

/// The hidden first argument that makes the program a probe; the index's folder follows.
pub const PROBE_ARGUMENT: &str = "probe-index";

/// Two minutes: a child whose parent was killed ends by itself.
const CHILD_LIFE: Duration = Duration::from_secs(120);
/// A second more for each 64 MiB: fifty times what reading them takes.
const BYTES_A_SECOND: u64 = 64 << 20;
/// How often a waiting parent looks after its child.
const LOOK: Duration = Duration::from_millis(2);

/// How to start a probe; the index's folder is added as the last argument.
#[derive(Clone, Debug)]
pub struct Probe {
    /// The program.
    pub program: PathBuf,
    /// Arguments before the folder.
    pub arguments: Vec<OsString>,
    /// How long it may take before the index counts as damaged; a large index gets more, a second for each
    /// 64 MiB.
    pub limit: Duration,
}

impl Probe {
    /// This program itself with [`PROBE_ARGUMENT`].
    ///
    /// # Errors
    /// [`StoreFault::Io`] where the system does not say which program this is.
    pub fn this_program() -> Result<Probe, StoreFault> {
        let program = std::env::current_exe().map_err(|source| StoreFault::io("find this program's file", source))?;
        // 5 s: a hundred times what 50,000 records need, and below the 10 s that a damaged home may take.
        Ok(Probe { program, arguments: vec![PROBE_ARGUMENT.into()], limit: Duration::from_secs(5) })
    }

    /// Runs the probe; says why the index cannot be used, or `None` where it can.
    pub(crate) fn run(&self, folder: &Path) -> Result<Option<String>, StoreFault> {
        let mut child = Command::new(&self.program)
            .args(&self.arguments)
            .arg(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| StoreFault::at("start the probe", &self.program, source))?;
        let bytes = std::fs::metadata(folder.join("db")).map_or(0, |metadata| metadata.len());
        let limit = self.limit + Duration::from_secs(bytes / BYTES_A_SECOND);
        let looks = limit.as_millis() / LOOK.as_millis();
        for _ in 0..looks {
            match child.try_wait().map_err(|source| StoreFault::io("wait for the probe", source))? {
                Some(status) if status.success() => return Ok(None),
                Some(status) => return Ok(Some(format!("it cannot be opened ({status})"))),
                None => std::thread::sleep(LOOK),
            }
        }
        end(&mut child)?;
        Ok(Some(format!("opening it took longer than {} ms", limit.as_millis())))
    }
}

fn end(child: &mut Child) -> Result<(), StoreFault> {
    child.kill().and_then(|()| child.wait()).map(|_| ()).map_err(|source| StoreFault::io("end the probe", source))
}

/// Opens the index in `folder` and reads all of it; the exit code of a probe.
pub fn probe_main(folder: &Path) -> i32 {
    let (done, finished) = mpsc::channel();
    let folder = folder.to_path_buf();
    std::thread::spawn(move || {
        let read = Index::open(&folder).and_then(|index| index.read_through());
        // A receiver that is gone has given up on the answer.
        done.send(read.is_ok()).unwrap_or(());
    });
    match finished.recv_timeout(CHILD_LIFE) {
        Ok(true) => 0,
        Ok(false) => 1,
        Err(_) => 2,
    }
}
