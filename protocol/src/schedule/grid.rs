//! Owns half-hours: of a day, 48 of them in 6 bytes, and of a week, 42 bytes with Monday first. The first
//! half-hour of a day is the highest bit of its first byte, so that hexadecimal reads from midnight on.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::bytes;
use crate::time::Day;
use crate::wire::Field;

/// 48 half-hours make a day.
pub const DAY_SLOTS: u32 = 48;
/// Minutes in a half-hour.
pub const SLOT_MINUTES: u32 = 30;

/// Half-hours of one day on somebody's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slots(u64);

impl Slots {
    /// No half-hour.
    pub const NONE: Slots = Slots(0);
    /// The whole day.
    pub const ALL: Slots = Slots((1 << DAY_SLOTS) - 1);

    /// From one half-hour to before another, counted from midnight; past midnight, where the second is
    /// not later than the first, the half-hours before it and those from the first one on.
    pub fn between(from: u32, until: u32) -> Slots {
        let inside =
            |slot: &u32| if from < until { (from..until).contains(slot) } else { *slot >= from || *slot < until };
        Slots((0..DAY_SLOTS).filter(inside).fold(0, |slots, slot| slots | bit(slot)))
    }

    /// These and those.
    pub const fn and(self, other: Slots) -> Slots {
        Slots(self.0 | other.0)
    }

    /// These without those.
    pub const fn without(self, other: Slots) -> Slots {
        Slots(self.0 & !other.0)
    }

    /// True where the half-hour is among them.
    pub const fn holds(self, slot: u32) -> bool {
        slot < DAY_SLOTS && self.0 & bit(slot) != 0
    }

    /// The runs of half-hours, each from its first to behind its last.
    pub fn runs(self) -> impl Iterator<Item = (u32, u32)> {
        let mut left = self.0 << (u64::BITS - DAY_SLOTS);
        let mut at = 0;
        std::iter::from_fn(move || {
            if left == 0 {
                return None;
            }
            let skipped = left.leading_zeros();
            let run = (left << skipped).leading_ones();
            let from = at + skipped;
            at = from + run;
            left = left.checked_shl(skipped + run).unwrap_or(0);
            Some((from, from + run))
        })
    }

    /// How many minutes they are together.
    pub const fn minutes(self) -> u32 {
        self.0.count_ones() * SLOT_MINUTES
    }

    /// The 6 bytes.
    pub fn to_bytes(self) -> [u8; 6] {
        let [_, _, bytes @ ..] = self.0.to_be_bytes();
        bytes
    }

    /// Reads the 6 bytes.
    pub fn from_bytes(bytes: [u8; 6]) -> Slots {
        let [a, b, c, d, e, f] = bytes;
        Slots(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }
}

const fn bit(slot: u32) -> u64 {
    1 << (DAY_SLOTS - 1 - slot)
}

/// Half-hours of a week on somebody's clock, Monday first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grid([Slots; 7]);

impl Grid {
    /// A week from its seven days, Monday first.
    pub const fn of(days: [Slots; 7]) -> Grid {
        Grid(days)
    }

    /// Monday to Friday alike.
    pub const fn weekdays(slots: Slots) -> Grid {
        Grid([slots, slots, slots, slots, slots, Slots::NONE, Slots::NONE])
    }

    /// The half-hours of a day of the calendar.
    pub fn day(&self, day: Day) -> Slots {
        self.0[weekday(day)]
    }

    /// The seven days, Monday first.
    pub const fn days(&self) -> &[Slots; 7] {
        &self.0
    }

    /// How many minutes a week they are.
    pub fn minutes(&self) -> u32 {
        self.0.iter().map(|day| day.minutes()).sum()
    }
}

/// Which day of the week: 0 for Monday to 6 for Sunday.
pub const fn weekday(day: Day) -> usize {
    // 1970-01-01 was a Thursday.
    ((day.0 as u64 + 3) % 7) as usize
}

impl Serialize for Slots {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.to_bytes())
    }
}

impl<'de> Deserialize<'de> for Slots {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Slots, D::Error> {
        bytes::<D, 6>(from).map(Slots::from_bytes)
    }
}

impl Field for Slots {}

impl Serialize for Grid {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = self.0.iter().flat_map(|day| day.to_bytes()).collect();
        out.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Grid {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Grid, D::Error> {
        let week = bytes::<D, 42>(from)?;
        let mut days = [Slots::NONE; 7];
        let (chunks, _) = week.as_chunks::<6>();
        for (day, chunk) in days.iter_mut().zip(chunks) {
            *day = Slots::from_bytes(*chunk);
        }
        Ok(Grid(days))
    }
}

impl Field for Grid {}
