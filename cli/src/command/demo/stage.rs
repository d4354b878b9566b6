//! Owns what a demonstration keeps on the machine while it runs: one private folder and the
//! processes that it started. Both are gone afterwards, also after an error, a panic, Ctrl-C or
//! SIGTERM; the homes end even where this process is killed, because they end with their stdin.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::args::Global;
use crate::client;
use crate::problem::Problem;
use crate::trouble;

/// 57 s: it ends within a minute, and tidying up takes its part.
pub const LONGEST: Duration = Duration::from_secs(57);
/// 2 s for saying that it was interrupted, to a reader that may not read.
const LAST_WORD: Duration = Duration::from_secs(2);
/// A process that was just ended may still be letting go of a file.
const REMOVALS: u32 = 20;
const REMOVAL_STEP: Duration = Duration::from_millis(50);

/// The folder and the processes of one demonstration.
pub struct Stage {
    folder: PathBuf,
    options: Vec<String>,
    begun: Instant,
    kept: Arc<Mutex<Kept>>,
}

/// What must be gone at the end.
#[derive(Default)]
struct Kept {
    folder: Option<TempDir>,
    processes: BTreeMap<u32, Child>,
    end: Option<End>,
}

/// Why nothing more is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// Everything was shown, or a step failed.
    Closed,
    /// It took too long.
    Late,
    /// Ctrl-C or SIGTERM.
    Interrupted,
}

/// A process of the demonstration: its id and its three pipes.
pub struct Started {
    /// Its id, by which it is forgotten.
    pub process: u32,
    /// What keeps a home alive: it ends when this is dropped.
    pub stdin: Option<ChildStdin>,
    /// What it answers.
    pub stdout: ChildStdout,
    /// What else it says, where that was asked for.
    pub stderr: Option<ChildStderr>,
}

impl Stage {
    /// Makes the private folder, after whatever may end the run early has been listened for.
    ///
    /// # Errors
    /// Where the folder cannot be made.
    pub fn build(global: &Global) -> Result<Stage, Problem> {
        let kept = Arc::new(Mutex::new(Kept::default()));
        listen_for_the_end(kept.clone())?;
        let made = tempfile::Builder::new().prefix("talko-demo-").tempdir();
        let made =
            made.map_err(|fault| trouble!("demo-folder", path = std::env::temp_dir().display(), reason = fault))?;
        let folder = made.path().to_path_buf();
        held(&kept).folder = Some(made);
        let mut options = vec!["--no-input".to_string()];
        for (name, said) in [("--tz", &global.tz), ("--lang", &global.lang)] {
            options.extend(said.iter().flat_map(|said| [name.to_string(), said.clone()]));
        }
        let stage = Stage { folder, options, begun: Instant::now(), kept };
        // The sockets of the homes lie in it, so that a killed home leaves none elsewhere.
        let sockets = stage.folder.join("run");
        node::os::private_folder(&sockets).map_err(|fault| Problem::unexpected("make a folder for sockets", fault))?;
        Ok(stage)
    }

    /// Where the homes lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How long it has run.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// This program with the folder of a home.
    ///
    /// # Errors
    /// Where this program cannot be found.
    pub fn talko(&self, home: &Path) -> Result<Command, Problem> {
        let program = std::env::current_exe().map_err(|fault| Problem::unexpected("find this program", fault))?;
        let mut command = Command::new(program);
        command.arg("--home").arg(home).args(&self.options).arg("--json");
        command.env("XDG_RUNTIME_DIR", self.folder.join("run")).stdout(Stdio::piped());
        Ok(command)
    }

    /// Starts a process that ends with the demonstration.
    ///
    /// # Errors
    /// Where it cannot be started, or the demonstration is over.
    pub fn start(&self, command: &mut Command) -> Result<Started, Problem> {
        let mut kept = held(&self.kept);
        if let Some(end) = kept.end {
            return Err(end.problem());
        }
        let mut child = command.spawn().map_err(|fault| Problem::unexpected("start a process", fault))?;
        let process = child.id();
        let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
        let stdout = child.stdout.take();
        kept.processes.insert(process, child);
        drop(kept);
        let stdout = stdout.ok_or_else(|| Problem::unexpected("start a process", io::Error::other("no pipe")))?;
        Ok(Started { process, stdin, stdout, stderr })
    }

