//! Owns CSV: comma, semicolon or tab, quoted line breaks, a header row.
//!
//! A row is the member's own work: what cannot be read in it is reported with its line, so that it
//! can be mended, and the other rows are taken.

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::advert::{Advert, Manner, Wage};
use super::columns::{Column, Layout};
use super::{Basket, Columns, Flaw, ITEM_MAX, ImportFault, Place};

/// True where the first line could be the header of a table: it names a title column, or the member
/// said which columns there are.
pub fn looks_like(start: &[u8], columns: &Columns) -> bool {
    let start = behind_hint(start);
    let mut reader = open(start, delimiter(start));
    let mut first = ByteRecord::new();
    match reader.read_byte_record(&mut first) {
        Ok(true) => columns.is_given() || columns.find(&texts(&first)).is_ok(),
        Ok(false) | Err(_) => false,
    }
}

/// Reads a table.
///
/// # Errors
/// [`ImportFault::NoColumn`], [`ImportFault::NoTitleColumn`], [`ImportFault::CutOff`], [`ImportFault::Many`].
pub fn read(bytes: &[u8], basket: &mut Basket) -> Result<(), ImportFault> {
    let bytes = behind_hint(bytes);
    let mut reader = open(bytes, delimiter(bytes));
    let mut row = ByteRecord::new();
    let mut header: Option<(Layout, usize)> = None;
    loop {
        let read = reader.read_byte_record(&mut row).map_err(|fault| ImportFault::Read(fault.into()))?;
        if !read {
            break;
        }
        let line = row.position().map_or(1, |position| position.line() as usize);
        let Some((layout, columns)) = &header else {
            header = Some((basket.options.columns.find(&texts(&row))?, row.len()));
            continue;
        };
        let place = Place { item: basket.count() + 1, line: first_line(bytes, &row, line), path: String::new() };
        if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        let rest = bytes.get(reader.position().byte() as usize..).unwrap_or_default();
        let last = rest.trim_ascii().is_empty();
        let raw = row.position().and_then(|position| bytes.get(position.byte() as usize..)).unwrap_or_default();
        if last && ends_in_quotes(raw) {
            return Err(ImportFault::CutOff { item: place.item, line: place.line });
        }
        if last && row.len() < *columns && !bytes.ends_with(b"\n") {
            basket.put(Err(Flaw::Ragged { cells: row.len(), columns: *columns }), place)?;
            continue;
        }
        match advert(&row, layout, *columns) {
            Ok(advert) => basket.advert(advert, place)?,
            Err(flaw) => basket.put(Err(flaw), place)?,
        }
    }
    Ok(())
}

/// Some spreadsheets begin with `sep=;`. The line stays, empty, so that lines keep their numbers.
fn behind_hint(bytes: &[u8]) -> &[u8] {
    let hinted = bytes.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"sep="));
    let end = bytes.iter().position(|byte| *byte == b'\n').filter(|_| hinted);
    end.map_or(bytes, |end| &bytes[end..])
}

fn open(bytes: &[u8], delimiter: u8) -> Reader<&[u8]> {
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(bytes)
}

/// The separator that the first line has most of, outside quotes.
fn delimiter(bytes: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(0usize, b','), (0, b';'), (0, b'\t')];
    for byte in bytes.trim_ascii_start() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => counts.iter_mut().filter(|(_, mark)| mark == byte).for_each(|(count, _)| *count += 1),
            _ => {}
        }
    }
    // Of equals the comma wins, which stands first.
    counts.into_iter().rev().max_by_key(|(count, _)| *count).map_or(b',', |(_, mark)| mark)
}

/// The row's own line: the reader counts blank lines before a row to the row.
fn first_line(bytes: &[u8], row: &ByteRecord, line: usize) -> usize {
    let start = row.position().map_or(0, |position| position.byte() as usize);
    let blank = bytes.get(start..).unwrap_or_default().iter().take_while(|byte| matches!(byte, b'\n' | b'\r'));
    line + blank.filter(|byte| **byte == b'\n').count()
}

