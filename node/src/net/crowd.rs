//! Owns how many connections there may be at once: handshakes under way, those that stand, and those of one machine.
//! Nothing is kept of one that has gone.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::task::{Context, Poll};

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, DialFailure, FromSwarm, ListenFailure, NetworkBehaviour, THandler, THandlerInEvent,
    THandlerOutEvent, ToSwarm, dummy,
};
use libp2p::{Multiaddr, PeerId};

use super::translate::{self, Source};

/// 128 connections in all: a federation has at most 128 collectives, a home talks to fewer.
pub const CONNECTIONS_MAX: usize = 128;
/// 6 connections with one home: a QUIC hole punch holds 3 for a moment, two homes that dial each
/// other at once make one more, and a test of reachability dials back on another.
const OF_ONE_MAX: usize = 6;
/// 32: handshakes under way at once, in each direction.
const HANDSHAKES_MAX: usize = 32;
/// Half of those that come in, from one address.
const HANDSHAKES_OF_ONE_MAX: usize = HANDSHAKES_MAX / 2;

/// Why there is no connection more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Full {
    /// More than [`HANDSHAKES_MAX`], or than [`HANDSHAKES_OF_ONE_MAX`].
    #[error("as many handshakes are under way as there may be")]
    Handshakes,
    /// More than [`CONNECTIONS_MAX`], or than [`OF_ONE_MAX`].
    #[error("as many connections stand as there may be")]
    Connections,
}

/// Counts connections. It stands before everything that keeps something of one.
#[derive(Default)]
pub(super) struct Crowd {
    /// Handshakes of those who call, with whence where that is proven.
    calling: BTreeMap<ConnectionId, Option<Source>>,
    /// Handshakes of those whom this home calls.
    called: BTreeSet<ConnectionId>,
    standing: BTreeMap<ConnectionId, PeerId>,
}

impl Crowd {
    fn calls(&mut self, connection: ConnectionId, from: &Multiaddr) -> Result<(), Full> {
        // Over QUIC an address is not proven before the handshake: whoever claims another's would keep it out.
        let from = translate::source(from).filter(|_| translate::is_proven(from));
        let of_one = self.calling.values().filter(|other| from.is_some() && **other == from).count();
        if self.calling.len() >= HANDSHAKES_MAX || of_one >= HANDSHAKES_OF_ONE_MAX {
            return Err(Full::Handshakes);
        }
        self.calling.insert(connection, from);
        Ok(())
    }

    fn is_called(&mut self, connection: ConnectionId) -> Result<(), Full> {
        if self.called.len() >= HANDSHAKES_MAX {
            return Err(Full::Handshakes);
        }
        self.called.insert(connection);
        Ok(())
    }

    fn lets_stand(&self, peer: &PeerId) -> Result<(), Full> {
        let of_one = self.standing.values().filter(|other| *other == peer).count();
        if self.standing.len() >= CONNECTIONS_MAX || of_one >= OF_ONE_MAX {
            return Err(Full::Connections);
        }
        Ok(())
    }

    fn ended(&mut self, handshake: ConnectionId) {
        self.calling.remove(&handshake);
        self.called.remove(&handshake);
    }
}

impl NetworkBehaviour for Crowd {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Infallible;

