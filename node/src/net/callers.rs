//! Owns how often others may call. A call costs both ends a handshake, but behind it stands all that a home does for
//! whoever is new: who calls and hangs up without end is turned away before any of it begins.

use std::collections::VecDeque;
use std::task::{Context, Poll};
use std::time::Instant;

use libp2p::core::Endpoint;
use libp2p::core::transport::PortUse;
use libp2p::swarm::{
    ConnectionDenied, ConnectionId, FromSwarm, NetworkBehaviour, THandler, THandlerInEvent, THandlerOutEvent, ToSwarm,
    dummy,
};
use libp2p::{Multiaddr, PeerId};

use super::gate::Listed;
use crate::turnstile::{Count, Limit};

/// 60 calls a minute by one listed home: a line that fails each second. 3,000 by all of them.
const HOMES: Limit = Limit { each: 60, all: 3_000 };
/// 12 calls a minute by one stranger, who knocks six times; 240 by all of them: each of their 24 places (`links.rs`)
/// is taken ten times.
const STRANGERS: Limit = Limit { each: 12, all: 240 };

/// A listed home calls more often than any line fails.
#[derive(Debug)]
pub(super) struct Hurried(pub(super) PeerId);

/// Why a connection is not taken.
#[derive(Debug, thiserror::Error)]
#[error("called too often within a minute")]
struct TooOften;

/// Counts calls. It stands before everything that keeps something of a connection.
pub(super) struct Callers {
    listed: Listed,
    homes: Count<PeerId>,
    strangers: Count<PeerId>,
    hurried: VecDeque<PeerId>,
}

impl Callers {
    pub(super) fn new(listed: Listed) -> Callers {
        Callers { listed, homes: Count::new(HOMES), strangers: Count::new(STRANGERS), hurried: VecDeque::new() }
    }

    fn lets(&mut self, peer: PeerId, now: Instant) -> bool {
        if !self.listed.holds(&peer) {
            return self.strangers.lets(peer, now);
        }
        let lets = self.homes.lets(peer, now);
        if !lets {
            self.hurried.push_back(peer);
        }
        lets
    }
}

impl NetworkBehaviour for Callers {
    type ConnectionHandler = dummy::ConnectionHandler;
    type ToSwarm = Hurried;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        peer: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<THandler<Self>, ConnectionDenied> {
        if self.lets(peer, Instant::now()) {
            Ok(dummy::ConnectionHandler)
        } else {
            Err(ConnectionDenied::new(TooOften))
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

    fn on_swarm_event(&mut self, _: FromSwarm) {}

    fn on_connection_handler_event(&mut self, _: PeerId, _: ConnectionId, event: THandlerOutEvent<Self>) {
        match event {}
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Self::ToSwarm, THandlerInEvent<Self>>> {
        self.hurried.pop_front().map_or(Poll::Pending, |peer| Poll::Ready(ToSwarm::GenerateEvent(Hurried(peer))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn who_calls_without_end_is_turned_away_and_a_listed_home_told_of() {
        let (listed, amara, now) = (Listed::default(), PeerId::random(), Instant::now());
        listed.replace([amara].into());
        let mut callers = Callers::new(listed);
        let mut taken = |peer, now| (0..500).filter(|_| callers.lets(peer, now)).count();
        let mallory = PeerId::random();
        assert_eq!((taken(mallory, now), taken(amara, now)), (12, 60));
        assert_eq!((0..50).map(|_| taken(PeerId::random(), now)).sum::<usize>(), 228, "of all strangers together");
        assert_eq!(taken(mallory, now + Duration::from_secs(60)), 12);
        assert_eq!(callers.hurried.len(), 440);
        assert!(callers.hurried.iter().all(|peer| *peer == amara), "a stranger can be turned away without a word");
    }
}
