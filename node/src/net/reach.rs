//! Owns how others reach this home: which own addresses are worth publishing, in which of the
//! states the home is, and which neighbours hold a reservation for it. Holds no socket.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use libp2p::core::transport::ListenerId;
use libp2p::{Multiaddr, PeerId};

use super::dialer::Relay;
use super::translate::{self, ADDRESSES_MAX, Scope};

/// 2: reservations kept while the home is not reachable itself; one may go to sleep.
const RESERVATIONS: usize = 2;
/// The pause after a reservation was lost or refused, at first and at most.
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(120);
/// 30 s connected and no address confirmed: nobody will call.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whether others can call this home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReachState {
    /// Not known yet.
    #[default]
    Unknown,
    /// Anybody can, at an address that was tested or set by hand.
    Open,
    /// Anybody can, because the router has opened the port.
    OpenedByRouter,
    /// Through a neighbour that relays.
    ThroughNeighbour,
    /// Nobody can; this home calls others.
    OutgoingOnly,
}

/// How others reach this home.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Whether they can.
    pub state: ReachState,
    /// The addresses worth publishing, at most 16, best first.
    pub addresses: Vec<String>,
    /// Where this home listens.
    pub listening: Vec<String>,
}

struct Reservation {
    listener: ListenerId,
    relay: PeerId,
    held: bool,
}

struct Pause {
    failures: u32,
    until: Instant,
}

/// What is known about the own addresses.
pub(super) struct Own {
    peer: PeerId,
    fixed: BTreeSet<Multiaddr>,
    mapped: BTreeSet<Multiaddr>,
    confirmed: BTreeSet<Multiaddr>,
    listening: BTreeSet<Multiaddr>,
    circuits: BTreeSet<Multiaddr>,
    reservations: Vec<Reservation>,
    pauses: BTreeMap<PeerId, Pause>,
    refuted: bool,
    first_link: Option<Instant>,
}

impl Own {
    pub(super) fn new(peer: PeerId, fixed: BTreeSet<Multiaddr>) -> Own {
        Own {
            peer,
            fixed,
            mapped: BTreeSet::new(),
            confirmed: BTreeSet::new(),
            listening: BTreeSet::new(),
            circuits: BTreeSet::new(),
            reservations: Vec::new(),
            pauses: BTreeMap::new(),
            refuted: false,
            first_link: None,
        }
    }

    /// Something listens at this address.
    pub(super) fn listens(&mut self, address: &Multiaddr) {
        let bare = translate::bare(address.clone(), &self.peer);
        if translate::relayed(&bare) {
            self.circuits.insert(bare);
        } else {
            self.listening.insert(bare);
        }
    }

    /// Where this home listens, circuits left out.
    pub(super) fn listening(&self) -> impl Iterator<Item = &Multiaddr> {
        self.listening.iter()
    }

    /// Nothing listens there any more; true where that means that the network has changed.
    pub(super) fn left(&mut self, address: &Multiaddr) -> bool {
        let bare = translate::bare(address.clone(), &self.peer);
        self.circuits.remove(&bare);
        self.listening.remove(&bare)
    }

    /// An address was confirmed from outside.
    pub(super) fn confirm(&mut self, address: &Multiaddr) {
        if !translate::relayed(address) && self.confirmed.len() < ADDRESSES_MAX {
            self.confirmed.insert(translate::bare(address.clone(), &self.peer));
        }
    }

    /// A confirmed address holds no longer.
    pub(super) fn expire(&mut self, address: &Multiaddr) {
        self.confirmed.remove(&translate::bare(address.clone(), &self.peer));
    }

    /// The router forwards this address.
    pub(super) fn map(&mut self, address: Multiaddr) {
        if self.mapped.len() < ADDRESSES_MAX {
            self.mapped.insert(address);
        }
    }

    /// The router forwards it no longer.
    pub(super) fn unmap(&mut self, address: &Multiaddr) {
        self.mapped.remove(address);
    }

    /// A neighbour tried an address and failed.
    pub(super) fn refute(&mut self) {
        self.refuted = true;
    }

    /// A listed home is connected.
    pub(super) fn linked(&mut self, now: Instant) {
        self.first_link.get_or_insert(now);
    }

    /// The network is another one: what was found out about the old one is void. Returns what had
    /// been confirmed.
    pub(super) fn moved(&mut self) -> BTreeSet<Multiaddr> {
        self.refuted = false;
        self.first_link = None;
        self.pauses.clear();
        self.mapped.clear();
        std::mem::take(&mut self.confirmed)
    }

    /// True where anybody can call, so that we may relay for others.
    pub(super) fn public(&self) -> bool {
        !self.fixed.is_empty() || !self.confirmed.is_empty()
    }

    /// True where nothing but this machine can be listened at.
    fn loopback_only(&self) -> bool {
        self.listening.iter().all(|address| translate::scope(address) == Scope::Loopback)
    }

