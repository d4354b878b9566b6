//! Owns how money that came in is divided, while not all of it is there: in the proportion of the lines and
//! the levy, to the last minor unit, the units that rounding leaves over to the largest remainders. It depends
//! on how much came in and on nothing else, not on how many parts it came in. At the whole price everybody has
//! exactly their line; before, somebody may be a unit ahead of what the next part leaves them.

use crate::id::Id;

/// Divides what was received.
///
/// - `parts`: who gets how much of the whole price, in minor units; the tie goes to whoever stands first.
/// - Returns what each gets, in the same order. What came in above the whole is nobody's: at most the whole
///   is divided.
pub fn divide(parts: &[(Id, u64)], received_minor: u64) -> Vec<u64> {
    let whole: u128 = parts.iter().map(|(_, minor)| u128::from(*minor)).sum();
    let received = u128::from(received_minor).min(whole);
    // 2^53 · 2^53: below 2^106.
    let quotas: Vec<u128> = parts.iter().map(|(_, minor)| u128::from(*minor) * received).collect();
    let whole = whole.max(1);
    let mut shares: Vec<u128> = quotas.iter().map(|quota| quota / whole).collect();
    let left = received - shares.iter().sum::<u128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(quotas[*at] % whole));
    for at in order.into_iter().take(usize::try_from(left).expect("rounding loses less than a unit a part")) {
        shares[at] += 1;
    }
    shares.into_iter().map(|share| u64::try_from(share).expect("no part is above what it is a part of")).collect()
}
