//! The bench program: how fast a home works, measured against what its machine can do at all.
//!
//! [`peer`] is one real home behind a line protocol; [`table`] runs peers against each other and against
//! the machine's limits, and prints every figure with its goal; [`count`] counts instructions, which a busy
//! machine does not change; [`compare`] sets two builds side by side. Nothing is switched off: real nodes,
//! libp2p, store and gate; only the charter of the bench grants more tickets a week than the usual one.

pub mod child;
pub mod cold;
pub mod compare;
pub mod count;
pub mod counted;
pub mod draft;
pub mod fault;
pub mod finding;
pub mod law;
pub mod limits;
pub mod live;
pub mod lookup;
pub mod machine;
pub mod matching;
pub mod moment;
pub mod offer;
pub mod peer;
pub mod pipeline;
pub mod seat;
pub mod sheet;
pub mod still;
pub mod table;
pub mod wire;
