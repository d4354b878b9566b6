//! Owns the local socket: how a command reaches the process that keeps its home open.
//!
//! A Unix socket (0600) in the private runtime folder, under a short hash of the home's path; its
//! address and the process id stand in `home/run` while the process lives. One connection carries one
//! request and its reply, or many replies to `Watch`, each a frame of a length and CBOR. While an answer
//! is being worked on, an empty frame a second says that the process lives; a caller that hears nothing
//! for [`SILENCE`] gives up, and what it asked is not begun any more. Both ends check
//! that the other belongs to the same user. A slow, silent, talkative or malformed caller loses its own
//! connection and nothing else. What requests mean is not known here.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use protocol::local::{LOCAL_MAX, Reply, Request, Trouble};
use protocol::wire;
use tokio::io::AsyncReadExt as _;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::timeout;

mod client;
mod frame;
mod place;

pub use client::{Connection, Watching, connect};
use frame::FrameFault;
use place::Place;

/// 32: a page, a watching terminal and an import at once take five.
pub const CONNECTIONS_MAX: usize = 32;
/// 10 s: a command writes its whole request at once; a slow board under load still does.
const REQUEST_WAIT: Duration = Duration::from_secs(10);
/// 30 s: a reader that takes nothing for so long has gone.
const REPLY_WAIT: Duration = Duration::from_secs(30);
/// 1 s: how often a process says that it is still at work.
pub const PULSE: Duration = Duration::from_secs(1);
/// 10 s, ten times the pulse: a board that builds or compresses beside is late, a frozen process is silent.
pub const SILENCE: Duration = Duration::from_secs(10);
/// 2 s: what is being answered when the process ends may still be written.
const END_WAIT: Duration = Duration::from_secs(2);
/// 64: a watcher that is further behind has lost its connection.
const REPLIES_WAITING: usize = 64;

/// Why the local socket cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SocketFault {
    /// Another process answers for this home.
    #[error("process {process} answers for this home")]
    Taken {
        /// Its process id.
        process: u32,
    },
    /// No folder of this user alone could be found or made for the socket.
    #[error("{0} is not a folder of this user alone")]
    Shared(std::path::PathBuf),
    /// The other end belongs to another user.
    #[error("the other end belongs to another user")]
    Stranger,
    /// The process ended, or closed the connection, before it answered.
    #[error("the process ended before it answered")]
    Closed,
    /// The process is there, but gave no sign of life for [`SILENCE`].
    #[error("process {process} gives no sign of life")]
    Silent {
        /// Its process id.
        process: u32,
    },
    /// More than [`LOCAL_MAX`] bytes.
    #[error("a request or reply of {0} bytes")]
    Large(usize),
    /// The bytes are no reply: the process is of another version.
    #[error("the reply cannot be read")]
    Malformed,
    /// The operating system refused.
    #[error("cannot {attempt}")]
    Io {
        /// What was attempted.
        attempt: &'static str,
        /// What it said.
        source: std::io::Error,
    },
}

/// A request with the way back to who asked it.
///
/// The connection ends when `answer` is dropped. For `Watch`, send with `try_send` and drop the sender
/// where that fails: the watcher has gone, or is 64 replies behind.
#[derive(Debug)]
pub struct Asked {
    /// What is asked.
    pub request: Request,
    /// Takes the reply, or the replies to `Watch`; closed once the caller has hung up.
    pub answer: mpsc::Sender<Reply>,
}

/// The listening socket of a home; its files go when it is dropped.
#[derive(Debug)]
pub struct Server {
    listener: UnixListener,
    place: Place,
    request_wait: Duration,
    reply_wait: Duration,
    pulse: Duration,
}

impl Server {
    /// Listens for the home and writes `home/run`. The caller holds the lock of the home. Runs inside
    /// a tokio runtime.
    ///
    /// # Errors
    /// [`SocketFault::Taken`] where a process answers already; else why no socket could be made.
    pub fn bind(home: &Path) -> Result<Server, SocketFault> {
        Server::bind_in(home, &place::runtime_folder()?)
    }

    fn bind_in(home: &Path, runtime: &Path) -> Result<Server, SocketFault> {
        let (place, listener) = Place::take(home, runtime)?;
        listener.set_nonblocking(true).map_err(place::io_fault("make the socket wait without blocking"))?;
        let listener = UnixListener::from_std(listener).map_err(place::io_fault("watch the socket"))?;
        Ok(Server { listener, place, request_wait: REQUEST_WAIT, reply_wait: REPLY_WAIT, pulse: PULSE })
    }

