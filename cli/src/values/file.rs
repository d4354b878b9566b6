//! Owns reading a text that a person names by its file, or gives on stdin with `-`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use protocol::local::Trouble;

use crate::trouble;

/// 1 MiB: eighty times the longest text that a record keeps; what is longer is the wrong file.
const TEXT_MAX: u64 = 1 << 20;

/// Reads a whole text: from the file, or from stdin for `-`.
///
/// # Errors
/// `file` where it cannot be read or is no UTF-8 text, `long` above 1 MiB.
pub fn text(path: &Path) -> Result<String, Trouble> {
    let shown = path.display().to_string();
    let failed = |fault: io::Error| trouble!("file", path = &shown, reason = fault);
    let mut bytes = Vec::new();
    if shown == "-" {
        io::stdin().lock().take(TEXT_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        File::open(path).map_err(failed)?.take(TEXT_MAX + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 > TEXT_MAX {
        return Err(trouble!("long", field = shown, bytes = bytes.len(), max = TEXT_MAX));
    }
    String::from_utf8(bytes).map_err(|_| trouble!("file-text", path = shown))
}

/// Takes what was typed, or reads stdin where `-` was typed.
///
/// # Errors
/// As [`text`].
pub fn typed(typed: &str) -> Result<String, Trouble> {
    if typed == "-" { text(Path::new("-")) } else { Ok(typed.to_string()) }
}
