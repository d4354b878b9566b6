//! Owns what is known about each connection: whose it is, whether it passed the gate, how well it
//! does, and when it has to go.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use libp2p::swarm::ConnectionId;
use libp2p::{Multiaddr, PeerId};
use protocol::id::Id;

use super::crowd::CONNECTIONS_MAX;
use super::dialer::Relay;
use super::gate::Listed;
use super::places::Places;
use super::translate::{self, Scope, Source};
use super::{Path, Peer};

/// 16 connections by unlisted peers, who may leave 64 MiB unread on them (`mux.rs`); the other 112 stay for listed homes.
pub(super) const STRANGERS_MAX: usize = 16;
/// Half of them from one address.
const STRANGERS_OF_ONE_MAX: usize = STRANGERS_MAX / 2;
/// 32 connections with homes of one collective, a quarter of all: with more of them it could shut out the rest.
const OF_ONE_MAX: usize = CONNECTIONS_MAX / 4;
/// An unlisted peer without a stream goes after 30 s, and in any case after 10 min.
const KNOCK_IDLE: Duration = Duration::from_secs(30);
const KNOCK_LIFE: Duration = Duration::from_secs(600);
/// A connection that is to be replaced goes when it was quiet for 300 ms, or after 30 s.
const QUIET: Duration = Duration::from_millis(300);
const REPLACE_LATEST: Duration = Duration::from_secs(30);
/// A relayed connection beside a direct one goes when it was quiet for 2 s, or after 2 min.
const SPARE_QUIET: Duration = Duration::from_secs(2);
const SPARE_LATEST: Duration = Duration::from_secs(120);
/// 64 characters of what a peer calls its program.
const AGENT_CHARS_MAX: usize = 64;

/// One connection.
pub(super) struct Link {
    pub(super) peer: PeerId,
    /// Passed the gate: the peer was listed when the connection was made.
    pub(super) open: bool,
    pub(super) relayed: bool,
    /// Dialled by us.
    pub(super) ours: bool,
    /// Made by the other end while we were not trying ourselves.
    pub(super) unasked: bool,
    pub(super) address: Multiaddr,
    pub(super) since: Instant,
    pub(super) round_trip: Option<Duration>,
}

/// What is left of a peer after one of its connections has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    /// Connections that did not pass the gate.
    Closed,
    Relayed,
    Direct,
}

#[derive(Default)]
struct Known {
    agent: String,
    relays: bool,
    /// It has said so since it came, though it may not any more.
    has_relayed: bool,
}

/// All connections there are.
#[derive(Default)]
pub(super) struct Links {
    links: BTreeMap<ConnectionId, Link>,
    known: BTreeMap<PeerId, Known>,
    /// Who is of one group with whom.
    groups: BTreeMap<PeerId, Id>,
    /// When the list changed last: until then a connection may have been fine.
    listed_at: Option<Instant>,
}

impl Links {
    pub(super) fn add(&mut self, connection: ConnectionId, link: Link) {
        self.links.insert(connection, link);
    }

    /// Takes a connection out and says what is left of its peer.
    pub(super) fn remove(&mut self, connection: &ConnectionId) -> Option<(Link, Left)> {
        let link = self.links.remove(connection)?;
        let left = self.left(&link.peer);
        if left == Left::Nothing {
            self.known.remove(&link.peer);
        }
        Some((link, left))
    }

    /// The best that connects us with this peer.
    pub(super) fn left(&self, peer: &PeerId) -> Left {
        let rank = |link: &Link| match (link.open, link.relayed) {
            (false, _) => Left::Closed,
            (true, true) => Left::Relayed,
            (true, false) => Left::Direct,
        };
        let mut best = Left::Nothing;
        for left in self.links.values().filter(|link| link.peer == *peer).map(rank) {
            best = match (best, left) {
                (Left::Direct, _) | (_, Left::Direct) => Left::Direct,
                (Left::Relayed, _) | (_, Left::Relayed) => Left::Relayed,
                (Left::Closed, _) | (_, Left::Closed) => Left::Closed,
                (Left::Nothing, Left::Nothing) => Left::Nothing,
            };
        }
        best
    }

