//! Owns the gate: a behaviour that exists on some connections only. For most it is those with listed homes: to
//! everybody else the wrapped protocol is not even offered, so an unlisted peer can neither gossip nor have addresses
//! tested.
//!
//! Whether a connection passes is decided once, when it is established. When a peer becomes
//! listed later, the swarm task replaces the connection as soon as it is quiet.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock};
use std::task::{Context, Poll};

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::derive_prelude::Either;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, NotifyHandler, THandler, THandlerInEvent,
    THandlerOutEvent, ToSwarm, dummy,
};
use libp2p::{Multiaddr, PeerId};

use super::translate::{self, Scope};

/// Whom we talk to; written by the swarm task alone, read wherever a stranger must be told apart.
#[derive(Clone, Default)]
pub(super) struct Listed(Arc<RwLock<BTreeSet<PeerId>>>);

impl Listed {
    pub(super) fn holds(&self, peer: &PeerId) -> bool {
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).contains(peer)
    }

    /// Replaces the list and returns what it was.
    pub(super) fn replace(&self, peers: BTreeSet<PeerId>) -> BTreeSet<PeerId> {
        let mut held = self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        std::mem::replace(&mut held, peers)
    }
}

/// Which connections pass.
enum Passing {
    /// Those with listed homes.
    Listed(Listed),
    /// Those that lead through no other home.
    Direct,
}

/// A behaviour that is there for the connections that pass.
pub(super) struct Gate<B> {
    passing: Passing,
    inner: B,
    /// The connections that passed, with their peers.
    open: BTreeMap<ConnectionId, PeerId>,
    listening: BTreeSet<Multiaddr>,
}

impl<B> Gate<B> {
    /// For listed homes.
    pub(super) fn new(listed: Listed, inner: B) -> Gate<B> {
        Gate { passing: Passing::Listed(listed), inner, open: BTreeMap::new(), listening: BTreeSet::new() }
    }

    /// For whoever is connected directly.
    pub(super) fn direct(inner: B) -> Gate<B> {
        Gate { passing: Passing::Direct, inner, open: BTreeMap::new(), listening: BTreeSet::new() }
    }

    pub(super) fn inner(&mut self) -> &mut B {
        &mut self.inner
    }

    /// True where this connection passed the gate.
    pub(super) fn is_open(&self, connection: &ConnectionId) -> bool {
        self.open.contains_key(connection)
    }

    /// Starts the wrapped behaviour afresh; present connections are strangers to the new one.
    pub(super) fn restart(&mut self, inner: B) {
        self.inner = inner;
        self.open.clear();
    }

    /// An address at which nobody else could find us is not worth a test by a neighbour.
    fn worth_testing(&self, candidate: &Multiaddr) -> bool {
        match translate::scope(candidate) {
            Scope::Public => true,
            Scope::Loopback => self.listening.iter().all(|own| translate::scope(own) == Scope::Loopback),
            Scope::Local | Scope::Useless | Scope::Relayed => false,
        }
    }

    /// What the wrapped behaviour tells a connection reaches only one that passed: a peer that became
    /// listed may have an older connection beside it, whose handler would not understand.
    fn through<O, I>(&self, event: ToSwarm<O, I>) -> Option<ToSwarm<O, I>> {
        let ToSwarm::NotifyHandler { peer_id, handler, event } = event else { return Some(event) };
        let passed = match handler {
            NotifyHandler::One(connection) => Some(connection).filter(|connection| self.is_open(connection)),
            NotifyHandler::Any => self.open.iter().find(|(_, peer)| **peer == peer_id).map(|(open, _)| *open),
        };
        Some(ToSwarm::NotifyHandler { peer_id, handler: NotifyHandler::One(passed?), event })
    }

    /// How many connections of a peer passed, this one not counted.
    ///
    /// What the swarm counts includes those that did not pass, and a wrapped behaviour greets a peer
    /// on its first connection alone: gossip would never tell it our topics.
    fn passed_beside(&self, connection: ConnectionId, peer: &PeerId) -> usize {
        self.open.iter().filter(|(open, owner)| **open != connection && *owner == peer).count()
    }

