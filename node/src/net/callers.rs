//! Owns how often others may call. A call costs both ends a handshake, but behind it stands all that a home does for
//! whoever is new: who calls and hangs up without end is turned away before any of it begins.

use std::convert::Infallible;
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
use super::translate::{self, Source};
use crate::turnstile::{Count, Limit};

/// 60 calls a minute by one listed home: a line that fails each second. 3,000 by all of them.
const HOMES: Limit = Limit { each: 60, all: 3_000 };
/// 12 calls a minute by one stranger, who knocks six times; 1,200 by all of them: 20
/// handshakes a second.
const STRANGERS: Limit = Limit { each: 12, all: 1_200 };
/// Of these 60 from one address: five newcomers of one household at once.
const SOURCES: Limit = Limit { each: 60, all: 1_200 };
/// Called more often than [`HOMES`], [`STRANGERS`] or [`SOURCES`] allow.
#[derive(Debug, thiserror::Error)]
#[error("called too often within a minute")]
pub(super) struct TooOften;

/// Counts calls. It stands before everything that keeps something of a connection.
pub(super) struct Callers {
    listed: Listed,
    homes: Count<PeerId>,
    strangers: Count<PeerId>,
    sources: Count<Source>,
}

impl Callers {
    pub(super) fn new(listed: Listed) -> Callers {
        let (homes, strangers, sources) = (Count::new(HOMES), Count::new(STRANGERS), Count::new(SOURCES));
        Callers { listed, homes, strangers, sources }
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
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
