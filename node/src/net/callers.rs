//! Owns how often others may call. A call costs both ends a handshake, but behind it stands all that a home does for
//! whoever is new: who calls and hangs up without end is turned away before any of it begins. And nobody takes so much
//! of what there is for strangers, from one address, that none is left for others.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::task::{Context, Poll};
use std::time::Instant;

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, ListenFailure, NetworkBehaviour, THandler, THandlerInEvent,
    THandlerOutEvent, ToSwarm, dummy,
};
use libp2p::{Multiaddr, PeerId};

use super::behaviour::PENDING_MAX;
use super::gate::Listed;
use super::translate::{self, Source};
use crate::turnstile::{Count, Limit};

/// 60 calls a minute by one listed home: a line that fails each second. 3,000 by all of them.
const HOMES: Limit = Limit { each: 60, all: 3_000 };
/// 12 calls a minute by one stranger, who knocks six times; 1,200 by all of them: 20
/// handshakes a second.
const STRANGERS: Limit = Limit { each: 12, all: 1_200 };
/// Of these 60 from one address: five newcomers of one household at once.
const SOURCES: Limit = Limit { each: 60, all: 1_200 };
/// Half of the handshakes that may be under way, from one address.
const PENDING_OF_ONE_MAX: usize = PENDING_MAX as usize / 2;

/// Why a connection is not taken.
#[derive(Debug, thiserror::Error)]
pub(super) enum Denied {
    /// More than [`HOMES`], [`STRANGERS`] or [`SOURCES`].
    #[error("called too often within a minute")]
    TooOften,
    /// More than [`PENDING_OF_ONE_MAX`].
    #[error("too many handshakes under way from there")]
    TooMany,
}

/// Counts calls. It stands before everything that keeps something of a connection.
pub(super) struct Callers {
    listed: Listed,
    homes: Count<PeerId>,
    strangers: Count<PeerId>,
    sources: Count<Source>,
    /// Handshakes under way; never more than [`PENDING_MAX`].
    pending: BTreeMap<ConnectionId, Source>,
}

impl Callers {
    pub(super) fn new(listed: Listed) -> Callers {
        let (homes, strangers, sources) = (Count::new(HOMES), Count::new(STRANGERS), Count::new(SOURCES));
        Callers { listed, homes, strangers, sources, pending: BTreeMap::new() }
    }

    /// True where this machine may call once more.
    fn lets(&mut self, peer: PeerId, from: Option<Source>, now: Instant) -> bool {
        if self.listed.holds(&peer) {
            return self.homes.lets(peer, now);
        }
        // Both are looked at before either is counted: what one refuses costs nothing of the other.
        let room = from.is_none_or(|from| self.sources.has_room(&from, now));
        room && self.strangers.lets(peer, now) && from.is_none_or(|from| self.sources.lets(from, now))
    }
}

impl NetworkBehaviour for Callers {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Infallible;

    fn handle_pending_inbound_connection(
        &mut self,
        connection: ConnectionId,
        _: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<(), ConnectionDenied> {
        // Over QUIC an address is not proven before the handshake: whoever claims another's would keep it out.
        let Some(from) = translate::source(remote).filter(|_| translate::is_proven(remote)) else { return Ok(()) };
        if self.pending.values().filter(|other| **other == from).count() >= PENDING_OF_ONE_MAX {
            return Err(ConnectionDenied::new(Denied::TooMany));
        }
        self.pending.insert(connection, from);
        Ok(())
    }

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        remote: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if self.lets(peer, translate::source(remote), Instant::now()) {
            Ok(dummy::ConnectionHandler)
        } else {
            Err(ConnectionDenied::new(Denied::TooOften))
        }
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
        let ended = match event {
            FromSwarm::ConnectionEstablished(made) => made.connection_id,
            FromSwarm::ListenFailure(ListenFailure { connection_id, .. }) => connection_id,
            // libp2p's own enum, open to growth: nothing else ends a handshake of somebody who called.
            _ => return,
        };
        self.pending.remove(&ended);
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
    use libp2p::swarm::ListenError;
    use std::time::Duration;

    fn address(number: u8) -> Multiaddr {
        format!("/ip4/9.9.9.{number}/tcp/4747").parse().expect("an address")
    }

    #[test]
    fn who_calls_without_end_is_turned_away() {
        let (listed, amara, now) = (Listed::default(), PeerId::random(), Instant::now());
        listed.replace([amara].into());
        let mut callers = Callers::new(listed);
        let mut taken = |peer, now| (0..500).filter(|_| callers.lets(peer, None, now)).count();
        let mallory = PeerId::random();
        assert_eq!((taken(mallory, now), taken(amara, now)), (12, 60));
        assert_eq!((0..200).map(|_| taken(PeerId::random(), now)).sum::<usize>(), 1_188, "of all strangers together");
        assert_eq!(taken(mallory, now + Duration::from_secs(60)), 12);
    }

    #[test]
    fn one_address_with_any_number_of_identities_leaves_room_for_others() {
        let (mut callers, now) = (Callers::new(Listed::default()), Instant::now());
        let mut taken = |from| (0..500).filter(|_| callers.lets(PeerId::random(), from, now)).count();
        assert_eq!([1, 2].map(|number| taken(translate::source(&address(number)))), [60, 60]);
        let (one, here) = (PeerId::random(), translate::source(&address(3)));
        let flapping = (0..500).filter(|_| callers.lets(one, here, now)).count();
        let household = (0..500).filter(|_| callers.lets(PeerId::random(), here, now)).count();
        assert_eq!((flapping, household), (12, 48), "what one of a household is refused is not counted to the others");
        let mut taken = |from| (0..500).filter(|_| callers.lets(PeerId::random(), from, now)).count();
        assert_eq!(taken(None), 500, "what comes through another home, or a program here, has no address of its own");
    }

    #[test]
    fn half_of_the_handshakes_are_for_others_than_one_address() {
        let mut callers = Callers::new(Listed::default());
        fn begins(callers: &mut Callers, number: usize, from: &Multiaddr) -> bool {
            let connection = ConnectionId::new_unchecked(number);
            callers.handle_pending_inbound_connection(connection, &Multiaddr::empty(), from).is_ok()
        }
        let begun = (0..32).filter(|number| begins(&mut callers, *number, &address(1))).count();
        assert_eq!(begun, PENDING_OF_ONE_MAX);
        assert!(begins(&mut callers, 32, &address(2)));
        callers.on_swarm_event(FromSwarm::ListenFailure(ListenFailure {
            local_addr: &Multiaddr::empty(),
            send_back_addr: &address(1),
            error: &ListenError::Aborted,
            connection_id: ConnectionId::new_unchecked(0),
            peer_id: None,
        }));
        assert!(begins(&mut callers, 33, &address(1)), "one has ended");
        assert!(!begins(&mut callers, 34, &address(1)));
        let quic: Multiaddr = "/ip4/9.9.9.1/udp/4747/quic-v1".parse().expect("an address");
        assert!((35..67).all(|number| begins(&mut callers, number, &quic)), "there anybody can claim an address");
    }
}