    /// The address of the socket.
    pub fn address(&self) -> &Path {
        self.place.socket()
    }

    /// Passes requests on until the receiver of `asked` is closed; what is then being answered has two
    /// seconds left.
    pub async fn serve(self, asked: mpsc::Sender<Asked>) {
        let seats = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut callers = JoinSet::new();
        loop {
            let stream = tokio::select! {
                () = asked.closed() => break,
                Some(_) = callers.join_next() => continue,
                stream = self.listener.accept() => stream,
            };
            let stream = match stream {
                Ok((stream, _)) => stream,
                Err(source) => {
                    // Too many open files, most often: the next caller may have more luck.
                    tracing::warn!(%source, "a local caller could not be let in");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let Ok(seat) = Arc::clone(&seats).try_acquire_owned() else {
                turn_away(&stream);
                continue;
            };
            let caller = Caller {
                asked: asked.clone(),
                request_wait: self.request_wait,
                reply_wait: self.reply_wait,
                pulse: self.pulse,
            };
            callers.spawn(async move {
                if let Err(fault) = caller.attend(stream).await {
                    tracing::debug!(%fault, "a local caller was let go");
                }
                drop(seat);
            });
        }
        let ended = timeout(END_WAIT, async { while callers.join_next().await.is_some() {} }).await;
        if ended.is_err() {
            tracing::debug!("local callers were still being answered at the end");
        }
    }
}

/// Tells a caller beyond the limit to come again; never waits for it.
fn turn_away(stream: &UnixStream) {
    let busy = frame::whole(&wire::encode(&Reply::Refused(Trouble::new("busy", 5))));
    if let Err(source) = stream.try_write(&busy) {
        tracing::debug!(%source, "a caller beyond the limit was gone");
    }
}

/// What one connection needs.
struct Caller {
    asked: mpsc::Sender<Asked>,
    request_wait: Duration,
    reply_wait: Duration,
    pulse: Duration,
}

impl Caller {
    async fn attend(self, mut stream: UnixStream) -> Result<(), FrameFault> {
        place::check_peer(&stream).map_err(|_| FrameFault::Stranger)?;
        let (mut from, mut to) = stream.split();
        let bytes = match timeout(self.request_wait, frame::read(&mut from, LOCAL_MAX)).await {
            Err(_) => return Err(FrameFault::Slow),
            Ok(Err(FrameFault::Large(bytes))) => {
                self.reply(&mut to, &Reply::Refused(Trouble::new("request-large", 2).with("bytes", bytes))).await?;
                return Err(FrameFault::Large(bytes));
            }
            Ok(bytes) => bytes?,
        };
        let Ok(request) = wire::lenient::<Request>(&bytes) else {
            return self.reply(&mut to, &Reply::Refused(Trouble::new("request-malformed", 2))).await;
        };
        drop(bytes);
        let mut more = [0; 1];
        // Who gave up while this process was frozen is told that nothing was begun: so it is.
        if from.read(&mut more).now_or_never().is_some() {
            return Err(FrameFault::Ended);
        }
        let (answer, mut replies) = mpsc::channel(REPLIES_WAITING);
        if self.asked.send(Asked { request, answer }).await.is_err() {
            return self.reply(&mut to, &Reply::Refused(Trouble::new("ending", 5))).await;
        }
        loop {
            tokio::select! {
                biased;
                reply = replies.recv() => match reply {
                    Some(reply) => self.reply(&mut to, &reply).await?,
                    None => return Ok(()),
                },
                // The end of the stream is a caller who hung up; a second request is a caller of no
                // version that we know. Either way nobody waits for this answer.
                _ = from.read(&mut more) => return Err(FrameFault::Ended),
                () = tokio::time::sleep(self.pulse) => {
                    timeout(self.reply_wait, frame::write(&mut to, frame::ALIVE)).await.map_err(|_| FrameFault::Slow)??;
                }
            }
        }
    }

    async fn reply<W: tokio::io::AsyncWrite + Unpin>(&self, to: &mut W, reply: &Reply) -> Result<(), FrameFault> {
        let mut bytes = wire::encode(reply);
        if bytes.len() > LOCAL_MAX {
            bytes = wire::encode(&Reply::Refused(Trouble::new("reply-large", 1).with("bytes", bytes.len())));
        }
        timeout(self.reply_wait, frame::write(to, &bytes)).await.map_err(|_| FrameFault::Slow)?
    }
}

#[cfg(test)]
mod bytes;
#[cfg(test)]
mod tests;