    /// Over which connection a stream with this peer goes: a direct one rather than a relayed one, and of equals the
    /// latest, as an older one may be dead and not known to be.
    pub(super) fn best(&self, peer: &PeerId) -> Option<ConnectionId> {
        let of = self.links.iter().filter(|(_, link)| link.peer == *peer);
        of.max_by_key(|(connection, link)| (link.open, !link.relayed, **connection)).map(|(connection, _)| *connection)
    }

    pub(super) fn round_trip(&mut self, connection: &ConnectionId, taken: Duration) {
        if let Some(link) = self.links.get_mut(connection) {
            link.round_trip = Some(taken);
        }
    }

    /// Notes what a peer says of itself; true where a way has opened: a neighbour says for the first time since it
    /// came that it relays. Not each time: whoever takes its word back and gives it again would have us call everybody
    /// at once, over and over; and a stranger's word opens no way at all.
    pub(super) fn introduced(&mut self, peer: PeerId, agent: &str, relays: bool) -> bool {
        let passed = match self.left(&peer) {
            Left::Nothing => return false,
            Left::Closed => false,
            Left::Relayed | Left::Direct => true,
        };
        let known = self.known.entry(peer).or_default();
        known.agent = agent.chars().filter(|letter| !letter.is_control()).take(AGENT_CHARS_MAX).collect();
        known.relays = relays && passed;
        let began = known.relays && !known.has_relayed;
        known.has_relayed |= known.relays;
        began
    }

    /// True where we have called this peer over a connection that stands.
    pub(super) fn called(&self, peer: &PeerId) -> bool {
        self.links.values().any(|link| link.peer == *peer && link.ours)
    }

    /// True for a call from the public network by a listed home that we had not called.
    pub(super) fn unasked(&self, connection: &ConnectionId) -> bool {
        self.links
            .get(connection)
            .is_some_and(|link| link.open && link.unasked && translate::scope(&link.address) == Scope::Public)
    }

    /// True where there are too many unlisted peers, or too many of them at this address.
    pub(super) fn crowded(&self, at: &Multiaddr) -> bool {
        let from = translate::source(at);
        let strangers = self.links.values().filter(|link| !link.open && !link.ours);
        let sources: Vec<Option<Source>> = strangers.map(|link| translate::source(&link.address)).collect();
        let of_one = sources.iter().filter(|source| from.is_some() && **source == from).count();
        sources.len() > STRANGERS_MAX || of_one > STRANGERS_OF_ONE_MAX
    }

    /// Sets who is of one group with whom.
    pub(super) fn group(&mut self, groups: BTreeMap<PeerId, Id>) {
        self.groups = groups;
    }

    /// True where its group has more than its share of the connections, this one counted.
    pub(super) fn is_beyond_its_share(&self, peer: &PeerId) -> bool {
        let Some(group) = self.groups.get(peer) else { return false };
        let of = self.links.values().filter(|link| link.open && self.groups.get(&link.peer) == Some(group));
        of.count() > OF_ONE_MAX
    }

    /// Notes that the list has changed.
    pub(super) fn relisted(&mut self, now: Instant) {
        self.listed_at = Some(now);
    }

    /// Open connections of peers that are listed no longer: they go at once.
    pub(super) fn revoked(&self, listed: &Listed) -> Vec<ConnectionId> {
        let revoked = self.links.iter().filter(|(_, link)| link.open && !listed.holds(&link.peer));
        revoked.map(|(connection, _)| *connection).collect()
    }

    /// Connections of ours that did not pass the gate, although the peer is listed now.
    pub(super) fn behind(&self, listed: &Listed) -> Vec<(PeerId, Multiaddr)> {
        let behind = self.links.values().filter(|link| !link.open && link.ours && listed.holds(&link.peer));
        behind.map(|link| (link.peer, link.address.clone())).collect()
    }

    /// Connections whose time has come.
    pub(super) fn overdue(&self, listed: &Listed, places: &Places, now: Instant) -> Vec<ConnectionId> {
        let direct: BTreeSet<PeerId> =
            self.links.values().filter(|link| link.open && !link.relayed).map(|link| link.peer).collect();
        let mut overdue = Vec::new();
        for (connection, link) in &self.links {
            let (idle, life, from) = match (link.open, link.relayed, listed.holds(&link.peer)) {
                // Made before the peer was listed: another one must take its place.
                (false, _, true) => (QUIET, REPLACE_LATEST, self.listed_at.unwrap_or(link.since)),
                (false, _, false) => (KNOCK_IDLE, KNOCK_LIFE, link.since),
                (true, true, _) if direct.contains(&link.peer) => (SPARE_QUIET, SPARE_LATEST, link.since),
                (true, _, _) => continue,
            };
            let quiet = places.idle_since(&link.peer, link.since).is_some_and(|since| now >= since + idle);
            if quiet || now >= from.max(link.since) + life {
                overdue.push(*connection);
            }
        }
        overdue
    }

