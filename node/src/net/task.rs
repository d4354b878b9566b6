//! Owns the one loop that polls the swarm: it takes orders, hands events on, and does the
//! housekeeping. It dispatches; what to do is decided by the modules beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use libp2p::core::transport::TransportError;
use libp2p::gossipsub::MessageAcceptance;
use libp2p::multiaddr::Protocol;
use libp2p::swarm::behaviour::toggle::Toggle;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{ConnectionId, FromSwarm, NetworkBehaviour as _, NewListenAddr, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, autonat, core, dcutr, gossipsub, identify, mdns, ping, relay, upnp};
use libp2p_stream::Control;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::behaviour::{self, Behaviour, BehaviourEvent};
use super::dialer::Dialer;
use super::gate::Listed;
use super::gossip::{self, Pace};
use super::links::{Left, Link, Links};
use super::outlet::Outlet;
use super::reach::Own;
use super::streams::{self, Places};
use super::translate::{self, ADDRESSES_MAX};
use super::{Event, Kind, NetFault, Order, Published, Settings, Token, Verdict};

/// Twice a second: dials, reservations and connections whose time has come.
const TICK: Duration = Duration::from_millis(500);
/// 300 ms for goodbyes.
const GOODBYE: Duration = Duration::from_millis(300);
/// 64 homes taken from one answer on the local network.
const FOUND_MAX: usize = 64;

/// Sets everything up and starts the task.
pub(super) fn spawn(
    seed: [u8; 32],
    settings: &Settings,
    listed: &Listed,
    places: &Places,
    orders: mpsc::Receiver<Order>,
    events: mpsc::Sender<Event>,
) -> Result<Control, NetFault> {
    let fixed = settings.external.iter().map(|text| wanted_address(text)).collect::<Result<BTreeSet<_>, _>>()?;
    let listen = settings.listen.iter().map(|text| wanted_address(text)).collect::<Result<Vec<_>, _>>()?;
    listen.iter().try_for_each(free)?;
    let mut swarm = behaviour::swarm(seed, settings, listed)?;
    let own = *swarm.local_peer_id();
    for address in &fixed {
        swarm.add_external_address(address.clone());
    }
    let mut control = swarm.behaviour().streams.new_control();
    let mut accepting = Vec::new();
    for kind in [Kind::Sync, Kind::Knock] {
        let incoming = control.accept(kind.protocol()).expect("each kind is accepted once, here");
        accepting.push(tokio::spawn(streams::accept(incoming, kind, listed.clone(), places.clone(), events.clone())));
    }
    listen_at(&mut swarm, &listen)?;
    let mut task = Task {
        swarm,
        outlet: Outlet::new(events),
        listed: listed.clone(),
        places: places.clone(),
        dialer: Dialer::default(),
        own: Own::new(own, fixed),
        pace: Pace::default(),
        topics: BTreeSet::new(),
        links: Links::default(),
        calls: BTreeMap::new(),
        announced: Vec::new(),
        settled: false,
        moved: false,
        accepting,
    };
    task.show_relaying();
    tokio::spawn(task.run(orders));
    Ok(control)
}

/// Everything the loop holds.
struct Task {
    swarm: Swarm<Behaviour>,
    outlet: Outlet,
    listed: Listed,
    places: Places,
    dialer: Dialer,
    own: Own,
    pace: Pace,
    topics: BTreeSet<String>,
    links: Links,
    /// Dials that somebody waits for; bounded by the pending dials that the limits allow.
    calls: BTreeMap<ConnectionId, oneshot::Sender<Result<(), NetFault>>>,
    /// The publishable addresses as the owner knows them.
    announced: Vec<Multiaddr>,
    /// The first tick is over: what changes now is the network, not our start.
    settled: bool,
    /// The network has changed since the last tick.
    moved: bool,
    accepting: Vec<JoinHandle<()>>,
}

