//! Owns how many byte streams there are between two homes: within bounds, and counted, because a connection is
//! replaced or closed only when nothing runs over it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::time::Instant;

use futures::{AsyncRead, AsyncWrite};
use libp2p::{PeerId, Stream};

/// 4: streams that one listed home may hold open towards us; one session and a few overlapping.
const PEER_MAX: u16 = 4;
/// 1: an unlisted peer knocks once at a time.
const STRANGER_MAX: u16 = 1;
/// 64 inbound streams in all, of them 16 by strangers.
const ALL_MAX: u16 = 64;
const STRANGERS_MAX: u16 = 16;
/// A stream of bytes to and from one home; closing or dropping it frees its place.
pub struct Duplex {
    stream: Stream,
    // Held for its drop alone: it gives the place back.
    _place: Place,
}

impl Duplex {
    pub(super) fn new(stream: Stream, place: Place) -> Duplex {
        Duplex { stream, _place: place }
    }
}

impl AsyncRead for Duplex {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut [u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Duplex {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_close(cx)
    }
}

impl std::fmt::Debug for Duplex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("duplex")
    }
}

/// How many streams are open, and with whom.
#[derive(Clone, Default)]
pub(super) struct Places(Arc<Mutex<Count>>);

#[derive(Default)]
struct Count {
    peers: BTreeMap<PeerId, Open>,
    inbound: u16,
    strangers: u16,
}

struct Open {
    outbound: u16,
    inbound: u16,
    idle_since: Instant,
}

/// Who opened a stream; a stranger is an unlisted peer that opened one towards us.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Ours,
    Theirs,
    Strangers,
}

/// One stream's place, until it is dropped.
pub(super) struct Place {
    places: Places,
    peer: PeerId,
    side: Side,
}

impl Places {
    fn lock(&self) -> MutexGuard<'_, Count> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// A place for one more stream, where there is one; there always is for our own.
    pub(super) fn take(&self, peer: PeerId, side: Side) -> Option<Place> {
        let mut count = self.lock();
        let held = count.peers.get(&peer).map_or(0, |open| open.inbound);
        let full = match side {
            Side::Ours => false,
            Side::Theirs => count.inbound >= ALL_MAX || held >= PEER_MAX,
            Side::Strangers => count.inbound >= ALL_MAX || count.strangers >= STRANGERS_MAX || held >= STRANGER_MAX,
        };
        if full {
            return None;
        }
        let open = count.peers.entry(peer).or_insert(Open { outbound: 0, inbound: 0, idle_since: Instant::now() });
        match side {
            Side::Ours => open.outbound = open.outbound.saturating_add(1),
            Side::Theirs | Side::Strangers => open.inbound += 1,
        }
        count.inbound += u16::from(side != Side::Ours);
        count.strangers += u16::from(side == Side::Strangers);
        Some(Place { places: self.clone(), peer, side })
    }

    /// Since when nothing runs to and from this peer; none while something does.
    pub(super) fn idle_since(&self, peer: &PeerId, connected: Instant) -> Option<Instant> {
        match self.lock().peers.get(peer) {
            Some(open) if open.outbound > 0 || open.inbound > 0 => None,
            Some(open) => Some(open.idle_since.max(connected)),
            None => Some(connected),
        }
    }

    /// Forgets the peers that have gone and hold no place.
    pub(super) fn keep(&self, connected: &BTreeSet<PeerId>) {
        let is_used = |open: &Open| open.outbound > 0 || open.inbound > 0;
        self.lock().peers.retain(|peer, open| is_used(open) || connected.contains(peer));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut count = self.places.lock();
        if let Some(open) = count.peers.get_mut(&self.peer) {
            match self.side {
                Side::Ours => open.outbound = open.outbound.saturating_sub(1),
                Side::Theirs | Side::Strangers => open.inbound = open.inbound.saturating_sub(1),
            }
            open.idle_since = Instant::now();
        }
        count.inbound = count.inbound.saturating_sub(u16::from(self.side != Side::Ours));
        count.strangers = count.strangers.saturating_sub(u16::from(self.side == Side::Strangers));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some_peer() -> PeerId {
        libp2p::identity::Keypair::generate_ed25519().public().to_peer_id()
    }

    #[test]
    fn strangers_never_fill_the_places_of_listed_homes() {
        let places = Places::default();
        let strangers: Vec<Place> = (0..100).filter_map(|_| places.take(some_peer(), Side::Strangers)).collect();
        assert_eq!(strangers.len(), usize::from(STRANGERS_MAX));
        let amara = some_peer();
        let sessions: Vec<Place> = (0..10).filter_map(|_| places.take(amara, Side::Theirs)).collect();
        assert_eq!(sessions.len(), usize::from(PEER_MAX));
        drop(strangers);
        assert!(places.take(some_peer(), Side::Strangers).is_some(), "a place that was given back is free");
    }

    #[test]
    fn a_peer_is_idle_once_its_last_stream_is_dropped() {
        let places = Places::default();
        let amara = some_peer();
        let connected = Instant::now();
        assert_eq!(places.idle_since(&amara, connected), Some(connected));
        let place = places.take(amara, Side::Ours);
        assert_eq!(places.idle_since(&amara, connected), None);
        drop(place);
        assert!(places.idle_since(&amara, connected).is_some_and(|since| since >= connected));
        places.keep(&[amara].into());
        assert_eq!(places.lock().peers.len(), 1);
        let place = places.take(amara, Side::Theirs);
        places.keep(&BTreeSet::new());
        assert_eq!(places.idle_since(&amara, connected), None, "a stream may outlive its connection for a moment");
        drop(place);
        places.keep(&BTreeSet::new());
        assert!(places.lock().peers.is_empty());
    }
}
