//! Owns a connection to the victim: Noise and yamux, or QUIC, as libp2p speaks them, and above them nothing but
//! raw streams by the name of a protocol. No limit of ours holds the attacker back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt as _;
use libp2p::identity::Keypair;
use libp2p::swarm::dial_opts::DialOpts;
use libp2p::swarm::{Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, Stream, StreamProtocol, SwarmBuilder, noise, tcp, yamux};
use libp2p_stream::{Behaviour, Control, IncomingStreams};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::fault::HostileFault;

/// Catch-up between listed homes.
pub const SYNC: &str = "/talko/1/sync";
/// The door.
pub const KNOCK: &str = "/talko/1/knock";
/// Gossip.
pub const MESH: &str = "/meshsub/1.1.0";
/// Who is there.
pub const IDENTIFY: &str = "/ipfs/id/1.0.0";
/// The same, unasked.
pub const IDENTIFY_PUSH: &str = "/ipfs/id/push/1.0.0";
/// By this protocol others ask a home to relay.
pub const RELAY: &str = "/libp2p/circuit/relay/0.2.0/hop";
/// Every protocol that a home offers to anybody, and those that it offers to whom it lists.
pub const ALL: [&str; 9] = [
    SYNC,
    KNOCK,
    MESH,
    IDENTIFY,
    IDENTIFY_PUSH,
    "/ipfs/ping/1.0.0",
    RELAY,
    "/libp2p/autonat/2/dial-request",
    "/libp2p/dcutr",
];

/// 5 s for a call or a stream: a busy machine answers later than a quiet one.
const PATIENCE: Duration = Duration::from_secs(5);
/// 4,000: streams that the attacker's own end allows.
const STREAMS: usize = 4_000;

/// Somebody who is about to call.
pub struct Caller {
    swarm: Swarm<Behaviour>,
    control: Control,
    deaf: Vec<JoinHandle<()>>,
}

/// A connection that stands, or stood.
pub struct Line {
    control: Control,
    victim: PeerId,
    up: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Caller {
    /// Somebody with this identity.
    ///
    /// # Errors
    /// [`HostileFault::Setup`].
    pub fn new(identity: Keypair) -> Result<Caller, HostileFault> {
        let mux = || {
            let mut mux = yamux::Config::default();
            mux.set_max_num_streams(STREAMS);
            mux
        };
        let swarm = SwarmBuilder::with_existing_identity(identity)
            .with_tokio()
            .with_tcp(tcp::Config::default().nodelay(true), noise::Config::new, mux)
            .map_err(|_| HostileFault::Setup("transport"))?
            .with_quic()
            .with_behaviour(|_| Behaviour::new())
            .map_err(|_| HostileFault::Setup("behaviour"))?
            .with_swarm_config(|config| config.with_idle_connection_timeout(Duration::from_secs(3_600)))
            .build();
        let control = swarm.behaviour().new_control();
        Ok(Caller { swarm, control, deaf: Vec::new() })
    }

    /// Takes streams of this protocol that the victim opens.
    ///
    /// # Errors
    /// [`HostileFault::Setup`] where it is offered already.
    pub fn offers(&mut self, protocol: &'static str) -> Result<IncomingStreams, HostileFault> {
        self.control.accept(StreamProtocol::new(protocol)).map_err(|_| HostileFault::Setup("a protocol twice"))
    }

    /// Takes gossip, without which the victim would not listen to any from here, and never reads it: what waits
    /// for this neighbour grows at the victim.
    ///
    /// # Errors
    /// [`HostileFault::Setup`].
    pub fn follows_gossip(&mut self) -> Result<(), HostileFault> {
        let mut heard = self.offers(MESH)?;
        self.deaf.push(tokio::spawn(async move {
            let mut kept = Vec::new();
            while let Some((_, stream)) = heard.next().await {
                kept.push(stream);
            }
        }));
        Ok(())
    }

    /// Calls the victim, whoever answers there.
    ///
    /// # Errors
    /// [`HostileFault::Refused`].
    pub async fn call(mut self, at: &Multiaddr) -> Result<Line, HostileFault> {
        let call = DialOpts::unknown_peer_id().address(at.clone()).build();
        self.swarm.dial(call).map_err(|_| HostileFault::Refused)?;
        let answered = async {
            loop {
                match self.swarm.select_next_some().await {
                    SwarmEvent::ConnectionEstablished { peer_id, .. } => return Ok(peer_id),
                    SwarmEvent::OutgoingConnectionError { .. } => return Err(HostileFault::Refused),
                    // libp2p's own enum, open to growth.
                    _ => {}
                }
            }
        };
        let victim = timeout(PATIENCE, answered).await.map_err(|_| HostileFault::Refused)??;
        let up = Arc::new(AtomicBool::new(true));
        self.deaf.push(tokio::spawn(drive(self.swarm, up.clone())));
        Ok(Line { control: self.control, victim, up, tasks: self.deaf })
    }
}

async fn drive(mut swarm: Swarm<Behaviour>, up: Arc<AtomicBool>) {
    loop {
        if let SwarmEvent::ConnectionClosed { .. } = swarm.select_next_some().await {
            up.store(false, Ordering::SeqCst);
        }
    }
}

impl Line {
    /// Opens a stream of this protocol.
    ///
    /// # Errors
    /// [`HostileFault::Refused`].
    pub async fn open(&self, protocol: &'static str) -> Result<Stream, HostileFault> {
        let mut control = self.control.clone();
        if !self.is_up() {
            return Err(HostileFault::Refused);
        }
        match timeout(PATIENCE, control.open_stream(self.victim, StreamProtocol::new(protocol))).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(_)) | Err(_) => Err(HostileFault::Refused),
        }
    }

    /// Writes in time: what the victim does not read for so long is given up.
    ///
    /// # Errors
    /// [`HostileFault::Stuck`], or as the writing itself.
    pub async fn in_time(sent: impl Future<Output = Result<(), HostileFault>>) -> Result<(), HostileFault> {
        timeout(PATIENCE, sent).await.map_err(|_| HostileFault::Stuck)?
    }

    /// False once the victim, or the line, has ended it.
    pub fn is_up(&self) -> bool {
        self.up.load(Ordering::SeqCst)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