    /// The addresses worth publishing: tested ones first; then of each further way the first, the second of each, and
    /// so on, since an invite has room for three: through each neighbour that holds a line, where this machine itself
    /// has a public address, and on the local network. Loopback is published only where there is nothing else, which is
    /// the case in tests.
    pub(super) fn publishable(&self) -> Vec<Multiaddr> {
        let loopback_only = self.loopback_only();
        let worth = |address: &&Multiaddr| match translate::scope(address) {
            Scope::Loopback => loopback_only,
            Scope::Useless => false,
            Scope::Local | Scope::Public | Scope::Relayed => true,
        };
        let mut through: BTreeMap<Option<PeerId>, Vec<&Multiaddr>> = BTreeMap::new();
        for circuit in self.circuits.iter().filter(worth) {
            through.entry(translate::relay(circuit)).or_default().push(circuit);
        }
        let is_public = |address: &&Multiaddr| translate::scope(address) == Scope::Public;
        let (public, near) = self.listening.iter().filter(worth).partition::<Vec<_>, _>(is_public);
        let mut ways: Vec<Vec<&Multiaddr>> = through.into_values().collect();
        // Behind the first neighbour: a firewall may be before it, and the neighbour has been tried.
        ways.insert(ways.len().min(1), public);
        ways.push(near);
        let sure = self.fixed.iter().chain(&self.confirmed).filter(worth);
        let longest = ways.iter().map(Vec::len).max().unwrap_or(0);
        let in_turn = (0..longest).flat_map(|turn| ways.iter().filter_map(move |way| way.get(turn).copied()));
        let mut all: Vec<Multiaddr> = Vec::new();
        for address in sure.chain(in_turn) {
            if all.len() < ADDRESSES_MAX && !all.contains(address) {
                all.push(address.clone());
            }
        }
        all
    }

    /// In which state the home is.
    pub(super) fn state(&self, now: Instant) -> ReachState {
        let by_hand = self.confirmed.iter().any(|address| !self.mapped.contains(address));
        if !self.fixed.is_empty() || by_hand {
            ReachState::Open
        } else if !self.confirmed.is_empty() {
            ReachState::OpenedByRouter
        } else if self.reservations.iter().any(|reservation| reservation.held) {
            ReachState::ThroughNeighbour
        } else if self.refuted || self.first_link.is_some_and(|since| now >= since + PATIENCE) {
            ReachState::OutgoingOnly
        } else {
            ReachState::Unknown
        }
    }

    /// What [`super::Net::reach`] tells.
    pub(super) fn report(&self, now: Instant) -> Reach {
        Reach {
            state: self.state(now),
            addresses: self.publishable().iter().map(Multiaddr::to_string).collect(),
            listening: self.listening.iter().map(Multiaddr::to_string).collect(),
        }
    }

    /// The next reservation to ask for, if one is missing. One that is there stays until its connection ends, also where
    /// the home can be called by now: invites name it, and libp2p's behaviour (0.22) panics where the answer to a
    /// reservation comes after its listener was removed.
    pub(super) fn wanted(&self, relays: &[Relay], now: Instant) -> Option<(PeerId, Multiaddr)> {
        if self.public() || self.reservations.len() >= RESERVATIONS {
            return None;
        }
        let free = |relay: &&Relay| {
            let asked = self.reservations.iter().any(|reservation| reservation.relay == relay.peer);
            let paused = self.pauses.get(&relay.peer).is_some_and(|pause| pause.until > now);
            !asked && !paused
        };
        let relay = relays.iter().find(free)?;
        Some((relay.peer, translate::circuit(&relay.at, &relay.peer, None)))
    }

    /// A reservation was asked for.
    pub(super) fn asked(&mut self, listener: ListenerId, relay: PeerId) {
        self.reservations.push(Reservation { listener, relay, held: false });
    }

    /// A neighbour has granted, or renewed, a reservation.
    pub(super) fn granted(&mut self, relay: &PeerId) {
        self.pauses.remove(relay);
        for reservation in self.reservations.iter_mut().filter(|reservation| reservation.relay == *relay) {
            reservation.held = true;
        }
    }

    /// A listener closed; where it was a reservation it is asked for again after a pause.
    pub(super) fn closed(&mut self, listener: &ListenerId, now: Instant) {
        if let Some(place) = self.reservations.iter().position(|reservation| reservation.listener == *listener) {
            let reservation = self.reservations.remove(place);
            self.pause(reservation.relay, now);
        }
    }

