//! A home that holds much, and others that catch up with it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::child::Peer;
use super::fault::{BenchFault, io};
use super::wire::Wire;

/// Leads in one write while a home is filled.
const AT_ONCE: usize = 1_000;

/// A home that was filled, closed until it is needed.
pub struct Full {
    folder: PathBuf,
    port: u16,
    info: String,
    /// How many leads it holds.
    pub leads: usize,
    /// How fast they were written, in batches; a second.
    pub batched: f64,
}

/// One catch-up.
pub struct Catchup {
    /// Records a second, from the call to connect until all are durable.
    pub rate: f64,
    /// Processor time of both nodes a record, in us.
    pub cpu_us: f64,
}

impl Full {
    /// Founds and fills a home.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn make(folder: &Path, port: u16, leads: usize) -> Result<Full, BenchFault> {
        let mut peer = Peer::open(folder, port, "new")?;
        let us = peer.number(&format!("fillb {leads} {AT_ONCE}"), "us")?;
        let info = peer.info.clone();
        peer.end()?;
        let batched = leads as f64 / us as f64 * 1e6;
        Ok(Full { folder: folder.to_path_buf(), port, info, leads, batched })
    }

    /// The folder of the home.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn open(&self) -> Result<Peer, BenchFault> {
        Peer::open(&self.folder, self.port, &self.info)
    }

    /// Lets an empty home catch up with it.
    ///
    /// - `late`: how much later everything arrives, each way; nothing for a straight line.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn caught_up_by(&self, folder: &Path, port: u16, late: Option<Duration>) -> Result<Catchup, BenchFault> {
        empty(folder)?;
        let mut full = self.open()?;
        let wire = late.map(|late| Wire::lay(0, self.port, late)).transpose()?;
        let invite = full.ask(&format!("invite {}", wire.as_ref().map_or(self.port, |wire| wire.port)))?;
        let mut fresh = Peer::open(folder, port, invite["info"].as_str().unwrap_or_default())?;
        let leads = full.number("token", "v")?;
        let before = full.cpu_us()? + fresh.cpu_us()?;
        let us = catch_up(&mut fresh, leads)?;
        let after = full.cpu_us()? + fresh.cpu_us()?;
        if fresh.number("count", "n")? != leads {
            return Err(BenchFault::Peer("a catch-up brought another number".to_string()));
        }
        fresh.end()?;
        full.end()?;
        let leads = leads as f64;
        Ok(Catchup { rate: leads / us as f64 * 1e6, cpu_us: (after - before) as f64 / leads })
    }

    /// Both ends write `own` leads apart, then meet: bytes on the wire over the bytes of those leads.
    ///
    /// # Errors
    /// [`BenchFault`].
    pub fn met_by(&self, folder: &Path, port: u16, own: usize) -> Result<f64, BenchFault> {
        empty(folder)?;
        let mut full = self.open()?;
        let invite = full.ask(&format!("invite {}", self.port))?;
        let mut other = Peer::open(folder, port, invite["info"].as_str().unwrap_or_default())?;
        let leads = full.number("token", "v")?;
        catch_up(&mut other, leads)?;
        let known = other.info.clone();
        other.end()?;
        full.end()?;
        // The other home knows the old port alone; a wire begins there now.
        let mut full = Peer::open(&self.folder, port + 1, &self.info)?;
        let wire = Wire::lay(self.port, port + 1, Duration::ZERO)?;
        let mut other = Peer::open(folder, port, &known)?;
        let mut missing = 0;
        for peer in [&mut full, &mut other] {
            let before = peer.number("weigh", "bytes")?;
            peer.ask(&format!("fill {own}"))?;
            missing += peer.number("weigh", "bytes")? - before;
        }
        let before = wire.passed();
        let expected = leads + 2 * own as u64;
        full.order(&format!("expect {expected}"))?;
        catch_up(&mut other, expected)?;
        full.wait("expect")?;
        // What is said behind the last record belongs to the session: both ends end, then it is counted.
        other.end()?;
        full.end()?;
        Ok((wire.passed() - before) as f64 / missing as f64)
    }
}

fn catch_up(peer: &mut Peer, leads: u64) -> Result<u64, BenchFault> {
    peer.order(&format!("expect {leads}"))?;
    let begun = peer.number("connect there", "t0")?;
    let ended = peer.wait("expect")?["t"].as_u64().ok_or(BenchFault::Ended)?;
    Ok(ended.saturating_sub(begun))
}

/// Makes a folder empty.
///
/// # Errors
/// [`BenchFault`] where the disk refuses.
pub fn empty(folder: &Path) -> Result<(), BenchFault> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(io("empty a folder"))?;
    }
    std::fs::create_dir_all(folder).map_err(io("make a folder"))
}
