//! Everything that a stranger, a neighbour or a local caller can feed to the pure core, with bytes made from good
//! ones. What must hold stands beside each; how to run it for long is in docs/reliability.md.

mod canonical;
mod frames;
#[expect(dead_code, reason = "what is said here is less than what the tests of the rules ask for")]
#[path = "../replica/home.rs"]
mod home;
mod invites;
mod kept;
mod local;
#[expect(dead_code, reason = "the two shells do here what they do in the tests of catch-up")]
#[path = "../sync/pair.rs"]
mod pair;
mod records;
mod rows;
mod sealed;
mod sessions;

use fuzz::Target;

/// Bytes that a body of ours begins with, and the ends of numbers.
const CBOR: &[&[u8]] = &[b"\xa1\x01", b"\xf5", b"\xf6", b"\x19\xff\xff", b"\x1a\xff\xff\xff\xff", b"\x58\x20", b"\x80"];

/// A target of these tests.
fn target(name: &str, inputs: u64, length_max: usize) -> Target<'_> {
    Target { name, folder: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus"), inputs, length_max, words: CBOR }
}
