//! Owns how money that came in is divided, while not all of it is there: in the proportion of the lines and
//! the levy, to the last minor unit, the units that rounding leaves over to the largest remainders. It depends
//! on how much came in and on nothing else, not on how many parts it came in. At the whole price everybody has
//! exactly their line; before, somebody may be a unit ahead of what the next part leaves them.

use super::split::largest_remainder;

/// Divides what was received.
///
/// - `parts`: how much of the whole price is whose, in minor units; the tie goes to whoever stands first.
/// - Returns what each gets, in the same order. What came in above the whole is nobody's: at most the whole
///   is divided.
pub fn divide(parts: &[u64], received_minor: u64) -> Vec<u64> {
    let whole: u128 = parts.iter().map(|minor| u128::from(*minor)).sum();
    let received = u64::try_from(whole).map_or(received_minor, |whole| received_minor.min(whole));
    // 2^53 minor units of at most 65 parts: below 2^113.
    let quotas: Vec<u128> = parts.iter().map(|minor| u128::from(*minor) * u128::from(received)).collect();
    largest_remainder(&quotas, whole.max(1), received).into_iter().map(|(minor, _)| minor).collect()
}
