//! Owns the network: the only place that names libp2p. Moves bytes between homes and keeps them
//! connected; decides nothing about records, and knows of the protocol only its keys.
//!
//! One task drives everything; [`Net`] is a handle to it and [`Event`]s come out of a bounded
//! channel. Listed homes get gossip, sync and relaying; everybody else can only knock, here or through here at a listed
//! home that nobody can call.
//!
//! What may be lost when nobody reads the channel: [`Event::Heard`], [`Event::Found`] and
//! [`Event::Subscribed`] are hints and are dropped (and counted) when it is full.

mod answers;
mod behaviour;
mod callers;
mod crowd;
mod dialer;
mod fault;
mod gate;
mod gossip;
mod happened;
mod line;
mod links;
mod listen;
mod mux;
mod outlet;
mod places;
mod reach;
mod relaying;
mod streams;
mod tapped;
mod task;
#[cfg(test)]
mod tests;
mod translate;
mod turned;
mod unread;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use libp2p::PeerId;
use libp2p::gossipsub::MessageId;
use protocol::id::Id;
use protocol::keys::Key;
use tokio::sync::{mpsc, oneshot};

pub use behaviour::MEMORY_BYTES_MAX;
pub use crowd::CONNECTIONS_MAX;
pub use fault::NetFault;
pub use places::Duplex;
pub use reach::{Reach, ReachState};
pub use turned::Away;

use gate::Listed;
use line::Meter;
use places::{Places, Side};
use turned::Turned;

/// 256 orders wait for the task; who gives more waits too.
const ORDERS_MAX: usize = 256;
/// 1,024 events wait for the owner.
const EVENTS_MAX: usize = 1_024;
/// 15 s for a dial that somebody waits for.
const DIAL_TIMEOUT: Duration = Duration::from_secs(15);
/// 10 s to agree on a stream over a connection that stands.
const OPEN_TIMEOUT: Duration = Duration::from_secs(10);

/// Finds the 32-byte id of a message, so that one record is one message whoever publishes it.
pub type Identify = fn(&[u8]) -> [u8; 32];

/// How a home takes part in the network.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Multiaddresses to listen at; port 0 lets the system choose; empty: nobody can call.
    pub listen: Vec<String>,
    /// Looks for homes on the local network (mDNS).
    pub lan: bool,
    /// Asks the router to open the port (UPnP).
    pub upnp: bool,
    /// Addresses at which this home is known to be reachable from outside, for example by a port
    /// forward set by hand.
    pub external: Vec<String>,
    /// The id of a message; the SHA-256 of its bytes unless told otherwise.
    pub message_id: Identify,
}

impl Default for Settings {
    fn default() -> Settings {
        let listen =
            ["/ip4/0.0.0.0/tcp/4747", "/ip4/0.0.0.0/udp/4747/quic-v1", "/ip6/::/tcp/4747", "/ip6/::/udp/4747/quic-v1"];
        Settings {
            listen: listen.map(str::to_owned).into(),
            lan: true,
            upnp: true,
            external: Vec::new(),
            message_id: |bytes| *Id::of(bytes).as_bytes(),
        }
    }
}

/// True for what can be listened at or called: a multiaddress of at most 512 bytes.
pub fn is_address(text: &str) -> bool {
    translate::address(text).is_ok()
}

/// What a stream is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Catch-up between listed homes.
    Sync,
    /// The only way in for an unlisted one.
    Knock,
}

/// Something that happened on the network.
#[derive(Debug)]
pub enum Event {
    /// All addresses that are listened at now.
    Listening(Vec<String>),
    /// The addresses worth publishing have changed: all of them, at most 16, best first.
    Addresses(Vec<String>),
    /// A listed home is connected; sync with it is possible.
    Connected(Key),
    /// The last connection with a listed home is gone.
    Disconnected(Key),
    /// A neighbour handed on a message; it goes no further before [`Net::judge`] accepts it.
    Heard {
        /// The neighbour, not the author.
        from: Key,
        /// The topic's name.
        topic: String,
        /// The message, at most 20 KiB.
        bytes: Vec<u8>,
        /// Names this delivery in the verdict; every message gets one, within 8 s.
        token: Token,
    },
    /// A home opened a stream: any home for a knock, a listed one for sync.
    Inbound {
        /// Who opened it, proven by the Noise handshake.
        from: Key,
        /// What it is for.
        kind: Kind,
        /// The stream.
        duplex: Duplex,
    },
    /// A neighbour follows this topic: what it may have missed can be published again.
    Subscribed {
        /// The neighbour.
        key: Key,
        /// The topic's name.
        topic: String,
    },
    /// A home answered on the local network, listed or not.
    Found {
        /// The home.
        key: Key,
        /// Where it listens, at most 16 addresses.
        addresses: Vec<String>,
    },
}

