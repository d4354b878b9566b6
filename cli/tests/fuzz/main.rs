//! Everything that a member types, pastes, or hands over as a file of somebody else's, with bytes made from good ones.

mod adverts;
mod proposals;
mod settings;
mod typed;

use fuzz::Target;

/// A target of these tests.
fn target<'a>(name: &'a str, inputs: u64, length_max: usize, words: &'a [&'a [u8]]) -> Target<'a> {
    Target { name, folder: concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fuzz/corpus"), inputs, length_max, words }
}

/// A file of `tests/data`.
fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/../tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("the file lies in tests/data")
}