    fn handle_pending_inbound_connection(
        &mut self,
        connection: ConnectionId,
        _: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        self.calls(connection, remote).map_err(ConnectionDenied::new)
    }

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.lets_stand(&peer).map(|()| dummy::ConnectionHandler).map_err(ConnectionDenied::new)
    }

    fn handle_pending_outbound_connection(
        &mut self,
        connection: ConnectionId,
        _: Option<PeerId>,
        _: &[Multiaddr],
        _: Endpoint,
    ) -> Result<Vec<Multiaddr>, ConnectionDenied> {
        self.is_called(connection).map(|()| Vec::new()).map_err(ConnectionDenied::new)
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        self.lets_stand(&peer).map(|()| dummy::ConnectionHandler).map_err(ConnectionDenied::new)
    }

    fn on_swarm_event(&mut self, event: FromSwarm) {
        match event {
            FromSwarm::ConnectionEstablished(made) => {
                self.ended(made.connection_id);
                self.standing.insert(made.connection_id, made.peer_id);
            }
            FromSwarm::ConnectionClosed(closed) => {
                self.standing.remove(&closed.connection_id);
            }
            FromSwarm::ListenFailure(ListenFailure { connection_id, .. })
            | FromSwarm::DialFailure(DialFailure { connection_id, .. }) => self.ended(connection_id),
            // libp2p's own enum, open to growth: nothing else begins or ends a connection.
            _ => {}
        }
    }

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use libp2p::core::ConnectedPoint;
    use libp2p::swarm::ListenError;
    use libp2p::swarm::behaviour::{ConnectionClosed, ConnectionEstablished};

    fn number(number: usize) -> ConnectionId {
        ConnectionId::new_unchecked(number)
    }

    fn address(number: u8) -> Multiaddr {
        format!("/ip4/9.9.9.{number}/tcp/4747").parse().expect("an address")
    }

    fn gives_up(crowd: &mut Crowd, connection: usize) {
        crowd.on_swarm_event(FromSwarm::ListenFailure(ListenFailure {
            local_addr: &Multiaddr::empty(),
            send_back_addr: &address(1),
            error: &ListenError::Aborted,
            connection_id: number(connection),
            peer_id: None,
        }));
    }

    #[test]
    fn half_of_the_handshakes_are_for_others_than_one_address() {
        let mut crowd = Crowd::default();
        let begun = (0..40).filter(|at| crowd.calls(number(*at), &address(1)).is_ok()).count();
        assert_eq!(begun, HANDSHAKES_OF_ONE_MAX);
        assert_eq!(crowd.calls(number(40), &address(2)), Ok(()));
        gives_up(&mut crowd, 0);
        assert_eq!(crowd.calls(number(41), &address(1)), Ok(()), "one has ended");
        assert_eq!(crowd.calls(number(42), &address(1)), Err(Full::Handshakes));
        let quic: Multiaddr = "/ip4/9.9.9.1/udp/4747/quic-v1".parse().expect("an address");
        let begun = (50..90).filter(|at| crowd.calls(number(*at), &quic).is_ok()).count();
        assert_eq!(begun, HANDSHAKES_MAX - HANDSHAKES_OF_ONE_MAX - 1, "there anybody can claim an address");
        assert_eq!(crowd.calls(number(90), &address(3)), Err(Full::Handshakes), "of all together");
        let called = (100..200).filter(|at| crowd.is_called(number(*at)).is_ok()).count();
        assert_eq!(called, HANDSHAKES_MAX, "those whom this home calls are counted for themselves");
    }

    #[test]
    fn connections_are_bounded_and_nothing_is_kept_of_one_that_has_gone() {
        let (mut crowd, one) = (Crowd::default(), PeerId::random());
        let endpoint = ConnectedPoint::Listener { local_addr: Multiaddr::empty(), send_back_addr: address(1) };
        let stand = |crowd: &mut Crowd, at: usize, peer: PeerId| {
            crowd.lets_stand(&peer).is_ok_and(|()| {
                crowd.on_swarm_event(FromSwarm::ConnectionEstablished(ConnectionEstablished {
                    peer_id: peer,
                    connection_id: number(at),
                    endpoint: &endpoint,
                    failed_addresses: &[],
                    other_established: 0,
                }));
                true
            })
        };
        assert_eq!((0..10).filter(|at| stand(&mut crowd, *at, one)).count(), OF_ONE_MAX);
        let others = (10..300).filter(|at| stand(&mut crowd, *at, PeerId::random())).count();
        assert_eq!(others, CONNECTIONS_MAX - OF_ONE_MAX);
        assert_eq!(crowd.lets_stand(&PeerId::random()), Err(Full::Connections));
        for (connection, peer) in crowd.standing.clone() {
            crowd.on_swarm_event(FromSwarm::ConnectionClosed(ConnectionClosed {
                peer_id: peer,
                connection_id: connection,
                endpoint: &endpoint,
                cause: None,
                remaining_established: 0,
            }));
        }
        assert!(crowd.standing.is_empty() && crowd.calling.is_empty() && crowd.called.is_empty());
    }
}
