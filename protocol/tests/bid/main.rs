//! The sums of a pooled bid: invariants 3, 4 and 5 of the domain.

mod floor;
mod load;
mod split;

/// How many cases a property has, where `PROPTEST_CASES` asks for no more.
fn cases(few: u32) -> proptest::prelude::ProptestConfig {
    let asked = proptest::prelude::ProptestConfig::default();
    // 256 where nothing is asked for.
    let cases = if asked.cases == 256 { few } else { asked.cases.max(few) };
    proptest::prelude::ProptestConfig { cases, ..asked }
}
