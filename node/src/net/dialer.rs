//! Owns the will to be connected: which homes are wanted, where they may be, and when to try
//! again. Tries for ever, with pauses that grow from 1 s to 5 min; the direct way first, then
//! through neighbours that relay. Holds no socket and reads no clock: the swarm task asks it.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use libp2p::swarm::ConnectionId;
use libp2p::{Multiaddr, PeerId};
use protocol::id::Id;

use super::translate::{self, ADDRESSES_MAX};

/// The pause after a first failure, and the longest one.
const PAUSE_MIN: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(300);
/// 10 s: a connection that stood so long was a good one.
const HOLDS: Duration = Duration::from_secs(10);
/// 256: homes that are kept in mind; twice the connections that one home may hold.
const HOMES_MAX: usize = 256;
/// 16 dials at once, half of what may be pending.
const DIALING_MAX: usize = 16;
/// 96: connected homes above which nobody else is sought, so that places are left for callers.
const CONNECTED_ENOUGH: usize = 96;
/// 24: homes of one group that are sought at once, a quarter of those that are enough.
const OF_ONE_MAX: usize = CONNECTED_ENOUGH / 4;
/// 3: relays tried for one home at once.
const RELAYS_MAX: usize = 3;

/// One attempt to be made now.
pub(super) struct Attempt {
    pub(super) peer: PeerId,
    pub(super) addresses: Vec<Multiaddr>,
}

/// A neighbour that relays, and where it is.
pub(super) struct Relay {
    pub(super) peer: PeerId,
    pub(super) at: Multiaddr,
}

/// How a home is connected at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Link {
    None,
    Relayed,
    Direct,
}

struct Home {
    /// From signed address records and from what the owner remembers.
    booked: Vec<Multiaddr>,
    /// Seen here: on the local network, or where a dial succeeded.
    seen: Vec<Multiaddr>,
    /// The owner asks for it; otherwise it stays only as long as it is `met`.
    in_book: bool,
    /// Reached by a dial that succeeded, or found on the local network.
    met: bool,
    link: Link,
    failures: u32,
    /// Since when a connection stands, or stood last.
    stood: Option<Instant>,
    next: Instant,
    dialing: Option<ConnectionId>,
    /// The direct way has just failed: a relay is next, without a pause.
    direct_failed: bool,
}

/// The homes that are wanted.
#[derive(Default)]
pub(super) struct Dialer {
    homes: BTreeMap<PeerId, Home>,
    /// Who is dialled before others that are due as well.
    first: BTreeSet<PeerId>,
    /// Who is of one group with whom.
    groups: BTreeMap<PeerId, Id>,
}

impl Dialer {
    /// Replaces the book. New homes and new addresses are tried at once.
    pub(super) fn book(&mut self, book: BTreeMap<PeerId, Vec<Multiaddr>>, now: Instant) {
        self.homes.retain(|peer, home| {
            home.in_book = book.contains_key(peer);
            home.in_book || home.met
        });
        for (peer, addresses) in book {
            let Some(home) = self.home(&peer, now) else {
                continue;
            };
            if addresses.iter().any(|address| !home.booked.contains(address)) {
                home.fresh(now);
            }
            home.booked = addresses;
            home.in_book = true;
        }
    }

    /// Sets who is dialled first, and who is of one group with whom.
    pub(super) fn prefer(&mut self, first: BTreeSet<PeerId>, groups: BTreeMap<PeerId, Id>) {
        (self.first, self.groups) = (first, groups);
    }

    /// Forgets homes that were met without being booked and are not listed any more.
    pub(super) fn keep(&mut self, listed: impl Fn(&PeerId) -> bool) {
        for (peer, home) in &mut self.homes {
            home.met &= listed(peer);
        }
        self.homes.retain(|_, home| home.met || home.in_book);
    }

