//! Owns a corpus file: inputs, one a line, as `escape_ascii` writes bytes. A line that begins with `# ` is about the
//! input below it; one that begins with `# made: ` says what that input came to when it was made, and such inputs are
//! replaced when a corpus is written again. All others are kept by hand, with the sentence that names the rule.

use std::path::Path;

const MADE: &str = "# made: ";
/// 1,000 bytes: a longer input is kept by hand or not at all.
const MADE_MAX: usize = 1_000;
/// 48 made inputs a target.
const MADE_COUNT_MAX: usize = 48;

#[derive(Debug)]
struct Entry {
    about: Vec<String>,
    bytes: Vec<u8>,
}

impl Entry {
    fn is_made(&self) -> bool {
        self.about.iter().any(|line| line.starts_with(MADE))
    }
}

/// The inputs of one target.
#[derive(Debug, Default)]
pub struct Corpus(Vec<Entry>);

impl Corpus {
    /// Reads the file; one that is not there is empty.
    ///
    /// # Panics
    /// Where a line is not as `escape_ascii` writes it.
    pub fn read(path: &Path) -> Corpus {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(fault) => panic!("{}: {fault}", path.display()),
        };
        let (mut entries, mut about) = (Vec::new(), Vec::new());
        for line in text.lines() {
            if line.starts_with("# ") {
                about.push(line.to_string());
            } else if let Some(bytes) = unescaped(line) {
                entries.push(Entry { about: std::mem::take(&mut about), bytes });
            } else {
                panic!("{}: {line}", path.display());
            }
        }
        Corpus(entries)
    }

    /// The inputs.
    pub fn inputs(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|entry| entry.bytes.as_slice())
    }

    /// Puts inputs in the place of those that were made before.
    ///
    /// - `fresh`: what an input came to, and the input.
    pub fn replace_made(&mut self, fresh: impl Iterator<Item = (String, Vec<u8>)>) {
        self.0.retain(|entry| !entry.is_made());
        let short = fresh.filter(|(_, bytes)| bytes.len() <= MADE_MAX).take(MADE_COUNT_MAX);
        let made = short.map(|(outcome, bytes)| Entry { about: vec![format!("{MADE}{outcome}")], bytes });
        self.0.extend(made);
    }

    /// Writes the file.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn write(&self, path: &Path) {
        let lines = self.0.iter().flat_map(|entry| {
            entry.about.iter().cloned().chain(std::iter::once(entry.bytes.escape_ascii().to_string()))
        });
        let text: String = lines.map(|line| line + "\n").collect();
        let folder = path.parent().unwrap_or(Path::new("."));
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(path, text));
        assert!(written.is_ok(), "{}: {written:?}", path.display());
    }
}

/// What `escape_ascii` made of some bytes, backwards.
fn unescaped(line: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = line.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'\\' {
            bytes.push(*first);
            continue;
        }
        let (letter, behind) = rest.split_first()?;
        rest = behind;
        bytes.push(match letter {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'\\' | b'\'' | b'"' => *letter,
            b'x' => {
                let (digits, behind) = rest.split_first_chunk::<2>()?;
                rest = behind;
                u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?
            }
            _ => return None,
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back_as_it_was_written() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(unescaped(&all.escape_ascii().to_string()), Some(all));
        assert_eq!(unescaped("\\q"), None);
    }

    #[test]
    fn what_was_put_in_by_hand_stays_when_the_corpus_is_made_again() {
        let path = std::env::temp_dir().join(format!("corpus-{}.txt", std::process::id()));
        std::fs::write(&path, "# a length that nobody can keep\n\\xff\n# made: old\nold\n").expect("written");
        let mut corpus = Corpus::read(&path);
        corpus.replace_made([("new".to_string(), b"n\n".to_vec())].into_iter());
        corpus.write(&path);
        let text = std::fs::read_to_string(&path).expect("read");
        std::fs::remove_file(&path).expect("removed");
        assert_eq!(text, "# a length that nobody can keep\n\\xff\n# made: new\nn\\n\n");
    }
}
