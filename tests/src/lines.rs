//! Owns the lines between homes that have no other way to each other: a proxy in the kernel's namespaces. Each home
//! lies at a [`Place`] without a cable; the address of every other home leads there to this proxy, which carries the
//! bytes to that home's own place, with delay, stalls, breaks and a bound on bytes a second. A line between two homes
//! can be cut: what is under way waits, as it does on a real line, and whoever calls gets no answer.
//!
//! What befalls a chunk follows from the seed, the line, the number of the connection and of the chunk; when chunks
//! come is up to the processes, so that two runs are alike and not the same.
//!
//! ```no_run
//! use tests::lines::{Lines, Weather};
//! use tests::network::Lab;
//! let mut lab = Lab::build()?;
//! let places = vec![lab.alone("amara", 1)?, lab.alone("binh", 2)?];
//! let lines = Lines::between(&places, 7, Weather::CALM)?;
//! lines.cut(&[0, 1]);
//! lines.heal();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod carry;
pub mod weather;

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc as errands;
use std::thread;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use crate::network::Place;
pub use weather::Weather;

/// The port at which every home listens at its own place.
pub const PORT: u16 = 4_747;
/// 8 s: a home gives up a call after 7, so that nobody waits any more for one that was held up longer.
const CALL_MAX: Duration = Duration::from_secs(8);
/// 256: callers that wait to be taken at one line.
const BACKLOG: u32 = 256;

/// A way to sockets of one place: the thread that lives there makes them.
type Errands = errands::Sender<(Ipv4Addr, u16, oneshot::Sender<io::Result<TcpSocket>>)>;

/// What has gone over all lines until now.
#[derive(Clone, Copy, Debug)]
pub struct Traffic {
    /// Connections that were carried.
    pub calls: u64,
    /// Connections that the weather has broken.
    pub broken: u64,
    /// Chunks that had to wait as if they had been lost once.
    pub stalled: u64,
    /// Bytes that have arrived.
    pub bytes: u64,
}

#[derive(Default)]
struct Counted {
    calls: AtomicU64,
    broken: AtomicU64,
    stalled: AtomicU64,
    bytes: AtomicU64,
}

struct Shared {
    addresses: Vec<Ipv4Addr>,
    places: Vec<Errands>,
    /// By the lower and the higher number of two homes: true while the line is open.
    open: BTreeMap<(usize, usize), watch::Sender<bool>>,
    seed: u64,
    weather: Weather,
    counted: Counted,
}

/// The lines between all homes of a test; gone with what is carried when dropped.
pub struct Lines {
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

impl Lines {
    /// Lays a line between any two of these places; all are open.
    ///
    /// - `seed`: what befalls the chunks follows from it.
    ///
    /// # Errors
    /// Where a place cannot be entered or an address of it not be listened at.
    pub fn between(places: &[Place], seed: u64, weather: Weather) -> io::Result<Lines> {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let address = |place: &Place| place.address.parse().map_err(io::Error::other);
        let addresses: Vec<Ipv4Addr> = places.iter().map(address).collect::<io::Result<_>>()?;
        let pairs = (0..places.len()).flat_map(|low| (low + 1..places.len()).map(move |high| (low, high)));
        let shared = Arc::new(Shared {
            addresses,
            places: places.iter().map(sockets).collect(),
            open: pairs.map(|pair| (pair, watch::Sender::new(true))).collect(),
            seed,
            weather,
            counted: Counted::default(),
        });
        for from in 0..places.len() {
            for to in (0..places.len()).filter(|to| *to != from) {
                let listener = runtime.block_on(shared.listen(from, to))?;
                runtime.spawn(shared.clone().answer(listener, from, to));
            }
        }
        Ok(Lines { shared, runtime: Some(runtime) })
    }

    /// Cuts every line between homes of different groups, and mends the others.
    ///
    /// - `groups`: for each home the group that it is in.
    pub fn cut(&self, groups: &[usize]) {
        for ((low, high), open) in &self.shared.open {
            open.send_replace(groups[*low] == groups[*high]);
        }
    }

