//! Owns how many cases a property is tried with, and which: the same ones in every run, so that what turns red was
//! changed, and not drawn. `PROPTEST_CASES` asks for the long run, with new ones.

use proptest::test_runner::{Config, RngSeed};

/// Where the cases of every property begin, unless `PROPTEST_RNG_SEED` says so.
const SEED: RngSeed = RngSeed::Fixed(2_026);

/// The cases of a property: this many, or as many as `PROPTEST_CASES` says where that is more.
#[expect(clippy::disallowed_methods, reason = "a test takes no arguments")]
pub(crate) fn cases(few: u32) -> Config {
    let asked = Config::default();
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => Config { cases: asked.cases.max(few), ..asked },
        None if asked.rng_seed == RngSeed::Random => Config { cases: few, rng_seed: SEED, ..asked },
        None => Config { cases: few, ..asked },
    }
}
