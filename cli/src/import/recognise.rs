//! Owns telling formats apart by their content, and bringing text to UTF-8.

use std::borrow::Cow;
use std::fmt;

use super::{Columns, ImportFault};

/// 4 KiB: every format shows itself in its first lines.
const HEAD: usize = 4096;

/// What kind of file was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// schema.org JobPosting as JSON-LD.
    JobPosting,
    /// A web page with JobPosting blocks in it.
    Page,
    /// A JSON list of jobs.
    Jobs,
    /// RSS.
    Rss,
    /// Atom.
    Atom,
    /// Comma-, semicolon- or tab-separated values.
    Table,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::JobPosting => "a JobPosting file",
            Format::Page => "a web page",
            Format::Jobs => "a JSON list",
            Format::Rss => "an RSS feed",
            Format::Atom => "an Atom feed",
            Format::Table => "a table",
        })
    }
}

/// First bytes of files that people take for something else.
const FOREIGN: &[(&[u8], &str)] = &[
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xFF\xD8\xFF", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture or a sound"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xD0\xCF\x11\xE0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1F\x8B", "a gzip archive"),
    (b"7z\xBC\xAF", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\x28\xB5\x2F\xFD", "a zstd archive"),
    (b"SQLite format 3", "a database"),
    (b"\x7FELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"age-encryption.org", "an encrypted file"),
    (b"BEGIN:VC", "a calendar or a contact"),
];

/// Says what a file is and gives its bytes as text: without a byte order mark, UTF-16 as UTF-8.
///
/// A table keeps foreign bytes: its rows are judged one by one.
///
/// # Errors
/// [`ImportFault::Empty`], [`ImportFault::WrongKind`], [`ImportFault::Unknown`], [`ImportFault::Encoding`].
pub fn recognise<'a>(bytes: &'a [u8], columns: &Columns) -> Result<(Format, Cow<'a, [u8]>), ImportFault> {
    if let Some((_, found)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(ImportFault::WrongKind { found });
    }
    let bytes = plain_text(bytes)?;
    if bytes.trim_ascii().is_empty() {
        return Err(ImportFault::Empty);
    }
    if bytes.iter().take(HEAD).any(|byte| *byte == 0) {
        return Err(ImportFault::WrongKind { found: "not a text" });
    }
    let format = by_head(&bytes, columns)?;
    if format == Format::Table || std::str::from_utf8(&bytes).is_ok() {
        return Ok((format, bytes));
    }
    match declared_latin(&bytes) {
        true => Ok((format, Cow::Owned(from_latin(&bytes).into_bytes()))),
        false => Err(ImportFault::Encoding { line: foreign_line(&bytes) }),
    }
}

fn by_head(bytes: &[u8], columns: &Columns) -> Result<Format, ImportFault> {
    let start = bytes.trim_ascii_start();
    let head = String::from_utf8_lossy(&start[..start.len().min(HEAD)]).to_lowercase();
    let begins = |needle: &str| head.starts_with(needle);
    if begins("{") || begins("[") {
        let linked = head.contains("\"@type\"") || head.contains("\"@context\"") || head.contains("\"@graph\"");
        return Ok(if linked { Format::JobPosting } else { Format::Jobs });
    }
    if begins("<") {
        let first = |needle: &str| head.find(needle).unwrap_or(usize::MAX);
        let xml = [(first("<rss"), Format::Rss), (first("<rdf:rdf"), Format::Rss), (first("<feed"), Format::Atom)];
        let page = first("<html").min(first("<!doctype html")).min(first("<script")).min(first("<head"));
        return match xml.into_iter().min_by_key(|(at, _)| *at) {
            Some((at, format)) if at < page => Ok(format),
            // A saved page may begin with any tag or comment.
            _ if begins("<?xml") && page == usize::MAX => Err(ImportFault::Unknown),
            _ => Ok(Format::Page),
        };
    }
    if super::table::looks_like(start, columns) { Ok(Format::Table) } else { Err(ImportFault::Unknown) }
}

/// Drops a byte order mark and rewrites UTF-16, which spreadsheets call "Unicode text".
fn plain_text(bytes: &[u8]) -> Result<Cow<'_, [u8]>, ImportFault> {
    let units = |rest: &[u8], pair: fn([u8; 2]) -> u16| {
        let units = rest.chunks(2).map(|two| pair([two[0], two.get(1).copied().unwrap_or(0)]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.map(|text| Cow::Owned(text.into_bytes())).map_err(|_| ImportFault::Encoding { line: 1 })
    };
    match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Ok(Cow::Borrowed(rest)),
        [0xFF, 0xFE, rest @ ..] => units(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => units(rest, u16::from_be_bytes),
        _ => Ok(Cow::Borrowed(bytes)),
    }
}

/// True where the file itself says that it is in one of the old western encodings.
fn declared_latin(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    ["iso-8859-1", "iso-8859-15", "windows-1252", "us-ascii"].iter().any(|name| head.contains(name))
}

/// Bytes 0x80 to 0x9F of Windows-1252; 0 where it has none. The rest equals Unicode.
const WESTERN: [u32; 32] = [
    0x20AC, 0, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D, 0, 0,
    0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0, 0x17E, 0x178,
];

fn from_latin(bytes: &[u8]) -> String {
    let letter = |byte: &u8| match byte {
        0x80..=0x9F => char::from_u32(WESTERN[usize::from(byte - 0x80)]).unwrap_or(' '),
        other => char::from(*other),
    };
    bytes.iter().map(letter).collect()
}

fn foreign_line(bytes: &[u8]) -> usize {
    let sound = std::str::from_utf8(bytes).map_or_else(|fault| fault.valid_up_to(), str::len);
    1 + bytes[..sound].iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(bytes: &[u8]) -> Result<Format, ImportFault> {
        recognise(bytes, &Columns::default()).map(|(format, _)| format)
    }

    #[test]
    fn a_format_shows_itself_by_its_content() {
        let files: [(&str, Format); 9] = [
            ("\u{feff} {\"@context\": \"https://schema.org\"}", Format::JobPosting),
            ("[{\"title\": \"Cook\"}]", Format::Jobs),
            ("<?xml version='1.0'?>\n<!-- made by hand -->\n<rss version='2.0'></rss>", Format::Rss),
            ("<rdf:RDF></rdf:RDF>", Format::Rss),
            ("<feed xmlns='http://www.w3.org/2005/Atom'/>", Format::Atom),
            ("<!DOCTYPE html><html></html>", Format::Page),
            ("<?xml version='1.0'?><!DOCTYPE html><html><a>the <feed> tag</a></html>", Format::Page),
            ("Title;Client\nCook;Inn\n", Format::Table),
            ("title\tclient\nCook\tInn\n", Format::Table),
        ];
        for (text, format) in files {
            assert_eq!(told(text.as_bytes()).expect(text), format);
        }
    }

    #[test]
    fn files_of_another_kind_are_named() {
        for (bytes, name) in [
            (&b"%PDF-1.7\n"[..], "PDF"),
            (b"\x89PNG\r\n", "PNG"),
            (b"PK\x03\x04rest", "ZIP"),
            (b"a,b\0c", "not a text"),
        ] {
            let Err(ImportFault::WrongKind { found }) = told(bytes) else { panic!("{name} was taken") };
            assert!(found.contains(name), "{found}");
        }
        assert!(matches!(told(b""), Err(ImportFault::Empty)));
        assert!(matches!(told(b"\xEF\xBB\xBF \n"), Err(ImportFault::Empty)));
        assert!(matches!(told(b"Dear all, we need a cook. Regards"), Err(ImportFault::Unknown)));
        assert!(matches!(told(b"<?xml version='1.0'?><svg/>"), Err(ImportFault::Unknown)));
    }

    #[test]
    fn old_encodings_are_read_where_the_file_names_them() {
        let (_, bytes) =
            recognise(b"<?xml version='1.0' encoding='ISO-8859-1'?><rss>caf\xE9 \x80</rss>", &Columns::default())
                .expect("declared");
        assert!(String::from_utf8_lossy(&bytes).contains("café €"));
        assert!(matches!(told(b"<rss>\n\ncaf\xE9</rss>"), Err(ImportFault::Encoding { line: 3 })));
        let wide: Vec<u8> = "\u{feff}title\nCafé".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (format, bytes) = recognise(&wide, &Columns::default()).expect("UTF-16");
        assert_eq!((format, &*bytes), (Format::Table, "title\nCafé".as_bytes()));
    }
}
