//! Owns the asking end of the local socket.

use std::io;
use std::path::{Path, PathBuf};

use protocol::local::{LOCAL_MAX, Reply, Request};
use protocol::wire;
use tokio::net::UnixStream;

use super::SocketFault;
use super::frame::{self, FrameFault};
use super::place;

/// The process that keeps a home open, ready to be asked.
#[derive(Clone, Debug)]
pub struct Connection {
    address: PathBuf,
    process: u32,
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
    let connection = Connection { address, process };
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

    /// Asks and waits for the one reply, as long as it takes; wrap it in a time-out where that matters.
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
        match frame::write(&mut stream, &bytes).await {
            // A process that turns a caller away does not read the request: its reply says why.
            Ok(()) | Err(FrameFault::Ended) => Ok(Watching { stream }),
            Err(fault) => Err(outer(fault)),
        }
    }

    async fn open(&self) -> Result<UnixStream, SocketFault> {
        let stream = UnixStream::connect(&self.address).await.map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => SocketFault::Closed,
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
}

impl Watching {
    /// Waits for the next reply; nothing once the process has hung up. Not to be dropped half-way and
    /// called again: the rest of a frame would be lost.
    ///
    /// # Errors
    /// [`SocketFault`].
    pub async fn next(&mut self) -> Result<Option<Reply>, SocketFault> {
        match frame::read(&mut self.stream, LOCAL_MAX).await {
            Ok(bytes) => wire::lenient(&bytes).map(Some).map_err(|_| SocketFault::Malformed),
            Err(FrameFault::Ended) => Ok(None),
            Err(fault) => Err(outer(fault)),
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