impl Task {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                event = self.swarm.select_next_some() => self.happened(event),
                order = orders.recv() => match order {
                    Some(Order::Stop(answer)) => {
                        self.goodbye().await;
                        if answer.send(()).is_err() {
                            tracing::debug!("nobody waits for the end of the network");
                        }
                        return;
                    }
                    Some(order) => self.obey(order),
                    // The last handle is gone.
                    None => return self.goodbye().await,
                },
                _ = tick.tick() => {
                    if self.outlet.closed() {
                        return self.goodbye().await;
                    }
                    self.keep_house();
                }
            }
        }
    }

    fn obey(&mut self, order: Order) {
        let now = Instant::now();
        match order {
            Order::Listed(keys) => {
                self.listed.replace(keys.iter().filter_map(translate::peer).collect());
                self.links.relisted(now);
                let listed = self.listed.clone();
                self.dialer.keep(|peer| listed.holds(peer));
                for connection in self.links.revoked(&self.listed) {
                    self.swarm.close_connection(connection);
                }
                for (peer, address) in self.links.behind(&self.listed) {
                    self.dialer.met(&peer, &address, now);
                }
                self.dial();
            }
            Order::Book(book) => {
                let own = *self.swarm.local_peer_id();
                let book = book.iter().filter_map(|(key, texts)| {
                    let peer = translate::peer(key).filter(|peer| *peer != own)?;
                    Some((peer, translate::addresses(texts, &peer)))
                });
                self.dialer.book(book.collect(), now);
                self.dial();
            }
            Order::Topics(topics) => self.follow(topics),
            Order::Publish { topic, bytes, answer } => {
                let published = self.publish(&topic, bytes, now);
                if answer.send(published).is_err() {
                    tracing::debug!("nobody waits for what became of a message");
                }
            }
            Order::Judge { token, verdict } => self.judge(&token, verdict),
            Order::Dial { peer, addresses, answer } => self.call(peer, &addresses, answer),
            Order::Connected { peer, answer } => reply(answer, self.swarm.is_connected(&peer)),
            Order::Peers(answer) => reply(answer, self.links.peers(now)),
            Order::Reach(answer) => reply(answer, self.own.report(now)),
            Order::Stop(answer) => reply(answer, ()),
        }
    }

    fn follow(&mut self, topics: BTreeSet<String>) {
        for left in self.topics.difference(&topics) {
            self.swarm.behaviour_mut().gossip.inner().unsubscribe(&gossip::topic(left));
        }
        self.pace.keep(&topics);
        let mut followed: BTreeSet<String> = self.topics.intersection(&topics).cloned().collect();
        for topic in topics {
            if followed.contains(&topic) {
                continue;
            }
            match gossip::subscribe(self.swarm.behaviour_mut().gossip.inner(), &gossip::topic(&topic)) {
                Ok(()) => {
                    followed.insert(topic);
                }
                Err(fault) => tracing::warn!(%fault, topic, "a topic cannot be followed"),
            }
        }
        self.topics = followed;
    }

    fn publish(&mut self, topic: &str, bytes: Vec<u8>, now: Instant) -> Published {
        if !self.topics.contains(topic) {
            return Published::Foreign;
        }
        if !self.pace.take(topic, now) {
            return Published::Busy;
        }
        gossip::outcome(self.swarm.behaviour_mut().gossip.inner().publish(gossip::topic(topic), bytes))
    }

    fn judge(&mut self, token: &Token, verdict: Verdict) {
        let acceptance = match verdict {
            Verdict::Accept => MessageAcceptance::Accept,
            Verdict::Ignore => MessageAcceptance::Ignore,
            Verdict::Reject => MessageAcceptance::Reject,
        };
        let gossip = self.swarm.behaviour_mut().gossip.inner();
        if !gossip.report_message_validation_result(&token.message, &token.from, acceptance) {
            tracing::debug!("a verdict came too late: the message is handed on by sync");
        }
    }

    fn call(&mut self, peer: PeerId, addresses: &[String], answer: oneshot::Sender<Result<(), NetFault>>) {
        if self.swarm.is_connected(&peer) {
            return reply(answer, Ok(()));
        }
        let options = DialOpts::peer_id(peer)
            .addresses(translate::addresses(addresses, &peer))
            .condition(PeerCondition::NotDialing)
            .build();
        let connection = options.connection_id();
        self.calls.retain(|_, waiting| !waiting.is_closed());
        match self.swarm.dial(options) {
            Ok(()) => {
                self.calls.insert(connection, answer);
            }
            Err(fault) => reply(answer, Err(NetFault::Unreachable(Box::new(fault)))),
        }
    }

    fn happened(&mut self, event: SwarmEvent<BehaviourEvent>) {
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
                let relays = !self.links.relays().is_empty();
                self.dialer.failed(&connection_id, relays, now);
                if let Some(answer) = self.calls.remove(&connection_id) {
                    reply(answer, Err(NetFault::Unreachable(Box::new(error))));
                }
                self.dial();
            }
            SwarmEvent::NewListenAddr { address, .. } => {
                self.moved |= self.settled && !translate::relayed(&address);
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
            BehaviourEvent::Identify(identify::Event::Received { peer_id, info, .. }) => {
                let relays = info.protocols.contains(&relay::HOP_PROTOCOL_NAME);
                if self.links.introduced(peer_id, &info.agent_version, relays) {
                    self.reserve(now);
                    self.dialer.reset_unlinked(now);
                    self.dial();
                }
            }
            BehaviourEvent::Identify(other) => tracing::trace!(?other, "identify"),
            BehaviourEvent::Mdns(mdns::Event::Discovered(found)) => self.found(found, now),
            BehaviourEvent::Mdns(mdns::Event::Expired(_)) => {}
            BehaviourEvent::Upnp(event) => self.mapped(event),
            BehaviourEvent::RelayClient(relay::client::Event::ReservationReqAccepted { relay_peer_id, .. }) => {
                self.own.granted(&relay_peer_id);
            }
            BehaviourEvent::RelayClient(other) => tracing::debug!(?other, "relayed"),
            BehaviourEvent::Relay(other) => tracing::debug!(?other, "relaying"),
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
            BehaviourEvent::Streams(()) => {}
            BehaviourEvent::Limits(never) => match never {},
            BehaviourEvent::Memory(never) => match never {},
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
        let address = translate::bare(endpoint.get_remote_address().clone(), &peer);
        let link = Link { peer, open, relayed, ours, address: address.clone(), since: now, round_trip: None };
        self.links.add(connection, link);
        if let Some(answer) = self.calls.remove(&connection) {
            reply(answer, Ok(()));
        }
        if !open {
            if !ours && self.links.crowded() {
                tracing::debug!(%peer, "too many unlisted peers");
                self.swarm.close_connection(connection);
            }
            return;
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
                self.places.forget(&link.peer);
                if let (true, Some(key)) = (link.open, translate::key(&link.peer)) {
                    self.outlet.fact(Event::Disconnected(key));
                }
            }
        }
        self.dial();
    }

    fn found(&mut self, found: Vec<(PeerId, Multiaddr)>, now: Instant) {
        let mut homes: BTreeMap<PeerId, Vec<Multiaddr>> = BTreeMap::new();
        for (peer, address) in found {
            if homes.len() < FOUND_MAX || homes.contains_key(&peer) {
                let addresses = homes.entry(peer).or_default();
                if addresses.len() < ADDRESSES_MAX {
                    addresses.push(translate::bare(address, &peer));
                }
            }
        }
        for (peer, addresses) in homes {
            self.dialer.seen(&peer, &addresses, now);
            if let Some(key) = translate::key(&peer) {
                let addresses = addresses.iter().map(Multiaddr::to_string).collect();
                self.outlet.hint(Event::Found { key, addresses });
            }
        }
        self.dial();
    }

    fn mapped(&mut self, event: upnp::Event) {
        match event {
            upnp::Event::NewExternalAddr { external_addr, .. } => self.own.map(external_addr),
            upnp::Event::ExpiredExternalAddr { external_addr, .. } => self.own.unmap(&external_addr),
            upnp::Event::GatewayNotFound => tracing::info!("no router here opens ports"),
            upnp::Event::NonRoutableGateway => tracing::info!("the router itself is behind another router"),
        }
    }

    fn keep_house(&mut self) {
        let now = Instant::now();
        self.outlet.drain();
        if std::mem::take(&mut self.moved) {
            self.start_over(now);
        }
        self.settled = true;
        for connection in self.links.overdue(&self.listed, &self.places, now) {
            self.swarm.close_connection(connection);
        }
        for listener in self.own.needless() {
            self.swarm.remove_listener(listener);
        }
        self.reserve(now);
        self.dial();
        let publishable = self.own.publishable();
        if publishable != self.announced {
            self.outlet.fact(Event::Addresses(publishable.iter().map(Multiaddr::to_string).collect()));
            self.announced = publishable;
        }
    }

    /// The network is another one: tests, mappings and pauses start over.
    fn start_over(&mut self, now: Instant) {
        tracing::info!("the network has changed");
        for address in self.own.moved() {
            self.swarm.remove_external_address(&address);
        }
        self.dialer.reset(now);
        let listening: Vec<Multiaddr> = self.swarm.listeners().cloned().collect();
        let behaviour = self.swarm.behaviour_mut();
        behaviour.autonat.restart(behaviour::autonat());
        if behaviour.upnp.is_enabled() {
            // It looks for a router once, at its start.
            let mut upnp = upnp::tokio::Behaviour::default();
            for address in listening.iter().filter(|address| !translate::relayed(address)) {
                let listener_id = core::transport::ListenerId::next();
                upnp.on_swarm_event(FromSwarm::NewListenAddr(NewListenAddr { listener_id, addr: address }));
            }
            behaviour.upnp = Toggle::from(Some(upnp));
        }
        self.show_relaying();
    }

    /// Offers relaying while others can reach us directly. Not left to libp2p: it also counts an
    /// address that we ourselves have through a relay.
    fn show_relaying(&mut self) {
        let status = if self.own.public() { relay::Status::Enable } else { relay::Status::Disable };
        let everybody = self.links.everybody();
        let behaviour = self.swarm.behaviour_mut();
        behaviour.relay.inner().set_status(Some(status));
        behaviour.identify.push(everybody);
    }

    fn reserve(&mut self, now: Instant) {
        let relays = self.links.relays();
        while let Some((relay, path)) = self.own.wanted(&relays, now) {
            match self.swarm.listen_on(path) {
                Ok(listener) => self.own.asked(listener, relay),
                Err(fault) => {
                    tracing::debug!(%fault, peer = %relay, "a reservation could not be asked for");
                    self.own.pause(relay, now);
                }
            }
        }
    }

    fn dial(&mut self) {
        let now = Instant::now();
        let relays = self.links.relays();
        let listed = self.listed.clone();
        for attempt in self.dialer.due(now, &relays, |peer| listed.holds(peer)) {
            let options = DialOpts::peer_id(attempt.peer)
                .addresses(attempt.addresses)
                .condition(PeerCondition::NotDialing)
                .build();
            let connection = options.connection_id();
            self.dialer.started(&attempt.peer, connection);
            if let Err(fault) = self.swarm.dial(options) {
                tracing::debug!(%fault, peer = %attempt.peer, "a dial could not be started");
                self.dialer.failed(&connection, false, now);
            }
        }
    }

    fn tell_listening(&mut self) {
        let listening = self.own.report(Instant::now()).listening;
        self.outlet.fact(Event::Listening(listening));
    }

    /// Closes all connections in order, so that others notice at once.
    async fn goodbye(mut self) {
        for accepting in &self.accepting {
            accepting.abort();
        }
        for peer in self.links.everybody() {
            if self.swarm.disconnect_peer_id(peer).is_err() {
                tracing::debug!(%peer, "was gone already");
            }
        }
        let farewell = async {
            while !self.links.is_empty() {
                if let SwarmEvent::ConnectionClosed { connection_id, .. } = self.swarm.select_next_some().await {
                    self.links.remove(&connection_id);
                }
            }
        };
        if timeout(GOODBYE, farewell).await.is_err() {
            tracing::debug!("not everybody heard the goodbye");
        }
    }
}

