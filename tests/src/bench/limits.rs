//! What the machine can do at all, beside the bare pipeline.

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use rand::RngExt as _;

use super::fault::{BenchFault, io};

/// Writes that are timed.
const WRITES: usize = 1_000;
/// Bytes of one: what a signed record of 512 bytes of payload has.
const RECORD: usize = 662;

/// What one insert at a time reaches, a second.
pub struct Inserts {
    /// Each flushed, and the file synced, because on Linux sled's flush alone does not reach the disk.
    pub synced: f64,
    /// Each flushed only.
    pub flushed: f64,
}

/// Inserts into sled one by one.
///
/// # Errors
/// [`BenchFault`] where sled refuses.
pub fn insert_plus_sync(folder: &Path) -> Result<Inserts, BenchFault> {
    let refused = |_| BenchFault::Peer("sled does not take an insert".to_string());
    let store = sled::open(folder).map_err(refused)?;
    let mut chance = rand::rng();
    let records: Vec<([u8; 32], Vec<u8>)> = (0..WRITES)
        .map(|_| {
            let mut bytes = vec![0; RECORD];
            chance.fill(&mut bytes[..]);
            (chance.random(), bytes)
        })
        .collect();
    let file = std::fs::File::open(folder.join("db")).map_err(io("open sled's file"))?;
    let (flushed, synced) = records.split_at(WRITES / 2);
    let rate = |part: &[([u8; 32], Vec<u8>)], sync: &dyn Fn() -> std::io::Result<()>| {
        let begun = Instant::now();
        for (key, bytes) in part {
            store.insert(key, bytes.as_slice()).map_err(refused)?;
            store.flush().map_err(refused)?;
            sync().map_err(io("sync sled's file"))?;
        }
        Ok::<f64, BenchFault>(part.len() as f64 / begun.elapsed().as_secs_f64())
    };
    Ok(Inserts { flushed: rate(flushed, &|| Ok(()))?, synced: rate(synced, &|| file.sync_data())? })
}

/// Appends to a file and syncs it one by one; a second.
///
/// # Errors
/// [`BenchFault`] where the disk refuses.
pub fn append_plus_sync(file: &Path) -> Result<f64, BenchFault> {
    let bytes = vec![7; RECORD];
    let mut file = std::fs::File::create(file).map_err(io("make a file"))?;
    let begun = Instant::now();
    for _ in 0..WRITES {
        file.write_all(&bytes).and_then(|()| file.sync_data()).map_err(io("append to a file"))?;
    }
    Ok(WRITES as f64 / begun.elapsed().as_secs_f64())
}
