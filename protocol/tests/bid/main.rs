//! The sums of a pooled bid: invariants 3, 4 and 5 of the domain.

mod floor;
mod load;
mod split;
