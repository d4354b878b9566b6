//! What the fuzz targets of this package share. They stand beside what they feed: `store/tests/bytes.rs`,
//! `keyring/tests/bytes.rs`, `keyring/guard/bytes.rs`, `knock/tests/bytes.rs`, `socket/bytes.rs`, `leads/tests.rs`.
//!
//! A home makes its keys by chance, and its guard names its folder: where the good inputs are of such a home, they
//! differ from run to run, and the one that broke something is the one that is shown.

use std::path::Path;

use fuzz::Target;

/// A target; its corpus stands in `node/corpus`.
pub(crate) fn target(name: &str, inputs: u64, length_max: usize) -> Target<'_> {
    Target { name, folder: concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"), inputs, length_max, words: &[] }
}

/// Puts bytes where a file is read that its owner alone can read. The old one goes first: over an old one the disk is
/// waited for.
pub(crate) fn put(path: &Path, bytes: &[u8]) {
    use std::io::Write as _;
    crate::os::remove_if_there(path).expect("removed");
    let mut open = std::fs::OpenOptions::new();
    let file = crate::os::private(open.write(true).create_new(true)).open(path);
    file.and_then(|mut file| file.write_all(bytes)).expect("written");
}
