//! Owns the way out: leads become what other programs read. Pure functions; nothing here opens a
//! file.
//!
//! - [`mod@jobposting`]: schema.org JSON-LD, which [`crate::import`] reads back unchanged
//! - [`mod@table`]: CSV for a spreadsheet

pub mod jobposting;
pub mod table;

pub use jobposting::jobposting;
pub use table::{Mark, csv};

use protocol::id::Id;
use protocol::record::lead::Lead;

/// A lead to be written.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The document's name; with it a home knows its own leads again.
    pub id: Option<Id>,
    /// The lead.
    pub lead: &'a Lead,
}