    /// Directly connected neighbours that relay, those with the shortest round trip first.
    pub(super) fn relays(&self) -> Vec<Relay> {
        let mut found: BTreeMap<PeerId, &Link> = BTreeMap::new();
        for link in self.links.values().filter(|link| link.open && !link.relayed) {
            if self.known.get(&link.peer).is_some_and(|known| known.relays) {
                found.entry(link.peer).or_insert(link);
            }
        }
        let mut relays: Vec<&Link> = found.into_values().collect();
        relays.sort_by_key(|link| link.round_trip.unwrap_or(Duration::MAX));
        relays.into_iter().map(|link| Relay { peer: link.peer, at: link.address.clone() }).collect()
    }

    /// Every connected peer, whether it passed the gate or not.
    pub(super) fn everybody(&self) -> BTreeSet<PeerId> {
        self.links.values().map(|link| link.peer).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The listed homes that are connected.
    pub(super) fn peers(&self, now: Instant) -> Vec<Peer> {
        let mut peers: BTreeMap<PeerId, Peer> = BTreeMap::new();
        for link in self.links.values().filter(|link| link.open) {
            let Some(key) = translate::key(&link.peer) else {
                continue;
            };
            let path = if link.relayed { Path::Relayed } else { Path::Direct };
            let agent = self.known.get(&link.peer).map(|known| known.agent.clone()).unwrap_or_default();
            let connected = now.saturating_duration_since(link.since);
            let peer = peers.entry(link.peer).or_insert(Peer {
                key,
                connected,
                path,
                addresses: Vec::new(),
                agent,
                round_trip: link.round_trip,
            });
            peer.addresses.push(link.address.to_string());
            peer.connected = peer.connected.max(connected);
            if path == Path::Direct {
                peer.path = path;
                peer.round_trip = link.round_trip.or(peer.round_trip);
            }
        }
        peers.into_values().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some_peer() -> PeerId {
        libp2p::identity::Keypair::generate_ed25519().public().to_peer_id()
    }

    fn link(peer: PeerId, open: bool, relayed: bool, since: Instant) -> Link {
        let address = "/ip4/9.9.9.9/tcp/1".parse().expect("an address");
        Link { peer, open, relayed, ours: false, unasked: !relayed, address, since, round_trip: None }
    }

    #[test]
    fn a_stranger_goes_after_its_knock_and_a_listed_home_stays() {
        let (mut links, places, listed, start) =
            (Links::default(), Places::default(), Listed::default(), Instant::now());
        let (mallory, amara) = (some_peer(), some_peer());
        listed.replace([amara].into());
        links.add(ConnectionId::new_unchecked(1), link(mallory, false, false, start));
        links.add(ConnectionId::new_unchecked(2), link(amara, true, false, start));
        assert!(links.overdue(&listed, &places, start + KNOCK_IDLE / 2).is_empty());
        let overdue = links.overdue(&listed, &places, start + KNOCK_IDLE);
        assert_eq!(overdue, [ConnectionId::new_unchecked(1)]);
        listed.replace(BTreeSet::new());
        assert_eq!(links.revoked(&listed), [ConnectionId::new_unchecked(2)]);
    }

    #[test]
    fn a_relayed_link_gives_way_to_a_direct_one() {
        let (mut links, places, listed, start) =
            (Links::default(), Places::default(), Listed::default(), Instant::now());
        let amara = some_peer();
        listed.replace([amara].into());
        links.add(ConnectionId::new_unchecked(1), link(amara, true, true, start));
        assert!(links.overdue(&listed, &places, start + SPARE_LATEST).is_empty());
        links.add(ConnectionId::new_unchecked(2), link(amara, true, false, start));
        assert_eq!(links.overdue(&listed, &places, start + SPARE_QUIET), [ConnectionId::new_unchecked(1)]);
        let (_, left) = links.remove(&ConnectionId::new_unchecked(1)).expect("was added");
        assert_eq!(left, Left::Direct);
    }

    #[test]
    fn a_stream_goes_over_the_latest_direct_connection() {
        let (mut links, now, amara) = (Links::default(), Instant::now(), some_peer());
        let ids = [1, 2, 3, 4].map(ConnectionId::new_unchecked);
        assert_eq!(links.best(&amara), None);
        for (id, open, relayed) in [(ids[0], true, false), (ids[1], true, false), (ids[2], true, true)] {
            links.add(id, link(amara, open, relayed, now));
        }
        links.add(ids[3], link(amara, false, false, now));
        assert_eq!(links.best(&amara), Some(ids[1]), "relayed ones and those from before the listing come after");
        links.remove(&ids[1]);
        assert_eq!(links.best(&amara), Some(ids[0]));
        links.remove(&ids[0]);
        assert_eq!(links.best(&amara), Some(ids[2]));
        links.remove(&ids[2]);
        assert_eq!((links.best(&amara), links.best(&some_peer())), (Some(ids[3]), None));
    }

    #[test]
    fn one_collective_gets_a_quarter_of_the_connections() {
        let (mut links, now) = (Links::default(), Instant::now());
        let (many, other) = ((0..8).map(|_| some_peer()).collect::<Vec<_>>(), some_peer());
        links.group(many.iter().map(|peer| (*peer, Id::of(b"many machines"))).collect());
        // Eight machines with four connections each are within it; one connection more of any is not.
        for number in 0..OF_ONE_MAX {
            let peer = many[number % many.len()];
            links.add(ConnectionId::new_unchecked(number), link(peer, true, false, now));
            assert!(!links.is_beyond_its_share(&peer), "{number}");
        }
        links.add(ConnectionId::new_unchecked(100), link(other, true, false, now));
        links.add(ConnectionId::new_unchecked(101), link(many[0], true, false, now));
        assert!(links.is_beyond_its_share(&many[0]) && !links.is_beyond_its_share(&other));
        links.remove(&ConnectionId::new_unchecked(101));
        assert!(!links.is_beyond_its_share(&many[0]));
    }

    #[test]
    fn a_way_opens_by_a_neighbours_word_once_and_never_by_a_strangers() {
        let (mut links, now) = (Links::default(), Instant::now());
        let (mallory, amara) = (some_peer(), some_peer());
        links.add(ConnectionId::new_unchecked(1), link(mallory, false, false, now));
        links.add(ConnectionId::new_unchecked(2), link(amara, true, false, now));
        let mut said = |peer, relays| links.introduced(peer, "talko", relays);
        assert!(!said(mallory, true) && !said(mallory, false) && !said(mallory, true), "nobody lists her");
        assert!(!said(amara, false) && said(amara, true), "the first time");
        assert!(!said(amara, false) && !said(amara, true), "and not again and again");
        let relays: Vec<PeerId> = links.relays().into_iter().map(|relay| relay.peer).collect();
        assert_eq!(relays, [amara]);
        // Once she is listed and has come again, her word counts as well.
        links.add(ConnectionId::new_unchecked(3), link(mallory, true, false, now));
        assert!(links.introduced(mallory, "talko", true));
    }

    #[test]
    fn strangers_get_a_share_of_the_connections_only() {
        let (mut links, now) = (Links::default(), Instant::now());
        let (here, elsewhere): (Multiaddr, Multiaddr) =
            ("/ip4/9.9.9.9/tcp/2".parse().expect("an address"), "/ip4/9.9.9.8/tcp/1".parse().expect("an address"));
        for number in 0..=STRANGERS_OF_ONE_MAX {
            assert!(!links.crowded(&here));
            links.add(ConnectionId::new_unchecked(number), link(some_peer(), false, false, now));
        }
        assert!(links.crowded(&here) && !links.crowded(&elsewhere), "half are for other addresses");
        let local: Multiaddr = "/ip4/127.0.0.1/tcp/1".parse().expect("an address");
        for number in STRANGERS_OF_ONE_MAX + 1..=STRANGERS_MAX {
            assert!(!links.crowded(&local));
            let link = Link { address: local.clone(), ..link(some_peer(), false, false, now) };
            links.add(ConnectionId::new_unchecked(number), link);
        }
        assert!([here, elsewhere, local].iter().all(|at| links.crowded(at)));
    }
}
