//! A wire between two peers: it counts what passes and makes it late.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use super::fault::{BenchFault, io};

/// 64 KiB are read at once.
const PIECE: usize = 64 * 1024;

/// A wire; it takes no new calls once it is dropped.
pub struct Wire {
    /// The port at which it begins.
    pub port: u16,
    passed: Arc<AtomicU64>,
    taken_up: Arc<AtomicBool>,
}

impl Wire {
    /// Lays a wire from one port of this machine to another.
    ///
    /// - `from`: 0 takes any that is free.
    /// - `late`: how much later everything arrives, each way.
    ///
    /// # Errors
    /// [`BenchFault`] where the port is not free.
    pub fn lay(from: u16, to: u16, late: Duration) -> Result<Wire, BenchFault> {
        let listener = TcpListener::bind(("127.0.0.1", from)).map_err(io("lay a wire"))?;
        let port = listener.local_addr().map_err(io("lay a wire"))?.port();
        let passed = Arc::new(AtomicU64::new(0));
        let taken_up = Arc::new(AtomicBool::new(false));
        let (counted, ended) = (passed.clone(), taken_up.clone());
        std::thread::spawn(move || {
            for near in listener.incoming() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let joined = near.and_then(|near| join(near, to, late, &counted));
                if let Err(fault) = joined {
                    eprintln!("a wire: {fault}");
                }
            }
        });
        Ok(Wire { port, passed, taken_up })
    }

    /// Bytes that have passed, both ways together.
    pub fn passed(&self) -> u64 {
        self.passed.load(Ordering::Relaxed)
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.taken_up.store(true, Ordering::Relaxed);
        // The call wakes who waits for one, and frees the port.
        if let Err(fault) = TcpStream::connect(("127.0.0.1", self.port)) {
            tracing::debug!(%fault, "the wire was gone before");
        }
    }
}

fn join(near: TcpStream, to: u16, late: Duration, counted: &Arc<AtomicU64>) -> std::io::Result<()> {
    let far = TcpStream::connect(("127.0.0.1", to))?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    for (from, to) in [(near.try_clone()?, far.try_clone()?), (far, near)] {
        let (pieces, due) = channel();
        let counted = counted.clone();
        std::thread::spawn(move || read(from, &pieces, late, &counted));
        std::thread::spawn(move || write(to, &due));
    }
    Ok(())
}

fn read(mut from: TcpStream, pieces: &Sender<(Instant, Vec<u8>)>, late: Duration, counted: &AtomicU64) {
    let mut piece = vec![0; PIECE];
    // An end of either kind ends this direction.
    while let Ok(length @ 1..) = from.read(&mut piece) {
        counted.fetch_add(length as u64, Ordering::Relaxed);
        if pieces.send((Instant::now() + late, piece[..length].to_vec())).is_err() {
            return;
        }
    }
}

fn write(mut to: TcpStream, due: &Receiver<(Instant, Vec<u8>)>) {
    for (when, piece) in due {
        std::thread::sleep(when.saturating_duration_since(Instant::now()));
        if to.write_all(&piece).is_err() {
            return;
        }
    }
    if let Err(fault) = to.shutdown(Shutdown::Write) {
        tracing::debug!(%fault, "the far end had hung up");
    }
}
