//! Owns the sums of a pooled bid: who gets what of a price, below which price nobody works, and how much
//! somebody has promised already. Exact integers throughout; no record is read here.
//!
//! - [`split`]: a price into shares and levy, to the last minor unit;
//! - [`floor`]: the least price of an hour by the member's own word, the bylaws and pacts;
//! - [`load`]: minutes a week against the member's cap.

pub mod floor;
pub mod load;
pub mod split;