/// True where a row opens a quote that the file never closes.
fn ends_in_quotes(row: &[u8]) -> bool {
    let (mut quoted, mut begins) = (false, true);
    for byte in row {
        match byte {
            // Within quotes a doubled one closes and opens again; outside only a cell's first counts.
            b'"' if quoted => quoted = false,
            b'"' if begins => quoted = true,
            _ => {}
        }
        begins = matches!(byte, b',' | b';' | b'\t' | b'\n') || (*byte == b'"' && !quoted);
    }
    quoted
}

fn texts(row: &ByteRecord) -> Vec<String> {
    row.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_string()).collect()
}

fn advert(row: &ByteRecord, layout: &Layout, columns: usize) -> Result<Advert, Flaw> {
    if row.as_slice().len() > ITEM_MAX {
        return Err(Flaw::Large { bytes: row.as_slice().len(), max: ITEM_MAX });
    }
    let cells: Vec<&str> = row.iter().map(std::str::from_utf8).collect::<Result<_, _>>().map_err(|_| Flaw::Encoding)?;
    // Spreadsheets leave out empty cells at the end, and some writers add empty ones.
    let told = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
    if told > columns {
        return Err(Flaw::Ragged { cells: told, columns });
    }
    let get =
        |column| layout.index(column).and_then(|index| cells.get(index)).map_or("", |cell| cell.trim()).to_string();
    let split = |text: String| -> Vec<String> {
        text.split([',', ';', '|', '\n'])
            .map(|piece| piece.trim().to_string())
            .filter(|piece| !piece.is_empty())
            .collect()
    };
    Ok(Advert {
        title: get(Column::Title),
        text: text(&get(Column::Text), &cells, layout),
        original: cells.join("\t"),
        skills: split(get(Column::Skills)),
        client: get(Column::Client),
        place: get(Column::Place),
        language: get(Column::Language),
        pay: wage(get(Column::Budget), get(Column::Min), get(Column::Max), get(Column::Currency), get(Column::Per)),
        pay_heading: layout.heading,
        hours: get(Column::Hours),
        closes: get(Column::Closes),
        starts: get(Column::Starts),
        posted: get(Column::Posted),
        origin: get(Column::Origin),
        id: get(Column::Id),
        url: get(Column::Url),
        remote: yes_or_no(&get(Column::Remote)),
        employment: get(Column::Employment),
        roles: get(Column::Roles)
            .split([';', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(str::to_string)
            .collect(),
        workday: get(Column::Workday),
        zone: get(Column::Zone),
        manner: Manner::Table,
        ..Advert::default()
    })
}

/// The description and what the columns say that are no field.
fn text(described: &str, cells: &[&str], layout: &Layout) -> String {
    let cell = |index: &usize| cells.get(*index).map_or("", |cell| cell.trim());
    let others = layout.others.iter().filter(|(index, _)| !cell(index).is_empty());
    let lines = others.map(|(index, heading)| match heading.is_empty() {
        true => cell(index).to_string(),
        false => format!("{heading}: {}", cell(index)),
    });
    let described = Some(described.to_string()).filter(|text| !text.is_empty());
    described.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
}

fn wage(budget: String, min: String, max: String, currency: String, per: String) -> Wage {
    match (min.is_empty() && max.is_empty(), budget.is_empty()) {
        (false, _) => Wage::Parts { min, max, currency, per },
        (true, true) => Wage::Silent,
        (true, false) if currency.is_empty() && per.is_empty() => Wage::Text(budget),
        (true, false) => Wage::Parts { min: budget, max: String::new(), currency, per },
    }
}

fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "remote" | "x" | "sí" | "si" | "oo" | "是" => Some(true),
        "no" | "n" | "false" | "0" | "on-site" | "onsite" | "hindi" | "否" => Some(false),
        _ => None,
    }
}
