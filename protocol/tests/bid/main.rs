//! The sums of a pooled bid, the draft that follows, and what stands before a signature: invariants 2 to 6
//! and 20 of the domain.

#[path = "../properties/cases.rs"]
mod cases;
mod draft;
mod floor;
mod load;
mod people;
mod received;
mod sign;
mod split;

use cases::cases;
