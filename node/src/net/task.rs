//! Owns the one loop that polls the swarm: it takes orders, hands events on, and does the
//! housekeeping. It dispatches; what to do is decided by the modules beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use libp2p::core::transport::ListenerId;
use libp2p::gossipsub::MessageAcceptance;
use libp2p::swarm::behaviour::toggle::Toggle;
use libp2p::swarm::dial_opts::{DialOpts, PeerCondition};
use libp2p::swarm::{ConnectionId, FromSwarm, NetworkBehaviour as _, NewListenAddr, Swarm, SwarmEvent};
use libp2p::{Multiaddr, PeerId, core, relay, upnp};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::behaviour::{self, Behaviour};
use super::dialer::Dialer;
use super::gate::Listed;
use super::gossip::{self, Pace};
use super::links::Links;
use super::outlet::Outlet;
use super::places::Places;
use super::reach::Own;
use super::translate::Scope;
use super::turned::Turned;
use super::{Event, NetFault, Order, Published, Relaying, Settings, Shared, Token, Verdict, listen, translate};

/// Twice a second: dials, reservations and connections whose time has come.
const TICK: Duration = Duration::from_millis(500);
/// 1 s for the listeners to open. A dial before that would use another port than the one that is
/// listened at, and the router's mapping of it would be of no use for a hole punch.
const OPENING: Duration = Duration::from_secs(1);
/// 3 s in which our own start makes addresses appear.
const SETTLING: Duration = Duration::from_secs(3);
/// 300 ms for goodbyes.
const GOODBYE: Duration = Duration::from_millis(300);

/// Sets everything up and starts the task.
pub(super) fn spawn(
    seed: [u8; 32],
    settings: &Settings,
    shared: &Shared,
    orders: mpsc::Receiver<Order>,
    events: mpsc::Sender<Event>,
) -> Result<(), NetFault> {
    let fixed = settings.external.iter().map(|text| translate::address(text)).collect::<Result<BTreeSet<_>, _>>()?;
    let wanted = settings.listen.iter().map(|text| translate::address(text)).collect::<Result<Vec<_>, _>>()?;
    wanted.iter().try_for_each(listen::free)?;
    let mut swarm = behaviour::swarm(seed, settings, &shared.listed, &shared.meter, &shared.turned)?;
    let own = *swarm.local_peer_id();
    for address in &fixed {
        swarm.add_external_address(address.clone());
    }
    let opening = listen::at(&mut swarm, &wanted)?;
    let now = Instant::now();
    let mut task = Task {
        swarm,
        outlet: Outlet::new(events),
        listed: shared.listed.clone(),
        places: shared.places.clone(),
        turned: shared.turned.clone(),
        dialer: Dialer::default(),
        own: Own::new(own, fixed),
        pace: Pace::default(),
        topics: BTreeSet::new(),
        links: Links::default(),
        nearby: BTreeMap::new(),
        calls: BTreeMap::new(),
        announced: Vec::new(),
        opening,
        loopback: wanted.iter().all(|address| translate::scope(address) == Scope::Loopback),
        opens: now + OPENING,
        settles: now + SETTLING,
        moved: false,
        relaying: Relaying::Offered,
    };
    task.show_relaying();
    tokio::spawn(task.run(orders));
    Ok(())
}

/// Everything the loop holds.
pub(super) struct Task {
    pub(super) swarm: Swarm<Behaviour>,
    pub(super) outlet: Outlet,
    pub(super) listed: Listed,
    pub(super) places: Places,
    pub(super) turned: Turned,
    pub(super) dialer: Dialer,
    pub(super) own: Own,
    pace: Pace,
    topics: BTreeSet<String>,
    pub(super) links: Links,
    /// The homes of the local network that named themselves, listed or not.
    pub(super) nearby: BTreeMap<PeerId, Vec<Multiaddr>>,
    /// Dials that somebody waits for; bounded by the pending dials that the limits allow.
    pub(super) calls: BTreeMap<ConnectionId, oneshot::Sender<Result<(), NetFault>>>,
    /// The publishable addresses as the owner knows them.
    announced: Vec<Multiaddr>,
    /// Listeners that have not yet said at which addresses; until then nobody is dialled.
    pub(super) opening: Vec<ListenerId>,
    /// Only loopback was asked for.
    pub(super) loopback: bool,
    /// From then on it is dialled in any case.
    opens: Instant,
    /// From then on a new address means that the network has changed, not that we have started.
    pub(super) settles: Instant,
    /// The network has changed since the last tick.
    pub(super) moved: bool,
    relaying: Relaying,
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
                self.call_nearby(now);
            }
            Order::Book(book) => {
                let own = *self.swarm.local_peer_id();
                let book = book.iter().filter_map(|(key, texts)| {
                    let peer = translate::peer(key).filter(|peer| *peer != own)?;
                    Some((peer, translate::addresses(texts, &peer)))
                });
                self.dialer.book(book.collect(), now);
                self.call_nearby(now);
            }
            Order::Prefer { first, groups } => {
                let first = first.iter().filter_map(translate::peer).collect();
                let groups = groups.iter().filter_map(|(key, group)| Some((translate::peer(key)?, *group)));
                let groups: BTreeMap<_, _> = groups.collect();
                self.links.group(groups.clone());
                self.dialer.prefer(first, groups);
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
            Order::Open { peer, kind, answer } => match self.links.best(&peer) {
                Some(connection) => self.swarm.behaviour_mut().streams.open(peer, connection, kind, answer),
                None => reply(answer, Err(NetFault::NotConnected)),
            },
            Order::Peers(answer) => reply(answer, self.links.peers(now)),
            Order::Reach(answer) => reply(answer, self.own.report(now)),
            Order::Relay(relaying) => {
                self.relaying = relaying;
                self.show_relaying();
            }
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

    pub(super) fn judge(&mut self, token: &Token, verdict: Verdict) {
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

    fn keep_house(&mut self) {
        let now = Instant::now();
        self.outlet.drain();
        self.places.keep(&self.links.everybody());
        if std::mem::take(&mut self.moved) {
            self.start_over(now);
        }
        for connection in self.links.overdue(&self.listed, &self.places, now) {
            self.swarm.close_connection(connection);
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
    pub(super) fn show_relaying(&mut self) {
        let offered = self.relaying == Relaying::Offered && self.own.public();
        let status = if offered { relay::Status::Enable } else { relay::Status::Disable };
        let everybody = self.links.everybody();
        let behaviour = self.swarm.behaviour_mut();
        behaviour.relay.inner().set_status(Some(status));
        behaviour.identify.push(everybody);
    }

    pub(super) fn reserve(&mut self, now: Instant) {
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

    pub(super) fn dial(&mut self) {
        let now = Instant::now();
        if !self.opening.is_empty() && now < self.opens {
            return;
        }
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

    pub(super) fn tell_listening(&mut self) {
        let listening = self.own.report(Instant::now()).listening;
        self.outlet.fact(Event::Listening(listening));
    }

    /// Closes all connections in order, so that others notice at once.
    async fn goodbye(mut self) {
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

/// Answers a question; that nobody waits any more is no fault.
pub(super) fn reply<T>(answer: oneshot::Sender<T>, value: T) {
    if answer.send(value).is_err() {
        tracing::debug!("nobody waits for this answer any more");
    }
}