/// Names one delivered message until its verdict.
#[derive(Clone, Debug)]
pub struct Token {
    message: MessageId,
    from: PeerId,
}

/// What the gate made of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Good: it is handed on.
    Accept,
    /// Not to be handed on, and nobody's fault: already held, or not yet checkable.
    Ignore,
    /// Provably bad: whoever delivered it is punished.
    Reject,
}

/// What became of a message that was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// On its way to at least one neighbour.
    Sent,
    /// Heard or sent within the last 5 minutes: as good as sent.
    Duplicate,
    /// No connected neighbour follows the topic; trying again later is safe.
    Nobody,
    /// Too much at once; sync will bring it.
    Busy,
    /// Above 20 KiB; never sent.
    TooLarge,
    /// The topic is not among ours.
    Foreign,
}

/// How a home is reached at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Straight.
    Direct,
    /// Through another home.
    Relayed,
}

/// A connected listed home.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Who it is.
    pub key: Key,
    /// For how long it has been connected.
    pub connected: Duration,
    /// The best path to it.
    pub path: Path,
    /// The far ends of its connections.
    pub addresses: Vec<String>,
    /// The program and version that it names, at most 64 characters; empty until it has said so.
    pub agent: String,
    /// The last round trip over the best path.
    pub round_trip: Option<Duration>,
}

/// Whether this home carries what other homes say to each other, where it can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relaying {
    /// It does.
    Offered,
    /// It takes no more of it; what runs goes on.
    Spared,
}

/// What the handle asks of the task.
enum Order {
    Listed(BTreeSet<Key>),
    Book(BTreeMap<Key, Vec<String>>),
    Prefer { first: BTreeSet<Key>, groups: BTreeMap<Key, Id> },
    Topics(BTreeSet<String>),
    Publish { topic: String, bytes: Vec<u8>, answer: oneshot::Sender<Published> },
    Judge { token: Token, verdict: Verdict },
    Dial { peer: PeerId, addresses: Vec<String>, answer: oneshot::Sender<Result<(), NetFault>> },
    Open { peer: PeerId, kind: Kind, answer: streams::Answer },
    Peers(oneshot::Sender<Vec<Peer>>),
    Reach(oneshot::Sender<Reach>),
    Relay(Relaying),
    Stop(oneshot::Sender<()>),
}

/// What the handle and the task both see.
#[derive(Clone, Default)]
struct Shared {
    listed: Listed,
    places: Places,
    meter: Meter,
    turned: Turned,
}

/// A handle to the running network; clones speak to the same one. After [`Net::stop`] every
/// call does nothing and questions get an empty answer.
#[derive(Clone)]
pub struct Net {
    orders: mpsc::Sender<Order>,
    shared: Shared,
}

/// Starts the network on the current tokio runtime.
///
/// - `seed`: of the node key, which is the home's identity towards others.
///
/// # Errors
/// [`NetFault::Address`] for what is no multiaddress, [`NetFault::Taken`] where another program
/// listens, [`NetFault::Listen`] where no address at all can be listened at, [`NetFault::Setup`].
pub fn start(seed: [u8; 32], settings: Settings) -> Result<(Net, mpsc::Receiver<Event>), NetFault> {
    let (orders, inbox) = mpsc::channel(ORDERS_MAX);
    let (outbox, events) = mpsc::channel(EVENTS_MAX);
    let shared = Shared::default();
    task::spawn(seed, &settings, &shared, inbox, outbox)?;
    Ok((Net { orders, shared }, events))
}

impl Net {
    /// Sets whom we talk to. Connections of homes that left the list are closed at once; those of
    /// homes that joined it are replaced as soon as nothing runs over them.
    pub async fn listed(&self, keys: BTreeSet<Key>) {
        self.order(Order::Listed(keys)).await;
    }

    /// Sets where listed homes may be reached, at most 256 homes with 16 addresses each. They are
    /// dialled for ever, also through neighbours that relay; an empty list means only those.
    pub async fn book(&self, homes: BTreeMap<Key, Vec<String>>) {
        self.order(Order::Book(homes)).await;
    }

