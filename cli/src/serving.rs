//! Owns how a process comes to serve a home: in the foreground, or detached with a word back over
//! a pipe as soon as it serves, so that whoever started it needs no guess and no second look.

use std::fs::{self, OpenOptions};
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use protocol::local::{Request, Trouble};
use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

use crate::client::{Client, Serve, Serving};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::prompt::{self, Freshness};
use crate::trouble;

/// 10 s: a home of 50,000 records opens in half of one, on an old laptop in a few.
const READY: Duration = Duration::from_secs(10);
/// 1 MiB: weeks of a quiet log; then it begins anew and the last one is kept.
const LOG_MAX: u64 = 1024 * 1024;

/// The word that a detached process sends back.
#[derive(Debug, Serialize, Deserialize)]
enum Word {
    /// It serves.
    Ready(Serving),
    /// It does not, and why.
    Failed(Trouble),
}

/// How the home is to be served: as said on the line, else as set.
///
/// - `passphrase_file`: opens keys that have a passphrase.
///
/// # Errors
/// `file` where the passphrase cannot be read.
pub fn options(desk: &Desk, listen: &[String], no_lan: bool, passphrase_file: Option<&Path>) -> Result<Serve, Problem> {
    if let Some(strange) = desk.config.strange() {
        desk.paint.note(&strange)?;
    }
    let passphrase = passphrase_file.map(|file| prompt::passphrase(desk, Some(file), Freshness::Known)).transpose()?;
    Ok(Serve {
        listen: if listen.is_empty() { desk.config.addresses("listen") } else { listen.to_vec() },
        external: desk.config.addresses("external"),
        lan: !no_lan && desk.config.switched_on("lan"),
        upnp: desk.config.switched_on("upnp"),
        passphrase,
        allowance: desk.config.allowance()?,
    })
}

/// Serves in this process until it is told to end.
///
/// # Errors
/// Where the home cannot be opened, or another process has it.
pub fn foreground(desk: &Desk, serve: Serve, ready: impl FnOnce(Serving)) -> Result<(), Trouble> {
    log_to_stderr(desk.global.verbose);
    desk.client.serve(serve, ready)
}

/// Serves in this process, which somebody else started with [`detached`].
///
/// # Errors
/// As [`foreground`]; the same trouble has gone back over the pipe.
pub fn answering(desk: &Desk, serve: Serve) -> Result<(), Problem> {
    node::os::own_session().map_err(|fault| Problem::unexpected("leave the terminal", fault))?;
    let served = foreground(desk, serve, |serving| send(&Word::Ready(serving)));
    if let Err(trouble) = &served {
        send(&Word::Failed(trouble.clone()));
    }
    Ok(served?)
}

/// Starts a process of its own that serves the home; returns once it does.
///
/// # Errors
/// The trouble with which it gave up, or `start-slow` where it said nothing in time.
pub fn detached(desk: &Desk, listen: &[String], no_lan: bool) -> Result<Serving, Problem> {
    let home = desk.client.home();
    let program = std::env::current_exe().map_err(|fault| Problem::unexpected("find this program", fault))?;
    let mut command = Command::new(program);
    command.arg("--home").arg(home).args(["--no-input", "node", "start", "--foreground", "--detached"]);
    for address in listen {
        command.arg("--listen").arg(address);
    }
    if no_lan {
        command.arg("--no-lan");
    }
    for _ in 0..desk.global.verbose {
        command.arg("--verbose");
    }
    desk.client.leave();
    let log = log_file(&home.join("log")).map_err(|fault| node::trouble::io("write the log in", home, &fault))?;
    let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn();
    let mut child = started.map_err(|fault| Problem::unexpected("start a process", fault))?;
    let mut words = BufReader::new(child.stdout.take().expect("its stdout is piped four lines above"));
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        // The first line is the word; an end before it means that the process is gone.
        let mut line = String::new();
        let came = words.read_line(&mut line).is_ok_and(|bytes| bytes > 0);
        send.send(came.then_some(line)).unwrap_or(());
    });
    let word = match receive.recv_timeout(READY) {
        Ok(Some(line)) => serde_json::from_str(&line).map_err(|fault| Problem::unexpected("start the node", fault))?,
        Ok(None) | Err(RecvTimeoutError::Disconnected) => Word::Failed(trouble!("start-died")),
        Err(RecvTimeoutError::Timeout) => Word::Failed(trouble!("start-slow", seconds = READY.as_secs())),
    };
    match word {
        Word::Ready(serving) => Ok(serving),
        Word::Failed(trouble) => Err(trouble.into()),
    }
}

/// Ends the process of a home once nobody holds its stdin open any more.
pub fn end_with_stdin(home: PathBuf) {
    std::thread::spawn(move || {
        // What is said there, and how it ends, is all the same.
        io::copy(&mut io::stdin().lock(), &mut io::sink()).unwrap_or_default();
        if Client::new(&home).ask(Request::Stop).is_err() {
            std::process::exit(1);
        }
    });
}

fn send(word: &Word) {
    let line = serde_json::to_string(word).expect("a word is lists and texts");
    // Whoever started this process may be gone by now; then nobody waits for the word.
    writeln!(io::stdout().lock(), "{line}").unwrap_or(());
}

/// The log, begun anew where it has grown; what it held is kept as `log.old`.
fn log_file(path: &Path) -> io::Result<fs::File> {
    if fs::metadata(path).is_ok_and(|old| old.len() > LOG_MAX) {
        fs::rename(path, path.with_extension("old"))?;
    }
    node::os::private(OpenOptions::new().create(true).append(true)).open(path)
}

/// What the node has to say goes to stderr; `-v` says more, `TALKO_LOG` exactly what it names.
fn log_to_stderr(verbose: u8) {
    let usual = match verbose {
        0 => "warn",
        1 => "warn,node=info",
        2 => "warn,node=debug",
        _ => "debug",
    };
    let filter = EnvFilter::try_from_env("TALKO_LOG").unwrap_or_else(|_| EnvFilter::new(usual));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A second log in the same process is a test's; the first one stays.
    log.with_ansi(io::stderr().is_terminal()).try_init().unwrap_or(());
}
