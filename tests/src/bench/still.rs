//! A home that holds much and does nothing, and commands that ask it one thing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::cold::Full;
use super::fault::{BenchFault, io};

/// 5 s after the opening it is idle.
const SETTLED: Duration = Duration::from_secs(5);
/// Commands that are timed; the middle one counts.
const COMMANDS: usize = 15;

/// An idle home.
pub struct Idle {
    /// Resident memory, in MB of 1,000,000 bytes.
    pub memory_mb: f64,
    /// From the call to open until it serves, in s.
    pub open_s: f64,
}

/// Opens a home and lets it be.
///
/// # Errors
/// [`BenchFault`].
pub fn idle(full: &Full) -> Result<Idle, BenchFault> {
    let peer = full.open()?;
    std::thread::sleep(SETTLED);
    let idle = Idle { memory_mb: peer.memory_mb()?, open_s: peer.opened_us as f64 / 1e6 };
    peer.end()?;
    Ok(idle)
}

/// Times a command with and without a node that keeps the home open, in ms each.
///
/// # Errors
/// [`BenchFault`] where a command fails.
pub fn one_shot(full: &Full, talko: &Path, words: &[&str]) -> Result<(Vec<f64>, Vec<f64>), BenchFault> {
    let peer = full.open()?;
    let running = times(full, talko, words)?;
    peer.end()?;
    let alone = times(full, talko, words)?;
    Ok((running, alone))
}

fn times(full: &Full, talko: &Path, words: &[&str]) -> Result<Vec<f64>, BenchFault> {
    let mut times = Vec::new();
    for _ in 0..COMMANDS {
        let mut command = Command::new(talko);
        command.arg("--home").arg(full.folder()).args(words).stdout(Stdio::null());
        let begun = Instant::now();
        let ended = command.status().map_err(io("run talko"))?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        if !ended.success() {
            return Err(BenchFault::Peer(format!("talko {} ended with {ended}", words.join(" "))));
        }
    }
    Ok(times)
}
