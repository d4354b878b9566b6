//! Words for what an import met: why a file, a row or a field was not taken.

use protocol::local::Trouble;

use crate::import::columns::MapFault;
use crate::import::{Flaw, Format, ImportFault, Note, Place, RowFault};
use crate::problem;
use crate::values::{Clock, money};
use crate::{trouble, words};

/// Why a `--map` was not taken.
pub fn map(fault: &MapFault) -> Trouble {
    match fault {
        MapFault::Form(text) => trouble!("import-map", typed = text),
        MapFault::Field(name) => trouble!("import-map-field", name = name),
        MapFault::Twice(column) => trouble!("import-map-twice", name = column),
    }
}

/// Why a file was not taken.
pub fn file(fault: &ImportFault, path: &str) -> Trouble {
    let trouble = match fault {
        ImportFault::Empty => trouble!("import-empty"),
        ImportFault::Large { max } => trouble!("import-large", mebibytes = max >> 20),
        ImportFault::Many { max } => trouble!("import-many", most = max),
        ImportFault::WrongKind { found } => trouble!("import-kind", found = found),
        ImportFault::Unknown => trouble!("import-unknown"),
        ImportFault::Encoding { line } => trouble!("import-encoding", line = line),
        ImportFault::CutOff { item, line } => trouble!("import-cut-off", item = item, line = line),
        ImportFault::Json { line } => trouble!("import-json", line = line),
        ImportFault::Xml { line, source } => trouble!("import-xml", line = line, reason = source),
        ImportFault::NoTitleColumn { header } => trouble!("import-no-title", header = header.join(", ")),
        ImportFault::NoColumn { column, name } => trouble!("import-no-column", name = name, column = column),
        ImportFault::Nothing { format } => trouble!("import-nothing", format = self::format(*format)),
        ImportFault::Read(source) => trouble!("file", reason = source),
    };
    trouble.with("path", path)
}

/// What kind of file it was.
pub fn format(format: Format) -> String {
    match format {
        Format::JobPosting => words!("format-jobposting"),
        Format::Page => words!("format-page"),
        Format::Jobs => words!("format-jobs"),
        Format::Rss => words!("format-rss"),
        Format::Atom => words!("format-atom"),
        Format::Table => words!("format-table"),
    }
}

/// The word of a format for scripts.
pub fn format_word(format: Format) -> &'static str {
    match format {
        Format::JobPosting => "jobposting",
        Format::Page => "page",
        Format::Jobs => "jobs",
        Format::Rss => "rss",
        Format::Atom => "atom",
        Format::Table => "table",
    }
}

/// A row that was not taken, with its place.
pub fn row(fault: &RowFault, clock: &Clock) -> String {
    let RowFault { place, flaw } = fault;
    words!("import-row", item = place.item, line = place.line, path = path(place), reason = self::flaw(flaw, clock))
}

fn path(place: &Place) -> String {
    if place.path.is_empty() { String::new() } else { format!(" ({})", place.path) }
}

/// Why a row was not taken.
pub fn flaw(flaw: &Flaw, clock: &Clock) -> String {
    match flaw {
        Flaw::NoTitle => words!("flaw-no-title"),
        Flaw::Title(_) => words!("flaw-title"),
        Flaw::Closed { on } => words!("flaw-closed", day = clock.day(on.day())),
        Flaw::Money { text, fault } => problem::tell(&money::refused(text, None, fault.clone()), clock).message,
        Flaw::Date { field, text } => words!("flaw-date", field = *field, text = text),
        Flaw::Wanted { field, text } => words!("flaw-wanted", field = *field, text = text),
        Flaw::Hours { text } => words!("flaw-hours", text = text),
        Flaw::Json(_) => words!("flaw-json"),
        Flaw::Shape => words!("flaw-shape"),
        Flaw::Deep { max } => words!("flaw-deep", max = *max),
        Flaw::Large { bytes, max } => words!("flaw-large", bytes = *bytes, max = *max),
        Flaw::Encoding => words!("flaw-encoding"),
        Flaw::Ragged { cells, columns } => words!("flaw-ragged", cells = *cells, columns = *columns),
        Flaw::Own(field) => words!("flaw-own", field = *field),
    }
}

/// What was left out of a lead that was taken.
pub fn note(note: &Note, clock: &Clock) -> String {
    match note {
        Note::Cut { field, bytes, kept } => words!("note-cut", field = *field, bytes = *bytes, kept = *kept),
        Note::Unread { field, text } => words!("note-unread", field = *field, text = text),
        Note::Money { text, fault } => {
            words!("note-money", reason = problem::tell(&money::refused(text, None, fault.clone()), clock).message)
        }
        Note::NoPeriod { text } => words!("note-no-period", text = text),
        Note::Many { field, count, kept } => words!("note-many", field = *field, count = *count, kept = *kept),
    }
}
