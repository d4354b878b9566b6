//! Owns cutting a JSON file into its adverts without building the whole of it in memory.
//!
//! The cutter follows brackets and strings only, so one broken item spoils itself and not its
//! neighbours, and its line is known. It is a loop, not a recursion: depth costs nothing.

use serde_json::Value;

use super::{Basket, Flaw, ITEM_MAX, ImportFault, Place, jobposting, jobs};

/// 64 levels: JobPosting needs six.
const DEPTH_MAX: usize = 64;

/// Members under which boards put their list.
const LISTS: &[&str] = &["@graph", "jobs", "items", "results", "data", "postings", "offers", "list"];

/// Reads one value, several in a row (JSON Lines), an array, or an object around a list.
///
/// # Errors
/// [`ImportFault::Json`], [`ImportFault::CutOff`], [`ImportFault::Many`].
pub fn read(bytes: &[u8], basket: &mut Basket) -> Result<(), ImportFault> {
    read_at(bytes, 1, "", basket)
}

/// Reads JSON that begins on some line of a larger file.
///
/// # Errors
/// As [`read`].
pub fn read_at(bytes: &[u8], line: usize, path: &str, basket: &mut Basket) -> Result<(), ImportFault> {
    let mut cutter = Cutter { bytes, at: 0, line, item: 0 };
    cutter.blanks();
    while cutter.at < bytes.len() {
        cutter.item = basket.count() + 1;
        match bytes[cutter.at] {
            b'[' => elements(&mut cutter, path, basket)?,
            b'{' => {
                let piece = cutter.value()?;
                object(bytes, &piece, path, basket)?;
            }
            _ => return Err(ImportFault::Json { line: cutter.line }),
        }
        cutter.blanks();
    }
    Ok(())
}

/// Reads an array item by item, from its bracket to the one that closes it.
fn elements(cutter: &mut Cutter, path: &str, basket: &mut Basket) -> Result<(), ImportFault> {
    cutter.at += 1;
    cutter.blanks();
    while cutter.bytes.get(cutter.at) != Some(&b']') {
        cutter.item = basket.count() + 1;
        let piece = cutter.value()?;
        item(cutter.bytes, &piece, path, basket)?;
        cutter.blanks();
        match cutter.bytes.get(cutter.at) {
            Some(b']') => {}
            Some(b',') => cutter.at += 1,
            Some(_) => return Err(ImportFault::Json { line: cutter.line }),
            None => return Err(ImportFault::CutOff { item: cutter.item, line: piece.line }),
        }
        cutter.blanks();
    }
    cutter.at += 1;
    Ok(())
}

