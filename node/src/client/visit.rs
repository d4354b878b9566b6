//! A home that no process keeps open, opened for the questions of one command.
//!
//! Most commands ask for the directory of names first and for their matter then. Opening a home reads
//! a line about everything that it holds, so the home stays open between the two, for a moment: who
//! reads a page or thinks about an answer keeps nobody else out.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use protocol::local::{Allowance, Passphrase, Reply, Request, Trouble};
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

use super::{RETRY, RETRY_STEP, alone, asked, founds, nobody, running, runtime};
use crate::home::Home;
use crate::shell::{blocking, note};
use crate::socket::Connection;

/// 200 ms without another question; a command asks its questions one right after the other.
const LINGER: Duration = Duration::from_millis(200);

/// The way to one home for as long as a command runs.
pub struct Visit {
    path: PathBuf,
    allowance: Allowance,
    runtime: OnceLock<Runtime>,
    open: Arc<Mutex<Open>>,
}

/// The home, where it is open, and how many questions it has answered.
#[derive(Default)]
struct Open {
    home: Option<Arc<Home>>,
    answered: u64,
}

impl Open {
    async fn close(&mut self) -> Result<(), Trouble> {
        match self.home.take() {
            Some(home) => blocking(move || home.close()).await?,
            None => Ok(()),
        }
    }
}

impl Visit {
    /// The way to the home in this folder; nothing is opened before the first question.
    pub fn new(path: &Path) -> Visit {
        let allowance = Allowance::default();
        Visit { path: path.to_path_buf(), allowance, runtime: OnceLock::new(), open: Arc::default() }
    }

    /// The same for a home that may take so much of its machine, where this visit opens it.
    pub fn within(mut self, allowance: Allowance) -> Visit {
        self.allowance = allowance;
        self
    }

    /// Asks once. Blocks until it is answered; not to be called within a runtime.
    ///
    /// # Errors
    /// [`Trouble`] where the home cannot be opened; a refusal of the home is [`Reply::Refused`].
    pub fn ask(&self, request: Request) -> Result<Reply, Trouble> {
        self.ask_with(request, None)
    }

    /// The same with the passphrase of locked keys: given to the process that runs, which keeps them open, or
    /// used by this visit.
    ///
    /// # Errors
    /// As [`Visit::ask`].
    pub fn ask_with(&self, request: Request, passphrase: Option<Passphrase>) -> Result<Reply, Trouble> {
        let runtime = match self.runtime.get() {
            Some(runtime) => runtime,
            None => {
                let built = runtime()?;
                self.runtime.get_or_init(|| built)
            }
        };
        runtime.block_on(self.answer(request, passphrase))
    }

    async fn answer(&self, request: Request, passphrase: Option<Passphrase>) -> Result<Reply, Trouble> {
        let mut open = self.open.lock().await;
        if open.home.is_none() {
            if let Some(process) = running(&self.path).await? {
                return told(&process, &request, passphrase).await;
            }
            if !self.path.join("lock").exists() && !founds(&request) {
                return nobody(&request);
            }
        }
        let mut waited = Duration::ZERO;
        while open.home.is_none() {
            let owned = self.path.clone();
            match blocking(move || Home::open(&owned)).await? {
                Ok(home) => {
                    home.allow(self.allowance);
                    open.home = Some(Arc::new(home));
                }
                // A process came in between, or is just going.
                Err(locked) if locked.code == "locked" && waited < RETRY => {
                    if let Some(process) = running(&self.path).await? {
                        return told(&process, &request, passphrase).await;
                    }
                    tokio::time::sleep(RETRY_STEP).await;
                    waited += RETRY_STEP;
                }
                Err(trouble) => return Err(trouble),
            }
        }
        let home = open.home.clone().expect("it was opened just now");
        let reads = request.reads();
        let reply = alone(&home, request, passphrase).await;
        open.answered += 1;
        if reads {
            self.close_later(open.answered);
            return reply;
        }
        // What was written lies in order on the disk before anybody is told.
        match (reply, open.close().await) {
            (Ok(Reply::Refused(trouble)), _) => Ok(Reply::Refused(trouble)),
            (reply, Ok(())) => reply,
            (reply, Err(trouble)) => reply.and(Err(trouble)),
        }
    }

    fn close_later(&self, answered: u64) {
        let open = self.open.clone();
        tokio::spawn(async move {
            tokio::time::sleep(LINGER).await;
            let mut open = open.lock().await;
            if open.answered == answered {
                note(open.close().await);
            }
        });
    }

    /// Lets go of the home now, for a process that is about to open it.
    pub fn leave(&self) {
        if let Some(runtime) = self.runtime.get() {
            // What was acknowledged is on the disk; a start after a hasty end only takes longer.
            note(runtime.block_on(async { self.open.lock().await.close().await }));
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Asks a running home, which opens its keys first where a passphrase was typed.
async fn told(process: &Connection, request: &Request, passphrase: Option<Passphrase>) -> Result<Reply, Trouble> {
    if let Some(passphrase) = passphrase
        && let Reply::Refused(trouble) = asked(process, &Request::UnlockKeys(passphrase)).await?
    {
        return Ok(Reply::Refused(trouble));
    }
    asked(process, request).await
}