    /// Mends all lines.
    pub fn heal(&self) {
        for open in self.shared.open.values() {
            open.send_replace(true);
        }
    }

    /// What has gone over them.
    pub fn traffic(&self) -> Traffic {
        let counted = &self.shared.counted;
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Traffic {
            calls: read(&counted.calls),
            broken: read(&counted.broken),
            stalled: read(&counted.stalled),
            bytes: read(&counted.bytes),
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A thread that lives at a place and makes sockets there; it ends with whoever holds the errands.
fn sockets(place: &Place) -> Errands {
    let (errands, asked) = errands::channel::<(Ipv4Addr, u16, oneshot::Sender<io::Result<TcpSocket>>)>();
    let place = place.clone();
    thread::spawn(move || {
        let entered = place.enter();
        for (address, port, answer) in asked {
            let made = match &entered {
                Ok(()) => bound(address, port),
                Err(fault) => Err(io::Error::new(fault.kind(), "the place cannot be entered")),
            };
            if answer.send(made).is_err() {
                // The lines have ended meanwhile.
                return;
            }
        }
    });
    errands
}

fn bound(address: Ipv4Addr, port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::V4(SocketAddrV4::new(address, port)))?;
    Ok(socket)
}

impl Shared {
    /// A socket at a place, with an address of the loopback there.
    async fn socket(&self, place: usize, address: Ipv4Addr, port: u16) -> io::Result<TcpSocket> {
        let (answer, made) = oneshot::channel();
        let gone = || io::Error::other("the thread of a place has ended");
        self.places[place].send((address, port, answer)).map_err(|_| gone())?;
        made.await.map_err(|_| gone())?
    }

    /// Where a home finds the proxy under the address of another one.
    async fn listen(&self, from: usize, to: usize) -> io::Result<TcpListener> {
        self.socket(from, self.addresses[to], PORT).await?.listen(BACKLOG)
    }

    async fn answer(self: Arc<Shared>, listener: TcpListener, from: usize, to: usize) {
        let mut number = 0;
        loop {
            match listener.accept().await {
                Ok((caller, _)) => {
                    tokio::spawn(self.clone().call(caller, from, to, number));
                    number += 1;
                }
                Err(fault) => eprintln!("the line from {from} to {to}: {fault}"),
            }
        }
    }

    /// Carries one connection until one end or the weather ends it.
    async fn call(self: Arc<Shared>, caller: TcpStream, from: usize, to: usize, number: u64) {
        let line = self.open[&(from.min(to), from.max(to))].subscribe();
        let mut open = line.clone();
        match timeout(CALL_MAX, open.wait_for(|open| *open)).await {
            Ok(Ok(_)) => {}
            // Nobody waits for it any more, or the lines are gone.
            Ok(Err(_)) | Err(_) => return,
        }
        let called = match self.socket(to, self.addresses[from], 0).await {
            Ok(socket) => socket.connect(SocketAddr::V4(SocketAddrV4::new(self.addresses[to], PORT))).await,
            Err(fault) => Err(fault),
        };
        // That home is off: the caller finds its connection closed.
        let Ok(called) = called else { return };
        self.counted.calls.fetch_add(1, Ordering::Relaxed);
        let chance = |way| self.weather.chance(self.seed, [from as u64, to as u64, number, way]);
        let ((caller_reads, caller_writes), (called_reads, called_writes)) = (caller.into_split(), called.into_split());
        let there = carry::carry(caller_reads, called_writes, line.clone(), chance(0), &self.counted);
        let back = carry::carry(called_reads, caller_writes, line, chance(1), &self.counted);
        match tokio::try_join!(there, back) {
            // Both have said their last, or one end or the weather has ended it: the sockets go with the futures.
            Ok(((), ())) | Err(carry::Broken) => {}
        }
    }
}

#[cfg(test)]
mod tests;
