//! Owns what a caller hands to the store in one piece.

use std::sync::Arc;

use protocol::id::Id;

/// The key of a row: which fold made it, about which subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// The fold's letter.
    pub letter: u8,
    /// What the row is about.
    pub subject: Id,
}

/// A row to write, or to remove.
pub type RowChange = (RowKey, Option<Vec<u8>>);

/// A local item to set, or to remove.
pub type LocalChange = (Vec<u8>, Option<Vec<u8>>);

/// One commit: all of it lasts or none of it.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// Records to hold; one that is held already is passed over.
    pub records: Vec<(Id, Arc<[u8]>)>,
    /// Held records in another form, as without their bodies; one that is not held is passed over. A sweep
    /// takes the former bytes off the disk.
    pub replace: Vec<(Id, Arc<[u8]>)>,
    /// Rows to write or to remove; a rebuild computes them again, so they are not in the journal.
    pub rows: Vec<RowChange>,
    /// Local items to set or to remove.
    pub local: Vec<LocalChange>,
    /// Records to let go; a sweep takes their bytes off the disk.
    pub drop: Vec<Id>,
}

/// What is durable in the journal and not yet in the rows.
///
/// Made by `Store::append` and `Store::replay`, used up by `Store::apply`, in the same order.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "the rows lag behind until this is applied"]
pub struct Pending {
    /// The last entry before these.
    pub(crate) before: u64,
    /// The last of these entries.
    pub(crate) last: u64,
    /// Local items with the sequence number that set them.
    pub(crate) local: Vec<(Vec<u8>, u64, Option<Vec<u8>>)>,
}

impl Pending {
    /// Nothing, behind entry `before`.
    pub(crate) fn at(before: u64) -> Pending {
        Pending { before, last: before, local: Vec::new() }
    }

    /// Entries in it.
    pub fn entries(&self) -> u64 {
        self.last - self.before
    }
}
