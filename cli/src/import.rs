//! Owns the way in: other people's adverts become leads. Pure functions over bytes; nothing here
//! publishes, stores or asks.
//!
//! [`read`] recognises the format by the content, not by the name of the file:
//!
//! | format | reader |
//! |---|---|
//! | schema.org JobPosting, alone, in an array, in a `@graph` | [`jobposting`] |
//! | a saved web page with such blocks in it | [`page`] |
//! | a JSON list of jobs, also JSON Feed | [`jobs`] |
//! | RSS 2.0, RSS 1.0, Atom | [`feed`] |
//! | CSV with `,` `;` or tab | [`table`] |
//!
//! Each reader turns an item into an [`advert::Advert`], its words sorted by field; [`shape`] makes a
//! lead of it, the same way for all. An item that cannot be a lead is reported with its place, and
//! the others are taken. [`mod@sift`] then says which of them are known already.

pub mod advert;
pub mod columns;
pub mod feed;
pub mod flaw;
pub mod infer;
pub mod jobposting;
pub mod jobs;
pub mod json;
pub mod own;
pub mod page;
pub mod pay;
pub mod plain;
pub mod recognise;
pub mod same;
pub mod shape;
pub mod sift;
pub mod table;
pub mod when;

use std::io::Read;

use protocol::id::Id;
use protocol::money::Currency;
use protocol::record::lead::Lead;
use protocol::time::Moment;

pub use columns::Columns;
pub use flaw::{Flaw, ImportFault, Note, Place, RowFault};
pub use recognise::Format;
pub use same::{nearly_same, sources};
pub use sift::{Known, Same, Sifted, sift};

/// 64 MiB: the largest feeds that boards publish have 20; a phone still holds this in memory.
pub const FILE_MAX: u64 = 64 << 20;
/// 100,000 adverts a file: more than a collective posts in a lifetime.
pub const ITEMS_MAX: usize = 100_000;
/// 1 MiB an advert: eighty times what a lead keeps of it.
pub const ITEM_MAX: usize = 1 << 20;
/// 1,000 reported rows; the rest is counted in [`Import::faults_more`].
pub const FAULTS_MAX: usize = 1_000;
/// 60 days: an advert without a closing date closes so long after its import.
pub const OPEN_DAYS: u32 = 60;

/// What a reader must be told.
pub struct Options<'a> {
    /// The moment of the import.
    pub now: Moment,
    /// The currency of a bare number in a table; adverts from the web never take it.
    pub currency: Option<Currency>,
    /// Which column of a table is which field; empty where the header row says it.
    pub columns: Columns,
    /// Finds the skills that a text names, as the vocabulary writes them.
    pub skills: &'a dyn Fn(&str) -> Vec<String>,
}

/// What a file held.
#[derive(Debug)]
pub struct Import {
    /// What kind of file it was.
    pub format: Format,
    /// The leads, in the order of the file; at most [`ITEMS_MAX`].
    pub leads: Vec<Found>,
    /// Rows that were not taken, in the order of the file; at most [`FAULTS_MAX`].
    pub faults: Vec<RowFault>,
    /// How many more rows were not taken.
    pub faults_more: usize,
}

/// A lead as it was found.
#[derive(Debug)]
pub struct Found {
    /// The body that can be published.
    pub lead: Lead,
    /// Where it stood.
    pub place: Place,
    /// What stood there, byte for byte and at most [`ITEM_MAX`]: tidy it before it meets a screen.
    pub original: String,
    /// What was left out or cut, for the reader of a dry run.
    pub notes: Vec<Note>,
    /// The lead that this one is a copy of, where Talko wrote the file.
    pub id: Option<Id>,
}

/// Reads a file of adverts.
///
/// - `from`: the bytes; not more than [`FILE_MAX`] and one are ever read.
///
/// # Errors
/// [`ImportFault`] where the file as a whole cannot be taken: nothing of it is. Bad rows are no
/// error, they stand in [`Import::faults`].
pub fn read(from: impl Read, options: &Options) -> Result<Import, ImportFault> {
    let mut bytes = Vec::new();
    from.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(ImportFault::Read)?;
    if bytes.len() as u64 > FILE_MAX {
        return Err(ImportFault::Large { max: FILE_MAX });
    }
    let (format, bytes) = recognise::recognise(&bytes, &options.columns)?;
    let mut basket = Basket::new(format, options);
    match format {
        Format::JobPosting | Format::Jobs => json::read(&bytes, &mut basket)?,
        Format::Page => page::read(&bytes, &mut basket)?,
        Format::Rss | Format::Atom => feed::read(&bytes, &mut basket)?,
        Format::Table => table::read(&bytes, &mut basket)?,
    }
    let import = basket.import;
    let nothing = import.leads.is_empty() && import.faults.is_empty();
    if nothing { Err(ImportFault::Nothing { format }) } else { Ok(import) }
}

/// Gathers what the readers hand over, within the limits.
pub struct Basket<'a> {
    /// What the readers are told.
    pub options: &'a Options<'a>,
    import: Import,
}

impl<'a> Basket<'a> {
    /// An empty basket.
    pub fn new(format: Format, options: &'a Options<'a>) -> Basket<'a> {
        Basket { options, import: Import { format, leads: Vec::new(), faults: Vec::new(), faults_more: 0 } }
    }

    /// How many adverts were handed over so far, good and bad.
    pub fn count(&self) -> usize {
        self.import.leads.len() + self.import.faults.len() + self.import.faults_more
    }

    /// Takes an advert, as a lead or as a fault.
    ///
    /// # Errors
    /// [`ImportFault::Many`] beyond [`ITEMS_MAX`].
    pub fn advert(&mut self, advert: advert::Advert, place: Place) -> Result<(), ImportFault> {
        let found = shape::shape(advert, place.clone(), self.options);
        self.put(found, place)
    }

    /// Takes a finished lead, or why there is none.
    ///
    /// # Errors
    /// [`ImportFault::Many`] beyond [`ITEMS_MAX`].
    pub fn put(&mut self, found: Result<Found, Flaw>, place: Place) -> Result<(), ImportFault> {
        if self.count() >= ITEMS_MAX {
            return Err(ImportFault::Many { max: ITEMS_MAX });
        }
        match found {
            Ok(found) => self.import.leads.push(found),
            Err(flaw) if self.import.faults.len() < FAULTS_MAX => self.import.faults.push(RowFault { place, flaw }),
            Err(_) => self.import.faults_more += 1,
        }
        Ok(())
    }
}
