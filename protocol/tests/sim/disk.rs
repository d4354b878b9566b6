//! Owns a disk as the journal uses it: what was appended is lost with the power until it was synced.

use std::collections::BTreeMap;
use std::sync::Arc;

use protocol::id::Id;

/// One line of the journal.
#[derive(Clone)]
pub enum Line {
    /// A record came in.
    Put(Id, Arc<[u8]>),
    /// A record went.
    Drop(Id),
}

/// Nothing was appended.
#[derive(Debug)]
pub struct Full;

/// What one home's disk holds.
#[derive(Default)]
pub struct Disk {
    kept: BTreeMap<Id, Arc<[u8]>>,
    waiting: Vec<Line>,
    /// What it held at some moment, for when somebody sets it back.
    copy: Option<BTreeMap<Id, Arc<[u8]>>>,
    /// So many batches more are refused.
    pub full_for: u32,
}

impl Disk {
    /// Appends a batch, whole or not at all.
    pub fn append(&mut self, lines: Vec<Line>) -> Result<(), Full> {
        if self.full_for > 0 {
            self.full_for -= 1;
            return Err(Full);
        }
        self.waiting.extend(lines);
        Ok(())
    }

    /// Makes durable what was appended.
    pub fn sync(&mut self) {
        for line in std::mem::take(&mut self.waiting) {
            self.carry_out(line);
        }
    }

    /// The power fails: of what was not synced, the first lines may have reached the disk.
    pub fn cut(&mut self, reached: usize) {
        for line in std::mem::take(&mut self.waiting).into_iter().take(reached) {
            self.carry_out(line);
        }
    }

    fn carry_out(&mut self, line: Line) {
        match line {
            Line::Put(id, bytes) => drop(self.kept.insert(id, bytes)),
            Line::Drop(id) => drop(self.kept.remove(&id)),
        }
    }

    pub fn unsynced(&self) -> usize {
        self.waiting.len()
    }

    pub fn kept(&self) -> &BTreeMap<Id, Arc<[u8]>> {
        &self.kept
    }

    /// One record is found to be damaged and left out.
    pub fn rot(&mut self, id: &Id) {
        self.kept.remove(id);
    }

    /// Somebody keeps a copy.
    pub fn copy(&mut self) {
        self.copy = Some(self.kept.clone());
    }

    /// The copy is put back; returns what is gone with it, or nothing where there was none.
    pub fn set_back(&mut self) -> Option<Vec<Id>> {
        let copy = self.copy.take()?;
        let gone = self.kept.keys().filter(|id| !copy.contains_key(id)).copied().collect();
        self.kept = copy;
        Some(gone)
    }
}