fn reply<T>(answer: oneshot::Sender<T>, value: T) {
    if answer.send(value).is_err() {
        tracing::debug!("nobody waits for this answer any more");
    }
}

fn wanted_address(text: &String) -> Result<Multiaddr, NetFault> {
    translate::address(text).ok_or_else(|| NetFault::Address(text.clone()))
}

/// Refuses a TCP port that another program uses. libp2p would share it: it listens with port reuse,
/// and the system would hand callers to either.
fn free(address: &Multiaddr) -> Result<(), NetFault> {
    let mut parts = address.iter();
    let (ip, port): (std::net::IpAddr, u16) = match (parts.next(), parts.next()) {
        (Some(Protocol::Ip4(ip)), Some(Protocol::Tcp(port))) => (ip.into(), port),
        (Some(Protocol::Ip6(ip)), Some(Protocol::Tcp(port))) => (ip.into(), port),
        _ => return Ok(()),
    };
    match TcpListener::bind((ip, port)) {
        Err(source) if port != 0 && source.kind() == io::ErrorKind::AddrInUse => {
            Err(NetFault::Taken { address: address.to_string(), source })
        }
        // Other refusals are met, and told apart, when we listen.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Listens wherever it is possible; a machine without IPv6, for example, lacks one of two.
fn listen_at(swarm: &mut Swarm<Behaviour>, addresses: &[Multiaddr]) -> Result<(), NetFault> {
    let mut heard = false;
    let mut last = None;
    for address in addresses {
        match swarm.listen_on(address.clone()) {
            Ok(_) => heard = true,
            Err(TransportError::MultiaddrNotSupported(_)) => return Err(NetFault::Address(address.to_string())),
            Err(TransportError::Other(source)) if source.kind() == io::ErrorKind::AddrInUse => {
                return Err(NetFault::Taken { address: address.to_string(), source });
            }
            Err(TransportError::Other(source)) => {
                tracing::warn!(%source, %address, "cannot listen here");
                last = Some(NetFault::Listen { address: address.to_string(), source: Box::new(source) });
            }
        }
    }
    match last {
        Some(fault) if !heard => Err(fault),
        Some(_) | None => Ok(()),
    }
}
