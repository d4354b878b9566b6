//! Owns how much an invoice was over, told roughly: the exact sum would tell those who know it whose invoice it is.

use crate::money::MINOR_MAX;
use crate::wire::Field;

/// 47: the last band that begins within what a sum of money can be.
const LAST: u8 = 47;

/// A band of sums: from 1, 2 or 5 times a power of ten minor units to below the next such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct Band(u8);

impl Band {
    /// The band that holds a sum; `None` for none at all, and above what a sum can be.
    pub fn of(minor: u64) -> Option<Band> {
        let fits = minor > 0 && minor <= MINOR_MAX;
        (0..=LAST).rev().map(Band).find(|band| band.least() <= minor).filter(|_| fits)
    }

    /// The least sum in it, in minor units.
    pub const fn least(self) -> u64 {
        let step = [1, 2, 5][(self.0 % 3) as usize];
        step * 10u64.pow((self.0 / 3) as u32)
    }

    /// The largest sum in it, in minor units.
    pub const fn most(self) -> u64 {
        Band(self.0 + 1).least() - 1
    }
}

impl<'de> serde::Deserialize<'de> for Band {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Band, D::Error> {
        match u8::deserialize(from)? {
            number @ 0..=LAST => Ok(Band(number)),
            _ => Err(serde::de::Error::custom("no such band")),
        }
    }
}

impl Field for Band {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bands_begin_at_one_two_and_five() {
        let band = |minor| Band::of(minor).map(|band| (band.least(), band.most()));
        assert_eq!(band(480_003), Some((200_000, 499_999)));
        assert_eq!(band(500_000), Some((500_000, 999_999)));
        assert_eq!((band(1), band(0)), (Some((1, 1)), None));
        assert_eq!((band(MINOR_MAX).map(|band| band.0), band(MINOR_MAX + 1)), (Some(5_000_000_000_000_000), None));
    }

    proptest! {
        #[test]
        fn every_sum_is_in_exactly_its_band(minor in 1..=MINOR_MAX) {
            let band = Band::of(minor).expect("a sum");
            prop_assert!(band.least() <= minor && minor <= band.most());
        }
    }
}
