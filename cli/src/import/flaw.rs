//! Owns why a file, a row or a field was not taken, and where it stood.

use std::fmt;

use protocol::money::parse::MoneyFault;
use protocol::text::TextFault;
use protocol::time::Moment;

use super::Format;
use super::columns::Column;

/// Where an advert stood in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Which advert or row, counted from 1; the header row of a table does not count.
    pub item: usize,
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// The way to it inside the file (`@graph`, `script 2`); empty at the top.
    pub path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, item {}", self.line, self.item)?;
        if self.path.is_empty() { Ok(()) } else { write!(f, " ({})", self.path) }
    }
}

/// An advert that was not taken.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {flaw}")]
pub struct RowFault {
    /// Where it stood.
    pub place: Place,
    /// Why.
    #[source]
    pub flaw: Flaw,
}

/// Why an advert was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Flaw {
    /// Nothing says what is wanted.
    #[error("there is no title")]
    NoTitle,
    /// A title that does not fit, or is no text.
    #[error("the title does not fit")]
    Title(#[source] TextFault),
    /// The closing date has passed.
    #[error("closed on {}", super::when::day(*.on))]
    Closed {
        /// When it closed.
        on: Moment,
    },
    /// A sum in the member's own table that cannot be taken.
    #[error("\"{text}\" {fault}")]
    Money {
        /// What stands there.
        text: String,
        /// Why it cannot be taken.
        #[source]
        fault: MoneyFault,
    },
    /// A date in the member's own table that has no one reading.
    #[error("\"{text}\" is not a date with one meaning ({field})")]
    Date {
        /// The field.
        field: &'static str,
        /// What stands there.
        text: String,
    },
    /// Hours in the member's own table that no week has.
    #[error("\"{text}\" is not a number of hours in a week")]
    Hours {
        /// What stands there.
        text: String,
    },
    /// Roles or hours of a client in the member's own table that have no reading.
    #[error("\"{text}\" cannot be read ({field})")]
    Wanted {
        /// The field.
        field: &'static str,
        /// What stands there.
        text: String,
    },
    /// The item is not JSON, while its neighbours may be.
    #[error("the item is not valid JSON")]
    Json(#[source] serde_json::Error),
    /// An item of another shape: a number where an object should stand.
    #[error("the item is not an advert")]
    Shape,
    /// Nested deeper than any advert.
    #[error("the item is nested deeper than {max} levels")]
    Deep {
        /// How deep is allowed.
        max: usize,
    },
    /// Larger than any advert.
    #[error("the item has {bytes} bytes where {max} are allowed")]
    Large {
        /// How many it has.
        bytes: usize,
        /// How many are allowed.
        max: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("the row is not UTF-8 text")]
    Encoding,
    /// A row of a table with fewer or more cells than its header.
    #[error("the row has {cells} cells where the header has {columns}")]
    Ragged {
        /// How many it has.
        cells: usize,
        /// How many the header has.
        columns: usize,
    },
    /// A field of Talko's own export does not hold what Talko writes there.
    #[error("the field {0} does not hold what Talko writes there")]
    Own(&'static str),
}

/// What was left out of a lead that was taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    /// A text was longer than its place; the mark `…` stands where it was cut.
    #[error("{field}: {kept} of {bytes} bytes fit, the rest was cut")]
    Cut {
        /// The field.
        field: &'static str,
        /// How long it was.
        bytes: usize,
        /// How much was kept.
        kept: usize,
    },
    /// What stood there could not be understood and was left out.
    #[error("{field}: \"{text}\" was not understood and left out")]
    Unread {
        /// The field.
        field: &'static str,
        /// What stood there, shortened.
        text: String,
    },
    /// A sum could not be taken and was left out.
    #[error("pay: \"{text}\" {fault}; it was left out")]
    Money {
        /// What stood there, shortened.
        text: String,
        /// Why it was not taken.
        fault: MoneyFault,
    },
    /// A sum whose period nobody wrote.
    #[error("pay: \"{text}\" does not say for what time; it was left out")]
    NoPeriod {
        /// What stood there, shortened.
        text: String,
    },
    /// More items than the field holds.
    #[error("{field}: {kept} of {count} were kept")]
    Many {
        /// The field.
        field: &'static str,
        /// How many there were.
        count: usize,
        /// How many were kept.
        kept: usize,
    },
}

/// Why a file was not taken at all.
#[derive(Debug, thiserror::Error)]
pub enum ImportFault {
    /// No bytes, or nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`super::FILE_MAX`].
    #[error("the file is larger than {} MiB", max >> 20)]
    Large {
        /// How many bytes are allowed.
        max: u64,
    },
    /// More adverts than [`super::ITEMS_MAX`].
    #[error("the file holds more than {max} adverts")]
    Many {
        /// How many are allowed.
        max: usize,
    },
    /// A picture, a document, an archive.
    #[error("the file is {found}")]
    WrongKind {
        /// What it is, with its article: "a PDF document".
        found: &'static str,
    },
    /// Text, but none of the formats.
    #[error("the file is text of an unknown form")]
    Unknown,
    /// The text is in no known encoding.
    #[error("the file is not UTF-8 text (line {line})")]
    Encoding {
        /// The first line with a foreign byte.
        line: usize,
    },
    /// The file ends in the middle of something.
    #[error("the file is cut off: it ends inside item {item}, which begins on line {line}")]
    CutOff {
        /// Which item, counted from 1.
        item: usize,
        /// The line on which it begins.
        line: usize,
    },
    /// Brackets that do not match, or text behind the end.
    #[error("the file is not valid JSON (line {line})")]
    Json {
        /// The line.
        line: usize,
    },
    /// Tags that do not match.
    #[error("the file is not valid XML (line {line})")]
    Xml {
        /// The line.
        line: usize,
        /// What the reader said.
        #[source]
        source: quick_xml::Error,
    },
    /// The header row names no title, and no map was given.
    #[error("no column is known to hold the title")]
    NoTitleColumn {
        /// The header as it stands, at most 32 names.
        header: Vec<String>,
    },
    /// The map names a column that the table does not have.
    #[error("there is no column \"{name}\" for {column}")]
    NoColumn {
        /// The field that was to be read from it.
        column: Column,
        /// The name that was given.
        name: String,
    },
    /// A sound file without an advert in it.
    #[error("the file is {format}, and there is no advert in it")]
    Nothing {
        /// What it is.
        format: Format,
    },
    /// The file could not be read.
    #[error("reading the file")]
    Read(#[source] std::io::Error),
}
