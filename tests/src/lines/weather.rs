//! Owns what befalls the bytes on a line: a function of a seed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

/// How lines are.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// The shortest and the longest way of a chunk, in milliseconds.
    pub delay_ms: (u64, u64),
    /// Of 10,000 chunks so many are lost once: TCP sends them again after 200 to 400 ms, and what is behind waits.
    pub lost: u32,
    /// Of 10,000 chunks so many end their connection.
    pub broken: u32,
    /// Bytes a second of one connection, one way.
    pub rate: u64,
}

/// What befalls one chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It takes so long, apart from its place in the queue.
    Comes(Duration),
    /// As before, after it was lost once.
    ComesLate(Duration),
    /// The connection ends with it.
    Breaks,
}

/// The fates of the chunks of one connection, one way.
pub(super) struct Chance {
    weather: Weather,
    random: StdRng,
}

impl Weather {
    /// Every byte comes at once.
    pub const CALM: Weather = Weather { delay_ms: (0, 0), lost: 0, broken: 0, rate: u64::MAX };
    /// A home's line on a bad day: 5 to 40 ms, one chunk of a hundred lost, one of 2,000 the last of its connection,
    /// 8 Mbit/s.
    pub const ROUGH: Weather = Weather { delay_ms: (5, 40), lost: 100, broken: 5, rate: 1_000_000 };

    /// The fates of one connection, one way.
    pub(super) fn chance(self, seed: u64, parts: [u64; 4]) -> Chance {
        let mut bytes = [0; 32];
        // Line, connection and way are small numbers: a multiplication apart they never make the same seed.
        let mixed = parts.iter().fold(seed, |mixed, part| (mixed ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        bytes[..8].copy_from_slice(&mixed.to_le_bytes());
        Chance { weather: self, random: StdRng::from_seed(bytes) }
    }
}

impl Chance {
    /// The fate of the next chunk.
    pub(super) fn next(&mut self) -> Fate {
        // Always drawn, so that one setting does not move the others.
        let (luck, delay, again) = (
            self.random.random_range(0..10_000),
            self.random.random_range(self.weather.delay_ms.0..=self.weather.delay_ms.1),
            self.random.random_range(200..=400),
        );
        if luck < self.weather.broken {
            Fate::Breaks
        } else if luck < self.weather.broken + self.weather.lost {
            Fate::ComesLate(Duration::from_millis(delay + again))
        } else {
            Fate::Comes(Duration::from_millis(delay))
        }
    }

    /// How long so many bytes take for themselves.
    pub(super) fn sending(&self, bytes: usize) -> Duration {
        Duration::from_micros((bytes as u64).saturating_mul(1_000_000) / self.weather.rate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_fates_and_another_line_others() {
        let rough = Weather { broken: 500, lost: 1_000, ..Weather::ROUGH };
        let fates = |seed, line| {
            let mut chance = rough.chance(seed, [line, 2, 3, 0]);
            (0..200).map(|_| chance.next()).collect::<Vec<Fate>>()
        };
        assert_eq!(fates(7, 1), fates(7, 1));
        assert_ne!(fates(7, 1), fates(7, 4));
        assert_ne!(fates(7, 1), fates(8, 1));
        assert!(fates(7, 1).contains(&Fate::Breaks));
        assert!(fates(7, 1).iter().any(|fate| matches!(fate, Fate::ComesLate(_))));
    }
}
