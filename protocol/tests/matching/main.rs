//! Who fits a lead, why and why not, and which crew.

mod crew;
mod judge;
mod people;
mod speed;

/// How many cases a property has, where `PROPTEST_CASES` asks for no more.
fn cases(few: u32) -> proptest::prelude::ProptestConfig {
    let asked = proptest::prelude::ProptestConfig::default();
    // 256 where nothing is asked for.
    let cases = if asked.cases == 256 { few } else { asked.cases.max(few) };
    proptest::prelude::ProptestConfig { cases, ..asked }
}
