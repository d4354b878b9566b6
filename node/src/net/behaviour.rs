//! Owns the composition: which libp2p protocols a home speaks and with which settings. Every
//! number that differs from libp2p's default stands here, in `callers.rs`, `crowd.rs`, `gossip.rs`, `line.rs`, `mux.rs`,
//! `places.rs` or `relaying.rs`.

use std::time::Duration;

use libp2p::identity::Keypair;
use libp2p::swarm::NetworkBehaviour;
use libp2p::swarm::behaviour::toggle::Toggle;
use libp2p::upnp;
use libp2p::{Swarm, SwarmBuilder, autonat, dcutr, identify, mdns, memory_connection_limits, ping, relay};

use super::callers::Callers;
use super::crowd::Crowd;
use super::gate::{Gate, Listed};
use super::gossip::{self, Gossip};
use super::line::{self, Meter};
use super::mux::STREAMS_MAX;
use super::turned::Turned;
use super::{NetFault, Settings, relaying, streams};

/// 512 MiB: above it no new connection is taken.
pub const MEMORY_BYTES_MAX: usize = 512 * 1024 * 1024;
/// 5 min: a connection without gossip, streams or reservation may rest that long.
const IDLE_TIMEOUT: Duration = Duration::from_secs(300);
/// 7 s for a connection. Below the 10 s in which a neighbour has to answer a test of our address:
/// a firewall that drops in silence would otherwise never count as a failure, and the test would
/// be repeated for ever.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(7);
/// Sent in identify: the version is what `doctor` compares, nothing else is told.
const AGENT: &str = concat!("talko/", env!("CARGO_PKG_VERSION"));

/// Everything a home speaks. The limits stand first: who is refused there reaches nothing else.
#[derive(NetworkBehaviour)]
pub(super) struct Behaviour {
    pub(super) crowd: Crowd,
    pub(super) memory: memory_connection_limits::Behaviour,
    pub(super) callers: Callers,
    pub(super) gossip: Gate<Gossip>,
    pub(super) relay: Gate<relay::Behaviour>,
    pub(super) autonat: Gate<autonat::v2::client::Behaviour>,
    pub(super) autonat_server: Gate<autonat::v2::server::Behaviour>,
    pub(super) dcutr: Gate<dcutr::Behaviour>,
    pub(super) relay_client: relay::client::Behaviour,
    pub(super) identify: identify::Behaviour,
    pub(super) ping: ping::Behaviour,
    pub(super) streams: streams::Behaviour,
    pub(super) mdns: Toggle<mdns::tokio::Behaviour>,
    pub(super) upnp: Toggle<upnp::tokio::Behaviour>,
}

/// Builds the swarm; nothing listens or dials yet.
pub(super) fn swarm(
    seed: [u8; 32],
    settings: &Settings,
    listed: &Listed,
    meter: &Meter,
    turned: &Turned,
) -> Result<Swarm<Behaviour>, NetFault> {
    // `ed25519_from_bytes` wipes what it is given, which is our copy.
    let keypair = Keypair::ed25519_from_bytes(seed).map_err(NetFault::identity)?;
    let builder = || -> Result<_, NetFault> {
        let (circuits, relay_client) = relay::client::new(keypair.public().to_peer_id());
        let builder = SwarmBuilder::with_existing_identity(keypair.clone())
            .with_tokio()
            .with_other_transport(|keypair| line::over_tcp(keypair, listed, meter, turned))
            .map_err(NetFault::identity)?
            .with_other_transport(|keypair| line::over_quic(keypair, listed, meter))
            .map_err(NetFault::identity)?
            .with_other_transport(|keypair| line::over_circuits(circuits, keypair, listed, turned))
            .map_err(NetFault::identity)?;
        Ok((builder, relay_client))
    };
    let compose = |keypair: &Keypair, relay_client| behaviour(keypair, relay_client, settings, listed);
    let rest = |config: libp2p::swarm::Config| {
        // Port reuse on dials stays on (libp2p's default): hole punching depends on it.
        // Ranked dials: local before public, QUIC before TCP, so that two homes choose alike.
        config
            .with_idle_connection_timeout(IDLE_TIMEOUT)
            .with_max_negotiating_inbound_streams(STREAMS_MAX)
            .with_smart_dial()
    };
    let (named, relay_client) = builder()?;
    match named.with_dns() {
        Ok(builder) => Ok(builder
            .with_behaviour(|keypair| compose(keypair, relay_client))
            .map_err(NetFault::compose)?
            .with_swarm_config(rest)
            .with_connection_timeout(CONNECT_TIMEOUT)
            .build()),
        Err(fault) => {
            // No resolver on this machine: numeric addresses still work.
            tracing::warn!(%fault, "names cannot be resolved here");
            let (builder, relay_client) = builder()?;
            Ok(builder
                .with_behaviour(|keypair| compose(keypair, relay_client))
                .map_err(NetFault::compose)?
                .with_swarm_config(rest)
                .with_connection_timeout(CONNECT_TIMEOUT)
                .build())
        }
    }
}

/// A fresh tester of our own addresses; also used after the network has changed, because it never
/// tests one address twice.
pub(super) fn autonat() -> autonat::v2::client::Behaviour {
    autonat::v2::client::Behaviour::default()
}

fn behaviour(
    keypair: &Keypair,
    relay_client: relay::client::Behaviour,
    settings: &Settings,
    listed: &Listed,
) -> Result<Behaviour, Box<dyn std::error::Error + Send + Sync>> {
    let own = keypair.public().to_peer_id();
    // Strangers are not told where this house listens; neighbours learn it from address records.
    let identify = identify::Config::new("talko/1".to_owned(), keypair.public())
        .with_agent_version(AGENT.to_owned())
        .with_hide_listen_addrs(true)
        .with_cache_size(0);
    let ping = ping::Config::new().with_interval(Duration::from_secs(15)).with_timeout(Duration::from_secs(10));
    let gossip = gossip::behaviour(settings.message_id)?;
    Ok(Behaviour {
        crowd: Crowd::default(),
        memory: memory_connection_limits::Behaviour::with_max_bytes(MEMORY_BYTES_MAX),
        callers: Callers::new(listed.clone()),
        gossip: Gate::new(listed.clone(), gossip),
        relay: relaying::behaviour(own, listed),
        autonat: Gate::new(listed.clone(), autonat()),
        autonat_server: Gate::new(listed.clone(), autonat::v2::server::Behaviour::default()),
        dcutr: Gate::new(listed.clone(), dcutr::Behaviour::new(own)),
        relay_client,
        identify: identify::Behaviour::new(identify),
        ping: ping::Behaviour::new(ping),
        streams: streams::Behaviour::default(),
        mdns: Toggle::from(local_search(settings, own)),
        upnp: Toggle::from(settings.upnp.then(upnp::tokio::Behaviour::default)),
    })
}

/// Looks for homes on the same network every 45 s: the default of 5 min is longer than a visit.
fn local_search(settings: &Settings, own: libp2p::PeerId) -> Option<mdns::tokio::Behaviour> {
    if !settings.lan {
        return None;
    }
    let config = mdns::Config { query_interval: Duration::from_secs(45), ..mdns::Config::default() };
    match mdns::tokio::Behaviour::new(config, own) {
        Ok(search) => Some(search),
        Err(fault) => {
            tracing::warn!(%fault, "homes on the local network cannot be searched for");
            None
        }
    }
}