    /// A reservation could not even be asked for.
    pub(super) fn pause(&mut self, relay: PeerId, now: Instant) {
        // Neighbours that have been away for long are forgotten here.
        self.pauses.retain(|_, pause| pause.until + PAUSE_MAX > now);
        let pause = self.pauses.entry(relay).or_insert(Pause { failures: 0, until: now });
        pause.until = now + PAUSE_MIN.saturating_mul(1u32 << pause.failures.min(7)).min(PAUSE_MAX);
        pause.failures = pause.failures.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some_peer() -> PeerId {
        libp2p::identity::Keypair::generate_ed25519().public().to_peer_id()
    }

    fn at(text: &str) -> Multiaddr {
        text.parse().expect("an address")
    }

    #[test]
    fn loopback_is_published_only_where_there_is_nothing_else() {
        let mut own = Own::new(some_peer(), BTreeSet::new());
        own.listens(&at("/ip4/127.0.0.1/tcp/4747"));
        assert_eq!(own.publishable(), [at("/ip4/127.0.0.1/tcp/4747")]);
        own.listens(&at("/ip4/192.168.1.5/tcp/4747"));
        own.listens(&at("/ip6/fe80::1/tcp/4747"));
        assert_eq!(own.publishable(), [at("/ip4/192.168.1.5/tcp/4747")]);
        own.confirm(&at("/ip4/9.9.9.9/tcp/4747"));
        assert_eq!(own.publishable(), [at("/ip4/9.9.9.9/tcp/4747"), at("/ip4/192.168.1.5/tcp/4747")]);
    }

    #[test]
    fn three_addresses_are_enough_to_be_found_by_each_way_that_there_is() {
        let mut own = Own::new(some_peer(), BTreeSet::new());
        let relays = [some_peer(), some_peer()];
        let through = |relay: &PeerId, at_port: &str| translate::circuit(&at(at_port), relay, None);
        for relay in &relays {
            for port in ["/ip4/9.9.9.9/tcp/1", "/ip4/9.9.9.9/udp/1/quic-v1"] {
                own.listens(&through(relay, port));
            }
        }
        // What a relay calls an address of its own and is one through another home: nobody relays twice.
        own.listens(&translate::circuit(&through(&relays[0], "/ip4/9.9.9.9/tcp/1"), &relays[1], None));
        own.listens(&at("/ip4/192.168.1.5/tcp/4747"));
        let told = own.publishable();
        assert_eq!(told.len(), 5, "{told:?}");
        let ways: BTreeSet<Option<PeerId>> = told[..3].iter().map(translate::relay).collect();
        assert_eq!(ways, [Some(relays[0]), Some(relays[1]), None].into(), "both neighbours, and the own network");
        // A machine that stands on the public network is called there too: the neighbour may go, or send it away
        // once somebody has reached it directly.
        own.listens(&at("/ip4/9.9.9.5/tcp/4747"));
        assert_eq!(own.publishable()[1], at("/ip4/9.9.9.5/tcp/4747"));
    }

    #[test]
    fn four_states_are_told_apart() {
        let (mut own, relay, now) = (Own::new(some_peer(), BTreeSet::new()), some_peer(), Instant::now());
        let relays = [Relay { peer: some_peer(), at: at("/ip4/9.9.9.9/tcp/4747") }];
        assert!(own.wanted(&relays, now).is_some());
        assert_eq!(own.state(now), ReachState::Unknown);
        own.linked(now);
        assert_eq!(own.state(now + PATIENCE), ReachState::OutgoingOnly);
        own.asked(ListenerId::next(), relay);
        own.granted(&relay);
        assert_eq!(own.state(now + PATIENCE), ReachState::ThroughNeighbour);
        own.map(at("/ip4/9.9.9.9/tcp/1"));
        own.confirm(&at("/ip4/9.9.9.9/tcp/1"));
        assert_eq!(own.state(now), ReachState::OpenedByRouter);
        assert!(own.wanted(&relays, now).is_none(), "a reachable home asks for no further line");
        own.confirm(&at("/ip4/9.9.9.9/tcp/2"));
        assert_eq!(own.state(now), ReachState::Open);
    }

    #[test]
    fn a_lost_reservation_is_made_again_after_a_pause() {
        let (mut own, now) = (Own::new(some_peer(), BTreeSet::new()), Instant::now());
        let relays: Vec<Relay> = (0..3).map(|_| Relay { peer: some_peer(), at: at("/ip4/9.9.9.9/tcp/4747") }).collect();
        let mut listeners = Vec::new();
        while let Some((relay, _)) = own.wanted(&relays, now) {
            let listener = ListenerId::next();
            own.asked(listener, relay);
            listeners.push(listener);
        }
        assert_eq!(listeners.len(), RESERVATIONS);
        own.closed(&listeners[0], now);
        let (next, _) = own.wanted(&relays, now).expect("another neighbour is free");
        assert_eq!(next, relays[2].peer, "the one that failed has a pause");
        assert!(own.wanted(&relays[..2], now).is_none());
        assert!(own.wanted(&relays[..2], now + PAUSE_MIN).is_some());
    }
}