    /// A listed home is at this address: worth dialling even when the book does not hold it yet, as
    /// after the knock that made it a neighbour.
    pub(super) fn met(&mut self, peer: &PeerId, address: &Multiaddr, now: Instant) {
        let Some(home) = self.home(peer, now) else {
            return;
        };
        home.met = true;
        if translate::relayed(address) || home.seen.contains(address) {
            return;
        }
        // Newest first; the oldest falls out.
        home.seen.insert(0, address.clone());
        home.seen.truncate(ADDRESSES_MAX);
        if home.link != Link::Direct {
            home.fresh(now);
        }
    }

    fn home(&mut self, peer: &PeerId, now: Instant) -> Option<&mut Home> {
        if self.homes.len() >= HOMES_MAX && !self.homes.contains_key(peer) {
            return None;
        }
        Some(self.homes.entry(*peer).or_insert_with(|| Home::new(now)))
    }

    /// A listed home was found on the local network at these addresses.
    pub(super) fn found(&mut self, peer: &PeerId, addresses: &[Multiaddr], now: Instant) {
        for address in addresses {
            self.met(peer, address, now);
        }
    }

    /// A connection to this home stands.
    pub(super) fn connected(&mut self, peer: &PeerId, relayed: bool, now: Instant) {
        if let Some(home) = self.homes.get_mut(peer) {
            if home.link == Link::None {
                home.stood = Some(now);
            }
            home.link = match (home.link, relayed) {
                (Link::Direct, _) | (_, false) => Link::Direct,
                (Link::None | Link::Relayed, true) => Link::Relayed,
            };
            home.dialing = None;
            home.direct_failed = false;
            // A relayed link is improved, if possible, when the longest pause has passed.
            home.next = now + PAUSE_MAX;
        }
    }

    /// The last connection to this home is gone, or the last direct one.
    pub(super) fn lost(&mut self, peer: &PeerId, still_relayed: bool, now: Instant) {
        if let Some(home) = self.homes.get_mut(peer) {
            home.link = if still_relayed { Link::Relayed } else { Link::None };
            home.direct_failed = false;
            if home.stood.is_some_and(|stood| now.saturating_duration_since(stood) >= HOLDS) {
                home.failures = 0;
            }
            // The other end may be restarting, and may dial us at the same moment; but one that breaks each line, or
            // does not want any, is not called without end.
            let pause = if home.failures == 0 { PAUSE_MIN / 4 } else { grown(home.failures - 1) };
            home.failures = home.failures.saturating_add(1);
            home.next = now + jittered(pause);
        }
    }

    /// An attempt could not be started or has failed.
    ///
    /// - `relays`: true where a neighbour relays.
    pub(super) fn failed(&mut self, connection: &ConnectionId, relays: bool, now: Instant) {
        if let Some(home) = self.homes.values_mut().find(|home| home.dialing.as_ref() == Some(connection)) {
            home.dialing = None;
            // A newcomer has no neighbour yet; the invite names a home that relays.
            let through = relays || home.booked.iter().any(translate::relayed);
            if through && !home.direct_failed && home.link == Link::None {
                home.direct_failed = true;
                home.next = now;
                return;
            }
            home.direct_failed = false;
            home.next = now + jittered(grown(home.failures));
            home.failures = home.failures.saturating_add(1);
        }
    }

    /// The network is another one: everything is worth a try again.
    pub(super) fn reset(&mut self, now: Instant) {
        for home in self.homes.values_mut() {
            home.fresh(now);
        }
    }

    /// True while this home is being dialled.
    pub(super) fn dialing(&self, peer: &PeerId) -> bool {
        self.homes.get(peer).is_some_and(|home| home.dialing.is_some())
    }

    /// A way has opened, for example through a new relay: homes without any link are tried again.
    pub(super) fn reset_unlinked(&mut self, now: Instant) {
        for home in self.homes.values_mut().filter(|home| home.link == Link::None) {
            home.fresh(now);
        }
    }

