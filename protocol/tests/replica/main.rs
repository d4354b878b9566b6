//! The pure core from outside: homes that found, join, write and disagree, through the one gate.

mod accounting;
mod again;
mod ahead;
mod amend;
mod attacks;
mod bounds;
mod branches;
mod bytes;
mod carriers;
mod compared;
mod displaced;
mod door;
mod erasing;
mod federation;
mod fork;
mod founding;
mod gate;
mod guests;
mod home;
mod hostile;
mod leave;
mod listing;
mod order;
mod parting;
mod pledge;
mod pledging;
mod pooled;
mod pooling;
mod proof;
mod proposal;
mod replacing;
mod rules;
mod saying;
mod sealed;
mod settled;
mod siege;
mod vouching;
mod wishes;
mod working;

use proptest::prelude::ProptestConfig;

/// How many cases a property has whose cases are dear, or cheap. The long run asks for more of every one, by
/// `PROPTEST_CASES`, which the default reads.
fn cases(few: u32) -> ProptestConfig {
    let asked = ProptestConfig::default();
    let cases = if asked.cases == ORDINARY { few } else { asked.cases.max(few) };
    ProptestConfig { cases, ..asked }
}

/// 256 cases where nothing else is asked for.
const ORDINARY: u32 = 256;
