//! Owns the way to the home: the only file of this package that calls the node.
//!
//! Where a process keeps the home open, the request goes over its socket; where none does, the
//! home is opened for this command. Nobody else needs to know which.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use node::client::Visit;
use node::shell::{Options, Started};
use protocol::local::{Allowance, Change, Passphrase, Reply, Request, Trouble};
use serde::{Deserialize, Serialize};

use crate::trouble;

/// What answers in a test instead of a home.
#[cfg(test)]
type Fake = Box<dyn Fn(Request) -> Result<Reply, Trouble>>;

/// The way to one home.
pub struct Client {
    home: PathBuf,
    visit: Visit,
    #[cfg(test)]
    fake: Option<Fake>,
}

/// How a process serves a home.
#[derive(Clone, Debug, Default)]
pub struct Serve {
    /// Addresses to listen on; empty for the usual ones.
    pub listen: Vec<String>,
    /// Addresses at which this home can be called, as far as its people know.
    pub external: Vec<String>,
    /// False keeps away from the local network's announcements.
    pub lan: bool,
    /// False leaves the router alone.
    pub upnp: bool,
    /// Opens keys that have a passphrase.
    pub passphrase: Option<Passphrase>,
    /// How much of its machine the home may take.
    pub allowance: Allowance,
}

/// A process that serves a home.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Serving {
    /// Its id.
    pub process: u32,
    /// Where it listens.
    pub listening: Vec<String>,
    /// True where the usual port was taken and another was chosen.
    pub moved: bool,
}

impl Client {
    /// The way to the home in this folder; nothing is opened before the first question.
    pub fn new(home: &Path) -> Client {
        Client {
            home: home.to_path_buf(),
            visit: Visit::new(home),
            #[cfg(test)]
            fake: None,
        }
    }

    /// The same, where the home may take so much of its machine.
    pub fn within(self, allowance: Allowance) -> Client {
        Client { visit: self.visit.within(allowance), ..self }
    }

    /// True where a process seems to keep the home open.
    pub fn is_served(&self) -> bool {
        self.home.join("run").exists()
    }

    /// A home that answers from a function.
    #[cfg(test)]
    pub fn fake(answer: impl Fn(Request) -> Result<Reply, Trouble> + 'static) -> Client {
        Client { home: PathBuf::from("fake"), visit: Visit::new(Path::new("fake")), fake: Some(Box::new(answer)) }
    }

    /// The folder of the home.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Asks once.
    ///
    /// # Errors
    /// The [`Trouble`] with which the home refused, `Reply::Refused` among them.
    pub fn ask(&self, request: Request) -> Result<Reply, Trouble> {
        self.ask_with(request, None)
    }

    /// The same with the passphrase of locked keys.
    ///
    /// # Errors
    /// As [`Client::ask`].
    pub fn ask_with(&self, request: Request, passphrase: Option<Passphrase>) -> Result<Reply, Trouble> {
        #[cfg(test)]
        if let Some(fake) = &self.fake {
            return settled(fake(request)?);
        }
        settled(self.visit.ask_with(request, passphrase)?)
    }

    /// Lets go of the home, for a process that is about to open it.
    pub fn leave(&self) {
        self.visit.leave();
    }

    /// Tells of every change until the function breaks, or the process of the home ends.
    ///
    /// # Errors
    /// `stopped` where no process keeps the home open.
    pub fn watch(&self, seen: impl FnMut(Change) -> ControlFlow<()>) -> Result<(), Trouble> {
        node::client::watch(&self.home, seen)
    }

    /// Keeps the home open and serves it until Ctrl-C, SIGTERM or `Request::Stop`.
    ///
    /// - `ready`: called once when it serves.
    ///
    /// # Errors
    /// Where another process has the home, or it cannot be opened.
    pub fn serve(&self, serve: Serve, ready: impl FnOnce(Serving)) -> Result<(), Trouble> {
        self.leave();
        let options = Options {
            listen: serve.listen,
            no_lan: !serve.lan,
            no_upnp: !serve.upnp,
            external: serve.external,
            passphrase: serve.passphrase,
            allowance: serve.allowance,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(|fault| trouble!("start-failed", reason = fault))?;
        runtime.block_on(async {
            let signals = tokio::spawn(end_on_signal(self.home.clone()));
            let served = node::shell::run(&self.home, options, |started: Started| {
                let process = std::process::id();
                ready(Serving { process, listening: started.listening, moved: started.moved });
            });
            let served = served.await;
            signals.abort();
            served
        })
    }
}

/// Asks the own process to end at the first Ctrl-C or SIGTERM; a second one, or one before it
/// serves, ends it at once: what was acknowledged is in the journal.
async fn end_on_signal(home: PathBuf) {
    signalled().await;
    if let Ok(Some(process)) = node::socket::connect(&home).await {
        let asked = tokio::spawn(async move { process.ask(&Request::Stop).await.is_ok() });
        signalled().await;
        asked.abort();
    }
    std::process::exit(130);
}

/// Waits for Ctrl-C or SIGTERM, which from the first poll on no longer end the process by themselves.
#[cfg(unix)]
pub async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut term) = signal(SignalKind::terminate()) else { return std::future::pending().await };
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => if pressed.is_err() { std::future::pending::<()>().await },
        _ = term.recv() => {}
    }
}

/// Waits for Ctrl-C.
#[cfg(not(unix))]
pub async fn signalled() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Becomes the trial opening of an index where the line asks for it; its exit code.
///
/// The store starts this program again to see whether its index can be opened at all.
pub fn probe(typed: &[std::ffi::OsString]) -> Option<i32> {
    match typed {
        [_, word, folder] if word == node::store::probe::PROBE_ARGUMENT => {
            Some(node::store::probe::probe_main(Path::new(folder)))
        }
        _ => None,
    }
}

fn settled(reply: Reply) -> Result<Reply, Trouble> {
    match reply {
        Reply::Refused(trouble) => Err(trouble),
        other => Ok(other),
    }
}