    /// What to try now among listed homes, in fair order; each is answered by [`Dialer::started`] or
    /// [`Dialer::failed`], then by one of the others.
    pub(super) fn due(&mut self, now: Instant, relays: &[Relay], listed: impl Fn(&PeerId) -> bool) -> Vec<Attempt> {
        let linked = self.homes.values().filter(|home| home.link != Link::None).count();
        let dialing = self.homes.values().filter(|home| home.dialing.is_some()).count();
        let mut room = DIALING_MAX.saturating_sub(dialing).min(CONNECTED_ENOUGH.saturating_sub(linked + dialing));
        let mut of: BTreeMap<Id, usize> = BTreeMap::new();
        for (peer, _) in self.homes.iter().filter(|(_, home)| home.link != Link::None || home.dialing.is_some()) {
            if let Some(group) = self.groups.get(peer) {
                *of.entry(*group).or_default() += 1;
            }
        }
        let due = |home: &Home| home.link != Link::Direct && home.dialing.is_none() && home.next <= now;
        let waiting = self.homes.iter_mut().filter(|(peer, home)| due(home) && listed(peer));
        let mut waiting: Vec<(&PeerId, &mut Home)> = waiting.collect();
        waiting.sort_by_key(|(peer, home)| (!self.first.contains(*peer), home.next));
        let mut attempts = Vec::new();
        for (peer, home) in waiting {
            if room == 0 {
                break;
            }
            // One that is linked through a relay has its place already.
            let group = self.groups.get(peer).filter(|_| home.link == Link::None);
            if group.is_some_and(|group| of.get(group).is_some_and(|many| *many >= OF_ONE_MAX)) {
                continue;
            }
            let addresses = home.ways(peer, relays);
            if addresses.is_empty() {
                home.direct_failed = false;
                home.next = now + jittered(PAUSE_MIN * 2);
                continue;
            }
            room -= 1;
            if let Some(group) = group {
                *of.entry(*group).or_default() += 1;
            }
            attempts.push(Attempt { peer: *peer, addresses });
        }
        attempts
    }

    /// An attempt is under way.
    pub(super) fn started(&mut self, peer: &PeerId, connection: ConnectionId) {
        if let Some(home) = self.homes.get_mut(peer) {
            home.dialing = Some(connection);
        }
    }
}

impl Home {
    fn new(now: Instant) -> Home {
        Home {
            booked: Vec::new(),
            seen: Vec::new(),
            in_book: false,
            met: false,
            link: Link::None,
            failures: 0,
            stood: None,
            next: now,
            dialing: None,
            direct_failed: false,
        }
    }

    fn fresh(&mut self, now: Instant) {
        self.failures = 0;
        self.next = now;
        self.direct_failed = false;
    }

    /// The addresses of the next attempt: direct ones, or circuits after those have failed.
    fn ways(&mut self, peer: &PeerId, relays: &[Relay]) -> Vec<Multiaddr> {
        let direct: Vec<Multiaddr> = self
            .seen
            .iter()
            .chain(&self.booked)
            .filter(|address| !translate::relayed(address))
            .take(ADDRESSES_MAX)
            .cloned()
            .collect();
        if self.link == Link::Relayed || (!self.direct_failed && !direct.is_empty()) {
            return direct;
        }
        self.direct_failed = true;
        let through = relays.iter().filter(|relay| relay.peer != *peer).take(RELAYS_MAX);
        let mut circuits: Vec<Multiaddr> =
            through.map(|relay| translate::circuit(&relay.at, &relay.peer, Some(peer))).collect();
        for address in self.booked.iter().filter(|address| translate::relayed(address)).take(RELAYS_MAX) {
            if !circuits.contains(address) {
                circuits.push(address.clone());
            }
        }
        circuits
    }
}

/// The pause after so many failures.
fn grown(failures: u32) -> Duration {
    PAUSE_MIN.saturating_mul(1u32 << failures.min(9)).min(PAUSE_MAX)
}

/// Between half and all of the pause, so that homes which lost each other do not call in step.
fn jittered(pause: Duration) -> Duration {
    let half = pause / 2;
    let span = u64::try_from(half.as_millis()).unwrap_or(u64::MAX);
    half + Duration::from_millis(rand::random_range(0..=span))
}

#[cfg(test)]
mod tests;
