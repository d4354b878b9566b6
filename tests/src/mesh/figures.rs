//! Owns what a process takes of the machine, read from outside.

use std::fs;
use std::path::Path;

use super::Mesh;

/// What one home takes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Memory of its process, in bytes.
    pub memory: u64,
    /// Files that its process has open.
    pub files: u64,
    /// Its folder, in bytes on the disk.
    pub disk: u64,
    /// Records that it holds.
    pub records: u64,
}

impl Mesh {
    /// What a home takes; none where it is not served.
    pub fn figures(&self, home: usize) -> Option<Figures> {
        let process = self.process(home)?;
        let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = kilobytes.trim().trim_end_matches("kB").trim().parse().ok()?;
        let files = fs::read_dir(format!("/proc/{process}/fd")).ok()?.count() as u64;
        let records = self.home(home).data("status")["records"].as_u64()?;
        Some(Figures { memory: kilobytes << 10, files, disk: size(&self.home(home).path()), records })
    }
}

/// What a folder takes of the disk; a file that goes meanwhile takes nothing.
fn size(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(about) if about.is_dir() => size(&entry.path()),
        Ok(about) => about.blocks() * 512,
        Err(_) => 0,
    });
    sizes.sum()
}