    /// Sets who is dialled before others that are due as well, and which homes are of one group: of the
    /// connections no group has more than a quarter, however many homes it lists.
    pub async fn prefer(&self, first: BTreeSet<Key>, groups: BTreeMap<Key, Id>) {
        self.order(Order::Prefer { first, groups }).await;
    }

    /// Sets the topics that we follow.
    pub async fn topics(&self, topics: BTreeSet<String>) {
        self.order(Order::Topics(topics)).await;
    }

    /// Hands a message to the neighbours that follow the topic.
    pub async fn publish(&self, topic: String, bytes: Vec<u8>) -> Published {
        self.ask(|answer| Order::Publish { topic, bytes, answer }).await.unwrap_or(Published::Nobody)
    }

    /// Says what became of a message that was heard; every one gets a verdict.
    pub async fn judge(&self, token: Token, verdict: Verdict) {
        self.order(Order::Judge { token, verdict }).await;
    }

    /// Opens a stream to a connected home.
    ///
    /// # Errors
    /// [`NetFault::NotListed`] for sync with an unlisted home, [`NetFault::NotConnected`],
    /// [`NetFault::Refused`] where the other end does not take it, [`NetFault::Late`] after 10 s,
    /// [`NetFault::Stream`], [`NetFault::Key`], [`NetFault::Stopped`].
    pub async fn open(&self, to: Key, kind: Kind) -> Result<Duplex, NetFault> {
        let peer = translate::peer(&to).ok_or(NetFault::Key)?;
        if kind == Kind::Sync && !self.shared.listed.holds(&peer) {
            return Err(NetFault::NotListed);
        }
        let place = self.shared.places.take(peer, Side::Ours).ok_or(NetFault::Refused)?;
        let (answer, opened) = oneshot::channel();
        self.order(Order::Open { peer, kind, answer }).await;
        match tokio::time::timeout(OPEN_TIMEOUT, opened).await {
            Ok(Ok(stream)) => Ok(Duplex::new(stream?, place)),
            // Nobody is left who could answer: the connection has gone, or all of them.
            Ok(Err(_)) if self.orders.is_closed() => Err(NetFault::Stopped),
            Ok(Err(_)) => Err(NetFault::NotConnected),
            Err(_) => Err(NetFault::Late),
        }
    }

    /// Connects to a home, listed or not, within 15 s; for a knock at the addresses of an invite.
    ///
    /// # Errors
    /// [`NetFault::Unreachable`] where no address answered as this key, [`NetFault::Late`],
    /// [`NetFault::Key`], [`NetFault::Stopped`].
    pub async fn dial(&self, to: Key, addresses: Vec<String>) -> Result<(), NetFault> {
        let peer = translate::peer(&to).ok_or(NetFault::Key)?;
        let dialled = self.ask(|answer| Order::Dial { peer, addresses, answer });
        match tokio::time::timeout(DIAL_TIMEOUT, dialled).await {
            Ok(answered) => answered?,
            Err(_) => Err(NetFault::Late),
        }
    }

    /// The listed homes that are connected.
    pub async fn peers(&self) -> Vec<Peer> {
        self.ask(Order::Peers).await.unwrap_or_default()
    }

    /// How others can reach this home.
    pub async fn reach(&self) -> Reach {
        self.ask(Order::Reach).await.unwrap_or_default()
    }

    /// Offers to carry what other homes say to each other, or not.
    pub async fn relay(&self, relaying: Relaying) {
        self.order(Order::Relay(relaying)).await;
    }

    /// Bytes that went to other homes and came from them since this was asked last: see `net/line.rs` for what is
    /// not seen. To be asked by one only.
    pub fn passed(&self) -> u64 {
        self.shared.meter.take()
    }

    /// How many the network has turned away by itself since the start, by their codes ([`Away`]).
    pub fn turned_away(&self) -> BTreeMap<&'static str, u64> {
        self.shared.turned.told()
    }

    /// Says goodbye to all connected homes and ends the task.
    pub async fn stop(&self) {
        if let Err(fault) = self.ask(Order::Stop).await {
            tracing::debug!(%fault, "the network had stopped before");
        }
    }

    async fn order(&self, order: Order) {
        if self.orders.send(order).await.is_err() {
            tracing::debug!("an order came after the network had stopped");
        }
    }

    async fn ask<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> Result<T, NetFault> {
        let (answer, question) = oneshot::channel();
        self.order(order(answer)).await;
        question.await.map_err(|_| NetFault::Stopped)
    }
}
