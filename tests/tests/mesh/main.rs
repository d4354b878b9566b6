//! A federation of many real processes: cut apart while all go on writing, mended while some are killed, and kept
//! going for long. In network namespaces; runs where it is root, and elsewhere says why it does not.
//!
//! By a command, with 8 homes in 4 collectives where nothing else is said:
//!
//! ```sh
//! cargo test -p tests --test mesh apart -- --ignored --nocapture
//! MESH_NODES=24 MESH_COLLECTIVES=6 MESH_GROUPS=3 MESH_CUT_SECONDS=300 MESH_ROUNDS=10 MESH_WRITES=50 \
//!     cargo test -p tests --test mesh apart -- --ignored --nocapture
//! SOAK_MINUTES=20 cargo test -p tests --test mesh soak -- --ignored --nocapture
//! ```
//!
//! `MESH_WRONG=uncut`, `unmended` or `lost` plants what the test has to notice.
#![cfg(target_os = "linux")]

mod apart;
mod soak;

use std::str::FromStr;

use tests::lines::Weather;
use tests::mesh::Mesh;
use tests::network::LabFault;

/// What a variable is set to, or the ordinary value.
fn set<T: FromStr>(name: &str, ordinary: T) -> T {
    match std::env::var(name) {
        Ok(value) => value.parse().unwrap_or_else(|_| panic!("{name}={value} is no number")),
        Err(_) => ordinary,
    }
}

/// What is wrong on purpose.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// The lines are not cut.
    Uncut,
    /// The lines are not mended.
    Unmended,
    /// A lead that was acknowledged is shown no more.
    Lost,
}

impl Wrong {
    /// What `MESH_WRONG` names.
    fn planted() -> Option<Wrong> {
        match std::env::var("MESH_WRONG").ok()?.as_str() {
            "uncut" => Some(Wrong::Uncut),
            "unmended" => Some(Wrong::Unmended),
            "lost" => Some(Wrong::Lost),
            other => panic!("MESH_WRONG={other} is none of uncut, unmended, lost"),
        }
    }
}

/// A mesh on rough lines, or why there can be none.
fn mesh(homes: usize, collectives: usize, seed: u64) -> Option<Mesh> {
    Mesh::build(homes, collectives, seed, Weather::ROUGH).map_or_else(LabFault::skips, Some)
}
