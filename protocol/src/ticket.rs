//! Owns how large a record may be and how many tickets it takes: one, or four where it is a carrier above
//! 16 KiB. So what a key may fill in a week is bounded in bytes, not in records.
//!
//! A carrier of four has a number that four divides, and takes that one and the next three: two
//! carriers take the same four or none in common. Source: docs/protocol.md, "Standing".

use serde::{Deserialize, Serialize};

use crate::envelope::Header;
use crate::record::sealed::{self, INNER_MAX};
use crate::record::{self, Place};

/// 16 KiB: one ticket's worth, header, signature and body together.
pub const RECORD_MAX: usize = 16 * 1024;
/// 56 KiB: a carrier of the largest class with the most readers, and what stands around them.
pub const CARRIER_MAX: usize = 56 * 1024;

/// 65,536 numbers in a week: what two bytes count.
pub const NUMBERS: u32 = 1 << 16;

/// How many tickets a record takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Worth {
    /// One: everything up to 16 KiB.
    One,
    /// Four: a carrier above.
    Four,
}

impl Worth {
    /// What a record of a kind takes.
    ///
    /// - `body`: bytes of its body, which its signed header says also after it was erased.
    pub fn of(kind: &str, body: usize) -> Worth {
        if kind == sealed::KIND.name && body > RECORD_MAX { Worth::Four } else { Worth::One }
    }

    /// How many they are.
    pub fn count(self) -> u32 {
        match self {
            Worth::One => 1,
            Worth::Four => 4,
        }
    }

    /// True for a number at which it may begin.
    pub fn fits(self, number: u16) -> bool {
        u32::from(number).is_multiple_of(self.count())
    }

    /// The number behind its last.
    pub fn end(self, number: u16) -> u32 {
        u32::from(number) + self.count()
    }
}

impl Header {
    /// How many tickets it takes.
    pub fn worth(&self) -> Worth {
        Worth::of(&self.kind, self.length as usize)
    }

    /// The most bytes that the whole record may have: more than [`RECORD_MAX`] for a carrier, and for what
    /// stands inside one.
    pub(crate) fn bytes_max(&self) -> usize {
        match (self.worth(), record::kind(&self.kind)) {
            (Worth::Four, _) => CARRIER_MAX,
            (Worth::One, Some(kind)) if kind.place == Place::Sealed => INNER_MAX,
            (Worth::One, _) => RECORD_MAX,
        }
    }
}

/// The lowest number at which something that also takes this one may begin.
pub(crate) fn lowest(number: u16) -> u16 {
    number - number % 4
}

/// The numbers of a space and week that are still free, ascending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Free {
    /// The next one.
    pub next: u32,
    /// The first that is not granted.
    pub end: u32,
}

impl Free {
    /// Takes what a record needs and says its first number; a carrier of four passes over up to three.
    pub fn take(&mut self, worth: Worth) -> Option<u16> {
        let first = self.next.next_multiple_of(worth.count());
        let number = u16::try_from(first).ok().filter(|number| worth.end(*number) <= self.end)?;
        self.next = worth.end(number);
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_carrier_above_16_kib_takes_four() {
        assert_eq!(Worth::of("sealed", RECORD_MAX), Worth::One);
        assert_eq!(Worth::of("sealed", RECORD_MAX + 1), Worth::Four);
        assert_eq!(Worth::of("comment", RECORD_MAX + 1), Worth::One);
    }

    #[test]
    fn numbers_are_given_once_and_four_begin_at_a_multiple_of_four() {
        let mut free = Free { next: 1, end: 13 };
        let given: Vec<_> =
            [Worth::One, Worth::Four, Worth::Four, Worth::One].into_iter().map(|worth| free.take(worth)).collect();
        assert_eq!(given, [Some(1), Some(4), Some(8), Some(12)]);
        assert_eq!((free.take(Worth::One), free.take(Worth::Four)), (None, None));
        let mut last = Free { next: NUMBERS - 3, end: NUMBERS };
        assert_eq!((last.take(Worth::Four), last.take(Worth::One)), (None, Some(65_533)));
    }

    #[test]
    fn what_is_refused_takes_no_number() {
        let mut free = Free { next: 1, end: 4 };
        assert_eq!((free.take(Worth::Four), free.take(Worth::One)), (None, Some(1)));
    }
}
