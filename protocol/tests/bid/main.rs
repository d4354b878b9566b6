//! The sums of a pooled bid, the draft that follows, and what stands before a signature: invariants 2 to 6
//! and 20 of the domain.

mod draft;
mod floor;
mod load;
mod people;
mod received;
mod sign;
mod split;

/// How many cases a property has, where `PROPTEST_CASES` asks for no more.
fn cases(few: u32) -> proptest::prelude::ProptestConfig {
    let asked = proptest::prelude::ProptestConfig::default();
    // 256 where nothing is asked for.
    let cases = if asked.cases == 256 { few } else { asked.cases.max(few) };
    proptest::prelude::ProptestConfig { cases, ..asked }
}
