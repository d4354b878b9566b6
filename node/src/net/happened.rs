//! Owns what the task makes of libp2p's events: each is noted where it belongs, and what the owner
//! has to know goes out.

use std::collections::BTreeSet;
use std::collections::btree_map::Entry;
use std::time::Instant;

use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{ConnectionId, DialError, FromSwarm, NetworkBehaviour as _, NewExternalAddrCandidate, SwarmEvent};
use libp2p::{Multiaddr, PeerId, autonat, core, dcutr, gossipsub, identify, mdns, ping, relay, upnp};

use super::behaviour::BehaviourEvent;
use super::links::{Left, Link};
use super::places::{Duplex, Side};
use super::streams::Came;
use super::task::{Task, reply};
use super::translate::{self, ADDRESSES_MAX, Scope};
use super::{Away, Event, Kind, NetFault, Token, Verdict, gossip};

/// 64 homes of the local network are remembered.
const FOUND_MAX: usize = 64;

impl Task {
    /// Takes one event of the swarm.
    pub(super) fn happened(&mut self, event: SwarmEvent<BehaviourEvent>) {
        let now = Instant::now();
        match event {
            SwarmEvent::Behaviour(event) => self.behaved(event, now),
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, .. } => {
                self.connected(peer_id, connection_id, &endpoint, now);
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, cause, .. } => {
                tracing::debug!(peer = %peer_id, ?cause, "a connection has closed");
                self.disconnected(connection_id, now);
            }
            SwarmEvent::OutgoingConnectionError { connection_id, peer_id, error } => {
                tracing::debug!(peer = ?peer_id, %error, "a dial has failed");
                if let (Some(wanted), DialError::WrongPeerId { obtained, address }) = (peer_id, &error) {
                    self.call_whoever(&wanted, *obtained, address);
                }
                let relays = !self.links.relays().is_empty();
                self.dialer.failed(&connection_id, relays, now);
                if let Some(answer) = self.calls.remove(&connection_id) {
                    reply(answer, Err(NetFault::Unreachable(Box::new(error))));
                }
                self.dial();
            }
            SwarmEvent::IncomingConnectionError { peer_id, error, .. } => {
                tracing::debug!(peer = ?peer_id, %error, "a call came to nothing");
                if let Some(away) = Away::calling(&error) {
                    self.turned.count(away);
                }
            }
            SwarmEvent::NewListenAddr { address, listener_id } => {
                if self.loopback || translate::scope(&address) != Scope::Loopback {
                    self.opening.retain(|opening| *opening != listener_id);
                    self.dial();
                }
                self.moved |= now >= self.settles && !translate::relayed(&address);
                self.own.listens(&address);
                self.tell_listening();
            }
            SwarmEvent::ExpiredListenAddr { address, .. } => {
                self.moved |= self.own.left(&address);
                self.tell_listening();
            }
            SwarmEvent::ListenerClosed { listener_id, addresses, reason } => {
                tracing::debug!(?reason, "a listener has closed");
                for address in &addresses {
                    self.own.left(address);
                }
                self.own.closed(&listener_id, now);
            }
            SwarmEvent::NewExternalAddrCandidate { address } => self.offer_all_ports(&address),
            SwarmEvent::ExternalAddrConfirmed { address } => {
                self.own.confirm(&address);
                self.show_relaying();
            }
            SwarmEvent::ExternalAddrExpired { address } => {
                self.own.expire(&address);
                self.show_relaying();
            }
            // libp2p's own enum, open to growth: the rest is of interest to it alone.
            other => tracing::trace!(?other, "swarm"),
        }
    }

    /// Where a listed home was, somebody else answers: perhaps the same home with new keys, which knows us and
    /// cannot call. It is called as the stranger that it is, so that it may knock. Once for each dial of the
    /// listed one, so ever more rarely.
    fn call_whoever(&mut self, wanted: &PeerId, obtained: PeerId, address: &Multiaddr) {
        let known = self.listed.holds(&obtained) || self.swarm.is_connected(&obtained);
        if known || !self.listed.holds(wanted) || translate::relayed(address) || self.links.crowded(address) {
            return;
        }
        let at = translate::bare(translate::bare(address.clone(), wanted), &obtained);
        let options = DialOpts::peer_id(obtained).addresses(vec![at]).condition(PeerCondition::NotDialing).build();
        if let Err(fault) = self.swarm.dial(options) {
            tracing::debug!(%fault, "whoever answers for a listed home was not called");
        }
    }

    fn behaved(&mut self, event: BehaviourEvent, now: Instant) {
        match event {
            BehaviourEvent::Gossip(event) => self.gossiped(event),
            BehaviourEvent::Ping(ping::Event { connection, result, .. }) => match result {
                Ok(taken) => self.links.round_trip(&connection, taken),
                Err(ping::Failure::Unsupported) => {}
                // libp2p does not close a dead connection by itself.
                Err(ping::Failure::Timeout | ping::Failure::Other { .. }) => {
                    self.swarm.close_connection(connection);
                }
            },
            BehaviourEvent::Identify(identify::Event::Received { peer_id, connection_id, info }) => {
                self.called_at(&connection_id, &info.observed_addr);
                let relays = info.protocols.contains(&relay::HOP_PROTOCOL_NAME);
                if self.links.introduced(peer_id, &info.agent_version, relays) {
                    self.reserve(now);
                    self.dialer.reset_unlinked(now);
                    self.dial();
                }
            }
            BehaviourEvent::Identify(other) => tracing::trace!(?other, "identify"),
            BehaviourEvent::Mdns(mdns::Event::Discovered(found)) => self.found(found, now),
            BehaviourEvent::Mdns(mdns::Event::Expired(gone)) => self.left(gone),
            BehaviourEvent::Upnp(event) => self.mapped(event),
            BehaviourEvent::RelayClient(relay::client::Event::ReservationReqAccepted { relay_peer_id, .. }) => {
                self.own.granted(&relay_peer_id);
            }
            BehaviourEvent::RelayClient(other) => tracing::debug!(?other, "relayed"),
            BehaviourEvent::Relay(event) => {
                tracing::debug!(?event, "relaying");
                if let Some(away) = Away::relaying(&event) {
                    self.turned.count(away);
                }
            }
            BehaviourEvent::Autonat(autonat::v2::client::Event { tested_addr, result, .. }) => {
                tracing::debug!(address = %tested_addr, ?result, "an own address was tested");
                if result.is_err() {
                    self.own.refute();
                }
            }
            BehaviourEvent::AutonatServer(other) => tracing::debug!(?other, "tested an address for a neighbour"),
            BehaviourEvent::Dcutr(dcutr::Event { remote_peer_id, result }) => {
                tracing::debug!(peer = %remote_peer_id, ?result, "hole punch");
            }
            BehaviourEvent::Streams(came) => self.came(came),
            BehaviourEvent::Callers(never) => match never {},
            BehaviourEvent::Crowd(never) => match never {},
            BehaviourEvent::Memory(never) => match never {},
        }
    }

    /// Somebody opened a stream: handed on where there is a place for it, else dropped, which resets it.
    fn came(&mut self, came: Came<PeerId>) {
        let Came { from: peer, kind, stream } = came;
        let side = if self.listed.holds(&peer) { Side::Theirs } else { Side::Strangers };
        if side == Side::Strangers && kind == Kind::Sync {
            tracing::debug!(%peer, "an unlisted peer asked for sync");
            self.turned.count(Away::Sync);
            return;
        }
        let (Some(from), Some(place)) = (translate::key(&peer), self.places.take(peer, side)) else {
            tracing::debug!(%peer, "no place for another stream");
            self.turned.count(Away::Stream);
            return;
        };
        self.outlet.fact(Event::Inbound { from, kind, duplex: Duplex::new(stream, place) });
    }

    /// A neighbour sees us at this address, over the transport that happened to connect us. For a
    /// hole punch both ends have to try the same one, so the address is offered with every port
    /// that we listen at: most routers keep port numbers.
    fn offer_all_ports(&mut self, seen: &Multiaddr) {
        if translate::scope(seen) != Scope::Public {
            return;
        }
        for address in self.own.listening().filter_map(|own| translate::grafted(seen, own)) {
            let candidate = FromSwarm::NewExternalAddrCandidate(NewExternalAddrCandidate { addr: &address });
            self.swarm.behaviour_mut().dcutr.on_swarm_event(candidate);
        }
    }

    /// A listed home that called us without having been called says which address it dialled: at
    /// that address we can be reached. AutoNAT alone does not find out, because libp2p asks only
    /// homes that we have dialled, and all neighbours of the one open home sit behind routers.
    fn called_at(&mut self, connection: &ConnectionId, dialled: &Multiaddr) {
        if self.links.unasked(connection) && translate::scope(dialled) == Scope::Public {
            self.swarm.add_external_address(dialled.clone());
            self.own.confirm(dialled);
            self.show_relaying();
        }
    }

    fn gossiped(&mut self, event: gossipsub::Event) {
        match event {
            gossipsub::Event::Message { propagation_source, message_id, message } => {
                let token = Token { message: message_id, from: propagation_source };
                let Some(from) = translate::key(&propagation_source) else {
                    return self.judge(&token, Verdict::Reject);
                };
                let topic = gossip::name(&message.topic);
                let heard = Event::Heard { from, topic, bytes: message.data, token: token.clone() };
                if !self.outlet.hint(heard) {
                    self.judge(&token, Verdict::Ignore);
                }
            }
            gossipsub::Event::Subscribed { peer_id, topic } => {
                if let Some(key) = translate::key(&peer_id) {
                    self.outlet.hint(Event::Subscribed { key, topic: gossip::name(&topic) });
                }
            }
            gossipsub::Event::SlowPeer { peer_id, failed_messages } => {
                tracing::debug!(peer = %peer_id, ?failed_messages, "a neighbour is slow; sync will bring the rest");
            }
            gossipsub::Event::Unsubscribed { .. } | gossipsub::Event::GossipsubNotSupported { .. } => {}
        }
    }

    fn connected(&mut self, peer: PeerId, connection: ConnectionId, endpoint: &core::ConnectedPoint, now: Instant) {
        let open = self.swarm.behaviour().gossip.is_open(&connection);
        let before = self.links.left(&peer);
        let relayed = endpoint.is_relayed();
        let ours = endpoint.is_dialer();
        let address = match endpoint {
            // The far end of a relayed call has no address; the way it came is all there is to tell.
            core::ConnectedPoint::Listener { local_addr, .. } if relayed => local_addr.clone(),
            core::ConnectedPoint::Listener { send_back_addr, .. } => translate::bare(send_back_addr.clone(), &peer),
            core::ConnectedPoint::Dialer { address, .. } => translate::bare(address.clone(), &peer),
        };
        // A hole punch looks like a call by the other end, but we have knocked too. Whoever has knocked here calls anew
        // once it is listed.
        let first = match before {
            Left::Nothing => true,
            Left::Closed => !self.links.called(&peer),
            Left::Relayed | Left::Direct => false,
        };
        let unasked = !ours && !relayed && first && !self.dialer.dialing(&peer);
        let link = Link { peer, open, relayed, ours, unasked, address: address.clone(), since: now, round_trip: None };
        self.links.add(connection, link);
        if let Some(answer) = self.calls.remove(&connection) {
            reply(answer, Ok(()));
        }
        if !open {
            if !ours && self.links.crowded(&address) {
                tracing::debug!(%peer, "too many unlisted peers");
                self.turned.count(Away::Stranger);
                self.swarm.close_connection(connection);
            }
            return;
        }
        if self.links.is_beyond_its_share(&peer) {
            tracing::info!(%peer, "its collective has a quarter of the connections already");
            self.turned.count(Away::Share);
            self.swarm.close_connection(connection);
        }
        self.dialer.connected(&peer, relayed, now);
        if ours {
            self.dialer.met(&peer, &address, now);
        }
        self.own.linked(now);
        match before {
            Left::Nothing | Left::Closed => {
                if let Some(key) = translate::key(&peer) {
                    self.outlet.fact(Event::Connected(key));
                }
            }
            Left::Relayed | Left::Direct => {}
        }
    }

    fn disconnected(&mut self, connection: ConnectionId, now: Instant) {
        let Some((link, left)) = self.links.remove(&connection) else {
            return;
        };
        match left {
            Left::Direct => return,
            Left::Relayed => self.dialer.lost(&link.peer, true, now),
            Left::Nothing | Left::Closed => {
                self.dialer.lost(&link.peer, false, now);
                if let (true, Some(key)) = (link.open, translate::key(&link.peer)) {
                    self.outlet.fact(Event::Disconnected(key));
                }
            }
        }
        self.dial();
    }

    fn found(&mut self, found: Vec<(PeerId, Multiaddr)>, now: Instant) {
        let mut told = BTreeSet::new();
        for (peer, address) in found {
            let homes = self.nearby.len();
            let addresses = match self.nearby.entry(peer) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(free) if homes < FOUND_MAX => free.insert(Vec::new()),
                Entry::Vacant(_) => continue,
            };
            let address = translate::bare(address, &peer);
            if addresses.len() < ADDRESSES_MAX && !addresses.contains(&address) {
                addresses.push(address);
            }
            told.insert(peer);
        }
        for peer in told {
            if let (Some(key), Some(addresses)) = (translate::key(&peer), self.nearby.get(&peer)) {
                let addresses = addresses.iter().map(Multiaddr::to_string).collect();
                self.outlet.hint(Event::Found { key, addresses });
            }
        }
        self.call_nearby(now);
    }

    /// Calls the listed homes of the local network. They are named there once: what was heard before
    /// they were listed counts too.
    pub(super) fn call_nearby(&mut self, now: Instant) {
        for (peer, addresses) in &self.nearby {
            if self.listed.holds(peer) {
                self.dialer.found(peer, addresses, now);
            }
        }
        self.dial();
    }

    fn left(&mut self, gone: Vec<(PeerId, Multiaddr)>) {
        for (peer, address) in gone {
            if let Some(addresses) = self.nearby.get_mut(&peer) {
                let address = translate::bare(address, &peer);
                addresses.retain(|known| *known != address);
                if addresses.is_empty() {
                    self.nearby.remove(&peer);
                }
            }
        }
    }

    fn mapped(&mut self, event: upnp::Event) {
        match event {
            upnp::Event::NewExternalAddr { external_addr, .. } => self.own.map(external_addr),
            upnp::Event::ExpiredExternalAddr { external_addr, .. } => self.own.unmap(&external_addr),
            upnp::Event::GatewayNotFound => tracing::info!("no router here opens ports"),
            upnp::Event::NonRoutableGateway => tracing::info!("the router itself is behind another router"),
        }
    }
}
