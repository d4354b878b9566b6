//! Owns the asking end of the local socket.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use protocol::local::{LOCAL_MAX, Reply, Request};
use protocol::wire;
use tokio::net::UnixStream;
use tokio::time::timeout;

use super::frame::{self, FrameFault};
use super::place;
use super::{SILENCE, SocketFault};

/// The process that keeps a home open, ready to be asked.
#[derive(Clone, Debug)]
pub struct Connection {
    address: PathBuf,
    process: u32,
    pub(super) silence: Duration,
}

/// Looks for the process that keeps the home open; nothing where none runs, or one was killed and
/// left its files behind.
///
/// # Errors
/// [`SocketFault`] where `home/run` cannot be trusted, or the other end is another user's.
pub async fn connect(home: &Path) -> Result<Option<Connection>, SocketFault> {
    let Some((address, process)) = place::written(home)? else {
        return Ok(None);
    };
    let connection = Connection { address, process, silence: SILENCE };
    match connection.open().await {
        Ok(_) => Ok(Some(connection)),
        Err(SocketFault::Closed) => Ok(None),
        Err(fault) => Err(fault),
    }
}

impl Connection {
    /// The id of the process.
    pub fn process(&self) -> u32 {
        self.process
    }

    /// Asks and waits for the one reply, as long as it takes and the process shows that it lives.
    ///
    /// # Errors
    /// [`SocketFault`]; a refusal is a reply.
    pub async fn ask(&self, request: &Request) -> Result<Reply, SocketFault> {
        self.watch(request).await?.next().await?.ok_or(SocketFault::Closed)
    }

    /// Asks and gives the replies one by one until either end hangs up.
    ///
    /// # Errors
    /// [`SocketFault`].
    pub async fn watch(&self, request: &Request) -> Result<Watching, SocketFault> {
        let bytes = wire::encode(request);
        if bytes.len() > LOCAL_MAX {
            return Err(SocketFault::Large(bytes.len()));
        }
        let mut stream = self.open().await?;
        match timeout(self.silence, frame::write(&mut stream, &bytes)).await {
            // A process that turns a caller away does not read the request: its reply says why.
            Ok(Ok(()) | Err(FrameFault::Ended)) => {
                Ok(Watching { stream, process: self.process, silence: self.silence })
            }
            Ok(Err(fault)) => Err(outer(fault)),
            Err(_) => Err(SocketFault::Silent { process: self.process }),
        }
    }

    async fn open(&self) -> Result<UnixStream, SocketFault> {
        let stream = UnixStream::connect(&self.address).await.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => SocketFault::Closed,
            // So many callers wait at its door that no more fit: it lets none in.
            io::ErrorKind::WouldBlock => SocketFault::Silent { process: self.process },
            _ => SocketFault::Io { attempt: "reach the running process", source },
        })?;
        place::check_peer(&stream)?;
        Ok(stream)
    }
}

/// Replies that come one after another; hangs up when it is dropped.
#[derive(Debug)]
pub struct Watching {
    stream: UnixStream,
    process: u32,
    silence: Duration,
}

impl Watching {
    /// Waits for the next reply, as long as the process shows that it lives; nothing once it has hung
    /// up. Not to be dropped half-way and called again: the rest of a frame would be lost.
    ///
    /// # Errors
    /// [`SocketFault`].
    pub async fn next(&mut self) -> Result<Option<Reply>, SocketFault> {
        loop {
            match timeout(self.silence, frame::read(&mut self.stream, LOCAL_MAX)).await {
                Ok(Ok(bytes)) if bytes == frame::ALIVE => {}
                Ok(Ok(bytes)) => return wire::lenient(&bytes).map(Some).map_err(|_| SocketFault::Malformed),
                Ok(Err(FrameFault::Ended)) => return Ok(None),
                Ok(Err(fault)) => return Err(outer(fault)),
                Err(_) => return Err(SocketFault::Silent { process: self.process }),
            }
        }
    }
}

fn outer(fault: FrameFault) -> SocketFault {
    match fault {
        FrameFault::Ended | FrameFault::Slow => SocketFault::Closed,
        FrameFault::Large(bytes) => SocketFault::Large(bytes),
        FrameFault::Stranger => SocketFault::Stranger,
        FrameFault::Io(source) => SocketFault::Io { attempt: "talk to the running process", source },
    }
}