    /// Waits for a process that is at its end; the exit code, where it ended by itself.
    ///
    /// # Errors
    /// Where the demonstration is over.
    pub fn ended(&self, process: u32) -> Result<Option<i32>, Problem> {
        let child = held(&self.kept).processes.remove(&process);
        let Some(mut child) = child else { return Err(self.reason().unwrap_or(Problem::Interrupted)) };
        let status = child.wait().map_err(|fault| Problem::unexpected("wait for a process", fault))?;
        Ok(status.code())
    }

    /// Refuses to go on where the demonstration was interrupted or is late.
    ///
    /// # Errors
    /// [`Problem::Interrupted`] or `demo-late`.
    pub fn check(&self) -> Result<(), Problem> {
        self.reason().map_or(Ok(()), Err)
    }

    /// Why it ended before its end, where it did.
    pub fn reason(&self) -> Option<Problem> {
        match held(&self.kept).end {
            Some(End::Closed) | None => None,
            Some(end @ (End::Late | End::Interrupted)) => Some(end.problem()),
        }
    }

    /// Ends every process and removes the folder.
    ///
    /// # Errors
    /// `demo-left` where the folder could not be removed.
    pub fn close(&self) -> Result<(), Problem> {
        let closed = clear(&mut held(&self.kept), End::Closed);
        Ok(closed.map_err(|fault| trouble!("demo-left", path = self.folder.display(), reason = fault))?)
    }
}

impl Drop for Stage {
    /// The way out of an error or a panic.
    fn drop(&mut self) {
        if let Err(fault) = clear(&mut held(&self.kept), End::Closed) {
            tracing::warn!(%fault, "the folder of the demonstration could not be removed");
        }
    }
}

impl End {
    fn problem(self) -> Problem {
        match self {
            End::Late => trouble!("demo-late", seconds = LONGEST.as_secs()).into(),
            End::Interrupted | End::Closed => Problem::Interrupted,
        }
    }
}

fn held(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    // Whatever a panic left behind is still to be tidied up.
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the processes and removes the folder; nothing is started any more. The first reason stays.
fn clear(kept: &mut Kept, end: End) -> io::Result<()> {
    kept.end.get_or_insert(end);
    for child in kept.processes.values_mut() {
        // Fails where it has ended already, which is what is wanted.
        child.kill().unwrap_or(());
    }
    for (_, mut child) in std::mem::take(&mut kept.processes) {
        child.wait()?;
    }
    let Some(folder) = kept.folder.take() else { return Ok(()) };
    let path = folder.keep();
    for _ in 1..REMOVALS {
        match std::fs::remove_dir_all(&path) {
            Ok(()) => return Ok(()),
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(_) => std::thread::sleep(REMOVAL_STEP),
        }
    }
    std::fs::remove_dir_all(&path)
}

/// From here on Ctrl-C, SIGTERM and the longest time end the demonstration tidily.
fn listen_for_the_end(kept: Arc<Mutex<Kept>>) -> Result<(), Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|fault| trouble!("start-failed", reason = fault))?;
    let (listening, listens) = mpsc::channel();
    std::thread::spawn(move || {
        let end = runtime.block_on(async {
            tokio::select! {
                biased;
                () = client::signalled() => End::Interrupted,
                () = async {
                    // Polled second: by now the signals are listened for.
                    listening.send(()).unwrap_or(());
                    tokio::time::sleep(LONGEST).await;
                } => End::Late,
            }
        });
        // A folder that stays is told by the other thread, which tries again.
        clear(&mut held(&kept), end).unwrap_or(());
        if end == End::Interrupted {
            std::thread::sleep(LAST_WORD);
            std::process::exit(130);
        }
    });
    listens.recv().map_err(|fault| Problem::unexpected("listen for Ctrl-C", fault))
}