    /// - `at`: the own address for what came in, the other's for what went out.
    fn admits(&mut self, connection: ConnectionId, peer: &PeerId, at: &Multiaddr) -> bool {
        let passes = match &self.passing {
            Passing::Listed(listed) => listed.holds(peer),
            Passing::Direct => !translate::relayed(at),
        };
        if passes {
            self.open.insert(connection, *peer);
        }
        passes
    }
}

impl<B: NetworkBehaviour> NetworkBehaviour for Gate<B> {
    type ConnectionHandler = Either<THandler<B>, dummy::ConnectionHandler>;
    type ToSwarm = B::ToSwarm;

    fn handle_established_inbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        local: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if !self.admits(connection, &peer, local) {
            return Ok(Either::Right(dummy::ConnectionHandler));
        }
        self.inner.handle_established_inbound_connection(connection, peer, local, remote).map(Either::Left)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: Option<PeerId>,
        addresses: &[Multiaddr],
        role: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        self.inner.handle_pending_outbound_connection(connection, peer, addresses, role)
    }

    fn handle_established_outbound_connection(
        &mut self,
        connection: ConnectionId,
        peer: PeerId,
        address: &Multiaddr,
        role: Endpoint,
        port: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if !self.admits(connection, &peer, address) {
            return Ok(Either::Right(dummy::ConnectionHandler));
        }
        self.inner.handle_established_outbound_connection(connection, peer, address, role, port).map(Either::Left)
    }

    fn on_swarm_event(&mut self, mut event: FromSwarm) {
        let passes = match &mut event {
            FromSwarm::ConnectionEstablished(made) => {
                made.other_established = self.passed_beside(made.connection_id, &made.peer_id);
                self.open.contains_key(&made.connection_id)
            }
            FromSwarm::AddressChange(change) => self.open.contains_key(&change.connection_id),
            FromSwarm::ConnectionClosed(closed) => {
                closed.remaining_established = self.passed_beside(closed.connection_id, &closed.peer_id);
                self.open.remove(&closed.connection_id).is_some()
            }
            FromSwarm::DialFailure(failure) => {
                self.open.remove(&failure.connection_id);
                true
            }
            FromSwarm::ListenFailure(failure) => {
                self.open.remove(&failure.connection_id);
                true
            }
            FromSwarm::NewExternalAddrCandidate(candidate) => self.worth_testing(candidate.addr),
            FromSwarm::NewListenAddr(new) => {
                self.listening.insert(new.addr.clone());
                true
            }
            FromSwarm::ExpiredListenAddr(expired) => {
                self.listening.remove(expired.addr);
                true
            }
            // libp2p's own enum, open to growth: everything else concerns no single connection.
            _ => true,
        };
        if passes {
            self.inner.on_swarm_event(event);
        }
    }

    fn on_connection_handler_event(&mut self, peer: PeerId, connection: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {
            Either::Left(event) if self.open.contains_key(&connection) => {
                self.inner.on_connection_handler_event(peer, connection, event);
            }
            // From before a restart: the new inner behaviour does not know this connection.
            Either::Left(_) => {}
            Either::Right(never) => match never {},
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        loop {
            let Poll::Ready(event) = self.inner.poll(cx) else { return Poll::Pending };
            if let Some(event) = self.through(event) {
                return Poll::Ready(event.map_in(Either::Left));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libp2p::core::{ConnectedPoint, transport::PortUse};
    use libp2p::swarm::behaviour::{ConnectionClosed, ConnectionEstablished};
    use libp2p::swarm::{ConnectionHandler, THandlerOutEvent, dummy};

    /// Notes how many other connections it is told of.
    #[derive(Default)]
    struct Counting(Vec<(&'static str, usize)>);

    impl NetworkBehaviour for Counting {
        type ConnectionHandler = dummy::ConnectionHandler;
        type ToSwarm = ();

        fn handle_established_inbound_connection(
            &mut self,
            _: ConnectionId,
            _: PeerId,
            _: &Multiaddr,
            _: &Multiaddr,
        ) -> Result<THandler<Self>, ConnectionDenied> {
            Ok(dummy::ConnectionHandler)
        }

        fn handle_established_outbound_connection(
            &mut self,
            _: ConnectionId,
            _: PeerId,
            _: &Multiaddr,
            _: Endpoint,
            _: PortUse,
        ) -> Result<THandler<Self>, ConnectionDenied> {
            Ok(dummy::ConnectionHandler)
        }

        fn on_swarm_event(&mut self, event: FromSwarm) {
            match event {
                FromSwarm::ConnectionEstablished(made) => self.0.push(("made", made.other_established)),
                FromSwarm::ConnectionClosed(closed) => self.0.push(("closed", closed.remaining_established)),
                _ => {}
            }
        }

        fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
            match event {}
        }

        fn poll(
            &mut self,
            _: &mut Context<'_>,
        ) -> Poll<ToSwarm<(), <dummy::ConnectionHandler as ConnectionHandler>::FromBehaviour>> {
            Poll::Pending
        }
    }

    #[test]
    fn a_connection_from_before_the_listing_is_not_counted() {
        let (binh, older, newer) = (PeerId::random(), ConnectionId::new_unchecked(1), ConnectionId::new_unchecked(2));
        let address: Multiaddr = "/ip4/127.0.0.1/tcp/1".parse().expect("an address");
        let endpoint = ConnectedPoint::Listener { local_addr: address.clone(), send_back_addr: address };
        let made = |connection_id, other_established| {
            let (peer_id, endpoint) = (binh, &endpoint);
            FromSwarm::ConnectionEstablished(ConnectionEstablished {
                peer_id,
                connection_id,
                endpoint,
                failed_addresses: &[],
                other_established,
            })
        };
        let closed = |connection_id, remaining_established| {
            let (peer_id, endpoint, cause) = (binh, &endpoint, None);
            FromSwarm::ConnectionClosed(ConnectionClosed {
                peer_id,
                connection_id,
                endpoint,
                cause,
                remaining_established,
            })
        };
        let listed = Listed::default();
        let mut gate = Gate::new(listed.clone(), Counting::default());
        gate.admits(older, &binh, &Multiaddr::empty());
        gate.on_swarm_event(made(older, 0));
        listed.replace([binh].into());
        gate.admits(newer, &binh, &Multiaddr::empty());
        gate.on_swarm_event(made(newer, 1));
        gate.on_swarm_event(closed(newer, 1));
        gate.on_swarm_event(closed(older, 0));
        assert_eq!(gate.inner.0, [("made", 0), ("closed", 0)], "the first that passed is greeted, the last one missed");
    }

    #[test]
    fn what_is_told_to_a_peer_reaches_only_a_connection_that_passed() {
        let (binh, older, newer) = (PeerId::random(), ConnectionId::new_unchecked(1), ConnectionId::new_unchecked(2));
        let listed = Listed::default();
        let mut gate = Gate::new(listed.clone(), dummy::Behaviour);
        let told = |handler| ToSwarm::<(), u8>::NotifyHandler { peer_id: binh, handler, event: 7 };
        let reached = |gate: &Gate<dummy::Behaviour>, handler| match gate.through(told(handler)) {
            Some(ToSwarm::NotifyHandler { handler: NotifyHandler::One(connection), .. }) => Some(connection),
            _ => None,
        };
        assert_eq!(reached(&gate, NotifyHandler::Any), None);
        assert!(!gate.admits(older, &binh, &Multiaddr::empty()));
        listed.replace([binh].into());
        assert!(gate.admits(newer, &binh, &Multiaddr::empty()));
        assert_eq!(reached(&gate, NotifyHandler::Any), Some(newer));
        assert_eq!(reached(&gate, NotifyHandler::One(newer)), Some(newer));
        assert_eq!(reached(&gate, NotifyHandler::One(older)), None);
    }
}
