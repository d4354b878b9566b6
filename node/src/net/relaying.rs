//! Owns for whom this home relays: listed homes that nobody can call hold a line here, and whoever knows one of them
//! is put through to it. A newcomer too, whom nobody lists yet: the invite of a home behind a router names this one as
//! the way there, and without it nobody could come in at such a home.
//!
//! libp2p bounds circuits alike for everybody; strangers are therefore bounded by how many they begin, and by how long
//! the swarm task lets them stay (`links.rs`).

use std::time::{Duration, Instant};

use libp2p::{Multiaddr, PeerId, relay};

use super::gate::Listed;
use crate::turnstile::{Count, Limit};

/// 128 circuits in all.
const CIRCUITS_MAX: usize = 128;
/// 8 circuits begun by one home.
const CIRCUITS_EACH_MAX: usize = 8;
/// 24 h and any number of bytes: members whose routers shuffle ports stay on the relay.
const CIRCUIT_LIFE: Duration = Duration::from_secs(24 * 3_600);
const CIRCUIT_BYTES: u64 = 0;
/// 1 h for a reservation, which whoever holds it renews.
const RESERVATION_LIFE: Duration = Duration::from_secs(3_600);
/// 3 circuits a minute by one unlisted peer: its knock, the catch-up behind the door, and one more; 6 by all of them.
/// Each goes with its connection, after 10 minutes at most, so that of 128 no more than 66 are theirs.
const GUESTS: Limit = Limit { each: 3, all: 6 };

/// For whom, and how much.
pub(super) fn config(listed: &Listed) -> relay::Config {
    let (holds, knows) = (listed.clone(), listed.clone());
    let mut guests = Count::new(GUESTS);
    relay::Config {
        reservation_duration: RESERVATION_LIFE,
        // No limit by address, because many members sit behind one router.
        reservation_rate_limiters: vec![Box::new(move |peer: PeerId, _: &Multiaddr, _: Instant| holds.holds(&peer))],
        max_circuits: CIRCUITS_MAX,
        max_circuits_per_peer: CIRCUITS_EACH_MAX,
        max_circuit_duration: CIRCUIT_LIFE,
        max_circuit_bytes: CIRCUIT_BYTES,
        circuit_src_rate_limiters: vec![Box::new(move |peer: PeerId, _: &Multiaddr, now: Instant| {
            knows.holds(&peer) || guests.lets(peer, now)
        })],
        ..relay::Config::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_homes_hold_lines_and_strangers_are_put_through_six_times_a_minute() {
        let (listed, amara, now) = (Listed::default(), PeerId::random(), Instant::now());
        listed.replace([amara].into());
        let mut config = config(&listed);
        let at = Multiaddr::empty();
        let reservations = &mut config.reservation_rate_limiters[0];
        assert!(reservations.try_next(amara, &at, now));
        assert!(!reservations.try_next(PeerId::random(), &at, now), "a stranger holds no line");
        let circuits = &mut config.circuit_src_rate_limiters[0];
        let mut through = |peer, now| (0..100).filter(|_| circuits.try_next(peer, &at, now)).count();
        let mallory = PeerId::random();
        assert_eq!(through(mallory, now), 3);
        assert_eq!((0..9).map(|_| through(PeerId::random(), now)).sum::<usize>(), 3, "and three of all others");
        assert_eq!(through(amara, now), 100);
        assert_eq!(through(mallory, now + Duration::from_secs(60)), 3);
    }
}