/// An object is one advert, or it stands around a list of them.
fn object(bytes: &[u8], whole: &Piece, path: &str, basket: &mut Basket) -> Result<(), ImportFault> {
    let item_number = basket.count() + 1;
    let mut cutter =
        Cutter { bytes: &bytes[..whole.end - 1], at: whole.start + 1, line: whole.line, item: item_number };
    let mut lists: Vec<(&'static str, Piece)> = Vec::new();
    let mut advert = false;
    cutter.blanks();
    while cutter.at < cutter.bytes.len() {
        let key = cutter.value()?;
        let name = bytes[key.start..key.end].trim_ascii();
        cutter.blanks();
        cutter.expect(b':')?;
        let value = cutter.value()?;
        let bare = name.strip_prefix(b"\"").and_then(|name| name.strip_suffix(b"\""));
        let known = LISTS.iter().find(|known| bare == Some(known.as_bytes()));
        advert |= matches!(name, b"\"@type\"" | b"\"title\"");
        match known {
            // Each list is named once; a second one of the same name says nothing new.
            Some(known) if bytes[value.start] == b'[' && lists.iter().all(|(list, _)| list != known) => {
                lists.push((*known, value))
            }
            _ => {}
        }
        cutter.comma()?;
    }
    // A feed has a title of its own beside its list; a posting with "offers" is still one posting.
    let list = lists.iter().find(|(name, _)| *name == "@graph" || *name == "items" || !advert);
    match list {
        Some((name, list)) => {
            let mut cutter = Cutter { bytes, at: list.start, line: list.line, item: item_number };
            elements(&mut cutter, if path.is_empty() { name } else { path }, basket)
        }
        None => item(bytes, whole, path, basket),
    }
}

fn item(bytes: &[u8], piece: &Piece, path: &str, basket: &mut Basket) -> Result<(), ImportFault> {
    let place = Place { item: basket.count() + 1, line: piece.line, path: path.to_string() };
    let text = &bytes[piece.start..piece.end];
    if text.len() > ITEM_MAX {
        return basket.put(Err(Flaw::Large { bytes: text.len(), max: ITEM_MAX }), place);
    }
    if piece.depth > DEPTH_MAX {
        return basket.put(Err(Flaw::Deep { max: DEPTH_MAX }), place);
    }
    let value: Value = match serde_json::from_slice(text).or_else(|_| serde_json::from_slice(&without_controls(text))) {
        Ok(value) => value,
        Err(fault) => return basket.put(Err(Flaw::Json(fault)), place),
    };
    match &value {
        Value::Object(map) if !jobposting::is_linked(map) => basket.advert(jobs::advert(map), place),
        Value::Object(_) | Value::Array(_) => jobposting::take(&value, &place, basket),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => basket.put(Err(Flaw::Shape), place),
    }
}

/// Many pages write line ends into their texts, which JSON does not allow: they become blanks.
fn without_controls(text: &[u8]) -> Vec<u8> {
    text.iter().map(|byte| if *byte < b' ' { b' ' } else { *byte }).collect()
}

/// A value cut out of the file.
struct Piece {
    start: usize,
    end: usize,
    line: usize,
    depth: usize,
}

struct Cutter<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    /// Which advert is being cut, for the message when the file ends inside it.
    item: usize,
}

impl Cutter<'_> {
    fn blanks(&mut self) {
        while let Some(blank @ (b' ' | b'\t' | b'\r' | b'\n')) = self.bytes.get(self.at) {
            self.line += usize::from(*blank == b'\n');
            self.at += 1;
        }
    }

    fn expect(&mut self, mark: u8) -> Result<(), ImportFault> {
        if self.bytes.get(self.at) == Some(&mark) {
            self.at += 1;
            return Ok(());
        }
        Err(ImportFault::Json { line: self.line })
    }

    /// Behind an item: a comma and something after it, or the end.
    fn comma(&mut self) -> Result<(), ImportFault> {
        self.blanks();
        if self.at < self.bytes.len() {
            self.expect(b',')?;
            self.blanks();
        }
        Ok(())
    }

    /// Cuts the next value: to its matching bracket, its closing quote, or the end of its word.
    fn value(&mut self) -> Result<Piece, ImportFault> {
        self.blanks();
        let (start, line) = (self.at, self.line);
        let (mut depth, mut deepest) = (0usize, 0usize);
        let ended = |cutter: &Self| ImportFault::CutOff { item: cutter.item, line };
        loop {
            match self.bytes.get(self.at) {
                None if self.at > start && depth == 0 => break,
                None => return Err(ended(self)),
                Some(b'"') => self.string().ok_or_else(|| ended(self))?,
                Some(b'{' | b'[') => {
                    depth += 1;
                    deepest = deepest.max(depth);
                }
                Some(b'}' | b']') if depth > 0 => depth -= 1,
                Some(b',' | b':' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n') if depth == 0 => break,
                Some(byte) => self.line += usize::from(*byte == b'\n'),
            }
            self.at += 1;
            let closed = matches!(self.bytes[self.at - 1], b'"' | b'}' | b']');
            if depth == 0 && closed {
                break;
            }
        }
        if self.at == start {
            Err(ImportFault::Json { line })
        } else {
            Ok(Piece { start, end: self.at, line, depth: deepest })
        }
    }

    /// Moves to the closing quote; `None` where there is none.
    fn string(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.bytes.get(self.at)? {
                b'"' => return Some(()),
                b'\\' => self.at += 1,
                // Not JSON, but the line must stay right; the item's own reading refuses it.
                b'\n' => self.line += 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}
