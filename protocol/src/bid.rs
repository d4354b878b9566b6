//! Owns the sums of a pooled bid: who gets what of a price, below which price nobody works, and how much
//! somebody has promised already; and the draft that follows from a bid and its shares. Exact integers
//! throughout.
//!
//! - [`split`]: a price into shares and levy, to the last minor unit;
//! - [`floor`]: the least price of an hour by the member's own word, the bylaws and pacts;
//! - [`load`]: minutes a week against the member's cap;
//! - [`draft`]: what people assent to; [`hidden`]: what of it a client's copy may hide;
//! - [`received`]: what of a payment is whose, while not all of it came in;
//! - [`sign`]: what stands between somebody and their signature.

pub mod draft;
pub mod floor;
pub mod hidden;
pub mod load;
pub mod received;
pub mod sign;
pub mod split;
